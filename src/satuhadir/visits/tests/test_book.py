# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from satuhadir.accounts.models import User
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.queue import actions as queue
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.tests.racing import together
from satuhadir.visits import actions, queries
from satuhadir.visits.errors import (
    AlreadyBooked,
    BookingClosed,
    DayFull,
    DayInvalid,
    ServicesInvalid,
    SlotTaken,
    StartInvalid,
    TooManyForDevice,
    TooManyForPhone,
    WrongState,
)
from satuhadir.visits.models import Seat, Slot, Stop, Visit
from satuhadir.visits.tests.conftest import NINE, TEN, Clock, book, slots, tomorrow
from satuhadir.visits.values import DESK, Wanted, Who


def test_a_visit_over_two_agencies_has_a_seat_for_each_one_after_the_other(hall: Hall) -> None:
    visit = book(hall, "KTP", "SKCK")
    first, second = visit.stops.order_by("place")
    assert first.seat and second.seat
    assert first.starts_minute is not None and second.starts_minute is not None
    assert second.starts_minute >= first.starts_minute + 10 + 5
    assert len(visit.code) == 6 and visit.state == "booked"


def test_stops_stand_in_the_order_of_their_times(hall: Hall) -> None:
    visit = book(hall, wanted=[Wanted("SKCK", TEN), Wanted("KTP", NINE)])
    assert [one.service.code for one in visit.stops.all()] == ["KTP", "SKCK"]


def test_a_time_left_to_us_leaves_room_for_the_one_that_was_chosen(hall: Hall) -> None:
    visit = book(hall, wanted=[Wanted("KTP"), Wanted("SKCK", 0)])
    starts = {one.service.code: one.starts_minute for one in visit.stops.all()}
    assert starts == {"SKCK": 0, "KTP": 30}


def test_what_would_be_booked_is_told_and_nothing_is_taken(hall: Hall) -> None:
    day, wanted = tomorrow(hall.mall), [Wanted("KTP"), Wanted("SKCK"), Wanted("AKTA", NINE)]
    told = actions.likely_starts(mall=hall.mall, wanted=wanted, day=day)
    assert not Seat.objects.exists()
    visit = book(hall, wanted=wanted)
    assert told == {one.service.code: one.starts_minute for one in visit.stops.all()}


def test_two_services_of_one_line_take_two_seats(hall: Hall) -> None:
    book(hall, wanted=[Wanted("KTP", NINE), Wanted("KK", NINE)])
    assert slots(hall)[NINE].online == 2


def test_a_full_slot_refuses_and_nothing_of_the_visit_stays(hall: Hall) -> None:
    book(hall, "SKCK", at=NINE)
    with pytest.raises(SlotTaken):
        book(hall, wanted=[Wanted("KTP", NINE), Wanted("SKCK", NINE)])
    assert (Visit.objects.count(), Seat.objects.count(), Stop.objects.count()) == (1, 1, 1)


def test_the_desk_has_its_own_share_and_online_never_takes_it(hall: Hall) -> None:
    for _ in range(4):
        book(hall, at=NINE)
    with pytest.raises(SlotTaken):
        book(hall, at=NINE)
    book(hall, at=NINE, channel=DESK)
    book(hall, at=NINE, channel=DESK)
    with pytest.raises(SlotTaken):
        book(hall, at=NINE, channel=DESK)


def test_unused_online_seats_become_the_desks_two_hours_before(hall: Hall, clock: Clock) -> None:
    clock(6, 59)
    day = hall.mall.today()
    assert slots(hall, day=day)[NINE].desk == 2
    clock(7, 0)
    assert slots(hall, day=day)[NINE].desk == 6
    for _ in range(6):
        book(hall, day=day, at=NINE, channel=DESK)
    assert slots(hall, day=day)[NINE].online == 0


def test_todays_slots_close_online_an_hour_before(hall: Hall, clock: Clock) -> None:
    clock(8, 1)
    day = hall.mall.today()
    assert slots(hall, day=day)[NINE].online == 0
    assert slots(hall, day=day)[570].online == 4
    with pytest.raises(SlotTaken):
        book(hall, day=day, at=NINE)


@pytest.mark.parametrize(("days", "code"), [(-1, "visits.day_past"), (15, "visits.day_too_far")])
def test_a_day_outside_the_window_is_refused(hall: Hall, days: int, code: str) -> None:
    with pytest.raises(DayInvalid) as refusal:
        book(hall, day=hall.mall.today() + timedelta(days=days))
    assert refusal.value.errors[0].code == code


