# SPDX-License-Identifier: Apache-2.0
"""Kunjungan saya, once its person is here: the next counter, what to have ready, what comes after.

The same address as the booking. `?bagian=1` answers the part that moves, for the page's script.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from satuhadir.accounts.http import caller_of
from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import Service
from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import Mall
from satuhadir.queue import actions as queue
from satuhadir.queue.errors import AttendanceNotFound, TicketNotFound, WrongState
from satuhadir.queue.ports import Question, question_after
from satuhadir.queue.queries.announcements import announcements_of
from satuhadir.queue.queries.floor import line_at
from satuhadir.queue.queries.following import Follower, followers, offers_summon
from satuhadir.queue.queries.holders import counter_place, tickets_of_person
from satuhadir.queue.values import Flow, TicketView, Wait
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError, Limited
from satuhadir.shared.http import status_of
from satuhadir.shared.keyed import track_of
from satuhadir.visits import queries, tracks
from satuhadir.visits.citizen.choice import Name, named
from satuhadir.visits.citizen.plan_page import end_words
from satuhadir.visits.models import Stop, Visit

AT_COUNTER = frozenset({"called", "serving"})
COMING = frozenset({"waiting", "held", "parked", "no_show"})
MOST_TO_BRING = 6


@dataclass(frozen=True, slots=True)
class Leg:
    """One counter of the visit as its person sees it. `clock` is the range of its call today."""

    ticket: TicketView
    state: str
    services: list[Name]
    agency: str
    booth: str
    place: str
    wait: Wait | None
    clock: str
    brings: list[Name]
    url: str
    is_summoned: bool
    question: Question | None

    @property
    def code(self) -> str:
        return self.ticket.code


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Services of one line that gave no number. `note` says in words why it is closed, or is ""."""

    services: list[Name]
    place: str
    is_open: bool
    note: str


@dataclass(frozen=True, slots=True)
class Today:
    """The legs of a visit: over, now, and what comes after. `now` None: nothing may wait. `person`
    None: no ticket of theirs follows another.
    """

    over: list[Leg]
    now: Leg | None
    after: list[Leg]
    person: Follower | None
    is_over: bool
    left_out: list[LeftOut]

    @property
    def flow(self) -> Flow:
        return self.person.flow if self.person else Flow.ONE


def today_of(mall: Mall, visit: Visit) -> Today:
    """Return a visit whose person came, as it stands (some ten queries)."""
    assert visit.attendance_id is not None
    stops = [one for one in visit.stops.all() if one.ticket_id]
    views = tickets_of_person(mall, visit.attendance_id)
    person = next(iter(followers(mall, [visit.attendance_id])), None)
    legs = [_leg(mall, view, stops, person) for view in views]
    now = next((one for one in legs if one.state in AT_COUNTER), None)
    now = now or next((one for one in legs if one.state == "waiting"), None)
    now = now or next((one for one in legs if one.is_summoned), None)
    after = [one for one in legs if one is not now and one.state in COMING]
    over = [one for one in legs if one is not now and one not in after]
    is_over = now is None and not any(one.state != "no_show" for one in after)
    return Today(over, now, after, person, is_over, left_out_of(visit))


def left_out_of(visit: Visit) -> list[LeftOut]:
    """Return the services of a visit whose line gave no number at check-in, each line once."""
    lines: dict[UUID, list[Service]] = {}
    for one in queries.without_number(visit):
        lines.setdefault(one.service.line_service.line_id, []).append(one.service)
    found = []
    for line_id, services in lines.items():
        state, line = line_at(visit.mall, line_id), services[0].line_service.line
        found.append(
            LeftOut(
                services=[named(one.name, one.name_en) for one in services],
                place=", ".join(filter(None, (line.booth.name, line.booth.place))),
                is_open=state.is_open,
                note=f"{state.note.rstrip('. ')}." if state.note else "",
            )
        )
    return found


def page(
    request: MallRequest, visit: Visit, track: str, error: DomainError | None = None
) -> HttpResponse:
    """Answer the visit of today, or of a day that is past, whole or its moving part."""
    mall, path = visit.mall, tracks.visit_path(visit.mall.slug, track)
    today = today_of(mall, visit)
    end = end_words(queries.end_of_visit(visit, today.person))
    context = {
        "visit": visit, "track": track, "path": path, "today": today,
        "offers_summon": offers_summon(mall), "error": str(error) if error else "",
        "is_today": visit.day == mall.today(), "end": end,
    }  # fmt: skip
    if request.GET.get("bagian"):
        return render(request, "visits/_today.html", context)
    context |= {"notices": announcements_of(mall), "said_at": mall.local_now()}
    status = status_of(error) if error else 200
    return render(request, "visits/today.html", context, status=status)


