# SPDX-License-Identifier: Apache-2.0
"""Who is invited is decided by chance, the same each time it is asked, and by nobody's wish."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings

from satuhadir.engines.skm import sample_needed
from satuhadir.malls.models import SetupRecord
from satuhadir.queue.queries.finished import finished_by_id
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tracks import new_id
from satuhadir.satisfaction import actions, queries
from satuhadir.satisfaction.drawing import is_invited
from satuhadir.satisfaction.models import SampleShare, ServedDay
from satuhadir.satisfaction.queries.managing import count_day
from satuhadir.satisfaction.tests.conftest import on_day, serve, served
from satuhadir.shared.memory import Brief


@pytest.mark.parametrize("percent", [0, 1, 20, 50, 99, 100])
def test_so_many_of_a_hundred_are_invited(percent: int) -> None:
    ids = [UUID(int=n * 2**80 + n) for n in range(20_000)]
    share = sum(is_invited(one, percent) for one in ids) / len(ids)
    assert share == pytest.approx(percent / 100, abs=0.012)


def test_numbers_taken_one_after_the_other_are_drawn_apart() -> None:
    drawn = [is_invited(new_id(), 50) for _ in range(4_000)]
    same = sum(a == b for a, b in pairwise(drawn)) / len(drawn)
    assert same == pytest.approx(0.5, abs=0.05)


def test_without_the_secret_nobody_knows(settings: LazySettings) -> None:
    ids = [uuid4() for _ in range(400)]
    before = [is_invited(one, 50) for one in ids]
    assert before == [is_invited(one, 50) for one in ids]
    settings.SECRET_KEY = "another secret of at least thirty-two letters"
    after = [is_invited(one, 50) for one in ids]
    assert sum(a == b for a, b in zip(before, after, strict=True)) == pytest.approx(200, abs=60)


def test_finishing_again_draws_nothing_again(hall: Hall) -> None:
    SampleShare.objects.create(mall=hall.mall, from_day="2020-01-01", percent=50)
    _track, ticket = served(hall)
    before = queries.is_invited(hall.mall, ticket)
    for _ in range(5):
        hall.move(ticket, "undo")
        hall.move(ticket, "finish")
        again = finished_by_id(hall.mall, ticket.id)
        assert again is not None
        assert queries.is_invited(hall.mall, again) == before


def test_a_new_share_begins_tomorrow_and_leaves_today_as_it_was(hall: Hall) -> None:
    today = hall.mall.today()
    actions.set_share(mall=hall.mall, percent=100)
    Brief.forget_everything()
    assert queries.share_on(hall.mall, today) == 20
    assert queries.share_on(hall.mall, today + timedelta(days=1)) == 100
    actions.set_share(mall=hall.mall, percent=60)
    Brief.forget_everything()
    assert queries.share_on(hall.mall, today + timedelta(days=1)) == 60
    with on_day(hall.mall, today + timedelta(days=1)):
        actions.set_share(mall=hall.mall, percent=5)
        Brief.forget_everything()
        assert queries.share_on(hall.mall, today + timedelta(days=1)) == 60
        assert queries.share_on(hall.mall, today) == 20


def test_a_change_of_the_share_is_kept_with_before_and_after(hall: Hall) -> None:
    actions.set_share(mall=hall.mall, percent=30)
    actions.set_share(mall=hall.mall, percent=40)
    rows = SetupRecord.objects.filter(table_name="satisfaction_sampleshare").order_by("pk")
    assert [(row.before or {}).get("percent") for row in rows] == [None, 30]
    assert [(row.after or {})["percent"] for row in rows] == [30, 40]


def test_a_past_day_is_counted_once_by_service(hall: Hall) -> None:
    SampleShare.objects.create(mall=hall.mall, from_day="2020-01-01", percent=100)
    for service in ("KTP", "KTP", "KK"):
        serve(hall, service)
    hall.issue()
    today = hall.mall.today()
    assert actions.count_served_days(hall.mall) == 0  # the day is not over
    with on_day(hall.mall, today + timedelta(days=1)):
        assert actions.count_served_days(hall.mall) == 1
        assert actions.count_served_days(hall.mall) == 0
    rows = ServedDay.objects.order_by("service__code")
    assert [(row.service.code, row.finished, row.invited) for row in rows] == [
        ("KK", 1, 1),
        ("KTP", 2, 2),
    ]


def test_the_running_month_counts_what_was_not_counted_yet(hall: Hall) -> None:
    SampleShare.objects.create(mall=hall.mall, from_day="2020-01-01", percent=100)
    for _ in range(3):
        serve(hall)
    so_far = queries.month_so_far(hall.mall)
    assert (so_far.finished, so_far.invited, so_far.answered) == (3, 3, 0)
    assert so_far.needed == sample_needed(so_far.expected)
    assert 1 <= so_far.suggested_share <= 100
    assert count_day(hall.mall, hall.mall.today()) != {}
