# SPDX-License-Identifier: Apache-2.0
"""One calculation: how far it is, what came out, its files. Reloads itself until it is over."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.planning import actions, queries
from satuhadir.planning.models import Run
from satuhadir.planning.telling import advice, roster, what_if
from satuhadir.planning.telling.runs import heading, row_of
from satuhadir.shared.errors import Refused
from satuhadir.shared.sheets import csv_answer, xlsx_answer

RELOAD_SECONDS = 3


@staff_only("manage")
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, slug: str, run: UUID) -> HttpResponse:
    """Show a run; cancel it; use what it found."""
    ask = at_mall(request, slug)
    found = queries.run_at(ask.mall, run, ask.agencies)
    refused: Refused | None = None
    try:
        said = _done(ask, found, request.POST.get("aksi", ""))
    except Refused as refusal:
        refused = refusal
    else:
        if said:
            messages.success(request, said, extra_tags="kelola")
            return redirect("plan_run", slug, run)
    context = {
        "ask": ask,
        "run": found,
        "row": row_of(found),
        "heading": heading(found),
        "reload": 0 if found.is_over else RELOAD_SECONDS,
        "may_cancel": may_cancel(ask, found),
        "refused": refused,
        "wrong": [],
        "told": _told(ask, found) if found.state == Run.State.DONE else None,
    }
    status = 409 if refused else 200
    return render(request, "planning/run.html", context, status=status)


@staff_only("manage")
@require_safe
def run_file(request: HttpRequest, slug: str, run: UUID, kind: str) -> HttpResponse:
    """Give the roster as XLSX or CSV: who works which shift, and counters by half hour."""
    ask = at_mall(request, slug)
    found = queries.run_at(ask.mall, run, ask.agencies)
    is_roster = found.kind == Run.Kind.ROSTER and found.state == Run.State.DONE
    if kind not in {"csv", "xlsx"} or not is_roster:
        raise Http404
    sheets = roster.sheets(roster.rows_for(found, ask.mall, ask.agencies))
    name = f"{slug}-jadwal-{found.asked['monday']}"
    return csv_answer(name, sheets[0]) if kind == "csv" else xlsx_answer(name, sheets)


def _done(ask: MallAsk, run: Run, does: str) -> str:
    """Do what a button says; return what to tell, nothing where there was nothing to do."""
    if does == "batal" and may_cancel(ask, run):
        actions.cancel_run(run=run)
        return _("Pembatalan dicatat.")
    if does == "pakai" and ask.is_whole:
        share = actions.use_share(run=run, actor=ask.caller.actor)
        return _("Umur yang dibawa sekarang {n} % di mal ini.").format(n=share)
    return ""


def may_cancel(ask: MallAsk, run: Run) -> bool:
    """Say whether who asks may cancel: the mall's manager, or the agency's its own."""
    return ask.is_whole or (run.agency_id is not None and ask.covers(run.agency_id))


def _told(ask: MallAsk, run: Run) -> dict[str, object]:
    if run.kind == Run.Kind.WHAT_IF:
        return what_if.told(run, ask.mall)
    if run.kind == Run.Kind.HOURS:
        return advice.hours_told(run)
    if run.kind == Run.Kind.FAIRNESS:
        return advice.fairness_told(run)
    return roster.told(run, ask.mall, ask.agencies)
