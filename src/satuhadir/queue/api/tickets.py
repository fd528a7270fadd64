# SPDX-License-Identifier: Apache-2.0
"""Numbers taken, and what staff do with them."""

from typing import NamedTuple
from urllib.parse import urljoin
from uuid import UUID

from django.http import HttpResponse

from satuhadir.accounts.callers import Action
from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import require
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.queue import actions, queries
from satuhadir.queue.api import answers
from satuhadir.queue.api.doors import Ask, Limit, answer, operation
from satuhadir.queue.api.inputs import (
    AtCounter,
    HoldAtCounter,
    Input,
    Nothing,
    PerhapsAtCounter,
    RefusePapers,
    TakeNumber,
    TransferAtCounter,
    problem_with,
)
from satuhadir.queue.errors import (
    AlreadyInLine,
    AttendanceNotFound,
    Busy,
    ClockBehind,
    CounterBusy,
    CounterNotFound,
    LineClosed,
    LineFull,
    OtherChannel,
    PaperNotAsked,
    ServicesOfOneLine,
    TicketNotFound,
    TooEarly,
    TooLateToday,
    UndoExpired,
    WrongState,
)
from satuhadir.queue.tracks import track_path
from satuhadir.queue.values import HoldReason, PaperReason, Verb
from satuhadir.shared.errors import DomainError, Invalid

CITIZENS = frozenset({"applicant", "stranger"})
MOVES = (TicketNotFound, CounterNotFound, WrongState, Busy)


@operation(
    "POST",
    "/malls/{mall}/tickets",
    takes=TakeNumber,
    answers={201: answers.IssuedTicket},
    summary="Take a number: at a kiosk, at a desk or by phone, by who asks",
    refuses=(
        LineClosed, LineFull, TooLateToday, AlreadyInLine, AttendanceNotFound, ServiceNotFound,
        ServicesOfOneLine, OtherChannel, NotYours, ClockBehind, Busy,
    ),
    limit=Limit("issue", device="10/minute", address="600/minute"),
)  # fmt: skip
def issue_ticket(ask: Ask, given: TakeNumber) -> HttpResponse:
    """Give the next number; a kiosk's and a desk's people are present at once."""
    channel = _channel_of(ask)
    if given.channel not in {None, channel}:
        raise OtherChannel
    site = ask.request.build_absolute_uri("/")  # a wrong Host is refused before anything is given
    issued = actions.issue_ticket(
        mall=ask.mall,
        services=given.services or [given.service or ""],
        channel=channel,
        actor=ask.caller.actor,
        attendance_id=given.attendance,
        people=given.people,
        wants_head_start=bool(given.needs),
        help=given.help or (),
        name=given.name or "",
        phone=given.phone or "",
        repeat=ask.repeat,
    )
    url = urljoin(site, track_path(ask.mall.slug, issued.track))
    return answer(issued.ticket.raw | {"track": issued.track, "track_url": url}, status=201)


