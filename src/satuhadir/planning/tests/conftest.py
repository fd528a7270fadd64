# SPDX-License-Identifier: Apache-2.0
"""The queue's cast with a fortnight of measured days, and a mall small enough to live through."""

from datetime import date, timedelta
from typing import Any

import pytest

from satuhadir.insights.tests.conftest import Put, stand_at
from satuhadir.planning import actions, comparing
from satuhadir.planning.models import MeasuredDay
from satuhadir.planning.values import Base, CounterBase, LineBase
from satuhadir.queue.tests.conftest import Hall, build_hall

__all__ = ["Put", "stand_at"]

FIRST = date(2027, 3, 1)  # a Monday
CAME = {17: 6, 18: 8, 19: 8, 20: 8, 22: 6, 24: 6, 26: 8, 28: 2}


def half_hours(by_place: dict[int, int]) -> list[int]:
    return [by_place.get(place, 0) for place in range(48)]


def body(hall: Hall, *, more: int = 0) -> dict[str, Any]:
    """Return a day as it would be measured: A alone, B alone, some A and then C."""
    a, b, c = (str(hall.lines[prefix].pk) for prefix in "ABC")
    alone = half_hours({place: n + more for place, n in CAME.items()})
    some = half_hours({18: 2, 20: 2, 26: 1})
    return {
        "visits": {a: alone, b: half_hours({18: 3, 21: 3}), f"{a}>{c}": some},
        "joined": {a: [x + y for x, y in zip(alone, some, strict=True)],
                   b: half_hours({18: 3, 21: 3}), c: some},
        "services": {a: [50, 500.0, 7_000.0], b: [6, 90.0, 1_500.0], c: [30, 300.0, 4_000.0]},
        "absent": {a: 2},
        "ahead": {a: 5},
        "open": {str(hall.counters[n].pk): [[480, 720], [780, 900]] for n in (1, 2, 3)},
    }  # fmt: skip


def measured(hall: Hall, days: int = 12) -> Hall:
    actions.keep_sample_days(
        mall=hall.mall,
        bodies={FIRST + timedelta(days=n): body(hall, more=n % 2) for n in range(days)},
    )
    return hall


@pytest.fixture
def hall(db: None) -> Hall:
    return measured(build_hall("batu"))


@pytest.fixture
def unmeasured(hall: Hall) -> Hall:
    MeasuredDay.objects.all().delete()
    return hall


@pytest.fixture
def neighbour(db: None) -> Hall:
    return build_hall("tetangga")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Live through few days: enough for a page, not for a decision."""
    monkeypatch.setattr(comparing, "DAYS", 3)


def small_base(**changes: Any) -> Base:
    """Return a usual day of two lines and three counters, without a database."""
    came = tuple(4.0 if 16 <= place < 28 else 0.0 for place in range(48))
    line = LineBase(
        id="a", prefix="A", name="KTP", agency="D", agency_name="Dukcapil", mean=12.0, cv=0.6,
        absent=0.0, ahead=0.2, joined=came, services=400,
    )  # fmt: skip
    other = LineBase(
        id="b", prefix="B", name="Akta", agency="D", agency_name="Dukcapil", mean=12.0, cv=0.6,
        absent=0.0, ahead=0.0, joined=tuple(n / 4 for n in came), services=100,
    )  # fmt: skip
    duty = ((480, 900),)
    values: dict[str, Any] = {
        "days": 10, "first": FIRST, "last": FIRST, "is_sample": False, "lines": (line, other),
        "counters": (
            CounterBase(id="1", name="Loket 1", agency="D", lines=("a",), duty=duty),
            CounterBase(id="2", name="Loket 2", agency="D", lines=("a",), duty=duty),
            CounterBase(id="3", name="Loket 3", agency="D", lines=("b",), duty=duty),
        ),
        "visits": {("a",): came, ("b",): other.joined}, "day_spread": 0.1, "head_start": 20,
        "promise": 15,
    }  # fmt: skip
    return Base(**{**values, **changes})
