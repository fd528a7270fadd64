# SPDX-License-Identifier: Apache-2.0
"""When a mall is open, in sentences."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import override

from satuhadir.malls import queries as malls
from satuhadir.malls.calendars import Interval, MallCalendar
from satuhadir.malls.models import Mall, TimeZone
from satuhadir.queue import wording

WHOLE_DAY = (Interval(0, 1440),)


class Opening(NamedTuple):
    """Whether a mall is open now, the sentence that says so, and why not: Indonesian data."""

    is_open: bool
    text: str
    reason: str


class HoursRow(NamedTuple):
    """Some weekdays with the same hours. `reason` is Indonesian data: why they are closed."""

    days: str
    hours: str
    reason: str


def opening_of(mall: Mall) -> Opening:
    """Return the state of a mall now."""
    calendar = malls.calendar_of(mall)
    now = mall.local_now()
    minute = now.hour * 60 + now.minute
    hours = calendar.intervals(now.date())
    current = next((one for one in hours if one.opens_minute <= minute < one.closes_minute), None)
    if current is None:
        later = any(one.opens_minute > minute for one in hours)
        if later and any(one.closes_minute <= minute for one in hours):
            return Opening(False, f"{_('Istirahat.')} {wording.reopens(mall)}".strip(), "")
        text = f"{_('Tutup.')} {wording.reopens(mall)}".strip()
        return Opening(False, text, "" if hours else reason_in_data(calendar, now.date()))
    if hours == WHOLE_DAY:
        return Opening(True, _("Buka 24 jam"), "")
    until = calendar.instant(now.date(), current.closes_minute)
    return Opening(True, _("Buka sampai pukul {time}").format(time=time_of(until, mall)), "")


def hours_of(mall: Mall) -> list[HoursRow]:
    """Return the hours of the seven days from today on, Monday first, equal neighbours together.

    Days of this very week: holidays and special days in it are told.
    """
    calendar = malls.calendar_of(mall)
    today = mall.today()
    days = sorted((today + timedelta(days=ahead) for ahead in range(7)), key=date.weekday)
    rows = []
    for (hours, reason), run in groupby(days, lambda day: _told(calendar, day)):
        rows.append(HoursRow(_run_of(list(run)), hours, reason))
    if len(rows) == 1:
        return [HoursRow(_("Setiap hari"), rows[0].hours, rows[0].reason)]
    return rows


def time_of(at: datetime, mall: Mall) -> str:
    """Return `08.41 WIB`, for sentences that say `pukul` themselves."""
    return f"{wording.clock(at, mall)} {TimeZone(mall.timezone).label}"


def reason_in_data(calendar: MallCalendar, day: date) -> str:
    """Return the reason somebody wrote for a closed day; not our own sentence about weekdays."""
    reasons = set()
    for language in ("id", "en"):
        with override(language):
            reasons.add(calendar.reason_closed(day) or "")
    return reasons.pop() if len(reasons) == 1 else ""


def _told(calendar: MallCalendar, day: date) -> tuple[str, str]:
    hours = calendar.intervals(day)
    if not hours:
        return _("tutup"), reason_in_data(calendar, day)
    if hours == WHOLE_DAY:
        return _("24 jam"), ""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in hours), ""


def _run_of(days: list[date]) -> str:
    names: Iterator[str] = (str(WEEKDAYS[day.weekday()]) for day in (days[0], days[-1]))
    first, last = names
    return first if len(days) == 1 else f"{first}–{last}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}.{minute % 60:02d}"
