# SPDX-License-Identifier: Apache-2.0
"""Stations with routes between them, run again and again: what `satuhadir engine simulate` asks.

A station is a line of its own with its counters; everybody takes their stations in the order of
their route, and a number at each when they get there. Each run is an independent one, so that
the runs' means give an interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from satuhadir.engines.simulate.compiling import Machine, fitting
from satuhadir.engines.simulate.counting import (
    BINS,
    HAD_TO_WAIT,
    JOINED,
    LINE_WIDTH,
    WAITED,
    WORKED,
)
from satuhadir.engines.simulate.days import draw, tickets_on
from satuhadir.engines.simulate.laying import plan_of
from satuhadir.engines.simulate.mall import Counter, MallDay
from satuhadir.engines.simulate.telling import interval

Row = tuple[float, float, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What is simulated: `day` with one line a station, and each station's `staffing`.

    Counted is who comes from `since` on; the busy share is that from `since` to `to`.
    """

    day: MallDay
    staffing: tuple[tuple[Row, ...], ...]
    since: float
    to: float
    runs: int
    seed: int


class Mean(NamedTuple):
    """The mean of the runs' means with its 95 % interval; None without anybody, the ends None
    with fewer than two runs."""

    mean: float | None
    low: float | None
    high: float | None


class Station(NamedTuple):
    """What one station did in all runs; shares are None without anybody, or nobody on duty."""

    code: str
    served: int
    wait: Mean
    waited_share: float | None
    busy_share: float | None


class Answer(NamedTuple):
    """The stations in the order asked, how many visits were counted, and what they took."""

    stations: tuple[Station, ...]
    visits: int
    visit: Mean


def counters_of(code: str, staffing: Sequence[Row], to: float) -> tuple[Counter, ...]:
    """Return the desks behind a station's staffing: of those on duty, the ones that stay longest
    have the lowest places. The last staffing with anybody stays after `to`, and comes back for
    that where it ended before.
    """
    rows = sorted(staffing)
    last = max((row for row in rows if row[2] > 0), default=None)
    most = max((count for *_, count in rows), default=0)
    desks = []
    for place in range(most):
        duty = [(begins, ends) for begins, ends, count in rows if count > place]
        if last is not None and place < last[2] and last[1] < to:
            duty.append((to, to + 1.0))
        desks.append(Counter(lines=(code,), duty=tuple(duty)))
    return tuple(desks)


@dataclass(slots=True)
class _Runs:
    """What the runs said: for each station, and for visits, counts and the runs' means."""

    served: list[int]
    waited: list[int]
    worked: list[float]
    means: list[list[float]]
    visits: int = 0
    visit_means: list[float] = field(default_factory=list)


def simulate(network: Network, machine: Machine | None = None) -> Answer:
    """Run the network and return what its people waited and took."""
    day = network.day
    plan = plan_of(day, open_ended=True)
    machine = machine or fitting(network.runs * tickets_on(day))
    count = len(day.lines)
    runs = _Runs([0] * count, [0] * count, [0.0] * count, [[] for _ in range(count)])
    for number in range(network.runs):
        drawn = draw(day, plan, network.seed, number, machine)
        machine.call.run(drawn.n, drawn.f)
        _count(network, machine, drawn.n, drawn.f, runs)
    return Answer(
        tuple(_station(network, runs, place) for place in range(count)),
        runs.visits,
        _mean(runs.visit_means),
    )


def _count(network: Network, machine: Machine, n: list[int], f: list[float], runs: _Runs) -> None:
    """Add what one run says."""
    call, count, kinds = machine.call, len(network.day.lines), len(network.day.errands)
    lines_n, lines_f = machine.ints(count * LINE_WIDTH), machine.floats(count * LINE_WIDTH)
    none_n, none_f = machine.ints(1), machine.floats(1)
    bins = machine.ints(count * BINS)
    call.count_tickets(
        n, f, 0.0, network.since, network.to, 0, machine.floats(count), lines_n, lines_f,
        none_n, none_f, bins,
    )  # fmt: skip
    call.count_work(n, f, network.since, network.to, lines_f)
    day_n, day_f = machine.ints(kinds), machine.floats(kinds)
    call.count_visits(
        n, f, network.since, network.to, day_n, day_f, machine.ints(2 * kinds),
        machine.ints(kinds * BINS),
    )  # fmt: skip
    for place in range(count):
        first = place * LINE_WIDTH
        served = int(lines_n[first + JOINED])
        runs.served[place] += served
        runs.waited[place] += int(lines_n[first + HAD_TO_WAIT])
        runs.worked[place] += float(lines_f[first + WORKED])
        if served:
            runs.means[place].append(float(lines_f[first + WAITED]) / served)
    visits = sum(int(one) for one in day_n)
    runs.visits += visits
    if visits:
        runs.visit_means.append(math.fsum(float(one) for one in day_f) / visits)


def _station(network: Network, runs: _Runs, place: int) -> Station:
    served = runs.served[place]
    on_duty = network.runs * sum(
        count * max(0.0, min(ends, network.to) - max(begins, network.since))
        for begins, ends, count in network.staffing[place]
    )
    return Station(
        network.day.lines[place].code,
        served,
        _mean(runs.means[place]),
        runs.waited[place] / served if served else None,
        runs.worked[place] / on_duty if on_duty else None,
    )


def _mean(values: Sequence[float]) -> Mean:
    if not values:
        return Mean(None, None, None)
    low, high = interval(values) or (None, None)
    return Mean(math.fsum(values) / len(values), low, high)
