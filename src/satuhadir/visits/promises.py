# SPDX-License-Identifier: Apache-2.0
"""When a visit of several services will be over, as a range: composed, and corrected by what came
true. Pure: no database, no clock. Minutes since midnight at the mall.

Composed: the visit is walked through three times, each wait at its low, its likely, its high end.
Corrected: the services' own spread is added, and past promises of the mall, standardised by their
own width, go to the engine that widens the ranges of waits (`engines.calibration`: bins of the
likely minutes, split conformal ends, an online correction); it says how many of these spreads the
range has to reach. Until it knows enough it says the normal reach. On invented days the composed
ranges alone covered 39 to 44 % of the ends, with the services' spread 68 to 72 %, corrected 80 to
86 % (`./satuhadir bench promises`, docs/benchmarks.md).
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from satuhadir.engines.calibration import Learned, Residual, learn, normal_ends

COVERAGE: Final = 0.8
KEPT: Final = 600
"""So many newest finished visits of a mall count."""
WALK_MINUTES: Final = 3
OWN_SPREAD: Final = 1.5
"""Spread of an end that no wait explains, for each root of a likely minute: the services' own. Half
of a visit is service, in pieces of some ten minutes that spread by 0.7 of themselves."""
QUICK: Final = 0.5
"""A service may well take no more than this share of its minutes."""
LEAST_MINUTES: Final = 1.0
LOW, LIKELY, HIGH, NOBODY = 0, 1, 2, None
_REACH: Final = normal_ends(COVERAGE).high


class Leg(NamedTuple):
    """One wait of a visit and what is done after it.

    `called`: when its turn comes, as a range, for somebody who stands there by then. `hours` are
    the stretches in which the booth serves.
    """

    booth: int
    minutes: int
    called: tuple[int, int, int]
    hours: Sequence[tuple[int, int]]


class Reach(NamedTuple):
    """An end as composed. `earliest`: nobody else waits anywhere and each service is quick; `high`
    None: in the worse case not that day.
    """

    earliest: int
    low: int
    likely: int
    high: int | None


class Past(NamedTuple):
    """A composed end and what came true, in minutes after the check-in."""

    low: int
    likely: int
    high: int
    took: int


def compose(legs: Sequence[Leg], begins: int) -> Reach | None:
    """Return the end of a visit whose person is free at `begins`; None where not even the likely
    waits let it be over that day.
    """
    likely, early = _starts(legs, begins, LIKELY), _starts(legs, begins, LOW)
    at_once = _starts([one._replace(minutes=quick(one.minutes)) for one in legs], begins, NOBODY)
    if not legs or likely is None or early is None or at_once is None:
        return None
    late, last = _starts(legs, begins, HIGH), legs[-1].minutes
    end = likely[-1] + last
    return Reach(
        earliest=at_once[-1] + quick(last),
        low=end - together(likely, early)[-1],
        likely=end,
        high=None if late is None else end + together(likely, late)[-1],
    )


def quick(minutes: int) -> int:
    """Return the fewest minutes that a service of so many is taken to need."""
    return math.floor(minutes * QUICK)


def _starts(legs: Sequence[Leg], begins: int, which: int | None) -> list[int] | None:
    """Return when each leg begins with all waits at one end; None where one does not."""
    starts = []
    at, booth = begins, None
    for leg in legs:
        at += WALK_MINUTES if booth is not None and booth != leg.booth else 0
        at = max(at, leg.called[which]) if which is not None else at
        start = next(
            (max(at, opens) for opens, closes in leg.hours
             if max(at, opens) + leg.minutes <= closes), None,
        )  # fmt: skip
        if start is None:
            return None
        starts.append(start)
        at, booth = start + leg.minutes, leg.booth
    return starts


def together(likely: Sequence[int], other: Sequence[int]) -> list[int]:
    """Return how far each start may be off, where not all queues are short or long together.

    `other` are the starts with all of them at one end. What each stop adds to it is taken as
    independent of the stops before, so the parts add up as their squares; a break or an opening
    hour that takes up a delay takes it up here, too.
    """
    apart, known, off = 0, 0.0, []
    for start, end in zip(likely, other, strict=True):
        whole = abs(end - start)
        known = min(math.hypot(known, max(whole - apart, 0)), whole)
        apart = whole
        off.append(round(known))
    return off


def learn_ends(past: Sequence[Past]) -> Learned:
    """Return what finished visits teach, oldest first; the normal ends where they are too few."""
    residuals = []
    for one in past[-KEPT:]:
        end = one.low if one.took < one.likely else one.high
        score = (one.took - one.likely) / _spread(end - one.likely, one.likely)
        residuals.append(Residual(one.likely, one.likely + score))
    return learn(residuals, COVERAGE, lambda _likely: 1.0)


def corrected(reach: Reach, begins: int, learned: Learned) -> Reach:
    """Return the range as it is told; `begins` is the arrival, or now for who is here.

    No end is told before the composed earliest one; an open end stays open.
    """
    minutes = max(reach.likely - begins, 0)
    ends = learned.at(minutes)
    low = reach.likely + min(ends.low, 0.0) * _spread(reach.likely - reach.low, minutes)
    high = None
    if reach.high is not None:
        spread = _spread(reach.high - reach.likely, minutes)
        high = math.ceil(reach.likely + max(ends.high, 0.0) * spread)
    earliest = min(reach.earliest, reach.likely)
    return reach._replace(low=max(math.floor(low), earliest), high=high)


def _spread(off: int, minutes: int) -> float:
    """Return one spread of an end that was composed to lie `off` minutes from the likely one."""
    return max(math.hypot(off / _REACH, OWN_SPREAD * math.sqrt(max(minutes, 0))), LEAST_MINUTES)
