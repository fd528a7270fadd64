# SPDX-License-Identifier: Apache-2.0
"""The queue's day made again from its log alone: pure, no database, no clock.

Every ticket, counter, line and wait figure follows from the rows of one day's log, the first
of which is the set-up (`day.opened`). A test holds the result against the tables.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from satuhadir.engines.calibration import Learned
from satuhadir.queue.waits import OPEN_END, Duty, WaitInputs, counter_shares

RECENT = 20
WAITING = ("waiting", "held")
AT_COUNTER = ("called", "serving")


@dataclass
class RebuiltTicket:
    """A ticket as the log tells it. Instants are aware."""

    id: str
    code: str
    number: int
    line: str
    services: list[str]
    people: int
    attendance: str
    channel: str
    present: bool
    key: datetime
    issued_at: datetime
    state: str
    head_start_minutes: int
    claimed: bool
    promised_low: int | None = None
    promised_high: int | None = None
    came_back: bool = False
    counter: str | None = None
    called_at: datetime | None = None
    recalled_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    turn: int | None = None
    after: list[str] = field(default_factory=list)
    by_plan: bool = False
    summoned_at: datetime | None = None


@dataclass
class RebuiltCounter:
    id: str
    name: str
    state: str
    lines: list[str]
    until: str | None = None


@dataclass
class RebuiltLine:
    id: str
    prefix: str
    booth: int
    is_open: bool
    mean_minutes: float
    issued: int = 0
    waiting: int = 0


@dataclass
class Rebuilt:
    """A mall's day after some rows of its log."""

    tickets: dict[str, RebuiltTicket] = field(default_factory=dict)
    counters: dict[str, RebuiltCounter] = field(default_factory=dict)
    lines: dict[str, RebuiltLine] = field(default_factory=dict)
    flows: dict[str, str] = field(default_factory=dict)
    """How the tickets of a person follow each other, by attendance; who is not in it: free."""
    come_back_minutes: int = 10
    head_start_minutes: int = 20


def rebuild(bodies: Iterable[str]) -> Rebuilt:
    """Return the day that these rows of the log (canonical JSON, in order) tell."""
    day = Rebuilt()
    for body in bodies:
        tell(day, json.loads(body))
    count_waiting(day)
    return day


def tell(day: Rebuilt, row: dict[str, Any]) -> None:
    """Do to the rebuilt day what one row says; `count_waiting` afterwards, before it is read."""
    room, _, verb = row["event"].partition(".")
    if room == "ticket":
        _ticket(day, row, verb, datetime.fromisoformat(row["at"]))
        return
    change = _SET_UP.get(row["event"])
    if change:
        change(day, row)


def count_waiting(day: Rebuilt) -> None:
    """Count who waits in each line."""
    for line in day.lines.values():
        line.waiting = 0
    for ticket in day.tickets.values():
        if ticket.state in WAITING and not ticket.by_plan:
            day.lines[ticket.line].waiting += 1


def wait_inputs(
    day: Rebuilt,
    hours: Mapping[int, tuple[tuple[int, int], ...]],
    learned: Mapping[str, Learned] | None = None,
    only: str | None = None,
) -> dict[str, WaitInputs]:
    """Return what each line's wait is made of, by line, or of one line; `hours` by booth id, in
    minutes, `learned` what each line's past taught.

    Same rule as `queries.wait_inputs`, from the log instead of the tables.
    """
    lines = [day.lines[only]] if only else list(day.lines.values())
    duties: dict[str, list[Duty]] = {line: [] for line in day.lines}
    planned = dict.fromkeys(day.lines, 0.0)
    idle = dict.fromkeys(day.lines, 0)
    waiting = {line.id: line.waiting for line in day.lines.values()}
    busy: set[str | None] = set()
    done: dict[str | None, dict[str, int]] = {}
    for ticket in day.tickets.values():
        if ticket.state == "done":
            of_counter = done.setdefault(ticket.counter, {})
            of_counter[ticket.line] = of_counter.get(ticket.line, 0) + 1
        elif ticket.state in AT_COUNTER:
            busy.add(ticket.counter)
    for counter in day.counters.values():
        if only and only not in counter.lines:
            continue
        shares = counter_shares(counter.lines, done.get(counter.id, {}), waiting)
        span = _span(counter)
        for line, share in shares.items():
            planned[line] += 1 / len(shares)
            if span:
                duties[line].append(Duty(*span, share))
            if counter.state == "open" and counter.id not in busy:
                idle[line] += 1
    return {
        line.id: WaitInputs(
            line=line.id,  # type: ignore[arg-type]
            waiting=line.waiting,
            hours=hours[line.booth],
            duties=tuple(duties[line.id]),
            planned_share=planned[line.id],
            idle=idle[line.id],
            mean_minutes=line.mean_minutes,
            recent_minutes=_recent(day, line.id),
            learned=(learned or {}).get(line.id),
        )
        for line in lines
    }


