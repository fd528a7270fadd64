# SPDX-License-Identifier: Apache-2.0
"""From the formula's counters to those that drawn days ask for, in every half hour.

Counters are added where the promise is missed and taken where it holds anyway, on one set of days
and with a margin; then other days are asked, and where they miss the target a counter comes back.
Without the margin and the second look the result fits its own days only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from satuhadir.engines.staffing.days import Line, Person, draw_days, kept
from satuhadir.engines.staffing.delays import counters_for, offered_load

MARGIN: Final = 0.04
_FRESH = 1_000_003  # added to the seed: other days than those it was tuned on

Shares = list[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """So large a share of each half hour's people is called within so many minutes."""

    minutes: float
    target: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """Counters by half hour; `within` as drawn days that were not tuned on have it."""

    loads: list[float]
    start: list[int]
    counters: list[int]
    within: Shares


def starting(line: Line, promise: Promise, most: int) -> tuple[list[float], list[int]]:
    """Return the offered load of each half hour and the counters the formula wants (MOL-avg): one
    at least wherever the doors are open.
    """
    loads = offered_load(line.arrivals, line.is_open, line.mean_minutes)
    counters = []
    for load, is_open in zip(loads, line.is_open, strict=True):
        wants = counters_for(load, line.mean_minutes, promise.minutes, promise.target, most)
        counters.append(max(wants, 1) if is_open else 0)
    return loads, counters


def tune(
    line: Line,
    promise: Promise,
    most: int,
    *,
    seed: int,
    runs: int,
    margin: float = MARGIN,
    step: Callable[[], None] = lambda: None,
) -> Tuned:
    """Return the fewest counters found that keep the promise on days not tuned on.

    `step` is called after each look at all the days: to tell of progress, or to stop by raising.
    """
    loads, start = starting(line, promise, most)
    days = draw_days(line, runs, seed)
    fresh = draw_days(line, 2 * runs, seed + _FRESH)

    def look(which: Sequence[Sequence[Person]], counters: Sequence[int]) -> Shares:
        step()
        return kept(line, which, counters, promise.minutes)

    wanted = min(promise.target + margin, 0.999)
    counters = _raised(line, lambda now: look(days, now), start, wanted, most)
    counters = _lowered(lambda now: look(days, now), counters, wanted)
    counters = _raised(line, lambda now: look(fresh, now), counters, promise.target, most)
    return Tuned(loads=loads, start=start, counters=counters, within=look(fresh, counters))


def _worst(shares: Shares, wanted: float) -> list[int]:
    """Return the half hours that miss, the worst first."""
    missed = [(share, place) for place, share in enumerate(shares) if share is not None]
    return [place for share, place in sorted(missed) if share < wanted]


def _raised(
    line: Line, look: Callable[[list[int]], Shares], start: list[int], wanted: float, most: int
) -> list[int]:
    """Add a counter where it is missed most, until none is missed or every desk is taken.

    Where all desks are taken already, the half hour before can still work off what is waiting.
    """
    counters = list(start)
    while True:
        for place in _worst(look(counters), wanted):
            room = _room(line, counters, place, most)
            if room is not None:
                counters[room] += 1
                break
        else:
            return counters


def _room(line: Line, counters: list[int], place: int, most: int) -> int | None:
    """Return the half hour to add a counter in: this one, else one of the two before or, while
    the doors are shut, the first after them."""
    if not line.is_open[place]:
        place = next((n for n in range(place, len(counters)) if line.is_open[n]), -1)
    for earlier in (place, place - 1, place - 2):
        if earlier >= 0 and line.is_open[earlier] and counters[earlier] < most:
            return earlier
    return None


def _lowered(look: Callable[[list[int]], Shares], start: list[int], wanted: float) -> list[int]:
    """Take counters away, one at a time, as long as no half hour gets worse than it may be."""
    counters = list(start)
    shares = look(counters)
    stuck: set[int] = set()
    while True:
        open_places = [n for n, count in enumerate(counters) if count > 1 and n not in stuck]
        if not open_places:
            return counters
        place = max(open_places, key=lambda n: (counters[n], -n))
        counters[place] -= 1
        now = look(counters)
        if _is_worse(shares, now, wanted):
            counters[place] += 1
            stuck.add(place)
        else:
            shares = now


def _is_worse(before: Shares, now: Shares, wanted: float) -> bool:
    """Say whether some half hour misses that did not, or one that missed misses by more."""
    return any(
        then is not None and share is not None and share < min(then, wanted)
        for then, share in zip(before, now, strict=True)
    )
