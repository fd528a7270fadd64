# SPDX-License-Identifier: Apache-2.0
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satuhadir.malls.calendars import (
    ClosureSpan,
    Interval,
    MallCalendar,
    SeasonSpan,
    SpecialHours,
    WeeklyRow,
    joined,
    national_holidays,
    problem_of,
)

WIB = ZoneInfo("Asia/Jakarta")
MONDAY, FRIDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 7)
OFFICE = (Interval(480, 960),)
WITH_BREAK = (Interval(480, 690), Interval(780, 960))
BANK, POLICE, OTHER = 1, 2, 3


def week(
    hours: tuple[Interval, ...], *, booth: int | None = None, season: int | None = None
) -> tuple[WeeklyRow, ...]:
    """Return Monday to Thursday as `hours`, Friday with the break of the Friday prayer."""
    rows = [WeeklyRow(booth, season, day, interval) for day in range(4) for interval in hours]
    return (*rows, *(WeeklyRow(booth, season, 4, interval) for interval in WITH_BREAK))


USUAL = MallCalendar(
    timezone=WIB,
    weekly=(
        *week(OFFICE),
        *(WeeklyRow(BANK, None, day, Interval(480, 840)) for day in range(5)),
        *week((Interval(540, 780),), season=7),
    ),
    seasons=(SeasonSpan(7, date(2026, 2, 18), date(2026, 2, 27)),),
)


def with_days(
    closures: tuple[ClosureSpan, ...] = (),
    special: dict[tuple[int | None, date], SpecialHours] | None = None,
) -> MallCalendar:
    return MallCalendar(timezone=WIB, weekly=USUAL.weekly, closures=closures, special=special)


def test_friday_has_a_break_for_prayer() -> None:
    assert USUAL.intervals(MONDAY) == OFFICE
    assert USUAL.intervals(FRIDAY) == WITH_BREAK
    assert not USUAL.is_open(USUAL.instant(FRIDAY, 720))
    assert USUAL.is_open(USUAL.instant(FRIDAY, 780))


def test_a_booth_leaves_at_14_00_and_keeps_the_break_of_the_mall() -> None:
    assert USUAL.intervals(MONDAY, BANK) == (Interval(480, 840),)
    assert USUAL.intervals(FRIDAY, BANK) == (Interval(480, 690), Interval(780, 840))
    assert USUAL.last_closing(MONDAY, BANK) == datetime(2026, 3, 2, 14, 0, tzinfo=WIB)


def test_a_booth_without_hours_of_its_own_keeps_those_of_the_mall() -> None:
    assert USUAL.intervals(FRIDAY, POLICE) == WITH_BREAK


def test_ramadan_has_shorter_hours_for_all_and_booths_stay_inside_them() -> None:
    day = date(2026, 2, 24)  # a Tuesday of that Ramadan
    assert USUAL.intervals(day) == (Interval(540, 780),)
    assert USUAL.intervals(day, BANK) == (Interval(540, 780),)
    assert USUAL.intervals(day + timedelta(days=7)) == OFFICE


def test_a_weekday_without_hours_is_closed_and_says_so() -> None:
    assert USUAL.intervals(SATURDAY) == ()
    assert USUAL.reason_closed(SATURDAY) == "Tidak ada jam layanan pada hari Sabtu."
    assert USUAL.reason_closed(MONDAY) is None


def test_independence_day_is_closed() -> None:
    day = date(2026, 8, 17)
    assert USUAL.intervals(day) == USUAL.intervals(day, BANK) == ()
    assert "Kemerdekaan" in (USUAL.reason_closed(day, BANK) or "")


def test_cuti_bersama_is_closed_unless_the_mall_says_otherwise() -> None:
    shared_leave = date(2025, 3, 28)  # joint decree for 2025: leave for Nyepi
    assert shared_leave in national_holidays(2025)
    assert USUAL.intervals(shared_leave) == ()
    open_day = SpecialHours((Interval(480, 720),), "Tetap buka")
    assert with_days(special={(None, shared_leave): open_day}).intervals(shared_leave) == (
        Interval(480, 720),
    )
    stays_open = MallCalendar(timezone=WIB, keeps_holidays=False, weekly=USUAL.weekly)
    assert stays_open.intervals(shared_leave) == WITH_BREAK


def test_a_special_day_without_hours_closes() -> None:
    calendar = with_days(special={(None, MONDAY): SpecialHours((), "Pelantikan")})
    assert calendar.intervals(MONDAY) == calendar.intervals(MONDAY, BANK) == ()
    assert calendar.reason_closed(MONDAY, BANK) == "Pelantikan"


