# SPDX-License-Identifier: Apache-2.0
"""What officers wrote for whoever has a ticket next; today's only."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Note


class NoteView(NamedTuple):
    """A note as it stands; an empty text is one taken away. `counter` is where it was written."""

    text: str
    version: int
    counter: str
    written_at: datetime


def notes_of(mall: Mall, ticket_ids: Collection[UUID]) -> dict[UUID, NoteView]:
    """Return the notes of these tickets of today, by ticket (one query)."""
    rows = Note.objects.filter(mall=mall, day=mall.today(), ticket__in=list(ticket_ids))
    found = rows.values_list("ticket_id", "text", "version", "counter__name", "written_at")
    return {
        ticket: NoteView(text, version, counter or "", written)
        for ticket, text, version, counter, written in found
    }
