# SPDX-License-Identifier: Apache-2.0
"""`/{mall}/pesan/…`: services, day, time. Nothing is kept; the choice stands in the address."""

from itertools import groupby, pairwise

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from satuhadir.catalogue import queries as catalogue
from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import Mall, clock
from satuhadir.queue.models import LineService
from satuhadir.shared.errors import FieldProblem
from satuhadir.shared.http import public
from satuhadir.visits import queries
from satuhadir.visits.citizen.choice import MOST, Choice, Name, choice_in, named
from satuhadir.visits.citizen.days import closed_because, first_open, times_of, weeks_of
from satuhadir.visits.citizen.orders import papers_first
from satuhadir.visits.errors import DayInvalid, StartInvalid

MOST_FOUND = 12


@public
@require_safe
def services(request: MallRequest, mall: str) -> HttpResponse:
    """Choose what one comes for: search, or open an agency."""
    choice = choice_in(request.mall, request.GET)
    q = " ".join(request.GET.get("q", "").split())[:100]
    chosen = {one.code for one in choice.services}
    found: list[tuple[str, Name, str]] = []
    if q:
        waited = _waited(request.mall)
        found = [
            (one.service.code, named(one.service.name, one.service.name_en),
             one.service.agency.name)
            for one in catalogue.find_services(request.mall, q, MOST_FOUND).services
            if one.service.code in waited and one.service.code not in chosen
        ]  # fmt: skip
    context = {
        "choice": choice,
        "q": q,
        "found": found,
        "groups": [] if q else _groups(request.mall, chosen),
        "is_open": queries.policy_of(request.mall).is_open,
        "most": MOST,
    }
    return render(request, "visits/book_services.html", context)


@public
@require_safe
def day(request: MallRequest, mall: str) -> HttpResponse:
    """Choose the day: open, full and closed ones told."""
    choice = choice_in(request.mall, request.GET)
    if not choice.services:
        return HttpResponseRedirect(reverse("book", args=[mall]))
    policy = queries.policy_of(request.mall)
    weeks = weeks_of(choice) if policy.is_open else []
    context = {
        "choice": choice,
        "policy": policy,
        "weeks": weeks,
        "first": first_open(weeks),
        "aim": f"{reverse('book_time', args=[mall])}?{choice.services_query}&hari=",
    }
    return render(request, "visits/book_day.html", context)


@public
@require_safe
def time(request: MallRequest, mall: str) -> HttpResponse:
    """Choose the time of each service on a day, or be given the first that fits."""
    choice = choice_in(request.mall, request.GET)
    if not choice.services:
        return HttpResponseRedirect(reverse("book", args=[mall]))
    problem = day_problem(choice)
    if choice.day is None or problem:
        return _back_to_days(request, choice, problem)
    if not choice.booked:
        aim = reverse("book_person", args=[mall])
        return HttpResponseRedirect(f"{aim}?{choice.query}")
    return times_page(request, choice)


def times_page(
    request: MallRequest, choice: Choice, *, error: str = "", status: int = 200
) -> HttpResponse:
    """Answer the times of a day; with `error` when the one chosen is gone."""
    times = times_of(choice)
    context = {
        "choice": choice,
        "times": times,
        "full": [one for one in times if one.is_full],
        "papers_first": papers_first(choice),
        "error": error,
        "aim": reverse("book_person", args=[request.mall.slug]),
        "days_url": f"{reverse('book_day', args=[request.mall.slug])}?{choice.services_query}",
    }
    return render(request, "visits/book_time.html", context, status=status)


def day_problem(choice: Choice) -> str:
    """Return why a day can't be booked, "" if it can."""
    if choice.day is None:
        return ""
    try:
        queries.check_day(choice.mall, choice.day, queries.policy_of(choice.mall))
    except DayInvalid as error:
        return error.in_words()
    return closed_because(choice.mall, choice, choice.day)


def check_times(choice: Choice) -> None:
    """Refuse times that can't both be kept: nobody is at two counters. Services of one line are
    done together.

    Raises:
        StartInvalid.
    """
    named = [(one.starts_minute, one) for one in choice.booked if one.starts_minute is not None]
    in_time = sorted(named, key=lambda each: each[0])
    for (begins, first), (then, second) in pairwise(in_time):
        ends = begins + first.line.service.desk_minutes
        if then < ends and first.line.line_id != second.line.line_id:
            detail = _(
                "{second} mulai {then}, padahal {first} baru selesai sekitar {ends}. "
                "Pilih waktu yang lebih lambat untuk salah satunya."
            ).format(second=second.name, then=second.starts, first=first.name, ends=clock(ends))
            problem = FieldProblem(f"slots.{second.code}", "visits.times_overlap", detail)
            raise StartInvalid(errors=[problem])


def _back_to_days(request: MallRequest, choice: Choice, problem: str) -> HttpResponse:
    policy = queries.policy_of(request.mall)
    weeks = weeks_of(choice) if policy.is_open else []
    context = {
        "choice": choice,
        "policy": policy,
        "weeks": weeks,
        "first": first_open(weeks),
        "aim": f"{reverse('book_time', args=[request.mall.slug])}?{choice.services_query}&hari=",
        "error": problem,
    }
    return render(request, "visits/book_day.html", context, status=422 if problem else 200)


def _waited(mall: Mall) -> set[str]:
    rows = LineService.objects.filter(line__mall=mall)
    return set(rows.values_list("service__code", flat=True))


def _groups(mall: Mall, chosen: set[str]) -> list[tuple[str, list[tuple[str, Name]]]]:
    """Return every service somebody can wait for, by agency."""
    waited = _waited(mall) - chosen
    rows = [one for one in catalogue.services_of(mall) if one.code in waited]
    rows.sort(key=lambda one: (one.agency.name.casefold(), one.name.casefold()))
    return [
        (agency, [(one.code, named(one.name, one.name_en)) for one in part])
        for agency, part in groupby(rows, key=lambda one: one.agency.name)
    ]
