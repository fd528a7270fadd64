# SPDX-License-Identifier: Apache-2.0
"""A visit as iCalendar (RFC 5545, RFC 7986): for one's own calendar, as a file or followed.

Nothing in it tells who comes or what for: calendars are shared. The UID stays, SEQUENCE grows with
every change, and a visit given up says so.
"""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from satuhadir.malls.models import clock
from satuhadir.visits.models import Visit

REFRESH: Final = timedelta(hours=4)
TYPE: Final = "text/calendar; charset=utf-8"
STATUS: Final = {"cancelled": "CANCELLED", "missed": "CANCELLED", "choose_again": "TENTATIVE"}
# How long a visit whose end nobody promised stands in a calendar.
USUAL: Final = timedelta(hours=1)


def calendar_of(visit: Visit, *, opens: datetime | None, host: str) -> bytes:
    """Return a visit as a calendar of one event. `opens` is when checking in begins, None for the
    whole day.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//SatuHadir//Kunjungan//ID")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", visit.mall.name)
    calendar.add("x-wr-calname", visit.mall.name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    calendar.add_component(_event(visit, opens, host))
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text


def _event(visit: Visit, opens: datetime | None, host: str) -> Event:
    event = Event()
    event.add("uid", f"{visit.pk}@{host}")
    event.add("dtstamp", visit.changed_at)
    event.add("last-modified", visit.changed_at)
    event.add("created", visit.made_at)
    event.add("sequence", visit.revision)
    event.add("status", STATUS.get(visit.state, "CONFIRMED"))
    event.add("summary", _("Kunjungan ke {mall}").format(mall=visit.mall.name))
    if visit.mall.address:
        event.add("location", visit.mall.address)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if visit.state == "cancelled" else "OPAQUE")
    times = _times(visit)
    if times is None:
        event.add("dtstart", visit.day)
        event.add("dtend", visit.day + timedelta(days=1))
        return event
    event.add("dtstart", times[0])
    event.add("dtend", times[1])
    said = _("Check-in dibuka sepanjang hari itu. Kode dan QR ada di halaman pesanan Anda.")
    if opens is not None:
        local = opens.astimezone(times[0].tzinfo)
        said = _("Check-in dibuka pukul {time}. Kode dan QR ada di halaman pesanan Anda.")
        said = said.format(time=clock(local.hour * 60 + local.minute))
    event.add("description", said)
    if visit.state == "booked":
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _("Kunjungan ke {mall}").format(mall=visit.mall.name))
        alarm.add("trigger", timedelta(hours=-2))
        event.add_component(alarm)
    return event


def _times(visit: Visit) -> tuple[datetime, datetime] | None:
    """Return from when to when, on the wall of the mall; None where nothing has a time."""
    stops = list(visit.stops.all())
    starts = [one.starts_minute for one in stops if one.starts_minute is not None]
    if not starts:
        return None
    zone = ZoneInfo(visit.mall.timezone)
    midnight = datetime(visit.day.year, visit.day.month, visit.day.day, tzinfo=zone)
    begins = midnight + timedelta(minutes=min(starts))
    ends = [one.finish for one in stops if one.finish is not None]
    ends += [one.seat.slot.ends_minute for one in stops if one.seat is not None]
    last = midnight + timedelta(minutes=max(ends)) if ends else begins + USUAL
    return begins, max(last, begins + timedelta(minutes=15))
