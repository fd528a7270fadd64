# SPDX-License-Identifier: Apache-2.0
"""A mall's day read from its event log into figures: pure, no database, no clock.

Rows are fed in their order, all at once or as they come; the figures of what was read so far may
be asked for at any time. Each rule is told in docs/operate/figures.md.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

VERSION: Final = 2  # of the counting; a higher one counts every day anew
GRACE_SECONDS: Final = 2.0  # a ticket that leaves the line as another is called was not passed over
MOST_SKIPPED: Final = 20
DAY_SECONDS: Final = 86_400
WAITING: Final = frozenset({"waiting", "held"})
AT_COUNTER: Final = frozenset({"called", "serving"})

Row = Mapping[str, Any]
Span = list[float]  # begin, and end once it is over


@dataclass(slots=True)
class Leg:
    """A stay in one line: from taking the number, or from being sent over, to its end there."""

    line: str
    services: list[str]
    began_at: float
    called_at: float | None = None
    called_by: str = ""
    held_seconds: float = 0.0
    was_held: bool = False
    serving_seconds: float = 0.0
    counter: str = ""  # where it was served last
    parked: int = 0
    out_of_order: list[Span] = field(default_factory=list)  # who was passed over, while callable
    called_out_at: float = 0.0
    moved: bool = False


@dataclass(slots=True)
class Ticket:
    id: str
    attendance: str
    number: int
    people: int
    channel: str
    issued_at: float
    key: float
    present: bool
    present_at: float | None
    state: str
    low: int | None
    high: int | None
    legs: list[Leg]
    since: float  # in this state
    end: str = ""  # the state it ended in
    ended_from: str = ""
    ended_at: float = 0.0
    came_back: bool = False
    callable: Span = field(default_factory=list)
    serving: Span = field(default_factory=list)
    papers: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def leg(self) -> Leg:
        return self.legs[-1]

    @property
    def place(self) -> tuple[float, int]:
        return self.key, self.number


@dataclass(slots=True)
class CounterDay:
    """A counter's open spans."""

    state: str = "closed"
    until: float | None = None
    since: float = 0.0
    spans: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Places:
    """Whose things are: codes of agencies by booth and by counter, from the set-up as it is."""

    booths: Mapping[int, str]
    counters: Mapping[str, str]


