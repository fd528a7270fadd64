# SPDX-License-Identifier: Apache-2.0
"""The promised end of a visit with several services: composed, corrected, kept, and judged."""

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from satuhadir.queue import actions as queue
from satuhadir.queue.models import Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.memory import Brief
from satuhadir.visits import actions, jobs, queries, tracks
from satuhadir.visits.models import EndPromise, Stop, Visit
from satuhadir.visits.promises import Leg, Past, Reach, compose, corrected, learn_ends
from satuhadir.visits.tests.conftest import NINE, TEN, Clock, book
from satuhadir.visits.values import ToldEnd, Wanted, Who

ALL_DAY = ((480, 900),)


def leg(booth: int, minutes: int, *called: int, hours: Any = ALL_DAY) -> Leg:
    return Leg(booth, minutes, (called[0], called[1], called[2]), hours)


def some_past(count: int, *, of: int = 40, late: float = 0.0, seed: int = 1) -> list[Past]:
    """Visits composed ten minutes to either side, that took about `late` minutes longer."""
    chance = random.Random(seed)
    return [
        Past(of - 10, of, of + 10, max(round(of + chance.gauss(late, 10)), 1)) for _ in range(count)
    ]


def past_rows(hall: Hall, past: Sequence[Past], day: date) -> None:
    told = (
        ToldEnd(day, 2, one.low, one.likely, one.high, one.low, one.high, one.took) for one in past
    )
    actions.keep_sample_promises(hall.mall, told)
    Brief.forget_everything()


def checked_in(hall: Hall, clock: Clock) -> Visit:
    """Book two lines at nine and at ten, with counters that serve, and come at ten to nine."""
    clock(6, 0)
    wanted = [Wanted("KTP", NINE), Wanted("SKCK", TEN)]
    visit = book(hall, day=hall.mall.today(), wanted=wanted, who=Who(name="Sari", phone="628111"))
    clock(8, 50)
    for number in (1, 3):
        queue.open_counter(mall=hall.mall, counter_id=hall.counters[number].pk, actor="test")
    queue.refresh_waits(hall.mall)
    return actions.check_in(mall=hall.mall, said=visit.code, channel="kiosk", actor="test")


def served(hall: Hall, clock: Clock, *, until: tuple[int, int] = (9, 38)) -> Any:
    """Serve both tickets of the visit; return the last one."""
    first = hall.call(1)
    hall.move(first, "start", 1)
    clock(9, 5)
    hall.move(first, "finish", 1)
    last = hall.call(3)
    hall.move(last, "start", 3)
    clock(*until)
    return hall.move(last, "finish", 3)


def test_a_stop_without_a_number_does_not_leave_a_visit_unfinished(
    hall: Hall, clock: Clock
) -> None:
    visit = checked_in(hall, clock)
    Stop.objects.filter(visit=visit, service__code="SKCK").update(ticket=None)
    first = hall.call(1)
    hall.move(first, "start", 1)
    clock(9, 5)
    hall.move(first, "finish", 1)
    jobs.end_all_visits()
    assert EndPromise.objects.get().outcome == "finished"


def test_an_end_is_walked_through_leg_by_leg() -> None:
    legs = [leg(1, 10, 540, 550, 570), leg(2, 15, 540, 545, 600)]
    assert compose(legs, 540) == Reach(earliest=555, low=568, likely=578, high=604)


def test_a_break_and_the_closing_count() -> None:
    broken = ((480, 555), (600, 900))
    one = compose([leg(1, 10, 540, 550, 560, hours=broken)], 540)
    assert one == Reach(earliest=545, low=550, likely=610, high=610)
    closing = compose([leg(1, 10, 540, 550, 895)], 540)
    assert closing is not None and closing.high is None, "in the worse case not that day"
    assert compose([leg(1, 10, 540, 895, 896)], 540) is None
    assert compose([], 540) is None


def test_few_finished_visits_change_nothing_and_services_spread_by_themselves() -> None:
    reach = Reach(530, 570, 580, 590)
    cold = corrected(reach, 540, learn_ends([]))
    assert cold == corrected(reach, 540, learn_ends(some_past(29, late=30)))
    assert cold.high is not None and 590 < cold.high < 605 and 555 < cold.low < 570


def test_visits_that_took_longer_move_the_later_end_out_and_the_earlier_stays() -> None:
    reach = Reach(530, 570, 580, 590)
    cold = corrected(reach, 540, learn_ends([]))
    told = corrected(reach, 540, learn_ends(some_past(300, late=20)))
    assert told.high is not None and cold.high is not None
    assert told.likely == 580 and told.high >= cold.high + 5 and told.low > cold.low


