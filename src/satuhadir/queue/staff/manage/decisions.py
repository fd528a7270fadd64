# SPDX-License-Identifier: Apache-2.0
"""From a manager's form to one action, and the sentence that says it was done.

Each returns an empty text, with what is wrong on the form, when the form could not be taken.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from satuhadir.accounts.errors import NotYours
from satuhadir.malls import queries as malls
from satuhadir.queue import actions
from satuhadir.queue.errors import TicketNotFound
from satuhadir.queue.staff.asking import MallAsk, find_uuid
from satuhadir.queue.staff.forms import CloseLineForm, RenameForm
from satuhadir.queue.staff.manage.context import LineRow
from satuhadir.queue.values import CounterState, Verb


def close_line_by(ask: MallAsk, row: LineRow, form: CloseLineForm) -> str:
    """Close a line now or from the time on the form, today."""
    if not form.is_valid():
        return ""
    closed_from, time = None, form.cleaned_data["dari"]
    if time is not None:
        now = ask.mall.local_now()
        minute = time.hour * 60 + time.minute
        closed_from = malls.calendar_of(ask.mall).instant(now.date(), minute)
        if closed_from <= now:
            form.add_error("dari", _("Jam itu sudah lewat. Kosongkan untuk menutup sekarang."))
            return ""
    actions.close_line(
        mall=ask.mall,
        line_id=row.state.line,
        actor=ask.caller.actor,
        reason=form.cleaned_data["alasan"],
        closed_from=closed_from,
    )
    if closed_from is None:
        return _("Antrean {prefix} ditutup.").format(prefix=row.state.prefix)
    text = _("Antrean {prefix} akan ditutup mulai {time}.")
    return text.format(prefix=row.state.prefix, time=f"{closed_from:%H.%M}")


def close_or_open(ask: MallAsk, counter: CounterState, *, opens: bool) -> str:
    """Open or close a counter; the ticket it has stays with it."""
    act = actions.open_counter if opens else actions.close_counter
    act(mall=ask.mall, counter_id=counter.id, actor=ask.caller.actor)
    text = _("{name} dibuka.") if opens else _("{name} ditutup.")
    return text.format(name=counter.name)


def rename(ask: MallAsk, counter: CounterState, form: RenameForm) -> str:
    """Give a counter another name, which no other counter of the mall has."""
    if not form.is_valid():
        return ""
    name = form.cleaned_data["nama"]
    try:
        actions.rename_counter(
            mall=ask.mall, counter_id=counter.id, name=name, actor=ask.caller.actor
        )
    except ValidationError:
        form.add_error("nama", _("Nama ini sudah dipakai loket lain."))
        return ""
    return _("Namanya sekarang {name}.").format(name=name)


def release_ticket(ask: MallAsk, counter: CounterState) -> str:
    """Send the ticket a counter has back to its line, at its old place."""
    if not ask.caller.may("release", ask.mall):
        raise NotYours
    ticket_id = find_uuid(ask.request.POST.get("nomor", ""))
    if ticket_id is None:
        raise TicketNotFound
    moved = actions.move_ticket(
        mall=ask.mall,
        ticket_id=ticket_id,
        verb=Verb.RELEASE,
        actor=ask.caller.actor,
        override=True,
    )
    return _("{code} kembali ke antrean, di urutannya semula.").format(code=moved.code)
