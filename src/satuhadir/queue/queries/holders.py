# SPDX-License-Identifier: Apache-2.0
"""What the holder of a track sees: their numbers of that day, and where they are awaited."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath, tracks
from satuhadir.queue.errors import TicketNotFound
from satuhadir.queue.models import Counter, CounterLine, Policy, Ticket
from satuhadir.queue.values import TicketView
from satuhadir.shared.keyed import hash_of


class TrackedVisit(NamedTuple):
    """A ticket, and the other tickets of its person that day in the order they were taken."""

    ticket: TicketView
    others: list[TicketView]


class OwnTicket(NamedTuple):
    """The number a phone remembers: enough to name it and to join its person's visit."""

    id: UUID
    code: str
    state: str
    line_id: UUID
    attendance_id: UUID
    came_back: bool

    @property
    def is_open(self) -> bool:
        """Say whether it still has a place in its line."""
        return self.state in {"waiting", "held", "called", "serving", "parked"}

    @property
    def may_be_used(self) -> bool:
        """Say whether it is open or may come back."""
        return self.is_open or (self.state == "no_show" and not self.came_back)


def visit_by_track(mall: Mall, track: str) -> TrackedVisit:
    """Return what a track opens at `mall`, with all of its person's day (two queries).

    Raises:
        TicketNotFound: no such track, another mall's, or older than yesterday.
    """
    if not tracks.is_track(track):
        raise TicketNotFound
    wanted = hash_of(track)
    own = Ticket.objects.filter(track_hash=wanted, mall=mall, day__gte=_yesterday(mall))
    rows = (
        Ticket.objects.filter(attendance__in=own.values("attendance"))
        .order_by("issued_at", "pk")
        .values_list("pk", "track_hash")
    )
    found = [(pk, bytes(kept) == wanted) for pk, kept in rows]
    if not found:
        raise TicketNotFound
    views = [TicketView.of(raw) for raw in hotpath.tickets_json([pk for pk, _ in found])]
    pairs = list(zip(views, found, strict=True))
    return TrackedVisit(
        ticket=next(view for view, (_, is_own) in pairs if is_own),
        others=[view for view, (_, is_own) in pairs if not is_own],
    )


def tickets_of_person(mall: Mall, attendance_id: UUID) -> list[TicketView]:
    """Return the tickets of one person's day in the order they follow each other (two queries)."""
    rows = Ticket.objects.filter(mall=mall, attendance=attendance_id, day__gte=_yesterday(mall))
    ids = list(rows.order_by("turn", "issued_at", "pk").values_list("pk", flat=True))
    return [TicketView.of(raw) for raw in hotpath.tickets_json(ids)]


def find_own(mall: Mall, track: str) -> OwnTicket | None:
    """Return today's ticket at `mall` that a track opens, or None (one query)."""
    if not tracks.is_track(track):
        return None
    row = (
        Ticket.objects.filter(track_hash=hash_of(track), mall=mall, day=mall.today())
        .values_list("pk", "code", "state", "line_id", "attendance_id", "came_back")
        .first()
    )
    return OwnTicket(*row) if row else None


def counter_place(mall: Mall, counter_id: UUID) -> tuple[str, str]:
    """Return the booth of a counter and where it stands; two empty texts for an unknown one."""
    row = Counter.objects.filter(mall=mall, pk=counter_id).values_list(
        "booth__name", "booth__place"
    )
    return row.first() or ("", "")


def open_counters_of(line_id: UUID) -> int:
    """Return how many counters serve a line now."""
    return (
        CounterLine.objects.current()
        .filter(line=line_id, counter__state=Counter.State.OPEN)
        .count()
    )


def no_show_minutes(mall: Mall) -> int:
    """Return how long a called person is awaited at least."""
    policy = Policy.objects.filter(mall=mall).first() or Policy(mall=mall)
    return policy.no_show_minutes


def _yesterday(mall: Mall) -> date:
    return mall.today() - timedelta(days=1)
