# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta
from typing import Any

import pytest

from satuhadir.queue import actions as queue
from satuhadir.queue.errors import LineClosed, TooLateToday
from satuhadir.queue.models import Attendance, LineWait, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.tests.racing import together
from satuhadir.visits import actions, jobs, passes, queries, tracks
from satuhadir.visits.errors import (
    BadPass,
    Cancelled,
    ClockAhead,
    OtherDay,
    OtherMall,
    TooEarly,
    VisitNotFound,
)
from satuhadir.visits.models import Advice, Stop, Visit
from satuhadir.visits.tests.conftest import NINE, TEN, Clock, book
from satuhadir.visits.values import Wanted, Who


def check_in(hall: Hall, said: str, **extra: object) -> Visit:
    return actions.check_in(mall=hall.mall, said=said, channel="kiosk", actor="test", **extra)  # type: ignore[arg-type]


def booked(hall: Hall, clock: Clock, *wanted: Wanted) -> Visit:
    """Book for the day of the clock, at six in the morning."""
    clock(6, 0)
    return book(hall, day=hall.mall.today(), wanted=wanted or [Wanted("KTP", NINE)])


def test_all_tickets_of_a_visit_come_at_once_for_one_person(hall: Hall, clock: Clock) -> None:
    visit = booked(hall, clock, Wanted("KTP", NINE), Wanted("KK", NINE), Wanted("SKCK", TEN))
    clock(8, 50)
    found = check_in(hall, queries.pass_of(visit))
    assert found.state == "present" and not found.came_late
    tickets = {one.ticket_id: one.ticket for one in found.stops.all()}
    assert len(tickets) == 2  # KTP and KK share a line, and a ticket
    assert {one.attendance_id for one in tickets.values() if one} == {found.attendance_id}
    assert Attendance.objects.get().flow == "one"


def test_a_booked_person_stands_where_the_booked_time_says(hall: Hall, clock: Clock) -> None:
    visit = booked(hall, clock)
    clock(8, 40)
    before = hall.issue().ticket
    clock(8, 52)
    hall.issue()
    clock(8, 55)
    stop = check_in(hall, visit.code).stops.get()
    order = list(Ticket.objects.order_by("key", "number").values_list("pk", flat=True))
    assert order.index(before.id) == 0 and order[1] == stop.ticket_id


@pytest.mark.parametrize(("minute", "late"), [(10, False), (11, True)])
def test_who_comes_too_late_stands_where_a_newcomer_does(
    hall: Hall, clock: Clock, minute: int, late: bool
) -> None:
    visit = booked(hall, clock)
    at = clock(9, minute)
    found = check_in(hall, visit.code)
    ticket = found.stops.get().ticket
    assert ticket is not None
    assert found.came_late is late
    assert (ticket.key >= at) is late


def test_too_early_says_when(hall: Hall, clock: Clock) -> None:
    visit = booked(hall, clock)
    clock(8, 30)
    with pytest.raises(TooEarly) as refusal:
        check_in(hall, visit.code)
    assert "08.45" in str(refusal.value)
    assert not Ticket.objects.exists()


def test_a_pass_read_again_gives_the_same_visit_and_nothing_twice(hall: Hall, clock: Clock) -> None:
    visit = booked(hall, clock)
    clock(8, 50)
    text = queries.pass_of(visit)
    first, again = check_in(hall, text), check_in(hall, text)
    assert first.attendance_id == again.attendance_id
    assert Ticket.objects.count() == 1


def test_a_check_in_without_network_counts_from_its_own_time(hall: Hall, clock: Clock) -> None:
    visit = booked(hall, clock)
    at = clock(8, 58)
    clock(9, 40)
    found = check_in(hall, queries.pass_of(visit), at=at)
    assert not found.came_late and found.checked_in_at == at
    with pytest.raises(ClockAhead):
        check_in(hall, visit.code, at=clock(9, 40) + timedelta(minutes=6))


def test_another_day_and_a_visit_given_up_are_refused_in_words(hall: Hall, clock: Clock) -> None:
    visit = booked(hall, clock)
    later = book(hall, day=visit.day + timedelta(days=2), at=NINE)
    clock(9, 0)
    with pytest.raises(TooEarly):
        check_in(hall, later.code)
    Visit.objects.filter(pk=later.pk).update(day=visit.day - timedelta(days=1))
    with pytest.raises(OtherDay):
        check_in(hall, later.code)
    actions.cancel_visit(visit_id=visit.pk, mall=hall.mall)
    with pytest.raises(Cancelled):
        check_in(hall, visit.code)


