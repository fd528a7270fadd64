# SPDX-License-Identifier: Apache-2.0
"""Each press at the desk: one word in the address, one action, one sentence in return."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satuhadir.accounts.errors import NotYours
from satuhadir.malls import queries as malls
from satuhadir.queue import actions, queries, wording
from satuhadir.queue.actions.desk import finish_and_call_next, hold_counter, send_for_papers
from satuhadir.queue.directory import directory_of
from satuhadir.queue.errors import (
    AnotherTicketHere,
    CounterBusy,
    CounterTaken,
    OtherCounter,
    WrongState,
)
from satuhadir.queue.glass.paper import print_at_desk
from satuhadir.queue.staff.asking import DeskAsk
from satuhadir.queue.staff.forms import BreakForm, DeskTicketForm, NoteForm, checked
from satuhadir.queue.values import HoldReason, PaperReason, TicketView, Verb
from satuhadir.shared.errors import FieldProblem, Invalid


@dataclass(frozen=True, slots=True)
class Said:
    """What a press came to: a sentence, empty when the page itself says it all.

    `track` is set for a number just given: its slip may be printed.
    """

    note: str = ""
    is_refusal: bool = False
    code: str = ""
    track: str = ""


Press = Callable[[DeskAsk], Said]


def press(ask: DeskAsk, word: str) -> Said:
    """Do what a word of PRESSES says; refusals of the queue come out as they are.

    Raises:
        AnotherTicketHere: the page that was pressed shows another ticket than the counter has.
    """
    if word not in FREE_OF_HOLDER:
        hold_counter(
            mall=ask.mall,
            counter_id=ask.counter_id,
            officer_id=ask.officer_id,
            actor=ask.caller.actor,
        )
    try:
        return PRESSES[word](ask)
    except (WrongState, OtherCounter, CounterBusy) as refusal:
        # Only now, for the repeat of a press that was done is answered as it was the first time.
        here = queries.counter_at(ask.mall, ask.counter_id).ticket
        if word in ON_WHO_IS_SHOWN and here is not None and str(here.id) != ask.said.get("nomor"):
            raise AnotherTicketHere(code=here.code) from refusal
        raise


def _call(ask: DeskAsk) -> Said:
    called = actions.call_next(
        mall=ask.mall,
        counter_id=ask.counter_id,
        actor=ask.caller.actor,
        repeat=ask.repeat(),
    )
    return _after_call(called)


def _finish_and_call(ask: DeskAsk) -> Said:
    passed = finish_and_call_next(
        mall=ask.mall,
        counter_id=ask.counter_id,
        ticket_id=ask.ticket_id,
        actor=ask.caller.actor,
        repeat=ask.repeat(),
        repeat_of_call=ask.repeat("panggil"),
    )
    if passed.stopped is not None:
        return Said(_("{code} selesai.").format(code=passed.finished.code))
    if passed.called is None:
        text = _("{code} selesai. Belum ada lagi yang dapat dipanggil.")
        return Said(text.format(code=passed.finished.code))
    return _after_call(passed.called)


def _after_call(called: TicketView | None) -> Said:
    if called is None:
        return Said(_("Belum ada yang dapat dipanggil."))
    return Said(_("{code} dipanggil.").format(code=called.code))


def _move(ask: DeskAsk, *, verb: Verb) -> Said:
    if verb in ON_WAITING:
        _require_line(ask)
    moved = actions.move_ticket(
        mall=ask.mall,
        ticket_id=ask.ticket_id,
        verb=verb,
        actor=ask.caller.actor,
        counter_id=ask.counter_id,
        reason=_reason(ask),
        to_service=ask.said.get("layanan"),
        repeat=ask.repeat(),
    )
    return Said(_sentence(verb).format(code=moved.code))


def _require_line(ask: DeskAsk) -> None:
    """Refuse a ticket that is neither at this counter nor in a line it serves (OtherCounter)."""
    ticket = queries.ticket_at(ask.mall, ask.ticket_id)
    counter = queries.counter_at(ask.mall, ask.counter_id)
    if ticket.counter != counter.id and ticket.line not in counter.lines:
        raise OtherCounter


def _refuse_papers(ask: DeskAsk) -> Said:
    papers = _refused(ask.said)
    moved = send_for_papers(
        mall=ask.mall,
        counter_id=ask.counter_id,
        ticket_id=ask.ticket_id,
        papers=papers,
        then=AFTER_PAPERS.get(ask.said.get("lalu", "")),
        actor=ask.caller.actor,
        repeat=ask.repeat("berkas"),
        repeat_of_move=ask.repeat(),
    )
    text = ngettext("{n} berkas dicatat.", "{n} berkas dicatat.", len(papers))
    said = [text.format(n=len(papers))]
    if moved is not None:
        said.append(_sentence(AFTER_PAPERS[ask.said["lalu"]]).format(code=moved.code))
    return Said(" ".join(said))


def _refused(said: dict[str, str]) -> dict[str, PaperReason]:
    """Return the reasons a form gives, by the kind of paper; raise Invalid for one that is none."""
    given = {
        name.removeprefix(PAPER): value
        for name, value in said.items()
        if name.startswith(PAPER) and value
    }
    try:
        return {code: PaperReason(value) for code, value in given.items()}
    except ValueError:
        detail = _("Pilih sebabnya dari daftar.")
        raise Invalid(errors=[FieldProblem("papers", "shared.unknown_value", detail)]) from None


def _reason(ask: DeskAsk) -> HoldReason:
    try:
        return HoldReason(ask.said.get("alasan", ""))
    except ValueError:
        return HoldReason.OTHER


def _sentence(verb: Verb) -> str:
    return {
        Verb.START: _("{code} mulai dilayani."),
        Verb.FINISH: _("{code} selesai."),
        Verb.RECALL: _("{code} dipanggil lagi."),
        Verb.NO_SHOW: _("{code} ditandai tidak hadir. Bila datang, nomornya masih berlaku sekali."),
        Verb.HOLD: _("{code} ditahan. Nomor dan urutannya tetap."),
        Verb.RESUME: _("{code} kembali ke antrean, di urutannya semula."),
        Verb.CANCEL: _("{code} dibatalkan."),
        Verb.TRANSFER: _("{code} dialihkan. Nomor dan urutannya tetap."),
        Verb.UNDO: _("{code} kembali ke loket ini."),
        Verb.PRESENT: _("{code} ditandai hadir."),
        Verb.CONFIRM_HEAD_START: _("{code} didahulukan."),
    }[verb]


def _issue(ask: DeskAsk) -> Said:
    form = checked(DeskTicketForm(ask.request.POST))
    service = directory_of(ask.mall).services.get(form["layanan"])
    if service is not None and not ask.caller.may("take_as_desk", ask.mall, service.agency_id):
        raise NotYours
    attendance = None
    if form["orang_ini"]:  # the person on the page that was pressed, whoever is here by now
        _require_line(ask)
        attendance = queries.ticket_at(ask.mall, ask.ticket_id).attendance
    issued = actions.issue_ticket(
        mall=ask.mall,
        services=[form["layanan"]],
        channel="desk",
        actor=ask.caller.actor,
        attendance_id=attendance,
        people=form["orang"] or 1,
        wants_head_start=form["dahulukan"],
        repeat=ask.repeat(),
    )
    code = issued.ticket.code
    note = _("Nomor {code} diberikan.").format(code=code)
    paper = print_at_desk(ask.request, ask.mall, issued.ticket)
    return Said(f"{note} {paper}".strip(), code=code, track=issued.track)


def _open(ask: DeskAsk) -> Said:
    counter = queries.counter_at(ask.mall, ask.counter_id)
    works = counter.state != "closed" or counter.ticket is not None
    if works and counter.officer_id not in {None, ask.officer_id}:
        raise CounterTaken
    if counter.state != "open" or counter.officer_id is None:
        actions.open_counter(
            mall=ask.mall,
            counter_id=ask.counter_id,
            actor=ask.caller.actor,
            officer_id=ask.officer_id,
        )
    return Said(_("Loket buka. Selamat melayani."))


def _close(ask: DeskAsk) -> Said:
    if queries.counter_at(ask.mall, ask.counter_id).state != "closed":
        actions.close_counter(mall=ask.mall, counter_id=ask.counter_id, actor=ask.caller.actor)
    return Said(_("Loket tutup."))


def _rest(ask: DeskAsk) -> Said:
    back_at = _back_at(ask, checked(BreakForm(ask.request.POST)))

    def start() -> dict[str, Any]:
        actions.start_break(
            mall=ask.mall, counter_id=ask.counter_id, actor=ask.caller.actor, back_at=back_at
        )
        return {"back": wording.clock(back_at, ask.mall) if back_at else ""}

    back = actions.once(ask.repeat(), start)["back"]
    if not back:
        return Said(_("Selamat beristirahat."))
    return Said(_("Istirahat sampai {time}.").format(time=back))


def _back_at(ask: DeskAsk, form: dict[str, Any]) -> datetime | None:
    """Return when the officer means to be back; None when they did not say.

    Raises:
        Invalid: the time of day is past.
    """
    now = ask.mall.local_now()
    if form["menit"]:
        return now + timedelta(minutes=form["menit"])
    if form["kembali"] is None:
        return None
    minute = form["kembali"].hour * 60 + form["kembali"].minute
    back_at: datetime = malls.calendar_of(ask.mall).instant(now.date(), minute)
    if back_at <= now:
        text = _("Jam kembali itu sudah lewat. Tulis jam sesudah {time}.")
        detail = text.format(time=wording.clock(now, ask.mall))
        raise Invalid(errors=[FieldProblem("kembali", "queue.kembali", detail)])
    return back_at


def _write_note(ask: DeskAsk) -> Said:
    form = checked(NoteForm(ask.request.POST))
    _require_line(ask)

    def write() -> dict[str, Any]:
        actions.write_note(
            mall=ask.mall,
            ticket_id=ask.ticket_id,
            counter_id=ask.counter_id,
            text=form["catatan"],
            version=form["versi"] or 0,
        )
        return {}

    actions.once(ask.repeat(), write)
    return Said(_("Catatan disimpan.") if form["catatan"].strip() else _("Catatan dihapus."))


def _take_over(ask: DeskAsk) -> Said:
    if queries.counter_at(ask.mall, ask.counter_id).officer_id != ask.officer_id:
        actions.take_over(
            mall=ask.mall,
            counter_id=ask.counter_id,
            officer_id=ask.officer_id,
            actor=ask.caller.actor,
        )
    return Said(_("Loket ini sekarang atas nama Anda."))


PRESSES: dict[str, Press] = {
    "panggil": _call,
    "selesai-panggil": _finish_and_call,
    "nomor": _issue,
    "buka": _open,
    "tutup": _close,
    "istirahat": _rest,
    "catatan": _write_note,
    "berkas-kurang": _refuse_papers,
    "ambil-alih": _take_over,
    "mulai": partial(_move, verb=Verb.START),
    "selesai": partial(_move, verb=Verb.FINISH),
    "ulang": partial(_move, verb=Verb.RECALL),
    "tidak-hadir": partial(_move, verb=Verb.NO_SHOW),
    "tahan": partial(_move, verb=Verb.HOLD),
    "lengkap": partial(_move, verb=Verb.RESUME),
    "batal": partial(_move, verb=Verb.CANCEL),
    "alihkan": partial(_move, verb=Verb.TRANSFER),
    "urungkan": partial(_move, verb=Verb.UNDO),
    "hadir": partial(_move, verb=Verb.PRESENT),
    "benarkan": partial(_move, verb=Verb.CONFIRM_HEAD_START),
}
PAPER = "berkas-"  # a field of this name and a code: why that paper was refused
AFTER_PAPERS = {"tahan": Verb.HOLD, "selesai": Verb.FINISH}
# A ticket that no counter has: its line must be one of the counter's.
ON_WAITING = {Verb.RESUME, Verb.CANCEL, Verb.PRESENT, Verb.CONFIRM_HEAD_START}
# What these do is meant for the ticket on the page, or for nobody when it shows none.
ON_WHO_IS_SHOWN = frozenset(
    {
        *("panggil", "mulai", "selesai", "selesai-panggil", "ulang"),
        *("tidak-hadir", "tahan", "alihkan", "batal", "berkas-kurang"),
    }
)
# These decide for themselves whose name stands on the counter.
FREE_OF_HOLDER = {"ambil-alih", "buka"}
