# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import os
import random
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from satuhadir.malls import queries as malls
from satuhadir.queue import actions, queries, rebuild
from satuhadir.queue.errors import CounterBusy
from satuhadir.queue.models import Chain, Counter, Event, Line, LineWait, Tally, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.values import Flow, NextTurn, Wanted
from satuhadir.shared.database import grant_application_role
from satuhadir.shared.errors import DomainError

pytestmark = pytest.mark.sql

VERBS = (
    "start",
    "finish",
    "recall",
    "hold",
    "resume",
    "cancel",
    "release",
    "undo",
    "return",
    "transfer",
    "present",
    "arrive",
    "confirm_head_start",
)
FLOWS = tuple(Flow)  # fmt: skip


def play(hall: Hall, presses: int, seed: int) -> None:
    """Press what people and officers could press, in any order, right or wrong."""
    chance = random.Random(seed)
    for _ in range(presses):
        number = chance.choice((1, 2, 3))
        seen = list(Ticket.objects.order_by("?")[:1])
        try:
            kind = chance.random()
            if 0.25 <= kind < 0.32:
                _visit(hall, seen, chance)
            elif kind < 0.25 or not seen:
                person = seen[0].attendance_id if seen and chance.random() < 0.3 else None
                hall.issue(
                    chance.choice(("KTP", "KK", "AKTA", "SKCK")),
                    channel=chance.choice(("kiosk", "desk", "phone")),
                    wants_head_start=chance.random() < 0.2,
                    attendance_id=person,
                )
            elif kind < 0.5:
                hall.call(number)
            elif kind < 0.54:
                _set_up(hall, number, chance)
            else:
                verb = chance.choice(VERBS)
                extra: dict[str, Any] = {}
                if verb == "transfer":
                    extra["to_service"] = chance.choice(("KTP", "AKTA", "SKCK"))
                hall.move(
                    seen[0], verb, chance.choice((1, 2, 3, None)), override=chance.random() < 0.5,
                    **extra,
                )  # fmt: skip
        except (DomainError, CounterBusy):
            continue


def _visit(hall: Hall, seen: list[Ticket], chance: random.Random) -> None:
    """Somebody comes for several services, changes how they follow, is told to go, is there."""
    act = chance.random()
    if act < 0.5 or not seen:
        services = chance.sample(("KTP", "AKTA", "SKCK"), chance.choice((2, 3)))
        wanted = [
            Wanted((one,), (0,) if place and chance.random() < 0.3 else ())
            for place, one in enumerate(services)
        ]
        actions.issue_visit(
            mall=hall.mall, wanted=wanted, channel="kiosk", actor="test", flow=chance.choice(FLOWS)
        )
    elif act < 0.6:
        actions.set_flow(
            mall=hall.mall, attendance_id=seen[0].attendance_id, flow=chance.choice(FLOWS),
            actor="test",
        )  # fmt: skip
    elif act < 0.7:
        theirs = Ticket.objects.filter(attendance=seen[0].attendance_id)
        left = list(theirs.filter(state__in=["waiting", "held", "parked"]).order_by("?"))
        actions.set_order(
            mall=hall.mall, attendance_id=seen[0].attendance_id, actor="test",
            order=[NextTurn(one.pk) for one in left],
        )  # fmt: skip
    elif act < 0.8:
        agency = hall.lines[chance.choice("ABC")].booth.agency_id
        percents = {agency: chance.choice((0, 33, 100))}
        actions.set_age_kept(mall=hall.mall, percents=percents, actor="test")
    else:
        actions.summon(mall=hall.mall, ticket_id=seen[0].pk, actor="test")


def _set_up(hall: Hall, number: int, chance: random.Random) -> None:
    where: dict[str, Any] = {"mall": hall.mall, "counter_id": hall.counters[number].pk}
    soon = hall.mall.local_now() + timedelta(minutes=7)
    chance.choice(
        (
            lambda: actions.open_counter(**where, actor="test"),
            lambda: actions.close_counter(**where, actor="test"),
            lambda: actions.start_break(**where, actor="test", back_at=soon),
            lambda: actions.rename_counter(**where, actor="test", name=f"Loket {number}B"),
        )
    )()
    actions.open_counter(**where, actor="test")


def _bodies(hall: Hall) -> list[str]:
    rows = Event.objects.filter(mall=hall.mall, day=hall.mall.today()).order_by("seq")
    return list(rows.values_list("body", flat=True))


def test_the_first_row_of_a_day_is_the_set_up(hall: Hall) -> None:
    first = json.loads(_bodies(hall)[0])
    assert first["event"] == "day.opened"
    assert first["prev"] == "0" * 64