@pytest.mark.parametrize("seed", range(3))
def test_eight_of_ten_fresh_visits_end_within_the_corrected_range(seed: int) -> None:
    learned = learn_ends(some_past(400, late=8, seed=seed))
    fresh = some_past(400, late=8, seed=seed + 100)
    told = corrected(Reach(1, 30, 40, 50), 0, learned)
    assert told.high is not None
    inside = sum(told.low <= one.took <= told.high for one in fresh) / len(fresh)
    composed = sum(one.low <= one.took <= one.high for one in fresh) / len(fresh)
    assert composed < 0.6 and 0.74 <= inside <= 0.92


def test_long_visits_are_judged_by_long_ones() -> None:
    """Equally filled bins of the likely minutes: what short visits do says nothing of long ones."""
    mixed = [
        one
        for pair in zip(some_past(300, of=20), some_past(300, of=150, late=40), strict=True)
        for one in pair
    ]
    learned = learn_ends(mixed)
    short = corrected(Reach(0, 10, 20, 30), 0, learned)
    long = corrected(Reach(0, 140, 150, 160), 0, learned)
    assert short.high is not None and long.high is not None
    assert short.high - 20 < 25 and long.high - 150 > 40


def test_no_end_is_told_before_the_earliest_and_an_open_end_stays_open() -> None:
    learned = learn_ends(some_past(300, late=-30))
    assert corrected(Reach(565, 570, 580, None), 540, learned)[1:] == (565, 580, None)


def test_the_first_promise_is_kept_with_its_end_and_nothing_of_the_person(
    hall: Hall, clock: Clock
) -> None:
    visit = checked_in(hall, clock)
    row = EndPromise.objects.get()
    end = queries.end_of_visit(visit)
    assert end is not None and end.high is not None and row.high is not None
    came = 8 * 60 + 50
    assert end.low < TEN - 15 <= end.likely, "the second seat is at ten, less a quarter of grace"
    assert (row.low, row.likely, row.high) == (end.low - came, end.likely - came, end.high - came)
    assert (row.services, row.outcome, row.took) == (2, "open", None)

    served(hall, clock)
    clock(9, 40)
    jobs.end_all_visits()
    row.refresh_from_db()
    assert (row.outcome, row.took) == ("finished", 48), "when the last ticket ended, not now"

    jobs.forget_all()
    assert EndPromise.objects.get().visit_id == visit.pk, "a finish may be undone for a while"
    clock(9, 52)
    jobs.forget_all()
    assert not Visit.objects.exclude(name="", phone="").exists()
    kept = EndPromise.objects.values().get()
    assert kept["visit_id"] is None and kept["took"] == 48
    says = " ".join(str(one) for one in kept.values())
    for of_person in (str(visit.pk), visit.code, str(visit.attendance_id), "Sari", "628111"):
        assert of_person not in says
    with pytest.raises(IntegrityError), transaction.atomic():
        EndPromise.objects.update(visit=visit)


def test_an_undone_finish_opens_the_row_again(hall: Hall, clock: Clock) -> None:
    checked_in(hall, clock)
    last = served(hall, clock)
    jobs.end_all_visits()
    assert EndPromise.objects.values_list("outcome", "took").get() == ("finished", 48)
    hall.move(last, "undo", 3)
    jobs.end_all_visits()
    assert EndPromise.objects.values_list("outcome", "took").get() == ("open", None)
    clock(9, 45)
    hall.move(last, "finish", 3)
    jobs.end_all_visits()
    assert EndPromise.objects.values_list("outcome", "took").get() == ("finished", 55)


def test_a_visit_that_ends_after_midnight_counts_its_minutes(hall: Hall, clock: Clock) -> None:
    visit = checked_in(hall, clock)
    served(hall, clock)
    late = clock(23, 59) + timedelta(minutes=6)
    Ticket.objects.filter(pk=visit.stops.values("ticket")[1:2]).update(ended_at=late)
    actions.settle_promises(hall.mall)
    assert EndPromise.objects.get().took == 24 * 60 + 5 - (8 * 60 + 50)


