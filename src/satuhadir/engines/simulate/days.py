# SPDX-License-Identifier: Apache-2.0
"""Simulate days of a mall and say what came out.

`simulate_days(day, days=20, seed=1)` draws twenty days and lets each happen. The same seed gives
the same answer whether numba is installed or not; two malls of equal errands meet the same
people under the same seed, so that their days may be compared one by one (`paired`).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from satuhadir.engines.simulate.chance import normal, seeded
from satuhadir.engines.simulate.compiling import Machine, fitting
from satuhadir.engines.simulate.drawing import FULL
from satuhadir.engines.simulate.laying import Plan, lay_out, plan_of
from satuhadir.engines.simulate.mall import MallDay, Outcome
from satuhadir.engines.simulate.telling import outcome_of, student
from satuhadir.engines.simulate.totals import Totals

STREAMS = ("arrivals", "people", "times", "booked")
LEAST_FACTOR = 0.2
"""No day has less than a fifth of the usual demand, no line works at less than a fifth."""

Progress = Callable[[int, int], bool]
"""Told how many days of how many are done; answers whether to go on."""


class Cancelled(Exception):
    """The one who asked for the days does not want them any more."""


@dataclass(slots=True)
class Drawn:
    """One day that is laid out, before it happens."""

    n: list[int]
    f: list[float]


def simulate_day(
    day: MallDay, *, seed: int = 1, number: int = 0, machine: Machine | None = None
) -> Outcome:
    """Return what comes out of one day; `number` draws another day of the same seed."""
    return _simulate(day, [number], seed, machine, None)


def simulate_days(
    day: MallDay,
    *,
    days: int,
    seed: int = 1,
    machine: Machine | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Return what comes out of `days` days, each drawn anew.

    Raises:
        Unlikely: when the day contradicts itself.
        Cancelled: when `progress`, asked after each day, answers False.
    """
    return _simulate(day, range(days), seed, machine, progress)


def _simulate(
    day: MallDay,
    numbers: Sequence[int],
    seed: int,
    machine: Machine | None,
    progress: Progress | None,
) -> Outcome:
    plan = plan_of(day, open_ended=day.closing == "serve_all")
    machine = machine or fitting(len(numbers) * tickets_on(day))
    totals = Totals(day, plan, machine)
    for done, number in enumerate(numbers, 1):
        drawn = draw(day, plan, seed, number, machine)
        machine.call.run(drawn.n, drawn.f)
        totals.add(drawn.n, drawn.f)
        if progress is not None and not progress(done, len(numbers)):
            raise Cancelled
    return outcome_of(day, plan, totals)


def draw(day: MallDay, plan: Plan, seed: int, number: int, machine: Machine) -> Drawn:
    """Draw who comes on a day of a seed, and lay it out."""
    streams = machine.ints(6 * len(STREAMS))
    for place, name in enumerate(STREAMS):
        streams[6 * place : 6 * place + 6] = seeded(seed, number, name)
    chance = seeded(seed, number, "day")
    factor = max(LEAST_FACTOR, 1.0 + day.day_spread * normal(chance, 0))
    pace = machine.floats(len(plan.lines))
    pace[:] = [
        max(LEAST_FACTOR, 1.0 + day.pace_spread * normal(seeded(seed, number, "pace", code), 0))
        for code in plan.lines
    ]
    pn, pf = machine.ints(len(plan.pn)), machine.floats(len(plan.pf))
    pn[:], pf[:] = plan.pn, plan.pf
    expected = sum(_people(plan, piece) for piece in range(plan.pieces)) * factor
    booked = sum(people for errand in day.errands for _, people in errand.slots)
    room = int(expected + 8.0 * math.sqrt(expected)) + booked + 16
    moment, kind, slot = machine.floats(room), machine.ints(room), machine.floats(room)
    slot[:] = [-1.0] * room
    people = machine.call.arrivals(streams, pn, pf, factor, moment, kind)
    if people != FULL:
        people = machine.call.bookings(streams, pn, pf, people, moment, kind, slot)
    assert people != FULL, "eight standard deviations"
    per_line = machine.ints(len(plan.lines))
    machine.call.tickets_of(pn, people, kind, per_line)
    n, f = lay_out(plan, day, people, [int(one) for one in per_line], machine.ints, machine.floats)
    machine.call.fill(streams, pn, pf, pace, day.late_share, moment, kind, slot, n, f)
    return Drawn(n, f)


def tickets_on(day: MallDay) -> float:
    """Return how many tickets a usual day has at most."""
    return sum(
        len(errand.steps)
        * (
            sum((ends - begins) / 60 * rate for begins, ends, rate in errand.per_hour)
            + sum(people for _, people in errand.slots)
        )
        for errand in day.errands
    )


def _people(plan: Plan, piece: int) -> float:
    """Return how many are expected in a piece of the day."""
    from satuhadir.engines.simulate import drawing as d

    pn, pf = plan.pn, plan.pf
    minutes = pf[pn[d.ENDS] + piece] - pf[pn[d.BEGINS] + piece]
    return minutes * pf[pn[d.SHARES] + (piece + 1) * pn[d.KINDS] - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How much more minutes one mall's visits take than the other's, day by day: mean and its
    95 % interval."""

    mean: float
    low: float
    high: float
    days: int = field(default=0)


def paired(one: Sequence[float | None], other: Sequence[float | None]) -> Difference:
    """Compare two `VisitFigures.daily` of equal seed; ValueError with fewer than two days."""
    gaps = [a - b for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    if len(gaps) < 2:
        raise ValueError("two days at least")
    mean = math.fsum(gaps) / len(gaps)
    variance = math.fsum((gap - mean) ** 2 for gap in gaps) / (len(gaps) - 1)
    half = student(len(gaps) - 1) * math.sqrt(variance / len(gaps))
    return Difference(mean=mean, low=mean - half, high=mean + half, days=len(gaps))
