# SPDX-License-Identifier: Apache-2.0
"""Complaints as everybody may read them: how far, whose turn, by when. Never what was said.

Days, not hours: with the hour of a complaint a counter knows who stood there. Consultations are
between one person and one agency, and are not shown at all.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from satuhadir.feedback.models import Complaint, WallEntry
from satuhadir.feedback.open311.inputs import Asked
from satuhadir.feedback.open311.subjects import code_of, name_of
from satuhadir.malls.models import Mall

_WAITS = {"received", "forwarded", "objected"}  # for the mall or an agency, so a day is promised


def find_requests(mall: Mall, asked: Asked) -> list[Complaint]:
    """Return the complaints asked for, the newest day first; one query."""
    found = (
        Complaint.objects.filter(mall=mall)
        .exclude(kind="consultation")
        .select_related("mall", "agency", "service", "wall_entry")
        .order_by(TruncDate("opened_at", tzinfo=ZoneInfo(mall.timezone)).desc(), "number")
    )
    if asked.numbers:
        return list(found.filter(number__in=asked.numbers))
    found = found.filter(
        opened_at__gte=_begin(mall, asked.first_day),
        opened_at__lt=_begin(mall, asked.last_day + timedelta(days=1)),
    )
    if asked.subjects:
        which = Q(service__in=[one.service for one in asked.subjects if one.service])
        for one in asked.subjects:
            if one.service is None:
                which |= Q(service=None, kind=one.kind)
        found = found.filter(which)
    if "open" not in asked.statuses:
        found = found.filter(state="closed")
    elif "closed" not in asked.statuses:
        found = found.exclude(state="closed")
    begin = (asked.page - 1) * asked.size
    return list(found[begin : begin + asked.size])


def shown(mall: Mall, complaint: Complaint) -> dict[str, Any]:
    """Return one complaint as GeoReport has a request."""
    on_wall = _wall_entry(complaint)
    agency = complaint.agency if complaint.state != "received" else None
    return {
        "service_request_id": complaint.number,
        "status": "open" if complaint.is_open else "closed",
        "status_notes": on_wall.answer if on_wall else _how_far(mall, complaint),
        "service_name": name_of(complaint),
        "service_code": code_of(complaint),
        "description": on_wall.summary if on_wall else _neutral(complaint),
        "agency_responsible": agency.name if agency else mall.name,
        "service_notice": None,
        "requested_datetime": _day_of(mall, complaint.opened_at),
        "updated_datetime": _day_of(mall, complaint.closed_at or complaint.turn_since),
        "expected_datetime": _expected(mall, complaint),
        "address": mall.address or mall.name,
        "address_id": mall.slug,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _wall_entry(complaint: Complaint) -> WallEntry | None:
    try:
        entry = complaint.wall_entry
    except WallEntry.DoesNotExist:
        return None
    return entry if entry.withdrawn_at is None else None


def _neutral(complaint: Complaint) -> str:
    """Return what may be said without what was said: its kind, and what it is about."""
    return _("{kind} tentang {subject}. Isinya tidak ditampilkan.").format(
        kind=complaint.get_kind_display().capitalize(),
        subject=complaint.service.name if complaint.service else complaint.mall.name,
    )


def _how_far(mall: Mall, complaint: Complaint) -> str:
    """Return whose turn it is and since which day, or how it ended."""
    since = date_format(complaint.turn_since.astimezone(ZoneInfo(mall.timezone)), "j F Y")
    agency = complaint.agency.name if complaint.agency else mall.name
    match complaint.state:
        case "clarifying":
            return _("Menunggu penjelasan pelapor sejak {since}.").format(since=since)
        case "forwarded":
            return _("Menunggu jawaban {agency} sejak {since}.").format(agency=agency, since=since)
        case "answered":
            return _("Sudah dijawab; menunggu tanggapan pelapor sejak {since}.").format(since=since)
        case "objected":
            text = _("Pelapor keberatan atas jawabannya; ditelaah pengelola mal sejak {since}.")
            return text.format(since=since)
        case "closed":
            return _("Selesai: {how}.").format(how=complaint.get_ending_display())
        case _:
            return _("Menunggu ditelaah pengelola mal sejak {since}.").format(since=since)


def _expected(mall: Mall, complaint: Complaint) -> str | None:
    """Return the end of the day by which whoever must act has promised to."""
    if complaint.state not in _WAITS or complaint.due_day is None:
        return None
    return _begin(mall, complaint.due_day, time(23, 59, 59)).isoformat()


def _day_of(mall: Mall, at: datetime) -> str:
    return _begin(mall, at.astimezone(ZoneInfo(mall.timezone)).date()).isoformat()


def _begin(mall: Mall, day: date, at: time = time()) -> datetime:
    return datetime.combine(day, at, ZoneInfo(mall.timezone))
