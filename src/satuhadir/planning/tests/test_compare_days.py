# SPDX-License-Identifier: Apache-2.0
"""What a change does to a usual day: signs that must be right, and luck that is taken out."""

from dataclasses import replace

from satuhadir.engines.staffing import Promise
from satuhadir.planning import advising, comparing, rostering
from satuhadir.planning.comparing import compare
from satuhadir.planning.rostering import DayAsked, PersonAsked
from satuhadir.planning.scenes import Change, hours_of, scene, staggered
from satuhadir.planning.tests.conftest import small_base


def nothing(_share: float) -> None:
    """Tell nobody."""


def test_the_same_day_twice_differs_by_nothing_at_all() -> None:
    found = compare(small_base(), Change(), step=nothing, batches=3)
    assert found["wait"]["gap"] == [0.0, 0.0, 0.0]
    assert found["hours"] == 0


def test_one_more_counter_shortens_its_line_surely() -> None:
    found = compare(small_base(), Change(kind="counter", line="a"), step=nothing, batches=4)
    line = next(one for one in found["lines"] if one["id"] == "a")
    assert line["gap"][2] < 0
    assert line["within_after"] > line["within_before"]
    assert found["hours"] == 7
    assert set(found["half_hours"]) == {"", "a"}


def test_more_people_wait_longer_and_fewer_wait_less() -> None:
    more = compare(small_base(), Change(kind="people", amount=30), step=nothing, batches=4)
    fewer = compare(small_base(), Change(kind="people", amount=-30), step=nothing, batches=4)
    assert more["wait"]["gap"][1] > 0 > fewer["wait"]["gap"][2]


def test_a_counter_that_learns_a_busy_line_helps_it() -> None:
    found = compare(
        small_base(), Change(kind="learn", counter="3", line="a"), step=nothing, batches=4
    )
    assert next(one for one in found["lines"] if one["id"] == "a")["gap"][2] < 0


def test_a_head_start_helps_who_has_it() -> None:
    found = compare(small_base(), Change(kind="head_start", amount=0), step=nothing, batches=6)
    assert found["ahead"]["with"]["before"] is not None
    assert found["ahead"]["with"]["after"] is None  # without one they are like everybody
    found = compare(
        small_base(head_start=1), Change(kind="head_start", amount=60), step=nothing, batches=6
    )
    assert found["ahead"]["with"]["gap"][2] < 0


def test_a_staggered_break_never_leaves_an_agency_alone() -> None:
    base = small_base()
    counters = staggered(base.counters)
    assert all(sum(to - f for f, to in one.duty) == 360 for one in counters)
    for minute in range(690, 810, 30):
        assert any(any(f <= minute < to for f, to in one.duty) for one in counters)
    shut = replace(base.counters[0], duty=((480, 720), (780, 900)), agency="E")
    assert staggered([shut]) == [shut]  # who works alone keeps the break


def test_hours_move_only_the_edges_of_the_day() -> None:
    base = small_base()
    assert hours_of(base, Change(kind="hours", opens=-30)) == 1.5
    assert hours_of(base, Change(kind="hours", closes=-30)) == -1.5
    day = scene(base, Change(kind="hours", opens=-30, closes=30))
    assert {one.duty for one in day.counters} == {((450, 930),)}


def test_who_stands_at_the_door_is_served_sooner_by_an_earlier_opening() -> None:
    came = tuple(12.0 if place == 15 else 2.0 if 16 <= place < 26 else 0.0 for place in range(48))
    base = small_base(visits={("a",): came})
    found = advising.hours_advice(base, step=nothing, batches=3)
    rows = {one["name"]: one for one in found["rows"]}
    assert rows["open_earlier"]["verdict"] == "better"
    assert rows["open_later"]["verdict"] == "not"
    assert found["at_the_door"] == 12


def test_progress_only_grows_and_ends_at_all_of_it() -> None:
    told: list[float] = []
    compare(small_base(), Change(), step=told.append, batches=2)
    assert told == sorted(told)
    assert told[-1] == 1


def test_a_difference_needs_two_values_and_knows_chance() -> None:
    assert comparing.difference([1.0]) is None
    real = comparing.difference([1.0, 1.1, 0.9])
    chance = comparing.difference([1.0, -1.0, 0.5])
    assert real is not None and real.is_real
    assert chance is not None and not chance.is_real


def asked_days() -> list[DayAsked]:
    return [
        DayAsked(day=f"2027-03-{8 + n:02}", weekday=n, base=small_base(), open=((0, 1440),))
        for n in range(2)
    ]


def test_a_roster_keeps_its_promise_with_shifts_that_cover_it() -> None:
    people = [
        PersonAsked(id=n, name=f"P{n}", agency="D", skills=frozenset({"D"}),
                    days_off=frozenset({1} if n == 0 else ()), most_minutes=2_100)
        for n in range(5)
    ]  # fmt: skip
    found = rostering.propose(
        asked_days(), people, Promise(minutes=30, target=0.6), agencies=None, step=nothing, runs=20
    )
    assert len(found["rows"]) == 4  # two pools on two days
    for row in found["rows"]:
        assert max(row["counters"]) <= row["desks"]
        on_duty = [0] * len(row["counters"])
        for shift in row["shifts"]:
            for place in range(len(on_duty)):
                minute = row["from"] + place * 30
                inside = any(f <= minute and minute + 30 <= to for f, to in shift["on"])
                on_duty[place] += shift["count"] * inside
        for want, have, lack in zip(row["counters"], on_duty, row["missing"], strict=True):
            assert have + lack >= want
    tuesday = {name for row in found["rows"] if row["weekday"] == 1
               for shift in row["shifts"] for name in shift["names"]}  # fmt: skip
    assert "P0" not in tuesday
    assert found["names"]["wanted"] >= found["names"]["unfilled"]


def test_lines_that_share_a_counter_are_one_pool() -> None:
    base = small_base()
    assert len(rostering.pools_of(base)) == 2
    both = replace(base.counters[2], lines=("a", "b"))
    joined = rostering.pools_of(replace(base, counters=(*base.counters[:2], both)))
    assert [one.lines for one in joined] == [("a", "b")]
    assert joined[0].desks == 3


def test_shifts_follow_the_doors() -> None:
    broken = rostering.patterns_of([*range(16, 24), *range(26, 30)])
    assert broken[0].on == ((480, 720), (780, 900))
    whole = rostering.patterns_of(list(range(16, 30)))
    assert all(one.minutes <= 420 for one in whole)
    assert len(rostering.patterns_of(list(range(16, 26)))) == 1
