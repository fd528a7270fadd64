# SPDX-License-Identifier: Apache-2.0
"""A few words from one officer to the ticket's next."""

import re
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath
from satuhadir.queue.errors import NoteChanged, TicketNotFound
from satuhadir.queue.models import Note, Ticket
from satuhadir.shared.errors import FieldProblem, Invalid

LONGEST = 200
OPEN = ("waiting", "held", "called", "serving", "parked")
# As many digits as a phone number has, however they are set apart; a NIK has sixteen.
_DIGITS = re.compile(r"\d(?:[ .()/-]?\d){8,}")


def write_note(*, mall: Mall, ticket_id: UUID, counter_id: UUID, text: str, version: int) -> None:
    """Write, change or (with no text) take away the note of today's open ticket.

    `version` is that of the note the writer saw, 0 for none. It stands in no log.

    Raises:
        Invalid: too long, not printable, or digits as of an identity or phone number.
        TicketNotFound: no such ticket at this mall today, or it is over.
        NoteChanged: somebody else wrote meanwhile; what they wrote stays.
    """
    text = _readable(text)
    open_today = Ticket.objects.filter(mall=mall, day=mall.today(), state__in=OPEN)
    if not open_today.filter(pk=ticket_id).exists():
        raise TicketNotFound
    with transaction.atomic():
        seen = Note.objects.select_for_update().filter(ticket=ticket_id).first()
        if (seen.version if seen else 0) != version:
            raise NoteChanged
        if seen is None and text:
            _write_first(mall, ticket_id, counter_id, text)
        elif seen is not None:  # an emptied note stays, so that its version never comes again
            seen.text, seen.counter_id, seen.version = text, counter_id, version + 1
            seen.written_at = hotpath.database_now()
            seen.save()


def _write_first(mall: Mall, ticket_id: UUID, counter_id: UUID, text: str) -> None:
    """Write where nothing stood. Two at once meet at the primary key: the second is refused."""
    day = mall.today()
    try:
        with transaction.atomic():
            Note.objects.create(
                ticket_id=ticket_id, mall=mall, day=day, text=text, counter_id=counter_id
            )
    except IntegrityError:
        raise NoteChanged from None


def _readable(text: str) -> str:
    text = " ".join(text.split())
    wrong = ""
    if len(text) > LONGEST:
        wrong = _("Catatan paling panjang 200 huruf. Singkatkan, lalu simpan lagi.")
    elif not text.isprintable():
        wrong = _("Catatan ini memuat huruf yang tidak dapat ditampilkan.")
    elif _DIGITS.search(text):
        wrong = _(
            "Catatan ini memuat angka sepanjang NIK atau nomor telepon, jadi tidak disimpan. "
            "Hapus angkanya; tulis hanya apa yang perlu dikerjakan."
        )
    if wrong:
        raise Invalid(errors=[FieldProblem("catatan", "queue.note", wrong)])
    return text
