# SPDX-License-Identifier: Apache-2.0
"""From the log to measured days, and from those to a usual day."""

from datetime import date

import pytest

from satuhadir.insights.tests.conftest import at
from satuhadir.malls.models import Mall
from satuhadir.planning import actions, jobs, queries
from satuhadir.planning.errors import TooFewDays
from satuhadir.planning.models import MeasuredDay
from satuhadir.planning.queries.base import usual_duty
from satuhadir.planning.tests.conftest import FIRST, Hall, Put, body
from satuhadir.queue import actions as queue


def test_a_closed_day_is_measured_from_its_log(unmeasured: Hall, stand_at: Put) -> None:
    hall = unmeasured
    queue.close_days(hall.mall)
    stand_at(at(2, 9))
    for number in hall.counters:
        queue.open_counter(mall=hall.mall, counter_id=hall.counters[number].pk, actor="test")
    first = hall.issue("KTP")
    hall.issue("SKCK", attendance_id=first.ticket.attendance)
    hall.issue("KTP", channel="desk", wants_head_start=True)
    stand_at(at(2, 9, 40))
    one = hall.call(1)
    hall.move(one, "start", 1)
    stand_at(at(2, 9, 52))
    hall.move(one, "finish", 1)
    for number in hall.counters:
        queue.close_counter(mall=hall.mall, counter_id=hall.counters[number].pk, actor="test")
    stand_at(at(3, 0, 1))
    queue.close_days(hall.mall)
    jobs.measure_closed()
    found = MeasuredDay.objects.get(mall=hall.mall, day=date(2027, 3, 2)).body
    a, c = str(hall.lines["A"].pk), str(hall.lines["C"].pk)
    assert sum(sum(came) for came in found["visits"].values()) == 2
    assert {frozenset(way.split(">")) for way in found["visits"]} == {
        frozenset({a, c}),
        frozenset({a}),
    }
    assert found["joined"][a][18] == 2
    assert found["services"][a] == [1, pytest.approx(12, abs=0.1), pytest.approx(144, abs=3)]
    assert found["ahead"] == {a: 1}
    assert found["open"][str(hall.counters[1].pk)] == [[540, 592]]
    assert queries.unmeasured_days(hall.mall) == []


def test_real_days_take_the_place_of_invented_ones_once_there_are_enough(hall: Hall) -> None:
    assert queries.base_of(hall.mall).is_sample
    for n in range(5):
        MeasuredDay.objects.create(
            mall=hall.mall, day=date(2027, 4, 1 + n), body=body(hall), version=1
        )
    assert not queries.base_of(hall.mall).is_sample


def test_too_few_days_say_nothing(hall: Hall) -> None:
    MeasuredDay.objects.filter(day__gte=FIRST.replace(day=5)).delete()
    with pytest.raises(TooFewDays):
        queries.base_of(hall.mall)


def test_a_usual_day_holds_what_was_measured(hall: Hall) -> None:
    base = queries.base_of(hall.mall)
    a, b = (next(one for one in base.lines if one.prefix == prefix) for prefix in "AB")
    assert a.mean == pytest.approx(10)
    assert a.cv == pytest.approx((140 - 100) ** 0.5 / 10)
    assert b.mean == pytest.approx(15)  # 6 a day over 12 days are enough
    assert base.counters[0].duty == ((480, 720), (780, 900))
    assert base.opens == 480 and base.closes == 900
    assert base.line("nobody") is None


def test_a_usual_day_keeps_the_age_that_each_agency_or_the_mall_lets_tickets_keep(
    hall: Hall,
) -> None:
    line, other = hall.lines["A"], str(hall.lines["C"].pk)
    queue.set_age_kept(mall=hall.mall, percents={line.booth.agency_id: 40}, actor="test")
    thetas = {one.id: one.theta for one in queries.base_of(hall.mall).lines}
    assert (thetas[str(line.pk)], thetas[other]) == (0.4, 0.1)
    queue.set_policy(mall=hall.mall, age_kept_percent=25, actor="test")
    thetas = {one.id: one.theta for one in queries.base_of(hall.mall).lines}
    assert (thetas[str(line.pk)], thetas[other]) == (0.4, 0.25)


def test_a_line_that_is_gone_is_left_out_of_the_ways(hall: Hall) -> None:
    gone = "00000000-0000-0000-0000-000000000000"
    for one in MeasuredDay.objects.all():
        one.body["visits"][gone] = [9] * 48
        one.save()
    base = queries.base_of(hall.mall)
    assert all(gone not in route for route in base.visits)


def test_one_weekday_is_planned_from_its_own_days(hall: Hall) -> None:
    assert queries.base_of(hall.mall, weekday=0).days == 2
    assert queries.base_of(hall.mall, weekday=6).days == 12  # one Sunday says too little


def test_a_counter_is_usually_open_where_it_was_on_half_the_days() -> None:
    assert usual_duty([[[480, 600]], [[470, 570]], []]) == ((480, 570),)
    assert usual_duty([[[480, 600]], [], []]) == ()
    assert usual_duty([]) == ()


def test_an_invented_day_never_replaces_a_real_one(hall: Hall) -> None:
    real = MeasuredDay.objects.create(mall=hall.mall, day=date(2027, 5, 3), body={}, version=1)
    actions.keep_sample_days(mall=Mall.objects.get(pk=hall.mall.pk), bodies={real.day: body(hall)})
    real.refresh_from_db()
    assert not real.is_sample
