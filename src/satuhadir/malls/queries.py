# SPDX-License-Identifier: Apache-2.0
"""Everything that reads malls and their hours, for other rooms and for pages."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from satuhadir.malls.calendars import (
    ClosureSpan,
    Interval,
    MallCalendar,
    SeasonSpan,
    SpecialHours,
    WeeklyRow,
    joined,
)
from satuhadir.malls.errors import BoothNotFound, MallNotFound
from satuhadir.malls.models import Booth, Mall, Region, SetupRecord
from satuhadir.shared.memory import Brief

_malls: Brief[Mall] = Brief(3)
_calendars: Brief[MallCalendar] = Brief(3)
_PAST_DAYS = 800  # older closures and special days are not read into a calendar


def all_malls() -> QuerySet[Mall]:
    """Return every mall with its region, by name."""
    return Mall.objects.select_related("region__parent").order_by("name")


def mall_by_slug(slug: str) -> Mall:
    """Return the mall with its region, up to 3 seconds old. Share it, change nothing in it.

    Raises:
        MallNotFound: no mall has this slug.
    """
    return _malls.get(slug, lambda: _read_mall(slug))


def mall_by_id(mall_id: int) -> Mall:
    """Return the mall with its region, up to 3 seconds old; raise MallNotFound if there is none."""
    return _malls.get(mall_id, lambda: _read_mall_by(Q(pk=mall_id)))


def booth_at(mall: Mall, booth_id: int) -> Booth:
    """Return the booth with its agency; raise BoothNotFound if `mall` has no such booth."""
    booth = Booth.objects.select_related("agency").filter(mall=mall, pk=booth_id).first()
    if booth is None:
        raise BoothNotFound
    return booth


def calendar_of(mall: Mall) -> MallCalendar:
    """Return the mall's calendar, up to 3 seconds old: five queries when it is read afresh."""
    return _calendars.get(mall.pk, lambda: _read_calendar(mall.pk))


def find_region(code: str) -> Region | None:
    """Return the region of a code, also of one it had before the decree, or None."""
    return Region.objects.filter(Q(code=code) | Q(aliases__old_code=code)).distinct().first()


def setup_records(
    mall: Mall,
    *,
    accounts: Iterable[int] = (),
    before_id: int | None = None,
    day: date | None = None,
    tables: Iterable[str] | None = None,
    limit: int = 100,
) -> list[SetupRecord]:
    """Return what was changed in a mall's set-up, and in these accounts, the newest first.

    `before_id` goes on after a page; `day` is a day at the mall; `tables` narrows to some.
    """
    found = SetupRecord.objects.filter(
        Q(mall=mall) | Q(mall=None, account_id__in=list(accounts))
    ).order_by("-id")
    if before_id is not None:
        found = found.filter(pk__lt=before_id)
    if day is not None:
        start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(mall.timezone))
        found = found.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if tables is not None:
        found = found.filter(table_name__in=list(tables))
    return list(found[:limit])


def forget() -> None:
    """Read malls and calendars afresh from now on in this process; actions call it."""
    _malls.forget()
    _calendars.forget()


def _read_mall(slug: str) -> Mall:
    if "\x00" in slug or len(slug) > 60:
        raise MallNotFound
    return _read_mall_by(Q(slug=slug))


def _read_mall_by(which: Q) -> Mall:
    mall = Mall.objects.select_related("region__parent").filter(which).first()
    if mall is None:
        raise MallNotFound
    return mall


def _read_calendar(mall_id: int) -> MallCalendar:
    mall = Mall.objects.get(pk=mall_id)
    oldest = mall.today() - timedelta(days=_PAST_DAYS)
    weekly = mall.hours.values_list(
        "booth_id", "season_id", "weekday", "opens_minute", "closes_minute"
    )
    closures = mall.closures.filter(last_day__gte=oldest).order_by("id")
    special = mall.special_days.filter(day__gte=oldest)
    return MallCalendar(
        timezone=ZoneInfo(mall.timezone),
        keeps_holidays=mall.keeps_holidays,
        weekly=tuple(
            WeeklyRow(booth, season, weekday, Interval(opens, closes))
            for booth, season, weekday, opens, closes in weekly
        ),
        seasons=tuple(
            SeasonSpan(*row)
            for row in mall.seasons.order_by("first_day").values_list("id", "first_day", "last_day")
        ),
        closures=tuple(
            ClosureSpan(*row)
            for row in closures.values_list("booth_id", "first_day", "last_day", "reason")
        ),
        special={
            (booth_id, day): SpecialHours(_intervals(intervals), reason)
            for booth_id, day, intervals, reason in special.values_list(
                "booth_id", "day", "intervals", "reason"
            )
        },
    )


def _intervals(pairs: list[list[int]]) -> tuple[Interval, ...]:
    return joined(Interval(*pair) for pair in pairs)
