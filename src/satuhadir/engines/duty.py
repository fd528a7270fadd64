# SPDX-License-Identifier: Apache-2.0
"""Counters on duty over the rest of a day, and how long a piece of work takes them.

Work is measured in counter-minutes: three counters do 3 a minute, a counter shared evenly by
two lines does 0.5 a minute for each, nobody on duty does 0.
"""

from collections.abc import Sequence
from typing import NamedTuple

from satuhadir.engines.reading import BadInput


class Staffing(NamedTuple):
    """`counters` on duty from one minute to another (half-open), minutes since midnight."""

    from_minute: int
    to_minute: int
    counters: float


class _Part(NamedTuple):
    begins: float
    ends: float
    counters: float
    before: float


class Duty:
    """What is left of a staffing plan from `now` on: stretches with somebody on duty, in order.

    Times inside are minutes after `now`. Rows may come in any order; a gap or a row of 0
    counters is nobody on duty. Raises `BadInput` on `staffing[i]` for a row that does not end
    after it starts, has less than 0 counters, or overlaps another.
    """

    __slots__ = ("_parts", "ends", "total")

    def __init__(self, now: int, staffing: Sequence[tuple[int, int, float]]) -> None:
        self._parts: list[_Part] = []
        self.ends = 0.0
        """Minutes from now until the last counter leaves; 0 when nobody comes any more."""
        self.total = 0.0
        """Counter-minutes left until then."""
        last_end, last_place = -1, -1
        for (begins, ends, counters), place in sorted(
            (row, place) for place, row in enumerate(staffing)
        ):
            if ends <= begins:
                raise BadInput(f"staffing[{place}]", "must end after it starts")
            if counters < 0:
                raise BadInput(f"staffing[{place}]", "must not have less than 0 counters")
            if begins < last_end:
                earlier, later = sorted((place, last_place))
                raise BadInput(f"staffing[{later}]", f"overlaps staffing[{earlier}]")
            last_end, last_place = ends, place
            if ends > now and counters > 0:
                self._add(float(max(begins - now, 0)), float(ends - now), counters)

    def _add(self, begins: float, ends: float, counters: float) -> None:
        self._parts.append(_Part(begins, ends, counters, self.total))
        self.total += counters * (ends - begins)
        self.ends = ends

    def wait_for(self, work: float) -> float:
        """Return the smallest x such that the counters do `work` in the next x minutes.

        No work is done the moment somebody comes on duty; more work than is left takes until
        the last counter leaves.
        """
        for part in self._parts:
            minutes = (work - part.before) / part.counters
            if minutes <= part.ends - part.begins:
                return part.begins + max(minutes, 0.0)
        return self.ends

    def staffed_minutes(self, within: float) -> float:
        """Return how many of the next `within` minutes have somebody on duty."""
        return sum(
            min(part.ends, within) - part.begins for part in self._parts if part.begins < within
        )
