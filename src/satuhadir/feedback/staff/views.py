# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/pengaduan/`: the list, one complaint, its files, the rules."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import at_mall, staff_only
from satuhadir.feedback import actions
from satuhadir.feedback.citizen.context import clocks_of, tell_steps, whose_turn
from satuhadir.feedback.citizen.filing import problems_of
from satuhadir.feedback.citizen.tracker import file_response
from satuhadir.feedback.errors import IdentityHidden
from satuhadir.feedback.forms import WordsForm
from satuhadir.feedback.models import Complaint, Reporter
from satuhadir.feedback.queries import attachment_at, clock_rules, history_of, rules_of
from satuhadir.feedback.queries.lists import (
    counts_of,
    late_first,
    narrowed,
    standings,
    visible_to,
)
from satuhadir.feedback.queries.relays import relay_of
from satuhadir.feedback.staff.asking import ComplaintAsk, at_complaint
from satuhadir.feedback.staff.forms import ClocksForm, ForwardForm, RulesForm, WallForm
from satuhadir.feedback.staff.presses import form_for, press
from satuhadir.feedback.staff.rows import row_of
from satuhadir.queue.queries.desk import officer_names
from satuhadir.shared.errors import DomainError, Forbidden, NotFound
from satuhadir.shared.http import status_of

_FORM = ["GET", "HEAD", "POST"]
_ON_A_PAGE = 50


