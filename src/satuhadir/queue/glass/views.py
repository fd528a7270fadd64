# SPDX-License-Identifier: Apache-2.0
"""The kiosk: three touches to a number, and checking in with one from a phone."""

import hashlib
import re
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.actions import note_unanswered
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.queue import actions, queries
from satuhadir.queue.actions import Repeat
from satuhadir.queue.directory import directory_of
from satuhadir.queue.errors import AlreadyInLine, AttendanceNotFound, TicketNotFound
from satuhadir.queue.glass import context, paper
from satuhadir.queue.glass.context import Choice, Page
from satuhadir.queue.glass.hours import shut_hall
from satuhadir.queue.glass.kiosk import Glass, at_kiosk
from satuhadir.queue.glass.visitor import (
    PAPERS,
    Held,
    Visitor,
    keep_paper,
    keep_taken,
    taken_just_now,
)
from satuhadir.queue.queries.information import information_desk
from satuhadir.queue.tracks import read_typed
from satuhadir.queue.values import Help, Issued, LineInfo, ServiceInfo, TicketView, Verb
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError
from satuhadir.shared.http import status_of
from satuhadir.shared.qr import qr_of

ACTOR = "kiosk"
# What staff may do for a person in the hall: code, word, what it means.
HELPS = (
    (Help.WHEELCHAIR.value, _("Kursi roda"), _("dibawakan ke Anda")),
    (Help.COMPANION.value, _("Pendamping"), _("petugas menemani")),
    (Help.APPROACH.value, _("Datangi saya"), _("petugas menghampiri saat dipanggil")),
)
MOST_PEOPLE = 8
MOST_FOUND = 12
# A scanned pass of a booked visit, or the address of its page; its code has six characters.
_OF_A_VISIT = re.compile(r"SH1\.|\S*/kunjungan/")
_VISIT_CODE_LENGTH = 6
_SAME_PRESS = bytes(16)  # one press is one number, whatever else the form says the second time


@at_kiosk("GET")
def home(glass: Glass) -> HttpResponse:
    """Show the lines; with `?lebar=58` remember the printer's paper on this kiosk."""
    asked = glass.request.GET.get("lebar", "")
    if asked in PAPERS:
        response = glass.go(glass.home)
        keep_paper(response, glass.mall, asked)
        return response
    states = queries.line_states(glass.mall)
    page = _page(glass, context.line_choices(glass.mall, states))
    shut = None if "semua" in glass.request.GET else shut_hall(glass.mall, states)
    fresh = glass.visitor.is_nobody and page.number == 1 and "semua" not in glass.request.GET
    return glass.page(
        "queue/kiosk_home.html",
        page=page,
        shut=shut,
        phone_qr=qr_of(glass.request.build_absolute_uri(f"/{glass.mall.slug}/")) if shut else "",
        goes_home=not fresh,
        is_first=fresh,
    )


@at_kiosk("GET")
def line(glass: Glass, prefix: str) -> HttpResponse:
    """Show the services of a line."""
    found = context.line_by_prefix(glass.mall, prefix)
    choices = context.service_choices(glass.mall, found)
    page = _page(glass, choices)
    return glass.page("queue/kiosk_line.html", line=found, page=page)


@at_kiosk("GET")
def search(glass: Glass) -> HttpResponse:
    """Look for a service by what people call it."""
    text = glass.request.GET.get("q", "").strip()[:100]
    choices = context.found_choices(glass.mall, text)[:MOST_FOUND] if text else []
    page = _page(glass, choices)
    told: dict[str, Any] = {"meant": "", "desk": None}
    if text:
        finding = catalogue.find_services(glass.mall, text, 1)
        told["meant"] = finding.meant
        if not finding.services:
            note_unanswered(mall=glass.mall, text=text)
    if text and not choices:
        told["desk"] = desk = information_desk(glass.mall)
        told["desk_url"] = context.service_url(glass.mall, desk.code) if desk else ""
    return glass.page("queue/kiosk_search.html", q=text, page=page, types=not choices, **told)


@at_kiosk("GET")
def service(glass: Glass, code: str) -> HttpResponse:
    """Show a service with the one press that takes a number for it."""
    found = _service(glass, code)
    glass.visitor = glass.visitor.known()
    return _service_page(glass, found)


