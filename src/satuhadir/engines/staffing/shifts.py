# SPDX-License-Identifier: Apache-2.0
"""How many people work which pattern of a day, so that every half hour has its counters.

Whole numbers, least paid time. Exact for what an ordinary agency needs in a day, without any
solver; a larger one is asked of OR-Tools where it is installed, else filled in a plain way that
says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from satuhadir.engines.staffing.delays import HALF_HOUR
from satuhadir.engines.staffing.extra import has_solver

MOST_LOOKS: Final = 30_000
SECONDS: Final = 2.0
_MISSED: Final = 1_000_000  # minutes that a counter missing for half an hour weighs


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A way to work a day: stretches at the counter, in minutes since midnight."""

    code: str
    on: tuple[tuple[int, int], ...]

    @property
    def minutes(self) -> int:
        """Return the paid minutes: those at the counter."""
        return sum(to - begins for begins, to in self.on)

    def covers(self, begins: int) -> bool:
        """Say whether somebody of this pattern is there for the whole half hour."""
        return any(on <= begins and begins + HALF_HOUR <= off for on, off in self.on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How many of each pattern. `missing` counters by half hour; `is_exact` when nothing cheaper
    exists; `bound_minutes` is a limit that no answer can go below.
    """

    counts: tuple[int, ...]
    minutes: int
    missing: tuple[int, ...]
    is_exact: bool
    bound_minutes: int


def cover(needed: Sequence[int], begins: int, patterns: Sequence[Pattern], most: int) -> Cover:
    """Cover `needed` counters in each half hour from minute `begins`, with at most `most` at once.

    First as little missing as can be, then the least paid time, then the fewest people.
    """
    rows = [
        tuple(one.covers(begins + place * HALF_HOUR) for place in range(len(needed)))
        for one in patterns
    ]
    costs = [one.minutes for one in patterns]
    search = _Search(needed, rows, costs, most)
    counts, is_exact, bound = search.found(), search.is_exact, sum(search.needed) * HALF_HOUR
    if not is_exact and has_solver():
        from satuhadir.engines.staffing.solving import solve_cover

        solved = solve_cover(search.needed, rows, costs, most, SECONDS)
        if solved is not None:
            counts, bound, is_exact = solved
    on_duty = [
        sum(n for n, row in zip(counts, rows, strict=True) if row[t]) for t in range(len(needed))
    ]
    minutes = sum(n * one.minutes for n, one in zip(counts, patterns, strict=True))
    return Cover(
        counts=counts,
        minutes=minutes,
        missing=tuple(max(want - have, 0) for want, have in zip(needed, on_duty, strict=True)),
        is_exact=is_exact,
        bound_minutes=minutes if is_exact else min(bound, minutes),
    )


class _Search:
    """Depth first over the earliest half hour that lacks a counter; what is left bounds the rest.

    A half hour is filled by a pattern that covers it, or left short for good. Filling it twice
    with the same patterns in another order is the same answer, so they come in their order.
    """

    def __init__(
        self,
        needed: Sequence[int],
        rows: Sequence[tuple[bool, ...]],
        costs: Sequence[int],
        most: int,
    ) -> None:
        self.rows, self.costs, self.most = rows, costs, most
        self.needed = tuple(min(one, most) for one in needed)
        self.is_exact = True
        self._looks = 0
        self._best: tuple[int, int] | None = None
        self._counts = [0] * len(rows)
        self._found: tuple[int, ...] = ()
        self._seen: dict[tuple[tuple[int, ...], frozenset[int]], tuple[int, int]] = {}

    def found(self) -> tuple[int, ...]:
        """Return the counts of the best answer."""
        self._greedy()
        self._look([0] * len(self.needed), frozenset(), 0, 0)
        return self._found

    def _keep(self, cost: int) -> None:
        value = (cost, sum(self._counts))
        if self._best is None or value < self._best:
            self._best, self._found = value, tuple(self._counts)

    def _cost_of(self, on_duty: Sequence[int]) -> int:
        missing = sum(max(w - h, 0) for w, h in zip(self.needed, on_duty, strict=True))
        return missing * _MISSED + sum(n * c for n, c in zip(self._counts, self.costs, strict=True))

    def _greedy(self) -> None:
        """Take the pattern that fills most of what is missing for its pay, until none helps."""
        on_duty = [0] * len(self.needed)
        while True:
            best = max(range(len(self.rows)), key=lambda p: self._gain(p, on_duty), default=None)
            if best is None or self._gain(best, on_duty) <= 0:
                break
            self._counts[best] += 1
            on_duty = [have + row for have, row in zip(on_duty, self.rows[best], strict=True)]
        self._keep(self._cost_of(on_duty))
        self._counts = [0] * len(self.rows)

    def _gain(self, pattern: int, on_duty: Sequence[int]) -> float:
        row = self.rows[pattern]
        if any(here and have >= self.most for here, have in zip(row, on_duty, strict=True)):
            return 0.0
        filled = sum(
            here and have < want for here, have, want in zip(row, on_duty, self.needed, strict=True)
        )
        return filled / max(self.costs[pattern], 1)

    def _look(self, on_duty: list[int], left: frozenset[int], cost: int, people: int) -> None:
        self._looks += 1
        if self._looks > MOST_LOOKS:
            self.is_exact = False
            return
        gaps = [
            0 if place in left else max(want - have, 0)
            for place, (want, have) in enumerate(zip(self.needed, on_duty, strict=True))
        ]
        assert self._best is not None
        if (cost + sum(gaps) * HALF_HOUR, people + max(gaps, default=0)) >= self._best:
            return
        place = next((n for n, gap in enumerate(gaps) if gap), None)
        if place is None:
            self._keep(cost)
            return
        key = (tuple(on_duty), left)
        known = self._seen.get(key)
        if known is not None and known <= (cost, people):
            return
        self._seen[key] = (cost, people)
        for pattern, row in enumerate(self.rows):
            if row[place] and not any(
                here and have >= self.most for here, have in zip(row, on_duty, strict=True)
            ):
                self._counts[pattern] += 1
                more = [have + here for have, here in zip(on_duty, row, strict=True)]
                self._look(more, left, cost + self.costs[pattern], people + 1)
                self._counts[pattern] -= 1
        self._look(on_duty, left | {place}, cost + gaps[place] * _MISSED, people)
