# SPDX-License-Identifier: Apache-2.0
"""What of its age a ticket keeps after another service of its person, as shipped."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from satuhadir.engines import dispatch
from satuhadir.queue import actions
from satuhadir.queue.models import Policy, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.test_one_after_the_other import (
    assert_log_tells_all,
    bodies,
    serve,
    visit,
)
from satuhadir.queue.values import Flow, TicketView, Wanted

pytestmark = pytest.mark.sql


def _second_of(tickets: list[TicketView]) -> Ticket:
    return Ticket.objects.get(pk=tickets[1].id)


def _own(hall: Hall, percent: int | None) -> None:
    agencies = {line.booth.agency_id: percent for line in hall.lines.values()}
    actions.set_age_kept(mall=hall.mall, percents=agencies, actor="test")


def _served_first(hall: Hall, tickets: list[TicketView]) -> TicketView:
    """Serve the person's first service; who is summoned says that they are there."""
    if Ticket.objects.get(pk=tickets[0].id).state == "held":
        assert actions.summon(mall=hall.mall, ticket_id=tickets[0].id, actor="plan")
        actions.arrive(mall=hall.mall, ticket_id=tickets[0].id, actor="track")
    return serve(hall, 1)


@pytest.mark.parametrize(
    ("flow", "own", "usual", "kept"),
    [
        (Flow.ONE, None, None, 10),
        (Flow.SUMMON, None, None, 10),
        (Flow.FREE, None, None, 100),
        (Flow.FREE, None, 0, 100),
        (Flow.ONE, None, 25, 25),
        (Flow.ONE, None, 100, 100),
        (Flow.ONE, 70, None, 70),
        (Flow.SUMMON, 100, None, 100),
        (Flow.FREE, 70, None, 70),
        (Flow.ONE, 0, 25, 0),
    ],
)
def test_a_ticket_keeps_the_agencys_share_or_else_what_its_flow_does(
    hall: Hall, flow: Flow, own: int | None, usual: int | None, kept: int
) -> None:
    _own(hall, own)
    if usual is not None:
        actions.set_policy(mall=hall.mall, age_kept_percent=usual, actor="test")
    tickets = visit(hall, "KTP", "SKCK", flow=flow)
    before = _second_of(tickets)
    done = _served_first(hall, tickets)
    assert done.ended_at
    leg = dispatch.leg_of(done.ended_at, before.issued_at, None)
    assert _second_of(tickets).key == dispatch.aged_key(before.key, leg, kept)
    told = [json.loads(body) for body in bodies(hall) if '"event":"ticket.aged"' in body]
    assert [one["kept_percent"] for one in told] == ([kept] if kept < 100 else [])
    assert_log_tells_all(hall)
    actions.set_policy(mall=hall.mall, age_kept_percent=60, actor="test")
    hall.move(done, "undo")
    assert _second_of(tickets).key == before.key, "by what was taken, whatever holds now"
    assert_log_tells_all(hall)


def test_a_booked_time_is_no_age_to_lose(hall: Hall) -> None:
    soon = hall.mall.local_now() + timedelta(minutes=40)
    tickets = visit(hall, wanted=[Wanted(("KTP",)), Wanted(("SKCK",), key_at=soon)])
    key = _second_of(tickets).key
    assert key == soon
    serve(hall, 1)
    assert _second_of(tickets).key == key, "who booked it is not late for it yet"
    assert_log_tells_all(hall)


def test_a_head_start_and_a_come_back_are_no_age_either(hall: Hall) -> None:
    tickets = visit(hall, "KTP", "SKCK", wants_head_start=True)
    row = _second_of(tickets)
    Ticket.objects.filter(pk=row.pk).update(came_back=True, key=row.key + timedelta(minutes=10))
    done = serve(hall, 1)
    assert done.ended_at
    leg = dispatch.leg_of(done.ended_at, row.issued_at, None)
    moved = dispatch.aged_key(row.key + timedelta(minutes=10), leg, 10)
    assert _second_of(tickets).key == moved


def _pressed_in_the_version_before(hall: Hall, ticket: Any, verb: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_move_ticket_v2(NULL, NULL, NULL, %s, %s, %s, %s, 'test', FALSE, '',"
            " NULL, NULL, NULL)::text",
            [hall.mall.pk, ticket.id, verb, hall.counters[number].pk],
        )
        assert "refusal" not in json.loads(cursor.fetchone()[0])


def test_the_version_before_serves_on_beside_this_one(hall: Hall) -> None:
    tickets = visit(hall, "KTP", "SKCK")
    key = _second_of(tickets).key
    called = hall.call(1)
    for verb in ("start", "finish"):
        _pressed_in_the_version_before(hall, called, verb, 1)
    assert _second_of(tickets).key == key, "it lets a ticket keep all its age"
    hall.move(called, "undo")
    hall.move(called, "finish")
    aged = _second_of(tickets).key
    assert aged > key
    _pressed_in_the_version_before(hall, called, "undo", 1)
    assert _second_of(tickets).key == key, "each takes back what the other did"
    assert_log_tells_all(hall)


def test_the_usual_share_is_a_percentage_and_ten_where_nothing_was_said(hall: Hall) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_default FROM information_schema.columns"
            " WHERE table_name = 'queue_policy' AND column_name = 'age_kept_percent'"
        )
        assert int(cursor.fetchone()[0]) == dispatch.AGE_KEPT_PERCENT
    assert Policy().age_kept_percent == dispatch.AGE_KEPT_PERCENT
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.filter(mall=hall.mall).update(age_kept_percent=101)