@at_kiosk("POST")
def take_number(glass: Glass, code: str) -> HttpResponse:
    """Give a number, or ask first when one was taken here for the same errand a moment ago.

    The hidden key of the form makes one press one number: a second click, a reload and the
    browser's way back lead to the same.
    """
    limits.hit_request(glass.request, "kiosk.take", device="30/minute", address="600/minute")
    found = _service(glass, code)
    form, key = glass.request.POST, _key(glass)
    pressed = glass.visitor.find_pressed(str(key or ""))
    if pressed is not None:
        return glass.go(context.ticket_url(glass.mall, pressed.code))
    before = taken_just_now(glass.request, glass.mall, code)
    if before and "again" not in form:
        return _ask_again(glass, found, before)
    try:
        issued = _issue(glass, found)
    except AlreadyInLine as error:
        return glass.refusal(error, ticket_url=_mine_in(glass, found.line), back_url=glass.home)
    except DomainError as error:
        return glass.refusal(error, back_url=_line_url(glass, found))
    ticket = issued.ticket
    paper.print_first(glass, ticket)
    held = Held(ticket.code, str(ticket.id), True, str(key or ""))
    glass.visitor = replace(glass.visitor.holding(held), attendance=str(ticket.attendance))
    response = glass.go(context.ticket_url(glass.mall, ticket.code) + "?baru=1")
    keep_taken(response, glass.request, glass.mall, code, ticket.code)
    return response


@at_kiosk("GET")
def number(glass: Glass, code: str) -> HttpResponse:
    """Show a number that this visitor took or checked in; for anybody else, the first page."""
    held = glass.visitor.find(code)
    if held is None:
        return glass.go(f"{glass.home}awal/")
    ticket = queries.ticket_at(glass.mall, UUID(held.id))
    shown = context.shown(glass.request, glass.mall, ticket, may_print=held.may_print)
    return glass.page(
        "queue/kiosk_ticket.html",
        shown=shown,
        ticket=ticket,
        is_new="baru" in glass.request.GET,
        is_here="hadir" in glass.request.GET,
        **paper.paper_for(glass, ticket, held),
    )


@at_kiosk("POST")
def come_back(glass: Glass, code: str) -> HttpResponse:
    """Let a number that was called in vain wait again, once, for who holds its paper."""
    held = glass.visitor.find(code)
    if held is None or not held.may_print:
        raise TicketNotFound
    actions.move_ticket(mall=glass.mall, ticket_id=UUID(held.id), verb=Verb.RETURN, actor=ACTOR)
    return glass.go(context.ticket_url(glass.mall, code) + "?hadir=1")


@at_kiosk("GET", "POST")
def check_in(glass: Glass) -> HttpResponse:
    """Mark the holder of a phone's number present, by its printed code or its QR."""
    if glass.request.method != "POST":
        return glass.page("queue/kiosk_present.html", typed="", types=True)
    limits.hit_request(glass.request, "kiosk.present", device="30/minute", address="600/minute")
    typed = glass.request.POST.get("kode", "").strip()[:300]
    if _OF_A_VISIT.match(typed):
        return _to_visit(glass)
    try:
        ticket, may_print = _ticket_of(glass, typed)
        if not ticket.present and ticket.state in {"waiting", "held", "parked"}:
            ticket = actions.move_ticket(
                mall=glass.mall, ticket_id=ticket.id, verb=Verb.PRESENT, actor=ACTOR
            )
    except TicketNotFound as error:
        if len("".join(filter(str.isalnum, typed))) == _VISIT_CODE_LENGTH:
            return _to_visit(glass)
        shown = "" if len(typed) > 12 else typed  # a scanned track is a key: not on the glass
        return glass.page(
            "queue/kiosk_present.html", status=status_of(error), typed=shown, wrong=True,
            types=True, here=f"{glass.home}hadir/",
        )  # fmt: skip
    glass.visitor = glass.visitor.holding(Held(ticket.code, str(ticket.id), may_print))
    return glass.go(context.ticket_url(glass.mall, ticket.code) + "?hadir=1")


def _to_visit(glass: Glass) -> HttpResponse:
    """Hand the same press on to the page of booked visits."""
    onward = reverse("kiosk_visit", args=[glass.mall.slug])
    return HttpResponseRedirect(onward, preserve_request=True)


@at_kiosk("POST")
def change_look(glass: Glass) -> HttpResponse:
    """Switch text size, contrast or language for this visitor only."""
    form, visitor = glass.request.POST, glass.visitor
    if "big" in form:
        visitor = replace(visitor, big=form["big"] == "1")
    elif "contrast" in form:
        visitor = replace(visitor, contrast=form["contrast"] == "1")
    elif form.get("language") in dict(settings.LANGUAGES):
        visitor = replace(visitor, language=form["language"])
    glass.visitor = visitor
    to = form.get("next", "")
    safe = to.startswith(glass.home) and url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return glass.go(to if safe else glass.home)


@at_kiosk("GET")
def start_over(glass: Glass) -> HttpResponse:
    """End the visit: nothing of this person stays on the kiosk."""
    response = glass.go(glass.home)
    if glass.visitor.language:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, path=settings.LANGUAGE_COOKIE_PATH)
    glass.visitor = Visitor()
    return response


