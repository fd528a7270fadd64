# SPDX-License-Identifier: Apache-2.0
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from satuhadir.malls import actions, queries
from satuhadir.malls.calendars import Interval
from satuhadir.malls.errors import BoothNotFound, DaysInvalid, HoursInvalid, MallNotFound
from satuhadir.malls.models import Agency, Booth, Closure, Mall, Season, SpecialDay
from satuhadir.malls.tests.conftest import region_of

MONDAY = date(2026, 3, 2)
OFFICE = {day: [Interval(480, 960)] for day in range(5)}


def test_a_holiday_declared_this_morning_closes_the_mall_at_once(mall: Mall) -> None:
    actions.save_hours(mall=mall, week={day: [Interval(0, 1440)] for day in range(7)})
    today = mall.today()
    actions.set_special_day(mall=mall, day=today, intervals=[Interval(0, 1440)])
    actions.clear_special_day(mall=mall, day=today)
    Mall.objects.filter(pk=mall.pk).update(keeps_holidays=False)
    queries.forget()
    assert queries.calendar_of(mall).intervals(today)

    change = actions.declare_closure(mall=mall, first_day=today, reason="Banjir")

    assert change is not None
    assert queries.calendar_of(mall).intervals(today) == ()
    assert queries.calendar_of(mall).reason_closed(today) == "Banjir"
    assert (change.event, change.before, change.booth_id) == ("closure_declared", None, None)
    assert change.after["first_day"] == change.after["last_day"] == today.isoformat()


def test_a_closure_can_be_taken_back_once(mall: Mall, neighbour: Mall) -> None:
    actions.declare_closure(mall=mall, first_day=MONDAY, reason="Pindahan")
    closure = Closure.objects.get()
    assert actions.withdraw_closure(mall=neighbour, closure_id=closure.pk) is None
    change = actions.withdraw_closure(mall=mall, closure_id=closure.pk)
    assert change is not None
    assert change.before["reason"] == "Pindahan"
    assert actions.withdraw_closure(mall=mall, closure_id=closure.pk) is None


def test_a_closure_does_not_end_before_it_begins(mall: Mall) -> None:
    with pytest.raises(DaysInvalid):
        actions.declare_closure(
            mall=mall, first_day=MONDAY, last_day=MONDAY - timedelta(days=1), reason="x"
        )


def test_saved_hours_replace_those_before_and_say_what_they_were(mall: Mall) -> None:
    actions.save_hours(mall=mall, week={0: [Interval(480, 720)]})
    change = actions.save_hours(mall=mall, week=OFFICE)
    assert change.before == {"0": [[480, 720]]}
    assert change.after["4"] == [[480, 960]]
    assert queries.calendar_of(mall).intervals(MONDAY) == (Interval(480, 960),)


@pytest.mark.parametrize(
    "week",
    [
        {0: [Interval(960, 480)]},
        {0: [Interval(480, 700), Interval(690, 960)]},
        {7: [Interval(480, 700)]},
        {0: [Interval(0, 2000)]},
    ],
)
def test_wrong_hours_are_refused_and_leave_the_old_ones(
    mall: Mall, week: dict[int, list[Interval]]
) -> None:
    actions.save_hours(mall=mall, week=OFFICE)
    with pytest.raises(HoursInvalid) as refusal:
        actions.save_hours(mall=mall, week=week)
    assert refusal.value.errors
    assert mall.hours.count() == 5


def test_setting_a_special_day_again_replaces_it(mall: Mall) -> None:
    actions.set_special_day(mall=mall, day=MONDAY, intervals=[Interval(480, 600)])
    change = actions.set_special_day(mall=mall, day=MONDAY, intervals=[], reason="Tutup")
    assert change.before == [[480, 600]]
    assert SpecialDay.objects.count() == 1
    assert queries.calendar_of(mall).reason_closed(MONDAY) == "Tutup"


