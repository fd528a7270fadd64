# SPDX-License-Identifier: Apache-2.0
"""Next week's roster, and whom it may name. Who manages one agency sees and asks its own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.engines.staffing import has_solver
from satuhadir.malls.models import Agency
from satuhadir.planning import actions, queries
from satuhadir.planning.errors import PersonInvalid
from satuhadir.planning.forms import PersonForm, RosterForm
from satuhadir.planning.models import RosterPerson, Run
from satuhadir.planning.telling.people import people_rows
from satuhadir.planning.views.asking import ask_for, asked_by, basis, frame, status_of

_FORM = ["GET", "HEAD", "POST"]


@staff_only("manage")
@require_http_methods(_FORM)
def roster(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a week's roster."""
    ask = at_mall(request, slug)
    base, days = basis(ask)
    form = None
    refused = None
    if base is not None:
        form = RosterForm(
            request.POST if request.method == "POST" else None,
            today=ask.mall.today(),
            agencies=_own(ask),
        )
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            asked = {"monday": data["minggu"], "promise": data["janji"], "target": data["bagian"]}
            answer, refused = ask_for(ask, "roster", asked, agency=form.agency)
            if answer is not None:
                return answer
    context = {
        **frame(ask, base, days, Run.Kind.ROSTER),
        **asked_by(form, refused),
        "people": len(queries.people_of(ask.mall, ask.agencies)),
        "has_solver": has_solver(),
    }
    return render(request, "planning/roster.html", context, status=status_of(form, refused))


@staff_only("manage")
@require_http_methods(_FORM)
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Show whom a roster may name; add somebody."""
    ask = at_mall(request, slug)
    form = _form(ask, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _saved(ask, form, None):
        messages.success(request, _("Petugas ditambahkan."), extra_tags="kelola")
        return redirect("plan_people", slug)
    context = {
        "ask": ask,
        "rows": people_rows(queries.people_of(ask.mall, ask.agencies)),
        **asked_by(form, None),
    }
    return render(request, "planning/people.html", context, status=status_of(form, None))


@staff_only("manage")
@require_http_methods(_FORM)
def person(request: HttpRequest, slug: str, person: int) -> HttpResponse:
    """Change somebody, or take them off the list."""
    ask = at_mall(request, slug)
    found = queries.person_at(ask.mall, person, ask.agencies)
    if request.method == "POST" and request.POST.get("aksi") == "hapus":
        actions.remove_person(mall=ask.mall, person_id=person, agencies=ask.agencies)
        messages.success(request, _("Petugas dihapus dari daftar."), extra_tags="kelola")
        return redirect("plan_people", slug)
    form = _form(ask, request.POST if request.method == "POST" else None, found)
    if request.method == "POST" and form.is_valid() and _saved(ask, form, found):
        messages.success(request, _("Perubahan disimpan."), extra_tags="kelola")
        return redirect("plan_people", slug)
    context = {"ask": ask, "person": found, **asked_by(form, None)}
    return render(request, "planning/person.html", context, status=status_of(form, None))


def _form(ask: MallAsk, data: Any, person: RosterPerson | None = None) -> PersonForm:
    every = list(Agency.objects.filter(mall=ask.mall).order_by("name"))
    own = [one for one in every if ask.covers(one.pk)]
    # A copy: a form writes what was typed into what it is given, refused or not.
    kept = RosterPerson.objects.get(pk=person.pk) if person else None
    return PersonForm(data, instance=kept, agencies=own, every=every)


def _saved(ask: MallAsk, form: PersonForm, person: RosterPerson | None) -> bool:
    data = form.cleaned_data
    try:
        actions.save_person(
            mall=ask.mall, person=person, agency=data["agency"], name=data["name"],
            also=data["also"], days_off=data["days_off"], weekly_hours=data["weekly_hours"],
        )  # fmt: skip
    except PersonInvalid as refusal:
        for problem in refusal.errors:
            form.add_error(problem.field if problem.field in form.fields else None,
                           str(problem.detail))  # fmt: skip
        return False
    return True


def _own(ask: MallAsk) -> list[Agency]:
    """Return the agencies that who asks manages, one of which a roster is about; none for who
    manages the whole mall, whose roster is about all of it.
    """
    if ask.is_whole:
        return []
    return list(Agency.objects.filter(mall=ask.mall, pk__in=ask.agencies or []).order_by("name"))
