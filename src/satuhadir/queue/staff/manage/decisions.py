# SPDX-License-Identifier: Apache-2.0
"""From a manager's form to one action, and the sentence that says it was done.

Each returns None, with what is wrong on the form, when the form could not be taken.
"""

from datetime import datetime, time
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Form
from django.utils.translation import gettext as _

from satuhadir.accounts.errors import NotYours
from satuhadir.malls import queries as malls
from satuhadir.queue import actions, queries
from satuhadir.queue.directory import directory_of
from satuhadir.queue.errors import CounterNotFound, LineNotFound, TicketNotFound
from satuhadir.queue.staff.asking import MallAsk, find_uuid, repeat_of
from satuhadir.queue.staff.forms import AnnounceForm, CloseLineForm, LoanForm, RenameForm
from satuhadir.queue.staff.manage.attention import Remedy
from satuhadir.queue.staff.manage.context import LineRow
from satuhadir.queue.staff.manage.presses import (
    Said,
    after_close,
    after_loan,
    own_counter,
    own_line,
    release,
)
from satuhadir.queue.values import CounterState, LineInfo


def close_line_by(ask: MallAsk, row: LineRow, form: CloseLineForm) -> Said | None:
    """Close a line now or from the time on the form, today."""
    if not form.is_valid():
        return None
    closed_from = _today_at(ask, form, "dari")
    if form.errors:
        return None
    actions.close_line(
        mall=ask.mall,
        line_id=row.state.line,
        actor=ask.caller.actor,
        reason=form.reason,
        closed_from=closed_from,
    )
    at = f"{closed_from:%H.%M}" if closed_from else ""
    return after_close(row.state.prefix, row.state.line, at)


def lend_by(ask: MallAsk, counter_id: UUID, line_id: UUID, form: LoanForm) -> Said | None:
    """Lend a counter to a line, both in the manager's charge, until a time or the day's end."""
    if not form.is_valid():
        return None
    until = _today_at(ask, form, "sampai")
    if form.errors:
        return None
    counter, line = own_counter(ask, counter_id), own_line(ask, line_id)
    lent = actions.lend_counter(
        mall=ask.mall,
        counter_id=counter.id,
        line_id=line.id,
        actor=ask.caller.actor,
        until_at=until,
    )
    return after_loan(ask.mall, lent, line.id)


def lend_to_line(ask: MallAsk, line_id: UUID, form: LoanForm) -> Said | None:
    """Lend the counter that the form names."""
    chosen = find_uuid(str(form.data.get("loket", "")))
    try:
        if chosen is None:
            raise CounterNotFound
        return lend_by(ask, chosen, line_id, form)
    except (CounterNotFound, NotYours):
        form.is_valid()
        form.add_error(None, _("Pilih loket dari daftar ini."))
        return None


def announce_by(ask: MallAsk, form: AnnounceForm) -> Said | None:
    """Announce on every screen what the form says; a second press of it is the same press."""
    if not form.is_valid():
        return None
    until = _today_at(ask, form, "sampai")
    begins = _today_at(ask, form, "mulai")
    if form.errors:
        return None
    if until is None:
        until = (begins or ask.mall.local_now()) + form.lasts
    if begins is not None and begins >= until:
        form.add_error("sampai", _("Pengumuman harus berakhir sesudah mulai."))
        return None

    def say() -> dict[str, str]:
        one = actions.announce(
            mall=ask.mall,
            text=form.cleaned_data["isi"],
            level="urgent" if form.cleaned_data["penting"] else "info",
            from_at=begins,
            until_at=until,
            actor=ask.caller.actor,
        )
        return {"id": str(one.pk)}

    kept = actions.once(repeat_of(ask.request, ask.caller), say)
    undo = Remedy(_("Cabut"), press=f"cabut:{kept['id']}")
    return Said(_("Pengumuman tampil di semua layar."), undo)


def lend_by_counter(ask: MallAsk, counter_id: UUID, form: LoanForm) -> Said | None:
    """Lend a counter to the line that the form names."""
    chosen = find_uuid(str(form.data.get("antrean", "")))
    try:
        if chosen is None:
            raise LineNotFound
        return lend_by(ask, counter_id, chosen, form)
    except (LineNotFound, NotYours):
        form.is_valid()
        form.add_error(None, _("Pilih antrean dari daftar ini."))
        return None


def lines_for(ask: MallAsk, counter: CounterState) -> dict[str, list[LineInfo]]:
    """Return the lines a counter serves, those lent to it, and those it could be lent to."""
    known = directory_of(ask.mall).lines
    others = [one for one in known.values() if one.id not in counter.lines]
    return {
        "own": [known[one] for one in counter.lines if one in known and one not in counter.lent],
        "lent": [known[one] for one in counter.lent if one in known],
        "lendable": [one for one in others if ask.covers(one.agency_id)],
    }


def rename(ask: MallAsk, counter: CounterState, form: RenameForm) -> Said | None:
    """Give a counter another name, which no other counter of the mall has."""
    if not form.is_valid():
        return None
    name = form.cleaned_data["nama"]
    try:
        actions.rename_counter(
            mall=ask.mall, counter_id=counter.id, name=name, actor=ask.caller.actor
        )
    except ValidationError:
        form.add_error("nama", _("Nama ini sudah dipakai loket lain."))
        return None
    return Said(_("Namanya sekarang {name}.").format(name=name))


def release_ticket(ask: MallAsk) -> Said:
    """Send the ticket that the form names back to its line, at its old place."""
    if not ask.caller.may("release", ask.mall):
        raise NotYours
    ticket_id = find_uuid(ask.request.POST.get("nomor", ""))
    if ticket_id is None:
        raise TicketNotFound
    return release(ask, ticket_id)


def lendable_to(ask: MallAsk, row: LineRow) -> list[CounterState]:
    """Return the counters in the manager's charge that don't serve a line yet, open ones first."""
    order = {"open": 0, "break": 1, "closed": 2}
    found = [
        one
        for one in queries.counters_at(ask.mall)
        if row.state.line not in one.lines and ask.covers(one.agency_id)
    ]
    return sorted(found, key=lambda one: order[one.state])


def _today_at(ask: MallAsk, form: Form, name: str) -> datetime | None:
    """Return the instant of a time of day on the form, today; one that is past is its error."""
    said: time | None = form.cleaned_data.get(name)
    if said is None:
        return None
    now = ask.mall.local_now()
    minute = said.hour * 60 + said.minute
    at: datetime = malls.calendar_of(ask.mall).instant(now.date(), minute)
    if at <= now:
        form.add_error(name, _("Jam itu sudah lewat."))
    return at
