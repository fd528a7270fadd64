# SPDX-License-Identifier: Apache-2.0
"""What a manager decides about one line, one counter, the rules, the days. Plain forms: no script
needed; the floor's script shows a line or a counter as a dialog.
"""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import staff_only
from satuhadir.queue import actions, queries, wording
from satuhadir.queue.actions.closures import declare_closure, withdraw_closure
from satuhadir.queue.queries.desk import officer_names
from satuhadir.queue.queries.managing import ages_kept, booths_of, closures_of, policy_of, quotas_of
from satuhadir.queue.staff.asking import MallAsk, at_mall
from satuhadir.queue.staff.forms import (
    AgeKeptForm,
    CloseLineForm,
    ClosureForm,
    LoanForm,
    PolicyForm,
    QuotaForm,
    RenameForm,
)
from satuhadir.queue.staff.manage.answers import done, page, say
from satuhadir.queue.staff.manage.context import counter_row, line_row
from satuhadir.queue.staff.manage.decisions import (
    close_line_by,
    lend_by_counter,
    lend_to_line,
    lendable_to,
    lines_for,
    release_ticket,
    rename,
)
from satuhadir.queue.staff.manage.presses import Said, own_counter, press
from satuhadir.shared.errors import Refused

_FORM = ["GET", "HEAD", "POST"]


@staff_only("manage")
@require_http_methods(_FORM)
def line(request: HttpRequest, slug: str, line: UUID) -> HttpResponse:
    """Show one line; open it, close it now or from a time, lend it a counter, set its quotas."""
    ask = at_mall(request, slug)
    row = line_row(ask.mall, line)
    _require(ask, row.info.agency_id)
    does = request.POST.get("aksi", "")
    closing = CloseLineForm(request.POST if does == "tutup" else None)
    lending = LoanForm(request.POST if does == "pinjam" else None)
    quotas = QuotaForm(request.POST if does == "kuota" else None, initial=quotas_of(ask.mall, line))
    said: Said | None = None
    refused = None
    try:
        if does == "buka":
            said = press(ask, f"buka-antrean:{line}")
        elif does == "tutup":
            said = close_line_by(ask, row, closing)
        elif does == "pinjam":
            said = lend_to_line(ask, line, lending)
        elif does == "kuota" and quotas.is_valid():
            actions.set_quotas(
                mall=ask.mall, line_id=line, quotas=quotas.cleaned_data, actor=ask.caller.actor
            )
            said = Said(_("Kuota antrean {prefix} disimpan.").format(prefix=row.state.prefix))
    except Refused as refusal:
        refused = refusal
    if said:
        return done(ask, said, "manage_line", slug, line)
    context = {
        "row": row,
        "closing": closing,
        "lending": lending,
        "lendable": lendable_to(ask, row),
        "quotas": quotas,
    }
    return page(ask, "manage_line", context, wrong=(closing, lending, quotas), refused=refused)


@staff_only("manage")
@require_http_methods(_FORM)
def counter(request: HttpRequest, slug: str, counter: UUID) -> HttpResponse:
    """Show one counter; open or close it, rename or lend it, send its ticket back to the line."""
    ask = at_mall(request, slug)
    found = own_counter(ask, counter)
    does = request.POST.get("aksi", "")
    renaming = RenameForm(request.POST if does == "nama" else None, initial={"nama": found.name})
    lending = LoanForm(request.POST if does == "pinjam" else None)
    said: Said | None = None
    refused = None
    try:
        if does in {"buka", "tutup"}:
            said = press(ask, f"{does}-loket:{counter}")
        elif does == "nama":
            said = rename(ask, found, renaming)
        elif does == "pinjam":
            said = lend_by_counter(ask, counter, lending)
        elif does == "kembali":
            said = press(ask, f"kembalikan:{counter}:{request.POST.get('antrean', '')}")
        elif does == "lepas":
            said = release_ticket(ask)
    except Refused as refusal:
        refused = refusal
    if said:
        return done(ask, said, "manage_counter", slug, counter)
    names = officer_names({found.officer_id} - {None})  # type: ignore[arg-type]
    now = queries.counter_at(ask.mall, counter) if refused else found
    context = {
        "row": counter_row(now, names, ask.mall.local_now(), ask.mall),
        "renaming": renaming,
        "lending": lending,
        **lines_for(ask, now),
        "may_release": ask.caller.may("release", ask.mall),
    }
    return page(ask, "manage_counter", context, wrong=(renaming, lending), refused=refused)


