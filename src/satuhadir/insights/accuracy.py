# SPDX-License-Identifier: Apache-2.0
"""How right what people were told was, as everybody may read it: whole months, no small counts.

As in `publishing`: of a month that is not over only the mall's sum is shown, and a share of a
cell stands only with ten behind it. Bins, agencies and days each sum to the same whole, so each of
them is suppressed by itself with its complement.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from satuhadir.insights import queries
from satuhadir.insights.suppressing import LEAST, hidden_of
from satuhadir.insights.values import TOLD, Numbers, Period, total
from satuhadir.malls.models import Mall

MONTHS = 12


class Right(NamedTuple):
    """How right what was told was. `judged` None is hidden (1 to 9), shares are 0 to 1."""

    judged: int | None
    kept: float | None = None
    late: float | None = None
    early: float | None = None
    missed_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class OpenAccuracy:
    """A month: the whole, by what was told, by agency, its worst day, and the months up to it."""

    month: date
    is_over: bool
    whole: Right
    bins: dict[str, Right]
    agencies: dict[str, Right]
    worst: tuple[date, Right] | None
    months: dict[date, Right]
    names: dict[str, str]
    is_sample: bool


def open_accuracy(mall: Mall, month: date) -> OpenAccuracy:
    """Return what may be published of a month; days from today on are left out (7 queries)."""
    period, today = Period.around("month", month), mall.today()
    is_over = period.last < today
    days = {day: one for day, one in queries.series_of(mall, period).items() if day < today}
    bins = _known(mall, period, "told") if is_over else {}
    agencies = _known(mall, period, "agency") if is_over else {}
    open_bins, open_agencies, open_days = _open_all(bins), _open_all(agencies), _open_all(days)
    whole = _open(total(days.values()))
    if any(one.total for one in (hidden_of(_judged(some)) for some in (days, bins, agencies))):
        whole = Right(None)
    return OpenAccuracy(
        month=period.first,
        is_over=is_over,
        whole=whole,
        bins=open_bins,
        agencies=open_agencies,
        worst=worst_of(open_days),
        months=_months(mall, period),
        names=queries.names_of(mall).agencies,
        is_sample=queries.span_state(mall, period).is_sample,
    )


def accuracy_rows(mall: Mall, found: OpenAccuracy) -> list[dict[str, Any]]:
    """Return a month as the open data set has it: mall, bins, agencies, the worst day."""
    when = found.month.isoformat()[:7]
    rows = [row("mall", mall.slug, mall.name, when, found.whole)]
    for key, one in found.bins.items():
        place = TOLD.index(int(key))
        until = f"-{TOLD[place + 1]}" if place + 1 < len(TOLD) else "+"
        rows.append(row("perkiraan", key, f"{TOLD[place]}{until}", when, one))
    for code, one in found.agencies.items():
        rows.append(row("instansi", code, found.names.get(code, code), when, one))
    if found.worst is not None:
        day = found.worst[0].isoformat()
        rows.append(row("hari_terburuk", day, mall.name, day, found.worst[1]))
    return rows


def worst_of(days: dict[date, Right]) -> tuple[date, Right] | None:
    """Return the day that was right least often, the earliest of equals; None where all are hidden
    or empty.
    """
    known = {day: one for day, one in days.items() if one.kept is not None}
    worst = min(known, key=lambda day: (known[day].kept or 0.0, day), default=None)
    return None if worst is None else (worst, known[worst])


def row(kind: str, code: str, name: str, when: str, one: Right) -> dict[str, Any]:
    """Return a cell as a row of the open data set; the error is the mean one."""
    return {
        "kind": kind,
        "code": code,
        "name": name,
        "period": when,
        "judged": one.judged,
        "hidden": one.judged is None,
        "right_percent": _percent(one.kept),
        "later_percent": _percent(one.late),
        "earlier_percent": _percent(one.early),
        "mean_error_minutes": None if one.missed_minutes is None else round(one.missed_minutes, 1),
        "median_error_minutes": None,
    }


def _percent(share: float | None) -> int | None:
    return None if share is None else round(share * 100)


def _known(mall: Mall, period: Period, kind: str) -> dict[str, Numbers]:
    """Return the bins of the whole mall, or its agencies, that something was told in."""
    if kind == "told":
        rows = queries.figures_by(mall, period, "told", agency="")
        found = {key: one for (_agency, key), one in rows.items()}
    else:
        rows = queries.figures_by(mall, period, "agency")
        found = {agency: one for (agency, _key), one in rows.items()}
    return {key: one for key, one in sorted(found.items()) if one.judged}


def _months(mall: Mall, period: Period) -> dict[date, Right]:
    """Return the finished months up to this one, oldest first."""
    first = period
    for _n in range(MONTHS - 1):
        first = first.before
    asked = Period("year", first.first, period.last)
    today = mall.today()
    return {
        month: _open(one)
        for month, one in queries.series_of(mall, asked, months=True).items()
        if Period.around("month", month).last < today and one.judged >= LEAST
    }


def _judged(some: "dict[Any, Numbers]") -> dict[Any, int]:
    return {key: one.judged for key, one in some.items()}


def _open_all(some: "dict[Any, Numbers]") -> dict[Any, Right]:
    hidden = hidden_of(_judged(some)).cells
    return {key: Right(None) if key in hidden else _open(one) for key, one in some.items()}


def _open(one: Numbers) -> Right:
    """Return what may be read of a cell that is not hidden."""
    if 0 < one.judged < LEAST:
        return Right(None)
    return Right(one.judged, one.kept_share, one.late_share, one.early_share, one.missed_minutes)
