# SPDX-License-Identifier: Apache-2.0
"""A ticket as its holder sees it: where to go, how long still, what may be done with it now."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.catalogue.models import Service
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import closings, tracks, wording
from satuhadir.queue.citizen.hours import time_of
from satuhadir.queue.citizen.naming import Named, named
from satuhadir.queue.citizen.standard import to_bring
from satuhadir.queue.directory import directory_of
from satuhadir.queue.queries.holders import (
    TrackedVisit,
    counter_place,
    no_show_minutes,
    open_counters_of,
)
from satuhadir.queue.values import TicketView, Wait

WAITING = frozenset({"waiting", "held"})
ATTENDED = frozenset({"called", "serving"})
OPEN = WAITING | ATTENDED | {"parked"}


@dataclass(frozen=True, slots=True)
class Card:
    """A ticket on its page and on paper. Texts are in the page's language, names are data."""

    code: str
    state: str
    day_text: str
    services: list[Named]
    agency_name: str
    booth: str
    place: str
    people: int
    priority: bool
    priority_claimed: bool
    bring: list[str]
    issued_text: str
    needs_check_in: bool
    present: bool
    ahead: int | None
    wait: Wait | None
    wait_window_text: str
    serving_counters: int
    counter_name: str
    held_place: str
    held_after: str
    called_at_text: str
    call_until_text: str
    closing_text: str
    can_cancel: bool
    can_return: bool
    return_until_text: str


@dataclass(frozen=True, slots=True)
class OtherCard:
    """Another number of the same person."""

    code: str
    service_name: Named
    state: str
    url: str


def card_of(mall: Mall, visit: TrackedVisit) -> Card:
    """Return the card of a ticket (at most two queries more, none once it is over)."""
    ticket = visit.ticket
    state = state_of(mall, ticket)
    line = directory_of(mall).lines.get(ticket.line)
    booth, place = (line.booth, line.place) if line else ("", "")
    if state in ATTENDED and ticket.counter:
        booth, place = counter_place(mall, ticket.counter)
    services = _services(mall, ticket)
    return Card(
        code=ticket.code,
        state=state,
        day_text=wording.day(ticket.day),
        services=[named(one.name, one.name_en) for one in services],
        agency_name=line.agency if line else "",
        booth=booth,
        place=place,
        people=ticket.people,
        priority=ticket.priority,
        priority_claimed=ticket.priority_claimed,
        bring=to_bring(mall, services) if state in OPEN else [],
        issued_text=wording.clock_zone(ticket.issued_at, mall),
        needs_check_in=ticket.channel == "phone",
        present=ticket.present,
        ahead=ticket.ahead,
        wait=ticket.wait,
        wait_window_text=_window(mall, ticket),
        serving_counters=open_counters_of(ticket.line) if state in WAITING else 0,
        counter_name=ticket.counter_name or "",
        held_place=_held_place(visit) if state == "held" else "",
        held_after=_held_after(visit) if state == "held" else "",
        called_at_text=_called_at(mall, ticket),
        call_until_text=_call_until(mall, ticket) if state == "called" else "",
        closing_text=closings.sentence_for(ticket, line, mall, mall.local_now()),
        can_cancel=state in OPEN - {"serving"},
        can_return=state == "no_show" and not ticket.came_back,
        return_until_text=_return_until(mall, ticket) if state == "no_show" else "",
    )


def others_of(mall: Mall, visit: TrackedVisit) -> list[OtherCard]:
    """Return the other numbers of this person's day."""
    known = directory_of(mall).services
    cards = []
    for one in visit.others:
        info = known.get(one.service)
        cards.append(
            OtherCard(
                code=one.code,
                service_name=named(info.name, info.name_en) if info else named(one.service),
                state=state_of(mall, one),
                url=tracks.track_path(mall.slug, tracks.track_of(one.id)),
            )
        )
    return cards


def state_of(mall: Mall, ticket: TicketView) -> str:
    """Return the ticket's state; what was left open on a past day is over, closed or not yet."""
    if ticket.day < mall.today() and ticket.state in OPEN | {"no_show"}:
        return "expired"
    return ticket.state


def _services(mall: Mall, ticket: TicketView) -> list[Service]:
    """Return the services asked for; one withdrawn since is left out."""
    found = []
    for code in ticket.services:
        try:
            found.append(catalogue.service_at(mall, code))
        except ServiceNotFound:
            continue
    return found


def _window(mall: Mall, ticket: TicketView) -> str:
    if ticket.wait is None or ticket.wait.high == 0:
        return ""
    now = mall.local_now()
    first, last = (now + timedelta(minutes=one) for one in (ticket.wait.low, ticket.wait.high))
    if first.date() != last.date():
        return ""
    return _("Giliran Anda kira-kira pukul {first}–{last}.").format(
        first=wording.clock(first, mall), last=time_of(last, mall)
    )


def _held_place(visit: TrackedVisit) -> str:
    busy = next((one for one in visit.others if one.state in ATTENDED), None)
    return (busy.counter_name or "") if busy else ""


def _held_after(visit: TrackedVisit) -> str:
    """Return the number that comes before this one in its person's visit."""
    if _held_place(visit):
        return ""
    return next((one.code for one in visit.others if one.state == "waiting"), "")


def _called_at(mall: Mall, ticket: TicketView) -> str:
    at = ticket.recalled_at or ticket.called_at
    return time_of(at, mall) if at else ""


def _call_until(mall: Mall, ticket: TicketView) -> str:
    """Return until when the counter waits at least; nothing once that is past."""
    at = ticket.recalled_at or ticket.called_at
    if at is None:
        return ""
    until = at + timedelta(minutes=no_show_minutes(mall))
    return time_of(until, mall) if until > mall.local_now() else ""


def _return_until(mall: Mall, ticket: TicketView) -> str:
    """Return when the line closes for today, while that is still to come."""
    line = directory_of(mall).lines.get(ticket.line)
    closes = malls.calendar_of(mall).last_closing(ticket.day, line.booth_id if line else None)
    if closes is None or closes <= mall.local_now() or closes.date() != ticket.day:
        return ""
    return time_of(closes, mall)
