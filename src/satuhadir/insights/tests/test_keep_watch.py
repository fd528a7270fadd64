# SPDX-License-Identifier: Apache-2.0
"""The job, the command, the doctor and the invented past of the demonstration."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from satuhadir.insights import actions, health, jobs, queries
from satuhadir.insights.models import CountedSpan
from satuhadir.insights.tests.conftest import Put, at
from satuhadir.insights.values import Numbers, Period, Scope, put, share_at
from satuhadir.malls.models import Mall
from satuhadir.queue import actions as queue
from satuhadir.queue.tests.conftest import Hall


@pytest.fixture
def closed(hall: Hall, stand_at: Put) -> Hall:
    queue.close_days(hall.mall)
    stand_at(at(2, 9))
    hall.issue()
    stand_at(at(3, 0, 1))
    queue.close_days(hall.mall)
    return hall


def states() -> dict[str, str]:
    return {one.name: one.state for check in health.OVERSIGHT.checks for one in check()}


def test_the_job_counts_what_was_closed_and_what_runs(closed: Hall, stand_at: Put) -> None:
    jobs.count_closed()
    assert CountedSpan.objects.filter(span="day", is_final=True).exists()
    stand_at(at(3, 9))
    closed.issue()
    jobs.count_all_today()
    assert CountedSpan.objects.filter(first_day=date(2027, 3, 3), is_final=False).exists()


def test_the_command_counts_one_day_or_all(closed: Hall) -> None:
    out = io.StringIO()
    call_command("insights_rebuild", mall="batu", day=date(2027, 3, 2), stdout=out)
    assert "1 hari dihitung" in out.getvalue()
    assert CountedSpan.objects.filter(span="day").count() == 1
    call_command("insights_rebuild", stdout=io.StringIO())
    assert CountedSpan.objects.filter(span="day").count() == 3, "every day that has a log"


def test_the_doctor_sees_days_that_nobody_counted(closed: Hall) -> None:
    assert states()["angka"] == "info"
    actions.count_closed_days()
    assert set(states().values()) == {"ok"}


def test_the_doctor_sees_figures_of_another_log(closed: Hall) -> None:
    actions.count_closed_days()
    CountedSpan.objects.filter(first_day=date(2027, 3, 2), span="day").update(head="f" * 64)
    assert states()["asal angka"] == "problem"
    actions.rebuild(mall=closed.mall, day=date(2027, 3, 2))
    assert states()["asal angka"] == "ok"


def test_the_doctor_sees_figures_that_stand_still(closed: Hall, stand_at: Put) -> None:
    stand_at(at(3, 9))
    closed.issue()
    assert states()["angka hari ini"] == "ok", "the worker has a few minutes"
    stand_at(at(3, 9, 10))
    assert states()["angka hari ini"] == "problem"
    actions.count_today(mall=closed.mall)
    assert states()["angka hari ini"] == "ok"


def test_a_backup_has_the_figures_again(closed: Hall) -> None:
    actions.count_closed_days()
    assert health.OVERSIGHT.figures() == {"counted days": {"batu": 2}}


def test_a_real_mall_takes_no_invented_figures(closed: Hall) -> None:
    with pytest.raises(ValueError, match="demonstration"):
        actions.keep_sample(mall=closed.mall, days={}, months={})


def test_a_real_day_beside_invented_ones_is_summed_with_them(hall: Hall, stand_at: Put) -> None:
    stand_at(at(9, 9))
    Mall.objects.filter(pk=hall.mall.pk).update(is_demo=True)
    hall.mall.refresh_from_db()
    invented = {Scope("mall"): Numbers(issued=100)}
    days = {date(2027, 3, 1) + timedelta(days=n): invented for n in range(3)}
    months = {date(2027, 3, 1): (3, {Scope("mall"): Numbers(issued=300)})}
    actions.keep_sample(mall=hall.mall, days=days, months=months)
    hall.issue()
    stand_at(at(10, 0, 1))
    queue.close_days(hall.mall)
    actions.count_closed_days(recent_days=3)
    period = Period.around("month", date(2027, 3, 1))
    assert queries.figures_by(hall.mall, period, "mall")["", ""].issued == 301
    assert queries.span_state(hall.mall, period).is_sample


def test_sums_of_spreads_have_exact_medians() -> None:
    first, second = Numbers(), Numbers()
    for minute in (1, 1, 9):
        put(first.waits, minute * 60 + 59)
    for minute in (4, 900):
        put(second.waits, minute * 60)
    first.add(second)
    first.add(second, 2)
    assert first.called == 9
    assert first.median_wait == 4
    assert first.long_wait == 600, "ten hours and more stand together"
    assert share_at([], 0.5) is None
    assert share_at([0, 0, 1], 0.5) == 2
    assert share_at([1, 1], 0.5) == 0
    put(first.waits, -5)
    assert first.waits[0] == 1


@pytest.mark.parametrize(
    ("length", "day", "first", "last"),
    [
        ("day", date(2027, 3, 31), date(2027, 3, 31), date(2027, 3, 31)),
        ("week", date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        ("month", date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        ("year", date(2027, 7, 1), date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_periods_begin_and_end_where_people_say(
    length: str, day: date, first: date, last: date
) -> None:
    period = Period.around(length, day)  # type: ignore[arg-type]
    assert (period.first, period.last) == (first, last)
    assert period.before.last == first - timedelta(days=1)
    assert period.after.first == last + timedelta(days=1)