@staff_only("manage")
@require_http_methods(_FORM)
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and change the rules of the mall's queue."""
    ask = at_mall(request, slug)
    _require_whole(ask)
    form = PolicyForm(request.POST or None, instance=policy_of(ask.mall))
    ages = AgeKeptForm(ages_kept(ask.mall), request.POST or None)
    if request.method == "POST" and form.is_valid() and ages.is_valid():
        actions.set_policy(mall=ask.mall, actor=ask.caller.actor, **form.cleaned_data)
        actions.set_age_kept(mall=ask.mall, percents=ages.percents(), actor=ask.caller.actor)
        say(ask, _("Aturan disimpan. Berlaku mulai sekarang."))
        return redirect("manage_policy", slug)
    context = {"form": form, "ages": ages}
    return page(ask, "manage_policy", context, wrong=(form, ages))


@staff_only("manage")
@require_http_methods(_FORM)
def closures(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the days closed; close the mall or a booth, also today; take a closure back."""
    ask = at_mall(request, slug)
    today = ask.mall.today()
    booths = [one for one in booths_of(ask.mall) if ask.covers(one.agency_id)]
    closed = [one for one in closures_of(ask.mall) if one.booth is None or one.booth in booths]
    if request.POST.get("aksi") == "cabut":
        mine = {one.pk for one in closed if one.booth is not None or ask.is_whole}
        _withdraw(ask, request.POST.get("tutup", ""), mine)
        return redirect("manage_closures", slug)
    form = ClosureForm(request.POST or None, today=today, initial={"dari": today.isoformat()})
    if request.method == "POST" and form.is_valid():
        booth = next((one for one in booths if one.pk == form.cleaned_data["gerai"]), None)
        if booth is not None or (ask.is_whole and form.cleaned_data["gerai"] is None):
            declare_closure(
                mall=ask.mall,
                booth=booth,
                first_day=form.cleaned_data["dari"],
                last_day=form.cleaned_data["sampai"],
                reason=form.cleaned_data["alasan"],
                actor=ask.caller.actor,
            )
            say(ask, _("Hari tutup disimpan dan langsung berlaku."))
            return redirect("manage_closures", slug)
        form.add_error("gerai", _("Pilih gerai dari daftar ini."))
    context = {"form": form, "booths": booths, "closed": closed, "today": today}
    return page(ask, "manage_closures", context, wrong=(form,))


@staff_only("read_log")
@require_safe
def log_days(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the closed days with the hash that stands for each; with `?hari=` check one."""
    ask = at_mall(request, slug, "read_log")
    asked = _day(request.GET.get("hari", ""))
    if request.GET.get("hari") and asked not in queries.logged_days(ask.mall):
        raise Http404
    today = ask.mall.today()
    context = {
        "days": queries.closed_days(ask.mall),
        "today": today,
        "events": queries.newest_seq(ask.mall),
        "asked": asked,
        "asked_text": wording.day(asked) if asked else "",
        "broken": queries.find_break(ask.mall, asked) if asked else None,
    }
    return page(ask, "manage_log", context)


def _require(ask: MallAsk, agency_id: int) -> None:
    if not ask.covers(agency_id):
        raise NotYours


def _require_whole(ask: MallAsk) -> None:
    if not ask.is_whole:
        raise NotYours


def _withdraw(ask: MallAsk, which: str, mine: set[int]) -> None:
    closure_id = int(which) if which.isdecimal() and len(which) < 12 else 0
    if closure_id in mine:
        withdraw_closure(mall=ask.mall, closure_id=closure_id, actor=ask.caller.actor)
        say(ask, _("Hari tutup dicabut."))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
