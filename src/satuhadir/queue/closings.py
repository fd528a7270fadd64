# SPDX-License-Identifier: Apache-2.0
"""A line that closes: what the hall reads of it, and what each holder of a number is told.

A closed line gives no new numbers. Who has one is still called while an officer is there, and is
told honestly when their turn is expected only after the closing.
"""

from datetime import datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from satuhadir.malls.models import Mall
from satuhadir.queue import wording
from satuhadir.queue.values import TicketView, Wait

WAITING = frozenset({"waiting", "held"})
AFFECTED = WAITING | {"parked"}


class Decided(Protocol):
    """A line, as far as its closing asks."""

    @property
    def is_open(self) -> bool: ...
    @property
    def closed_from(self) -> datetime | None: ...
    @property
    def close_reason(self) -> str: ...


def is_decided(line: Decided) -> bool:
    """Say whether a manager closed the line, now or from a time on."""
    return not line.is_open or line.closed_from is not None


def notice_of(line: Decided, mall: Mall, now: datetime) -> str:
    """Return what the hall reads beside the line; empty when nobody decided anything."""
    if not is_decided(line):
        return ""
    why = _why(line)
    if line.is_open and line.closed_from is not None and line.closed_from > now:
        return _("Tutup mulai {time}").format(time=wording.clock(line.closed_from, mall)) + why
    return _("Tutup") + why


def is_at_risk(wait: Wait | None, closes_at: datetime, now: datetime) -> bool:
    """Say whether a turn may come only after the closing: its range reaches beyond it."""
    return wait is None or now + timedelta(minutes=wait.high) > closes_at


def sentence_for(ticket: TicketView, line: Decided | None, mall: Mall, now: datetime) -> str:
    """Return what the holder of a ticket is told of its line's closing; "" when not affected.

    Affected is who still waits in a line that somebody closed or set a closing time for, on its
    own day; who is at a counter, or done, is not.
    """
    if line is None or not is_decided(line):
        return ""
    if ticket.state not in AFFECTED or ticket.day != now.date():
        return ""
    if line.is_open and line.closed_from is not None and line.closed_from > now:
        return f"{_head(line, mall)} {_before(ticket, line.closed_from, now)}"
    closed = _("Antrean ini tidak memberi nomor baru lagi{why}.").format(why=_why(line))
    if ticket.state in WAITING and ticket.wait is None:
        return f"{closed} {_nobody_serves()}"
    return closed + " " + _("Nomor Anda tetap dipanggil selama petugas masih melayani.")


def _head(line: Decided, mall: Mall) -> str:
    assert line.closed_from is not None
    return _("Antrean ini ditutup mulai pukul {time}{why}.").format(
        time=wording.clock(line.closed_from, mall), why=_why(line)
    )


def _before(ticket: TicketView, closes_at: datetime, now: datetime) -> str:
    if ticket.state == "parked":
        return _("Kembalilah ke loket sebelum itu, supaya urusan Anda selesai hari ini.")
    if ticket.wait is None:
        return _("Giliran Anda belum dapat diperkirakan.") + " " + _advice()
    if is_at_risk(ticket.wait, closes_at, now):
        return (
            _("Giliran Anda mungkin baru sesudah itu dan tidak sempat dilayani.") + " " + _advice()
        )
    return _("Nomor Anda tetap dilayani: giliran Anda diperkirakan sebelum itu.")


def _nobody_serves() -> str:
    return _("Belum ada loket yang melayani antrean ini.") + " " + _advice()


def _advice() -> str:
    return _("Tanyakan ke meja informasi, atau batalkan nomor ini dan datang pada hari lain.")


def _why(line: Decided) -> str:
    why = line.close_reason.strip().rstrip(".")
    return f": {why}" if why else ""
