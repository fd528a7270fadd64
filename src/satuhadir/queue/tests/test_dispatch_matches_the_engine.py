# SPDX-License-Identifier: Apache-2.0
"""The SQL and `engines/dispatch` choose the same people, in the same order."""

import random
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from satuhadir.engines import dispatch
from satuhadir.queue import tracks
from satuhadir.queue.models import Attendance, Tally, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.keyed import hash_of

pytestmark = pytest.mark.sql

TICKETS = 10_000
CALLS = 300


def _random_tickets(hall: Hall, chance: random.Random) -> list[dispatch.Ticket]:
    """Write 10,000 tickets as no day would have them: ties, absent people, many lines each."""
    now = hall.mall.local_now()
    people = [tracks.new_id() for _ in range(TICKETS // 2)]
    Attendance.objects.bulk_create(
        Attendance(id=one, mall=hall.mall, day=now.date(), created_at=now) for one in people
    )
    services = {"A": "KTP", "B": "AKTA", "C": "SKCK"}
    rows: list[Ticket] = []
    waited: set[tuple[UUID, str]] = set()
    for number in range(1, TICKETS + 1):
        prefix = chance.choice("ABC")
        person = chance.choice(people)
        while (person, prefix) in waited:
            person = chance.choice(people)
        waited.add((person, prefix))
        issued = now - timedelta(seconds=chance.randrange(3600))
        head_start = chance.choice((0, 0, 0, 20))
        line = hall.lines[prefix]
        rows.append(
            Ticket(
                id=tracks.new_id(), mall=hall.mall, day=now.date(), line=line, issue_line=line,
                number=number, code=f"{prefix}-{number}", services=[services[prefix]],
                service=line.services.get(service__code=services[prefix]).service
                if number < 4 else rows[0].service,
                people=1, minutes=10, attendance_id=person, channel="kiosk", state="waiting",
                present=chance.random() < 0.9, head_start_minutes=head_start,
                key=dispatch.key(issued, head_start), issued_at=issued,
                track_hash=hash_of(str(number)),
            )
        )  # fmt: skip
    Ticket.objects.bulk_create(rows, batch_size=2_000)
    for prefix, line in hall.lines.items():
        count = sum(row.code.startswith(prefix) for row in rows)
        Tally.objects.create(line=line, day=now.date(), mall=hall.mall, waiting=count)
    return [
        dispatch.Ticket(
            id=str(row.pk), line=str(row.line_id), key=row.key, number=row.number,
            attendance=str(row.attendance_id), present=row.present, state="waiting",
        )
        for row in rows
    ]  # fmt: skip


def test_sql_and_engine_call_the_same_tickets(hall: Hall) -> None:
    chance = random.Random(20)
    tickets = {one.id: one for one in _random_tickets(hall, chance)}
    served = {1: "A", 2: "A", 3: "BC"}
    busy: dict[int, str] = {}
    for _ in range(CALLS):
        number = chance.choice((1, 2, 3))
        if number in busy:
            hall.move(_Id(busy[number]), "start", number)
            hall.move(_Id(busy[number]), "finish", number)
            tickets[busy[number]] = replace(tickets[busy[number]], state="done")
            del busy[number]
        expected = dispatch.next_ticket(
            tickets.values(),
            {str(hall.lines[one].pk) for one in served[number]},
            {tickets[one].attendance for one in busy.values()},
        )
        called = hall.call(number)
        assert expected is not None
        assert str(called.id) == expected.id
        busy[number] = expected.id
        tickets[expected.id] = replace(expected, state="called")


class _Id:
    """Enough of a ticket to press a button on it."""

    def __init__(self, ticket_id: str) -> None:
        self.id = UUID(ticket_id)
