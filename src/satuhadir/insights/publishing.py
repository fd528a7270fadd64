# SPDX-License-Identifier: Apache-2.0
"""What everybody may read of a mall's figures: whole days that are over, no small counts.

Of a month that is not over only the mall's days are shown: an agency's sum that grows from day to
day would tell each day's small count. See docs/operate/figures.md.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from satuhadir.insights import queries
from satuhadir.insights.queries.figures import counted_days
from satuhadir.insights.suppressing import LEAST, hidden_of
from satuhadir.insights.values import Numbers, Period, total
from satuhadir.malls.models import Mall

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME = "CC BY 4.0"


class Open(NamedTuple):
    """The figures of one day, agency or month that may be read. None is hidden, or not known;
    `is_hidden` tells the two apart.
    """

    numbers: int | None
    is_hidden: bool
    median_wait: int | None
    long_wait: int | None
    kept_share: float | None
    no_show_share: float | None


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """A month as everybody may read it; `agencies` by code, empty while the month runs."""

    month: date
    is_over: bool
    whole: Open
    days: dict[date, Open]
    agencies: dict[str, Open]
    names: dict[str, str]
    is_sample: bool


def open_month(mall: Mall, month: date) -> OpenMonth:
    """Return a month with only what may be published; days from today on are left out."""
    period, today = Period.around("month", month), mall.today()
    days = {day: one for day, one in queries.series_of(mall, period).items() if day < today}
    hidden = hidden_of({day: one.issued for day, one in days.items()})
    whole = _open(total(days.values()), is_hidden=hidden.total)
    is_over = period.last < today
    agencies = {
        agency: one
        for (agency, _), one in queries.figures_by(mall, period, "agency").items()
        if is_over and one.issued
    }
    small = hidden_of({agency: one.issued for agency, one in agencies.items()})
    if small.total:
        whole = _open(total(days.values()), is_hidden=True)
    return OpenMonth(
        month=period.first,
        is_over=is_over,
        whole=whole,
        days={day: _open(one, is_hidden=day in hidden.cells) for day, one in days.items()},
        agencies={a: _open(one, is_hidden=a in small.cells) for a, one in agencies.items()},
        names=queries.names_of(mall).agencies,
        is_sample=queries.span_state(mall, period).is_sample,
    )


def open_months(mall: Mall) -> list[date]:
    """Return the months that hold a counted day before today, the newest first."""
    found = counted_days(mall, before=mall.today())
    if found is None:
        return []
    first, last = found
    return list(reversed(Period("year", first, last).months))


def as_rows(mall: Mall, month: OpenMonth) -> list[dict[str, Any]]:
    """Return a month as the open data set has it: one row a day, then one an agency."""
    rows = [_row("mall", mall.slug, mall.name, month.month.isoformat()[:7], month.whole)]
    rows += [
        _row("hari", day.isoformat(), mall.name, day.isoformat(), one)
        for day, one in month.days.items()
    ]
    rows += [
        _row("instansi", code, month.names.get(code, code), month.month.isoformat()[:7], one)
        for code, one in month.agencies.items()
    ]
    return rows


def _row(kind: str, code: str, name: str, when: str, one: Open) -> dict[str, Any]:
    return {
        "kind": kind,
        "code": code,
        "name": name,
        "period": when,
        "numbers": one.numbers,
        "hidden": one.is_hidden,
        "median_wait_minutes": one.median_wait,
        "p90_wait_minutes": one.long_wait,
        "promise_kept_percent": _percent(one.kept_share),
        "no_show_percent": _percent(one.no_show_share),
    }


def _percent(share: float | None) -> int | None:
    return None if share is None else round(share * 100)


def _open(one: Numbers, *, is_hidden: bool) -> Open:
    """Return what may be read of a cell: every share and median needs ten behind it, too."""
    if is_hidden:
        return Open(None, True, None, None, None, None)
    called = one.called >= LEAST
    return Open(
        numbers=one.issued,
        is_hidden=False,
        median_wait=one.median_wait if called else None,
        long_wait=one.long_wait if called else None,
        kept_share=one.kept_share if one.judged >= LEAST else None,
        no_show_share=one.no_show_share if one.ended >= LEAST else None,
    )
