# SPDX-License-Identifier: Apache-2.0
"""`/kelola/`: the hall now, and what a manager decides about it. Plain forms: no script needed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import staff_only
from satuhadir.accounts.queries import malls_for
from satuhadir.queue import actions, queries, wording
from satuhadir.queue.actions.closures import declare_closure, withdraw_closure
from satuhadir.queue.queries.desk import officer_names
from satuhadir.queue.queries.managing import booths_of, closures_of, policy_of
from satuhadir.queue.staff.asking import MallAsk, at_mall
from satuhadir.queue.staff.forms import (
    CloseLineForm,
    ClosureForm,
    PolicyForm,
    QuotaForm,
    RenameForm,
)
from satuhadir.queue.staff.manage.context import counter_row, floor_for, line_row
from satuhadir.queue.staff.manage.decisions import (
    close_line_by,
    close_or_open,
    release_ticket,
    rename,
)
from satuhadir.shared.errors import Refused

_FORM = ["GET", "HEAD", "POST"]


@staff_only("manage")
@require_safe
def choose_mall(request: HttpRequest) -> HttpResponse:
    """Show the malls in the manager's charge; the hall at once when it is one."""
    malls = list(malls_for(request.user, "manage")[:200])
    if len(malls) == 1:
        return overview(request, malls[0].slug)  # type: ignore[return-value]
    return render(request, "queue/manage_choose.html", {"malls": malls})


@staff_only("manage")
@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the lines and counters in the manager's charge as they are now."""
    ask = at_mall(request, slug)
    return _page(ask, "manage", {"floor": floor_for(ask)})


@staff_only("manage")
@require_http_methods(_FORM)
def line(request: HttpRequest, slug: str, line: UUID) -> HttpResponse:
    """Show one line; open it, close it now or from a time, set its quotas."""
    ask = at_mall(request, slug)
    row = line_row(ask.mall, line)
    _require(ask, row.line.booth.agency_id)
    does = request.POST.get("aksi", "")
    closing = CloseLineForm(request.POST if does == "tutup" else None)
    quotas = QuotaForm(
        request.POST if does == "kuota" else None,
        initial={name: getattr(row.line, name) for name in QuotaForm.base_fields},
    )
    done = ""
    if does == "buka":
        actions.open_line(mall=ask.mall, line_id=line, actor=ask.caller.actor)
        done = _("Antrean {prefix} dibuka.").format(prefix=row.state.prefix)
    elif does == "tutup":
        done = close_line_by(ask, row, closing)
    elif does == "kuota" and quotas.is_valid():
        actions.set_quotas(
            mall=ask.mall, line_id=line, quotas=quotas.cleaned_data, actor=ask.caller.actor
        )
        done = _("Kuota antrean {prefix} disimpan.").format(prefix=row.state.prefix)
    if done:
        _say(ask, done)
        return redirect("manage_line", slug, line)
    context = {"row": row, "closing": closing, "quotas": quotas}
    return _page(ask, "manage_line", context, wrong=(closing, quotas))


@staff_only("manage")
@require_http_methods(_FORM)
def counter(request: HttpRequest, slug: str, counter: UUID) -> HttpResponse:
    """Show one counter; open or close it, rename it, send its ticket back to the line."""
    ask = at_mall(request, slug)
    found = queries.counter_at(ask.mall, counter)
    _require(ask, found.agency_id)
    does = request.POST.get("aksi", "")
    renaming = RenameForm(request.POST if does == "nama" else None, initial={"nama": found.name})
    done, refused = "", None
    try:
        if does in {"buka", "tutup"}:
            done = close_or_open(ask, found, opens=does == "buka")
        elif does == "nama":
            done = rename(ask, found, renaming)
        elif does == "lepas":
            done = release_ticket(ask, found)
    except Refused as refusal:
        refused = refusal
    if done:
        _say(ask, done)
        return redirect("manage_counter", slug, counter)
    names = officer_names({found.officer_id} - {None})  # type: ignore[arg-type]
    now = queries.counter_at(ask.mall, counter) if refused else found
    context = {
        "row": counter_row(now, names, ask.mall.local_now()),
        "renaming": renaming,
        "refused": refused,
        "may_release": ask.caller.may("release", ask.mall),
    }
    return _page(ask, "manage_counter", context, wrong=(renaming,), refused=refused is not None)


@staff_only("manage")
@require_http_methods(_FORM)
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and change the rules of the mall's queue."""
    ask = at_mall(request, slug)
    _require_whole(ask)
    form = PolicyForm(request.POST or None, instance=policy_of(ask.mall))
    if request.method == "POST" and form.is_valid():
        actions.set_policy(mall=ask.mall, actor=ask.caller.actor, **form.cleaned_data)
        _say(ask, _("Aturan disimpan. Berlaku mulai sekarang."))
        return redirect("manage_policy", slug)
    return _page(ask, "manage_policy", {"form": form}, wrong=(form,))


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
            _say(ask, _("Hari tutup disimpan dan langsung berlaku."))
            return redirect("manage_closures", slug)
        form.add_error("gerai", _("Pilih gerai dari daftar ini."))
    context = {"form": form, "booths": booths, "closed": closed, "today": today}
    return _page(ask, "manage_closures", context, wrong=(form,))


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
    return _page(ask, "manage_log", context)


def _say(ask: MallAsk, done: str) -> None:
    """Say on the next page what was done; the tag tells it from what sign-in says."""
    messages.success(ask.request, done, extra_tags="kelola")


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
        _say(ask, _("Hari tutup dicabut."))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(
    ask: MallAsk,
    name: str,
    context: dict[str, Any],
    *,
    wrong: tuple[BaseForm, ...] = (),
    refused: bool = False,
) -> HttpResponse:
    """Draw a page; 422 when a form on it could not be taken, 409 when the queue refused."""
    bad = [one for one in wrong if one.is_bound and one.errors]
    status = 409 if refused else 422 if bad else 200
    context = {**context, "ask": ask, "wrong": bad}
    return render(ask.request, f"queue/{name}.html", context, status=status)