def _span(counter: RebuiltCounter) -> tuple[int, int] | None:
    until = datetime.fromisoformat(counter.until) if counter.until else None
    minute = until.hour * 60 + until.minute if until else None
    if counter.state == "open":
        return 0, minute if minute is not None else OPEN_END
    if counter.state == "break" and minute is not None:
        return minute, OPEN_END
    return None


def _recent(day: Rebuilt, line: str) -> tuple[float, ...]:
    finished = sorted(
        (ticket.ended_at, ticket.id, (ticket.ended_at - ticket.started_at).total_seconds() / 60)
        for ticket in day.tickets.values()
        if ticket.line == line and ticket.state == "done" and ticket.ended_at and ticket.started_at
    )
    return tuple(minutes for *_, minutes in finished[-RECENT:])


def _opened(day: Rebuilt, row: dict[str, Any]) -> None:
    for line in row["lines"]:
        _line_added(day, line)
    for counter in row["counters"]:
        _counter_added(day, {**counter, "counter_id": counter["counter"]})
    day.come_back_minutes = row["policy"]["come_back_minutes"]
    day.head_start_minutes = row["policy"]["head_start_minutes"]


def _line_added(day: Rebuilt, row: dict[str, Any]) -> None:
    day.lines[row["line"]] = RebuiltLine(
        id=row["line"],
        prefix=row["prefix"],
        booth=row["booth"],
        is_open=row["is_open"],
        mean_minutes=row["mean_milliminutes"] / 1000,
    )


def _counter_added(day: Rebuilt, row: dict[str, Any]) -> None:
    day.counters[row["counter_id"]] = RebuiltCounter(
        id=row["counter_id"], name=row["name"], state=row["state"], lines=list(row["lines"])
    )


def _counter_state(day: Rebuilt, row: dict[str, Any]) -> None:
    counter = day.counters[row["counter"]]
    counter.state = row["state"] or counter.state
    counter.until = row.get("until")


def _counter_renamed(day: Rebuilt, row: dict[str, Any]) -> None:
    day.counters[row["counter"]].name = row["name"]


def _counter_lent(day: Rebuilt, row: dict[str, Any]) -> None:
    lines = day.counters[row["counter"]].lines
    if row["line"] not in lines:  # a second loan of the same two moves its end
        lines.append(row["line"])


def _counter_returned(day: Rebuilt, row: dict[str, Any]) -> None:
    day.counters[row["counter"]].lines.remove(row["line"])


def _line_opened(day: Rebuilt, row: dict[str, Any]) -> None:
    day.lines[row["line"]].is_open = True


def _line_closed(day: Rebuilt, row: dict[str, Any]) -> None:
    day.lines[row["line"]].is_open = row["closed_from"] is not None


def _policy(day: Rebuilt, row: dict[str, Any]) -> None:
    after = row["after"]
    day.come_back_minutes = after.get("come_back_minutes", day.come_back_minutes)
    day.head_start_minutes = after.get("head_start_minutes", day.head_start_minutes)


def _ordered(day: Rebuilt, row: dict[str, Any]) -> None:
    """A person's flow and the turns of their tickets; what comes of it is in rows of its own."""
    day.flows[row["attendance"]] = row["flow"]
    for turn, wish in enumerate(row.get("order") or (), 1):
        ticket = day.tickets[wish["ticket"]]
        ticket.turn, ticket.after = turn, wish.get("after") or []
    if row["flow"] != "summon":
        for ticket in day.tickets.values():
            if ticket.attendance == row["attendance"]:
                ticket.summoned_at = None


