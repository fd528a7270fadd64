# SPDX-License-Identifier: Apache-2.0
"""Tickets that are done, for who asks afterwards how it was. Nothing here names a person."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from satuhadir.malls.models import Mall
from satuhadir.queue import tracks
from satuhadir.queue.models import Ticket
from satuhadir.shared.keyed import hash_of


class Finished(NamedTuple):
    """A ticket as a survey needs it; its answer keeps the service and the day of these."""

    id: UUID
    code: str
    day: date
    service_id: int
    agency_id: int
    state: str
    answered: bool

    @property
    def is_done(self) -> bool:
        return self.state == Ticket.State.DONE


_FIELDS = ("pk", "code", "day", "service_id", "service__agency_id", "state", "answered")


def finished_by_track(mall: Mall, track: str) -> Finished | None:
    """Return what a track opens at `mall`, in whatever state; None when it opens nothing here."""
    if not tracks.is_track(track):
        return None
    rows = Ticket.objects.filter(track_hash=hash_of(track))
    return _first(mall, rows, mall.today() - timedelta(days=1))


def finished_by_typed(mall: Mall, text: str) -> tuple[Finished | None, bool]:
    """Return the ticket of a scanned or typed text, and whether the text is its holder's key."""
    said = tracks.read_typed(text)
    if said.track:
        return finished_by_track(mall, said.track), True
    return (finished_by_code(mall, said.code) if said.code else None), False


def finished_by_code(mall: Mall, code: str) -> Finished | None:
    """Return today's ticket with a printed code, in whatever state."""
    return _first(mall, Ticket.objects.filter(code=code.strip().upper()[:12]), mall.today())


def finished_by_id(mall: Mall, ticket_id: UUID) -> Finished | None:
    """Return a ticket of today or yesterday, in whatever state."""
    rows = Ticket.objects.filter(pk=ticket_id)
    return _first(mall, rows, mall.today() - timedelta(days=1))


def finished_on(mall: Mall, day: date) -> list[tuple[UUID, int]]:
    """Return id and service of every ticket that was finished on a day (one query)."""
    rows = Ticket.objects.filter(mall=mall, day=day, state=Ticket.State.DONE)
    return list(rows.values_list("pk", "service_id"))


def days_with_finished(mall: Mall, since: date, before: date) -> list[date]:
    """Return the days in `since` ≤ day < `before` on which tickets were finished."""
    rows = Ticket.objects.filter(mall=mall, day__gte=since, day__lt=before, state=Ticket.State.DONE)
    return list(rows.order_by("day").values_list("day", flat=True).distinct())


def _first(mall: Mall, rows: QuerySet[Ticket], oldest: date) -> Finished | None:
    row = rows.filter(mall=mall, day__gte=oldest).values_list(*_FIELDS).first()
    return Finished(*row) if row else None
