# SPDX-License-Identifier: Apache-2.0
import secrets
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.errors import Limited
from satuhadir.shared.tests.racing import together
from satuhadir.visits import actions, queries, tracks
from satuhadir.visits.errors import (
    AlreadyWaiting,
    BookingClosed,
    OfferOver,
    SlotTaken,
    TooManyForDevice,
    TooManyForPhone,
    WrongOneTimeCode,
)
from satuhadir.visits.models import Offer, OneTimeCode, Seat, Visit, WaitingListEntry
from satuhadir.visits.tests.conftest import NINE, book, slots, tomorrow
from satuhadir.visits.values import Who


def join(hall: Hall, n: int = 0, **extra: int) -> WaitingListEntry:
    return actions.join_waiting_list(
        mall=hall.mall,
        service="SKCK",
        day=tomorrow(hall.mall),
        who=Who(phone=f"+62812000000{n:02d}", phone_is_proven=True),
        **extra,
    )


def test_a_freed_seat_is_kept_for_one_who_waits_and_nobody_is_quicker(hall: Hall) -> None:
    visit = book(hall, "SKCK", at=NINE)
    entry = join(hall, from_minute=NINE, until_minute=600)
    actions.cancel_visit(visit_id=visit.pk, mall=hall.mall)
    offer = queries.open_offer(entry)
    assert offer is not None and offer.starts_minute == NINE
    with pytest.raises(SlotTaken):
        book(hall, "SKCK", at=NINE)
    taken = actions.accept_offer(mall=hall.mall, entry_id=entry.pk)
    assert taken.stops.get().seat == offer.seat
    assert actions.accept_offer(mall=hall.mall, entry_id=entry.pk) == taken
    entry.refresh_from_db()
    assert (entry.state, entry.phone) == ("booked", "")


def test_a_seat_taken_from_an_offer_counts_as_a_booking(hall: Hall) -> None:
    """Whoever booked their share meanwhile does not get one more; the seat stays kept."""
    visit = book(hall, "SKCK", at=NINE)
    entry = join(hall, from_minute=NINE, until_minute=600)
    actions.cancel_visit(visit_id=visit.pk, mall=hall.mall)
    own = [book(hall, who=Who(phone="+6281200000000")) for _ in range(2)]
    with pytest.raises(TooManyForPhone):
        actions.accept_offer(mall=hall.mall, entry_id=entry.pk)
    assert queries.open_offer(entry) is not None
    actions.cancel_visit(visit_id=own[0].pk, mall=hall.mall)
    actions.set_policy(mall=hall.mall, per_phone_per_day=5)
    taken = actions.accept_offer(mall=hall.mall, entry_id=entry.pk)
    assert actions.accept_offer(mall=hall.mall, entry_id=entry.pk) == taken


