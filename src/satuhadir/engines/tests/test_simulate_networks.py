# SPDX-License-Identifier: Apache-2.0
"""`satuhadir engine simulate`: the contract's format, the textbook's waits."""

import json
from io import BytesIO, StringIO
from typing import Any

import pytest

from satuhadir.engines import command
from satuhadir.engines.reading import BadInput, Node
from satuhadir.engines.simulate import answer
from satuhadir.engines.simulate.network import counters_of

STATION = {
    "code": "A",
    "minutes": {"mean": 8.5, "shape": "exponential"},
    "counters": [[0, 3000, 3]],
}
QUESTION: dict[str, Any] = {
    "seed": 1, "runs": 8, "from": 0, "to": 3000, "warm_up": 300,
    "walk": {"entrance": {"A": 2}, "A": {"B": 1}},
    "stations": [STATION, {"code": "B", "minutes": {"mean": 4, "shape": "constant"},
                           "counters": [[0, 3000, 2]]}],
    "arrivals": [{"route": ["A", "B"], "per_hour": [[0, 3000, 12.5]]}],
}  # fmt: skip


def asked(**changes: Any) -> dict[str, Any]:
    return answer(Node({**QUESTION, **changes}))


def refused(**changes: Any) -> str:
    with pytest.raises(BadInput) as refusal:
        asked(**changes)
    return str(refusal.value)


def test_the_answer_has_every_station_and_the_visit() -> None:
    found: Any = asked()
    first, second = found["stations"]
    assert [first["code"], second["code"]] == ["A", "B"]
    assert first["served"] == pytest.approx(8 * 2700 * 12.5 / 60, rel=0.1)
    assert first["busy_share"] == pytest.approx(12.5 * 8.5 / 60 / 3, rel=0.1)
    assert 0 < first["waited_share"] < 1
    assert first["wait"]["low"] < first["wait"]["mean"] < first["wait"]["high"]
    least = 2 + 8.5 + 1 + 4
    assert found["visit"]["mean"] == pytest.approx(
        least + first["wait"]["mean"] + second["wait"]["mean"], rel=0.05
    )


def test_the_same_seed_gives_the_same_answer_and_another_one_another() -> None:
    assert asked() == asked()
    assert asked() != asked(seed=2)


def test_the_wait_of_one_station_is_erlangs() -> None:
    """M/M/3, 1.77 of 3 busy: Erlang C says 1.94 minutes."""
    alone: Any = asked(
        runs=30,
        stations=[STATION],
        walk={},
        arrivals=[{"route": ["A"], "per_hour": [[0, 3000, 12.5]]}],
    )
    wait = alone["stations"][0]["wait"]
    load, blocked = 12.5 * 8.5 / 60, 1.0
    for count in (1, 2, 3):
        blocked = load * blocked / (count + load * blocked)
    delayed = blocked / (1 - load / 3 * (1 - blocked))
    assert wait["low"] <= delayed * 8.5 / (3 - load) <= wait["high"]


def test_constant_service_waits_half_as_long_as_exponential() -> None:
    """Pollaczek and Khinchine: 0.75 busy, 12 minutes against 6."""
    waits = []
    for shape in ("exponential", "constant"):
        station = {"code": "A", "minutes": {"mean": 4, "shape": shape}, "counters": [[0, 9000, 1]]}
        found: Any = asked(
            runs=20, to=9000, stations=[station], walk={},
            arrivals=[{"route": ["A"], "per_hour": [[0, 9000, 11.25]]}],
        )  # fmt: skip
        waits.append(found["stations"][0]["wait"])
    assert waits[0]["low"] < 12 < waits[0]["high"]
    assert waits[1]["low"] < 6 < waits[1]["high"]


def test_nobody_comes_and_nobody_waits() -> None:
    found: Any = asked(arrivals=[{"route": ["A"], "per_hour": []}])
    nothing = {"mean": None, "low": None, "high": None}
    assert found["visit"] == {"served": 0, **nothing}
    assert found["stations"][0]["wait"] == nothing
    assert found["stations"][0]["busy_share"] == 0


def test_one_run_has_a_mean_and_no_interval() -> None:
    found: Any = asked(runs=1)
    assert found["visit"]["mean"] > 0
    assert found["visit"]["low"] is None