def test_a_forged_pass_another_malls_and_nonsense_open_nothing(
    hall: Hall, neighbour: Hall, clock: Clock
) -> None:
    visit = booked(hall, clock)
    text = queries.pass_of(visit)
    kind, payload, signature = text.split(".")
    changed = f"{payload[:-4]}{'AAAA' if payload[-4:] != 'AAAA' else 'BBBB'}"
    for forged in (
        f"{kind}.{changed}.{signature}",
        f"{kind}.{payload}.{signature[:-2]}AA",
        f"SH2.{payload}.{signature}",
        f"{kind}.{payload}",
        "SH1..",
        "x" * 700,
        "ngawur",
    ):
        with pytest.raises(BadPass):
            check_in(hall, forged)
    with pytest.raises(OtherMall):
        check_in(neighbour, text)
    with pytest.raises(VisitNotFound):
        check_in(neighbour, visit.code)
    with pytest.raises(VisitNotFound):
        check_in(hall, "34679C")


def test_a_closed_line_refuses_the_whole_visit_and_leaves_it_as_it_was(
    hall: Hall, clock: Clock
) -> None:
    from satuhadir.malls import actions as malls

    visit = booked(hall, clock, Wanted("KTP", NINE), Wanted("SKCK", TEN))
    malls.declare_closure(mall=hall.mall, first_day=visit.day, reason="Banjir")
    clock(8, 50)
    with pytest.raises(LineClosed):
        check_in(hall, visit.code)
    visit.refresh_from_db()
    assert visit.state == "booked" and not Ticket.objects.exists()


def close(hall: Hall, prefix: str, **extra: Any) -> None:
    queue.close_line(mall=hall.mall, line_id=hall.lines[prefix].pk, actor="test", **extra)


def test_a_closed_line_costs_nobody_the_place_booked_at_another(hall: Hall, clock: Clock) -> None:
    visit = booked(hall, clock, Wanted("SKCK", TEN), Wanted("KTP", NINE))
    close(hall, "C", reason="Alat rusak")
    clock(8, 55)
    found = check_in(hall, visit.code)
    assert found.state == "present" and not found.came_late
    stops = {one.service.code: one for one in found.stops.all()}
    assert stops["KTP"].ticket is not None and stops["SKCK"].ticket is None
    assert stops["KTP"].ticket.key == clock(8, 55) - timedelta(minutes=5)
    assert [one.service.code for one in queries.without_number(found)] == ["SKCK"]
    check_in(hall, visit.code)
    assert Ticket.objects.count() == Attendance.objects.count() == 1


def test_what_was_left_out_is_given_with_its_booked_place_once_its_line_opens(
    hall: Hall, clock: Clock
) -> None:
    visit = booked(hall, clock, Wanted("KTP", NINE), Wanted("SKCK", TEN))
    close(hall, "C")
    clock(8, 55)
    check_in(hall, visit.code)
    ticket = hall.call()
    hall.move(ticket, "start"), hall.move(ticket, "finish")
    assert actions.end_visits(hall.mall) == 1
    clock(9, 40)
    queue.open_line(mall=hall.mall, line_id=hall.lines["C"].pk, actor="test")
    found = check_in(hall, visit.code)
    late = found.stops.get(service__code="SKCK").ticket
    assert late is not None and late.attendance_id == found.attendance_id
    assert late.key == clock(9, 40) + timedelta(minutes=10)
    assert queries.without_number(found) == []
    check_in(hall, visit.code)
    assert Ticket.objects.count() == 2


def test_who_took_a_plain_number_meanwhile_is_given_no_second_one(hall: Hall, clock: Clock) -> None:
    visit = booked(hall, clock, Wanted("KTP", NINE), Wanted("SKCK", TEN))
    close(hall, "C")
    clock(8, 55)
    found = check_in(hall, visit.code)
    queue.open_line(mall=hall.mall, line_id=hall.lines["C"].pk, actor="test")
    hall.issue("SKCK", attendance_id=found.attendance_id)
    assert queries.without_number(check_in(hall, visit.code)) == []
    assert Ticket.objects.count() == 2


def test_when_no_line_gives_a_number_all_is_as_it_was(hall: Hall, clock: Clock) -> None:
    visit = booked(hall, clock, Wanted("KTP", NINE), Wanted("SKCK", TEN))
    close(hall, "A", reason="Banjir")
    close(hall, "C", reason="Alat rusak")
    clock(8, 55)
    with pytest.raises(LineClosed, match="Banjir"):
        check_in(hall, visit.code)
    visit.refresh_from_db()
    assert visit.state == "booked" and not Ticket.objects.exists()
    assert not Attendance.objects.exists()


def test_walk_ins_leave_room_for_who_booked_and_is_still_to_come(hall: Hall, clock: Clock) -> None:
    visit = booked(hall, clock)
    clock(8, 50)
    assert queries.reserved_today(hall.mall) == {hall.lines["A"].pk: 1}
    queue.set_policy(mall=hall.mall, actor="test", refuses_too_late=True)
    LineWait.objects.update_or_create(
        line=hall.lines["A"],
        defaults={
            "day": visit.day, "at": clock(8, 50), "waiting": 0, "counters": 1, "ladder": [],
            "room": 0,
        },
    )  # fmt: skip
    with pytest.raises(TooLateToday):
        hall.issue()
    assert check_in(hall, visit.code).state == "present"
    assert queries.reserved_today(hall.mall) == {}


