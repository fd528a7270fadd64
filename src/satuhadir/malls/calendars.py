# SPDX-License-Identifier: Apache-2.0
"""When a mall and its booths are open: plain values in, plain values out, no database, no clock.

What beats what, for one owner (the mall, or one booth): a special day beats a closure and a
holiday, these beat the hours of a season, and these beat the usual weekly hours. Hours of an
owner in a season, once there are any, are all its hours of that season.

Between the two: a booth with hours of its own keeps them inside the mall's; without, it keeps
the mall's. A special day of the mall replaces the booth's hours too. A special day of the booth
stands even outside the mall's hours; a closure of the booth stands against everything else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

DAY_MINUTES = 1440
FURTHEST_DAYS = 400  # how far `next_opening` looks: a year of closure is "not known"


class Interval(NamedTuple):
    """A stretch of a day, in minutes since midnight at the mall; it ends before `closes_minute`."""

    opens_minute: int
    closes_minute: int


Intervals = tuple[Interval, ...]


class WeeklyRow(NamedTuple):
    booth_id: int | None
    season_id: int | None
    weekday: int
    interval: Interval


class SeasonSpan(NamedTuple):
    id: int
    first_day: date
    last_day: date


class ClosureSpan(NamedTuple):
    booth_id: int | None
    first_day: date
    last_day: date
    reason: str


class SpecialHours(NamedTuple):
    intervals: Intervals
    reason: str


@dataclass(frozen=True)
class MallCalendar:
    """The opening hours of one mall with its booths, as they stood when it was read."""

    timezone: ZoneInfo
    keeps_holidays: bool = True
    weekly: tuple[WeeklyRow, ...] = ()
    seasons: tuple[SeasonSpan, ...] = ()
    closures: tuple[ClosureSpan, ...] = ()
    special: Mapping[tuple[int | None, date], SpecialHours] | None = None

    def intervals(self, day: date, booth_id: int | None = None) -> Intervals:
        """Return when the mall, or the booth, is open on `day`: in order, apart, () if closed."""
        if booth_id is None:
            return self._mall_intervals(day)
        own = self._special(day, booth_id)
        if own is not None:
            return own.intervals
        if self._closure(day, booth_id) is not None:
            return ()
        of_mall = self._mall_intervals(day)
        rows = self._weekly(day, booth_id)
        if not of_mall or rows is None or self._special(day, None) is not None:
            return of_mall
        return _both(of_mall, rows)

    def reason_closed(self, day: date, booth_id: int | None = None) -> str | None:
        """Return why nothing is open on `day`, in the active language, or None if it is open."""
        if self.intervals(day, booth_id):
            return None
        owners = [None] if booth_id is None else [booth_id, None]
        for owner in owners:
            special = self._special(day, owner)
            if special is not None and not special.intervals:
                return special.reason or gettext("Hari ini tutup.")
            closure = self._closure(day, owner)
            if closure is not None and special is None:
                return closure.reason
        holiday = self._holiday(day)
        if holiday is not None and self._special(day, None) is None:
            return holiday
        return self.no_hours(day)

    def no_hours(self, day: date) -> str:
        """Return the sentence for a weekday on which nothing is ever open."""
        weekday = str(WEEKDAYS[day.weekday()])
        return gettext("Tidak ada jam layanan pada hari {weekday}.").format(weekday=weekday)

    def is_open(self, at: datetime, booth_id: int | None = None) -> bool:
        """Say whether the mall, or the booth, is open at the aware instant `at`."""
        local = at.astimezone(self.timezone)
        minute = local.hour * 60 + local.minute
        return any(
            opens <= minute < closes for opens, closes in self.intervals(local.date(), booth_id)
        )

    def next_opening(self, after: datetime, booth_id: int | None = None) -> datetime | None:
        """Return the first start of an interval at or after `after`, a break's end included.

        None when nothing opens within 400 days.
        """
        local = after.astimezone(self.timezone)
        for offset in range(FURTHEST_DAYS):
            day = local.date() + timedelta(days=offset)
            for interval in self.intervals(day, booth_id):
                opens_at = self.instant(day, interval.opens_minute)
                if opens_at >= local:
                    return opens_at
        return None

    def last_closing(self, day: date, booth_id: int | None = None) -> datetime | None:
        """Return when the last interval of `day` ends, or None on a closed day."""
        intervals = self.intervals(day, booth_id)
        return self.instant(day, intervals[-1].closes_minute) if intervals else None

    def instant(self, day: date, minute: int) -> datetime:
        """Return minute `minute` of `day` (1440 is the next midnight), with the mall's offset."""
        return datetime(day.year, day.month, day.day, tzinfo=self.timezone) + timedelta(
            minutes=minute
        )

    def _mall_intervals(self, day: date) -> Intervals:
        special = self._special(day, None)
        if special is not None:
            return special.intervals
        if self._closure(day, None) is not None or self._holiday(day) is not None:
            return ()
        return self._weekly(day, None) or ()

    def _weekly(self, day: date, booth_id: int | None) -> Intervals | None:
        """Return the owner's hours of this weekday, or None when it has no hours of its own."""
        seasons = [one.id for one in self.seasons if one.first_day <= day <= one.last_day]
        for season_id in [*seasons, None]:
            rows = [
                row
                for row in self.weekly
                if row.booth_id == booth_id and row.season_id == season_id
            ]
            if rows:
                return joined(row.interval for row in rows if row.weekday == day.weekday())
        return None

    def _special(self, day: date, booth_id: int | None) -> SpecialHours | None:
        return (self.special or {}).get((booth_id, day))

    def _closure(self, day: date, booth_id: int | None) -> ClosureSpan | None:
        for one in self.closures:
            if one.booth_id == booth_id and one.first_day <= day <= one.last_day:
                return one
        return None

    def _holiday(self, day: date) -> str | None:
        return national_holidays(day.year).get(day) if self.keeps_holidays else None


@lru_cache(maxsize=16)
def national_holidays(year: int) -> Mapping[date, str]:
    """Return the national holidays and cuti bersama of `year` with their Indonesian names.

    Source: the yearly joint decree of three ministers, as the `holidays` package knows it.
    Years it does not know yet carry estimates; a special day overrides each.
    """
    known = holidays.country_holidays(
        "ID", years=year, categories=("public", "government"), language="id"
    )
    return dict(known.items())


def joined(intervals: Iterable[Interval]) -> Intervals:
    """Return the same time in order, with touching and overlapping stretches made one."""
    result: list[Interval] = []
    for opens, closes in sorted(intervals):
        if result and opens <= result[-1].closes_minute:
            result[-1] = Interval(result[-1].opens_minute, max(result[-1].closes_minute, closes))
        else:
            result.append(Interval(opens, closes))
    return tuple(result)


def problem_of(intervals: Iterable[Interval]) -> str | None:
    """Return what is wrong with the hours of one day, as a code, or None: `minutes`, `overlap`."""
    ordered = sorted(intervals)
    if any(not 0 <= opens < closes <= DAY_MINUTES for opens, closes in ordered):
        return "minutes"
    if any(first.closes_minute > then.opens_minute for first, then in pairwise(ordered)):
        return "overlap"
    return None


def _both(one: Intervals, other: Intervals) -> Intervals:
    """Return the time that lies in both."""
    common = [
        Interval(max(a.opens_minute, b.opens_minute), min(a.closes_minute, b.closes_minute))
        for a in one
        for b in other
    ]
    return joined(part for part in common if part.opens_minute < part.closes_minute)
