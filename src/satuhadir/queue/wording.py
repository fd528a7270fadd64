# SPDX-License-Identifier: Apache-2.0
"""Times and waits in the words and forms of the language now active."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall, TimeZone
from satuhadir.queue.directory import directory_of
from satuhadir.queue.values import Wait


def clock(at: datetime, mall: Mall) -> str:
    """Return `08.41`, the wall clock of the mall."""
    return f"{at.astimezone(ZoneInfo(mall.timezone)):%H.%M}"


def clock_zone(at: datetime, mall: Mall) -> str:
    """Return `pukul 08.41 WIB`."""
    return _("pukul {time} {zone}").format(time=clock(at, mall), zone=TimeZone(mall.timezone).label)


def day(value: date) -> str:
    """Return `Senin, 23 November 2026`."""
    return date_format(value, "l, j F Y")


def wait(value: Wait | None) -> str:
    """Return `12–20 menit`, `langsung`, or that it is not known."""
    if value is None:
        return _("belum diketahui")
    if value.high == 0:
        return _("langsung")
    if value.low == value.high:
        return ngettext("{high} menit", "{high} menit", value.high).format(high=value.high)
    return _("{low}–{high} menit").format(low=value.low, high=value.high)


def numbers_from(mall: Mall, booth_id: int) -> str:
    """Say from when today a booth gives numbers: a sentence, empty when that is past or never."""
    calendar = malls.calendar_of(mall)
    now = mall.local_now()
    hours = calendar.intervals(now.date(), booth_id)
    if not hours:
        return ""
    early = timedelta(minutes=directory_of(mall).opens_before_minutes)
    begins = calendar.instant(now.date(), hours[0].opens_minute) - early
    if begins <= now:
        return ""
    return _("Nomor diberikan mulai {time}.").format(time=clock_zone(begins, mall))


def reopens(mall: Mall, booth_id: int | None = None) -> str:
    """Return when numbers are given again: a sentence, empty when it is open or not known."""
    calendar = malls.calendar_of(mall)
    now = mall.local_now()
    at = calendar.next_opening(now, booth_id)
    if at is None:
        return ""
    if at <= now:
        return _("Silakan tanya petugas di meja informasi.")
    if at.date() == now.date():
        return _("Buka lagi hari ini {time}.").format(time=clock_zone(at, mall))
    return _("Buka lagi {day} {time}.").format(day=day(at.date()), time=clock_zone(at, mall))
