# SPDX-License-Identifier: Apache-2.0
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import OperationalError, transaction
from django.test import Client

from satuhadir.malls import actions as malls
from satuhadir.malls.calendars import Interval
from satuhadir.queue.models import Line
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.tests.racing import together
from satuhadir.visits import actions, capacity, queries, tracks
from satuhadir.visits.errors import DayInvalid, SlotTaken, StartInvalid
from satuhadir.visits.models import BookedLine, Seat, Slot, Visit
from satuhadir.visits.queries import managing
from satuhadir.visits.tests.conftest import NINE, TEN, book, slots, tomorrow
from satuhadir.visits.values import Wanted

DAY = capacity.LineDay(
    open=[(480, 720), (780, 960)], counters=2, mean_minutes=10, slot_minutes=30, online_percent=60
)


def test_seats_are_what_the_counters_serve_in_the_time_split_by_channel() -> None:
    rooms = capacity.rooms_of(DAY)
    assert rooms[0] == capacity.Room(480, 510, 4, 2)
    assert [one.starts_minute for one in rooms][7:9] == [690, 780]  # nobody is booked in the break
    assert rooms[-1].ends_minute == 960


def test_a_long_service_gets_longer_slots_instead_of_none() -> None:
    rooms = capacity.rooms_of(DAY._replace(counters=1, mean_minutes=55))
    assert {one.ends_minute - one.starts_minute for one in rooms} == {60}
    assert all(one.online == 1 and one.desk == 0 for one in rooms)


def test_without_counters_nothing_can_be_booked() -> None:
    assert capacity.rooms_of(DAY._replace(counters=0)) == []


@pytest.mark.parametrize(
    ("missed", "most", "over"), [(0.0, 50, 0), (0.2, 50, 25), (0.2, 10, 10), (0.9, 10, 10)]
)
def test_booking_over_fills_what_stays_away_within_the_bound(
    missed: float, most: int, over: int
) -> None:
    assert capacity.over_of(100, missed, most) == over


def test_a_few_who_stayed_away_do_not_swing_what_is_booked_over() -> None:
    assert capacity.missed_share(2, 2, 0.05) < 0.15
    assert capacity.missed_share(200, 1000, 0.05) == pytest.approx(0.2, abs=0.01)


def test_making_slots_again_changes_nothing(hall: Hall) -> None:
    day = tomorrow(hall.mall)
    assert actions.make_slots(hall.mall, days=[day]) == 3 * 48
    assert actions.make_slots(hall.mall, days=[day]) == 0


@pytest.mark.race
def test_two_who_make_the_slots_of_a_new_day_do_not_wait_in_a_circle(busy_hall: Hall) -> None:
    """Each names the lines the other way round, and holds what it made until it has booked."""
    lines = [busy_hall.lines[prefix].pk for prefix in "ABC"]
    start = Barrier(2, timeout=20)

    def press(hand: int) -> int:
        circles = 0
        for days in range(1, 6):
            day = busy_hall.mall.today() + timedelta(days=days)
            named = lines if hand else lines[::-1]
            start.wait()
            try:
                with transaction.atomic():
                    actions.make_slots(busy_hall.mall, days=[day], lines=named)
            except OperationalError:
                circles += 1
        return circles

    assert together(2, press, hands=2) == [0, 0]
    assert Slot.objects.count() == 5 * 3 * 48


def test_more_counters_make_more_seats_and_leave_taken_ones(hall: Hall) -> None:
    visit = book(hall, at=NINE)
    before = slots(hall)[NINE]
    actions.set_line(mall=hall.mall, line_id=hall.lines["A"].pk, planned_counters=Decimal(4))
    after = slots(hall)[NINE]
    assert (before.online, before.desk) == (3, 2)
    assert (after.online, after.desk) == (6, 5)
    assert visit.stops.get().seat is not None


def test_fewer_counters_take_no_seat_away_from_anybody(hall: Hall) -> None:
    for _ in range(4):
        book(hall, at=NINE)
    actions.set_line(mall=hall.mall, line_id=hall.lines["A"].pk, planned_counters=Decimal(1))
    assert slots(hall)[NINE].online == 0
    assert Seat.objects.count() == 4
    assert actions.move_displaced(hall.mall) == 0


def test_another_length_of_slots_leaves_the_taken_ones_as_they_are(hall: Hall) -> None:
    book(hall, at=NINE)
    actions.set_policy(mall=hall.mall, slot_minutes=20)
    actions.make_slots(hall.mall, days=[tomorrow(hall.mall)])
    found = slots(hall)
    assert found[NINE].ends_minute == 570
    assert 560 not in found and 580 in found and 520 in found
    assert actions.move_displaced(hall.mall) == 0


