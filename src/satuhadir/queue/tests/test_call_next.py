# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from satuhadir.queue import actions, tracks
from satuhadir.queue.errors import CounterBusy, CounterClosed, CounterNotFound
from satuhadir.queue.hotpath import Repeat
from satuhadir.queue.models import Attendance, Event, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.values import TicketView
from satuhadir.shared.tests.racing import together

pytestmark = pytest.mark.sql


def test_the_longest_waiting_is_called(hall: Hall) -> None:
    first, _second = hall.issue(), hall.issue()
    called = hall.call(1)
    assert (called.code, called.state) == (first.ticket.code, "called")
    assert called.counter == hall.counters[1].pk


def test_nobody_waiting_calls_nobody(hall: Hall) -> None:
    assert hall.call(1) is None


def test_a_counter_calls_over_all_its_lines_by_age(hall: Hall) -> None:
    codes = [hall.issue(one).ticket.code for one in ("SKCK", "AKTA", "SKCK")]
    called = []
    for _ in codes:
        ticket = hall.call(3)
        called.append(ticket.code)
        hall.move(hall.move(ticket, "start", 3), "finish", 3)
    assert called == codes


def test_a_counter_does_not_call_for_lines_it_does_not_serve(hall: Hall) -> None:
    hall.issue("SKCK")
    assert hall.call(1) is None


def test_a_counter_with_a_ticket_calls_nobody_else(hall: Hall) -> None:
    hall.issue()
    hall.issue()
    hall.call(1)
    with pytest.raises(CounterBusy):
        hall.call(1)


def test_a_closed_counter_and_one_on_a_break_call_nobody(hall: Hall) -> None:
    hall.issue()
    where: dict[str, Any] = {"mall": hall.mall, "counter_id": hall.counters[1].pk, "actor": "test"}
    actions.start_break(**where)
    with pytest.raises(CounterClosed):
        hall.call(1)
    actions.close_counter(**where)
    with pytest.raises(CounterClosed):
        hall.call(1)
    actions.open_counter(**where)
    assert hall.call(1)


def test_a_counter_that_closes_from_a_past_hour_calls_nobody(hall: Hall) -> None:
    hall.issue()
    actions.close_counter(
        mall=hall.mall,
        counter_id=hall.counters[1].pk,
        actor="test",
        closed_from=hall.mall.local_now() - timedelta(minutes=1),
    )
    with pytest.raises(CounterClosed):
        hall.call(1)


def test_a_neighbours_counter_is_not_found(hall: Hall, neighbour: Hall) -> None:
    hall.issue()
    with pytest.raises(CounterNotFound):
        actions.call_next(mall=hall.mall, counter_id=neighbour.counters[1].pk, actor="test")


def test_who_is_absent_keeps_their_place_and_is_not_called(hall: Hall) -> None:
    phone = hall.issue(channel="phone").ticket
    kiosk = hall.issue().ticket
    assert hall.call(1).code == kiosk.code
    hall.move(phone, "present", None)
    assert hall.call(2).code == phone.code


def test_a_head_start_passes_only_who_came_little_before(hall: Hall) -> None:
    old = hall.issue().ticket
    Ticket.objects.filter(pk=old.id).update(key=old.issued_at - timedelta(minutes=21))
    recent = hall.issue().ticket
    elder = hall.issue(wants_head_start=True).ticket
    assert [hall.call(n).code for n in (1, 2)] == [old.code, elder.code]
    assert recent.code


def test_one_person_is_not_called_to_two_counters(hall: Hall) -> None:
    first = hall.issue().ticket
    second = hall.issue("SKCK", attendance_id=first.attendance).ticket
    hall.call(1)
    assert Ticket.objects.get(pk=second.id).state == "held"
    assert hall.call(3) is None
    hall.move(hall.move(first, "start"), "finish")
    assert hall.call(3).code == second.code


def test_the_same_press_twice_calls_one_person(hall: Hall) -> None:
    hall.issue()
    hall.issue()
    repeat = Repeat(b"token", tracks.new_id(), b"")
    assert hall.call(1, repeat=repeat) == hall.call(1, repeat=repeat)
    assert Ticket.objects.filter(state="called").count() == 1


def test_nobody_callable_is_kept_for_its_repeats_too(hall: Hall) -> None:
    repeat = Repeat(b"token", tracks.new_id(), b"")
    assert hall.call(1, repeat=repeat) is None
    hall.issue()
    assert hall.call(1, repeat=repeat) is None


def test_the_database_itself_refuses_a_second_counter_for_a_person(hall: Hall) -> None:
    first = hall.issue().ticket
    second = hall.issue("SKCK", attendance_id=first.attendance).ticket
    hall.call(1)
    with (
        pytest.raises(IntegrityError, match="queue_one_person_is_at_one_counter"),
        transaction.atomic(),
    ):
        Ticket.objects.filter(pk=second.id).update(state="waiting")
        Ticket.objects.filter(pk=second.id).update(
            state="called", counter=hall.counters[3], called_at=first.issued_at
        )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_counters_pressing_together_call_different_people(busy_hall: Hall) -> None:
    """24 people, two counters of one line pressed by eight hands with finishes in between."""
    for _ in range(24):
        busy_hall.issue()

    def press(index: int) -> list[str]:
        number = index % 2 + 1
        codes = []
        for _ in range(12):
            try:
                ticket = busy_hall.call(number)
            except CounterBusy:
                continue
            if ticket:
                codes.append(ticket.code)
                busy_hall.move(busy_hall.move(ticket, "start", number), "finish", number)
        return codes

    called = [code for codes in together(8, press) for code in codes]
    assert len(called) == len(set(called))
    rows = Event.objects.filter(event="ticket.called").order_by("seq")
    numbers = [int(row.body.split('"code":"A-')[1][:3]) for row in rows]
    assert numbers == sorted(numbers), "first calls follow the key"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_people_in_two_lines_are_never_at_two_counters(busy_hall: Hall) -> None:
    """20 people wait in A and in C at once; counters 1, 2 (A) and 3 (C) race for them."""
    for _ in range(20):
        person = busy_hall.issue().ticket.attendance
        busy_hall.issue("SKCK", attendance_id=person)
    doubled: list[UUID] = []

    def serve(number: int, ticket: TicketView) -> None:
        rows = Ticket.objects.filter(
            attendance=ticket.attendance, state__in=["called", "serving"]
        ).count()
        if rows != 1:
            doubled.append(ticket.attendance)
        busy_hall.move(busy_hall.move(ticket, "start", number), "finish", number)

    def press(index: int) -> int:
        number, served = index % 3 + 1, 0
        for _ in range(40):
            try:
                ticket = busy_hall.call(number)
            except CounterBusy:
                continue
            if ticket:
                serve(number, ticket)
                served += 1
        return served

    served = sum(together(6, press, hands=6))
    for number in (1, 3):  # whoever was locked at the very last press of both sides
        while ticket := busy_hall.call(number):
            serve(number, ticket)
            served += 1
    assert served == 40
    assert doubled == []
    assert not Attendance.objects.filter(busy_with__isnull=False).exists()
    assert Ticket.objects.filter(state="done").count() == 40
