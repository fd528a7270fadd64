# SPDX-License-Identifier: Apache-2.0
"""What the room of satisfaction hands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from satuhadir.engines.skm import ELEMENTS, Interval, Result, Tally, index_of, interval_of

LEAST_SHOWN = 10
"""Fewer answers than this are never shown, nor what would lead to them by subtraction."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answered survey as it came in: nine values, who they are by question, a few words."""

    values: Mapping[str, int]
    profile: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of one kind of sample beside the tickets that could have given them."""

    tally: Tally
    asked: int

    @property
    def n(self) -> int:
        return self.tally.n

    @property
    def result(self) -> Result:
        return index_of(self.tally)

    @property
    def rate(self) -> Fraction | None:
        """Return the response in hundredths, rounded down to tenths; None when nobody was asked."""
        if not self.asked:
            return None
        return Fraction(min(self.n, self.asked) * 1000 // self.asked, 10)

    def interval(self, population: int | None) -> Interval | None:
        return interval_of(self.tally, max(population or 0, self.n))


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be published of a mall, an agency or a service in one month.

    `tally` None: fewer than ten answered, or others could be found by subtraction. `parts` None:
    the same for the two samples; then only the whole is shown. `population` None: the same for
    those who were served.
    """

    code: str
    name: str
    population: int | None
    tally: Tally | None
    parts: tuple[Part, Part] | None = None
    children: tuple["Figures", ...] = ()
    name_en: str = ""

    @property
    def is_shown(self) -> bool:
        return self.tally is not None

    @property
    def invited(self) -> Part | None:
        return self.parts[0] if self.parts else None

    @property
    def volunteers(self) -> Part | None:
        return self.parts[1] if self.parts else None

    @property
    def result(self) -> Result | None:
        return index_of(self.tally) if self.tally else None

    @property
    def printed(self) -> Result | None:
        """Return the index with the weight 0.11 of older reports."""
        return index_of(self.tally, "printed") if self.tally else None


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """How many respondents were of one kind; several small kinds stand together as one row."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Month:
    """One published month of a mall: its figures as a tree, and who answered as counts."""

    month: date
    whole: Figures
    profile: Mapping[str, tuple[ProfileRow, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SoFar:
    """The running month as its managers see it."""

    month: date
    finished: int
    expected: int
    needed: int
    invited: int
    answered_invited: int
    answered_volunteer: int
    share: int
    share_next: int
    suggested_share: int

    @property
    def answered(self) -> int:
        return self.answered_invited + self.answered_volunteer


def by_element(result: Result) -> list[tuple[str, Fraction]]:
    """Return each element with its mean, in the order of the regulation."""
    assert result.nrr is not None
    return [(element, result.nrr[element]) for element in ELEMENTS]
