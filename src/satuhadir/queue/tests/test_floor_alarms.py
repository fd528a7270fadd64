# SPDX-License-Identifier: Apache-2.0
"""When the floor calls its manager: each rule by itself, with made cases."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from satuhadir.queue import alarms

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def test_the_alarm_rings_beyond_three_times_what_was_told_and_never_else() -> None:
    chance = random.Random(7)
    for _ in range(5000):
        promised = chance.randint(1, 90)
        waited = chance.choice((chance.uniform(0, 300), 3.0 * promised, 3 * promised + 0.001))
        assert alarms.is_far_too_long(waited, promised) == (waited > 3 * promised)
        assert alarms.breaks_promise(waited, promised) == (waited > promised)


def test_at_once_is_taken_for_five_minutes() -> None:
    assert not alarms.breaks_promise(5, 0)
    assert alarms.breaks_promise(5.1, 0)
    assert not alarms.is_far_too_long(15, 0)
    assert alarms.is_far_too_long(15.1, 0)


def test_what_was_not_promised_is_not_broken() -> None:
    assert not alarms.breaks_promise(1000, None)
    assert not alarms.is_far_too_long(1000, None)


@pytest.mark.parametrize(
    ("back_at", "over"), [(ago(1), True), (ago(-1), False), (NOW, False), (None, False)]
)
def test_a_break_is_over_once_its_time_is_past(back_at: datetime | None, over: bool) -> None:
    assert alarms.is_break_over(back_at, NOW) is over


@pytest.mark.parametrize(
    ("minutes", "no_show", "stuck"),
    [(5, 1, False), (5.1, 1, True), (6, 2, False), (6.1, 2, True), (29, 10, False)],
)
def test_a_call_is_stuck_long_after_it_may_be_marked_absent(
    minutes: float, no_show: int, stuck: bool
) -> None:
    assert alarms.is_call_stuck(ago(minutes), NOW, no_show) is stuck


@pytest.mark.parametrize(
    ("minutes", "usual", "long"), [(30, 10, False), (30.1, 10, True), (3.1, 0.5, True)]
)
def test_a_service_is_long_beyond_three_times_the_usual(
    minutes: float, usual: float, long: bool
) -> None:
    assert alarms.is_service_long(ago(minutes), NOW, usual) is long


@pytest.mark.parametrize(
    ("issued", "quota", "nearly"),
    [(89, 100, False), (90, 100, True), (100, 100, True), (5, None, False), (0, 0, False)],
)
def test_a_quota_is_nearly_used_at_nine_of_ten(
    issued: int, quota: int | None, nearly: bool
) -> None:
    assert alarms.is_nearly_full(issued, quota) is nearly


@pytest.mark.parametrize(
    ("opens", "worked", "missing"),
    [
        (ago(30), None, True),
        (ago(30), ago(40), True),  # yesterday's close, or a break before
        (ago(30), ago(10), False),  # worked, and closed again
        (ago(-10), None, False),  # not yet
        (None, None, False),  # closed all day
    ],
)
def test_an_agency_has_not_opened_when_nobody_worked_since_its_hours_began(
    opens: datetime | None, worked: datetime | None, missing: bool
) -> None:
    assert alarms.has_not_opened(opens, NOW, worked) is missing
