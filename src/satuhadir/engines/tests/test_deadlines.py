# SPDX-License-Identifier: Apache-2.0
"""Days are counted from the day after; closed days and days of waiting are told, not counted."""

import random
from datetime import date, timedelta

from satuhadir.engines.deadlines import Pause, deadline

MONDAY = date(2026, 3, 2)


def weekend(day: date) -> str | None:
    return "akhir pekan" if day.weekday() >= 5 else None


def test_the_first_day_is_the_day_after() -> None:
    found = deadline(MONDAY, 3, "working_days", weekend)
    assert found.due_day == date(2026, 3, 5)
    assert [one.number for one in found.told] == [1, 2, 3]


def test_closed_days_are_told_with_their_reason_and_do_not_count() -> None:
    found = deadline(date(2026, 3, 5), 2, "working_days", weekend)
    assert found.due_day == date(2026, 3, 9)
    assert [(one.number, one.reason) for one in found.told] == [
        (1, ""), (0, "akhir pekan"), (0, "akhir pekan"), (2, ""),
    ]  # fmt: skip


def test_plain_days_ask_nobody_whether_anybody_works() -> None:
    assert deadline(date(2026, 3, 5), 3, "days", weekend).due_day == date(2026, 3, 8)


def test_while_the_citizen_is_asked_the_clock_stands_still() -> None:
    asked, replied = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)
    found = deadline(MONDAY, 3, "working_days", weekend, [Pause(asked, replied)])
    assert [(one.number, one.why) for one in found.told] == [
        (1, ""), (0, "paused"), (0, "paused"), (2, ""), (0, "closed"), (0, "closed"), (3, ""),
    ]  # fmt: skip
    assert found.due_day == date(2026, 3, 9)


def test_an_open_question_has_no_due_day_and_keeps_what_is_left() -> None:
    found = deadline(MONDAY, 14, "working_days", weekend, [Pause(MONDAY + timedelta(days=2), None)])
    assert found.due_day is None
    assert found.left(MONDAY + timedelta(days=40)) == 12


def test_what_is_left_falls_with_each_day_that_counts() -> None:
    found = deadline(MONDAY, 5, "working_days", weekend)
    assert [found.left(MONDAY + timedelta(days=n)) for n in range(9)] == [
        5, 4, 3, 2, 1, 1, 1, 0, 0,
    ]  # fmt: skip


def test_a_calendar_that_never_opens_has_no_due_day() -> None:
    assert deadline(MONDAY, 3, "working_days", lambda day: "tutup").due_day is None


def test_it_agrees_with_counting_by_hand() -> None:
    chance = random.Random(7)
    for _ in range(300):
        shut = {MONDAY + timedelta(days=chance.randrange(90)) for _ in range(chance.randrange(40))}
        first = chance.randrange(20)
        pause = Pause(
            MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + chance.randrange(9))
        )
        days = chance.randint(1, 20)
        found = deadline(MONDAY, days, "working_days", dict.fromkeys(shut, "x").get, [pause])
        counted = [
            MONDAY + timedelta(days=n)
            for n in range(1, 400)
            if MONDAY + timedelta(days=n) not in shut
            and not pause.first_day < MONDAY + timedelta(days=n) <= (pause.last_day or MONDAY)
        ]
        assert found.due_day == counted[days - 1]
