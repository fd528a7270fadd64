# SPDX-License-Identifier: Apache-2.0
"""What one day of the log tells about planning: pure, no database, no clock.

Who came when and for what, how long counters were busy with them, who sat at which counter when.
Rows are fed in their order.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

VERSION: Final = 1  # of the measuring; a higher one measures every day anew
HALF_HOURS: Final = 48
AT_COUNTER: Final = frozenset({"called", "serving"})
_LONGEST_MINUTES: Final = 240.0  # a ticket nobody finished is no service time

Row = Mapping[str, Any]


@dataclass(slots=True)
class _Ticket:
    line: str
    attendance: str
    head_start: bool
    present_at: float | None
    state: str
    called_at: float | None = None
    busy: float = 0.0


@dataclass(slots=True)
class _Counter:
    state: str = "closed"
    since: float = 0.0
    spans: list[list[int]] = field(default_factory=list)


class DayMeasure:
    """One day at one mall. `midnight` is its first instant, aware."""

    def __init__(self, midnight: datetime) -> None:
        self.midnight = midnight.timestamp()
        self.last_seq, self._last_at = 0, self.midnight
        self._tickets: dict[str, _Ticket] = {}
        self._counters: dict[str, _Counter] = {}
        self._visits: dict[str, list[_Ticket]] = defaultdict(list)
        self._services: dict[str, list[float]] = defaultdict(list)
        self._absent: dict[str, int] = defaultdict(int)

    def read(self, row: Row, at: float) -> None:
        """Read one row, which happened at an instant."""
        self.last_seq, self._last_at = row["seq"], at
        room, _, verb = row["event"].partition(".")
        if row["event"] == "ticket.issued":
            self._issued(row, at)
        elif room == "ticket":
            self._moved(row, verb, at)
        elif row["event"] == "day.opened":
            for one in row["counters"]:
                self._counters[one["counter"]] = _Counter(one["state"], at)
        elif room == "counter":
            self._counter(row, at)

    def result(self) -> dict[str, Any]:
        """Return what was measured, as plain JSON.

        `visits`: kinds of visitors by their lines in the order they went (`line>line`), how many
        came in each half hour. `joined`: people joining each line in each half hour. `services`:
        how many services of a line, minutes they kept a counter, and the squares of those.
        `absent`, `ahead`: how many of a line did not come when called, had a head start. `open`:
        minutes each counter was open, from and to.
        """
        visits: dict[str, list[int]] = {}
        joined: dict[str, list[int]] = {}
        ahead: dict[str, int] = defaultdict(int)
        for tickets in self._visits.values():
            came = [one for one in tickets if one.present_at is not None]
            if not came:
                continue
            came.sort(key=lambda one: one.called_at or one.present_at or 0.0)
            first = min(one.present_at or 0.0 for one in came)
            route = list(dict.fromkeys(one.line for one in came))
            visits.setdefault(">".join(route), [0] * HALF_HOURS)[self._half_hour(first)] += 1
            for one in came:
                place = self._half_hour(one.present_at or first)
                joined.setdefault(one.line, [0] * HALF_HOURS)[place] += 1
                ahead[one.line] += one.head_start
        return {
            "visits": visits,
            "joined": joined,
            "services": {
                line: [len(m), round(sum(m), 2), round(sum(x * x for x in m), 2)]
                for line, m in self._services.items()
            },
            "absent": dict(self._absent),
            "ahead": {line: n for line, n in ahead.items() if n},
            "open": {key: spans for key in self._counters if (spans := self._spans(key))},
        }

    def _spans(self, key: str) -> list[list[int]]:
        """Return when a counter was open; one that nobody closed, until the last thing told."""
        counter = self._counters[key]
        begins, ends = self._minute(counter.since), self._minute(self._last_at)
        still = [[begins, ends]] if counter.state == "open" and ends > begins else []
        return counter.spans + still

    def _minute(self, at: float) -> int:
        return min(max(int((at - self.midnight) // 60), 0), 1_440)

    def _half_hour(self, at: float) -> int:
        return min(self._minute(at) // 30, HALF_HOURS - 1)

    def _issued(self, row: Row, at: float) -> None:
        ticket = _Ticket(
            line=row["line"],
            attendance=row["attendance"],
            head_start=row["head_start_minutes"] > 0,
            present_at=at if row["present"] else None,
            state=row["state"],
        )
        self._tickets[row["ticket"]] = ticket
        self._visits[ticket.attendance].append(ticket)
        if row["present"]:
            self._present(ticket.attendance, at)

    def _present(self, attendance: str, at: float) -> None:
        for one in self._visits[attendance]:
            if one.present_at is None:
                one.present_at = at

    def _moved(self, row: Row, verb: str, at: float) -> None:
        ticket = self._tickets.get(row["ticket"])
        if ticket is None:
            return
        was = ticket.state
        now = "called" if verb == "called" else row.get("to", was)
        if verb in {"present", "returned"}:
            self._present(ticket.attendance, at)
        if now in AT_COUNTER and was not in AT_COUNTER:
            ticket.called_at = at
        elif was in AT_COUNTER and now not in AT_COUNTER:
            ticket.busy += (at - (ticket.called_at or at)) / 60
            if now == "no_show":
                self._absent[ticket.line] += 1
        if now == "done" and was != "done" and 0 < ticket.busy <= _LONGEST_MINUTES:
            self._services[ticket.line].append(ticket.busy)
        elif was == "done" and now != "done" and ticket.busy in self._services[ticket.line]:
            self._services[ticket.line].remove(ticket.busy)  # a finish that was taken back
            ticket.busy = 0.0
        if verb == "transferred":
            ticket.line, ticket.busy = row["line"], 0.0
        ticket.state = now

    def _counter(self, row: Row, at: float) -> None:
        which = row.get("counter_id") or row.get("counter")
        if which is None or not row.get("state"):
            return
        counter = self._counters.setdefault(which, _Counter(since=at))
        begins, ends = self._minute(counter.since), self._minute(at)
        if counter.state == "open" and ends > begins:
            counter.spans.append([begins, ends])
        counter.state, counter.since = row["state"], at
