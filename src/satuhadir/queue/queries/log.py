# SPDX-License-Identifier: Apache-2.0
"""The event log, read and checked."""

import hashlib
from datetime import date, datetime
from typing import NamedTuple

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Chain, Event

GENESIS = "0" * 64


class LogRow(NamedTuple):
    """A row of the log: its canonical JSON and the hash over the one before and it."""

    seq: int
    body: str
    hash: str


class ClosedDay(NamedTuple):
    """A day that nothing can be added to, with the hash that stands for all of it."""

    day: date
    events: int
    hash: str
    closed_at: datetime


def events_of(mall: Mall, day: date, *, after: int = 0, limit: int = 200) -> list[LogRow]:
    """Return rows of a day with `seq` above `after`, in order."""
    rows = Event.objects.filter(mall=mall, day=day, seq__gt=after).order_by("seq")[:limit]
    return [LogRow(*row) for row in rows.values_list("seq", "body", "hash")]


def closed_days(mall: Mall, limit: int = 60) -> list[ClosedDay]:
    """Return the newest closed days. Public: who notes a hash can prove a later change."""
    rows = Chain.objects.filter(mall=mall, closed_at__isnull=False).order_by("-day")[:limit]
    return [
        ClosedDay(row.day, row.last_seq, row.head, row.closed_at) for row in rows if row.closed_at
    ]


def logged_days(mall: Mall) -> list[date]:
    """Return every day of `mall` that has a log, oldest first."""
    rows = Chain.objects.filter(mall=mall).order_by("day")
    return list(rows.values_list("day", flat=True))


def find_break(mall: Mall, day: date) -> str | None:
    """Recompute a day's chain from its first row; return where it first breaks, or None.

    Reads the whole day in pages. Compares every hash, the numbering, and the kept head.
    """
    head, seq = GENESIS, 0
    rows = (
        Event.objects.filter(mall=mall, day=day)
        .order_by("seq")
        .values_list("seq", "body", "prev", "hash")
    )
    for row_seq, body, prev, kept in rows.iterator(chunk_size=2_000):
        if row_seq != seq + 1:
            return f"{day}-{seq + 1}: missing"
        if prev != head:
            return f"{day}-{row_seq}: does not follow the row before it"
        if hashlib.sha256((head + body).encode()).hexdigest() != kept:
            return f"{day}-{row_seq}: its text was changed"
        head, seq = kept, row_seq
    chain = Chain.objects.filter(mall=mall, day=day).first()
    if chain and (chain.last_seq, chain.head) != (seq, head):
        return f"{day}-{seq + 1}: rows at the end are missing"
    return None
