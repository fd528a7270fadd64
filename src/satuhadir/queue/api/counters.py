# SPDX-License-Identifier: Apache-2.0
"""Counters: who is called next, and whether they work."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from satuhadir.queue import actions, queries
from satuhadir.queue.api import answers
from satuhadir.queue.api.doors import Ask, answer, operation
from satuhadir.queue.api.inputs import Break, CloseCounter, Nothing, Page
from satuhadir.queue.api.pages import instant, page
from satuhadir.queue.directory import directory_of
from satuhadir.queue.errors import Busy, CounterBusy, CounterClosed, CounterNotFound
from satuhadir.queue.values import CounterState, TicketView


@operation(
    "GET",
    "/malls/{mall}/counters",
    takes=Page,
    answers={200: answers.Counters},
    summary="Every counter with its state and its ticket",
)
def list_counters(ask: Ask, given: Page) -> HttpResponse:
    """Answer counters in their order."""
    states = queries.counters_at(ask.mall)
    return answer(page(states, given, lambda one: _shown(ask, one)))


@operation(
    "GET",
    "/malls/{mall}/counters/{counter}",
    takes=Nothing,
    answers={200: answers.Counter},
    summary="One counter with its state and its ticket",
    refuses=(CounterNotFound,),
)
def show_counter(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer one counter."""
    return answer(_shown(ask, queries.counter_at(ask.mall, _counter_id(ask))))


@operation(
    "POST",
    "/malls/{mall}/counters/{counter}/call-next",
    rights=("serve",),
    takes=Nothing,
    answers={200: answers.StaffTicket, 204: None},
    summary="Call whoever is next over all lines of the counter",
    refuses=(CounterNotFound, CounterBusy, CounterClosed, Busy),
)
def call_next(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer the ticket now called, or 204 when nobody may be called."""
    view = actions.call_next(
        mall=ask.mall, counter_id=_own_counter(ask), actor=ask.caller.actor, repeat=ask.repeat
    )
    return HttpResponse(status=204) if view is None else answer(view.staff_raw)


@operation(
    "POST",
    "/malls/{mall}/counters/{counter}/open",
    rights=("serve",),
    takes=Nothing,
    answers={200: answers.Counter},
    summary="Open the counter, also after a break",
    refuses=(CounterNotFound,),
)
def open_counter(ask: Ask, given: Nothing) -> HttpResponse:
    """Open it."""
    counter_id = _own_counter(ask)
    return _changed(
        ask,
        lambda: actions.open_counter(
            mall=ask.mall, counter_id=counter_id, actor=ask.caller.actor, officer_id=_officer(ask)
        ),
    )


@operation(
    "POST",
    "/malls/{mall}/counters/{counter}/close",
    rights=("serve",),
    takes=CloseCounter,
    answers={200: answers.Counter},
    summary="Close the counter now, or from an instant on; it keeps the ticket it has",
    refuses=(CounterNotFound,),
)
def close_counter(ask: Ask, given: CloseCounter) -> HttpResponse:
    """Close it."""
    counter_id = _own_counter(ask)
    return _changed(
        ask,
        lambda: actions.close_counter(
            mall=ask.mall,
            counter_id=counter_id,
            actor=ask.caller.actor,
            closed_from=given.closes_at,
        ),
    )


@operation(
    "POST",
    "/malls/{mall}/counters/{counter}/break",
    rights=("serve",),
    takes=Break,
    answers={200: answers.Counter},
    summary="Rest: nobody is called here until it opens again",
    refuses=(CounterNotFound,),
)
def start_break(ask: Ask, given: Break) -> HttpResponse:
    """Start a break."""
    counter_id = _own_counter(ask)
    return _changed(
        ask,
        lambda: actions.start_break(
            mall=ask.mall, counter_id=counter_id, actor=ask.caller.actor, back_at=given.back_at
        ),
    )


@operation(
    "POST",
    "/malls/{mall}/counters/{counter}/take-over",
    rights=("serve",),
    takes=Nothing,
    answers={200: answers.Counter},
    summary="Work the counter from now on, with whatever ticket it has",
    refuses=(CounterNotFound,),
)
def take_over(ask: Ask, given: Nothing) -> HttpResponse:
    """Take the counter over from whoever had it."""
    counter_id = _own_counter(ask)
    return _changed(
        ask,
        lambda: actions.take_over(
            mall=ask.mall,
            counter_id=counter_id,
            officer_id=_officer(ask),
            actor=ask.caller.actor,
        ),
    )


def _counter_id(ask: Ask) -> UUID:
    return ask.id_in_path("counter", CounterNotFound)


def _own_counter(ask: Ask) -> UUID:
    counter_id = _counter_id(ask)
    ask.require_counter(counter_id)
    return counter_id


def _officer(ask: Ask) -> int | None:
    """Return the account that asks; a device's key has none."""
    kind, _, number = ask.caller.actor.partition(":")
    return int(number) if kind == "user" else None


def _changed(ask: Ask, change: Callable[[], CounterState]) -> HttpResponse:
    return answer(actions.once(ask.repeat, lambda: _shown(ask, change())))


def _shown(ask: Ask, one: CounterState) -> dict[str, Any]:
    services = directory_of(ask.mall).services.values()
    return {
        "id": str(one.id),
        "name": one.name,
        "booth": one.booth,
        "place": one.place,
        "agency": one.agency,
        "state": one.state,
        "state_since": instant(one.state_since, ask.mall),
        "back_at": instant(one.back_at, ask.mall),
        "lines": [str(line) for line in one.lines],
        "services": [service.code for service in services if service.line.id in one.lines],
        "ticket": _ticket(ask, one.ticket) if one.ticket else None,
    }


def _ticket(ask: Ask, ticket: TicketView) -> dict[str, Any]:
    """Show the ticket with its ids to staff, to others what the hall's screen shows."""
    if ask.is_by_staff():
        return ticket.staff_raw
    return {name: ticket.raw[name] for name in ("code", "state", "called_at")}