def test_a_gap_in_the_staffing_makes_people_wait_for_its_end() -> None:
    station = {"code": "A", "minutes": {"mean": 1, "shape": "constant"},
               "counters": [[0, 10, 1], [600, 700, 1]]}  # fmt: skip
    found: Any = asked(
        to=700, warm_up=10, stations=[station], walk={},
        arrivals=[{"route": ["A"], "per_hour": [[10, 20, 30]]}],
    )  # fmt: skip
    assert 580 < found["stations"][0]["wait"]["mean"] < 600


def test_the_last_staffing_stays_until_all_are_served() -> None:
    station = {"code": "A", "minutes": {"mean": 30, "shape": "constant"}, "counters": [[0, 60, 1]]}
    found: Any = asked(
        to=60, warm_up=0, stations=[station], walk={},
        arrivals=[{"route": ["A"], "per_hour": [[0, 60, 20]]}],
    )  # fmt: skip
    assert found["visit"]["mean"] > 100
    assert found["visit"]["served"] == found["stations"][0]["served"]


def test_a_staffing_that_ended_before_comes_back_at_the_end() -> None:
    desks = counters_of("A", [(0, 60, 2), (60, 100, 0)], 200)
    assert [desk.duty for desk in desks] == [((0, 60), (200, 201.0))] * 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"to": 0}, "to: must be later than from"),
        ({"warm_up": 3000}, "warm_up: must be shorter than from until to"),
        ({"runs": 0}, "runs: must be a whole number from 1 to 10000"),
        ({"seed": 1.5}, "seed: must be a whole number"),
        ({"stations": []}, "stations: must have at least one station"),
        ({"stations": [STATION, STATION]}, "stations[1].code: is the code of another station, too"),
        ({"stations": [{**STATION, "counters": [[0, 9, 0]]}]},
         "stations[0].counters: must have a counter at some time"),
        ({"stations": [{**STATION, "counters": [[0, 9, 1], [5, 9, 1]]}]},
         "stations[0].counters[1]: overlaps stations[0].counters[0]"),
        ({"stations": [{**STATION, "minutes": {"mean": 0, "shape": "constant"}}]},
         "stations[0].minutes.mean: must be more than 0"),
        ({"stations": [{**STATION, "minutes": {"mean": 1, "shape": "lognormal"}}]},
         "stations[0].minutes.cv: is missing"),
        ({"stations": [{**STATION, "minutes": {"mean": 1, "shape": "constant", "cv": 1}}]},
         "stations[0].minutes.cv: belongs to the shape lognormal alone"),
        ({"arrivals": []}, "arrivals: must have at least one route"),
        ({"arrivals": [{"route": ["Z"], "per_hour": []}]},
         "arrivals[0].route[0]: must be one of A, B"),
        ({"arrivals": [{"route": [], "per_hour": []}]},
         "arrivals[0].route: must have at least one station"),
        ({"arrivals": [{"route": ["A"], "per_hour": [[0, 3000, -1]]}]},
         "arrivals[0].per_hour[0][2]: must be at least 0"),
        ({"arrivals": [{"route": ["A"], "per_hour": [[0, 3000, 1_000_000]]}]},
         "arrivals: must bring at most 20,000,000 tickets in all runs together"),
        ({"walk": {"A": {"B": 1}, "B": {"A": 2}}},
         "walk.B.A: is the walk of a pair that was given before"),
        ({"walk": {"Z": {"A": 1}}}, "walk.Z: is not a field of this format"),
        ({"skills": []}, "skills: is not a field of this format"),
    ],
)  # fmt: skip
def test_bad_input_names_its_place(changes: dict[str, Any], message: str) -> None:
    assert refused(**changes) == message


def test_the_command_answers_a_list_in_its_order() -> None:
    asked_twice = [{**QUESTION, "runs": 1}, {**QUESTION, "runs": 2}]
    out, err = StringIO(), StringIO()
    code = command.main("simulate", BytesIO(json.dumps(asked_twice).encode()), out, err)
    assert (code, err.getvalue()) == (0, "")
    assert json.loads(out.getvalue()) == [answer(Node(one)) for one in asked_twice]
