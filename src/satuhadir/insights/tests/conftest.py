# SPDX-License-Identifier: Apache-2.0
"""The cast of the queue, and a hand on both clocks."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from satuhadir.insights.actions.counting import forget_today
from satuhadir.queue import actions as queue
from satuhadir.queue.tests.conftest import Hall, build_hall
from satuhadir.shared.memory import Brief

JAKARTA = ZoneInfo("Asia/Jakarta")
Put = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _nothing_read() -> None:
    forget_today()


@pytest.fixture
def hall(db: None) -> Hall:
    return build_hall("batu")


@pytest.fixture
def neighbour(db: None) -> Hall:
    return build_hall("tetangga")


@pytest.fixture
def stand_at(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Put]:
    """Stand at an instant with both clocks, the database's and ours."""
    with queue.clock_in_hand() as put_database:

        def put(at: datetime) -> None:
            put_database(at)
            monkeypatch.setattr("django.utils.timezone.now", lambda: at.astimezone(ZoneInfo("UTC")))
            Brief.forget_everything()

        yield put


def at(day: int, hour: int, minute: int = 0, second: int = 0, *, month: int = 3) -> datetime:
    """Return an instant at a mall of WIB, of March 2027 unless told otherwise."""
    return datetime(2027, month, day, hour, minute, second, tzinfo=JAKARTA)
