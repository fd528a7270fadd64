# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta

import pytest

from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.malls.models import Mall, WeeklyHours
from satuhadir.queue import actions, hotpath, queries, tracks
from satuhadir.queue.errors import (
    AlreadyInLine,
    AttendanceNotFound,
    ClockBehind,
    LineClosed,
    LineFull,
    OtherBody,
    ServicesOfOneLine,
    TooLateToday,
)
from satuhadir.queue.hotpath import Repeat
from satuhadir.queue.models import Chain, LineWait, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.errors import Invalid
from satuhadir.shared.keyed import hash_of
from satuhadir.shared.memory import Brief
from satuhadir.shared.tests.racing import together

pytestmark = pytest.mark.sql


def test_numbers_run_from_one_per_line(hall: Hall) -> None:
    codes = [hall.issue(one).ticket.code for one in ("KTP", "KK", "SKCK", "KTP")]
    assert codes == ["A-001", "A-002", "C-001", "A-003"]


def test_a_kiosk_ticket_is_present_and_a_phone_ticket_is_not(hall: Hall) -> None:
    assert hall.issue().ticket.present
    assert not hall.issue(channel="phone").ticket.present


def test_several_papers_in_one_line_and_a_family_are_one_ticket(hall: Hall) -> None:
    ticket = hall.issue(services=["KTP", "KK"], people=3).ticket
    assert ticket.services == ("KTP", "KK")
    assert Ticket.objects.get(pk=ticket.id).minutes == (10 + 15) * 3


def test_papers_of_two_lines_are_not_one_ticket(hall: Hall) -> None:
    with pytest.raises(ServicesOfOneLine):
        hall.issue(services=["KTP", "SKCK"])


@pytest.mark.parametrize("people", [0, 21, -3])
def test_a_senseless_number_of_people_is_refused(hall: Hall, people: int) -> None:
    with pytest.raises(Invalid):
        hall.issue(people=people)


def test_an_unknown_service_is_not_found(hall: Hall) -> None:
    with pytest.raises(ServiceNotFound):
        hall.issue("PASPOR")


def test_a_closed_line_gives_no_number(hall: Hall) -> None:
    actions.close_line(mall=hall.mall, line_id=hall.lines["A"].pk, actor="test", reason="rapat")
    with pytest.raises(LineClosed):
        hall.issue()
    actions.open_line(mall=hall.mall, line_id=hall.lines["A"].pk, actor="test")
    assert hall.issue().ticket.code == "A-001"


def test_a_line_closed_from_a_later_hour_still_gives_numbers_until_then(hall: Hall) -> None:
    later = hall.mall.local_now() + timedelta(minutes=30)
    line = hall.lines["A"].pk
    actions.close_line(mall=hall.mall, line_id=line, actor="test", closed_from=later)
    hall.issue()
    earlier = hall.mall.local_now() - timedelta(minutes=1)
    actions.close_line(mall=hall.mall, line_id=line, actor="test", closed_from=earlier)
    with pytest.raises(LineClosed):
        hall.issue()


def test_a_line_closed_by_somebody_says_why_and_promises_no_hour(hall: Hall) -> None:
    actions.close_line(
        mall=hall.mall, line_id=hall.lines["A"].pk, actor="test", reason="Listrik padam"
    )
    with pytest.raises(LineClosed) as refused:
        hall.issue()
    assert str(refused.value).endswith("sedang tutup. Listrik padam.")


def test_outside_the_hours_no_number_is_given(hall: Hall) -> None:
    WeeklyHours.objects.filter(mall=hall.mall).delete()
    Brief.forget_everything()
    with pytest.raises(LineClosed):
        hall.issue()


def test_the_daily_quota_is_the_last_number(hall: Hall) -> None:
    actions.set_quotas(
        mall=hall.mall, line_id=hall.lines["A"].pk, quotas={"daily_quota": 2}, actor="test"
    )
    hall.issue()
    hall.issue()
    with pytest.raises(LineFull, match="KTP dan KK"):
        hall.issue()


def test_a_channel_has_its_own_quota(hall: Hall) -> None:
    actions.set_quotas(
        mall=hall.mall, line_id=hall.lines["A"].pk, quotas={"quota_phone": 1}, actor="test"
    )
    hall.issue(channel="phone")
    with pytest.raises(LineFull):
        hall.issue(channel="phone")
    hall.issue(channel="kiosk")


def test_a_number_that_cannot_be_served_today_is_refused(hall: Hall) -> None:
    actions.set_policy(mall=hall.mall, actor="test", refuses_too_late=True)
    LineWait.objects.filter(line=hall.lines["A"]).update(room=1)
    hall.issue()
    with pytest.raises(TooLateToday):
        hall.issue()


def test_another_number_joins_the_same_person(hall: Hall) -> None:
    first = hall.issue().ticket
    second = hall.issue("SKCK", attendance_id=first.attendance).ticket
    assert second.attendance == first.attendance
    with pytest.raises(AlreadyInLine):
        hall.issue("KK", attendance_id=first.attendance)


def test_a_person_of_another_mall_is_not_found(hall: Hall, neighbour: Hall) -> None:
    stranger = neighbour.issue().ticket
    with pytest.raises(AttendanceNotFound):
        hall.issue(attendance_id=stranger.attendance)


