# SPDX-License-Identifier: Apache-2.0
"""One press on the floor: a verb and what it is about, one action, one sentence, the way back."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from satuhadir.accounts.errors import NotYours
from satuhadir.malls.models import Mall
from satuhadir.queue import actions, queries
from satuhadir.queue.directory import directory_of
from satuhadir.queue.errors import LineNotFound
from satuhadir.queue.staff.asking import MallAsk, find_uuid
from satuhadir.queue.staff.manage.attention import Remedy
from satuhadir.queue.values import CounterState, LineInfo, Verb


class Said(NamedTuple):
    """What a press came to, and the press that takes it back where there is one."""

    note: str
    undo: Remedy | None = None
    is_refusal: bool = False


FOR_NOW = "ditutup sementara"  # the hall reads it: Indonesian in every language

Press = Callable[[MallAsk, list[UUID]], Said]


def press(ask: MallAsk, word: str) -> Said:
    """Do what a button's value says, `buka-loket:<uuid>`; what no button says is not found."""
    verb, *rest = word[:200].split(":")
    ids = [found for one in rest if (found := find_uuid(one)) is not None]
    if verb not in PRESSES or len(ids) != len(rest) or len(ids) != PRESSES[verb][0]:
        raise Http404
    return PRESSES[verb][1](ask, ids)


def own_line(ask: MallAsk, line_id: UUID) -> LineInfo:
    """Return a line in the manager's charge.

    Raises:
        LineNotFound: the mall has no such line.
        NotYours: it is another agency's.
    """
    info = directory_of(ask.mall).lines.get(line_id)
    if info is None:
        raise LineNotFound
    if not ask.covers(info.agency_id):
        raise NotYours
    return info


def own_counter(ask: MallAsk, counter_id: UUID) -> CounterState:
    """Return a counter in the manager's charge; CounterNotFound and NotYours as for a line."""
    found = queries.counter_at(ask.mall, counter_id)
    if not ask.covers(found.agency_id):
        raise NotYours
    return found


def after_close(prefix: str, line_id: UUID, at: str = "") -> Said:
    """Say that a line is closed, now or from `at` on, and how it opens again."""
    text = _("Antrean {prefix} akan ditutup mulai {time}.") if at else ""
    text = text or _("Antrean {prefix} ditutup.")
    undo = Remedy(_("Buka lagi"), press=f"buka-antrean:{line_id}")
    return Said(text.format(prefix=prefix, time=at), undo)


def after_loan(mall: Mall, counter: CounterState, line_id: UUID) -> Said:
    """Say until when a counter serves another line, and how that ends."""
    until = counter.lent[line_id].astimezone(mall.local_now().tzinfo)
    text = _("{counter} melayani antrean {prefix} juga, sampai {time}.")
    undo = Remedy(_("Akhiri pinjaman"), press=f"kembalikan:{counter.id}:{line_id}")
    prefix = directory_of(mall).lines[line_id].prefix
    time = _("akhir hari") if until.hour == until.minute == 0 else f"{until:%H.%M}"
    return Said(text.format(counter=counter.name, prefix=prefix, time=time), undo)


def _open_line(ask: MallAsk, ids: list[UUID]) -> Said:
    info = own_line(ask, ids[0])
    actions.open_line(mall=ask.mall, line_id=info.id, actor=ask.caller.actor)
    undo = Remedy(_("Tutup lagi"), press=f"tutup-antrean:{info.id}")
    return Said(_("Antrean {prefix} dibuka.").format(prefix=info.prefix), undo)


def _close_line(ask: MallAsk, ids: list[UUID]) -> Said:
    info = own_line(ask, ids[0])
    actions.close_line(mall=ask.mall, line_id=info.id, actor=ask.caller.actor, reason=FOR_NOW)
    return after_close(info.prefix, info.id)


def _open_counter(ask: MallAsk, ids: list[UUID]) -> Said:
    counter = own_counter(ask, ids[0])
    actions.open_counter(mall=ask.mall, counter_id=counter.id, actor=ask.caller.actor)
    undo = Remedy(_("Tutup lagi"), press=f"tutup-loket:{counter.id}")
    return Said(_("{name} dibuka.").format(name=counter.name), undo)


def _close_counter(ask: MallAsk, ids: list[UUID]) -> Said:
    counter = own_counter(ask, ids[0])
    actions.close_counter(mall=ask.mall, counter_id=counter.id, actor=ask.caller.actor)
    undo = Remedy(_("Buka lagi"), press=f"buka-loket:{counter.id}")
    text = _("{name} ditutup.").format(name=counter.name)
    if counter.ticket is not None:
        text += " " + _("{code} tetap di sana sampai selesai.").format(code=counter.ticket.code)
    return Said(text, undo)


def _release(ask: MallAsk, ids: list[UUID]) -> Said:
    own_counter(ask, ids[0])
    return release(ask, ids[1])


def release(ask: MallAsk, ticket_id: UUID) -> Said:
    """Send a ticket that a counter has back to its line; only who manages the mall may."""
    if not ask.caller.may("release", ask.mall):
        raise NotYours
    moved = actions.move_ticket(
        mall=ask.mall,
        ticket_id=ticket_id,
        verb=Verb.RELEASE,
        actor=ask.caller.actor,
        override=True,
    )
    text = _("{code} kembali ke antrean, di urutannya semula.")
    return Said(text.format(code=moved.code))


def _give_back(ask: MallAsk, ids: list[UUID]) -> Said:
    counter, line = own_counter(ask, ids[0]), own_line(ask, ids[1])
    actions.return_counter(
        mall=ask.mall, counter_id=counter.id, line_id=line.id, actor=ask.caller.actor
    )
    text = _("{counter} tidak lagi melayani antrean {prefix}.")
    return Said(text.format(counter=counter.name, prefix=line.prefix))


def _withdraw(ask: MallAsk, ids: list[UUID]) -> Said:
    if not ask.is_whole:
        raise NotYours
    actions.withdraw_announcement(mall=ask.mall, announcement_id=ids[0], actor=ask.caller.actor)
    return Said(_("Pengumuman dicabut dari semua layar."))


# A verb, how many things it is about, what it does.
PRESSES: dict[str, tuple[int, Press]] = {
    "buka-antrean": (1, _open_line),
    "tutup-antrean": (1, _close_line),
    "buka-loket": (1, _open_counter),
    "tutup-loket": (1, _close_counter),
    "lepas": (2, _release),
    "kembalikan": (2, _give_back),
    "cabut": (1, _withdraw),
}
