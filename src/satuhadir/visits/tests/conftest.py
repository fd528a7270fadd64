# SPDX-License-Identifier: Apache-2.0
"""The small cast of bookings: the queue's hall, open around the clock, and a clock in the hand.

Line A has two counters and ten minutes a person: six seats in half an hour, four of them online.
Lines B and C share a counter: one seat, online.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Line
from satuhadir.queue.tests.conftest import Hall, at_clock, build_hall
from satuhadir.shared.tests.racing import together
from satuhadir.visits import actions, queries
from satuhadir.visits.models import Visit
from satuhadir.visits.values import SlotFree, Wanted, Who

__all__ = ["Clock", "at_clock", "book", "slots", "together", "tomorrow"]

Clock = Callable[[int, int], datetime]
NINE, TEN = 540, 600


def build(slug: str) -> Hall:
    built = build_hall(slug)
    Line.objects.filter(mall=built.mall).update(mean_minutes=10)
    return built


@pytest.fixture
def hall(db: None) -> Hall:
    return build("batu")


@pytest.fixture
def neighbour(db: None) -> Hall:
    return build("tetangga")


@pytest.fixture
def busy_hall(transactional_db: None) -> Hall:
    """The same hall with its rows committed, for tests with threads."""
    return build("batu")


@pytest.fixture
def clock(
    monkeypatch: pytest.MonkeyPatch, at_clock: Callable[[datetime], None], hall: Hall
) -> Clock:
    """Put both clocks, Python's and the database's, at an hour of tomorrow at the hall."""
    day = tomorrow(hall.mall)

    def put(hour: int, minute: int) -> datetime:
        at = datetime(
            day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(hall.mall.timezone)
        )
        monkeypatch.setattr(timezone, "now", lambda: at)
        at_clock(at)
        return at

    return put


def tomorrow(mall: Mall) -> date:
    return mall.today() + timedelta(days=1)


def book(
    hall: Hall, *services: str, day: date | None = None, at: int | None = None, **extra: Any
) -> Visit:
    """Book services for tomorrow at a minute of the day, or at the first that fits."""
    wanted = extra.pop("wanted", [Wanted(one, at) for one in services or ("KTP",)])
    who = extra.pop("who", Who())
    day = day or tomorrow(hall.mall)
    return actions.book_visit(mall=hall.mall, wanted=wanted, day=day, who=who, **extra)


def slots(hall: Hall, prefix: str = "A", day: date | None = None) -> dict[int, SlotFree]:
    """Return the slots of a line by the minute they begin."""
    line = hall.lines[prefix].pk
    day = day or tomorrow(hall.mall)
    actions.ensure_slots(hall.mall, [line], day)
    return {one.starts_minute: one for one in queries.free_slots(hall.mall, [line], day)[line]}
