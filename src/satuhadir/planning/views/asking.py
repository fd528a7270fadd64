# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/rencana-mal/`: the usual day, what if, opening hours, rules of turn."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.accounts.models import User
from satuhadir.planning import actions, queries
from satuhadir.planning.errors import TooFewDays
from satuhadir.planning.forms import DayForm, WhatIfForm
from satuhadir.planning.models import MeasuredDay, Run
from satuhadir.planning.telling.base import usual_day
from satuhadir.planning.telling.runs import listed
from satuhadir.planning.values import LEAST_DAYS, Base
from satuhadir.shared.errors import Refused

_FORM = ["GET", "HEAD", "POST"]


@staff_only("manage")
@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the mall's own days tell of a usual one; an agency's manager goes to the roster."""
    ask = at_mall(request, slug)
    if not ask.is_whole:
        return redirect("plan_roster", slug)
    base, days = basis(ask)
    context = {**frame(ask, base, days), "usual": usual_day(base) if base else None}
    return render(request, "planning/home.html", context)


@staff_only("manage")
@require_http_methods(_FORM)
def what_if(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what one change would do to the waits."""
    ask = whole(request, slug)
    base, days = basis(ask)
    form = None
    refused = None
    if base is not None:
        said = request.POST if request.method == "POST" else None
        form = WhatIfForm(said, base=base, weekdays=weekdays_of(days))
        if request.method == "POST" and form.is_valid():
            change = form.change
            fields = ("kind", "line", "counter", "amount", "opens", "closes")
            asked = {"weekday": form.weekday, "change": {n: getattr(change, n) for n in fields}}
            answer, refused = ask_for(ask, "what_if", asked)
            if answer is not None:
                return answer
    context = {**frame(ask, base, days, Run.Kind.WHAT_IF), **asked_by(form, refused)}
    return render(request, "planning/what_if.html", context, status=status_of(form, refused))


@staff_only("manage")
@require_http_methods(_FORM)
def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask which opening hours the mall's demand warrants."""
    return _by_day(request, slug, Run.Kind.HOURS, "planning/hours.html")


@staff_only("manage")
@require_http_methods(_FORM)
def fairness(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what other rules of turn would do to whom."""
    return _by_day(request, slug, Run.Kind.FAIRNESS, "planning/fairness.html")


def _by_day(request: HttpRequest, slug: str, kind: Run.Kind, template: str) -> HttpResponse:
    ask = whole(request, slug)
    base, days = basis(ask)
    form = None
    refused = None
    if base is not None:
        form = DayForm(request.POST if request.method == "POST" else None,
                       weekdays=weekdays_of(days))  # fmt: skip
        if request.method == "POST" and form.is_valid():
            answer, refused = ask_for(ask, kind, {"weekday": form.weekday})
            if answer is not None:
                return answer
    context = {**frame(ask, base, days, kind), **asked_by(form, refused)}
    return render(request, template, context, status=status_of(form, refused))


def whole(request: HttpRequest, slug: str) -> MallAsk:
    """Let who manages the whole mall in; an agency's manager is refused."""
    ask = at_mall(request, slug)
    if not ask.is_whole:
        raise NotYours
    return ask


def basis(ask: MallAsk) -> tuple[Base | None, list[MeasuredDay]]:
    """Return the usual day and the days it rests on; None while too few were measured."""
    days = queries.days_measured(ask.mall)
    try:
        return queries.base_of(ask.mall, days=days), days
    except TooFewDays:
        return None, days


def weekdays_of(days: list[MeasuredDay]) -> list[int]:
    """Return the weekdays measured at least twice."""
    found = [one.day.weekday() for one in days]
    return [n for n in range(7) if found.count(n) >= 2]


def ask_for(
    ask: MallAsk, kind: str, asked: dict[str, Any], **more: Any
) -> tuple[HttpResponse | None, Refused | None]:
    """Put a question in the queue and lead to its page, or return why it can't be taken."""
    by = ask.request.user if isinstance(ask.request.user, User) else None
    try:
        run = actions.ask_run(mall=ask.mall, kind=kind, asked=asked, by=by, **more)
    except Refused as refusal:
        return None, refusal
    return redirect("plan_run", ask.mall.slug, run.pk), None


def asked_by(form: Any, refused: Refused | None) -> dict[str, Any]:
    """Return the form and what was wrong with it, for the page."""
    wrong = [form] if form is not None and form.is_bound and form.errors else []
    return {"form": form, "wrong": wrong, "refused": refused}


def status_of(form: Any, refused: Refused | None) -> int:
    """Return the status of a page with a form: wrong input, refused, or fine."""
    if refused is not None:
        return 409
    return 422 if form is not None and form.is_bound and form.errors else 200


def frame(
    ask: MallAsk, base: Base | None, days: list[MeasuredDay], kind: str = ""
) -> dict[str, Any]:
    """Return what every page of planning has: what it rests on, and the runs before."""
    return {
        "ask": ask,
        "base": base,
        "measured": len(days),
        "least": LEAST_DAYS,
        "runs": listed(queries.runs_of(ask.mall, kind=kind, agencies=ask.agencies)),
    }
