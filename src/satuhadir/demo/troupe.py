# SPDX-License-Identifier: Apache-2.0
"""Invented people and officers: they press what real ones press, at the pace of a morning.

A troupe keeps what each of its players does next in a heap of instants. The loader plays a
past morning through with it, the worker plays on from now. Bounded: a line that is long
enough gets nobody new, and what a real person works on is left alone.
"""

import contextlib
import heapq
import itertools
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from satuhadir.demo.content import LineContent, MallContent
from satuhadir.demo.surveys import given_now
from satuhadir.malls.models import Mall
from satuhadir.queue import actions, queries
from satuhadir.queue.queries.finished import finished_by_id
from satuhadir.queue.queries.papers import asked_papers
from satuhadir.queue.values import Help, HoldReason, PaperReason, TicketView, Verb, Wanted
from satuhadir.satisfaction.actions import answer_survey
from satuhadir.satisfaction.queries import is_invited
from satuhadir.shared.errors import DomainError

ACTOR = "demo"
SERVICE_CV = 0.5
SEVERAL_SERVICES = 0.08
PAPERS_REFUSED = 0.07
ANSWERS_INVITED, ANSWERS_UNASKED = 0.4, 0.04  # of those who were served
MOST_WAITING_PER_COUNTER = 6
LEFT_ALONE = timedelta(minutes=10)

Act = Callable[[datetime], None]


