# SPDX-License-Identifier: Apache-2.0
"""Ordinary trouble: midnight, a power cut over it, holidays, early leavers, Friday."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from satuhadir.malls.models import Booth, Closure, SpecialDay, WeeklyHours
from satuhadir.queue import actions, queries
from satuhadir.queue.errors import LineClosed, TooLateToday, WrongState
from satuhadir.queue.models import Chain, Contact, Counter, Line, Policy, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.memory import Brief

pytestmark = pytest.mark.sql

JAKARTA = ZoneInfo("Asia/Jakarta")


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of the week of Monday 1 March 2027."""
    return datetime(2027, 3, day, hour, minute, tzinfo=JAKARTA)


@pytest.fixture
def stand_at(
    at_clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> Callable[[datetime], None]:
    """Stand at an instant with both clocks, the database's and ours."""

    def put(at: datetime) -> None:
        at_clock(at)
        monkeypatch.setattr("django.utils.timezone.now", lambda: at.astimezone(ZoneInfo("UTC")))
        Brief.forget_everything()

    return put


@pytest.fixture
def night(hall: Hall, stand_at: Callable[[datetime], None]) -> Callable[[], date]:
    """Stand on Tuesday 2 March; calling it lets the night pass and returns that Tuesday."""
    stand_at(_at(2, 10))

    def pass_night() -> date:
        stand_at(_at(3, 9))
        return date(2027, 3, 2)

    return pass_night


def test_what_was_still_open_expires_with_its_day(hall: Hall, night: Callable[[], date]) -> None:
    tickets = [hall.issue().ticket for _ in range(3)]
    hall.call(1)
    day = night()
    assert actions.close_days(hall.mall) == 3
    states = Ticket.objects.filter(pk__in=[one.id for one in tickets]).values_list("state")
    assert set(states) == {("expired",)}
    assert actions.close_days(hall.mall) == 0, "safe to run twice"
    closed = queries.closed_days(hall.mall)
    assert closed[0].day == day
    assert closed[0].hash == Chain.objects.get(day=day).head


def test_tomorrows_calls_work_before_yesterday_is_closed(
    hall: Hall, night: Callable[[], date]
) -> None:
    hall.issue()
    hall.call(1)
    night()
    today = hall.issue().ticket
    assert today.code == "A-001", "numbers begin anew"
    assert hall.call(1).id == today.id
    assert actions.close_days(hall.mall) == 1
    assert hall.move(today, "start").state == "serving"


def test_yesterdays_ticket_is_not_served_today(hall: Hall, night: Callable[[], date]) -> None:
    ticket = hall.issue().ticket
    hall.call(1)
    night()
    with pytest.raises(WrongState):
        hall.move(ticket, "start")


def test_names_and_phones_are_gone_the_next_day(hall: Hall, night: Callable[[], date]) -> None:
    ticket = hall.issue(name="Sari", phone="081200000000").ticket
    contact = queries.contact_of(hall.mall, ticket.attendance)
    assert contact
    assert contact.name == "Sari"
    night()
    assert queries.contact_of(hall.mall, ticket.attendance) is None
    actions.close_days(hall.mall)
    assert not Contact.objects.exists()


def test_names_and_phones_are_not_in_the_log(hall: Hall) -> None:
    hall.issue(name="Sari", phone="081200000000", wants_head_start=True)
    bodies = "".join(row.body for row in queries.events_of(hall.mall, hall.mall.today()))
    assert "Sari" not in bodies
    assert "81200000000" not in bodies


def test_counters_close_at_the_end_of_the_day_if_the_mall_wants(
    hall: Hall, night: Callable[[], date]
) -> None:
    hall.issue()
    night()
    Counter.objects.update(state_since=_at(2, 8))
    actions.close_days(hall.mall)
    assert set(Counter.objects.values_list("state", flat=True)) == {"closed"}


def test_a_line_closed_for_the_afternoon_is_open_the_next_morning(hall: Hall) -> None:
    Line.objects.filter(pk=hall.lines["A"].pk).update(
        closed_from=hall.mall.local_now() - timedelta(days=1), close_reason="rapat"
    )
    actions.close_days(hall.mall)
    assert hall.issue().ticket.code == "A-001"


def test_resetting_the_queue_never_reuses_numbers(hall: Hall) -> None:
    """There is no reset: close the line, expire nobody's number but by cancelling, go on."""
    first = hall.issue().ticket
    hall.move(first, "cancel", None)
    assert hall.issue().ticket.code == "A-002"


def _usual_week(hall: Hall) -> None:
    """Open 08–15, Friday with a break 11.30–13.00, weekend closed."""
    WeeklyHours.objects.filter(mall=hall.mall).delete()
    for weekday in range(5):
        spans = [(480, 690), (780, 900)] if weekday == 4 else [(480, 900)]
        for opens, closes in spans:
            WeeklyHours.objects.create(
                mall=hall.mall, weekday=weekday, opens_minute=opens, closes_minute=closes
            )
    Brief.forget_everything()


def test_on_friday_numbers_are_given_through_the_break_but_waits_know_of_it(
    hall: Hall, stand_at: Callable[[datetime], None]
) -> None:
    _usual_week(hall)
    stand_at(_at(5, 11, 25))
    for _ in range(4):
        hall.issue()
    actions.refresh_waits(hall.mall)
    state = queries.line_at(hall.mall, hall.lines["A"].pk)
    assert state.wait
    assert state.wait.likely > 90, "over the break"
    stand_at(_at(5, 12, 0))
    hall.issue()


def test_a_holiday_declared_this_morning_closes_the_mall(
    hall: Hall, stand_at: Callable[[datetime], None]
) -> None:
    _usual_week(hall)
    stand_at(_at(2, 9))
    hall.issue()
    Closure.objects.create(
        mall=hall.mall, first_day=date(2027, 3, 2), last_day=date(2027, 3, 2), reason="banjir"
    )
    Brief.forget_everything()
    with pytest.raises(LineClosed, match="Rabu"):
        hall.issue()


def test_an_agency_leaving_at_two_gives_no_number_after(
    hall: Hall, stand_at: Callable[[datetime], None]
) -> None:
    _usual_week(hall)
    booth = Booth.objects.get(mall=hall.mall, name="Gerai 2")
    SpecialDay.objects.create(
        mall=hall.mall, booth=booth, day=date(2027, 3, 2), intervals=[[480, 840]], reason="dinas"
    )
    Brief.forget_everything()
    stand_at(_at(2, 13, 59))
    hall.issue("SKCK")
    stand_at(_at(2, 14, 0))
    with pytest.raises(LineClosed):
        hall.issue("SKCK")
    hall.issue("KTP")


def test_the_last_number_that_cannot_be_served_before_closing_is_refused(
    hall: Hall, stand_at: Callable[[datetime], None]
) -> None:
    _usual_week(hall)
    Policy.objects.filter(mall=hall.mall).update(refuses_too_late=True)
    stand_at(_at(2, 14, 30))
    given = 0
    with pytest.raises(TooLateToday):
        for _ in range(50):
            actions.refresh_waits(hall.mall)
            hall.issue()
            given += 1
    assert 2 <= given <= 7, "two counters, thirty minutes, about twelve minutes each"


def test_before_the_doors_open_numbers_are_given_from_an_hour_ahead(
    hall: Hall, stand_at: Callable[[datetime], None]
) -> None:
    _usual_week(hall)
    stand_at(_at(2, 6, 59))
    with pytest.raises(LineClosed):
        hall.issue()
    stand_at(_at(2, 7, 0))
    hall.issue()
    actions.refresh_waits(hall.mall)
    state = queries.line_at(hall.mall, hall.lines["A"].pk)
    assert state.wait
    assert state.wait.low >= 60, "nobody is served before eight"


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("day = '2027-03-02' AND busy_with IS NOT NULL", "queue_attendance_mall_day"),
        ("day <= '2027-03-02' AND help <> '{}'", "queue_attendance_with_help"),
        (
            "day = '2027-03-02' AND (help <> '{}' OR id IN (SELECT attendance_id FROM queue_ticket"
            " WHERE mall_id = 1 AND day = '2027-03-02'))",
            "queue_attendance_mall_day",
        ),
    ],
)
def test_the_close_of_a_day_does_not_read_the_people_of_years(
    hall: Hall, statement: str, index: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the tables of a test are too small
        cursor.execute(f"EXPLAIN SELECT FROM queue_attendance WHERE mall_id = 1 AND {statement}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"Scan using {index}" in plan or f"Scan on {index}" in plan, plan
