# SPDX-License-Identifier: Apache-2.0
"""Drawn days of one line, and what a number of counters in each half hour makes of them.

First come first served; a counter that leaves finishes its ticket; those there when the doors
close stay until everybody was served. The same drawn days are used for every staffing that is
tried (common random numbers), so that two of them can be compared.
"""

import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from satuhadir.engines.staffing.delays import HALF_HOUR


class Person(NamedTuple):
    """Comes at a minute of the day (0 is the first half hour's begin), needs so many."""

    at: float
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is known of a line on one kind of day.

    `arrivals` are people in each half hour; `is_open` says in which of them counters may serve;
    `cv` is the spread of a service time, `day_spread` that of the whole day, as shares of the mean.
    """

    arrivals: tuple[float, ...]
    is_open: tuple[bool, ...]
    mean_minutes: float
    cv: float = 0.7
    day_spread: float = 0.0


def draw_days(line: Line, count: int, seed: int) -> list[list[Person]]:
    """Draw days: Poisson arrivals at each half hour's rate, log-normal service times."""
    chance = random.Random(seed)
    return [_draw(line, chance) for _day in range(count)]


def _draw(line: Line, chance: random.Random) -> list[Person]:
    factor = _log_normal(chance, 1.0, line.day_spread)
    found: list[Person] = []
    for place, people in enumerate(line.arrivals):
        at, rate = 0.0, people * factor / HALF_HOUR
        while rate > 0:
            at += chance.expovariate(rate)
            if at >= HALF_HOUR:
                break
            minutes = _log_normal(chance, line.mean_minutes, line.cv)
            found.append(Person(place * HALF_HOUR + at, minutes))
    return found


def _log_normal(chance: random.Random, mean: float, cv: float) -> float:
    if cv <= 0:
        return mean
    variance = math.log(1 + cv * cv)
    return chance.lognormvariate(math.log(mean) - variance / 2, math.sqrt(variance))


def waits(people: Sequence[Person], counters: Sequence[int]) -> list[float]:
    """Return each person's minutes until called; infinite for who is never called."""
    changes = _changes(counters)
    free: list[float] = []  # when each counter on duty is free next
    nxt, found = 0, []
    for person in people:
        while True:
            begins = max(person.at, free[0]) if free else math.inf
            if nxt == len(changes) or changes[nxt][0] > begins:
                break
            at, more = changes[nxt]
            nxt += 1
            for _one in range(more):
                heapq.heappush(free, float(at))
            for _one in range(-more):
                heapq.heappop(free)  # who is idle, else who is finished first
        found.append(begins - person.at)
        if free:
            heapq.heapreplace(free, begins + person.minutes)
    return found


def _changes(counters: Sequence[int]) -> list[tuple[int, int]]:
    """Return when how many counters come or go; behind the last half hour nobody leaves."""
    found, before = [], 0
    for place, now in enumerate(counters):
        if now != before:
            found.append((place * HALF_HOUR, now - before))
        before = now
    return found


def shut_minutes(line: Line) -> list[float]:
    """Return, for each half hour, the minute in which the doors open next: its own where open."""
    found, opens = [], math.inf
    for place in reversed(range(len(line.is_open))):
        if line.is_open[place]:
            opens = place * HALF_HOUR
        found.append(opens)
    return found[::-1]


def kept(
    line: Line, days: Sequence[Sequence[Person]], counters: Sequence[int], promise_minutes: float
) -> list[float | None]:
    """Return the share of each half hour's people who were called within the promise.

    Time with the doors shut does not count. A half hour in which hardly anybody comes (fewer than
    one person in four days) says nothing: None.
    """
    size = len(line.arrivals)
    came, fine = [0] * size, [0] * size
    opens = shut_minutes(line)
    closes = max((place for place, is_open in enumerate(line.is_open) if is_open), default=-1)
    on_duty = counters[: closes + 1]
    for people in days:
        for person, wait in zip(people, waits(people, on_duty), strict=True):
            place = int(person.at // HALF_HOUR)
            counted = wait - max(opens[place] - person.at, 0.0) if opens[place] < math.inf else wait
            came[place] += 1
            fine[place] += counted <= promise_minutes
    least = max(len(days) / 4, 1)
    return [good / n if n >= least else None for good, n in zip(fine, came, strict=True)]
