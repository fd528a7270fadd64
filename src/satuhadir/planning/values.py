# SPDX-License-Identifier: Apache-2.0
"""What planning hands out, as plain values. Minutes are minutes since midnight at the mall."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

LEAST_DAYS: Final = 5
HALF_HOUR: Final = 30
HALF_HOURS: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBase:
    """A line as it was measured. `mean` and `cv` of the minutes a ticket keeps a counter; `absent`
    and `ahead` are shares of its people; `joined` is people in each half hour of a usual day;
    `theta` the share of its age that a ticket keeps in it after another service of its person,
    whose numbers are taken to follow each other."""

    id: str
    prefix: str
    name: str
    agency: str
    agency_name: str
    mean: float
    cv: float
    absent: float
    ahead: float
    joined: tuple[float, ...]
    services: int
    theta: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterBase:
    """A counter with its lines, and when somebody usually sits there."""

    id: str
    name: str
    agency: str
    lines: tuple[str, ...]
    duty: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A usual day of a mall as its own log tells it: of every weekday, or of one.

    `visits` are kinds of visitors by the lines they went to, in order, with people in each half
    hour. `day_spread` is how much days differ beyond chance, as a share of the mean.
    """

    days: int
    first: date
    last: date
    is_sample: bool
    lines: tuple[LineBase, ...]
    counters: tuple[CounterBase, ...]
    visits: Mapping[tuple[str, ...], tuple[float, ...]]
    day_spread: float
    head_start: int
    promise: int

    def line(self, line_id: str) -> LineBase | None:
        """Return a line by its id, or None where it is not among these."""
        return next((one for one in self.lines if one.id == line_id), None)

    @property
    def people(self) -> float:
        """Return how many visitors come on a usual day."""
        return sum(sum(came) for came in self.visits.values())

    @property
    def opens(self) -> int:
        """Return when the first counter opens."""
        return min((begins for one in self.counters for begins, _to in one.duty), default=480)

    @property
    def closes(self) -> int:
        """Return when the last counter leaves."""
        return max((to for one in self.counters for _begins, to in one.duty), default=900)


class Difference(NamedTuple):
    """After less before, with its 95 % interval from the same drawn days; None: nothing drawn."""

    mean: float
    low: float
    high: float

    @property
    def is_real(self) -> bool:
        """Say whether chance alone would hardly make it: the interval leaves out 0."""
        return self.low > 0 or self.high < 0
