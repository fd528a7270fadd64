# SPDX-License-Identifier: Apache-2.0
"""Two days of one month counted at the same instant are both in the month."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from satuhadir.insights import actions, queries
from satuhadir.insights.models import CountedSpan
from satuhadir.insights.tests.conftest import at
from satuhadir.insights.values import Period
from satuhadir.queue import actions as queue
from satuhadir.queue.tests.conftest import Hall, build_hall
from satuhadir.shared.tests.racing import together

DAYS = [date(2027, 3, day) for day in (1, 2, 3, 4)]


@pytest.fixture
def four_days(transactional_db: None) -> Hall:
    """Four days with a log each, closed, not counted."""
    hall = build_hall("batu")
    with transaction.atomic(), queue.clock_in_hand() as put, pytest.MonkeyPatch.context() as patch:
        for day in (1, 2, 3, 4):
            put(at(day, 9))
            patch.setattr("django.utils.timezone.now", lambda day=day: at(day, 9))
            hall.issue()
        put(at(5, 9))
        patch.setattr("django.utils.timezone.now", lambda: at(5, 9))
        queue.close_days(hall.mall)
    return hall


@pytest.mark.race
def test_days_counted_together_are_all_in_their_month(four_days: Hall) -> None:
    mall, met = four_days.mall, threading.Barrier(len(DAYS))

    def count(index: int) -> None:
        met.wait(timeout=20)
        actions.count_day(mall=mall, day=DAYS[index])

    for _turn in range(5):
        CountedSpan.objects.filter(mall=mall).delete()
        together(len(DAYS), count, hands=len(DAYS))
        connection.close()
        month = queries.figures_by(mall, Period.around("month", DAYS[0]), "mall")["", ""]
        assert month.issued == len(DAYS)
        assert CountedSpan.objects.get(span="month", first_day=DAYS[0]).days == len(DAYS)