def test_what_cannot_be_booked_is_refused_before_anything_is_written(hall: Hall) -> None:
    with pytest.raises(ServiceNotFound):
        book(hall, "PASPOR")
    with pytest.raises(ServicesInvalid):
        book(hall, "KTP", "KTP")
    with pytest.raises(ServicesInvalid):
        book(hall, wanted=[])
    with pytest.raises(StartInvalid):
        book(hall, at=541)
    actions.set_policy(mall=hall.mall, is_open=False)
    with pytest.raises(BookingClosed):
        book(hall)
    assert not Visit.objects.exists()


def test_a_line_of_another_system_is_visited_with_that_systems_code(hall: Hall) -> None:
    actions.set_line(mall=hall.mall, line_id=hall.lines["C"].pk, outside_name="M-Paspor")
    visit = book(hall, wanted=[Wanted("KTP"), Wanted("SKCK", outside_code="MP-77")])
    stop = visit.stops.get(service__code="SKCK")
    assert (stop.seat, stop.outside_code) == (None, "MP-77")
    assert slots(hall, "C") == {}


def test_a_full_day_says_so(hall: Hall) -> None:
    day = tomorrow(hall.mall)
    slots(hall, "C")
    Slot.objects.filter(line=hall.lines["C"], day=day).update(seats_online=0)
    with pytest.raises(DayFull):
        book(hall, "SKCK", day=day)


def test_a_line_that_a_manager_closed_today_takes_no_more_bookings(
    hall: Hall, clock: Clock
) -> None:
    clock(8, 0)
    queue.close_line(mall=hall.mall, line_id=hall.lines["A"].pk, actor="test", reason="rapat")
    with pytest.raises(DayFull):
        book(hall, day=hall.mall.today())


def test_one_phone_books_twice_a_day_and_one_device_four_times(hall: Hall) -> None:
    one = Who(phone="+6281234567890")
    first = book(hall, who=one)
    book(hall, who=one)
    with pytest.raises(TooManyForPhone):
        book(hall, who=one)
    actions.cancel_visit(visit_id=first.pk, mall=hall.mall)
    with pytest.raises(TooManyForPhone):  # a booking given up was made today all the same
        book(hall, who=one)
    book(hall, who=one, channel=DESK)
    browser = Who(device="a" * 32)
    for _ in range(4):
        book(hall, who=browser)
    with pytest.raises(TooManyForDevice):
        book(hall, who=browser)


def test_nobody_uses_up_a_phones_share_who_did_not_show_it_to_be_theirs(hall: Hall) -> None:
    phone = "+6281234567890"
    for hour in range(2):
        book(hall, at=NINE + 60 * hour, who=Who(phone=phone))
    book(hall, at=NINE, who=Who(phone=phone, phone_is_proven=True))
    with pytest.raises(TooManyForPhone):
        book(hall, at=NINE, who=Who(phone=phone))


def test_the_phone_is_kept_for_limits_as_a_digest_that_cannot_be_guessed(hall: Hall) -> None:
    visit = book(hall, who=Who(phone="+6281234567890", name="Siti"))
    row = Visit.objects.get(pk=visit.pk)
    assert len(bytes(row.phone_digest or b"")) == 16
    assert "Siti" not in repr(Who(name="Siti", phone="+62812"))


def test_another_time_takes_all_seats_anew_or_leaves_the_visit_as_it_was(hall: Hall) -> None:
    visit = book(hall, wanted=[Wanted("KTP", NINE), Wanted("SKCK", TEN)])
    book(hall, "SKCK", at=660)
    with pytest.raises(SlotTaken):
        actions.reschedule(
            visit_id=visit.pk, mall=hall.mall, day=visit.day, starts={"KTP": 630, "SKCK": 660}
        )
    assert {one.starts_minute for one in visit.stops.all()} == {NINE, TEN}
    moved = actions.reschedule(
        visit_id=visit.pk, mall=hall.mall, day=visit.day, starts={"KTP": 630, "SKCK": 690}
    )
    assert {one.starts_minute for one in moved.stops.all()} == {630, 690}
    assert moved.revision == 1
    assert slots(hall)[NINE].online == 4 and slots(hall, "C")[TEN].online == 1


def test_a_visit_can_swap_to_a_slot_that_it_fills_itself(hall: Hall) -> None:
    visit = book(hall, "SKCK", at=NINE)
    again = actions.reschedule(
        visit_id=visit.pk, mall=hall.mall, day=visit.day, starts={"SKCK": NINE}
    )
    assert again.stops.get().seat is not None


def test_giving_up_frees_the_seat_and_twice_is_once(hall: Hall) -> None:
    visit = book(hall, "SKCK", at=NINE)
    for _ in range(2):
        assert actions.cancel_visit(visit_id=visit.pk, mall=hall.mall).state == "cancelled"
    assert slots(hall, "C")[NINE].online == 1
    with pytest.raises(WrongState):
        actions.reschedule(visit_id=visit.pk, mall=hall.mall, day=visit.day)