def test_the_second_ticket_of_somebody_at_a_counter_is_held(hall: Hall) -> None:
    first = hall.issue().ticket
    hall.call(1)
    assert hall.issue("SKCK", attendance_id=first.attendance).ticket.state == "held"


def test_a_head_start_counts_at_once_in_the_hall_and_later_on_a_phone(hall: Hall) -> None:
    kiosk = Ticket.objects.get(pk=hall.issue(wants_head_start=True).ticket.id)
    assert kiosk.issued_at - kiosk.key == timedelta(minutes=20)
    phone = hall.issue(wants_head_start=True, channel="phone").ticket
    row = Ticket.objects.get(pk=phone.id)
    assert row.key == row.issued_at
    assert row.head_start_claimed
    hall.move(phone, "confirm_head_start")
    row.refresh_from_db()
    assert row.issued_at - row.key == timedelta(minutes=20)
    assert not row.head_start_claimed


def test_a_repeated_request_gets_the_same_number_and_track(hall: Hall) -> None:
    repeat = Repeat(b"device", tracks.new_id(), b"body")
    first, second = hall.issue(repeat=repeat), hall.issue(repeat=repeat)
    assert first == second
    assert Ticket.objects.count() == 1
    with pytest.raises(OtherBody):
        hall.issue(repeat=repeat._replace(digest=b"other"))


def test_a_refusal_is_kept_for_its_repeats(hall: Hall) -> None:
    line = hall.lines["A"].pk
    repeat = Repeat(b"device", tracks.new_id(), b"body")
    actions.close_line(mall=hall.mall, line_id=line, actor="test")
    with pytest.raises(LineClosed):
        hall.issue(repeat=repeat)
    actions.open_line(mall=hall.mall, line_id=line, actor="test")
    with pytest.raises(LineClosed):
        hall.issue(repeat=repeat)


def test_a_server_that_woke_with_an_earlier_clock_gives_no_number(hall: Hall) -> None:
    hall.issue()
    Chain.objects.update(last_at=hall.mall.local_now() + timedelta(hours=3))
    with pytest.raises(ClockBehind):
        hall.issue()


def test_the_track_is_not_stored(hall: Hall) -> None:
    issued = hall.issue()
    row = Ticket.objects.get(pk=issued.ticket.id)
    assert bytes(row.track_hash) == hash_of(issued.track)
    assert len(issued.track) == tracks.TRACK_LENGTH
    assert issued.track.encode() not in bytes(row.track_hash)


def test_a_malls_own_day_counts(db: None) -> None:
    from satuhadir.queue.tests.conftest import build_hall

    east = build_hall("timur", timezone="Asia/Jayapura")
    ticket = east.issue().ticket
    assert ticket.day == Mall.objects.get(slug="timur").today()
    assert ticket.raw["issued_at"].endswith("+09:00")


@pytest.mark.django_db(transaction=True)
def test_a_rush_of_kiosks_never_repeats_a_number_nor_passes_the_quota(busy_hall: Hall) -> None:
    actions.set_quotas(
        mall=busy_hall.mall, line_id=busy_hall.lines["A"].pk, quotas={"daily_quota": 60}, actor="t"
    )

    def press(_: int) -> int | None:
        try:
            return busy_hall.issue().ticket.number
        except LineFull:
            return None

    numbers = together(80, press)
    assert sorted(n for n in numbers if n) == list(range(1, 61))
    assert numbers.count(None) == 20


@pytest.mark.django_db(transaction=True)
def test_the_same_press_at_once_from_many_hands_is_one_number(busy_hall: Hall) -> None:
    repeat = Repeat(b"device", tracks.new_id(), b"body")
    numbers = together(16, lambda _: busy_hall.issue(repeat=repeat).ticket.code)
    assert set(numbers) == {"A-001"}
    assert Ticket.objects.count() == 1


def test_the_driver_call_is_one_round_trip(hall: Hall, django_assert_num_queries: object) -> None:
    """Set-up and calendar are remembered; the press itself asks the database once."""
    hall.issue()
    asked: list[str] = []
    real = hotpath._value
    try:
        hotpath._value = lambda sql, params: (asked.append(sql), real(sql, params))[1]  # type: ignore[func-returns-value]
        with django_assert_num_queries(0):  # type: ignore[operator]
            hall.issue()
    finally:
        hotpath._value = real
    assert len(asked) == 1


def test_who_is_ahead_is_counted_right_from_both_ends_of_a_long_line(hall: Hall) -> None:
    tickets = [hall.issue().ticket for _ in range(104)]
    assert [one.ahead for one in tickets] == list(range(104))
    assert hotpath.ticket_json(tickets[1].id)["ahead"] == 1, "over a hundred behind"
    assert hotpath.ticket_json(tickets[50].id)["ahead"] == 50
    assert hall.issue(wants_head_start=True).ticket.ahead == 0


def test_a_second_number_keeps_the_phone_left_with_the_first(hall: Hall) -> None:
    first = hall.issue(name="Sari", phone="081200000000").ticket
    hall.issue("SKCK", attendance_id=first.attendance, name="Sari N.")
    contact = queries.contact_of(hall.mall, first.attendance)
    assert contact
    assert (contact.name, contact.phone) == ("Sari N.", "081200000000")
