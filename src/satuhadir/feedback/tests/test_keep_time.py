# SPDX-License-Identifier: Apache-2.0
"""Clocks run on the calendar, stand still while the citizen is asked, and close what waits."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from satuhadir.feedback import actions
from satuhadir.feedback.models import Attachment, Complaint, Reporter, Words
from satuhadir.feedback.queries import clock_rules, history_of, running_clock
from satuhadir.feedback.queries.clocks import closed_reason, held_clock
from satuhadir.feedback.queries.lists import standings
from satuhadir.feedback.queries.oversight import not_erased, where_history_differs
from satuhadir.feedback.tests.conftest import House
from satuhadir.feedback.values import ClockRule, Filed
from satuhadir.malls import actions as malls
from satuhadir.malls.models import SpecialDay
from satuhadir.malls.queries import forget


def on(day: int, month: int = 3) -> datetime:
    """Return ten in the morning at the mall (WIB) on a day of 2026."""
    return datetime(2026, month, day, 3, 0, tzinfo=UTC)


def due(house: House, filed: Filed) -> date | None:
    return house.at(filed).due_day


def test_a_complaint_is_forwarded_within_three_working_days(house: House) -> None:
    with actions.telling_the_past(on(5)):  # a Thursday
        filed = house.file()
    assert due(house, filed) == date(2026, 3, 10)


def test_the_time_to_answer_begins_when_it_is_forwarded_and_follows_its_class(house: House) -> None:
    with actions.telling_the_past(on(2)):
        filed = house.file()
    with actions.telling_the_past(on(4)):
        house.forward(filed)
    complaint = house.at(filed)
    rules = clock_rules(house.mall)
    running = running_clock(house.mall, complaint, history_of(complaint), rules)
    assert running is not None
    assert (running.code, running.rule.days, running.start_day) == (
        "non_supervisory", 14, date(2026, 3, 4),
    )  # fmt: skip
    off = [one.day for one in running.deadline.told if one.why == "closed"]
    assert next(day for day in off if day.weekday() < 5) == date(2026, 3, 18)  # joint leave
    actions.classify_complaint(
        mall=house.mall, complaint_id=filed.id, matter="supervisory", actor="user:1"
    )
    assert (due(house, filed) or date.min) > date(2026, 5, 25)


@pytest.mark.parametrize(
    ("kind", "code", "days"),
    [("information", "information", 5), ("aspiration", "aspiration", 14)],
)
def test_each_kind_has_its_own_time(house: House, kind: str, code: str, days: int) -> None:
    filed = house.file(kind=kind)
    house.forward(filed)
    assert house.at(filed).clock == code
    assert clock_rules(house.mall)[code].days == days


def test_a_question_stops_the_clock_until_the_reply(house: House) -> None:
    with actions.telling_the_past(on(2)):
        filed = house.file()
        house.forward(filed)
    before = due(house, filed)
    with actions.telling_the_past(on(3)):
        house.ask(filed)
    asked = house.at(filed)
    held = held_clock(house.mall, asked, history_of(asked), clock_rules(house.mall))
    assert asked.due_day == date(2026, 3, 13)  # the citizen's ten days
    assert held is not None
    assert held.due_day is None
    assert held.deadline.left(date(2026, 3, 30)) == 13
    with actions.telling_the_past(on(6)):
        actions.reply_to_question(mall=house.mall, complaint_id=filed.id, text="Hari Senin.")
    assert before is not None
    assert (due(house, filed) or date.min) > before


def test_holidays_closures_and_weekends_are_no_working_days_and_say_why(house: House) -> None:
    assert closed_reason(house.mall, date(2026, 3, 7)) == "Sabtu"
    assert "Idul Fitri" in (closed_reason(house.mall, date(2026, 3, 20)) or "")
    assert closed_reason(house.mall, date(2026, 3, 9)) is None
    malls.declare_closure(
        mall=house.mall,
        first_day=date(2026, 3, 9),
        last_day=date(2026, 3, 9),
        reason="Pindah gedung",
    )
    assert closed_reason(house.mall, date(2026, 3, 9)) == "Pindah gedung"
    SpecialDay.objects.create(
        mall=house.mall, day=date(2026, 3, 7), intervals=[[480, 720]], reason="Buka"
    )
    forget()
    assert closed_reason(house.mall, date(2026, 3, 7)) is None


def test_a_mall_may_promise_less_time_and_running_clocks_follow(house: House) -> None:
    filed = house.file()
    house.forward(filed)
    before = due(house, filed)
    actions.set_clocks(
        mall=house.mall, clocks={"non_supervisory": ClockRule(2, "working_days", "Perwali 1/2026")}
    )
    assert actions.refresh_due_days(house.mall) == 1
    assert before is not None
    assert (due(house, filed) or date.max) < before
    assert actions.refresh_due_days(house.mall) == 0


def test_silence_closes_what_waits_for_the_citizen_and_nothing_else(house: House) -> None:
    past = timezone.now() - timedelta(days=40)
    with actions.telling_the_past(past):
        answered, asked, waiting = house.file(), house.file(), house.file()
        house.answer(answered)
        house.ask(asked)
    fresh = house.file()
    house.answer(fresh)
    assert actions.close_silent(house.mall) == 2
    states = [house.at(one).state for one in (answered, asked, waiting, fresh)]
    assert states == ["closed", "closed", "received", "answered"]
    assert house.at(asked).ending == "silence"
    assert actions.close_silent(house.mall) == 0


def test_names_words_and_files_are_erased_when_their_time_is_over(house: House) -> None:
    with actions.telling_the_past(timezone.now() - timedelta(days=200)):
        clean = house.file("Petugas meminta fotokopi yang tidak ada di daftar.")
        named = house.file("Nama saya Sulastri dan saya menunggu dua jam penuh.")
        for one in (clean, named):
            house.answer(one)
            actions.accept_answer(mall=house.mall, complaint_id=one.id)
    recent = house.file()
    actions.withdraw_complaint(mall=house.mall, complaint_id=recent.id)
    assert not_erased() == 2
    assert actions.erase_old(house.mall) == 2
    assert house.at(clean).text.startswith("Petugas")
    assert house.at(named).text == ""
    assert list(Reporter.objects.values_list("complaint", flat=True)) == [recent.id]
    assert not Words.objects.exists()
    assert not Attachment.objects.exists()
    assert (not_erased(), actions.erase_old(house.mall)) == (0, 0)


def test_an_answer_after_its_day_is_remembered_as_late(house: House) -> None:
    with actions.telling_the_past(timezone.now() - timedelta(days=60)):
        late = house.file()
        house.forward(late)
    house.answer(late)
    fresh = house.file()
    house.answer(fresh)
    assert (house.at(late).answered_late, house.at(fresh).answered_late) == (True, False)


def test_the_escalation_list_names_who_is_late_first(house: House) -> None:
    with actions.telling_the_past(timezone.now() - timedelta(days=60)):
        late = house.file()
        house.forward(late, house.police)
    house.forward(house.file())
    house.file()
    found = [(one.name, one.open, one.overdue) for one in standings(house.mall)]
    assert found[0] == ("Polres", 1, 1)
    assert set(found[1:]) == {("Dinas Kependudukan", 1, 0), ("", 1, 0)}


def test_every_history_leads_where_its_complaint_stands(house: House) -> None:
    house.forward(house.file())
    assert list(where_history_differs()) == []
    assert Complaint.objects.get().state == "forwarded"
