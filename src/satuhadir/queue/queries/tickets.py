# SPDX-License-Identifier: Apache-2.0
"""Tickets, by whoever may see them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath, tracks
from satuhadir.queue.errors import TicketNotFound
from satuhadir.queue.models import Contact, Counter, Event, Ticket
from satuhadir.queue.values import TicketView, Wait
from satuhadir.shared.keyed import hash_of

WAITING = ("waiting", "held")


class Tracked(NamedTuple):
    """What a track opens: a ticket and the mall it is at."""

    mall: Mall
    ticket: TicketView


class Queued(NamedTuple):
    """One row of an officer's list: who waits, for what, since when."""

    id: UUID
    code: str
    service: str
    service_name: str
    people: int
    state: str
    present: bool
    priority: bool
    priority_claimed: bool
    came_back: bool
    hold_reason: str
    since: Any
    elsewhere: str
    promised: Wait | None


class Also(NamedTuple):
    """Another open ticket of a person; `by_plan`: its turn comes after the counter they are at."""

    code: str
    booth: str
    by_plan: bool


def ticket_by_track(track: str) -> Tracked:
    """Return what a track opens, until the end of the day after the ticket's.

    Raises:
        TicketNotFound: no such track, or it is too old.
    """
    if not tracks.is_track(track):
        raise TicketNotFound
    oldest = timezone.now().date() - timedelta(days=2)
    found = (
        Ticket.objects.filter(track_hash=hash_of(track), day__gte=oldest)
        .values_list("pk", "mall_id", "day")
        .first()
    )
    if found is None:
        raise TicketNotFound
    ticket_id, mall_id, day = found
    mall = malls.mall_by_id(mall_id)
    if day < mall.today() - timedelta(days=1):
        raise TicketNotFound
    return Tracked(mall, TicketView.of(hotpath.ticket_json(ticket_id)))


def ticket_at(mall: Mall, ticket_id: UUID) -> TicketView:
    """Return a ticket of `mall` for its staff; raise TicketNotFound if it has no such ticket."""
    if not Ticket.objects.filter(mall=mall, pk=ticket_id).exists():
        raise TicketNotFound
    return TicketView.of(hotpath.staff_tickets_json([ticket_id])[0])


def find_by_code(mall: Mall, code: str) -> TicketView | None:
    """Return today's ticket with the printed code, or None."""
    rows = Ticket.objects.filter(mall=mall, day=mall.today(), code=code.strip().upper()[:12])
    found = rows.values_list("pk", flat=True).first()
    return TicketView.of(hotpath.ticket_json(found)) if found else None


def next_in_lines(mall: Mall, lines: Iterable[UUID], limit: int = 12) -> list[Queued]:
    """Return who waits in these lines, in the order of their keys; held and absent ones too, but
    nobody whose plan has them at other counters first.
    """
    return _queued(mall, lines, WAITING, limit)


def parked_in_lines(mall: Mall, lines: Iterable[UUID], limit: int = 12) -> list[Queued]:
    """Return the tickets held back in these lines for a missing paper or payment."""
    return _queued(mall, lines, ("parked",), limit)


def contact_of(mall: Mall, attendance_id: UUID) -> Contact | None:
    """Return the name and phone left today, or None; nothing once the day is past."""
    return Contact.objects.filter(mall=mall, day=mall.today(), attendance=attendance_id).first()


def recent_calls(mall: Mall, limit: int = 8) -> list[dict[str, Any]]:
    """Return the newest calls still standing, newest first: code, counter, place, time.

    Counts tickets called or being served now and those served since; no-shows and released
    ones left the board.
    """
    rows = (
        Ticket.objects.filter(
            mall=mall, day=mall.today(), state__in=["called", "serving", "done", "parked"]
        )
        .filter(called_at__isnull=False, counter__isnull=False)
        .select_related("counter__booth__agency", "service")
        .order_by("-called_at")[:limit]
    )
    return [
        {
            "code": row.code,
            "counter": str(row.counter_id),
            "counter_name": _name(row.counter),
            "place": row.counter.booth.place if row.counter else "",
            "booth": row.counter.booth.name if row.counter else "",
            "agency": row.counter.booth.agency.name if row.counter else "",
            "service_name": row.service.name,
            "state": row.state,
            "called_at": max(row.called_at, row.recalled_at or row.called_at),
        }
        for row in rows
        if row.called_at
    ]


def newest_seq(mall: Mall) -> int:
    """Return the newest row of today's log, 0 when nothing has happened yet."""
    rows = Event.objects.filter(mall=mall, day=mall.today()).order_by("-seq")
    return rows.values_list("seq", flat=True).first() or 0


def _queued(mall: Mall, lines: Iterable[UUID], states: tuple[str, ...], limit: int) -> list[Queued]:
    rows = (
        Ticket.objects.filter(
            mall=mall, day=mall.today(), line__in=list(lines), state__in=states, by_plan=False
        )
        .select_related("service")
        .order_by("key", "number")[:limit]
    )
    found = list(rows)
    busy = {row.attendance_id for row in found if row.state == "held"}
    places = dict(
        Ticket.objects.filter(attendance__in=busy, state__in=["called", "serving"]).values_list(
            "attendance_id", "counter__booth__name"
        )
    )
    return [
        Queued(
            id=row.pk,
            code=row.code,
            service=row.service.code,
            service_name=row.service.name,
            people=row.people,
            state=row.state,
            present=row.present,
            priority=row.head_start_minutes > 0,
            priority_claimed=row.head_start_claimed,
            came_back=row.came_back,
            hold_reason=row.hold_reason,
            since=row.issued_at,
            elsewhere=places.get(row.attendance_id, ""),
            promised=_promise(row),
        )
        for row in found
    ]


def also_waiting(mall: Mall, ticket: TicketView) -> list[Also]:
    """Return the person's other open tickets of today, in their order."""
    rows = (
        Ticket.objects.filter(attendance=ticket.attendance, mall=mall, day=mall.today())
        .filter(state__in=["waiting", "held", "parked"])
        .exclude(pk=ticket.id)
        .order_by("turn", "key", "number")
    )
    return [Also(*row) for row in rows.values_list("code", "line__booth__name", "by_plan")]


def _promise(row: Ticket) -> Wait | None:
    if row.promised_low is None or row.promised_high is None:
        return None
    return Wait(row.promised_low, row.promised_low, row.promised_high)


def _name(counter: Counter | None) -> str:
    return counter.name if counter else ""