def _page(glass: Glass, choices: list[Choice]) -> Page[Choice]:
    """Return the page of choices asked for."""
    return context.spread(choices, glass.request.GET.get("h", "1"), big=glass.visitor.big)


def _service(glass: Glass, code: str) -> ServiceInfo:
    found = directory_of(glass.mall).services.get(code)
    if found is None:
        raise ServiceNotFound
    return found


def _service_page(glass: Glass, found: ServiceInfo) -> HttpResponse:
    service = catalogue.service_at(glass.mall, found.code)
    standard = catalogue.standards_today(glass.mall).get(found.code)
    papers, most = context.papers_of(glass.mall, service), context.MOST_PAPERS
    return glass.page(
        "queue/kiosk_service.html",
        service=found,
        name=context.spoken(found.name, found.name_en),
        note=standard.note if standard else "",
        papers=papers[:most],
        has_more_papers=standard is not None
        and len(standard.requirements) > min(len(papers), most),
        state=queries.line_at(glass.mall, found.line.id),
        people=range(1, MOST_PEOPLE + 1),
        helps=HELPS,
        key=str(uuid4()),
        back_url=_line_url(glass, found),
    )


def _ask_again(glass: Glass, found: ServiceInfo, before: str) -> HttpResponse:
    """Ask whether a second number for the same errand is meant; nothing is given yet."""
    form = glass.request.POST
    glass.visitor = glass.visitor.known()
    return glass.page(
        "queue/kiosk_again.html",
        service=found,
        name=context.spoken(found.name, found.name_en),
        before=before,
        mine=glass.visitor.find(before) is not None,
        mine_url=context.ticket_url(glass.mall, before),
        people=form.get("people", "1"),
        first="first" in form,
        helps=_helps(glass),
        key=str(uuid4()),
        here=context.service_url(glass.mall, found.code),
    )


def _issue(glass: Glass, found: ServiceInfo) -> Issued:
    """Take the number: for the same person as before, unless it is said to be for another."""
    form = glass.request.POST
    asked = form.get("people", "1")
    people = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 1
    same = glass.visitor.attendance_id if "again" not in form else None

    def issue(attendance_id: UUID | None) -> Issued:
        return actions.issue_ticket(
            mall=glass.mall,
            services=[found.code],
            channel="kiosk",
            actor=ACTOR,
            attendance_id=attendance_id,
            people=min(max(people, 1), MOST_PEOPLE),
            wants_head_start="first" in form,
            help=_helps(glass),
            repeat=_repeat(glass),
        )

    try:
        return issue(same)
    except AttendanceNotFound:  # midnight passed since their last number
        return issue(None)


def _helps(glass: Glass) -> list[str]:
    """Return the help asked for, of what there is on the page; anything else is left out."""
    asked = set(glass.request.POST.getlist("help"))
    return [code for code, _, _ in HELPS if code in asked]


def _key(glass: Glass) -> UUID | None:
    try:
        return UUID(glass.request.POST.get("key", ""))
    except ValueError:
        return None


def _repeat(glass: Glass) -> Repeat:
    """Return what a second click is known by: this visit, this service, this form."""
    key = _key(glass)
    if key is None:
        return Repeat()
    who = f"kiosk {glass.visitor.id} {glass.request.path}"
    return Repeat(hashlib.sha256(who.encode()).digest()[:16], key, _SAME_PRESS)


def _ticket_of(glass: Glass, typed: str) -> tuple[TicketView, bool]:
    """Return the ticket of a scanned or typed text, and whether that text is its holder's key."""
    said = read_typed(typed)
    if said.track:
        tracked = queries.ticket_by_track(said.track)
        if tracked.mall.pk != glass.mall.pk:
            raise TicketNotFound
        return tracked.ticket, True
    ticket = queries.find_by_code(glass.mall, said.code) if said.code else None
    if ticket is None:
        raise TicketNotFound
    return ticket, False


def _line_url(glass: Glass, found: ServiceInfo) -> str:
    """Return the way back from a service: its line, or the first page when it is alone there."""
    others = [one for one in directory_of(glass.mall).services.values() if one.line == found.line]
    return f"{glass.home}antrean/{found.line.prefix}/" if len(others) > 1 else glass.home


def _mine_in(glass: Glass, line: LineInfo) -> str:
    """Return the way to the number this visitor holds in a line; empty when it is not known."""
    mine = [one.code for one in glass.visitor.tickets if one.code.startswith(f"{line.prefix}-")]
    return context.ticket_url(glass.mall, mine[-1]) if mine else ""
