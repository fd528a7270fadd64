# SPDX-License-Identifier: Apache-2.0
"""Simulated days of a mall: what must never happen in them, and what must."""

import subprocess
import sys
from collections import defaultdict
from dataclasses import replace

import pytest

from satuhadir.engines.simulate import fields as at
from satuhadir.engines.simulate.chance import seeded, uniform
from satuhadir.engines.simulate.compiling import can_compile, compiled, plain
from satuhadir.engines.simulate.days import (
    Cancelled,
    Drawn,
    draw,
    paired,
    simulate_day,
    simulate_days,
)
from satuhadir.engines.simulate.laying import Unlikely, plan_of
from satuhadir.engines.simulate.mall import Counter, Errand, Line, MallDay, Policy, Step
from satuhadir.engines.simulate.policies import choose_theta, with_theta, with_usual_waits

POLICIES: tuple[Policy, ...] = ("own_order", "one_active", "summon")
BREAK = ((480.0, 700.0), (740.0, 900.0))
SHORT = ((480.0, 660.0),)
WALK = {"entrance": {"A": 2.0, "B": 1.0, "C": 3.0}, "A": {"B": 1.5, "C": 2.0}, "B": {"C": 1.0}}


def busy_day(policy: Policy = "one_active") -> MallDay:
    """Three agencies: A two lines, breaks, one counter for two lines, slots, priorities."""
    rate = ((480.0, 840.0, 5.0),)
    return MallDay(
        lines=(
            Line(code="A1", agency="A", minutes=7.0, theta=0.5),
            Line(code="A2", agency="A", minutes=11.0, theta=0.25, last_ticket=850),
            Line(code="B", minutes=6.0, shape="exponential"),
            Line(code="C", minutes=9.0),
        ),
        counters=(
            Counter(lines=("A1",), duty=BREAK), Counter(lines=("A1", "A2"), duty=BREAK),
            Counter(lines=("A2",), duty=SHORT), Counter(lines=("B",), duty=BREAK),
            Counter(lines=("C", "B"), duty=BREAK), Counter(lines=("C",), duty=BREAK),
        ),
        errands=(
            Errand(code="a1", steps=(Step(line="A1"),), per_hour=rate, no_show=0.1),
            Errand(code="old", steps=(Step(line="A2"),), per_hour=((480, 840, 2),), head_start=20),
            Errand(code="booked", steps=(Step(line="B"), Step(line="C")),
                   slots=((540, 4), (600, 4)), no_show=0.2),
            Errand(code="all", per_hour=rate,
                   steps=(Step(line="A1"), Step(line="B"), Step(line="C", after=(0, 1)))),
            Errand(code="two", steps=(Step(line="C"), Step(line="A2")), per_hour=((480, 700, 3),)),
        ),
        opens=480, closes=900, walk=WALK, policy=policy, late_share=0.3, pace_spread=0.1,
    )  # fmt: skip


def happened(day: MallDay, number: int) -> Drawn:
    machine = plain()
    drawn = draw(day, plan_of(day), 3, number, machine)
    machine.call.run(drawn.n, drawn.f)
    return drawn


def of(drawn: Drawn, name: int, place: int) -> float:
    return drawn.f[drawn.n[name] + place]


def no(drawn: Drawn, name: int, place: int) -> int:
    return drawn.n[drawn.n[name] + place]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("theta", [None, 0.0, 1.0])
def test_no_day_breaks_what_must_hold(policy: Policy, theta: float | None) -> None:
    day = busy_day(policy) if theta is None else with_theta(busy_day(policy), theta)
    for number in range(6):
        drawn = happened(day, number)
        served = _check_tickets(day, drawn)
        _check_people(day, drawn, served)
        assert drawn.n[at.HEAP] == 0


