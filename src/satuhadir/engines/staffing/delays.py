# SPDX-License-Identifier: Apache-2.0
"""Formulas of waiting: how loaded a line is through a day, and how many counters that asks for.

Sources: Erlang's formulas as in any textbook of queues; the modified offered load of Jagerman
(1975) and of Massey and Whitt, An analysis of the modified offered-load approximation for the
nonstationary Erlang loss model, Annals of Applied Probability 4(4), 1994.
"""

import math
from collections.abc import Sequence
from typing import Final

HALF_HOUR: Final = 30


def erlang_b(counters: int, load: float) -> float:
    """Return the share of people who find every counter busy where nobody may wait."""
    blocked = 1.0
    for count in range(1, counters + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(counters: int, load: float) -> float:
    """Return the share of people who have to wait; 1 where the counters cannot keep up."""
    if load <= 0:
        return 0.0
    if counters <= load:
        return 1.0
    blocked, share = erlang_b(counters, load), load / counters
    return blocked / (1 - share + share * blocked)


def served_within(counters: int, load: float, mean_minutes: float, minutes: float) -> float:
    """Return the share of people called within `minutes` in a steady line (M/M/c)."""
    if load <= 0:
        return 1.0
    if counters <= load:
        return 0.0
    leaving = (counters - load) / mean_minutes
    return 1.0 - erlang_c(counters, load) * math.exp(-leaving * minutes)


def counters_for(
    load: float, mean_minutes: float, promise_minutes: float, target: float, most: int
) -> int:
    """Return the fewest counters that keep the promise, at most `most`."""
    if load <= 0:
        return 0
    for counters in range(1, most):
        if served_within(counters, load, mean_minutes, promise_minutes) >= target:
            return counters
    return most


def offered_load(
    arrivals: Sequence[float], is_open: Sequence[bool], mean_minutes: float
) -> list[float]:
    """Return how many counters would be busy in each half hour if nobody ever waited.

    m' = rate - m / mean, minute by minute, and its average over the half hour: work that came late
    in one half hour loads the next. Who comes while the doors are shut counts as coming in the
    half hour in which they open.
    """
    rates, saved = [0.0] * len(arrivals), 0.0
    for place, people in enumerate(arrivals):
        saved += people
        if is_open[place]:
            rates[place], saved = saved / HALF_HOUR, 0.0
    stays = math.exp(-1.0 / mean_minutes)
    busy, loads = 0.0, []
    for place, rate in enumerate(rates):
        summed = 0.0
        for _minute in range(HALF_HOUR):
            before = busy
            busy = rate * mean_minutes + (busy - rate * mean_minutes) * stays
            summed += (before + busy) / 2
        loads.append(summed / HALF_HOUR if is_open[place] else 0.0)
    return loads