def test_ramadan_hours_of_a_booth_are_kept_apart(mall: Mall, booth: Booth) -> None:
    ramadan = Season.objects.create(
        mall=mall, name="Ramadan", first_day=MONDAY, last_day=MONDAY + timedelta(days=5)
    )
    actions.save_hours(mall=mall, week=OFFICE)
    actions.save_hours(mall=mall, week={0: [Interval(540, 900)]}, season=ramadan)
    actions.save_hours(mall=mall, week={0: [Interval(540, 720)]}, season=ramadan, booth=booth)
    calendar = queries.calendar_of(mall)
    assert calendar.intervals(MONDAY) == (Interval(540, 900),)
    assert calendar.intervals(MONDAY, booth.pk) == (Interval(540, 720),)
    assert calendar.intervals(MONDAY + timedelta(days=7), booth.pk) == (Interval(480, 960),)


def test_the_booth_of_a_neighbour_is_not_found(mall: Mall, neighbour_booth: Booth) -> None:
    with pytest.raises(BoothNotFound):
        actions.declare_closure(mall=mall, first_day=MONDAY, reason="x", booth=neighbour_booth)
    with pytest.raises(BoothNotFound):
        actions.save_hours(mall=mall, week=OFFICE, booth=neighbour_booth)
    with pytest.raises(BoothNotFound):
        queries.booth_at(mall, neighbour_booth.pk)


def test_the_database_keeps_rows_in_their_mall(mall: Mall, neighbour_booth: Booth) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    agency = Agency.objects.get(pk=neighbour_booth.agency_id)
    closure = Closure(
        mall=mall, booth=neighbour_booth, first_day=MONDAY, last_day=MONDAY, reason="x"
    )
    with (
        pytest.raises(IntegrityError, match="malls_closure_names_a_booth_of_its_mall"),
        transaction.atomic(),
    ):
        closure.save()
    with (
        pytest.raises(IntegrityError, match="malls_booth_has_an_agency_of_its_mall"),
        transaction.atomic(),
    ):
        Booth.objects.create(mall=mall, agency=agency, name="Gerai 9")


@pytest.mark.parametrize("slug", ["api", "masuk", "readyz"])
def test_a_reserved_word_is_no_mall(mall: Mall, slug: str) -> None:
    with pytest.raises(IntegrityError, match="slug_is_no_reserved_word"), transaction.atomic():
        Mall.objects.filter(pk=mall.pk).update(slug=slug)


def test_today_is_the_day_on_the_wall_of_the_mall(
    mall: Mall, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)  # 22.30 WIB, 23.30 WITA, 0.30 WIT
    monkeypatch.setattr(timezone, "now", lambda: late)
    east = Mall(timezone="Asia/Jayapura")
    middle = Mall(timezone="Asia/Makassar")
    assert (mall.today(), middle.today()) == (MONDAY, MONDAY)
    assert east.today() == MONDAY + timedelta(days=1)
    assert east.local_now().isoformat() == "2026-03-03T00:30:00+09:00"


def test_a_calendar_costs_five_queries_and_then_none(
    mall: Mall, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        queries.calendar_of(mall)
    with django_assert_num_queries(0):
        queries.calendar_of(mall)


@pytest.mark.parametrize("slug", ["tidak-ada", "a\x00b", "a" * 500, ""])
def test_an_unknown_slug_is_not_found(mall: Mall, slug: str) -> None:
    with pytest.raises(MallNotFound):
        queries.mall_by_slug(slug)
    assert queries.mall_by_slug("mpp-uji") == mall
    assert queries.mall_by_id(mall.pk) == mall


def test_a_region_is_found_by_the_code_it_had_before(db: None) -> None:
    merauke = region_of("93.01", "Kabupaten Merauke", "Asia/Jayapura")
    merauke.aliases.get_or_create(old_code="91.01")
    assert queries.find_region("91.01") == merauke == queries.find_region("93.01")
    assert queries.find_region("00.00") is None
