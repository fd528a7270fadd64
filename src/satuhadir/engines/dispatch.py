# SPDX-License-Identifier: Apache-2.0
"""Who is called next: the reference that the queue's SQL is compared with.

    key  = issued_at - head start + (1 - theta) x finished legs     static while the ticket waits
    next = the callable ticket with the smallest (key, number, id) over the lines a counter serves

A leg is the time that a finished service of the same person took out of this ticket's waiting:
from the latest of the ticket's issue (of its booked time, where it has one) and the person's finish
before, to that finish. Theta is the share of the ticket's age that its person keeps: 1 keeps all
of it, with 0 the person stands in the next line as if they had just come. An agency may choose it
for everybody; else it is the mall's for people whose tickets follow each other, and 1 for others.

A head start instead of a priority class makes this due-date order: nobody is passed by a ticket
more than the largest head start younger, so nobody starves (a strict class gives its own a few
minutes more and lets the others wait without bound; Kleinrock 1964 on delay-dependent priority).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from satuhadir.engines.reading import BadInput, Node

HEAD_START_MINUTES = 20
"""Usual head start of the elderly, disabled, pregnant and those with an infant; a mall may choose
another. Simulated at 90 % load: 13 minutes of waiting, 22 for the others, for a tenth of people."""
COME_BACK_MINUTES = 10
"""How much later a ticket stands in line after its one no-show: most of its age stays."""
AGE_KEPT_PERCENT = 10
"""Usual share of its age that a ticket keeps after another service of its person, where tickets
follow each other; a mall may choose another. The largest under which visits of one service took
no longer than where everybody takes one number after another (`bench/policies.py`)."""
MOST_HEAD_START_MINUTES = 24 * 60
MOST_LEGS = 100
CALLABLE = "waiting"
STATES = (
    "held", "waiting", "called", "serving", "parked", "done", "no_show", "cancelled", "expired",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One numbered place in one line, as far as calling is concerned.

    `present` is False while the person of a ticket taken by phone is not in the building. Ids
    are text; equal keys and numbers (in two lines) are decided by the text order of `id`.
    """

    id: str
    line: str
    key: datetime
    number: int
    attendance: str
    present: bool = True
    state: str = CALLABLE


def key(issued_at: datetime, head_start_minutes: int = 0) -> datetime:
    """Return the place of a ticket in time: smaller is called earlier."""
    return issued_at - timedelta(minutes=head_start_minutes)


def come_back_key(key: datetime) -> datetime:
    """Return the key of a ticket whose person missed the call and came back."""
    return key + timedelta(minutes=COME_BACK_MINUTES)


def moves_later(leg: int, kept_percent: int) -> int:
    """Return how much later a ticket stands after a leg, in the leg's own whole units."""
    return leg * (100 - kept_percent) // 100


def aged_key(key: datetime, leg: timedelta, kept_percent: int) -> datetime:
    """Return the key of a person's other ticket after a finished leg, to the microsecond.

    `kept_percent`: how much of its age the ticket keeps, 100 x theta of its line's agency.
    """
    micro = timedelta(microseconds=1)
    return key + moves_later(leg // micro, kept_percent) * micro


def leg_of(
    finished_at: datetime, issued_at: datetime, finished_before: datetime | None
) -> timedelta:
    """Return the leg that a finish is to another ticket of the same person; never below zero.

    `issued_at`: since when that ticket has its place; a booked one, since its booked time.
    """
    since = max(issued_at, finished_before) if finished_before else issued_at
    return max(finished_at - since, timedelta(0))


def place(ticket: Ticket) -> tuple[datetime, int, str]:
    """Return what tickets are ordered by: a total order, as ids differ."""
    return ticket.key, ticket.number, ticket.id


def is_callable(ticket: Ticket, lines: Collection[str], busy_attendances: Collection[str]) -> bool:
    """Return whether a counter of these lines may call the ticket now.

    A person being called or served elsewhere is busy; absent people keep their place.
    """
    return (
        ticket.state == CALLABLE
        and ticket.present
        and ticket.line in lines
        and ticket.attendance not in busy_attendances
    )


def next_ticket(
    tickets: Iterable[Ticket], lines: Collection[str], busy_attendances: Collection[str] = ()
) -> Ticket | None:
    """Return the ticket a counter of these lines calls next, or None when nobody is callable."""
    callable_now = (one for one in tickets if is_callable(one, lines, busy_attendances))
    return min(callable_now, key=place, default=None)


def answer(question: Node) -> dict[str, object]:
    """Answer one question of `satuhadir engine dispatch`.

    `order` lists every callable ticket by place; two tickets of one person both stand in it,
    though calling the first makes the second wait.
    """
    fields = question.record("tickets", "lines", optional=("busy",))
    lines = frozenset(line.text() for line in fields["lines"].items(at_most=10_000))
    busy: frozenset[str] = frozenset()
    if "busy" in fields:
        busy = frozenset(person.text() for person in fields["busy"].items(at_most=100_000))
    tickets = _read_tickets(fields["tickets"])
    order = sorted((one for one in tickets if is_callable(one, lines, busy)), key=place)
    first = next_ticket(tickets, lines, busy)
    return {
        "next": first.id if first else None,
        "key": first.key.isoformat() if first else None,
        "order": [ticket.id for ticket in order],
    }


def _read_tickets(rows: Node) -> list[Ticket]:
    tickets: list[Ticket] = []
    seen: set[str] = set()
    for row in rows.items(at_most=100_000):
        ticket = _read_ticket(row)
        if ticket.id in seen:
            raise BadInput(f"{row.path}.id", "is the id of an earlier ticket too")
        seen.add(ticket.id)
        tickets.append(ticket)
    return tickets


def _read_ticket(row: Node) -> Ticket:
    fields = row.record(
        "id", "line", "number", "attendance", "issued_at",
        optional=(
            "head_start_minutes", "came_back", "present", "state", "legs_seconds",
            "age_kept_percent",
        ),
    )  # fmt: skip
    head_start = 0
    if "head_start_minutes" in fields:
        head_start = fields["head_start_minutes"].whole(at_most=MOST_HEAD_START_MINUTES)
    place_in_time = key(fields["issued_at"].instant(), head_start)
    if "came_back" in fields and fields["came_back"].flag():
        place_in_time = come_back_key(place_in_time)
    kept = 100
    if "age_kept_percent" in fields:
        kept = fields["age_kept_percent"].whole(at_most=100)
    if "legs_seconds" in fields:
        for leg in fields["legs_seconds"].items(at_most=MOST_LEGS):
            length = timedelta(seconds=leg.whole(at_most=MOST_HEAD_START_MINUTES * 60))
            place_in_time = aged_key(place_in_time, length, kept)
    return Ticket(
        id=fields["id"].text(),
        line=fields["line"].text(),
        key=place_in_time,
        number=fields["number"].whole(at_least=1),
        attendance=fields["attendance"].text(),
        present=fields["present"].flag() if "present" in fields else True,
        state=fields["state"].choice(STATES) if "state" in fields else CALLABLE,
    )
