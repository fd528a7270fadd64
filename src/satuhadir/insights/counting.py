# SPDX-License-Identifier: Apache-2.0
"""From a day that was read to its figures, scope by scope: pure, no database, no clock."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from satuhadir.insights.reading import (
    DAY_SECONDS,
    GRACE_SECONDS,
    WAITING,
    CounterDay,
    DayReading,
    Leg,
    Ticket,
)
from satuhadir.insights.values import Numbers, Scope, put, told_key

AT_ONCE_MINUTES: Final = 5  # who was told "at once" was told no figure: so long is still at once

Found = dict[Scope, Numbers]


def figures_of(day: DayReading, until: float) -> Found:
    """Return the figures of what was read, as of the instant `until` (not past midnight)."""
    until = min(until, day.midnight + DAY_SECONDS)
    found: Found = defaultdict(Numbers)
    for ticket in day.tickets.values():
        _count_ticket(day, ticket, found)
    for tickets in day.people.values():
        _count_visit(day, tickets, found)
    _count_spans(day, until, found)
    return dict(found)


def hour_key(day: DayReading, at: float) -> str:
    """Return weekday and hour of an instant of the day, as keys of hours are written."""
    hour = min(max(int((at - day.midnight) // 3600), 0), 23)
    return f"{day.weekday}{hour:02}"


def _scopes(day: DayReading, ticket: Ticket, leg: Leg) -> list[Scope]:
    """Return all that a stay in a line counts for, but the counter and the services."""
    agency = day.agency_of_line.get(leg.line, "")
    hour = hour_key(day, ticket.issued_at)
    return [
        Scope("mall"),
        Scope("agency", agency),
        Scope("line", agency, leg.line),
        Scope("channel", "", ticket.channel),
        Scope("channel", agency, ticket.channel),
        Scope("hour", "", hour),
        Scope("hour", agency, hour),
    ]


def _services(day: DayReading, leg: Leg) -> list[Scope]:
    agency = day.agency_of_line.get(leg.line, "")
    return [Scope("service", agency, code) for code in dict.fromkeys(leg.services)]


def _counter(day: DayReading, counter: str) -> list[Scope]:
    return [Scope("counter", day.places.counters.get(counter, ""), counter)] if counter else []


def _count_ticket(day: DayReading, ticket: Ticket, found: Found) -> None:
    for place, leg in enumerate(ticket.legs):
        shared = _scopes(day, ticket, leg)
        services = _services(day, leg)
        counted = [found[scope] for scope in (*shared, *services)]
        for one in counted:
            if place == 0:
                one.issued += 1
                one.people += ticket.people
            else:
                one.moved_in += 1
            one.moved_out += leg.moved
            one.parked += leg.parked
        if leg.called_at is not None:
            called_by = [found[scope] for scope in _counter(day, leg.called_by)]
            _count_wait(day, ticket, place, [*counted, *called_by], found)
    _count_end(day, ticket, found)


def _count_wait(
    day: DayReading, ticket: Ticket, place: int, counted: list[Numbers], found: Found
) -> None:
    """The wait to the first call in this line, and what was told about it."""
    leg = ticket.legs[place]
    assert leg.called_at is not None
    came = max(leg.began_at, ticket.present_at or leg.began_at)
    waited = max(leg.called_at - came - leg.held_seconds, 0.0)
    passed_over = any(
        len(one) == 1 or one[1] - leg.called_out_at > GRACE_SECONDS for one in leg.out_of_order
    )
    told = _told(ticket, leg) if place == 0 else None
    for one in counted:
        put(one.waits, waited)
        one.wait_seconds += int(waited)
        one.out_of_order += passed_over
    if told is None:
        return
    missed = _missed(ticket, leg.called_at)
    for one in (*counted, *(found[scope] for scope in _bins(day, ticket, leg))):
        one.missed_seconds += missed
        one.judged += 1
        one.kept += told == "kept"
        one.late += told == "late"


def _told(ticket: Ticket, leg: Leg) -> str | None:
    """Say whether the range told with the number came true; None where it can't be judged.

    Not judged: nothing was told; the person came after the range had begun, or was at another
    counter meanwhile. Both are their own time.
    """
    if ticket.low is None or ticket.high is None or leg.was_held or leg.called_at is None:
        return None
    if (ticket.present_at or ticket.issued_at) > ticket.issued_at + ticket.low * 60:
        return None
    minute = int((leg.called_at - ticket.issued_at) // 60)
    if minute > (ticket.high or AT_ONCE_MINUTES):
        return "late"
    return "kept" if minute >= ticket.low else "early"


def _missed(ticket: Ticket, called_at: float) -> int:
    """Return how many seconds the call was off the middle of what was told."""
    middle = ((ticket.low or 0) + (ticket.high or 0)) * 30
    return round(abs(called_at - ticket.issued_at - middle))


def _bins(day: DayReading, ticket: Ticket, leg: Leg) -> list[Scope]:
    """Return the bin of what was told, at the mall and at the agency."""
    key = told_key(ticket.low or 0, ticket.high or 0)
    return [Scope("told", "", key), Scope("told", day.agency_of_line.get(leg.line, ""), key)]


def _count_end(day: DayReading, ticket: Ticket, found: Found) -> None:
    leg = ticket.leg
    shared = [found[scope] for scope in _scopes(day, ticket, leg)]
    services = [found[scope] for scope in _services(day, leg)]
    at_counter = [found[scope] for scope in _counter(day, leg.counter)]
    name = _end_of(ticket)
    there = at_counter if name in {"done", "no_show", "stopped"} else []
    for one in (*shared, *services, *there):
        if name:
            setattr(one, name, getattr(one, name) + 1)
        one.returned += ticket.came_back
    if name == "done":
        alone = services if len(services) == 1 else []
        for one in (*shared, *alone, *at_counter):
            put(one.services, leg.serving_seconds)
            one.service_seconds += int(leg.serving_seconds)
    if ticket.papers:
        for one in (*shared, *services, *at_counter):
            one.refused += 1
        agency = day.agency_of_line.get(leg.line, "")
        for document, (service, reason) in ticket.papers.items():
            found[Scope("paper", agency, f"{service}:{document}:{reason}")].refused += 1


def _end_of(ticket: Ticket) -> str:
    """Return how the number ended, as the figures call it; "" while it has not."""
    if ticket.end in {"done", "no_show", ""}:
        return ticket.end
    if ticket.ended_from in WAITING:
        return "abandoned" if ticket.present else "never_came"
    return "unfinished" if ticket.ended_from == "parked" else "stopped"


def _count_visit(day: DayReading, tickets: list[Ticket], found: Found) -> None:
    """One person's day: at the mall, and at each agency apart. Who never came made no visit."""
    by_agency: dict[str, list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        by_agency[day.agency_of_line.get(ticket.leg.line, "")].append(ticket)
    parts = [(Scope("mall"), tickets)]
    parts += [(Scope("agency", agency), some) for agency, some in by_agency.items()]
    for scope, some in parts:
        came = [one.present_at for one in some if one.present_at is not None]
        if not came:
            continue
        one = found[scope]
        one.visits += 1
        done = [ticket for ticket in some if ticket.end == "done"]
        if done:
            one.served_visits += 1
            one.whole_visits += len(done) == len(some) and not any(t.papers for t in some)
            put(one.stays, max(ticket.ended_at for ticket in done) - min(came))


def _count_spans(day: DayReading, until: float, found: Found) -> None:
    """How long people waited and counters worked, by the hour in which it was."""
    for line, began, ended in _waited(day, until):
        agency = day.agency_of_line.get(line, "")
        scopes = (Scope("mall"), Scope("agency", agency), Scope("line", agency, line))
        _count_span(day, found, "waiting_seconds", scopes, agency, (began, min(ended, until)))
    for counter, began, ended in _served(day, until):
        agency = day.places.counters.get(counter, "")
        scopes = (Scope("mall"), Scope("agency", agency), Scope("counter", agency, counter))
        _count_span(day, found, "serving_seconds", scopes, agency, (began, min(ended, until)))
    for counter, state in day.counters.items():
        agency = day.places.counters.get(counter, "")
        scopes = (Scope("mall"), Scope("agency", agency), Scope("counter", agency, counter))
        for began, ended in _opened(state, until):
            _count_span(day, found, "open_seconds", scopes, agency, (began, min(ended, until)))


def _waited(day: DayReading, until: float) -> Iterator[tuple[str, float, float]]:
    yield from day.waited
    for ticket in day.tickets.values():
        if len(ticket.callable) == 1:
            yield ticket.leg.line, ticket.callable[0], until


def _served(day: DayReading, until: float) -> Iterator[tuple[str, float, float]]:
    yield from day.served
    for ticket in day.tickets.values():
        if ticket.state == "serving" and len(ticket.serving) == 1:
            yield ticket.leg.counter, ticket.serving[0], until


def _opened(counter: CounterDay, until: float) -> Iterator[tuple[float, float]]:
    yield from counter.spans
    if counter.state == "open":
        yield counter.since, min(until, counter.until or until)


def _count_span(
    day: DayReading,
    found: Found,
    name: str,
    scopes: Iterable[Scope],
    agency: str,
    span: tuple[float, float],
) -> None:
    """Add the seconds of a span to its scopes, and to each hour that it touches."""
    began, ended = max(span[0], day.midnight), span[1]
    if ended <= began:
        return
    for scope in scopes:
        one = found[scope]
        setattr(one, name, getattr(one, name) + round(ended - began))
    while began < ended:
        key = hour_key(day, began)
        edge = min(ended, day.midnight + 3600 * (int(key[1:]) + 1))
        for scope in (Scope("hour", "", key), Scope("hour", agency, key)):
            one = found[scope]
            setattr(one, name, getattr(one, name) + round(edge - began))
        if edge <= began:
            break
        began = edge