def press(request: MallRequest, visit: Visit, track: str) -> HttpResponse:
    """Do what a button of the page asks: say that I am there, or choose how I am called."""
    path = tracks.visit_path(visit.mall.slug, track)
    if request.method != "POST" or visit.attendance_id is None:
        return HttpResponseRedirect(path)
    try:
        limits.hit_request(request, "visits.move", device="20/minute", address="1200/minute")
        if "sampai" in request.POST:
            _arrive(request, visit)
        elif request.POST.get("alur") in {"one", "summon"}:
            _choose(request, visit, Flow(request.POST["alur"]))
    except (WrongState, TicketNotFound, AttendanceNotFound, Limited) as error:
        return page(request, visit, track, error)
    return HttpResponseRedirect(path)


def _arrive(request: MallRequest, visit: Visit) -> None:
    person = next(iter(followers(visit.mall, [visit.attendance_id])), None)  # type: ignore[list-item]
    told = next((one for one in person.places if one.summoned_at), None) if person else None
    if told is not None:  # said twice: there already
        actor = caller_of(request).actor
        queue.arrive(mall=visit.mall, ticket_id=told.id, actor=actor)


def _choose(request: MallRequest, visit: Visit, flow: Flow) -> None:
    assert visit.attendance_id is not None
    if flow is Flow.SUMMON and not offers_summon(visit.mall):
        return
    queue.set_flow(
        mall=visit.mall, attendance_id=visit.attendance_id, flow=flow,
        actor=caller_of(request).actor, reason="chosen",
    )  # fmt: skip


def _leg(mall: Mall, view: TicketView, stops: Sequence[Stop], person: Follower | None) -> Leg:
    own = [one.service for one in stops if one.ticket_id == view.id]
    services = own or [one for one in catalogue.services_of(mall) if one.code in view.services]
    first = services[0] if services else None
    line = first.line_service.line if first is not None and hasattr(first, "line_service") else None
    booth, place = (line.booth.name, line.booth.place) if line else ("", "")
    state = view.state
    if view.day < mall.today() and state in AT_COUNTER | COMING:
        state = "expired"
    if state in AT_COUNTER and view.counter:
        booth, place = counter_place(mall, view.counter)
    where = next((one for one in person.places if one.id == view.id), None) if person else None
    wait = view.wait if state == "waiting" or (where and where.summoned_at) else None
    track = track_of("track", view.id)
    return Leg(
        ticket=view,
        state=state,
        services=[named(one.name, one.name_en) for one in services],
        agency=first.agency.name if first else "",
        booth=booth,
        place=place,
        wait=wait,
        clock=_clock(mall, wait),
        brings=_brings(mall, services) if state in AT_COUNTER | COMING else [],
        url=f"/{mall.slug}/antrean/{track}/",
        is_summoned=bool(where and where.summoned_at and state == "held"),
        question=question_after(mall, view, track) if state == "done" else None,
    )


def _clock(mall: Mall, wait: Wait | None) -> str:
    """Return the range of a call as times of the clock; none over midnight, or where it is now."""
    if wait is None or wait.high == 0:
        return ""
    now = mall.local_now()
    first, last = now + timedelta(minutes=wait.low), now + timedelta(minutes=wait.high)
    if first.date() != last.date():
        return ""
    return f"{first:%H.%M}" if wait.low == wait.high else f"{first:%H.%M}–{last:%H.%M}"


def _brings(mall: Mall, services: Sequence[Service]) -> list[Name]:
    """Return what everybody has ready for some services, each paper once."""
    standards, kinds = catalogue.standards_today(mall), catalogue.document_types(mall)
    found: dict[Name, None] = {}
    for service in services:
        standard = standards.get(service.code)
        for one in standard.requirements if standard else ():
            codes = [code for code in one["documents"] if code in kinds]
            if codes and not one.get("when"):
                names = [named(kinds[code].label, kinds[code].name_en) for code in codes]
                lang = "id" if any(name.lang for name in names) else ""
                found[Name(" / ".join(name.text for name in names), lang)] = None
    return list(found)[:MOST_TO_BRING]
