# SPDX-License-Identifier: Apache-2.0
"""The five qualities of a mall, and the targets it promises, each from a month on."""

from datetime import date

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.insights import actions, queries
from satuhadir.insights.actions.targets import FIELDS
from satuhadir.insights.errors import TargetInvalid
from satuhadir.insights.forms import TargetForm, period_asked
from satuhadir.insights.qualities import qualities as measured
from satuhadir.insights.sight import Sight
from satuhadir.insights.views.manage import frame


@staff_only("manage")
@require_safe
def qualities(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the five promised qualities as indicators, and what is not measured."""
    ask = whole(request, slug)
    period, form = period_asked(request.GET, ask.mall.today())
    sight = Sight(ask.mall, period)
    context = {**frame(ask, sight, form), "qualities": measured(sight)}
    return render(request, "insights/qualities.html", context)


@staff_only("manage")
@require_http_methods(["GET", "HEAD", "POST"])
def target(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the targets of a mall through the months, and set new ones."""
    ask = whole(request, slug)
    today = ask.mall.today()
    now = queries.target_on(ask.mall, today)
    form = TargetForm(
        request.POST or None, today=today, initial={n: getattr(now, n) for n in FIELDS}
    )
    if request.method == "POST" and form.is_valid() and _saved(ask, form):
        messages.success(request, _("Sasaran disimpan."), extra_tags="kelola")
        return redirect("manage_targets", slug)
    wrong = [form] if form.is_bound and form.errors else []
    context = {
        "ask": ask,
        "form": form,
        "now": now,
        "targets": queries.targets_of(ask.mall),
        "wrong": wrong,
    }
    status = 422 if wrong else 200
    return render(request, "insights/targets.html", context, status=status)


def whole(request: HttpRequest, slug: str) -> MallAsk:
    """Let who manages the whole mall in; an agency's manager is refused."""
    ask = at_mall(request, slug)
    if not ask.is_whole:
        raise NotYours
    return ask


def _saved(ask: MallAsk, form: TargetForm) -> bool:
    values = {name: form.cleaned_data[name] for name in FIELDS}
    try:
        actions.set_target(
            mall=ask.mall, from_day=date.fromisoformat(form.cleaned_data["mulai"]), **values
        )
    except TargetInvalid as refusal:
        _tell(form, refusal)
        return False
    return True


def _tell(form: BaseForm, refusal: TargetInvalid) -> None:
    for problem in refusal.errors:
        form.add_error(
            "mulai" if problem.field == "from_day" else problem.field, str(problem.detail)
        )
