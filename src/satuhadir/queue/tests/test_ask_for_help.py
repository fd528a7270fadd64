# SPDX-License-Identifier: Apache-2.0
"""Help asked for with a number: told to staff, to nobody else, until the day is over."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from satuhadir.queue import actions, hotpath, queries, tracks
from satuhadir.queue.actions import Repeat
from satuhadir.queue.models import Attendance, Event, KeptAnswer, LineWait, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.errors import Invalid
from satuhadir.shared.keyed import hash_of
from satuhadir.shared.tests.racing import together


def test_staff_are_told_what_help_was_asked_for_and_nobody_else(hall: Hall) -> None:
    issued = hall.issue(help=["wheelchair", "approach"])
    assert "help" not in issued.ticket.raw
    assert "promised_minutes" not in issued.ticket.raw
    public = queries.ticket_by_track(issued.track).ticket
    assert (public.help, "help" in public.raw) == ((), False)

    called = hall.call()
    assert called.help == ("approach", "wheelchair")
    assert called.staff_raw["help"] == ["approach", "wheelchair"]
    assert "help" not in called.raw
    assert hall.move(called, "start").help == ("approach", "wheelchair")
    assert queries.ticket_at(hall.mall, called.id).help == ("approach", "wheelchair")
    counter = queries.counter_at(hall.mall, hall.counters[1].pk)
    assert counter.ticket is not None
    assert counter.ticket.help == ("approach", "wheelchair")


def test_help_is_in_no_log_and_in_no_kept_answer(hall: Hall) -> None:
    keys = [Repeat(b"scope-of-a-press", uuid4(), b"digest") for _ in range(2)]
    hall.issue(help=["companion"], repeat=keys[0])
    assert hall.call(repeat=keys[1]).help == ("companion",)
    assert hall.call(repeat=keys[1]).help == ("companion",)  # a repeat is told as well
    told = " ".join(Event.objects.values_list("body", flat=True))
    kept = json.dumps(list(KeptAnswer.objects.values_list("answer", flat=True)))
    assert "companion" not in told + kept


def test_a_second_number_joins_what_was_asked_before(hall: Hall) -> None:
    first = hall.issue(help=["approach"])
    hall.issue("AKTA", attendance_id=first.ticket.attendance)
    hall.issue("SKCK", attendance_id=first.ticket.attendance, help=["wheelchair", "approach"])
    assert Attendance.objects.get().help == ["approach", "wheelchair"]


def test_unknown_help_is_refused_before_anything_is_given(hall: Hall) -> None:
    with pytest.raises(Invalid) as refused:
        hall.issue(help=["deaf"])
    assert refused.value.errors[0].field == "help"
    assert not Ticket.objects.exists()


def test_the_database_knows_the_kinds_of_help(hall: Hall) -> None:
    hall.issue()
    with pytest.raises(IntegrityError, match="help_is_known"), transaction.atomic():
        Attendance.objects.update(help=["blind"])


def test_help_is_forgotten_when_the_day_closes(
    hall: Hall, at_clock: Callable[[datetime], None]
) -> None:
    done = hall.issue(help=["approach"]).ticket
    waiting = hall.issue(help=["wheelchair"]).ticket
    hall.call()
    hall.move(done, "start")
    hall.move(done, "finish")
    at_clock(hall.mall.local_now() + timedelta(days=1))
    hotpath.close_day(mall_id=hall.mall.pk, day=done.day, actor="system")
    assert [one.help for one in Attendance.objects.all()] == [[], []]
    assert queries.ticket_at(hall.mall, waiting.id).staff_raw["help"] == []


def _ladder(hall: Hall, *rungs: tuple[int, int, int, int]) -> None:
    LineWait.objects.update_or_create(
        line=hall.lines["A"],
        day=hall.mall.today(),
        defaults={"ladder": [list(one) for one in rungs], "room": 1000},
    )


def test_the_wait_told_with_a_number_is_kept_and_logged(hall: Hall) -> None:
    _ladder(hall, (0, 0, 3, 6), (1, 5, 9, 14), (2, 11, 17, 26))
    tickets = [hall.issue().ticket for _ in range(2)]
    first = hall.issue(wants_head_start=True).ticket
    for ticket, (low, high, ahead) in zip(
        [*tickets, first], ((0, 6, 0), (5, 14, 1), (0, 6, 0)), strict=True
    ):
        assert ticket.wait is not None
        assert (ticket.wait.low, ticket.wait.high, ticket.ahead) == (low, high, ahead)
        row = Ticket.objects.get(pk=ticket.id)
        assert (row.promised_low, row.promised_high) == (low, high)
        told = json.loads(
            Event.objects.get(event="ticket.issued", body__contains=str(ticket.id)).body
        )
        assert (told["promised_low"], told["promised_high"]) == (low, high)
    called = hall.call()
    assert called.staff_raw["promised_minutes"] == {"low": 0, "high": 6}


def test_a_wait_not_known_is_no_promise(hall: Hall) -> None:
    LineWait.objects.all().delete()
    ticket = hall.issue().ticket
    row = Ticket.objects.get(pk=ticket.id)
    assert (row.promised_low, row.promised_high, ticket.wait) == (None, None, None)
    assert queries.ticket_at(hall.mall, ticket.id).staff_raw["promised_minutes"] is None


def test_a_number_counts_who_is_before_it_from_either_end(hall: Hall) -> None:
    for _ in range(105):
        hall.issue()
    early = hall.issue(wants_head_start=True).ticket  # passes everybody: more than 100 behind
    late = hall.issue().ticket
    assert (early.ahead, late.ahead) == (0, 106)
    assert queries.ticket_at(hall.mall, late.id).ahead == 106


def test_the_version_before_still_gives_numbers(hall: Hall) -> None:
    """While a new version is brought in, old processes issue through the old function."""
    ticket_id, person = tracks.new_id(), tracks.new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_issue_ticket_v1(NULL, NULL, NULL, %s, %s, %s, %s, ARRAY['KTP'], 10,"
            " 'kiosk', 1, FALSE, NULL, %s, %s, %s, 'test', '', '', %s, %s)",
            [
                hall.mall.pk, hall.mall.today(), hall.lines["A"].pk,
                hall.mall.services.get(code="KTP").pk, person, ticket_id,
                hash_of(tracks.track_of(ticket_id)),
                hall.mall.local_now() - timedelta(hours=1),
                hall.mall.local_now() + timedelta(hours=1),
            ],
        )  # fmt: skip
    assert hall.call().help == ()
    assert actions.close_days(hall.mall) == 0


@pytest.mark.race
def test_two_presses_for_one_person_keep_both_kinds_of_help(busy_hall: Hall) -> None:
    person = busy_hall.issue().ticket.attendance
    asked = (("AKTA", "approach"), ("SKCK", "wheelchair"))

    def press(index: int) -> None:
        service, kind = asked[index]
        busy_hall.issue(service, attendance_id=person, help=[kind])

    together(2, press)
    assert Attendance.objects.get(pk=person).help == ["approach", "wheelchair"]
