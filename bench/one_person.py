# SPDX-License-Identifier: Apache-2.0
"""People with three tickets each, and every counter races to call them: is anybody at two?

Straight to the queue's SQL, so that the race is as tight as the database lets it be. A third of the
people waits freely in all lines, a third one line after the other, a third is summoned.
"""

import random
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from bench.crowd import crowd
from bench.demonstration import Demonstration, new_demonstration
from bench.figures import Report, Row
from bench.hall import Desk, desks
from bench.logbook import examine, read_log
from bench.races import verify

LINES, COUNTERS = 3, 4
CLIENTS = 6
ATTEMPTS = 100_000
PEOPLE_WAITING = 4  # of each client, so that all race for the same few people
LIMIT_SECONDS = 2_400.0
FLOWS = ("free", "one", "summon")
LOST = (
    psycopg.errors.UniqueViolation,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)


@dataclass
class Told:
    """What one client did and met."""

    attempts: int = 0
    calls: int = 0
    lost: int = 0
    seen_twice: int = 0
    day: str = ""


@dataclass(frozen=True)
class Line:
    """What giving a number of a line needs."""

    id: uuid.UUID
    service: int
    code: str


def run(attempts: int = ATTEMPTS) -> Report:
    """Race, then read the log of the day and let `queue verify` recompute it."""
    with new_demonstration() as demonstration:
        places = [desk for line in desks(demonstration, LINES, COUNTERS) for desk in line]
        began = time.monotonic()
        share = attempts // CLIENTS + 1

        def work(index: int, ready: Callable[[], None]) -> Told:
            racer = Racer(demonstration, places, index)
            ready()
            return racer.race(share, began + LIMIT_SECONDS)

        told = crowd(CLIENTS, work, limit_seconds=LIMIT_SECONDS + 60)
        seconds = time.monotonic() - began
        found = examine(read_log(demonstration, {one.day for one in told}))
        verdict = verify(demonstration)
    return _report(attempts, told, found.double_calls, verdict, seconds)