def test_the_chain_can_be_made_again_by_anyone(hall: Hall) -> None:
    play(hall, 40, seed=1)
    head = "0" * 64
    for seq, row in enumerate(queries.events_of(hall.mall, hall.mall.today(), limit=1000), 1):
        told = json.loads(row.body)
        canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert canonical == row.body
        assert (told["seq"], told["prev"]) == (seq, head)
        head = hashlib.sha256((head + canonical).encode()).hexdigest()
        assert head == row.hash
    assert Chain.objects.get(mall=hall.mall).head == head
    assert queries.find_break(hall.mall, hall.mall.today()) is None


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("UPDATE queue_event SET body = replace(body, 'kiosk', 'phone') WHERE seq = 12", "changed"),
        ("DELETE FROM queue_event WHERE seq = 12", "missing"),
        ("DELETE FROM queue_event WHERE seq = (SELECT max(seq) FROM queue_event)", "missing"),
        ("UPDATE queue_event SET hash = repeat('1', 64) WHERE seq = 12", "changed"),
    ],
)
def test_a_change_of_the_past_is_found(hall: Hall, harm: str, found: str) -> None:
    hall.issue()
    hall.issue()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE queue_event DISABLE TRIGGER queue_event_is_append_only")
        cursor.execute(harm)
        assert cursor.rowcount == 1
    assert found in (queries.find_break(hall.mall, hall.mall.today()) or "")


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_tickets_counters_and_lines_can_be_rebuilt_from_the_log(hall: Hall, seed: int) -> None:
    play(hall, 150, seed=seed)
    day = rebuild.rebuild(_bodies(hall))
    for row in Ticket.objects.all():
        told = day.tickets[str(row.pk)]
        same = {
            name: (getattr(told, name), getattr(row, name))
            for name in ("code", "number", "services", "people", "channel", "present", "key",
                         "issued_at", "state", "head_start_minutes", "came_back", "called_at",
                         "recalled_at", "started_at", "ended_at", "promised_low", "promised_high",
                         "turn", "by_plan", "summoned_at")
        }  # fmt: skip
        assert {name: pair for name, pair in same.items() if pair[0] != pair[1]} == {}
        assert (told.line, told.claimed) == (str(row.line_id), row.head_start_claimed)
        assert told.counter == (str(row.counter_id) if row.counter_id else None)
    assert len(day.tickets) == Ticket.objects.count() > 20
    for counter in Counter.objects.filter(mall=hall.mall):
        told_counter = day.counters[str(counter.pk)]
        assert (told_counter.name, told_counter.state) == (counter.name, counter.state)
    for line in Line.objects.filter(mall=hall.mall):
        told_line = day.lines[str(line.pk)]
        tally = Tally.objects.filter(line=line).first()
        assert told_line.is_open == line.is_open
        assert (told_line.issued, told_line.waiting) == (
            (tally.issued, tally.waiting) if tally else (0, 0)
        )


@pytest.mark.parametrize("seed", [5, 6])
def test_wait_figures_can_be_rebuilt_from_the_log(hall: Hall, seed: int) -> None:
    play(hall, 150, seed=seed)
    today = hall.mall.today()
    calendar = malls.calendar_of(hall.mall)
    hours = {
        line.booth_id: tuple((a, b) for a, b in calendar.intervals(today, line.booth_id))
        for line in Line.objects.filter(mall=hall.mall)
    }
    told = rebuild.wait_inputs(rebuild.rebuild(_bodies(hall)), hours)
    for inputs in queries.wait_inputs(hall.mall, today):
        again = told[str(inputs.line)]
        for name in ("waiting", "hours", "duties", "planned_share", "idle", "mean_minutes"):
            assert getattr(again, name) == getattr(inputs, name), name
        assert again.recent_minutes == inputs.recent_minutes
    actions.refresh_waits(hall.mall)
    assert LineWait.objects.filter(line__mall=hall.mall).count() == 3


def test_nobody_may_change_the_log_not_even_its_owner(hall: Hall) -> None:
    for harm in ("UPDATE queue_event SET body = ''", "DELETE FROM queue_event"):
        with (
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
        ):
            cursor.execute(harm)


@pytest.mark.django_db(transaction=True)
def test_the_applications_role_may_add_to_the_log_and_not_change_it(busy_hall: Hall) -> None:
    app = urlsplit(os.environ["DATABASE_URL"])
    if os.environ.get("DATABASE_OWNER_URL", "") in {"", os.environ["DATABASE_URL"]}:
        pytest.skip("the owner and the application are one role here")
    busy_hall.issue()
    grant_application_role(app.username or "")
    name = settings.DATABASES["default"]["NAME"]
    with psycopg.connect(
        host=app.hostname, port=app.port, user=app.username, password=app.password, dbname=name,
        autocommit=True,
    ) as role:  # fmt: skip
        assert role.execute("SELECT count(*) FROM queue_event").fetchone() != (0,)
        for harm in (
            "UPDATE queue_event SET body = ''", "DELETE FROM queue_event", "TRUNCATE queue_event",
            "DROP TABLE queue_event", "ALTER TABLE queue_event DISABLE TRIGGER ALL",
            "DELETE FROM queue_ticket", "DELETE FROM queue_chain",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                role.execute(harm)