def test_a_visit_that_was_left_is_told_apart(
    hall: Hall,
    clock: Clock,
    at_clock: Callable[[datetime], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checked_in(hall, clock)
    called = hall.call(1)
    later = clock(8, 53) + timedelta(days=1)
    hall.move(called, "no_show", 1)
    jobs.end_all_visits()
    assert EndPromise.objects.get().outcome == "open", "who missed a call may come back that day"
    monkeypatch.setattr(timezone, "now", lambda: later)
    at_clock(later)
    queue.close_days(hall.mall)
    jobs.end_all_visits()
    assert EndPromise.objects.values_list("outcome", "took").get() == ("left", None)


def test_one_service_alone_promises_no_end(hall: Hall, clock: Clock) -> None:
    clock(6, 0)
    visit = book(hall, day=hall.mall.today(), at=NINE)
    clock(8, 50)
    queue.refresh_waits(hall.mall)
    found = actions.check_in(mall=hall.mall, said=visit.code, channel="kiosk", actor="test")
    assert not EndPromise.objects.exists()
    assert queries.end_of_visit(found) is None


def test_a_promise_stays_as_it_was_told(hall: Hall, neighbour: Hall, clock: Clock) -> None:
    visit = checked_in(hall, clock)
    for change in ({"low": 1}, {"composed_low": 1}, {"services": 3}, {"mall": neighbour.mall}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EndPromise.objects.update(**change)
    EndPromise.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        EndPromise.objects.create(
            mall=neighbour.mall, day=visit.day, visit=visit, services=2, low=1, likely=2,
            composed_low=1,
        )  # fmt: skip


def test_plans_bookings_and_who_is_here_are_told_by_the_same_past(
    hall: Hall, neighbour: Hall, clock: Clock, client: Client
) -> None:
    day = hall.mall.today() + timedelta(days=2)
    codes = ["KTP", "SKCK"]
    booked = book(hall, day=day, wanted=[Wanted("KTP", NINE), Wanted("SKCK", TEN)])

    def highs() -> list[int | None]:
        plan = queries.plan_visit(mall=hall.mall, codes=codes, day=day, arrive=NINE)
        ends = [plan.finish, queries.end_of_visit(booked)]
        return [one.high for one in ends if one is not None]

    before = highs()
    past_rows(neighbour, some_past(200, late=40), hall.mall.today() - timedelta(days=3))
    assert highs() == before, "what happened next door says nothing here"
    past_rows(hall, some_past(200, late=40), hall.mall.today() - timedelta(days=3))
    after = highs()
    assert len(after) == len(before) == 2
    for now, then in zip(after, before, strict=True):
        assert now is not None and then is not None and now >= then + 15

    visit = checked_in(hall, clock)
    row = EndPromise.objects.get(visit=visit)
    assert row.high is not None and row.composed_high is not None
    assert row.high >= row.composed_high + 15
    page = client.get(tracks.visit_path("batu", tracks.track_of(visit.pk))).content.decode()
    end = queries.end_of_visit(visit)
    assert end is not None and end.high is not None
    assert f"–{end.high // 60:02}.{end.high % 60:02}." in page
    assert "Semua selesai kira-kira pukul" in page


@pytest.mark.parametrize("arrive", [None, NINE, NINE + 25])
def test_a_plan_with_seats_and_its_booking_tell_one_end(
    hall: Hall, clock: Clock, arrive: int | None
) -> None:
    clock(6, 0)
    past_rows(hall, some_past(200, late=8), hall.mall.today() - timedelta(days=3))
    day = hall.mall.today() + timedelta(days=2)
    actions.ensure_slots(hall.mall, [one.pk for one in hall.lines.values()], day)
    plan = queries.plan_visit(
        mall=hall.mall, codes=["KTP", "SKCK", "KK"], day=day, arrive=arrive, books=True
    )
    wanted = [
        Wanted(
            one.service.code,
            one.slot,
            promised=(one.start.low, one.start.likely, one.start.high or 0, one.finish),
        )
        for one in plan.stops
    ]
    assert len(wanted) == 3 and all(one.starts_minute is not None for one in wanted)
    assert queries.end_of_visit(book(hall, day=day, wanted=wanted)) == plan.finish


def test_a_plan_to_come_and_queue_counts_from_the_arrival(hall: Hall, clock: Clock) -> None:
    clock(6, 0)
    day = hall.mall.today() + timedelta(days=2)
    plan = queries.plan_visit(mall=hall.mall, codes=["KTP", "SKCK"], day=day, arrive=NINE)
    assert plan.finish is not None and plan.stops[0].start.low > NINE
    first, last = plan.stops[0].start, plan.stops[-1]
    reach = Reach(0, last.start.low + 12, last.finish, (last.start.high or 0) + 12)
    told = corrected(reach, NINE, learn_ends([]))
    assert plan.finish == (told.low, told.likely, told.high)
    assert plan.finish.high != corrected(reach, first.low + 60, learn_ends([])).high


def test_a_visit_shows_its_end_before_its_day(hall: Hall, client: Client) -> None:
    visit = book(hall, wanted=[Wanted("KTP", NINE), Wanted("SKCK", TEN)])
    page = client.get(tracks.visit_path("batu", tracks.track_of(visit.pk))).content.decode()
    assert "Semua selesai kira-kira pukul 10." in page
    alone = book(hall, at=NINE)
    page = client.get(tracks.visit_path("batu", tracks.track_of(alone.pk))).content.decode()
    assert "Semua selesai kira-kira" not in page