def test_a_code_drawn_twice_is_drawn_again_for_an_offer_too(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = book(hall, "SKCK", at=NINE)
    other = book(hall, "KTP")
    entry = join(hall, from_minute=NINE, until_minute=600)
    actions.cancel_visit(visit_id=visit.pk, mall=hall.mall)
    codes = iter([other.code, other.code, "7K4MX2"])
    monkeypatch.setattr(tracks, "new_code", lambda: next(codes))
    assert actions.accept_offer(mall=hall.mall, entry_id=entry.pk).code == "7K4MX2"


@pytest.mark.race
def test_an_offer_taken_many_times_at_once_is_one_booking_within_the_limit(busy_hall: Hall) -> None:
    who = Who(phone="+6281200000000")
    visit = book(busy_hall, "SKCK", at=NINE)
    entry = join(busy_hall, from_minute=NINE, until_minute=600)
    actions.cancel_visit(visit_id=visit.pk, mall=busy_hall.mall)
    book(busy_hall, who=who)
    slots(busy_hall)

    def press(n: int) -> str:
        try:
            if n % 2:
                return f"offer {actions.accept_offer(mall=busy_hall.mall, entry_id=entry.pk).pk}"
            return f"new {book(busy_hall, who=who).pk}"
        except TooManyForPhone:
            return "enough"

    told = together(8, press, hands=8)
    taken = {one for one in told if one != "enough"}
    assert len(taken) == 1
    assert Visit.objects.filter(state="booked").count() == 2


@pytest.mark.race
def test_an_offer_without_a_phone_taken_twice_at_once_answers_the_same_visit(
    busy_hall: Hall,
) -> None:
    visit = book(busy_hall, "SKCK", at=NINE)
    entry = actions.join_waiting_list(
        mall=busy_hall.mall, service="SKCK", day=visit.day, who=Who(),
        from_minute=NINE, until_minute=600,
    )  # fmt: skip
    actions.cancel_visit(visit_id=visit.pk, mall=busy_hall.mall)
    taken = together(
        6, lambda _: actions.accept_offer(mall=busy_hall.mall, entry_id=entry.pk).pk, hands=6
    )
    assert len(set(taken)) == 1
    assert Visit.objects.filter(state="booked").count() == 1


def test_hours_that_do_not_fit_are_not_offered(hall: Hall) -> None:
    visit = book(hall, "SKCK", at=NINE)
    entry = join(hall, from_minute=800)
    actions.cancel_visit(visit_id=visit.pk, mall=hall.mall)
    assert queries.open_offer(entry) is None


def test_an_offer_that_lapses_goes_to_the_next_and_never_back(hall: Hall) -> None:
    visit = book(hall, "SKCK", at=NINE)
    entries = [join(hall, n, from_minute=NINE, until_minute=570) for n in range(2)]
    actions.cancel_visit(visit_id=visit.pk, mall=hall.mall)
    first = Offer.objects.get()
    Offer.objects.update(until_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(OfferOver):
        actions.accept_offer(mall=hall.mall, entry_id=first.entry_id)
    actions.offer_free_seats(hall.mall)
    second = Offer.objects.get(state="open")
    assert {first.entry_id, second.entry_id} == {one.pk for one in entries}
    actions.decline_offer(mall=hall.mall, entry_id=second.entry_id)
    assert not Offer.objects.filter(state="open").exists()
    assert not Seat.objects.exists()


def test_who_is_offered_a_seat_is_drawn_by_lot(hall: Hall) -> None:
    entries = [join(hall, n, from_minute=NINE, until_minute=600) for n in range(3)]
    drawn: Counter[object] = Counter()
    for _ in range(24):
        Offer.objects.all().delete()
        Seat.objects.all().delete()
        WaitingListEntry.objects.update(state="waiting")
        actions.offer_free_seats(hall.mall)
        drawn[Offer.objects.order_by("pk")[0].entry_id] += 1
    assert len(drawn) == len(entries)


def test_a_phone_waits_once_and_who_leaves_is_forgotten(hall: Hall) -> None:
    entry = join(hall)
    with pytest.raises(AlreadyWaiting):
        join(hall)
    actions.leave_waiting_list(mall=hall.mall, entry_id=entry.pk)
    entry.refresh_from_db()
    assert (entry.state, entry.phone) == ("left", "")


def test_nobody_waits_so_often_that_the_lot_is_theirs(hall: Hall) -> None:
    """Three places for one phone, four for one device; a device without a phone waits once."""

    def wait(service: str, days: int, who: Who) -> WaitingListEntry:
        day = hall.mall.today() + timedelta(days=days)
        return actions.join_waiting_list(mall=hall.mall, service=service, day=day, who=who)

    phone = Who(phone="+6281200000001", phone_is_proven=True)
    for days in range(1, 4):
        wait("SKCK", days, phone)
    with pytest.raises(TooManyForPhone):
        wait("SKCK", 4, phone)
    device = Who(device="a" * 32)
    assert wait("SKCK", 1, device) == wait("SKCK", 1, device)
    for days in range(2, 5):
        wait("SKCK", days, device)
    with pytest.raises(TooManyForDevice):
        wait("SKCK", 5, device)
    actions.set_policy(mall=hall.mall, is_open=False)
    with pytest.raises(BookingClosed):
        wait("SKCK", 1, Who())


def test_a_one_time_code_is_good_once_for_five_tries(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "randbelow", lambda _: 123456)
    phone = "+6281234567890"
    assert actions.send_code(mall=hall.mall, address=phone) is False  # no way to a phone here
    for _ in range(4):
        with pytest.raises(WrongOneTimeCode):
            actions.check_code(mall=hall.mall, address=phone, code="000000")
    actions.check_code(mall=hall.mall, address=phone, code="123456")
    with pytest.raises(WrongOneTimeCode):
        actions.check_code(mall=hall.mall, address=phone, code="123456")
    actions.send_code(mall=hall.mall, address=phone)
    for _ in range(5):
        with pytest.raises(WrongOneTimeCode):
            actions.check_code(mall=hall.mall, address=phone, code="000000")
    with pytest.raises(WrongOneTimeCode):
        actions.check_code(mall=hall.mall, address=phone, code="123456")
    actions.send_code(mall=hall.mall, address=phone)
    with pytest.raises(Limited):
        actions.send_code(mall=hall.mall, address=phone)
    assert b"123456" not in bytes(OneTimeCode.objects.first().code_hash)  # type: ignore[union-attr]
