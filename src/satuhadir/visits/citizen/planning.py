# SPDX-License-Identifier: Apache-2.0
"""`/{mall}/rencana/`: what somebody needs and holds, and the one page that plans the visit.

Nothing is kept but the load of the day: the choice stands in the address, to share and to print.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import LifeEvent
from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import Mall
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError, Invalid
from satuhadir.shared.http import device_of, public, status_of
from satuhadir.visits import actions, queries, tracks
from satuhadir.visits.citizen import booking
from satuhadir.visits.citizen.choice import MOST, OUTSIDE, PER_SERVICE, choice_of, day_in, named
from satuhadir.visits.citizen.forms import PersonForm
from satuhadir.visits.citizen.plan_page import PlanPage, page_of
from satuhadir.visits.errors import AlreadyBooked, StartInvalid, WrongOneTimeCode
from satuhadir.visits.http import count_plan, kept_for
from satuhadir.visits.queries import VisitPlan
from satuhadir.visits.queries.papers import papers_of, probably_held, standards_for
from satuhadir.visits.values import Wanted

MOST_FOUND = 8
MOST_DAYS = 6
BEST = "terbaik"


@dataclass(frozen=True, slots=True)
class Plans:
    """What an address or a form says; what can't be is left out, not refused.

    `holds` None: not asked yet. `arrive` None is the best time; `books`: with seats.
    """

    mall: Mall
    codes: tuple[str, ...]
    day: date | None
    holds: tuple[str, ...] | None
    arrive: int | None
    books: bool
    event: str

    def pairs(self, *, arrive: int | str | None = None) -> list[tuple[str, str]]:
        """Return it as fields; with `arrive` as the address of a plan that is made."""
        found = [("layanan", code) for code in self.codes]
        found += [("peristiwa", self.event)] if self.event else []
        found += [("hari", self.day.isoformat())] if self.day else []
        if self.holds is not None:
            found += [("tahu", "1"), *(("punya", code) for code in self.holds)]
        found += [("cara", "pesan")] if self.books else []
        return found if arrive is None else [*found, ("datang", str(arrive))]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: MallRequest, mall: str) -> HttpResponse:
    """Ask for services, then for papers and the day, then show the plan of the visit."""
    here, said = request.mall, request.POST if request.method == "POST" else request.GET
    asked = _read(here, said)
    if request.method == "POST":
        return _give(request, asked)
    if not asked.codes:
        return _ask_services(request, asked)
    if "datang" not in said or asked.day is None:
        return _ask_rest(request, asked)
    count_plan(request)
    try:
        made = _made(asked)
    except Invalid as error:
        return _ask_rest(request, asked, error)
    return _show(request, asked, made)


@public
@require_POST
def book(request: MallRequest, mall: str) -> HttpResponse:
    """Take the seats of a plan, all of them or none, and go to the visit."""
    asked = replace(_read(request.mall, request.POST), books=True)
    if asked.day is None or not asked.codes:
        return HttpResponseRedirect(reverse("plan_visit", args=[mall]))
    try:
        limits.hit_request(request, "visits.book", device="20/minute", address="600/minute")
        made = _made(asked)
        step = _step(request, asked, made)
    except DomainError as error:
        return _refused(request, asked, error)
    if not step.wanted:
        return _show(request, asked, made, status=409)
    page = _asked_who(step)
    if isinstance(page, HttpResponse):
        return page
    try:
        visit = booking.take(step, page)
    except WrongOneTimeCode as error:
        return booking.code_page(step, error=error)
    except AlreadyBooked as error:
        return booking.keep_proof(step, booking.page(step, error=error))
    except DomainError as error:
        refused = _refused(request, asked, error)
        return booking.keep_proof(step, refused) if page is None else refused
    path = tracks.visit_path(request.mall.slug, tracks.track_of(visit.pk))
    done = HttpResponseRedirect(f"{path}?baru=1")
    return booking.keep_proof(step, done) if page is None else done


def _refused(request: MallRequest, asked: Plans, error: DomainError) -> HttpResponse:
    """Say no: with the form where it is wrong, else with the plan as it can be now."""
    # StartInvalid: a time that was shown is over, or taken off; the form can't mend that.
    if isinstance(error, Invalid) and not isinstance(error, StartInvalid):
        return _ask_rest(request, asked, error)
    return _show(request, asked, _made(asked), error.in_words(), status_of(error))


def _step(request: MallRequest, asked: Plans, made: VisitPlan) -> booking.Step:
    """Return a plan as the last step of booking, which asks who comes where the mall wants it."""
    said, mall = request.POST, request.mall
    starts = [(name, str(said[name])[:5]) for name in said if name.startswith(PER_SERVICE)]
    wanted = _wanted(asked, made, said)
    fields = [*asked.pairs(arrive=asked.arrive), *starts]
    channel = booking.channel_at(mall)
    needs = bool(channel) and not request.user.is_authenticated
    form = PersonForm(said if "untuk" in said else {"untuk": "self"} if not needs else None,
                      needs_phone=needs)  # fmt: skip
    return booking.Step(
        request, choice_of(mall, [one.service for one in wanted], asked.day, dict(starts)), form,
        said.get("kunci", "")[:40], channel, aim="book_plan", more=fields,
        back=f"{reverse('plan_visit', args=[mall.slug])}?{urlencode(asked.pairs())}",
        wanted=wanted, holds=asked.holds or (),
    )  # fmt: skip


def _asked_who(step: booking.Step) -> HttpResponse | WrongOneTimeCode | None:
    """Return the page that asks who comes, or for the code; None when nothing is missing."""
    if not step.form.is_valid():
        return booking.page(step, status=422 if step.form.is_bound else 200)
    return booking.asked_code(step)


def _read(mall: Mall, said: QueryDict) -> Plans:
    known = {one.code for one in catalogue.services_of(mall)}
    event = _event(mall, said.get("peristiwa", ""))
    steps = [step["service"] for step in event.steps] if event else []
    chosen = said.getlist("layanan")[:50] or steps
    codes = list(dict.fromkeys(code for code in chosen if code in known))[:MOST]
    papers = catalogue.document_types(mall)
    held = dict.fromkeys(code for code in said.getlist("punya")[:100] if code in papers)
    arrive = said.get("datang", "")
    return Plans(
        mall=mall,
        codes=tuple(codes),
        day=day_in(said.get("hari", "")),
        holds=tuple(held) if "tahu" in said else None,
        arrive=_minute(arrive),
        books=said.get("cara") == "pesan",
        event=event.code if event else "",
    )


def _minute(text: str) -> int | None:
    """Return a minute of the day, written as 545 or as 09:05; None for anything else."""
    hours, colon, minutes = text.partition(":")
    parts = [hours, minutes] if colon else [text]
    if not all(one.isascii() and one.isdecimal() and len(one) <= 4 for one in parts):
        return None
    minute = int(hours) * 60 + int(minutes) if colon else int(text)
    return minute if minute < 1440 else None


def _event(mall: Mall, code: str) -> LifeEvent | None:
    return next((one for one in catalogue.life_events(mall) if one.code == code), None)


def _made(asked: Plans) -> VisitPlan:
    assert asked.day is not None
    return queries.plan_visit(
        mall=asked.mall, codes=asked.codes, day=asked.day, holds=asked.holds,
        arrive=asked.arrive, books=asked.books,
    )  # fmt: skip


def _give(request: MallRequest, asked: Plans) -> HttpResponse:
    """Give the plan, and show it under an address of its own."""
    count_plan(request)
    if not asked.codes or asked.day is None:
        return _ask_services(request, asked) if not asked.codes else _ask_rest(request, asked)
    try:
        made = actions.give_plan(
            mall=asked.mall, codes=asked.codes, day=asked.day, holds=asked.holds,
            arrive=asked.arrive, books=asked.books,
            device=kept_for(request, device_of(request)),
        )  # fmt: skip
    except Invalid as error:
        return _ask_rest(request, asked, error)
    arrive = asked.arrive if made.arrive is None else made.arrive
    query = urlencode(asked.pairs(arrive=BEST if arrive is None else arrive))
    return HttpResponseRedirect(f"{reverse('plan_visit', args=[asked.mall.slug])}?{query}")


def _ask_services(request: HttpRequest, asked: Plans) -> HttpResponse:
    mall = asked.mall
    events = sorted(
        (
            (named(one.name, one.name_en), one.code)
            for one in catalogue.life_events(mall)
            if any(_is_here(mall, step["service"]) for step in one.steps)
        ),
        key=lambda one: one[0].text.casefold(),
    )
    return render(
        request, "visits/plan_services.html", {**_search(request, asked), "events": events}
    )


def _search(request: HttpRequest, asked: Plans) -> dict[str, Any]:
    q = " ".join(request.GET.get("q", "").split())[:100]
    found = []
    if q:
        found = [
            (one.service.code, named(one.service.name, one.service.name_en), one.service.agency)
            for one in catalogue.find_services(asked.mall, q, MOST_FOUND).services
            if one.service.code not in asked.codes
        ]
    return {"q": q, "found": found, "most": MOST}


def _is_here(mall: Mall, code: str) -> bool:
    return any(one.code == code for one in catalogue.services_of(mall))


def _ask_rest(request: HttpRequest, asked: Plans, error: Invalid | None = None) -> HttpResponse:
    """Ask for the papers that matter, the day and the time."""
    mall = asked.mall
    services = [catalogue.service_at(mall, code) for code in asked.codes]
    standards = standards_for(mall, mall.today())
    papers = papers_of(mall, services, standards, ())
    event = _event(mall, asked.event)
    after = {one["service"]: one.get("after", ()) for one in (event.steps if event else ())}
    held = asked.holds if asked.holds is not None else probably_held(services, standards, after)
    days = queries.open_days(mall, most=MOST_DAYS)
    if asked.day and asked.day not in days and error is None:
        days = sorted([*days, asked.day])[: MOST_DAYS + 1]
    context = {
        **_search(request, asked),
        "asked": asked,
        "services": [(one.code, named(one.name, one.name_en), one.agency) for one in services],
        "questions": [
            (one.code, named(one.label, one.name_en), one.code in held) for one in papers.questions
        ],
        "days": days,
        "day": asked.day if asked.day in days else next(iter(days), None),
        "today": mall.today(),
        "takes_bookings": queries.policy_of(mall).is_open,
        "problems": error.errors if error else [],
        "arrive": f"{asked.arrive // 60:02d}:{asked.arrive % 60:02d}"
        if error and asked.arrive is not None
        else "",
    }
    status = status_of(error) if error else 200
    return render(request, "visits/plan_rest.html", context, status=status)


def _show(
    request: HttpRequest, asked: Plans, made: VisitPlan, error: str = "", status: int = 200
) -> HttpResponse:
    device_of(request)  # a press is known by the device, so it needs its name now
    event = _event(asked.mall, asked.event)
    page: PlanPage = page_of(made, event)
    context = {
        "asked": asked,
        "page": page,
        "event": named(event.name, event.name_en) if event else None,
        "pairs": asked.pairs(arrive=made.arrive) if made.stops else asked.pairs(),
        "change_url": f"?{urlencode(asked.pairs())}",
        "other_way_url": f"?{urlencode(replace(asked, books=not asked.books).pairs())}",
        "takes_bookings": queries.policy_of(asked.mall).is_open,
        "key": str(uuid4()),
        "error": error,
    }
    return render(request, "visits/plan.html", context, status=status)


def _wanted(asked: Plans, made: VisitPlan, said: QueryDict) -> list[Wanted]:
    """Return what is booked: the seats that were shown, with what was promised. One whose last
    seat went meanwhile is wanted too, so that all is refused.
    """
    stops = {one.service.code for one in made.stops}
    shown = [code for code in asked.codes if f"{PER_SERVICE}{code}" in said and code not in stops]
    gone = [Wanted(code, _minute(said.get(f"{PER_SERVICE}{code}", ""))) for code in shown]
    return gone + [
        Wanted(
            service=one.service.code,
            starts_minute=_minute(said.get(f"{PER_SERVICE}{one.service.code}", ""))
            if one.slot is not None
            else None,
            promised=(one.start.low, one.start.likely, one.start.high or one.start.likely,
                      one.finish),
            outside_code=said.get(f"{OUTSIDE}{one.service.code}", "")[:60],
            after=tuple(service.code for service in one.waits_for),
        )
        for one in made.stops
    ]  # fmt: skip
