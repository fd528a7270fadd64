# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from satuhadir.queue import actions, tracks
from satuhadir.queue.errors import (
    AlreadyInLine,
    CounterBusy,
    LineClosed,
    OtherCounter,
    TicketNotFound,
    TooEarly,
    UndoExpired,
    WrongCode,
    WrongState,
)
from satuhadir.queue.hotpath import Repeat
from satuhadir.queue.models import Attendance, Tally, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.values import TicketView, Verb

pytestmark = pytest.mark.sql

# The contract's table: from which states each verb may start (as a manager, who may do all).
STARTS = {
    "start": {"called"},
    "recall": {"called"},
    "no_show": {"called"},
    "finish": {"serving"},
    "hold": {"serving"},
    "transfer": {"serving"},
    "resume": {"parked"},
    "release": {"called", "serving"},
    "undo": {"done", "no_show"},
    "return": {"no_show"},
    "cancel": {"waiting", "held", "called", "serving", "parked"},
    "present": {"waiting", "held", "parked", "no_show"},
    "confirm_head_start": set(),
    "arrive": set(),  # only for whom it was asked of: test_one_after_the_other
}
STATES = (
    "waiting", "held", "called", "serving", "parked", "done", "no_show", "cancelled", "expired",
)  # fmt: skip


def _wait_out(ticket: TicketView, minutes: int = 2) -> None:
    """Let the time since the last call pass."""
    row = Ticket.objects.get(pk=ticket.id)
    assert row.called_at
    earlier = row.called_at - timedelta(minutes=minutes)
    Ticket.objects.filter(pk=ticket.id).update(called_at=earlier, recalled_at=None)


def _ticket_in(hall: Hall, state: str) -> TicketView:
    """Bring a ticket of line A into a state by the ways the product has."""
    ticket = hall.issue().ticket
    if state == "waiting":
        return ticket
    if state == "cancelled":
        return hall.move(ticket, "cancel", None)
    if state == "expired":
        Ticket.objects.filter(pk=ticket.id).update(state="expired")
        return ticket
    if state == "held":
        other = hall.issue("SKCK", attendance_id=ticket.attendance).ticket
        assert hall.call(3).id == other.id
        return ticket
    assert hall.call(1).id == ticket.id
    if state == "called":
        return ticket
    if state == "no_show":
        _wait_out(ticket)
        return hall.move(ticket, "no_show")
    hall.move(ticket, "start")
    if state != "serving":
        hall.move(ticket, "hold" if state == "parked" else "finish")
    return ticket


def _is_consistent(hall: Hall) -> bool:
    """Who is marked busy is at a counter, and each tally counts who waits."""
    busy = set(Attendance.objects.exclude(busy_with=None).values_list("busy_with", flat=True))
    working = Ticket.objects.filter(state__in=["called", "serving"])
    counted = all(
        tally.waiting
        == Ticket.objects.filter(line=tally.line_id, state__in=["waiting", "held"]).count()
        for tally in Tally.objects.filter(mall=hall.mall)
    )
    return busy == set(working.values_list("pk", flat=True)) and counted


@pytest.mark.parametrize(("verb", "state"), list(product(STARTS, STATES)))
def test_a_verb_starts_from_its_states_and_no_other(hall: Hall, verb: str, state: str) -> None:
    ticket = _ticket_in(hall, state)
    if verb == "no_show" and state == "called":
        _wait_out(ticket)
    extra: dict[str, Any] = {"to_service": "AKTA"} if verb == "transfer" else {}
    extra["override"] = True
    if state in STARTS[verb]:
        hall.move(ticket, verb, **extra)
    else:
        with pytest.raises(WrongState):
            hall.move(ticket, verb, **extra)
        assert Ticket.objects.get(pk=ticket.id).state == state
    if state != "expired":
        assert _is_consistent(hall)