def _check_tickets(day: MallDay, drawn: Drawn) -> dict[int, list[tuple[float, float, int]]]:
    """Called after they joined, while enough counters are on duty; return who was served when."""
    served: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    work: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for t in range(drawn.n[at.TICKETS]):
        ready, called, started, ended = (
            of(drawn, name, t) for name in (at.READY, at.CALLED, at.STARTED, at.ENDED)
        )
        if called < 0:
            assert started < 0 and ended < 0
            continue
        line = day.lines[no(drawn, at.LINE, t)].code
        assert 0 <= ready <= called
        assert of(drawn, at.OPENS, t) <= called
        duty = [row for desk in day.counters if line in desk.lines for row in desk.duty]
        assert any(begins <= called < ends for begins, ends in duty)
        gone = ended if started >= 0 else called + day.no_show_minutes
        work[line].append((called, gone))
        if started >= 0:
            assert called <= started
            assert ended == started + of(drawn, at.MINUTES, t)
            served[no(drawn, at.VISIT, t)].append((started, ended, t))
    for line, spans in work.items():
        desks = sum(line in desk.lines for desk in day.counters)
        for begins, _ in spans:
            assert sum(one <= begins < other for one, other in spans) <= desks
    everything = [span for spans in work.values() for span in spans]
    for begins, _ in everything:
        assert sum(one <= begins < other for one, other in everything) <= len(day.counters)
    return served


def _check_people(
    day: MallDay, drawn: Drawn, served: dict[int, list[tuple[float, float, int]]]
) -> None:
    """One service at a time, each once, after what it needs, with the walk between."""
    for v in range(drawn.n[at.VISITS]):
        first, last = no(drawn, at.FIRST, v), no(drawn, at.FIRST, v + 1)
        spans = sorted(served.get(v, ()))
        place, free, done = "entrance", of(drawn, at.ENTERS, v), set()
        for begins, ends, t in spans:
            zone = day.lines[no(drawn, at.LINE, t)].place
            assert begins >= free + _minutes(place, zone) - 1e-9
            needs = no(drawn, at.NEEDS, t)
            assert all(step in done for step in range(last - first) if needs >> step & 1)
            place, free = zone, ends
            done.add(t - first)
        assert len(done) == len(spans)
        if of(drawn, at.LEAVES, v) >= 0:
            assert len(done) == last - first
            assert of(drawn, at.LEAVES, v) == free
        else:
            assert len(done) < last - first


