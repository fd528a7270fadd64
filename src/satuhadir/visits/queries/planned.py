# SPDX-License-Identifier: Apache-2.0
"""What a plan of one visit says, as plain values."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Mall
from satuhadir.visits.queries.papers import Paper, Papers
from satuhadir.visits.values import LineRule


class Span(NamedTuple):
    """A minute as a range; `high` None where the worse case is not finished that day."""

    low: int
    likely: int
    high: int | None


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One service of a plan; those of one `counter` are done together, in one wait.

    `at` is when its person stands there. `slot` is the start of the seat it is planned with, None
    without. `waits_for` are services that issue what is needed here. `brings` are the papers.
    """

    counter: int
    service: Service
    rule: LineRule
    place: str
    at: int
    start: Span
    finish: int
    brings: tuple[Paper, ...]
    waits_for: tuple[Service, ...]
    slot: int | None
    is_guess: bool


@dataclass(frozen=True, slots=True)
class Impossible:
    """A service that this visit can't have: a stable code, why, and the next day it can be."""

    service: Service
    code: str
    detail: str
    nearest_day: date | None


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """A whole visit on one page; minutes since midnight at the mall. Without stops nothing of it
    can be done that day.
    """

    mall: Mall
    day: date
    stops: tuple[PlannedStop, ...]
    arrive: int | None
    finish: Span | None
    papers: Papers
    impossible: tuple[Impossible, ...]

    @property
    def minutes_in_building(self) -> int:
        """Return the likely minutes from the arrival to the last finish."""
        if self.finish is None or self.arrive is None:
            return 0
        return self.finish.likely - self.arrive

    @property
    def is_guess(self) -> bool:
        """Tell whether the wait of some line is not known from experience."""
        return any(one.is_guess for one in self.stops)