def test_every_change_around_the_functions_is_refused(hall: Hall) -> None:
    ticket = _ticket_in(hall, "done")
    for change in ({"state": "waiting"}, {"number": 99}, {"code": "Z-001"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ticket.objects.filter(pk=ticket.id).update(**change)


def test_a_visit_from_waiting_to_done(hall: Hall) -> None:
    ticket = hall.issue().ticket
    states = [
        hall.call(1).state,
        hall.move(ticket, "start").state,
        hall.move(ticket, "finish").state,
    ]
    assert states == ["called", "serving", "done"]
    row = Ticket.objects.get(pk=ticket.id)
    assert row.called_at and row.started_at and row.ended_at
    assert row.issued_at <= row.called_at <= row.started_at <= row.ended_at


def test_another_counter_may_not_touch_it(hall: Hall) -> None:
    ticket = _ticket_in(hall, "serving")
    for verb in ("start", "finish", "recall", "no_show", "hold", "resume", "cancel", "undo"):
        with pytest.raises(OtherCounter):
            hall.move(ticket, verb, 2)


def test_a_neighbour_malls_ticket_is_not_found(hall: Hall, neighbour: Hall) -> None:
    with pytest.raises(TicketNotFound):
        hall.move(neighbour.issue().ticket, "cancel", None)


def test_no_show_waits_two_minutes_since_the_last_call(hall: Hall) -> None:
    ticket = _ticket_in(hall, "called")
    with pytest.raises(TooEarly, match="2 menit"):
        hall.move(ticket, "no_show")
    _wait_out(ticket)
    hall.move(ticket, "recall")
    with pytest.raises(TooEarly):
        hall.move(ticket, "no_show")


def test_who_comes_after_all_waits_once_more_ten_minutes_later(hall: Hall) -> None:
    ticket = _ticket_in(hall, "no_show")
    before = Ticket.objects.get(pk=ticket.id).key
    assert hall.move(ticket, "return", None).state == "waiting"
    row = Ticket.objects.get(pk=ticket.id)
    assert row.key - before == timedelta(minutes=10)
    hall.call(1)
    _wait_out(ticket)
    hall.move(ticket, "no_show")
    with pytest.raises(WrongState):
        hall.move(ticket, "return", None)


def test_hold_frees_the_counter_and_resume_keeps_the_key(hall: Hall) -> None:
    ticket = _ticket_in(hall, "serving")
    key = Ticket.objects.get(pk=ticket.id).key
    later = hall.issue().ticket
    hall.move(ticket, "hold")
    assert hall.call(1).id == later.id
    assert hall.move(ticket, "resume", 2).state == "waiting"
    assert Ticket.objects.get(pk=ticket.id).key == key
    assert hall.call(2).id == ticket.id


def test_resume_while_the_person_is_elsewhere_is_held(hall: Hall) -> None:
    ticket = _ticket_in(hall, "parked")
    hall.issue("SKCK", attendance_id=ticket.attendance)
    hall.call(3)
    assert hall.move(ticket, "resume").state == "held"


def test_transfer_keeps_number_code_and_age(hall: Hall) -> None:
    ticket = _ticket_in(hall, "serving")
    hall.issue("AKTA")
    key = Ticket.objects.get(pk=ticket.id).key
    moved = hall.move(ticket, "transfer", to_service="AKTA")
    assert (moved.id, moved.code, moved.state) == (ticket.id, ticket.code, "waiting")
    assert moved.line == hall.lines["B"].pk
    assert moved.service == "AKTA"
    assert Ticket.objects.get(pk=ticket.id).key == key
    assert hall.call(3).id == ticket.id, "the older one goes first"


def test_transfer_within_one_line_changes_the_service(hall: Hall) -> None:
    ticket = _ticket_in(hall, "serving")
    assert hall.move(ticket, "transfer", to_service="KK").service == "KK"


def test_transfer_to_a_closed_line_or_one_already_waited_in_is_refused(hall: Hall) -> None:
    ticket = _ticket_in(hall, "serving")
    actions.close_line(mall=hall.mall, line_id=hall.lines["B"].pk, actor="test")
    with pytest.raises(LineClosed):
        hall.move(ticket, "transfer", to_service="AKTA")
    hall.issue("SKCK", attendance_id=ticket.attendance)
    with pytest.raises(AlreadyInLine):
        hall.move(ticket, "transfer", to_service="SKCK")


def test_release_gives_the_ticket_back_to_the_line(hall: Hall) -> None:
    ticket = _ticket_in(hall, "serving")
    assert hall.move(ticket, "release", None, override=True).state == "waiting"
    assert hall.call(2).id == ticket.id


def test_undo_brings_back_a_finish_within_a_minute(hall: Hall) -> None:
    ticket = _ticket_in(hall, "done")
    assert hall.move(ticket, "undo").state == "serving"
    hall.move(ticket, "finish")
    row = Ticket.objects.get(pk=ticket.id)
    assert row.ended_at
    earlier = row.ended_at - timedelta(seconds=61)
    Ticket.objects.filter(pk=ticket.id).update(ended_at=earlier)
    with pytest.raises(UndoExpired, match="60 detik"):
        hall.move(ticket, "undo")


def test_undo_needs_the_counter_free(hall: Hall) -> None:
    ticket = _ticket_in(hall, "done")
    hall.issue()
    hall.call(1)
    with pytest.raises(CounterBusy):
        hall.move(ticket, "undo")


def test_undo_of_a_no_show_calls_again(hall: Hall) -> None:
    ticket = _ticket_in(hall, "no_show")
    assert hall.move(ticket, "undo").state == "called"
    with pytest.raises(TooEarly):
        hall.move(ticket, "no_show")


def test_a_citizen_may_cancel_until_served(hall: Hall) -> None:
    ticket = _ticket_in(hall, "serving")
    with pytest.raises(WrongState):
        hall.move(ticket, "cancel", None)
    assert hall.move(ticket, "cancel", 1).state == "cancelled"


def test_cancelling_frees_the_persons_other_tickets(hall: Hall) -> None:
    ticket = _ticket_in(hall, "held")
    other = Ticket.objects.get(state="called")
    hall.move(TicketView.of({**ticket.raw, "id": str(other.pk)}), "cancel", None)
    assert Ticket.objects.get(pk=ticket.id).state == "waiting"


def test_the_code_in_the_hall_makes_a_phone_ticket_callable(hall: Hall) -> None:
    ticket = hall.issue(channel="phone").ticket
    right = tracks.display_code(hall.mall.pk, int(hall.mall.local_now().timestamp()) // 180)
    wrong = f"{(int(right) + 1) % 10_000:04d}"
    with pytest.raises(WrongCode):
        actions.confirm_presence(mall=hall.mall, ticket_id=ticket.id, code=wrong, actor="public")
    assert hall.call(1) is None
    actions.confirm_presence(mall=hall.mall, ticket_id=ticket.id, code=right, actor="public")
    assert hall.call(1).id == ticket.id


def test_a_repeated_verb_is_done_once(hall: Hall) -> None:
    ticket = _ticket_in(hall, "serving")
    repeat = Repeat(b"token", tracks.new_id(), b"")
    assert hall.move(ticket, "finish", repeat=repeat) == hall.move(ticket, "finish", repeat=repeat)


def test_who_takes_over_a_counter_takes_its_ticket(hall: Hall, django_user_model: Any) -> None:
    ticket = _ticket_in(hall, "serving")
    officer = django_user_model.objects.create_user("pengganti")
    state = actions.take_over(
        mall=hall.mall, counter_id=hall.counters[1].pk, officer_id=officer.pk, actor="user:2"
    )
    assert state.officer_id == officer.pk
    assert state.ticket
    assert state.ticket.id == ticket.id
    assert hall.move(ticket, "finish").state == "done"


def test_a_counter_renamed_in_the_middle_of_the_day_keeps_its_ticket(hall: Hall) -> None:
    ticket = _ticket_in(hall, "called")
    actions.rename_counter(
        mall=hall.mall, counter_id=hall.counters[1].pk, name="Loket 1A", actor="test"
    )
    assert hall.move(ticket, "start").counter_name == "Loket 1A"


def test_every_verb_of_the_contract_is_known() -> None:
    assert {verb.value for verb in Verb} == set(STARTS)