@operation(
    "GET",
    "/malls/{mall}/tickets/{ticket}",
    rights=("serve",),
    takes=Nothing,
    answers={200: answers.StaffTicket},
    summary="One ticket, for staff",
    refuses=(TicketNotFound,),
)
def show_ticket(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer a ticket of any day of this mall."""
    return answer(queries.ticket_at(ask.mall, ask.id_in_path("ticket", TicketNotFound)).staff_raw)


@operation(
    "POST",
    "/malls/{mall}/tickets/{ticket}/refused-papers",
    rights=("serve",),
    takes=RefusePapers,
    answers={201: answers.RefusedPapers},
    summary="Papers that could not be accepted, and why; the ticket stays where it is",
    refuses=(TicketNotFound, CounterNotFound, WrongState, PaperNotAsked),
)
def refuse_papers(ask: Ask, given: RefusePapers) -> HttpResponse:
    """Record why somebody came in vain; hold or finish the ticket with its own operation."""
    ticket_id = ask.id_in_path("ticket", TicketNotFound)
    ask.require_counter(given.counter)
    recorded = actions.record_refused_papers(
        mall=ask.mall,
        ticket_id=ticket_id,
        counter_id=given.counter,
        papers={one.document: PaperReason(one.reason) for one in given.papers},
        actor=ask.caller.actor,
        repeat=ask.repeat,
    )
    return answer({"ticket": str(ticket_id), "papers": recorded}, status=201)


class VerbDoor(NamedTuple):
    """A verb as the API has it: its last word of the address, what it takes, who may."""

    word: str
    verb: Verb
    takes: type[Input]
    summary: str
    rights: tuple[Action, ...] = ("serve",)
    refuses: tuple[type[DomainError], ...] = ()


VERBS = (
    VerbDoor("recall", Verb.RECALL, AtCounter, "Call it again"),
    VerbDoor("start", Verb.START, AtCounter, "Begin to serve whom was called"),
    VerbDoor("finish", Verb.FINISH, AtCounter, "Done; the counter is free"),
    VerbDoor(
        "no-show", Verb.NO_SHOW, AtCounter, "Nobody came, two minutes after the last call",
        refuses=(TooEarly,),
    ),
    VerbDoor("hold", Verb.HOLD, HoldAtCounter, "A paper or payment is missing; frees the counter"),
    VerbDoor("resume", Verb.RESUME, AtCounter, "What was missing is here: in line again"),
    VerbDoor("cancel", Verb.CANCEL, PerhapsAtCounter, "Give it up; a manager names no counter"),
    VerbDoor(
        "transfer", Verb.TRANSFER, TransferAtCounter, "On to another service, keeping its age",
        refuses=(ServiceNotFound, AlreadyInLine, LineClosed),
    ),
    VerbDoor(
        "release", Verb.RELEASE, PerhapsAtCounter, "Back in line, whichever counter has it",
        ("release",),
    ),
    VerbDoor(
        "undo", Verb.UNDO, AtCounter, "Take back a finish or no-show, within 60 seconds",
        refuses=(UndoExpired, CounterBusy, AlreadyInLine),
    ),
    VerbDoor(
        "present", Verb.PRESENT, PerhapsAtCounter, "The person of a phone ticket is here",
        ("serve", "take_as_kiosk"),
    ),
    VerbDoor(
        "confirm-priority", Verb.CONFIRM_HEAD_START, PerhapsAtCounter,
        "The head start asked for on a phone is right",
    ),
)  # fmt: skip


def _declare(door: VerbDoor) -> None:
    @operation(
        "POST",
        f"/malls/{{mall}}/tickets/{{ticket}}/{door.word}",
        rights=door.rights,
        takes=door.takes,
        answers={200: answers.StaffTicket},
        summary=door.summary,
        refuses=(*MOVES, *door.refuses),
        name=f"{door.word.replace('-', '_')}_ticket",
    )
    def move(ask: Ask, given: Input) -> HttpResponse:
        counter_id: UUID | None = getattr(given, "counter", None)
        return _move(ask, door.verb, given, counter_id)


for _door in VERBS:
    _declare(_door)


def _move(ask: Ask, verb: Verb, given: Input, counter_id: UUID | None) -> HttpResponse:
    ticket_id = ask.id_in_path("ticket", TicketNotFound)
    manages = ask.caller.may("release", ask.mall)
    if verb is Verb.CANCEL and counter_id is None and not manages:
        raise Invalid(errors=[problem_with("counter", "shared.missing")])
    if counter_id is not None:
        ask.require_counter(counter_id)
    override = manages and (verb is Verb.RELEASE or counter_id is None)
    view = actions.move_ticket(
        mall=ask.mall,
        ticket_id=ticket_id,
        verb=verb,
        counter_id=counter_id,
        actor=ask.caller.actor,
        override=override,
        reason=HoldReason(given.reason) if isinstance(given, HoldAtCounter) else HoldReason.OTHER,
        to_service=given.service if isinstance(given, TransferAtCounter) else None,
        repeat=ask.repeat,
    )
    told = view.staff_raw
    return answer(told if ask.is_by_staff() else told | {"help": []})  # a kiosk checks in, too


def _channel_of(ask: Ask) -> str:
    """Return the channel that who asks takes numbers through.

    A citizen's key is a phone anywhere; a device's or officer's only opens its own mall.
    """
    caller = ask.caller
    if caller.may_somewhere("take_as_kiosk", ask.mall):
        return "kiosk"
    if caller.may_somewhere("take_as_desk", ask.mall):
        return "desk"
    require(caller, all(scope.role in CITIZENS for scope in caller.scopes))
    return "phone"