@pytest.mark.parametrize("slower", ["people take longer", "a counter is shared", "slots are long"])
def test_a_taken_slot_with_room_for_nobody_keeps_who_sits_there(hall: Hall, slower: str) -> None:
    line = hall.lines["A"]
    actions.set_line(mall=hall.mall, line_id=line.pk, planned_counters=Decimal(1))
    visit = book(hall, at=NINE)
    if slower == "people take longer":
        Line.objects.filter(pk=line.pk).update(mean_minutes=31)
    elif slower == "a counter is shared":
        actions.set_line(mall=hall.mall, line_id=line.pk, planned_counters=Decimal("0.3"))
    else:
        actions.set_policy(mall=hall.mall, slot_minutes=20)
        Line.objects.filter(pk=line.pk).update(mean_minutes=100)
    actions.make_slots(hall.mall, days=[visit.day])
    assert actions.move_displaced(hall.mall) == 0
    visit.refresh_from_db()
    assert (visit.day, visit.moved_from) == (tomorrow(hall.mall), None)
    assert visit.stops.get().seat is not None
    starts = Slot.objects.filter(line=line, day=visit.day).order_by("starts_minute")
    ends = 0
    for slot in starts:
        assert slot.starts_minute >= ends, "no slot is opened over the taken one"
        ends = slot.ends_minute
    with pytest.raises((SlotTaken, StartInvalid)):
        book(hall, at=NINE)


@pytest.mark.parametrize("instead", ["", "Janji DPMPTSP"])
def test_a_line_closed_for_booking_leaves_the_booked_their_time(hall: Hall, instead: str) -> None:
    visit = book(hall, at=NINE)
    seat = visit.stops.get().seat
    actions.set_line(
        mall=hall.mall, line_id=hall.lines["A"].pk, is_open=bool(instead), outside_name=instead
    )
    actions.make_slots(hall.mall, days=[visit.day])
    assert actions.move_displaced(hall.mall) == 0
    visit.refresh_from_db()
    assert (visit.day, visit.moved_from) == (tomorrow(hall.mall), None)
    assert visit.stops.get().seat == seat
    assert not any(one.online or one.desk for one in slots(hall).values())
    assert book(hall).stops.get().seat is None, "a new one comes without a time"


@pytest.mark.parametrize(("before", "after", "channel"), [(100, 0, "desk"), (0, 100, "online")])
def test_another_share_books_no_slot_beyond_its_room(
    hall: Hall, before: int, after: int, channel: str
) -> None:
    line = hall.lines["A"].pk
    actions.set_line(mall=hall.mall, line_id=line, online_share_percent=before)
    first = "online" if channel == "desk" else "desk"
    here = [book(hall, at=NINE, channel=first) for _ in range(6)]
    actions.set_line(mall=hall.mall, line_id=line, online_share_percent=after)
    with pytest.raises((SlotTaken, StartInvalid)):
        book(hall, at=NINE, channel=channel)
    (full,) = (
        one
        for one in managing.slots_of_line(hall.mall, line, tomorrow(hall.mall))
        if one.starts_minute == NINE
    )
    assert (full.taken, full.room) == (6, 6)
    actions.cancel_visit(visit_id=here[0].pk, mall=hall.mall)
    actions.make_slots(hall.mall, days=[tomorrow(hall.mall)])
    book(hall, at=NINE, channel=channel)
    assert actions.make_slots(hall.mall, days=[tomorrow(hall.mall)]) == 0
    with pytest.raises(SlotTaken):
        book(hall, at=NINE, channel=channel)
    assert Seat.objects.count() == 6