_SET_UP: dict[str, Callable[[Rebuilt, dict[str, Any]], None]] = {
    "day.opened": _opened,
    "line.added": _line_added,
    "line.opened": _line_opened,
    "line.closed": _line_closed,
    "counter.added": _counter_added,
    "counter.opened": _counter_state,
    "counter.closed": _counter_state,
    "counter.break": _counter_state,
    "counter.closes_from": _counter_state,
    "counter.renamed": _counter_renamed,
    "counter.lent": _counter_lent,
    "counter.returned": _counter_returned,
    "policy.changed": _policy,
    "person.ordered": _ordered,
}


def _ticket(day: Rebuilt, row: dict[str, Any], verb: str, at: datetime) -> None:
    """Do to the rebuilt ticket what the row says was done to the real one."""
    if verb == "issued":
        _issued(day, row, at)
        return
    ticket = day.tickets[row["ticket"]]
    if verb == "aged":
        ticket.key = datetime.fromisoformat(row["key"])
        return
    was = ticket.state
    if verb == "called":
        ticket.counter, ticket.called_at, ticket.recalled_at = row["counter"], at, None
        ticket.state = "called"
    else:
        ticket.state = row["to"]
        _moved(day, ticket, row, verb, at, was)
    _followed(ticket, row, verb, at)
    if verb in {"present", "returned"}:
        for other in day.tickets.values():
            other.present |= other.attendance == ticket.attendance
    if day.flows.get(ticket.attendance, "free") != "free":
        return  # what becomes of the others is in rows of its own
    if ticket.state in AT_COUNTER and was not in AT_COUNTER:
        _others(day, ticket, "waiting", "held")
    elif was in AT_COUNTER and ticket.state not in AT_COUNTER and verb != "expired":
        _others(day, ticket, "held", "waiting")


def _followed(ticket: RebuiltTicket, row: dict[str, Any], verb: str, at: datetime) -> None:
    """Whether it is held by plan, and since when its person is asked to go there."""
    ticket.by_plan = row.get("by_plan", ticket.by_plan) and ticket.state in {"held", "expired"}
    if verb == "summoned":
        ticket.summoned_at = at
    elif ticket.state != "held" and verb not in {"called", "expired"}:
        ticket.summoned_at = None


def _issued(day: Rebuilt, row: dict[str, Any], at: datetime) -> None:
    head_start = row["head_start_minutes"]
    day.tickets[row["ticket"]] = RebuiltTicket(
        id=row["ticket"],
        code=row["code"],
        number=row["number"],
        line=row["line"],
        services=row["services"],
        people=row["people"],
        attendance=row["attendance"],
        channel=row["channel"],
        present=row["present"],
        key=datetime.fromisoformat(row.get("key_at", row["at"])) - timedelta(minutes=head_start),
        issued_at=at,
        state=row["state"],
        head_start_minutes=head_start,
        claimed=row["claimed"],
        promised_low=row.get("promised_low"),  # older rows tell of no promise
        promised_high=row.get("promised_high"),
        turn=row.get("turn"),
        after=row.get("after", []),
        by_plan=row.get("by_plan", False),
    )
    if "flow" in row:
        day.flows[row["attendance"]] = row["flow"]
    day.lines[row["line"]].issued += 1
    if row["present"]:
        for other in day.tickets.values():
            other.present |= other.attendance == row["attendance"]


def _moved(
    day: Rebuilt, ticket: RebuiltTicket, row: dict[str, Any], verb: str, at: datetime, was: str
) -> None:
    if verb in {"transferred", "released", "parked", "returned"}:
        ticket.counter = None
    if verb == "started":
        ticket.started_at = at
    elif verb == "recalled":
        ticket.recalled_at = at
    elif verb in {"finished", "no_show", "cancelled", "expired"}:
        ticket.ended_at = at
    elif verb == "undone":
        ticket.ended_at = None
        if was == "no_show":
            ticket.called_at, ticket.started_at = at, None
    elif verb == "returned":
        ticket.ended_at, ticket.came_back = None, True
        ticket.key += timedelta(minutes=day.come_back_minutes)
    elif verb == "transferred":
        ticket.line, ticket.services = row["line"], row["services"]
    elif verb == "head_start_confirmed":
        ticket.claimed, ticket.head_start_minutes = False, row["head_start_minutes"]
        ticket.key -= timedelta(minutes=row["head_start_minutes"])


def _others(day: Rebuilt, ticket: RebuiltTicket, was: str, now: str) -> None:
    """Hold, or let wait, the person's other tickets."""
    for other in day.tickets.values():
        same = other.attendance == ticket.attendance and other.id != ticket.id
        if same and other.state == was:
            other.state = now
