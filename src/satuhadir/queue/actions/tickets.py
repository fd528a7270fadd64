# SPDX-License-Identifier: Apache-2.0
"""What happens to tickets: issued, called, moved. One database call each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath, notify, tracks, wording
from satuhadir.queue.directory import directory_of
from satuhadir.queue.errors import REFUSALS, ClockBehind, ServicesOfOneLine, WrongCode
from satuhadir.queue.hotpath import Repeat
from satuhadir.queue.values import (
    Directory,
    Flow,
    Help,
    HoldReason,
    Issued,
    LineInfo,
    TicketView,
    Verb,
    Wanted,
)
from satuhadir.shared.errors import FieldProblem, Invalid
from satuhadir.shared.keyed import hash_of

NO_REPEAT = Repeat()
LONGEST_AT_DESK = 480
UNKNOWN_HELP = _("Bantuan ini tidak dikenal. Pilih dari daftar yang ada.")
ORDER_IMPOSSIBLE = _("Urutan ini tidak mungkin: setiap urusan hanya dapat sesudah yang sebelumnya.")
MOST_PEOPLE = _("Satu nomor paling sedikit untuk 1 dan paling banyak untuk 20 orang.")


def issue_ticket(
    *,
    mall: Mall,
    services: Sequence[str],
    channel: str,
    actor: str,
    attendance_id: UUID | None = None,
    people: int = 1,
    wants_head_start: bool = False,
    help: Iterable[str] = (),  # noqa: A002 – the word of the API
    name: str = "",
    phone: str = "",
    key_at: datetime | None = None,
    repeat: Repeat = NO_REPEAT,
) -> Issued:
    """Give the next number of the line that the services share, for the mall's today.

    Several papers in one line are one ticket, a family is one ticket (`people`); the time
    at the desk is the sum. With `attendance_id` the ticket joins that person's visit. A
    head start counts at once at kiosk and desk; on a phone staff confirm it first. `help`:
    codes of `values.Help`, what staff may do for the person; joined to what was asked before.
    `key_at`: since when who booked a time counts in the line, as in issue_visit.

    Raises:
        ServiceNotFound: a code is not waited for at this mall.
        Invalid: people out of range, or help of an unknown kind.
        ServicesOfOneLine: the services wait in different lines.
        LineClosed, LineFull, TooLateToday, AlreadyInLine: the line's rules say no.
        AttendanceNotFound: no such person at this mall today.
        ClockBehind: the database's clock is earlier than the last event.
    """
    directory = directory_of(mall)
    line, minutes = _wanted(directory, services, people)
    ticket_id = tracks.new_id()
    new = hotpath.NewTicket(
        mall_id=mall.pk,
        day=mall.today(),
        line_id=line.id,
        service_id=directory.services[services[0]].id,
        services=list(services),
        minutes=minutes,
        channel=channel,
        people=people,
        wants_head_start=wants_head_start,
        attendance_id=attendance_id,
        new_attendance_id=tracks.new_id(),
        ticket_id=ticket_id,
        track_hash=hash_of(tracks.track_of(ticket_id)),
        actor=actor,
        name=name,
        phone=phone,
        help=_known_help(help),
        key_at=key_at,
    )
    answer = _issue_on_its_day(mall, directory, line, new, repeat)
    if "refusal" in answer:
        raise _refusal(answer, mall=mall, line=line)
    notify.poke(mall.pk)
    ticket = TicketView.of(answer["ticket"])
    return Issued(ticket=ticket, track=tracks.track_of(ticket.id))


def issue_visit(
    *,
    mall: Mall,
    wanted: Sequence[Wanted],
    channel: str,
    actor: str,
    flow: Flow = Flow.ONE,
    people: int = 1,
    wants_head_start: bool = False,
    help: Iterable[str] = (),  # noqa: A002 – the word of the API
    name: str = "",
    phone: str = "",
    repeat: Repeat = NO_REPEAT,
) -> list[Issued]:
    """Give one person all the tickets of a visit at once, or none; in the order of `wanted`.

    They share one new attendance. With the flow `one` the first waits and the others are held
    until it is their turn; with `summon` all are held and keep their places.

    Raises:
        As issue_ticket; `wanted_at` of the refusal's context is the place of the one refused.
        Invalid: nothing wanted, or a ticket that must come after itself or a later one.
    """
    _check_order([one.after for one in wanted])
    directory = directory_of(mall)
    new_attendance, ids = tracks.new_id(), [tracks.new_id() for _ in wanted]
    lines = [_wanted(directory, one.services, people) for one in wanted]

    def given_on(day: date) -> dict[str, Any]:
        rows = []
        for one, own, (line, minutes) in zip(wanted, ids, lines, strict=True):
            opens, closes = _window(mall, directory, line, day)
            rows.append({
                "line": str(line.id), "service": directory.services[one.services[0]].id,
                "services": list(one.services), "minutes": minutes, "ticket": str(own),
                "track_hash": hash_of(tracks.track_of(own)).hex(),
                "after": [str(ids[place]) for place in one.after],
                "key_at": one.key_at and one.key_at.isoformat(),
                "window_from": opens and opens.isoformat(),
                "window_until": closes and closes.isoformat(),
            })  # fmt: skip
        shared = hotpath.NewTicket(
            mall_id=mall.pk, day=day, line_id=lines[0][0].id, service_id=0, services=[],
            minutes=1, channel=channel, people=people, wants_head_start=wants_head_start,
            attendance_id=None, new_attendance_id=new_attendance, ticket_id=ids[0],
            track_hash=b"", actor=actor, name=name, phone=phone, help=_known_help(help),
            flow=flow.value,
        )  # fmt: skip
        return hotpath.issue_visit(repeat, shared, rows)

    answer = _on_its_day(mall, given_on)
    if "refusal" in answer:
        raise _refusal(answer, mall=mall, line=lines[answer.get("at", 0)][0])
    notify.poke(mall.pk)
    views = [TicketView.of(raw) for raw in answer["tickets"]]
    return [Issued(ticket=one, track=tracks.track_of(one.id)) for one in views]


def call_next(
    *, mall: Mall, counter_id: UUID, actor: str, repeat: Repeat = NO_REPEAT
) -> TicketView | None:
    """Call whoever has the smallest key over the counter's lines; None when nobody may be.

    Raises:
        CounterNotFound: the mall has no such counter.
        CounterBusy: it still has a called or served ticket.
        CounterClosed: it is closed or on a break.
    """
    answer = hotpath.call_next(repeat, mall_id=mall.pk, counter_id=counter_id, actor=actor)
    if "refusal" in answer:
        raise _refusal(answer)
    if "ticket" not in answer:
        return None
    notify.poke(mall.pk)
    return TicketView.of(answer["ticket"])


def move_ticket(
    *,
    mall: Mall,
    ticket_id: UUID,
    verb: Verb,
    actor: str,
    counter_id: UUID | None = None,
    override: bool = False,
    reason: HoldReason = HoldReason.DOCUMENT,
    to_service: str | None = None,
    repeat: Repeat = NO_REPEAT,
) -> TicketView:
    """Do `verb` with a ticket. `counter_id` is who acts; None for the citizen and a manager.

    `override`: a manager may act on a ticket that a counter has. `to_service` is for
    `transfer` only: the ticket keeps its id, code and key and waits in that service's line.

    Raises:
        TicketNotFound, CounterNotFound: not at this mall.
        OtherCounter: another counter has the ticket.
        WrongState, TooEarly, UndoExpired, CounterBusy, AlreadyInLine, LineClosed.
    """
    to_line = to_id = None
    if verb is Verb.TRANSFER:
        target = directory_of(mall).services.get(to_service or "")
        if target is None:
            raise ServiceNotFound
        to_line, to_id = target.line, target.id
    answer = hotpath.move_ticket(
        repeat,
        hotpath.Move(
            mall_id=mall.pk,
            ticket_id=ticket_id,
            verb=verb.value,
            counter_id=counter_id,
            actor=actor,
            override=override,
            reason=reason.value if verb is Verb.HOLD else "",
            to_line_id=to_line.id if to_line else None,
            to_service_id=to_id,
            to_code=to_service if to_id else None,
        ),
    )
    if "refusal" in answer:
        raise _refusal(answer, mall=mall, line=to_line)
    notify.poke(mall.pk)
    return TicketView.of(answer["ticket"])


def confirm_presence(
    *, mall: Mall, ticket_id: UUID, code: str, actor: str, repeat: Repeat = NO_REPEAT
) -> TicketView:
    """Mark the citizen present who read the code off the hall's screen; raise WrongCode.

    The code of the window before counts too, for whoever typed while it changed.
    """
    minutes = directory_of(mall).display_code_minutes
    window = int(hotpath.database_now().timestamp()) // (minutes * 60)
    if code not in {tracks.display_code(mall.pk, one) for one in (window, window - 1)}:
        raise WrongCode(errors=[FieldProblem("code", WrongCode.code, WrongCode.message)])
    return move_ticket(
        mall=mall, ticket_id=ticket_id, verb=Verb.PRESENT, actor=actor, repeat=repeat
    )


def _issue_on_its_day(
    mall: Mall, directory: Directory, line: LineInfo, new: hotpath.NewTicket, repeat: Repeat
) -> dict[str, Any]:
    """Issue within the line's hours; once more if midnight passed between our clock and the
    database's, whose day counts.
    """

    def given_on(day: date) -> dict[str, Any]:
        window_from, window_until = _window(mall, directory, line, day)
        return hotpath.issue_ticket(
            repeat, new._replace(day=day, window_from=window_from, window_until=window_until)
        )

    return _on_its_day(mall, given_on)


def _on_its_day(mall: Mall, give: Callable[[date], dict[str, Any]]) -> dict[str, Any]:
    """Give for the mall's today; again for the next day if midnight passed meanwhile."""
    day = mall.today()
    for _again in range(2):
        answer = give(day)
        if answer.get("refusal") != "queue.day_changed":
            return answer
        day = date.fromisoformat(answer["day"])
    raise ClockBehind


