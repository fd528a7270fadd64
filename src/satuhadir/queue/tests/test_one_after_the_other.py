# SPDX-License-Identifier: Apache-2.0
"""The tickets of one person follow each other: one waits, the others are held by plan."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone as django_timezone

from satuhadir.engines import dispatch
from satuhadir.queue import actions, queries, rebuild
from satuhadir.queue.errors import (
    AttendanceNotFound,
    LineClosed,
    OrderChanged,
    WrongState,
)
from satuhadir.queue.hotpath import Repeat
from satuhadir.queue.models import AgeKept, Attendance, Event, Tally, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.values import Flow, NextTurn, TicketView, Wanted
from satuhadir.shared.errors import Invalid

THREE = ("KTP", "AKTA", "SKCK")


def visit(hall: Hall, *services: str, flow: Flow = Flow.ONE, **extra: Any) -> list[TicketView]:
    """Check a person in with one ticket for each service, in this order."""
    wanted = extra.pop("wanted", [Wanted((one,)) for one in services or THREE])
    given = actions.issue_visit(
        mall=hall.mall, wanted=wanted, channel="kiosk", actor="test", flow=flow, **extra
    )
    return [one.ticket for one in given]


def states(tickets: list[TicketView]) -> list[str]:
    found = dict(
        Ticket.objects.filter(pk__in=[one.id for one in tickets]).values_list("pk", "state")
    )
    return [found[one.id] for one in tickets]


def waiting(hall: Hall, prefix: str) -> int:
    row = Tally.objects.filter(line=hall.lines[prefix]).first()
    return row.waiting if row else 0


def serve(hall: Hall, number: int, verb: str = "finish") -> TicketView:
    called = hall.call(number)
    return hall.move(hall.move(called, "start", number), verb, number)


def bodies(hall: Hall) -> list[str]:
    rows = Event.objects.filter(mall=hall.mall, day=hall.mall.today()).order_by("seq")
    return list(rows.values_list("body", flat=True))


def assert_log_tells_all(hall: Hall) -> None:
    """Everything about flows can be made again from the log alone."""
    day = rebuild.rebuild(bodies(hall))
    for row in Ticket.objects.filter(mall=hall.mall):
        told = day.tickets[str(row.pk)]
        assert (told.state, told.key, told.turn, told.after, told.by_plan, told.summoned_at) == (
            row.state, row.key, row.turn, [str(one) for one in row.after], row.by_plan,
            row.summoned_at,
        ), row.code  # fmt: skip
    for line in hall.lines.values():
        assert day.lines[str(line.pk)].waiting == waiting(hall, line.prefix)
    for person in Attendance.objects.filter(mall=hall.mall):
        assert day.flows.get(str(person.pk), "free") == person.flow


def test_a_visit_gets_all_its_tickets_and_one_of_them_waits(hall: Hall) -> None:
    tickets = visit(hall)
    assert states(tickets) == ["waiting", "held", "held"]
    assert len({one.attendance for one in tickets}) == 1
    assert [waiting(hall, one) for one in "ABC"] == [1, 0, 0]
    assert hall.call(3) is None, "held by plan is not callable"
    assert_log_tells_all(hall)


def test_the_next_by_turn_waits_as_soon_as_one_is_finished(hall: Hall) -> None:
    tickets = visit(hall)
    serve(hall, 1)
    assert states(tickets) == ["done", "waiting", "held"]
    serve(hall, 3)
    assert states(tickets) == ["done", "done", "waiting"]
    serve(hall, 3)
    assert states(tickets) == ["done"] * 3
    assert [waiting(hall, one) for one in "ABC"] == [0, 0, 0]
    assert_log_tells_all(hall)


@pytest.mark.parametrize(("verb", "left"), [("cancel", "cancelled"), ("hold", "parked")])
def test_who_leaves_a_counter_otherwise_goes_on_too(hall: Hall, verb: str, left: str) -> None:
    tickets = visit(hall)
    serve(hall, 1, verb)
    assert states(tickets) == [left, "waiting", "held"]
    assert_log_tells_all(hall)


def test_a_no_show_lets_the_next_wait_and_its_return_comes_first(hall: Hall) -> None:
    tickets = visit(hall)
    called = hall.call(1)
    Ticket.objects.filter(pk=called.id).update(called_at=called.called_at - timedelta(minutes=3))
    hall.move(called, "no_show")
    assert states(tickets) == ["no_show", "waiting", "held"]
    hall.move(called, "return", None)
    assert states(tickets) == ["waiting", "held", "held"]
    assert [waiting(hall, one) for one in "ABC"] == [1, 0, 0]


def test_what_comes_back_from_parking_is_where_the_person_is(hall: Hall) -> None:
    tickets = visit(hall)
    serve(hall, 1, "hold")
    hall.move(tickets[0], "resume")
    assert states(tickets) == ["waiting", "held", "held"]
    assert_log_tells_all(hall)


def test_what_comes_back_while_the_person_is_elsewhere_is_held(hall: Hall) -> None:
    tickets = visit(hall)
    serve(hall, 1, "hold")
    hall.call(3)
    hall.move(tickets[0], "resume", None, override=True)
    assert states(tickets) == ["held", "called", "held"]
    hall.move(hall.move(tickets[1], "start", 3), "finish", 3)
    assert states(tickets) == ["waiting", "done", "held"], "by turn again"
    assert_log_tells_all(hall)


def test_a_transferred_or_released_ticket_stays_the_one(hall: Hall) -> None:
    tickets = visit(hall, "KTP", "SKCK")
    called = hall.call(1)
    hall.move(called, "release")
    assert states(tickets) == ["waiting", "held"]
    hall.move(hall.move(hall.call(1), "start"), "transfer", to_service="AKTA")
    assert states(tickets) == ["waiting", "held"]
    assert [waiting(hall, one) for one in "ABC"] == [0, 1, 0]
    assert_log_tells_all(hall)


def test_an_undone_finish_holds_the_next_again(hall: Hall) -> None:
    tickets = visit(hall)
    done = serve(hall, 1)
    hall.move(done, "undo")
    assert states(tickets) == ["serving", "held", "held"]
    assert [waiting(hall, one) for one in "ABC"] == [0, 0, 0]
    hall.move(done, "finish")
    assert states(tickets) == ["done", "waiting", "held"]
    assert_log_tells_all(hall)


def test_what_needs_a_parked_one_does_not_pass_it(hall: Hall) -> None:
    wanted = [Wanted(("KTP",)), Wanted(("AKTA",), after=(0,)), Wanted(("SKCK",))]
    tickets = visit(hall, wanted=wanted)
    serve(hall, 1, "hold")
    assert states(tickets) == ["parked", "held", "waiting"], "AKTA needs what KTP gives"
    serve(hall, 3)
    assert states(tickets) == ["parked", "held", "done"], "nothing to go to but the parked one"
    hall.move(tickets[0], "cancel", None)
    assert states(tickets) == ["cancelled", "waiting", "done"], "nobody is held for ever"
    assert_log_tells_all(hall)


def test_a_held_one_may_be_cancelled_by_its_person(hall: Hall) -> None:
    tickets = visit(hall)
    hall.move(tickets[1], "cancel", None)
    assert states(tickets) == ["waiting", "cancelled", "held"]
    serve(hall, 1)
    assert states(tickets) == ["done", "cancelled", "waiting"]
    assert_log_tells_all(hall)


def test_a_ticket_taken_during_a_visit_comes_last(hall: Hall) -> None:
    tickets = visit(hall, "KTP", "AKTA")
    more = hall.issue("SKCK", attendance_id=tickets[0].attendance).ticket
    row = Ticket.objects.get(pk=more.id)
    assert (row.state, row.turn, row.by_plan, row.promised_high) == ("held", 3, True, None)
    assert_log_tells_all(hall)


def test_who_has_other_counters_first_is_not_ahead_of_anybody(hall: Hall) -> None:
    _keep(hall, 100)
    visit(hall, "KTP", "SKCK")
    single = hall.issue("SKCK").ticket
    assert single.ahead == 0
    serve(hall, 1)
    assert queries.ticket_at(hall.mall, single.id).ahead == 1, "in line now, at its own place"


def test_a_held_one_knows_how_many_would_be_before_it(hall: Hall) -> None:
    hall.issue("SKCK")
    tickets = visit(hall, "KTP", "SKCK")
    hall.issue("SKCK")
    assert queries.ticket_at(hall.mall, tickets[1].id).ahead == 1


def test_a_visit_is_given_whole_or_not_at_all(hall: Hall) -> None:
    actions.close_line(mall=hall.mall, line_id=hall.lines["C"].pk, actor="test", reason="rapat")
    with pytest.raises(LineClosed) as refused:
        visit(hall)
    assert refused.value.context["wanted_at"] == 2
    assert not Ticket.objects.exists()
    assert not Attendance.objects.exists()
    assert hall.issue().ticket.number == 1, "no number is lost"


def test_the_same_check_in_twice_counts_once(hall: Hall) -> None:
    repeat = Repeat(b"kiosk", UUID(int=7), b"")
    assert [one.id for one in visit(hall, repeat=repeat)] == [
        one.id for one in visit(hall, repeat=repeat)
    ]
    assert Ticket.objects.count() == 3


def test_nothing_wanted_and_impossible_orders_are_refused(hall: Hall) -> None:
    for wanted in (
        [],
        [Wanted(("KTP",), after=(0,))],
        [Wanted(("KTP",), after=(1,)), Wanted(("SKCK",))],
    ):
        with pytest.raises(Invalid):
            visit(hall, wanted=wanted)


def test_a_booked_place_counts_from_its_time(hall: Hall) -> None:
    hall.issue("SKCK")
    booked = hall.mall.local_now() - timedelta(minutes=5)
    tickets = visit(hall, wanted=[Wanted(("SKCK",), key_at=booked)])
    assert hall.call(3).id == tickets[0].id
    assert_log_tells_all(hall)


def test_the_plan_may_change_which_one_waits(hall: Hall) -> None:
    tickets = visit(hall)
    order = [NextTurn(tickets[place].id) for place in (2, 0, 1)]
    done = actions.set_order(
        mall=hall.mall, attendance_id=tickets[0].attendance, order=order, actor="plan",
        reason="shorter", seen=tickets[0].id, as_seen=True,
    )  # fmt: skip
    assert done.changed
    assert done.waiting == tickets[2].id
    assert states(tickets) == ["held", "held", "waiting"]
    assert [waiting(hall, one) for one in "ABC"] == [0, 0, 1]
    again = actions.set_order(
        mall=hall.mall, attendance_id=tickets[0].attendance, order=order, actor="plan"
    )
    assert not again.changed
    assert_log_tells_all(hall)


def test_an_order_thought_of_before_a_call_changes_nothing(hall: Hall) -> None:
    tickets = visit(hall)
    serve(hall, 1)
    order = [NextTurn(one.id) for one in tickets]
    with pytest.raises(OrderChanged):
        actions.set_order(
            mall=hall.mall, attendance_id=tickets[0].attendance, order=order, actor="plan"
        )
    left = [NextTurn(tickets[2].id), NextTurn(tickets[1].id)]
    with pytest.raises(OrderChanged):
        actions.set_order(
            mall=hall.mall, attendance_id=tickets[0].attendance, order=left, actor="plan",
            seen=tickets[0].id, as_seen=True,
        )  # fmt: skip
    assert states(tickets) == ["done", "waiting", "held"]


def test_no_order_goes_in_circles_or_to_a_neighbour(hall: Hall, neighbour: Hall) -> None:
    one, two, three = visit(hall)
    circle = [NextTurn(one.id, (two.id,)), NextTurn(two.id), NextTurn(three.id)]
    who = one.attendance
    with pytest.raises(Invalid):
        actions.set_order(mall=hall.mall, attendance_id=who, order=circle, actor="plan")
    with pytest.raises(AttendanceNotFound):
        actions.set_order(mall=neighbour.mall, attendance_id=who, order=[], actor="plan")


def test_at_a_counter_a_new_order_holds_for_what_comes_after(hall: Hall) -> None:
    tickets = visit(hall)
    hall.call(1)
    order = [NextTurn(tickets[2].id), NextTurn(tickets[1].id)]
    actions.set_order(
        mall=hall.mall, attendance_id=tickets[0].attendance, order=order, actor="plan"
    )
    assert states(tickets) == ["called", "held", "held"]
    hall.move(hall.move(tickets[0], "start"), "finish")
    assert states(tickets) == ["done", "held", "waiting"]
    assert_log_tells_all(hall)


def test_free_again_means_all_of_them_wait(hall: Hall) -> None:
    tickets = visit(hall)
    where: dict[str, Any] = {"mall": hall.mall, "attendance_id": tickets[0].attendance}
    actions.set_flow(**where, flow=Flow.FREE, actor="test")
    assert states(tickets) == ["waiting"] * 3
    assert [waiting(hall, one) for one in "ABC"] == [1, 1, 1]
    hall.call(1)
    assert states(tickets) == ["called", "held", "held"]
    assert [waiting(hall, one) for one in "ABC"] == [0, 1, 1], "held elsewhere stands in line"
    actions.set_flow(**where, flow=Flow.ONE, actor="test")
    assert [waiting(hall, one) for one in "ABC"] == [0, 0, 0]
    assert_log_tells_all(hall)


def test_the_day_closes_over_held_tickets(
    hall: Hall, at_clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = visit(hall)
    at_clock(hall.mall.local_now() + timedelta(days=1))
    tomorrow = django_timezone.now() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    assert actions.close_days(hall.mall) == 3
    assert states(tickets) == ["expired"] * 3
    assert [waiting(hall, one) for one in "ABC"] == [0, 0, 0]
    assert actions.close_days(hall.mall) == 0


def test_summoned_people_keep_all_places_and_are_called_where_they_are(hall: Hall) -> None:
    tickets = visit(hall, flow=Flow.SUMMON)
    assert states(tickets) == ["held"] * 3
    assert [waiting(hall, one) for one in "ABC"] == [1, 1, 1], "each keeps its place"
    with pytest.raises(WrongState):
        actions.arrive(mall=hall.mall, ticket_id=tickets[1].id, actor="track")
    assert actions.summon(mall=hall.mall, ticket_id=tickets[1].id, actor="plan")
    assert not actions.summon(mall=hall.mall, ticket_id=tickets[2].id, actor="plan"), "one way"
    assert hall.call(3) is None, "nobody is called who is not there"
    actions.arrive(mall=hall.mall, ticket_id=tickets[1].id, actor="track")
    assert states(tickets) == ["held", "waiting", "held"]
    assert_log_tells_all(hall)
    serve(hall, 3)
    assert states(tickets) == ["held", "done", "held"]
    assert_log_tells_all(hall)


def test_a_missed_call_drops_a_summoned_person_to_one_at_a_time(hall: Hall) -> None:
    tickets = visit(hall, flow=Flow.SUMMON)
    actions.summon(mall=hall.mall, ticket_id=tickets[0].id, actor="plan")
    called = actions.arrive(mall=hall.mall, ticket_id=tickets[0].id, actor="track")
    called = hall.call(1)
    Ticket.objects.filter(pk=called.id).update(called_at=called.called_at - timedelta(minutes=3))
    hall.move(called, "no_show")
    assert states(tickets) == ["no_show", "waiting", "held"]
    assert Attendance.objects.get(pk=called.attendance).flow == "one"
    assert [waiting(hall, one) for one in "ABC"] == [0, 1, 0]


def _keep(hall: Hall, percent: int) -> None:
    agencies = {line.booth.agency_id: percent for line in hall.lines.values()}
    actions.set_age_kept(mall=hall.mall, percents=agencies, actor="test")


def test_a_ticket_keeps_the_share_of_its_age_that_the_agency_lets_it(hall: Hall) -> None:
    _keep(hall, 50)
    tickets = visit(hall, "KTP", "AKTA", "SKCK")
    before = {row.pk: row.key for row in Ticket.objects.all()}
    first = serve(hall, 1)
    second = serve(hall, 3)
    assert first.ended_at
    assert second.ended_at
    row = Ticket.objects.get(pk=tickets[2].id)
    key = before[row.pk]
    for finish, earlier in ((first.ended_at, None), (second.ended_at, first.ended_at)):
        key = dispatch.aged_key(key, dispatch.leg_of(finish, row.issued_at, earlier), 50)
    assert row.key == key > before[row.pk]
    told = [json.loads(body) for body in bodies(hall) if '"event":"ticket.aged"' in body]
    assert [one["kept_percent"] for one in told] == [50, 50, 50]
    assert told[0]["after"] == str(tickets[0].id)
    assert_log_tells_all(hall)


def test_an_undone_finish_gives_the_age_back(hall: Hall) -> None:
    _keep(hall, 0)
    tickets = visit(hall, "KTP", "SKCK")
    before = Ticket.objects.get(pk=tickets[1].id).key
    done = serve(hall, 1)
    moved = Ticket.objects.get(pk=tickets[1].id).key
    assert moved == done.ended_at, "keeping nothing is coming now"
    _keep(hall, 70)
    hall.move(done, "undo")
    assert Ticket.objects.get(pk=tickets[1].id).key == before
    assert_log_tells_all(hall)


def test_freely_waiting_tickets_age_alike_and_keep_all_without_a_decision(hall: Hall) -> None:
    first = hall.issue().ticket
    second = hall.issue("SKCK", attendance_id=first.attendance).ticket
    before = Ticket.objects.get(pk=second.id).key
    done = serve(hall, 1)
    assert Ticket.objects.get(pk=second.id).key == before
    hall.move(done, "undo")
    _keep(hall, 0)
    hall.move(done, "finish")
    assert Ticket.objects.get(pk=second.id).key > before
    assert_log_tells_all(hall)


def test_only_a_percentage_of_an_agency_of_the_mall_is_kept(hall: Hall, neighbour: Hall) -> None:
    own = hall.lines["A"].booth.agency_id
    for percents in ({own: 101}, {own: -1}, {neighbour.lines["A"].booth.agency_id: 50}):
        with pytest.raises(Invalid):
            actions.set_age_kept(mall=hall.mall, percents=percents, actor="test")
    assert not AgeKept.objects.exists()
