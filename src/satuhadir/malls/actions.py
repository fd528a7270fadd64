# SPDX-License-Identifier: Apache-2.0
"""Everything that changes malls and their hours. Each action returns what it changed, for a log.

This room keeps no log of its own: the caller puts a `SetupChange` into the day's event log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satuhadir.malls import queries
from satuhadir.malls.calendars import Interval, joined, problem_of
from satuhadir.malls.errors import DaysInvalid, HoursInvalid
from satuhadir.malls.models import (
    Agency,
    Booth,
    Closure,
    Mall,
    Region,
    Season,
    SpecialDay,
    WeeklyHours,
)
from satuhadir.shared.errors import FieldProblem

Week = Mapping[int, Iterable[Interval]]


@dataclass(frozen=True, slots=True)
class SetupChange:
    """One change of set-up: `event` names it, `before` and `after` are plain JSON values."""

    event: str
    mall_id: int
    booth_id: int | None
    before: Any
    after: Any


def found_mall(*, slug: str, name: str, region: Region, **fields: Any) -> Mall:
    """Make a mall (further fields of Mall by name); it has no hours yet, so it is closed."""
    mall = Mall(slug=slug, name=name, region=region, **fields)
    mall.full_clean()
    mall.save()
    queries.forget()
    return mall


def add_agency(*, mall: Mall, code: str, name: str, kind: str) -> Agency:
    """Let an agency serve at a mall."""
    agency = Agency(mall=mall, code=code, name=name, kind=kind)
    agency.full_clean()
    agency.save()
    return agency


def add_booth(*, mall: Mall, agency: Agency, name: str, place: str = "") -> Booth:
    """Give an agency a place in the hall."""
    booth = Booth(mall=mall, agency=agency, name=name, place=place)
    booth.full_clean()
    booth.save()
    return booth


@transaction.atomic
def declare_closure(
    *,
    mall: Mall,
    first_day: date,
    last_day: date | None = None,
    reason: str,
    booth: Booth | None = None,
) -> SetupChange | None:
    """Close the mall, or one booth, from `first_day` to `last_day`, both included; None when it is
    declared already: taken back once, it shall be open again.

    Today is allowed: a holiday declared this morning. Days with hours of their own stay open.
    Within a transaction, who declares the same at the same time waits and gets None.

    Raises:
        DaysInvalid: the last day comes before the first.
        BoothNotFound: the booth belongs to another mall.
    """
    last_day = last_day or first_day
    if last_day < first_day:
        raise DaysInvalid(errors=[FieldProblem("last_day", "too_early", DaysInvalid.message)])
    Mall.objects.select_for_update(no_key=True).get(pk=mall.pk)
    closure, is_new = Closure.objects.get_or_create(
        mall=mall,
        booth=_own(mall, booth),
        first_day=first_day,
        last_day=last_day,
        reason=reason.strip()[:200],
    )
    if not is_new:
        return None
    queries.forget()
    return _change("closure_declared", mall, booth, None, _closure_values(closure))


def withdraw_closure(*, mall: Mall, closure_id: int) -> SetupChange | None:
    """Take a closure back; None when `mall` has no such closure (any more)."""
    closure = Closure.objects.filter(mall=mall, pk=closure_id).first()
    if closure is None:
        return None
    before, booth = _closure_values(closure), closure.booth
    closure.delete()
    queries.forget()
    return _change("closure_withdrawn", mall, booth, before, None)


def set_special_day(
    *,
    mall: Mall,
    day: date,
    intervals: Iterable[Interval],
    reason: str = "",
    booth: Booth | None = None,
) -> SetupChange:
    """Give one day hours of its own, over closures, holidays and weekly hours; () closes it.

    Raises:
        HoursInvalid: an interval runs backwards, overlaps another or leaves the day.
        BoothNotFound: the booth belongs to another mall.
    """
    hours = _checked("intervals", intervals)
    known = SpecialDay.objects.filter(mall=mall, booth=_own(mall, booth), day=day).first()
    before = known.intervals if known else None
    SpecialDay.objects.update_or_create(
        mall=mall,
        booth=booth,
        day=day,
        defaults={"intervals": _plain(hours), "reason": reason.strip()[:200]},
    )
    queries.forget()
    values = {"day": day.isoformat(), "intervals": _plain(hours), "reason": reason}
    return _change("special_day_set", mall, booth, before, values)


def clear_special_day(*, mall: Mall, day: date, booth: Booth | None = None) -> SetupChange | None:
    """Give a day its usual hours again; None when it had none of its own."""
    known = SpecialDay.objects.filter(mall=mall, booth=booth, day=day).first()
    if known is None:
        return None
    before = {"day": day.isoformat(), "intervals": known.intervals, "reason": known.reason}
    known.delete()
    queries.forget()
    return _change("special_day_cleared", mall, booth, before, None)


@transaction.atomic
def save_hours(
    *, mall: Mall, week: Week, booth: Booth | None = None, season: Season | None = None
) -> SetupChange:
    """Replace the weekly hours of a mall or a booth, usual or of a season.

    `week` maps weekdays (0 is Monday) to intervals; a day left out is closed. An empty week
    leaves a booth, or a season, without hours of its own.

    Raises:
        HoursInvalid: an unknown weekday, or an interval backwards, overlapping or beyond the day.
        BoothNotFound: the booth belongs to another mall.
    """
    if any(weekday not in range(7) for weekday in week):
        detail = _("Hari harus dari 0 (Senin) sampai 6 (Minggu).")
        raise HoursInvalid(errors=[FieldProblem("week", "weekday", detail)])
    hours = {day: _checked(f"week.{day}", intervals) for day, intervals in sorted(week.items())}
    owned = WeeklyHours.objects.filter(mall=mall, booth=_own(mall, booth), season=season)
    before: dict[str, list[list[int]]] = {}
    for row in owned.order_by("weekday", "opens_minute"):
        before.setdefault(str(row.weekday), []).append([row.opens_minute, row.closes_minute])
    owned.delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            mall=mall,
            booth=booth,
            season=season,
            weekday=weekday,
            opens_minute=opens,
            closes_minute=closes,
        )
        for weekday, intervals in hours.items()
        for opens, closes in intervals
    )
    queries.forget()
    after = {str(weekday): _plain(intervals) for weekday, intervals in hours.items()}
    return _change("hours_saved", mall, booth, before, after)


def _own(mall: Mall, booth: Booth | None) -> Booth | None:
    return queries.booth_at(mall, booth.pk) if booth is not None else None


def _checked(field: str, intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    hours = tuple(intervals)
    problem = problem_of(hours)
    if problem is not None:
        details = {
            "minutes": _("Jam buka harus sebelum jam tutup, dalam satu hari."),
            "overlap": _("Jam layanan tidak boleh bertumpuk."),
        }
        raise HoursInvalid(errors=[FieldProblem(field, problem, details[problem])])
    return joined(hours)


def _plain(intervals: Iterable[Interval]) -> list[list[int]]:
    return [list(interval) for interval in intervals]


def _closure_values(closure: Closure) -> dict[str, str]:
    return {
        "first_day": closure.first_day.isoformat(),
        "last_day": closure.last_day.isoformat(),
        "reason": closure.reason,
    }


def _change(event: str, mall: Mall, booth: Booth | None, before: Any, after: Any) -> SetupChange:
    return SetupChange(event, mall.pk, booth.pk if booth else None, before, after)