@pytest.mark.race
def test_a_share_that_changes_while_people_book_overbooks_nothing(busy_hall: Hall) -> None:
    """Whoever books while the slot is made again waits, or is seen: in six places six sit."""
    line, day = busy_hall.lines["A"].pk, tomorrow(busy_hall.mall)
    slots(busy_hall)

    def press(hand: int) -> None:
        if not hand % 3:
            row, _made = BookedLine.objects.get_or_create(line_id=line, mall=busy_hall.mall)
            row.online_share_percent = 100 * (hand % 2)
            row.save()
            actions.make_slots(busy_hall.mall, days=[day], lines=[line])
        with suppress(SlotTaken, StartInvalid):
            book(busy_hall, at=NINE, channel=("online", "desk")[hand // 3 % 2])

    together(36, press, hands=6)
    assert Seat.objects.filter(slot__starts_minute=NINE).count() <= 6


@pytest.mark.parametrize(
    ("taken", "room"),
    [
        ([1, 2, 501], (2, 2, 1)),  # nobody beyond: as it is
        ([1, 2, 3, 4], (2, 1, 1)),  # the last beyond: one less at the desk
        ([1, 2, 3, 4, 5, 6], (2, 0, 1)),  # more than the desk has
        ([4, 5, 6], (2, 0, 0)),  # then of the online seats, those booked over first
        ([504, 505], (1, 2, 0)),
        ([501, 503, 504, 505, 506], (0, 1, 0)),
    ],
)
def test_who_sits_beyond_the_room_takes_a_seat_of_it(
    taken: list[int], room: tuple[int, int, int]
) -> None:
    found = capacity.left_beside(capacity.Room(540, 570, 2, 2, 1), taken)
    assert (found.online, found.desk, found.over) == room


def test_a_closed_day_moves_people_to_the_same_time_of_the_next(hall: Hall) -> None:
    visit = book(hall, "KTP", at=NINE)
    day = visit.day
    malls.declare_closure(mall=hall.mall, first_day=day, reason="Cuti bersama")
    actions.make_slots(hall.mall, days=[day])
    assert actions.move_displaced(hall.mall) == 1
    visit.refresh_from_db()
    stop = visit.stops.get()
    assert (visit.state, visit.day) == ("booked", day + timedelta(days=1))
    assert (visit.moved_from, visit.moved_why) == (day, "Cuti bersama")
    assert stop.starts_minute == NINE and stop.seat is not None
    assert actions.move_displaced(hall.mall) == 0


def test_who_fits_nowhere_is_asked_to_choose_again_and_loses_nothing(hall: Hall) -> None:
    visit = book(hall, "KTP", "SKCK")
    last = hall.mall.today() + timedelta(days=60)
    malls.declare_closure(mall=hall.mall, first_day=visit.day, last_day=last, reason="Pindahan")
    actions.make_slots(hall.mall)
    assert actions.move_displaced(hall.mall) == 1
    visit.refresh_from_db()
    assert visit.state == Visit.State.CHOOSE_AGAIN
    assert sorted(visit.stops.values_list("service__code", flat=True)) == ["KTP", "SKCK"]
    assert not Seat.objects.exists()
    assert not Slot.objects.filter(day=visit.day).exclude(seats_online=0).exists()


def test_who_was_to_choose_again_and_did_not_has_missed_nothing(hall: Hall, client: Client) -> None:
    visit = book(hall, at=NINE)
    past = hall.mall.today() - timedelta(days=1)
    Visit.objects.update(day=past, state="choose_again", moved_from=past, moved_why="Pindahan")
    assert actions.end_visits(hall.mall) == 1
    assert Visit.objects.get().state == "cancelled"
    assert queries.missed_counts(hall.mall) == []
    path = tracks.visit_path(hall.mall.slug, tracks.track_of(visit.pk))
    shown = client.get(path).content.decode()
    assert "Pindahan" in shown and "Hari itu tidak dapat dilayani" in shown
    assert "memberi tahu" not in shown


@pytest.mark.parametrize("services", [["SKCK"], ["KTP", "SKCK"]])
def test_a_closed_booth_moves_whoever_has_no_time_there_too(
    hall: Hall, services: list[str]
) -> None:
    police = hall.lines["C"]
    actions.set_line(mall=hall.mall, line_id=police.pk, outside_name="Polri")
    visit = book(hall, wanted=[Wanted(one, outside_code="P-1") for one in services])
    malls.declare_closure(mall=hall.mall, first_day=visit.day, reason="Rapat", booth=police.booth)
    actions.make_slots(hall.mall, days=[visit.day])
    assert actions.move_displaced(hall.mall) == 1
    visit.refresh_from_db()
    assert (visit.state, visit.day) == ("booked", tomorrow(hall.mall) + timedelta(days=1))
    assert visit.moved_why == "Rapat"
    assert set(visit.stops.values_list("outside_code", flat=True)) == {"P-1"}
    assert actions.move_displaced(hall.mall) == 0


@pytest.mark.parametrize("is_booked", [True, False])
def test_nobody_books_a_day_on_which_the_booth_is_closed(hall: Hall, is_booked: bool) -> None:
    police = hall.lines["C"]
    actions.set_line(mall=hall.mall, line_id=police.pk, is_open=is_booked)
    slots(hall, "C")
    malls.declare_closure(
        mall=hall.mall, first_day=tomorrow(hall.mall), reason="Rapat", booth=police.booth
    )
    with pytest.raises(DayInvalid) as refusal:
        book(hall, "KTP", "SKCK")
    (problem,) = refusal.value.errors
    assert problem.code == "visits.day_closed"
    assert str(problem.detail).endswith("tutup hari itu: Rapat")
    assert not Visit.objects.exists()


def test_shorter_hours_move_only_who_sits_outside_them(hall: Hall) -> None:
    early, late = book(hall, at=NINE), book(hall, at=900)
    malls.set_special_day(
        mall=hall.mall, day=early.day, intervals=[Interval(480, 720)], reason="Rapat"
    )
    actions.make_slots(hall.mall, days=[early.day])
    assert actions.move_displaced(hall.mall) == 1
    early.refresh_from_db()
    late.refresh_from_db()
    assert early.moved_from is None
    assert late.moved_from == early.day
    assert slots(hall, day=early.day)[TEN].online == 4


def test_slots_are_measured_by_what_people_really_take(hall: Hall) -> None:
    rules = capacity.LineDay([(480, 540)], 1, 7.5, 30, 100)
    assert capacity.rooms_of(rules)[0].online == 4
