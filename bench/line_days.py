# SPDX-License-Identifier: Apache-2.0
"""Invented days of one line, to check forecasts against: what was known, what came true.

Independent of the engine under test. Counters with names of their own, random arrivals with a
morning peak, log-normal services, one in eight with a head start of 15 minutes; a day has its own
demand (sd 20 %) and its own pace (sd 10 %). Lunch is staggered over a plan that everybody is told,
and each counter leaves late by a drawn amount and comes back as much later.
"""

import heapq
import itertools
import math
import random
from bisect import insort
from dataclasses import dataclass, field
from typing import Final, NamedTuple

MEAN_MINUTES: Final = 8.5
CV: Final = 0.7
DEMAND_SD, PACE_SD = 0.2, 0.1
HEAD_START_SHARE, HEAD_START = 0.12, 15.0
OPENS, CLOSES = 480, 900
LUNCHES: Final = ((720, 765), (720, 765), (750, 795))
"""When each counter is planned to be away."""
LATE_MINUTES: Final = 6.0
"""How late somebody leaves for lunch or home, in the mean; drawn anew each time."""
RECENT: Final = 20

Path = tuple[tuple[int, int, float], ...]


class Asked(NamedTuple):
    """What was known when a number was taken, and how long the person then waited."""

    ahead: int
    now: int
    path: Path
    idle: int
    recent: tuple[float, ...]
    last_wait: float
    """Of who entered service last: the plain predictor to compare with."""
    waited: float


@dataclass
class _Taken:
    at: float
    key: float
    ahead: int
    idle: int
    recent: tuple[float, ...]
    last_wait: float


@dataclass
class _Day:
    chance: random.Random
    load: float
    pace: float
    late: float
    events: list[tuple[float, int, str, int]] = field(default_factory=list)
    order: "itertools.count[int]" = field(default_factory=itertools.count)
    waiting: list[tuple[float, int]] = field(default_factory=list)
    taken: dict[int, _Taken] = field(default_factory=dict)
    away: list[bool] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    """Minutes of the service each counter is at; 0 when it is free."""
    recent: list[float] = field(default_factory=list)
    last_wait: float = 0.0
    told: list[Asked] = field(default_factory=list)


def planned_path() -> Path:
    """Return the counters on duty by the plan, as everybody is told it."""
    edges = sorted({OPENS, CLOSES, *(edge for lunch in LUNCHES for edge in lunch)})
    return tuple(
        (start, end, float(sum(not begins <= start < ends for begins, ends in LUNCHES)))
        for start, end in itertools.pairwise(edges)
    )


def invent_day(
    chance: random.Random, *, load: float = 0.95, pace: float = 1.0, late: float = LATE_MINUTES
) -> list[Asked]:
    """Return the numbers of a day that were served; at pace 1.25 services take a quarter longer."""
    day = _Day(chance, load, pace * math.exp(chance.gauss(0, PACE_SD)), late)
    day.away = [True] * len(LUNCHES)
    day.busy = [0.0] * len(LUNCHES)
    for counter, (leaves, returns) in enumerate(LUNCHES):
        _push(day, OPENS, "back", counter)
        after = chance.expovariate(1 / late) if late else 0.0
        _push(day, leaves + after, "away", counter)
        _push(day, returns + after, "back", counter)
        _push(day, CLOSES + (chance.expovariate(1 / late) if late else 0.0), "away", counter)
    for number, at in enumerate(_arrivals(day)):
        _push(day, at, "come", number)
    while day.events:
        at, _order, what, which = heapq.heappop(day.events)
        if what == "come":
            _come(day, at, which)
        elif what == "done":
            day.recent.append(day.busy[which])
            day.busy[which] = 0.0
        else:
            day.away[which] = what == "away"
        _serve(day, at)
    return day.told


def _push(day: _Day, at: float, what: str, which: int) -> None:
    heapq.heappush(day.events, (at, next(day.order), what, which))


def _arrivals(day: _Day) -> list[float]:
    """Return when numbers are taken: a Poisson stream thinned to a morning peak."""
    minutes = sum((end - start) * counters for start, end, counters in planned_path())
    usual = day.load * minutes / MEAN_MINUTES / (CLOSES - OPENS)
    rate = usual * math.exp(day.chance.gauss(0, DEMAND_SD)) * 1.6
    found: list[float] = []
    at = float(OPENS)
    while True:
        at += day.chance.expovariate(rate)
        if at >= CLOSES - 30:
            return found
        peak = math.exp(-((((at - OPENS) / (CLOSES - OPENS) - 0.3) / 0.2) ** 2))
        if day.chance.random() < (0.5 + 1.1 * peak) / 1.6:
            found.append(at)


def _come(day: _Day, at: float, number: int) -> None:
    first = day.chance.random() < HEAD_START_SHARE
    key = at - (HEAD_START if first else 0.0)
    ahead = sum(place < (key, number) for place in day.waiting)
    idle = sum(not away and not busy for away, busy in zip(day.away, day.busy, strict=True))
    day.taken[number] = _Taken(at, key, ahead, idle, tuple(day.recent[-RECENT:]), day.last_wait)
    insort(day.waiting, (key, number))


def _serve(day: _Day, at: float) -> None:
    """Give everybody who is free the first who waits."""
    sigma = math.sqrt(math.log(1 + CV**2))
    middle = math.log(MEAN_MINUTES * day.pace) - sigma**2 / 2
    for counter in range(len(LUNCHES)):
        if not day.waiting or day.away[counter] or day.busy[counter]:
            continue
        _key, number = day.waiting.pop(0)
        taken = day.taken.pop(number)
        minutes = day.chance.lognormvariate(middle, sigma)
        day.busy[counter] = minutes
        _push(day, at + minutes, "done", counter)
        day.last_wait = at - taken.at
        day.told.append(
            Asked(
                taken.ahead, int(taken.at), planned_path(), taken.idle, taken.recent,
                taken.last_wait, at - taken.at,
            )
        )  # fmt: skip