def _check_order(needs: Sequence[tuple[int, ...]]) -> None:
    """Raise Invalid unless something is wanted, and each only after what stands before it."""
    if needs and all(0 <= need < place for place, own in enumerate(needs) for need in own):
        return
    problem = FieldProblem("wanted", "queue.order_impossible", ORDER_IMPOSSIBLE)
    raise Invalid(errors=[problem])


def _wanted(directory: Directory, services: Sequence[str], people: int) -> tuple[LineInfo, int]:
    """Return the line that the services share and the minutes at its desk."""
    if not 1 <= people <= 20:
        raise Invalid(errors=[FieldProblem("people", "queue.people_out_of_range", MOST_PEOPLE)])
    found = [directory.services.get(code) for code in services]
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found):
        raise ServiceNotFound
    if len({one.line.id for one in known}) > 1 or len(set(services)) < len(services):
        detail = ServicesOfOneLine.message
        raise ServicesOfOneLine(errors=[FieldProblem("services", ServicesOfOneLine.code, detail)])
    minutes = sum(one.desk_minutes for one in known) * people
    return known[0].line, min(minutes, LONGEST_AT_DESK)


def _known_help(codes: Iterable[str]) -> list[str]:
    """Return the codes in order, each once; raise Invalid for one that is none."""
    try:
        return sorted({Help(code).value for code in codes})
    except ValueError:
        problem = FieldProblem("help", "shared.unknown_value", UNKNOWN_HELP)
        raise Invalid(errors=[problem]) from None


def _window(
    mall: Mall, directory: Directory, line: LineInfo, day: date
) -> tuple[datetime | None, datetime | None]:
    """Return when numbers of the line are given on `day`: from a while before it opens to its
    last closing, breaks included.
    """
    calendar = malls.calendar_of(mall)
    hours = calendar.intervals(day, line.booth_id)
    if not hours:
        return None, None
    opens = calendar.instant(day, hours[0].opens_minute)
    closes = calendar.instant(day, hours[-1].closes_minute)
    return opens - timedelta(minutes=directory.opens_before_minutes), closes


def _refusal(
    answer: dict[str, Any], *, mall: Mall | None = None, line: LineInfo | None = None
) -> Exception:
    """Make the refusal that the database answered with, in words."""
    context = {key: value for key, value in answer.items() if key not in {"refusal", "at"}}
    if "at" in answer:
        context["wanted_at"] = answer["at"]
    if answer["refusal"] == "queue.line_closed" and mall and line:
        # Closed by somebody: the hours don't say when it opens again, the reason says why.
        why = str(context.get("reason") or "").rstrip(". ")
        context["reopens"] = f"{why}." if why else wording.reopens(mall, line.booth_id)
    return REFUSALS[answer["refusal"]](**context)