class DayReading:
    """One day at one mall, as far as its log was read. `midnight` is its first instant, aware."""

    def __init__(self, midnight: datetime, places: Places) -> None:
        self.midnight = midnight.timestamp()
        self.weekday = midnight.weekday()
        self.places = places
        self.last_seq = 0
        self.last_at = self.midnight
        self.come_back_seconds = 600.0
        self.agency_of_line: dict[str, str] = {}
        self.tickets: dict[str, Ticket] = {}
        self.counters: dict[str, CounterDay] = {}
        self.people: dict[str, list[Ticket]] = defaultdict(list)
        self._flows: dict[str, str] = {}  # who is not in it waits freely in all lines
        self._callable: dict[str, dict[str, Ticket]] = defaultdict(dict)
        self.waited: list[tuple[str, float, float]] = []  # line, from, to
        self.served: list[tuple[str, float, float]] = []  # counter, from, to

    def feed(self, bodies: Iterable[str]) -> None:
        """Read on: rows of the log (canonical JSON), each once, in order."""
        for body in bodies:
            row = json.loads(body)
            self.read(row, datetime.fromisoformat(row["at"]).timestamp())

    def read(self, row: Row, at: float) -> None:
        """Read one row."""
        self.last_seq, self.last_at = row["seq"], at
        room, _, verb = row["event"].partition(".")
        if room == "ticket":
            self._read_ticket(row, verb, at)
        elif room == "counter":
            self._read_counter(row, at)
        elif row["event"] == "papers.refused":
            papers = self.tickets[row["ticket"]].papers
            for one in row["papers"]:
                papers[one["document"]] = (one["service"], one["reason"])
        elif row["event"] == "day.opened":
            self._opened(row, at)
        elif row["event"] == "line.added":
            self._line(row)
        elif row["event"] == "person.ordered":
            self._flows[row["attendance"]] = row["flow"]
        elif row["event"] == "policy.changed":
            minutes = row["after"].get("come_back_minutes")
            self.come_back_seconds = minutes * 60 if minutes else self.come_back_seconds

    # ── set-up and counters ─────────────────────────────────────────────────────────────────

    def _opened(self, row: Row, at: float) -> None:
        for line in row["lines"]:
            self._line(line)
        for counter in row["counters"]:
            self.counters[counter["counter"]] = CounterDay(state=counter["state"], since=at)
        self.come_back_seconds = row["policy"]["come_back_minutes"] * 60

    def _line(self, row: Row) -> None:
        self.agency_of_line[row["line"]] = self.places.booths.get(row["booth"], "")

    def _read_counter(self, row: Row, at: float) -> None:
        which = row.get("counter_id") or row.get("counter")
        if which is None or "state" not in row:
            return
        counter = self.counters.setdefault(which, CounterDay(since=at))
        if row["event"] == "counter.closes_from":
            until = row.get("until")
            counter.until = datetime.fromisoformat(until).timestamp() if until else None
            return
        if counter.state == "open":
            counter.spans.append((counter.since, min(at, counter.until or at)))
        counter.state, counter.since, counter.until = row["state"] or counter.state, at, None

    # ── tickets ─────────────────────────────────────────────────────────────────────────────

    def _read_ticket(self, row: Row, verb: str, at: float) -> None:
        if verb == "issued":
            self._issued(row, at)
            return
        ticket = self.tickets[row["ticket"]]
        if verb == "aged":  # its place alone
            ticket.key = datetime.fromisoformat(row["key"]).timestamp()
            return
        was = ticket.state
        if verb == "called":
            self._called(ticket, row["counter"], at)
        else:
            self._moved(ticket, row, verb, at)
        if verb in {"present", "returned"}:
            self._present(ticket.attendance, at)
        if self._flows.get(ticket.attendance, "free") != "free":
            return  # what becomes of the others is in rows of its own
        if ticket.state in AT_COUNTER and was not in AT_COUNTER:
            self._others(ticket, "waiting", "held", at)
        elif was in AT_COUNTER and ticket.state not in AT_COUNTER and verb != "expired":
            self._others(ticket, "held", "waiting", at)

    def _issued(self, row: Row, at: float) -> None:
        ticket = Ticket(
            id=row["ticket"],
            attendance=row["attendance"],
            number=row["number"],
            people=row["people"],
            channel=row["channel"],
            issued_at=at,
            key=_counts_from(row, at) - row["head_start_minutes"] * 60,
            present=row["present"],
            present_at=at if row["present"] else None,
            state=row["state"],
            low=row.get("promised_low"),
            high=row.get("promised_high"),
            legs=[Leg(row["line"], row["services"], at)],
            since=at,
        )
        self.tickets[ticket.id] = ticket
        self._flows.setdefault(ticket.attendance, row.get("flow", "free"))
        self.people[ticket.attendance].append(ticket)
        if ticket.present:
            self._present(ticket.attendance, at)
        self._follow(ticket, at)

    def _called(self, ticket: Ticket, counter: str, at: float) -> None:
        line = self._callable[ticket.leg.line]
        before = [
            other.callable
            for other in line.values()
            if other.place < ticket.place and other.id != ticket.id
        ]
        if before:
            ticket.leg.out_of_order, ticket.leg.called_out_at = before[:MOST_SKIPPED], at
        self._enter(ticket, "called", at)
        if ticket.leg.called_at is None:
            ticket.leg.called_at, ticket.leg.called_by = at, counter
        ticket.leg.counter = counter

    def _moved(self, ticket: Ticket, row: Row, verb: str, at: float) -> None:
        was, now = ticket.state, row["to"]
        if verb == "undone":
            self._undone(ticket, now, at)
            return
        if verb == "returned":
            ticket.came_back, ticket.end = True, ""
            ticket.key += self.come_back_seconds
        elif verb == "head_start_confirmed":
            ticket.key -= row["head_start_minutes"] * 60
        elif verb == "parked":
            ticket.leg.parked += 1
        self._enter(ticket, now, at)
        if verb == "transferred":
            ticket.leg.moved = True
            self._leave_line(ticket, at)
            ticket.legs.append(Leg(row["line"], row["services"], at))
            self._follow(ticket, at)
        elif now in {"done", "no_show", "cancelled", "expired"} and verb != "present":
            ticket.end, ticket.ended_from, ticket.ended_at = now, was, at

    def _undone(self, ticket: Ticket, now: str, at: float) -> None:
        """A finish, or an absence, that was taken back: as if it had never been pressed."""
        ticket.end = ""
        ticket.state, ticket.since = now, at
        if now == "serving" and ticket.serving:
            began, ended = ticket.serving
            ticket.leg.serving_seconds -= ended - began
            self.served.remove((ticket.leg.counter, began, ended))
            ticket.serving = [began]

    def _enter(self, ticket: Ticket, state: str, at: float) -> None:
        """Leave one state for another: what it lasted is counted."""
        was = ticket.state
        if was == "held" and state != "held" and ticket.leg.called_at is None:
            # Time before the person came is not waited anyway, so it is not taken off twice.
            ticket.leg.held_seconds += at - max(ticket.since, ticket.present_at or ticket.since)
        if was == "serving" and state != "serving":
            self._stop_serving(ticket, at)
        if state == "serving" and was != "serving":
            ticket.serving = [at]
        if state != was:
            ticket.state, ticket.since = state, at
        self._follow(ticket, at)

    def _stop_serving(self, ticket: Ticket, at: float) -> None:
        began = ticket.serving[0]
        ticket.serving = [began, at]
        ticket.leg.serving_seconds += at - began
        self.served.append((ticket.leg.counter, began, at))

    def _follow(self, ticket: Ticket, at: float) -> None:
        """Keep who may be called in a line: waiting, and in the hall."""
        may_be = ticket.state == "waiting" and ticket.present
        if ticket.state == "held" and ticket.leg.called_at is None:
            ticket.leg.was_held = True
        if may_be and len(ticket.callable) != 1:
            ticket.callable = [at]
            self._callable[ticket.leg.line][ticket.id] = ticket
        elif not may_be:
            self._leave_line(ticket, at)

    def _leave_line(self, ticket: Ticket, at: float) -> None:
        if len(ticket.callable) == 1:
            self.waited.append((ticket.leg.line, ticket.callable[0], at))
            ticket.callable.append(at)
        self._callable[ticket.leg.line].pop(ticket.id, None)

    def _present(self, attendance: str, at: float) -> None:
        for one in self.people[attendance]:
            if not one.present:
                one.present, one.present_at = True, at
                self._follow(one, at)

    def _others(self, ticket: Ticket, was: str, now: str, at: float) -> None:
        """Hold, or let wait, the person's other numbers."""
        for one in self.people[ticket.attendance]:
            if one.id != ticket.id and one.state == was:
                self._enter(one, now, at)


def _counts_from(row: Row, at: float) -> float:
    """Return since when a ticket counts in its line: its booked time, or when it was given."""
    return datetime.fromisoformat(row["key_at"]).timestamp() if "key_at" in row else at