def test_the_database_refuses_a_seat_beyond_its_slot_and_on_another_day(hall: Hall) -> None:
    visit = book(hall, at=NINE)
    slot = Slot.objects.get(line=hall.lines["A"], day=visit.day, starts_minute=NINE)
    other = slots(hall, day=visit.day + timedelta(days=1))[NINE]
    for seat, channel, on in ((5, "online", slot.pk), (503, "desk", slot.pk),
                              (501, "online", slot.pk), (1, "online", other.id)):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.create(slot_id=on, seat=seat, channel=channel, visit=visit)


@pytest.mark.race
def test_of_two_hundred_takers_of_the_last_seat_exactly_one_wins(busy_hall: Hall) -> None:
    slots(busy_hall, "C")

    def take(_: int) -> bool:
        try:
            book(busy_hall, "SKCK", at=NINE)
        except SlotTaken:
            return False
        return True

    assert sum(together(200, take, hands=20)) == 1
    assert (Seat.objects.count(), Visit.objects.count(), Stop.objects.count()) == (1, 1, 1)


@pytest.mark.race
def test_a_rush_for_any_time_seats_everybody_while_there_are_seats(busy_hall: Hall) -> None:
    slots(busy_hall, "C")
    told = together(20, lambda _: book(busy_hall, "SKCK").code, hands=20)
    assert len(set(told)) == 20 == Seat.objects.count()


@pytest.mark.race
def test_overlapping_plans_leave_no_half_plan_and_no_deadlock(busy_hall: Hall) -> None:
    """Everybody wants two of three single seats, in both orders: each is taken once at most."""
    slots(busy_hall, "C"), slots(busy_hall, "B")
    pairs = [
        [Wanted("SKCK", NINE), Wanted("AKTA", TEN)],
        [Wanted("AKTA", TEN), Wanted("SKCK", NINE)],
        [Wanted("AKTA", TEN), Wanted("SKCK", 660)],
        [Wanted("SKCK", 660), Wanted("AKTA", TEN)],
    ]

    def take(n: int) -> bool:
        try:
            book(busy_hall, wanted=pairs[n % 4])
        except SlotTaken:
            return False
        return True

    assert sum(together(60, take, hands=16)) == 1
    assert Seat.objects.count() == Stop.objects.filter(seat__isnull=False).count() == 2


@pytest.mark.race
def test_ten_bookings_of_one_phone_at_once_are_two(busy_hall: Hall) -> None:
    slots(busy_hall)

    def take(_: int) -> bool:
        try:
            book(busy_hall, who=Who(phone="+6281234567890"))
        except TooManyForPhone:
            return False
        return True

    assert sum(together(10, take, hands=10)) == 2


@pytest.mark.race
def test_ten_tabs_at_once_book_one_visit(busy_hall: Hall) -> None:
    slots(busy_hall)
    who = Who(device="a" * 32)

    def press(_number: int) -> str:
        try:
            return book(busy_hall, who=who, once_a_day=True).code
        except AlreadyBooked as refusal:
            return str(refusal.visit)

    told = together(10, press, hands=10)
    visit = Visit.objects.get()
    assert sorted(set(told), key=len) == [visit.code, str(visit.pk)]


@pytest.mark.race
def test_ten_phones_of_one_account_at_once_book_one_visit(busy_hall: Hall) -> None:
    slots(busy_hall)
    person = User.objects.create_user("warga", password="rahasia-sekali")

    def press(number: int) -> bool:
        try:
            who = Who(device=f"{number:032x}", account_id=person.pk)
            return bool(book(busy_hall, who=who, once_a_day=True))
        except AlreadyBooked:
            return False

    assert together(10, press, hands=10).count(True) == 1 == Visit.objects.count()


@pytest.mark.race
def test_giving_up_and_moving_at_once_end_in_one_of_both(busy_hall: Hall) -> None:
    visit = book(busy_hall, "SKCK", at=NINE)

    def press(n: int) -> str:
        try:
            if n % 2:
                return actions.cancel_visit(visit_id=visit.pk, mall=busy_hall.mall).state
            return actions.reschedule(
                visit_id=visit.pk, mall=busy_hall.mall, day=visit.day, starts={"SKCK": TEN}
            ).state
        except WrongState:
            return "refused"

    together(10, press, hands=10)
    assert Visit.objects.get().state == "cancelled"
    assert not Seat.objects.exists()


def test_the_next_days_with_room_are_told(hall: Hall) -> None:
    for offset in range(1, 4):
        slots(hall, "A", hall.mall.today() + timedelta(days=offset))
    days = queries.nearest_days(hall.mall, [hall.lines["A"].pk], most=2)
    assert len(days) == 2
