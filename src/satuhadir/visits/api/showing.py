# SPDX-License-Identifier: Apache-2.0
"""A visit as every answer of the API shows it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from django.urls import reverse

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import queries as queue
from satuhadir.queue.api.pages import instant
from satuhadir.shared import keyed
from satuhadir.visits import queries, tracks
from satuhadir.visits.models import Stop, Visit
from satuhadir.visits.values import SlotFree


def shown_visit(visit: Visit, site: str) -> dict[str, Any]:
    """Return a visit as JSON; `site` is where its addresses begin."""
    mall = visit.mall
    track = tracks.track_of(visit.pk)
    policy = queries.policy_of(mall)
    times = queries.check_in_times(visit, policy)
    stops = list(visit.stops.all())
    return {
        "id": str(visit.pk),
        "mall": mall.slug,
        "track": track,
        "code": visit.code,
        "state": visit.state,
        "channel": visit.channel,
        "for_whom": visit.for_whom,
        "day": visit.day.isoformat(),
        "stops": [_stop(visit, one) for one in stops],
        "finish": _finish(visit),
        "check_in": {
            "opens": instant(times.opens, mall),
            "late_after": instant(times.late_after, mall),
            "ends": instant(times.ends, mall),
        },
        "moved_from": visit.moved_from.isoformat() if visit.moved_from else None,
        "moved_why": visit.moved_why or None,
        "late": visit.came_late,
        "qr": queries.pass_of(visit, policy),
        "track_url": urljoin(site, tracks.visit_path(mall.slug, track)),
        "calendar_url": urljoin(site, tracks.calendar_path(mall.slug, track)),
        "tickets": _tickets(mall, stops, site),
    }


def shown_slot(mall: Mall, day: Any, slot: SlotFree) -> dict[str, Any]:
    """Return a slot with what is left of it."""
    calendar = malls.calendar_of(mall)
    return {
        "start": instant(calendar.instant(day, slot.starts_minute), mall),
        "end": instant(calendar.instant(day, slot.ends_minute), mall),
        "free": {"online": slot.online, "desk": slot.desk},
    }


def _stop(visit: Visit, stop: Stop) -> dict[str, Any]:
    mall, calendar = visit.mall, malls.calendar_of(visit.mall)

    def at(minute: int | None) -> str | None:
        return None if minute is None else instant(calendar.instant(visit.day, minute), mall)

    line = stop.service.line_service.line if hasattr(stop.service, "line_service") else None
    expected = None
    if stop.start_likely is not None:
        expected = {
            "low": at(stop.start_low), "likely": at(stop.start_likely), "high": at(stop.start_high)
        }  # fmt: skip
    return {
        "service": stop.service.code,
        "name": stop.service.name,
        "agency": stop.service.agency.name,
        "line": str(line.pk) if line else None,
        "booth": line.booth.name if line else None,
        "place": line.booth.place if line else None,
        "start": at(stop.starts_minute),
        "end": at(stop.seat.slot.ends_minute) if stop.seat else None,
        "expected": expected,
        "outside_code": stop.outside_code or None,
        "ticket": str(stop.ticket_id) if stop.ticket_id else None,
    }


def _finish(visit: Visit) -> dict[str, str | None] | None:
    end, calendar = queries.end_of_visit(visit), malls.calendar_of(visit.mall)
    if end is None:
        return None
    return {
        name: None if minute is None else instant(calendar.instant(visit.day, minute), visit.mall)
        for name, minute in end._asdict().items()
    }


def _tickets(mall: Mall, stops: Sequence[Stop], site: str) -> list[dict[str, Any]]:
    shown = []
    for ticket_id in dict.fromkeys(one.ticket_id for one in stops if one.ticket_id):
        track = keyed.track_of("track", ticket_id)
        url = urljoin(site, reverse("my_ticket", args=[mall.slug, track]))
        raw = queue.ticket_at(mall, ticket_id).raw
        shown.append(raw | {"track": track, "track_url": url})
    return shown