@dataclass
class Troupe:
    """The players of one mall. `pace` multiplies arrivals; 1 is a busy usual morning."""

    mall: Mall
    content: MallContent
    chance: random.Random
    pace: float = 1.0
    alone: bool = False  # nobody real is in the hall: what we did ourselves is all there is
    _heap: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)
    _minutes: dict[str, int] = field(default_factory=dict)
    _lines: dict[UUID, set[UUID]] = field(default_factory=dict)
    _prefixes: dict[str, UUID] = field(default_factory=dict)
    _waiting: dict[UUID, int] = field(default_factory=dict)
    _taken: set[UUID] = field(default_factory=set)
    _looked_at: float = float("-inf")

    def enter(self, now: datetime) -> None:
        """Take up the hall as it stands: every line gets arrivals, every counter a player."""
        self._minutes = {one.code: one.desk_minutes for one in self.content.services}
        self._prefixes = {one.prefix: one.line for one in queries.line_states(self.mall)}
        for line in self.content.lines:
            self._at(now + self._gap(line), partial(self._arrive, line))
        for counter in queries.counters_at(self.mall):
            self._lines[counter.id] = set(counter.lines)
            self._later(now, 1, 60, partial(self._look, counter.id))

    def play(self, until: datetime, *, at: Callable[[datetime], None] | None = None) -> None:
        """Do everything due up to `until`; `at` is told each instant before it is played."""
        while self._heap and self._heap[0][0] <= until:
            due, _, act = heapq.heappop(self._heap)
            if at is not None:
                at(due)
            act(due)

    def _at(self, due: datetime, act: Act) -> None:
        heapq.heappush(self._heap, (due, next(self._order), act))

    def _later(self, now: datetime, least: float, most: float, act: Act) -> None:
        self._at(now + timedelta(seconds=self.chance.uniform(least, most)), act)

    # ── people ──────────────────────────────────────────────────────────────────────────────

    def _gap(self, line: LineContent) -> timedelta:
        per_second = max(line.share * self.pace, 0.01) / 3600
        return timedelta(seconds=self.chance.expovariate(per_second))

    def _arrive(self, line: LineContent, now: datetime) -> None:
        self._at(now + self._gap(line), partial(self._arrive, line))
        line_id = self._prefixes[line.prefix]
        served_by = sum(line_id in lines for lines in self._lines.values())
        self._look_around()
        if self._waiting.get(line_id, 0) >= max(3, served_by * MOST_WAITING_PER_COUNTER):
            return
        channel = self.chance.choices(("kiosk", "phone", "desk"), (75, 17, 8))[0]
        if channel != "phone" and self.chance.random() < SEVERAL_SERVICES:
            self._take_several(line, channel)
            return
        first = self._take(line, channel, None)
        if first is None:
            return
        if channel == "phone":
            self._later(now, 60, 900, partial(self._press, first, Verb.PRESENT))
        if self.chance.random() < 0.02:  # thinks of something else only now
            self._take(self.chance.choice(self.content.lines), channel, first.attendance)
        if self.chance.random() < 0.03:
            self._later(now, 300, 1800, partial(self._press, first, Verb.CANCEL))

    def _take_several(self, line: LineContent, channel: str) -> None:
        """Come for two or three services: one counter after the other, by the plan."""
        others = [one for one in self.content.lines if one is not line]
        lines = [line, *self.chance.sample(others, self.chance.choice((1, 1, 2)))]
        try:
            given = actions.issue_visit(
                mall=self.mall,
                wanted=[Wanted((self.chance.choice(one.services),)) for one in lines],
                channel=channel,
                actor=ACTOR,
            )
        except DomainError:
            return
        for one in given:
            self._waiting[one.ticket.line] = self._waiting.get(one.ticket.line, 0) + 1

    def _look_around(self) -> None:
        """See who waits where and which counters real officers work, at most every 2 seconds."""
        if self.alone or time.monotonic() - self._looked_at < 2:
            return
        self._looked_at = time.monotonic()
        self._waiting = queries.waiting_by_line(self.mall)
        self._taken = queries.counters_with_officers(self.mall)

    def _take(self, line: LineContent, channel: str, attendance: UUID | None) -> TicketView | None:
        family = self.chance.random() < 0.06
        try:
            issued = actions.issue_ticket(
                mall=self.mall,
                services=[self.chance.choice(line.services)],
                channel=channel,
                actor=ACTOR,
                attendance_id=attendance,
                people=self.chance.randint(2, 3) if family else 1,
                wants_head_start=self.chance.random() < 0.09,
                help=self.chance.sample(list(Help), 1) if self.chance.random() < 0.04 else (),
            )
        except DomainError:
            return None
        self._waiting[issued.ticket.line] = self._waiting.get(issued.ticket.line, 0) + 1
        return issued.ticket

    # ── officers ────────────────────────────────────────────────────────────────────────────

    def _look(self, counter_id: UUID, now: datetime) -> None:
        """Go on with whatever the counter is at; a real officer's counter is left alone."""
        try:
            counter = queries.counter_at(self.mall, counter_id)
        except DomainError:
            return
        ticket = counter.ticket
        if counter.officer_id is not None or counter.state == "closed":
            self._at(now + LEFT_ALONE, partial(self._look, counter_id))
        elif counter.state == "break":
            self._later(now, 60, 240, partial(self._come_back, counter_id))
        elif ticket is None:
            self._call(counter_id, now)
        elif ticket.state == "called":
            self._later(now, 5, 30, partial(self._start, counter_id, ticket))
        else:
            due = now + self._service_time(ticket) / 2
            self._at(due, partial(self._end, counter_id, ticket))

    def _call(self, counter_id: UUID, now: datetime) -> None:
        self._look_around()
        if counter_id in self._taken:
            self._at(now + LEFT_ALONE, partial(self._look, counter_id))
            return
        ticket = None
        if any(self._waiting.get(line, 0) > 0 for line in self._lines[counter_id]):
            try:
                ticket = actions.call_next(mall=self.mall, counter_id=counter_id, actor=ACTOR)
            except DomainError:
                self._later(now, 60, 180, partial(self._look, counter_id))
                return
        if ticket is None:
            self._later(
                now, *((40, 100) if self.alone else (10, 40)), partial(self._call, counter_id)
            )
            return
        self._waiting[ticket.line] = self._waiting.get(ticket.line, 1) - 1
        if self.chance.random() < 0.04:
            self._later(now, 50, 70, partial(self._press, ticket, Verb.RECALL, counter_id))
            self._later(now, 200, 230, partial(self._miss, counter_id, ticket))
        else:
            self._later(now, 6, 35, partial(self._start, counter_id, ticket))

    def _start(self, counter_id: UUID, ticket: TicketView, now: datetime) -> None:
        if self._move(ticket, Verb.START, counter_id):
            due = now + self._service_time(ticket)
            self._at(due, partial(self._end, counter_id, ticket))
        else:
            self._later(now, 5, 20, partial(self._look, counter_id))

    def _end(self, counter_id: UUID, ticket: TicketView, now: datetime) -> None:
        if self.chance.random() < PAPERS_REFUSED:
            self._refuse_a_paper(counter_id, ticket)
        held = self.chance.random() < 0.04
        if held and self._move(ticket, Verb.HOLD, counter_id, reason=HoldReason.PAYMENT):
            self._later(now, 300, 900, partial(self._press, ticket, Verb.RESUME, counter_id))
        elif not self._move(ticket, Verb.FINISH, counter_id):
            self._later(now, 5, 20, partial(self._look, counter_id))
            return
        else:
            self._later(now, 20, 240, partial(self._rate, ticket))
        if self.chance.random() < 0.015:
            self._rest(counter_id, now)
        else:
            self._later(now, 4, 40, partial(self._call, counter_id))

    def _refuse_a_paper(self, counter_id: UUID, ticket: TicketView) -> None:
        asked = list(asked_papers(self.mall, ticket.services, ticket.day))
        if not asked:
            return
        reason = self.chance.choices(list(PaperReason), (52, 16, 9, 11, 8, 4))[0]
        with contextlib.suppress(DomainError):
            actions.record_refused_papers(
                mall=self.mall,
                ticket_id=ticket.id,
                counter_id=counter_id,
                papers={self.chance.choice(asked): reason},
                actor=ACTOR,
            )

    def _rate(self, ticket: TicketView, now: datetime) -> None:
        """Answer the survey on the phone; at night the number is of yesterday, which is fine."""
        found = finished_by_id(self.mall, ticket.id)
        if found is None:
            return
        answers = ANSWERS_INVITED if is_invited(self.mall, found) else ANSWERS_UNASKED
        if self.chance.random() >= answers:
            return
        with contextlib.suppress(DomainError):
            answer_survey(mall=self.mall, ticket=found, given=given_now(self.chance))

    def _miss(self, counter_id: UUID, ticket: TicketView, now: datetime) -> None:
        self._move(ticket, Verb.NO_SHOW, counter_id)
        self._later(now, 3, 10, partial(self._look, counter_id))
        if self.chance.random() < 0.5:
            self._later(now, 60, 400, partial(self._press, ticket, Verb.RETURN))

    def _rest(self, counter_id: UUID, now: datetime) -> None:
        minutes = self.chance.uniform(4, 9)
        back = now + timedelta(minutes=minutes)
        try:
            actions.start_break(mall=self.mall, counter_id=counter_id, actor=ACTOR, back_at=back)
        except DomainError:
            return
        self._at(back, partial(self._come_back, counter_id))

    def _come_back(self, counter_id: UUID, now: datetime) -> None:
        try:
            counter = queries.counter_at(self.mall, counter_id)
            if counter.state == "break" and counter.officer_id is None:
                actions.open_counter(mall=self.mall, counter_id=counter_id, actor=ACTOR)
        except DomainError:
            return
        self._later(now, 2, 20, partial(self._look, counter_id))

    def _press(self, ticket: TicketView, verb: Verb, *rest: Any) -> None:
        """Do a verb when its time has come; `rest` is the counter, if one acts, and the instant."""
        counter_id = rest[0] if len(rest) > 1 else None
        if self._move(ticket, verb, counter_id) and verb in {Verb.RESUME, Verb.RETURN}:
            self._waiting[ticket.line] = self._waiting.get(ticket.line, 0) + 1

    def _move(
        self, ticket: TicketView, verb: Verb, counter_id: UUID | None = None, **extra: Any
    ) -> bool:
        """Press once; False when the world has moved on, which is no trouble to a player."""
        try:
            actions.move_ticket(
                mall=self.mall,
                ticket_id=ticket.id,
                verb=verb,
                counter_id=counter_id,
                actor=ACTOR,
                **extra,
            )
        except DomainError:
            return False
        return True

    def _service_time(self, ticket: TicketView) -> timedelta:
        """Draw a log-normal service time around the minutes the services say."""
        mean = sum(self._minutes.get(code, 10) for code in ticket.services) * ticket.people
        sigma = math.sqrt(math.log(1 + SERVICE_CV**2))
        drawn = self.chance.lognormvariate(math.log(mean) - sigma**2 / 2, sigma)
        return timedelta(minutes=min(max(drawn, 1.0), 90.0))