def test_a_special_day_of_the_mall_beats_closures_and_replaces_the_hours_of_booths() -> None:
    festival = SpecialHours((Interval(600, 1320),), "Festival")
    calendar = with_days(
        (ClosureSpan(None, MONDAY, FRIDAY, "Perbaikan"),), {(None, MONDAY): festival}
    )
    assert calendar.intervals(MONDAY, BANK) == (Interval(600, 1320),)
    assert calendar.intervals(MONDAY + timedelta(days=1)) == ()
    assert calendar.reason_closed(MONDAY + timedelta(days=1)) == "Perbaikan"


def test_a_closed_booth_stays_closed_when_the_mall_has_a_special_day() -> None:
    calendar = with_days(
        (ClosureSpan(BANK, MONDAY, FRIDAY, "Pindah gerai"),),
        {(None, MONDAY): SpecialHours(OFFICE, "Pekan layanan")},
    )
    assert calendar.intervals(MONDAY, BANK) == ()
    assert calendar.reason_closed(MONDAY, BANK) == "Pindah gerai"
    assert calendar.intervals(MONDAY, POLICE) == OFFICE


def test_a_booth_is_outside_the_hours_of_the_mall_only_on_a_special_day_of_its_own() -> None:
    calendar = with_days(special={(BANK, SATURDAY): SpecialHours((Interval(540, 600),), "")})
    assert calendar.intervals(SATURDAY, BANK) == (Interval(540, 600),)
    assert calendar.intervals(SATURDAY) == calendar.intervals(SATURDAY, POLICE) == ()


def test_the_next_opening_passes_breaks_weekends_and_holidays() -> None:
    at = USUAL.instant
    assert USUAL.next_opening(at(FRIDAY, 700)) == at(FRIDAY, 780)
    assert USUAL.next_opening(at(FRIDAY, 1000)) == at(date(2026, 3, 9), 480)
    assert USUAL.next_opening(at(date(2026, 8, 14), 1000)) == at(date(2026, 8, 18), 480)
    assert USUAL.next_opening(at(MONDAY, 480)) == at(MONDAY, 480)
    assert MallCalendar(timezone=WIB).next_opening(at(MONDAY, 0)) is None


@pytest.mark.parametrize(("zone", "offset"), [("Asia/Makassar", 8), ("Asia/Jayapura", 9)])
def test_hours_are_those_on_the_wall_of_the_mall(zone: str, offset: int) -> None:
    calendar = MallCalendar(timezone=ZoneInfo(zone), weekly=USUAL.weekly)
    opening = calendar.instant(MONDAY, 480)
    assert opening.utcoffset() == timedelta(hours=offset)
    assert calendar.is_open(opening.astimezone(WIB))
    assert not calendar.is_open(opening - timedelta(minutes=1))


def test_midnight_ends_a_day() -> None:
    all_day = MallCalendar(timezone=WIB, weekly=(WeeklyRow(None, None, 0, Interval(0, 1440)),))
    assert all_day.last_closing(MONDAY) == datetime(2026, 3, 3, 0, 0, tzinfo=WIB)
    assert all_day.is_open(all_day.instant(MONDAY, 1439))
    assert not all_day.is_open(all_day.instant(MONDAY, 1440))


INTERVALS = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 1440))
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda pair: Interval(*pair)),
    max_size=4,
)


@given(mall=INTERVALS, booth=INTERVALS)
def test_a_booth_is_open_exactly_when_its_hours_and_those_of_the_mall_say_so(
    mall: list[Interval], booth: list[Interval]
) -> None:
    rows = [WeeklyRow(None, None, 0, one) for one in mall]
    rows += [WeeklyRow(BANK, None, 0, one) for one in booth]
    found = MallCalendar(timezone=WIB, weekly=tuple(rows)).intervals(MONDAY, BANK)

    def inside(minute: int, hours: list[Interval] | tuple[Interval, ...]) -> bool:
        return any(opens <= minute < closes for opens, closes in hours)

    edges = {edge for one in (*mall, *booth) for edge in one}
    for minute in (m for edge in edges for m in (edge - 1, edge)):
        expected = inside(minute, mall) and (not booth or inside(minute, booth))
        assert inside(minute, found) == expected
    assert all(one.closes_minute < then.opens_minute for one, then in pairwise(found))


@given(INTERVALS)
def test_joined_hours_have_no_problem(intervals: list[Interval]) -> None:
    assert problem_of(joined(intervals)) is None


@pytest.mark.parametrize(
    ("hours", "problem"),
    [
        ([Interval(600, 480)], "minutes"),
        ([Interval(480, 480)], "minutes"),
        ([Interval(480, 1441)], "minutes"),
        ([Interval(-1, 60)], "minutes"),
        ([Interval(480, 700), Interval(600, 960)], "overlap"),
        ([Interval(480, 600), Interval(600, 960)], None),
    ],
)
def test_wrong_hours_are_named(hours: list[Interval], problem: str | None) -> None:
    assert problem_of(hours) == problem
