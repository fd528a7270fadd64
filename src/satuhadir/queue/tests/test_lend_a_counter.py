# SPDX-License-Identifier: Apache-2.0
"""A counter lent to another line: called from while it lasts, and not an instant longer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from satuhadir.queue import actions, queries, rebuild
from satuhadir.queue.errors import AlreadyServes, CounterNotFound, LineNotFound
from satuhadir.queue.models import CounterLine, Event
from satuhadir.queue.queries.holders import open_counters_of
from satuhadir.queue.queries.waits import wait_inputs
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.errors import Invalid
from satuhadir.shared.tests.racing import together


def lend(hall: Hall, number: int = 1, prefix: str = "C", **extra: Any) -> Any:
    return actions.lend_counter(
        mall=hall.mall,
        counter_id=hall.counters[number].pk,
        line_id=hall.lines[prefix].pk,
        actor="test",
        **extra,
    )


def give_back(hall: Hall, number: int = 1, prefix: str = "C") -> Any:
    return actions.return_counter(
        mall=hall.mall,
        counter_id=hall.counters[number].pk,
        line_id=hall.lines[prefix].pk,
        actor="test",
    )


def told(hall: Hall) -> rebuild.Rebuilt:
    rows = Event.objects.filter(mall=hall.mall, day=hall.mall.today()).order_by("seq")
    return rebuild.rebuild(rows.values_list("body", flat=True))


def lines_by_the_log(hall: Hall, number: int) -> set[str]:
    return set(told(hall).counters[str(hall.counters[number].pk)].lines)


def lines_by_the_table(hall: Hall, number: int) -> set[str]:
    rows = CounterLine.objects.filter(counter=hall.counters[number])
    return {str(line) for line in rows.values_list("line_id", flat=True)}


def test_a_lent_counter_calls_the_other_line_too_and_its_own(hall: Hall) -> None:
    police = hall.issue("SKCK").ticket
    assert hall.call(1) is None
    state = lend(hall)
    assert hall.lines["C"].pk in state.lines and hall.lines["C"].pk in state.lent
    assert hall.call(1).id == police.id
    hall.move(police, "start")
    hall.move(police, "finish")
    own = hall.issue("KTP").ticket
    assert hall.call(1).id == own.id


def test_a_loan_that_is_over_calls_nobody_even_before_its_row_is_gone(
    hall: Hall, at_clock: Callable[[datetime], None]
) -> None:
    hall.issue("SKCK")
    until = hall.mall.local_now() + timedelta(minutes=1)
    lend(hall, until_at=until)
    at_clock(until)
    assert CounterLine.objects.filter(lent_until__isnull=False).count() == 1
    assert hall.call(1) is None
    at_clock(until - timedelta(seconds=1))
    assert hall.call(1) is not None


def test_loans_end_by_themselves_and_leave_a_word_in_the_log(
    hall: Hall, at_clock: Callable[[datetime], None]
) -> None:
    until = hall.mall.local_now() + timedelta(minutes=1)
    lend(hall, until_at=until)
    assert actions.end_loans(hall.mall, actor="system") == 0
    at_clock(until)
    assert actions.end_loans(hall.mall, actor="system") == 1
    assert actions.end_loans(hall.mall, actor="system") == 0
    assert lines_by_the_table(hall, 1) == {str(hall.lines["A"].pk)}
    names = Event.objects.filter(event__startswith="counter.").order_by("seq")
    assert list(names.values_list("event", flat=True))[-2:] == ["counter.lent", "counter.returned"]


def test_a_loan_lasts_to_the_end_of_the_day_unless_told(hall: Hall) -> None:
    lend(hall)
    until = CounterLine.objects.get(lent_until__isnull=False).lent_until
    assert until is not None
    local = until.astimezone(hall.mall.local_now().tzinfo)
    assert (local.hour, local.minute) == (0, 0)
    assert local.date() == hall.mall.today() + timedelta(days=1)


def test_a_loan_taken_back_leaves_the_ticket_at_its_counter(hall: Hall) -> None:
    lend(hall)
    police = hall.issue("SKCK").ticket
    hall.call(1)
    give_back(hall)
    assert queries.ticket_at(hall.mall, police.id).state == "called"
    assert hall.move(police, "start").state == "serving"
    assert hall.issue("SKCK") and hall.move(police, "finish").state == "done"
    assert hall.call(1) is None


def test_the_day_can_be_rebuilt_with_its_loans(hall: Hall) -> None:
    lend(hall)
    lend(hall, until_at=hall.mall.local_now() + timedelta(minutes=1))  # moves the end
    lend(hall, 2, "B")
    for number in (1, 2, 3):
        assert lines_by_the_log(hall, number) == lines_by_the_table(hall, number)
    give_back(hall)
    give_back(hall)  # nothing is lent any more: nothing happens
    for number in (1, 2, 3):
        assert lines_by_the_log(hall, number) == lines_by_the_table(hall, number)
    assert lines_by_the_log(hall, 1) == {str(hall.lines["A"].pk)}


def test_only_lines_and_counters_of_the_mall_and_never_a_counters_own(
    hall: Hall, neighbour: Hall
) -> None:
    with pytest.raises(AlreadyServes):
        lend(hall, 1, "A")
    with pytest.raises(LineNotFound):
        actions.lend_counter(
            mall=hall.mall,
            counter_id=hall.counters[1].pk,
            line_id=neighbour.lines["C"].pk,
            actor="test",
        )
    with pytest.raises(CounterNotFound):
        actions.lend_counter(
            mall=hall.mall,
            counter_id=neighbour.counters[1].pk,
            line_id=hall.lines["C"].pk,
            actor="test",
        )
    for wrong in (timedelta(minutes=-1), timedelta(days=2)):
        with pytest.raises(Invalid):
            lend(hall, until_at=hall.mall.local_now() + wrong)
    assert not CounterLine.objects.filter(lent_until__isnull=False).exists()


def test_a_counters_own_line_is_never_taken_from_it(hall: Hall) -> None:
    give_back(hall, 1, "A")
    assert lines_by_the_table(hall, 1) == {str(hall.lines["A"].pk)}


@pytest.mark.race
def test_calls_and_the_end_of_a_loan_come_one_before_the_other(busy_hall: Hall) -> None:
    for _ in range(12):
        busy_hall.issue("SKCK")
    for _round in range(6):
        lend(busy_hall)

        def press(index: int) -> str:
            if index == 1:
                give_back(busy_hall)
                return ""
            called = busy_hall.call(1)
            return called.code if called else ""

        together(2, press, hands=2)
        rows = Event.objects.filter(mall=busy_hall.mall).order_by("seq")
        at_work = False
        for event, body in rows.values_list("event", "body"):
            at_work = at_work or event == "counter.lent"
            if event == "counter.returned":
                at_work = False
            if event == "ticket.called" and str(busy_hall.counters[1].pk) in body:
                assert at_work, "called after the loan was over"
        ticket = queries.counter_at(busy_hall.mall, busy_hall.counters[1].pk).ticket
        if ticket is not None:
            busy_hall.move(ticket, "start")
            busy_hall.move(ticket, "finish")


def test_a_loan_that_is_over_counts_nowhere_even_before_its_row_is_gone(hall: Hall) -> None:
    lend(hall)
    line = hall.lines["C"].pk
    before = queries.line_at(hall.mall, line)
    assert open_counters_of(line) == before.open_counters > 0
    CounterLine.objects.filter(lent_until__isnull=False).update(
        lent_until=hall.mall.local_now() - timedelta(seconds=1)
    )
    after = queries.line_at(hall.mall, line)
    assert after.counters == before.counters - 1
    assert after.open_counters == open_counters_of(line) == before.open_counters - 1
    state = queries.counter_at(hall.mall, hall.counters[1].pk)
    assert line not in state.lines and not state.lent
    duties = {one.line: one.duties for one in wait_inputs(hall.mall, hall.mall.today())}
    assert len(duties[line]) == after.open_counters


def test_a_day_whose_first_word_is_the_end_of_a_loan_can_be_rebuilt(hall: Hall) -> None:
    lend(hall)
    with connection.cursor() as cursor:  # the log of the day before is not this day's
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE queue_event DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM queue_event")
        cursor.execute("DELETE FROM queue_chain")
        cursor.execute("ALTER TABLE queue_event ENABLE TRIGGER USER")
    give_back(hall)
    assert next(Event.objects.order_by("seq").values_list("event", flat=True).iterator()) == (
        "day.opened"
    )
    assert lines_by_the_log(hall, 1) == lines_by_the_table(hall, 1) == {str(hall.lines["A"].pk)}
