# SPDX-License-Identifier: Apache-2.0
"""A month's figures in words and numbers of the reader's language: for page, paper and sheet."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from satuhadir.engines.skm import Result, rounded, sample_needed
from satuhadir.satisfaction.models import FollowUp
from satuhadir.satisfaction.models.deciding import ELEMENT_NAMES
from satuhadir.satisfaction.questions import PROFILE
from satuhadir.satisfaction.values import Figures, Month, Part, ProfileRow
from satuhadir.shared import charts

GRADES: dict[str, str | Promise] = {
    "A": gettext_lazy("Sangat baik"),
    "B": gettext_lazy("Baik"),
    "C": gettext_lazy("Kurang baik"),
    "D": gettext_lazy("Tidak baik"),
}
BAR = 300  # units of the drawing of a bar, from 1 to 4
# Where a grade begins, as a mean: the regulation's bands in units of the bar.
_MARKS = (Fraction("2.60"), Fraction("3.0644"), Fraction("3.5324"))


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One element: its mean, its weighted mean, its bar, and whether it is among the lowest."""

    code: str
    name: str | Promise
    mean: str
    weighted: str
    exact_mean: Decimal
    exact_weighted: Decimal
    bar: str
    is_lowest: bool


@dataclass(frozen=True, slots=True)
class PartCard:
    """One of the two samples: how many could answer and did, its index and the range around it.

    `from_x`, `wide` and `at_x` place range and index on a bar that both samples share.
    """

    is_invited: bool
    n: str
    asked: str
    rate: str
    ikm: str
    low: str
    high: str
    from_x: str
    wide: str
    at_x: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that a page or a report says of one mall, agency or service in a month."""

    month: date
    month_text: str
    figures: Figures
    result: Result | None
    ikm: str
    grade_words: str | Promise
    skm: str
    n: str
    population: str
    needed: str
    is_enough: bool
    rows: list[ElementRow]
    lowest: list[ElementRow]
    parts: list[PartCard]
    scale: tuple[str, str]
    printed: str
    marks: list[str]

    @property
    def grade(self) -> str:
        return (self.result.grade if self.result else None) or ""


def shown(month: date, figures: Figures, *, printed: bool = False) -> Shown:
    """Put figures into words; `printed` adds the index with the weight 0.11."""
    result = figures.result
    rows = _rows(result) if result else []
    order = {code: place for place, code in enumerate(result.lowest or ())} if result else {}
    lowest = sorted((row for row in rows if row.is_lowest), key=lambda row: order[row.code])
    needed = sample_needed(figures.population or 0)
    other = figures.printed if printed else None
    scale = _scale(figures)
    return Shown(
        month=month,
        month_text=month_text(month),
        figures=figures,
        result=result,
        ikm=number(result.ikm, 2) if result else "",
        grade_words=GRADES[result.grade or "D"] if result else "",
        skm=number(result.skm, 3) if result else "",
        n=number(result.n if result else None),
        population=number(figures.population),
        needed=number(needed if figures.population is not None else None),
        is_enough=bool(result and result.n >= needed),
        rows=rows,
        lowest=lowest,
        parts=[
            _card(part, figures.population, scale, is_invited=place == 0)
            for place, part in enumerate(figures.parts or ())
        ],
        scale=(number(scale[0]), number(scale[1])),
        printed=_("{ikm}, mutu {grade}").format(ikm=number(other.ikm, 2), grade=other.grade)
        if other
        else "",
        marks=[f"{float((mark - 1) / 3 * BAR):.1f}" for mark in _MARKS],
    )


def month_text(month: date) -> str:
    """Return `Oktober 2026`."""
    return date_format(month, "F Y")


def number(value: Fraction | int | None, places: int = 0) -> str:
    """Return a number in the reader's own form; empty for None. A half goes up."""
    return "" if value is None else _grouped(Fraction(value), places)


def _grouped(value: Fraction, places: int) -> str:
    return number_format(decimal(value, places), places, use_l10n=True, force_grouping=True)


def decimal(value: Fraction, places: int) -> Decimal:
    """Return a value rounded to so many decimals, for a cell of a sheet."""
    exact = rounded(value, places)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def profile_tables(month: Month) -> list[tuple[str | Promise, list[tuple[str | Promise, int]]]]:
    """Return who answered, table by table; small kinds stand together with who did not say."""
    return [
        (PROFILE[question][0], [(_kind(question, row), row.count) for row in rows])
        for question, rows in month.profile.items()
    ]


def trend(months: list[tuple[date, Result | None]]) -> SafeString:
    """Draw the index month by month, the oldest first; a month with too few answers is a gap."""
    points = [
        charts.Point(
            date_format(month, "M y"), None if found is None else float(found.ikm or 0)
        )
        for month, found in months
    ]  # fmt: skip
    known = [(month, found) for month, found in months if found is not None]
    says = ""
    if known:
        month, last = known[-1]
        says = _("Nilai IKM per bulan; {month}: {ikm}.").format(
            month=month_text(month), ikm=number(last.ikm, 2)
        )
    told = charts.Told("tren", _("Nilai IKM per bulan"), says)
    return charts.bars(told, points)


def status_state(status: str) -> str:
    """Return the weaver's shape of a follow-up's status."""
    return {
        FollowUp.Status.PLANNED: "waiting",
        FollowUp.Status.STARTED: "serving",
        FollowUp.Status.DONE: "done",
        FollowUp.Status.DROPPED: "off",
    }[FollowUp.Status(status)]


def is_english() -> bool:
    return (get_language() or "id").startswith("en")


def _kind(question: str, row: ProfileRow) -> str | Promise:
    return PROFILE[question][1][row.label] if row.label else _("lainnya atau tidak mengisi")


def _rows(result: Result) -> list[ElementRow]:
    assert result.nrr is not None and result.weighted is not None
    return [
        ElementRow(
            code=code,
            name=ELEMENT_NAMES[code],
            mean=number(mean, 3),
            weighted=number(result.weighted[code], 3),
            exact_mean=decimal(mean, 3),
            exact_weighted=decimal(result.weighted[code], 3),
            bar=f"{float((mean - 1) / 3 * BAR):.1f}",
            is_lowest=code in (result.lowest or ()),
        )
        for code, mean in result.nrr.items()
    ]


def _scale(figures: Figures) -> tuple[int, int]:
    """Return the ends of the bar on which both samples lie, in steps of five."""
    found = [part.interval(figures.population) for part in figures.parts or ()]
    ends = [end for one in found if one is not None for end in one]
    if not ends:
        return 25, 100
    return max(25, int(min(ends) - 2) // 5 * 5), min(100, -(-int(max(ends) + 2) // 5) * 5)


def _card(
    part: Part, population: int | None, scale: tuple[int, int], *, is_invited: bool
) -> PartCard:
    found = part.interval(population)
    ikm = part.result.ikm

    def x(value: Fraction) -> float:
        return float((value - scale[0]) / (scale[1] - scale[0]) * BAR)

    return PartCard(
        is_invited=is_invited,
        n=number(part.n),
        asked=number(part.asked),
        rate=number(part.rate, 1),
        ikm=number(ikm, 2),
        low=number(found.low, 2) if found else "",
        high=number(found.high, 2) if found else "",
        from_x=f"{x(found.low):.1f}" if found else "",
        wide=f"{max(x(found.high) - x(found.low), 2):.1f}" if found else "",
        at_x=f"{x(ikm) - 1.5:.1f}" if ikm is not None else "",
    )
