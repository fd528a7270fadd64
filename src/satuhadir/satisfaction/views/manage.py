# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/skm/`: how the month goes, what people wrote, what is done about it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.engines.skm import ELEMENTS
from satuhadir.malls.models import Agency
from satuhadir.satisfaction import actions, queries, showing
from satuhadir.satisfaction.errors import MonthNotFound, PlanChanged
from satuhadir.satisfaction.forms import FollowUpForm, ShareForm
from satuhadir.satisfaction.models import FollowUp
from satuhadir.satisfaction.models.deciding import ELEMENT_NAMES
from satuhadir.satisfaction.views.published import plan_rows

_FORM = ["GET", "HEAD", "POST"]
MONTHS_LISTED = 24
_COUNTED = (
    "answered", "answered_invited", "answered_volunteer", "needed", "invited", "finished",
    "expected",
)  # fmt: skip


@staff_only("manage")
@require_http_methods(_FORM)
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the running month against what is needed; set the share and the comparison."""
    ask = at_mall(request, slug)
    does = request.POST.get("aksi", "")
    if does and not ask.is_whole:
        raise NotYours
    so_far = queries.month_so_far(ask.mall)
    form = ShareForm(
        request.POST if does == "bagian" else None, initial={"bagian": so_far.share_next}
    )
    if does == "bagian" and form.is_valid():
        actions.set_share(mall=ask.mall, percent=form.cleaned_data["bagian"])
        return _said(ask, _("Bagian yang diundang disimpan; berlaku mulai besok."))
    if does == "bobot":
        actions.compare_printed(mall=ask.mall, compares="bandingkan" in request.POST)
        return _said(ask, _("Pembanding bobot 0,11 disimpan."))
    wrong = [form] if form.is_bound and form.errors else []
    context = {
        "ask": ask,
        "so_far": so_far,
        "text": {name: showing.number(getattr(so_far, name)) for name in _COUNTED},
        "month_text": showing.month_text(so_far.month),
        "form": form,
        "wrong": wrong,
        "policy": queries.policy_of(ask.mall),
        "months": _months(ask),
        **_remarks(ask, so_far.month),
    }
    return render(request, "satisfaction/manage.html", context, status=422 if wrong else 200)


@staff_only("manage")
@require_safe
def month(request: HttpRequest, slug: str, month: str) -> HttpResponse:
    """Show a published month with its plans and what people wrote in it."""
    ask = at_mall(request, slug)
    first = _month_of(ask, month)
    found = queries.published_month(ask.mall, first)
    one = showing.shown(first, found.whole, printed=True)
    rows = plan_rows(one, queries.follow_ups_of(ask.mall, first))
    context = {
        "ask": ask,
        "one": one,
        "month": first,
        "plans": [row | {"may": _may_write(ask, row["plan"])} for row in rows],
        "rest": [(code, name) for code, name in ELEMENT_NAMES.items()
                 if code not in {row["code"] for row in rows}] if ask.is_whole else [],
        **_remarks(ask, first),
    }  # fmt: skip
    return render(request, "satisfaction/manage_month.html", context)


@staff_only("manage")
@require_http_methods(_FORM)
def follow_up(request: HttpRequest, slug: str, month: str, element: str) -> HttpResponse:
    """Write what is done about one element; the agency that answers for it says how far it is."""
    ask = at_mall(request, slug)
    first = _month_of(ask, month)
    if element not in ELEMENTS:
        raise Http404
    kept = queries.follow_ups_of(ask.mall, first).get(element)
    if not _may_write(ask, kept):
        raise NotYours
    form = FollowUpForm(
        request.POST or None,
        agencies=Agency.objects.filter(mall=ask.mall).order_by("name"),
        only_progress=not ask.is_whole,
        initial=_initial(kept),
    )
    refused: PlanChanged | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _write(ask, first, element, form.cleaned_data)
        except PlanChanged as refusal:
            refused = refusal
        else:
            messages.success(request, _("Tindak lanjut disimpan."), extra_tags="kelola")
            return redirect("manage_skm_month", slug, month)
    wrong = [form] if form.is_bound and form.errors else []
    context = {
        "ask": ask,
        "form": form,
        "wrong": wrong,
        "refused": refused,
        "kept": kept,
        "month": first,
        "month_text": showing.month_text(first),
        "name": ELEMENT_NAMES[element],
        "only_progress": not ask.is_whole,
    }
    status = 409 if refused else 422 if wrong else 200
    return render(request, "satisfaction/manage_follow_up.html", context, status=status)


def _write(ask: MallAsk, month: date, element: str, said: dict[str, Any]) -> None:
    actions.follow_up(
        mall=ask.mall,
        month=month,
        element=element,
        agency=said["penanggung"],
        plan=" ".join(said["rencana"].split()),
        due_day=said["tenggat"],
        status=said["keadaan"],
        note=" ".join(said["catatan"].split()),
        version=said["versi"],
    )


def _initial(kept: FollowUp | None) -> dict[str, Any]:
    if kept is None:
        return {"keadaan": FollowUp.Status.PLANNED, "versi": 0}
    return {
        "rencana": kept.plan,
        "penanggung": kept.agency,
        "tenggat": kept.due_day,
        "keadaan": kept.status,
        "catatan": kept.note,
        "versi": kept.version,
    }


def _may_write(ask: MallAsk, plan: FollowUp | None) -> bool:
    """Say whether who asks may write a plan: the mall's manager, or the agency it is given to."""
    if ask.is_whole:
        return True
    return plan is not None and plan.agency_id is not None and ask.covers(plan.agency_id)


def _month_of(ask: MallAsk, text: str) -> date:
    months = queries.published_months(ask.mall)
    found = next((one for one in months if f"{one:%Y-%m}" == text), None)
    if found is None:
        raise MonthNotFound
    return found


def _months(ask: MallAsk) -> list[dict[str, Any]]:
    """Return the published months with their index and how many of the lowest have a plan."""
    rows = []
    for one in queries.published_months(ask.mall)[:MONTHS_LISTED]:
        result = queries.published_month(ask.mall, one).whole.result
        plans = queries.follow_ups_of(ask.mall, one)
        missing = [code for code in (result.lowest or ()) if code not in plans] if result else []
        rows.append(
            {
                "month": one,
                "text": showing.month_text(one),
                "ikm": showing.number(result.ikm, 2) if result else "",
                "grade": result.grade if result else "",
                "missing": len(missing),
            }
        )
    return rows


def _remarks(ask: MallAsk, month: date) -> dict[str, Any]:
    found, waiting = queries.remarks(ask.mall, month, ask.agencies)
    return {"remarks": found, "remarks_waiting": waiting}


def _said(ask: MallAsk, text: str) -> HttpResponse:
    messages.success(ask.request, text, extra_tags="kelola")
    return redirect("manage_skm", ask.mall.slug)