@staff_only("handle_complaints")
@require_safe
def all_complaints(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the complaints, what is late first; to an agency its own."""
    ask = at_mall(request, slug, "handle_complaints")
    agencies = ask.caller.agencies("handle_complaints", ask.mall)
    mine = visible_to(ask.mall, agencies)
    said = request.GET
    agency = said.get("instansi", "")
    found = narrowed(
        mine,
        ask.mall,
        which=said.get("yang", ""),
        kind=said.get("jenis", "") if said.get("jenis", "") in Complaint.Kind.values else "",
        agency_id=int(agency) if agency.isdecimal() and len(agency) < 12 else None,
        number=said.get("nomor", "")[:20],
    )
    shown = Paginator(late_first(found, ask.mall), _ON_A_PAGE).get_page(said.get("hal"))
    soon_days = rules_of(ask.mall).due_soon_days
    context = {
        "ask": ask,
        "page": shown,
        "rows": [row_of(one, soon_days) for one in shown],
        "counts": counts_of(mine, ask.mall),
        "standings": standings(ask.mall) if agencies is None else [],
        "which": said.get("yang", ""),
        "kind": said.get("jenis", ""),
        "agency": agency,
        "number": said.get("nomor", ""),
        "kinds": Complaint.Kind.choices,
        "agencies": ask.mall.agencies.order_by("name") if agencies is None else [],
        "narrowing": "&".join(
            f"{name}={said[name]}" for name in ("yang", "jenis", "instansi") if said.get(name)
        ),
    }
    return render(request, "feedback/manage_list.html", context)


@staff_only("handle_complaints")
@require_http_methods(_FORM)
def one_complaint(request: HttpRequest, slug: str, complaint_id: UUID) -> HttpResponse:
    """Show one complaint with all that can be done with it now."""
    at = at_complaint(request, slug, complaint_id)
    word = request.POST.get("aksi", "")
    if request.method != "POST":
        return _page(request, at)
    if word == "identitas":
        return _open_identity(request, at)
    form = form_for(word, request, at)
    if form is not None and not form.is_valid():
        return _page(request, at, word=word, form=form, status=422)
    try:
        said = press(word, request, at, form)
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        again = at_complaint(request, slug, complaint_id)
        status = status_of(error)
        return _page(request, again, word=word, form=form, error=error, status=status)
    messages.success(request, said, extra_tags="kelola")
    still = visible_to(at.mall, at.agencies).filter(pk=complaint_id).exists()
    return redirect(*(("manage_complaint", slug, complaint_id) if still
                      else ("manage_complaints", slug)))  # fmt: skip


@staff_only("handle_complaints")
@require_safe
def attachment(
    request: HttpRequest, slug: str, complaint_id: UUID, attachment_id: UUID
) -> HttpResponse:
    """Hand out a file of a complaint to those who handle it; that they looked is recorded."""
    at = at_complaint(request, slug, complaint_id)
    found = attachment_at(at.complaint, attachment_id)
    actions.look_at_attachment(complaint=at.complaint, actor=at.actor)
    return file_response(bytes(found.content), found.media_type, str(found.pk)[:8])


@staff_only("handle_complaints")
@require_http_methods(_FORM)
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and change the time limits and the other rules of complaints."""
    ask = at_mall(request, slug, "handle_complaints")
    if not ask.is_whole:
        raise NotYours
    form = RulesForm(request.POST or None, instance=rules_of(ask.mall))
    clocks = ClocksForm(request.POST or None, rules=clock_rules(ask.mall))
    if request.method == "POST" and form.is_valid() and clocks.is_valid():
        actions.set_rules(mall=ask.mall, **form.cleaned_data)
        actions.set_clocks(mall=ask.mall, clocks=clocks.clocks)
        actions.refresh_due_days(ask.mall)
        messages.success(request, _("Aturan pengaduan disimpan."), extra_tags="kelola")
        return redirect("manage_complaint_rules", slug)
    wrong = [one for one in (form, clocks) if one.is_bound and one.errors]
    context = {"ask": ask, "form": form, "clocks": clocks, "wrong": wrong}
    status = 422 if wrong else 200
    return render(request, "feedback/manage_rules.html", context, status=status)


def _open_identity(request: HttpRequest, at: ComplaintAsk) -> HttpResponse:
    if not at.may_see_reporter:
        raise IdentityHidden
    found = actions.look_at_reporter(complaint=at.complaint, actor=at.actor, what="reporter")
    return _page(request, at, reporter=found)


def _page(
    request: HttpRequest,
    at: ComplaintAsk,
    *,
    word: str = "",
    form: Form | None = None,
    reporter: Reporter | None = None,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    complaint = at.complaint
    steps = history_of(complaint)
    running, held = clocks_of(complaint, steps, soon_days=rules_of(at.mall).due_soon_days)
    told = tell_steps(complaint, steps, for_citizen=False)
    wall = getattr(complaint, "wall_entry", None)
    forms: dict[str, Any] = {
        "tanya": WordsForm(), "jawab": WordsForm(), "kembalikan": WordsForm(),
        "tutup": WordsForm(), "catat": WordsForm(),
        "teruskan": ForwardForm(mall=at.mall, initial={"instansi": complaint.agency_id}),
        "papan": WallForm(
            initial={"ringkasan": wall.summary, "jawaban": wall.answer} if wall else None
        ),
    }  # fmt: skip
    if form is not None:
        forms[word] = form
    looks = list(complaint.looks.all()[:20]) if at.is_whole else []
    context = {
        "ask": at.ask, "at": at, "complaint": complaint, "forms": forms, "word": word,
        "row": row_of(complaint, 2), "turn": whose_turn(complaint, for_citizen=False),
        "clock": running, "held": held, "text": at.shown(complaint.text),
        "place": at.shown(complaint.place),
        "steps": [(one, at.shown(one.text)) for one in told],
        "own_files": list(told[0].attachments) if told else [],
        "wall": wall if wall and wall.withdrawn_at is None else None,
        "may_see_reporter": at.may_see_reporter, "reporter": reporter,
        "looks": [(one, _name_of(one.actor)) for one in looks],
        "wrong": [form] if form is not None and form.errors else [],
        "error": error, "problems": problems_of(error),
        "can": _can(at), "relay": relay_of(complaint) if at.is_whole else None,
        "may_share": complaint.identity == "named" and at.may_see_reporter,
    }  # fmt: skip
    response = render(request, "feedback/manage_one.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response


def _can(at: ComplaintAsk) -> set[str]:
    """Return the presses that the state and the reader's place leave open."""
    state, whole = at.complaint.state, at.is_whole
    found = {"catat"}
    if state in {"received", "forwarded", "objected"}:
        found |= {"tanya", "jawab"}
    if whole and state in {"received", "objected", "forwarded"}:
        found.add("teruskan")
    if whole and state == "forwarded":
        found.add("tarik")
    if whole and state in {"received", "objected"}:
        found.add("tutup")
    if whole and at.complaint.kind == "complaint" and at.complaint.is_open:
        found.add("golongan")
    if whole and at.complaint.is_open and at.complaint.kind != "consultation":
        found.add("lapor")
    if not whole and state == "forwarded":
        found.add("kembalikan")
    if whole and at.complaint.answered_at and at.complaint.kind != "consultation":
        found.add("papan")
    return found if whole or state == "forwarded" else {"catat"}


def _name_of(actor: str) -> str:
    kind, _colon, number = actor.partition(":")
    if kind != "user" or not number.isdecimal():
        return actor
    return officer_names({int(number)}).get(int(number), actor)