class Racer:
    """One client: brings people, presses at all counters, serves whom it called, looks."""

    def __init__(self, demonstration: Demonstration, places: list[Desk], index: int) -> None:
        self._db = psycopg.connect(demonstration.database_url, autocommit=True)
        self._chance = random.Random(index)
        self._counters = [uuid.UUID(desk.counter) for desk in places]
        self._lines = [self._line(places[n * COUNTERS].service) for n in range(LINES)]
        row = self._ask(
            "SELECT mall.id, (clock_timestamp() AT TIME ZONE mall.timezone)::date"
            " FROM malls_mall AS mall WHERE mall.slug = %s",
            (demonstration.shown["mall"],),
        )
        self._mall, self._day = row
        self._said = Told(day=str(self._day))
        self._mine: list[uuid.UUID] = []

    def race(self, attempts: int, until: float) -> Told:
        """Press `attempts` times; stop early when time is up."""
        for _ in range(attempts):
            if time.monotonic() > until:
                break
            if len(self._mine) < PEOPLE_WAITING:
                self._bring()
            self._press()
        return self._said

    def _bring(self) -> None:
        person = self._id()
        tickets = [
            {
                "line": str(line.id), "service": line.service, "services": [line.code],
                "minutes": 5, "ticket": str(self._id()),
                "track_hash": self._chance.randbytes(16).hex(), "after": [],
                "window_from": "-infinity", "window_until": "infinity",
            }
            for line in self._chance.sample(self._lines, LINES)
        ]  # fmt: skip
        answer = self._try(
            "SELECT queue_issue_visit_v1(NULL, NULL, NULL, %s, %s, %s, %s, 'kiosk', 1, FALSE, %s,"
            " 'bench', '', '', '{}')",
            (self._mall, self._day, Jsonb(tickets), self._chance.choice(FLOWS), person),
        )
        if answer and "tickets" in answer:
            self._mine.append(person)

    def _id(self) -> uuid.UUID:
        return uuid.UUID(int=self._chance.getrandbits(128), version=4)

    def _press(self) -> None:
        """Press call-next; serve whom it gave; now and then do what makes held tickets wait."""
        self._said.attempts += 1
        counter = self._chance.choice(self._counters)
        answer = self._try(
            "SELECT queue_call_next_v2(NULL, NULL, NULL, %s, %s, 'bench')", (self._mall, counter)
        )
        ticket = (answer or {}).get("ticket")
        if ticket:
            self._said.calls += 1
            self._look(ticket["attendance"])
            if self._chance.random() < 0.9:
                self._move(ticket["id"], "start", counter)
            self._look(ticket["attendance"])
            self._move(ticket["id"], "finish", counter)
        elif answer and "refusal" in answer:
            self._clear(counter)
        elif self._mine:
            self._turn(self._chance.choice(self._mine))

    def _clear(self, counter: uuid.UUID) -> None:
        """End what stands at a counter, whoever called it; or give it back to its line."""
        row = self._ask(
            "SELECT id, state FROM queue_ticket WHERE counter_id = %s AND day = %s"
            " AND state IN ('called', 'serving')",
            (counter, self._day),
        )
        if row and self._chance.random() < 0.5:
            verb = "finish" if row[1] == "serving" else "release"
            self._move(str(row[0]), verb, counter)

    def _turn(self, person: uuid.UUID) -> None:
        """Summon, be there, or change how the tickets follow; forget who is done."""
        rows = self._db.execute(
            "SELECT id, summoned_at FROM queue_ticket WHERE attendance_id = %s"
            " AND state IN ('waiting', 'held', 'called', 'serving', 'parked')",
            (person,), prepare=True,
        ).fetchall()  # fmt: skip
        if not rows:
            self._mine.remove(person)
            return
        ticket, summoned = self._chance.choice(rows)
        if summoned:
            self._move(str(ticket), "arrive", None)
        elif self._chance.random() < 0.5:
            self._try("SELECT queue_summon_v1(%s, %s, 'bench')", (self._mall, ticket))
        else:
            self._try(
                "SELECT queue_order_person_v1(%s, %s, %s, NULL, FALSE, NULL, FALSE, '', 'bench')",
                (self._mall, person, self._chance.choice(FLOWS)),
            )

    def _look(self, person: str) -> None:
        row = self._ask(
            "SELECT count(*) FROM queue_ticket WHERE attendance_id = %s"
            " AND state IN ('called', 'serving')",
            (person,),
        )
        self._said.seen_twice += row[0] > 1

    def _move(self, ticket: str, verb: str, counter: uuid.UUID | None) -> None:
        self._try(
            "SELECT queue_move_ticket_v3(NULL, NULL, NULL, %s, %s, %s, %s, 'bench', TRUE, '',"
            " NULL, NULL, NULL)",
            (self._mall, ticket, verb, counter),
        )

    def _line(self, service: str) -> Line:
        line, number = self._ask(
            "SELECT joined.line_id, service.id FROM queue_lineservice AS joined"
            " INNER JOIN catalogue_service AS service ON service.id = joined.service_id"
            " INNER JOIN queue_counterline AS served ON served.line_id = joined.line_id"
            " WHERE service.code = %s AND served.counter_id = ANY(%s) LIMIT 1",
            (service, self._counters),
        )
        return Line(line, number, service)

    def _try(self, statement: str, values: tuple[Any, ...]) -> dict[str, Any] | None:
        """Ask one function; None where the race was lost and the database said so."""
        try:
            row = self._ask(statement, values)
        except LOST:
            self._said.lost += 1
            return None
        return dict(row[0]) if row else None

    def _ask(self, statement: str, values: tuple[Any, ...]) -> Any:
        return self._db.execute(statement, values, prepare=True).fetchone()


def _report(
    attempts: int, told: list[Told], doubled: list[str], verdict: str, seconds: float
) -> Report:
    pressed, calls = sum(one.attempts for one in told), sum(one.calls for one in told)
    twice = sum(one.seen_twice for one in told) + sum(Counter(doubled).values())
    row = Row(
        name="one_person",
        what=f"{pressed} racing calls of people with three tickets, held and waiting",
        figure=f"{twice} people called to two counters",
        beside="0",
        ratio="–",
        wanted="0",
        is_met=twice == 0 and pressed >= attempts and calls > 0 and not verdict,
    )
    remarks = [
        f"{CLIENTS} clients at {LINES * COUNTERS} counters of {LINES} lines, {calls} calls came of"
        f" it in {seconds:.0f} s; {sum(one.lost for one in told)} lost races that the database"
        f" ended; `queue verify`: {verdict or 'intact'}"
    ]
    values = {"attempts": pressed, "calls": calls, "double_calls": twice, "seconds": seconds}
    return Report([row], remarks, values)
