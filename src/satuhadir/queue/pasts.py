# SPDX-License-Identifier: Apache-2.0
"""What was forecast and what came true, read from a day's log: pure, no database, no clock.

When a number is taken, the forecast is made again from the rows of the log up to then, by the
functions that the screens use (`rebuild.wait_inputs`, `waits.staffing_path`); when it is called
first, the two make a `Residual` of its line. Left out, because they do not tell how the line went:

- who was not in the hall when they took the number: part of the wait was their own way;
- who was at another counter, or held for one, before their turn: their wait is not the line's;
- who was never called, cancelled or expired: how long they would have waited is not known
  (censored). Who was called and did not come counts: the call is when their turn came.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from satuhadir.engines.calibration import Learned, Residual
from satuhadir.engines.forecast import Question, forecast, learn_ranges
from satuhadir.queue import rebuild
from satuhadir.queue.waits import WaitInputs, staffing_path

KEPT: Final = 600
"""So many newest residuals of a line count."""

Hours = Mapping[int, tuple[tuple[int, int], ...]]


class Outcome(NamedTuple):
    """A forecast of a wait and what came of it, in whole seconds."""

    predicted: int
    actual: int


class DayPast:
    """One day at one mall, as far as its log was read. Rows are fed in order, each once."""

    def __init__(self, hours: Hours, zone: ZoneInfo) -> None:
        self.hours = hours
        self.zone = zone
        self.last_seq = 0
        self.outcomes: dict[str, list[Outcome]] = defaultdict(list)
        """By line, in the order in which they came true."""
        self._day = rebuild.Rebuilt()
        self._told: dict[str, float] = {}
        self._of_person: dict[str, set[str]] = defaultdict(set)

    def feed(self, bodies: Iterable[str]) -> None:
        """Read on: canonical JSON of the log."""
        for body in bodies:
            row = json.loads(body)
            self.last_seq = row["seq"]
            rebuild.tell(self._day, row)
            room, _, verb = row["event"].partition(".")
            if room != "ticket":
                continue
            if verb == "issued":
                self._issued(row)
            elif verb == "called" and row["ticket"] in self._told:
                self._called(row)
            self._leave_out_held(row)

    def lines(self) -> list[str]:
        """Return every line that the day had."""
        return list(self._day.lines)

    def _issued(self, row: dict[str, Any]) -> None:
        ticket = self._day.tickets[row["ticket"]]
        if not ticket.present or ticket.state != "waiting":
            return
        rebuild.count_waiting(self._day)
        inputs = rebuild.wait_inputs(self._day, self.hours, only=ticket.line)[ticket.line]
        place = (ticket.key, ticket.number)
        ahead = sum(
            other.line == ticket.line
            and other.state in rebuild.WAITING
            and not other.by_plan
            and (other.key, other.number) < place
            for other in self._day.tickets.values()
        )
        likely = self._likely(inputs, ahead, ticket.issued_at)
        if likely is not None:
            self._told[ticket.id] = likely
            self._of_person[ticket.attendance].add(ticket.id)

    def _likely(self, inputs: WaitInputs, ahead: int, at: datetime) -> float | None:
        local = at.astimezone(self.zone)
        now = local.hour * 60 + local.minute
        staffing = staffing_path(inputs, now_minute=now)
        if not staffing:
            return None
        idle = inputs.idle if staffing[0][0] <= now else 0
        return forecast(
            Question(
                ahead=ahead, now=now, staffing=staffing, idle=idle,
                mean_minutes=inputs.mean_minutes, recent_minutes=inputs.recent_minutes,
            )
        ).likely  # fmt: skip

    def _called(self, row: dict[str, Any]) -> None:
        ticket = self._day.tickets[row["ticket"]]
        assert ticket.called_at is not None
        likely = self._told.pop(ticket.id)
        seconds = int((ticket.called_at - ticket.issued_at).total_seconds())
        self.outcomes[ticket.line].append(Outcome(round(likely * 60), max(seconds, 0)))

    def _leave_out_held(self, row: dict[str, Any]) -> None:
        """Forget what was told to a person's tickets that are not waiting any more."""
        person = self._day.tickets[row["ticket"]].attendance
        for one in list(self._of_person.get(person, ())):
            if self._day.tickets[one].state != "waiting":
                self._told.pop(one, None)
                self._of_person[person].discard(one)


def learn_line(outcomes: Iterable[Outcome], *, mean_minutes: float, counters: float) -> Learned:
    """Return the ranges that a line's outcomes teach, oldest first; the newest KEPT count.

    `counters` serve the line by the set-up, each by its share among its lines.
    """
    newest = list(outcomes)[-KEPT:]
    residuals = [Residual(one.predicted / 60, one.actual / 60) for one in newest]
    return learn_ranges(residuals, mean_minutes / max(counters, 0.01))