def _minutes(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return WALK.get(one, {}).get(other) or WALK.get(other, {})[one]


@pytest.mark.skipif(not can_compile(), reason="needs the extra [simulate]")
def test_compiled_and_plain_give_the_same_numbers_to_the_last_bit() -> None:
    for policy in POLICIES:
        day = busy_day(policy)
        one = simulate_days(day, days=4, seed=5, machine=plain())
        assert one == simulate_days(day, days=4, seed=5, machine=compiled())


def test_importing_the_engines_imports_no_numba() -> None:
    code = (
        "import sys; import satuhadir.engines.command, satuhadir.engines.simulate.policies;"
        "sys.exit('numba' in sys.modules or 'numpy' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_same_seed_gives_the_same_day_whatever_the_policy_or_staffing() -> None:
    fewer = replace(busy_day("own_order"), counters=busy_day().counters[:-1])
    one, other = happened(busy_day(), 1), happened(fewer, 1)
    for name in (at.ENTERS, at.MINUTES):
        size = one.n[at.VISITS if name == at.ENTERS else at.TICKETS]
        mine, theirs = (drawn.f[drawn.n[name] : drawn.n[name] + size] for drawn in (one, other))
        assert mine == theirs
    assert simulate_day(busy_day(), seed=3) == simulate_day(busy_day(), seed=3)
    assert simulate_day(busy_day(), seed=3) != simulate_day(busy_day(), seed=3, number=1)


def _known(value: float | None) -> float:
    assert value is not None
    return value


def test_figures_add_up() -> None:
    found = simulate_days(busy_day(), days=5, seed=2)
    assert found.all.visits == found.single.visits + found.multi.visits
    assert found.all.visits == sum(one.visits for one in found.errands.values())
    assert found.agencies["A"].joined == sum(
        found.lines[code].waits.joined for code in ("A1", "A2")
    )
    for line in found.lines.values():
        assert sum(half.joined for half in line.half_hours) == line.waits.joined
        assert _known(line.waits.median) <= _known(line.waits.p90)
    assert found.all.unfinished > 0
    assert found.lines["A1"].no_shows > 0
    assert 0 < _known(found.busy_share) < 1
    assert len(found.all.daily) == 5
    assert _known(found.all.low) < _known(found.all.mean) < _known(found.all.high)


def test_a_head_start_shortens_the_wait() -> None:
    def with_start(minutes: float) -> float:
        errands = (
            Errand(code="first", steps=(Step(line="A"),), per_hour=((480, 780, 2),),
                   head_start=minutes),
            Errand(code="rest", steps=(Step(line="A"),), per_hour=((480, 780, 12),)),
        )  # fmt: skip
        day = MallDay(lines=(Line(code="A", minutes=8.0),), errands=errands, opens=480, closes=900,
                      counters=(Counter(lines=("A",), duty=((480, 900),)),) * 2)  # fmt: skip
        return simulate_days(day, days=20).errands["first"].mean or 0.0

    assert with_start(20.0) < with_start(0.0) - 5.0


def test_nobody_with_a_slot_is_called_before_it_opens_and_many_keep_it() -> None:
    drawn = happened(busy_day(), 2)
    called = [
        of(drawn, at.CALLED, t) - of(drawn, at.SLOT, t)
        for t in range(drawn.n[at.TICKETS])
        if of(drawn, at.SLOT, t) >= 0 and of(drawn, at.CALLED, t) >= 0
    ]
    assert called
    assert min(called) >= -15.0


def test_who_comes_after_the_last_number_is_turned_away() -> None:
    day = busy_day()
    early = replace(day, lines=tuple(replace(line, last_ticket=600) for line in day.lines))
    assert simulate_days(day, days=2).turned_away == 0
    assert simulate_days(early, days=2).turned_away > 50


def test_serving_all_leaves_nobody_unfinished() -> None:
    day = busy_day()
    kind = replace(
        day,
        closing="serve_all",
        lines=tuple(replace(line, last_ticket=None) for line in day.lines),
        errands=tuple(replace(errand, no_show=0.0) for errand in day.errands),
    )
    assert simulate_days(kind, days=3).all.unfinished == 0


def test_theta_is_the_largest_that_harms_nobody() -> None:
    chosen = choose_theta(busy_day(), days=12, seed=4)
    *harmful, last = chosen.tried
    assert all(one.single.mean > 0 for one in harmful)
    assert chosen.theta == last.theta
    assert last.single.mean <= 0 or chosen.theta == 0.0
    assert [one.theta for one in chosen.tried] == sorted(
        (one.theta for one in chosen.tried), reverse=True
    )


def test_usual_waits_change_the_order_people_take() -> None:
    day = busy_day()
    learned = with_usual_waits(day, simulate_days(day, days=5, seed=9))
    assert simulate_days(learned, days=3).multi.daily != simulate_days(day, days=3).multi.daily


def test_a_long_run_can_be_cancelled() -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, of_all: int) -> bool:
        told.append((done, of_all))
        return done < 2

    with pytest.raises(Cancelled):
        simulate_days(busy_day(), days=5, progress=progress)
    assert told == [(1, 5), (2, 5)]


def test_two_malls_are_compared_day_by_day() -> None:
    gap = paired((10.0, 12.0, None, 14.0), (9.0, 10.0, 5.0, 11.0))
    assert (gap.mean, gap.days) == (2.0, 3)
    assert gap.low == pytest.approx(2.0 - 4.303 / 3**0.5, abs=1e-3)
    with pytest.raises(ValueError, match="two days"):
        paired((1.0,), (2.0,))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lines": (Line(code="A", minutes=1.0),) * 2}, "lines: a code is given twice"),
        ({"counters": (Counter(lines=("Z",), duty=()),)}, "counters[0].lines"),
        ({"counters": (Counter(lines=("B",), duty=((5, 5),)),)}, "counters[0].duty"),
        ({"errands": (Errand(code="x", steps=()),)}, "errands[0].steps"),
        ({"errands": (Errand(code="x", steps=(Step(line="B", after=(0,)),)),)}, "steps[0].after"),
    ],
)
def test_a_day_that_contradicts_itself_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(Unlikely) as refusal:
        simulate_day(replace(busy_day(), **change))  # type: ignore[arg-type]
    assert message in str(refusal.value)


def test_chance_is_even_and_the_same_everywhere() -> None:
    r = seeded(1, "a")
    drawn = [uniform(r, 0) for _ in range(20_000)]
    assert drawn[:3] == [uniform(again, 0) for again in [seeded(1, "a")] for _ in range(3)]
    assert sum(drawn) / len(drawn) == pytest.approx(0.5, abs=0.01)
    assert all(0.0 < one < 1.0 for one in drawn)