def test_a_pass_says_what_a_kiosk_needs_and_is_the_same_each_time(hall: Hall) -> None:
    visit = book(hall, at=NINE)
    text = queries.pass_of(visit)
    assert text == queries.pass_of(visit)
    known = passes.read(text)
    assert known is not None
    assert (known.mall, known.visit, known.day, known.code) == (
        hall.mall.slug, visit.pk, visit.day, visit.code,
    )  # fmt: skip
    assert len(text) < 300


def test_after_a_change_of_secret_old_passes_are_still_read(hall: Hall, settings: object) -> None:
    text = queries.pass_of(book(hall, at=NINE))
    old = settings.SECRET_KEY  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another" * 8  # type: ignore[attr-defined]
    assert passes.read(text) is None
    settings.SECRET_KEY_FALLBACKS = [old]  # type: ignore[attr-defined]
    assert passes.read(text) is not None
    assert len(passes.public_keys()) == 2


def test_codes_are_read_as_people_type_them() -> None:
    code = tracks.new_code()
    assert tracks.read_code(f" {code[:3].lower()}-{code[3:]} ") == code
    assert tracks.read_code("O0I1S5") == ""


def test_visits_end_and_names_go(hall: Hall, clock: Clock) -> None:
    clock(6, 0)
    day = hall.mall.today()
    who = Who(phone="+6281234567890", name="Siti")
    came, missed = book(hall, day=day, at=NINE, who=who), book(hall, day=day, at=TEN, who=who)
    Stop.objects.update(outside_code="M-7788")
    Visit.objects.update(holds=["KK"])
    clock(8, 50)
    check_in(hall, came.code)
    ticket = hall.call()
    hall.move(ticket, "start"), hall.move(ticket, "finish")
    assert actions.end_visits(hall.mall) == 1
    Visit.objects.filter(pk=missed.pk).update(day=day - timedelta(days=1))
    assert actions.end_visits(hall.mall) == 1
    assert actions.forget_old(hall.mall) == 2
    states = dict(Visit.objects.values_list("pk", "state"))
    assert states == {came.pk: "finished", missed.pk: "missed"}
    assert not Visit.objects.exclude(name="", phone="").exists()
    assert not Stop.objects.exclude(outside_code="").exists()
    assert not Visit.objects.exclude(holds=[]).exists()
    assert Visit.objects.exclude(phone_digest=None).count() == 2
    Visit.objects.update(day=day - timedelta(days=40))
    actions.forget_old(hall.mall)
    assert not Visit.objects.exclude(phone_digest=None).exists()


def test_what_plans_advised_goes_when_its_day_is_over(hall: Hall) -> None:
    today = hall.mall.today()
    for days in (-1, 0, 1):
        Advice.objects.create(
            mall=hall.mall, line=hall.lines["A"], day=today + timedelta(days=days),
            starts_minute=NINE, minutes=10, device_digest=b"d" * 16,
        )  # fmt: skip
    jobs.forget_all()
    assert sorted(Advice.objects.values_list("day", flat=True)) == [
        today,
        today + timedelta(days=1),
    ]


def test_a_visit_that_opens_with_its_day_names_no_hour(hall: Hall, clock: Clock) -> None:
    """Half an hour before a slot at ten past midnight is still that day's midnight."""
    clock(20, 0)
    day = hall.mall.today()
    visit = book(hall, day=day + timedelta(days=1), at=0)
    with pytest.raises(TooEarly) as refused:
        check_in(hall, visit.code)
    assert "00.00" not in str(refused.value)
    later = book(hall, day=day + timedelta(days=1), at=NINE)
    with pytest.raises(TooEarly, match="pukul 08"):
        check_in(hall, later.code)


def test_a_clock_days_behind_is_not_told_that_the_day_is_over(hall: Hall, clock: Clock) -> None:
    visit = booked(hall, clock)
    now = clock(8, 55)
    with pytest.raises(TooEarly, match=rf"\b{visit.day.year} pukul 08"):
        check_in(hall, visit.code, at=now - timedelta(days=3))
    with pytest.raises(TooEarly, match="dibuka pukul 08"):
        check_in(hall, visit.code, at=now - timedelta(hours=3))
    assert check_in(hall, visit.code, at=now - timedelta(minutes=4)).state == "present"


@pytest.mark.race
def test_ten_scans_at_once_give_one_set_of_tickets(busy_hall: Hall) -> None:
    actions.set_policy(mall=busy_hall.mall, early_minutes=1440)
    visit = book(busy_hall, wanted=[Wanted("KTP"), Wanted("SKCK")])
    Visit.objects.filter(pk=visit.pk).update(day=busy_hall.mall.today())
    together(10, lambda _: check_in(busy_hall, visit.code).pk, hands=10)
    assert Ticket.objects.count() == 2
    assert Attendance.objects.count() == 1
