# SPDX-License-Identifier: Apache-2.0
import random
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satuhadir.engines.calibration import Residual, learn
from satuhadir.engines.forecast import (
    AT_ONCE,
    NOT_TODAY,
    Question,
    capacity,
    expected_minutes,
    forecast,
)
from satuhadir.engines.reading import BadInput
from satuhadir.engines.tests.line_day import LUNCH

ASKED = Question(ahead=7, now=540, staffing=LUNCH, mean_minutes=8.5)


@st.composite
def some_staffing(draw: st.DrawFn) -> list[tuple[int, int, float]]:
    cuts = sorted(draw(st.sets(st.integers(0, 1440), min_size=2, max_size=9)))
    counters = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 1.0, 2.0, 3.0, 7.0])
    rows = [(start, end, draw(counters)) for start, end in pairwise(cuts)]
    kept = [row for row in rows if draw(st.booleans())]
    return draw(st.permutations(kept))


def invent_past(seed: int, count: int, slow: float) -> list[Residual]:
    chance = random.Random(seed)
    predictions = [chance.uniform(0, 90) for _ in range(count)]
    return [Residual(p, max(0.0, slow * p + chance.gauss(0, 2 + p / 5))) for p in predictions]


minutes = st.floats(0.1, 120.0)
some_past = st.builds(
    invent_past,
    st.integers(0, 99), st.sampled_from([0, 0, 5, 40, 150]), st.sampled_from([0.3, 1.0, 2.0]),
)  # fmt: skip
some_question = st.builds(
    Question,
    ahead=st.integers(0, 60),
    now=st.integers(0, 1440),
    staffing=some_staffing(),
    mean_minutes=minutes,
    idle=st.integers(0, 3),
    recent_minutes=st.lists(minutes, max_size=20),
    residuals=some_past,
    coverage=st.floats(0.01, 0.999),
    cv=st.sampled_from([0.0, 0.3, 0.7, 1.5]),
)


def starts_by_the_minute(question: Question, work: float) -> float:
    """Add up the work minute by minute: slow, and obviously right within a minute."""
    done = 0.0
    for minute in range(1440 - question.now):
        at = question.now + minute
        done += sum(s for start, end, s in question.staffing if start <= at < end)
        if done >= work:
            return minute + 1
    return float("inf")


def test_the_likely_wait_is_the_work_ahead_over_the_counters() -> None:
    assert forecast(ASKED).likely == pytest.approx(8 * 8.5 / 3, abs=0.05)


def test_the_wait_goes_through_a_lunch_with_fewer_counters() -> None:
    asked = replace(ASKED, now=700, ahead=11, mean_minutes=10.0)
    # 120 counter-minutes: 60 until 12:00, 60 by the one counter that stays
    assert forecast(asked).likely == 80.0


def test_the_wait_includes_time_with_nobody_on_duty() -> None:
    asked = replace(
        ASKED, now=710, ahead=2, mean_minutes=10.0, staffing=[(480, 720, 1), (780, 900, 1)]
    )
    assert forecast(asked).likely == 90.0


def test_before_opening_nobody_is_served_earlier_than_opening() -> None:
    asked = replace(ASKED, now=400, ahead=0)
    answer = forecast(asked)
    assert answer.likely == pytest.approx(80 + 8.5 / 3, abs=0.05)
    assert answer.low is not None
    assert answer.low >= 80


def test_a_shared_counter_counts_by_its_share() -> None:
    asked = replace(ASKED, ahead=0, mean_minutes=10.0, staffing=[(480, 900, 0.5)])
    assert forecast(asked).likely == 20.0


def test_the_order_of_staffing_rows_does_not_matter() -> None:
    assert forecast(replace(ASKED, staffing=LUNCH[::-1])) == forecast(ASKED)


@pytest.mark.parametrize("idle", [1, 2, 9])
def test_with_more_idle_counters_than_people_ahead_the_wait_is_nothing(idle: int) -> None:
    assert forecast(replace(ASKED, ahead=idle - 1, idle=idle)) == AT_ONCE
    later = forecast(replace(ASKED, ahead=idle, idle=idle))
    assert later == forecast(replace(ASKED, ahead=idle, idle=0))


def test_an_idle_counter_is_believed_over_a_gap_in_the_plan() -> None:
    asked = replace(ASKED, ahead=0, idle=1, now=730, staffing=[(480, 720, 1), (780, 900, 1)])
    assert forecast(asked) == AT_ONCE


@pytest.mark.parametrize("staffing", [[], [(480, 540, 3)], [(480, 900, 0)]])
def test_with_nobody_on_duty_any_more_nobody_is_served(
    staffing: list[tuple[int, int, float]],
) -> None:
    assert forecast(replace(ASKED, staffing=staffing)) == NOT_TODAY
    assert forecast(replace(ASKED, ahead=0, idle=2, staffing=staffing)) == NOT_TODAY


def test_a_service_must_start_before_the_last_counter_leaves() -> None:
    last_hour = replace(ASKED, mean_minutes=10.0, staffing=[(480, 600, 1)])
    assert forecast(replace(last_hour, ahead=4)).likely == 50.0
    assert forecast(replace(last_hour, ahead=5)) == NOT_TODAY, "would start at the last minute"


def test_the_late_end_stops_at_closing() -> None:
    answer = forecast(replace(ASKED, ahead=4, mean_minutes=10.0, staffing=[(480, 600, 1)]))
    assert answer.high == 60


def test_overlapping_rows_are_refused_by_name() -> None:
    with pytest.raises(BadInput, match=r"^staffing\[1\]: overlaps staffing\[0\]$"):
        forecast(replace(ASKED, staffing=[(480, 720, 3), (700, 780, 1)]))


@pytest.mark.parametrize("end", [480, 479])
def test_rows_that_run_backwards_are_refused_by_name(end: int) -> None:
    with pytest.raises(BadInput, match=r"^staffing\[0\]: must end after it starts$"):
        forecast(replace(ASKED, staffing=[(480, end, 3)]))


def test_twenty_recent_services_weigh_half_and_one_weighs_little() -> None:
    assert expected_minutes(8.0, []) == 8.0
    assert expected_minutes(8.0, [12.0] * 20) == pytest.approx(10.0)
    assert expected_minutes(8.0, [50.0]) == pytest.approx(10.0)
    assert expected_minutes(8.0, [99.0] + [12.0] * 20) == pytest.approx(10.0)


def test_a_slow_day_moves_only_the_late_end_out() -> None:
    usual = forecast(replace(ASKED, recent_minutes=[8.5] * 20))
    slow = forecast(replace(ASKED, recent_minutes=[17.0] * 20, mean_minutes=17 / 3))
    # 17/3 and 17 give 11.33: compare in units of the mean
    assert usual.likely is not None
    assert slow.likely is not None
    assert usual.low is not None
    assert slow.low is not None
    assert usual.high is not None
    assert slow.high is not None
    assert slow.high / slow.likely > usual.high / usual.likely
    assert slow.low / slow.likely == pytest.approx(usual.low / usual.likely, abs=0.06)


@pytest.mark.parametrize("count", [0, 1, 29])
def test_a_short_past_leaves_the_cold_start_range(count: int) -> None:
    past = [Residual(20.0, 20.0)] * count
    assert forecast(replace(ASKED, residuals=past)) == forecast(ASKED)


def test_predictions_of_nothing_teach_nothing() -> None:
    assert forecast(replace(ASKED, residuals=[Residual(0.0, 0.0)] * 500)) == forecast(ASKED)


def width(question: Question) -> int:
    answer = forecast(question)
    assert answer.low is not None
    assert answer.high is not None
    return answer.high - answer.low


def test_a_past_of_good_predictions_narrows_the_range_and_of_bad_ones_widens_it() -> None:
    chance = random.Random(3)
    good = [
        Residual(p, p + chance.gauss(0, 1)) for p in (chance.uniform(5, 40) for _ in range(600))
    ]
    bad = [Residual(p, max(0, p + chance.gauss(0, 15))) for p, _ in good]
    assert width(replace(ASKED, residuals=good)) < 0.6 * width(ASKED)
    assert width(replace(ASKED, residuals=bad)) > 1.4 * width(ASKED)


def test_the_early_end_is_learned_as_it_is_shown_and_the_late_one_as_it_came() -> None:
    """Whole minutes below are half a minute further out in the mean: that covers some, too."""
    chance = random.Random(5)
    past = [
        Residual(p, p + chance.gauss(0, 4)) for p in (chance.uniform(5, 40) for _ in range(600))
    ]
    plain, shown = (learn(past, 0.8, lambda _p: 4.0, rounded=one).at(20.0) for one in (0.0, 2.0))
    assert shown.high == plain.high
    assert plain.low + 0.3 < shown.low < plain.low + 0.5  # two minutes are half a spread


def test_a_past_that_turned_slow_moves_the_late_end_out() -> None:
    chance = random.Random(4)
    past = [
        Residual(p, p + chance.gauss(0, 4)) for p in (chance.uniform(5, 40) for _ in range(300))
    ]
    turned = past + [Residual(p, a + 12) for p, a in past[:80]]
    settled, moved = (
        forecast(replace(ASKED, residuals=past)),
        forecast(replace(ASKED, residuals=turned)),
    )
    assert settled.high is not None
    assert moved.high is not None
    assert moved.high >= settled.high + 4


@given(some_question)
def test_the_range_holds_the_likely_wait_and_stays_within_the_day(question: Question) -> None:
    answer = forecast(question)
    if not answer.served_today:
        assert answer == NOT_TODAY
        return
    assert answer.low is not None
    assert answer.likely is not None
    assert answer.high is not None
    assert 0 <= answer.low <= answer.likely <= answer.high
    assert question.now + answer.high <= max(
        end for _, end, counters in question.staffing if counters
    )


@given(some_question)
def test_the_likely_wait_agrees_with_counting_minute_by_minute(question: Question) -> None:
    question = replace(question, idle=0)
    work = (question.ahead + 1) * expected_minutes(question.mean_minutes, question.recent_minutes)
    likely = forecast(question).likely
    counted = starts_by_the_minute(question, work * (1 - 1e-9))
    if likely is None:
        last = max((end for _, end, s in question.staffing if s), default=0)
        assert counted >= last - question.now
    else:
        assert counted - 1.06 <= likely <= counted + 0.06


@given(some_question)
def test_more_ahead_is_never_a_shorter_wait(question: Question) -> None:
    answers = [forecast(replace(question, ahead=ahead)) for ahead in range(8)]
    for fewer, more in pairwise(answers):
        assert fewer.served_today >= more.served_today
        if fewer.likely is not None and more.likely is not None:
            assert fewer.likely <= more.likely


@given(some_question)
def test_capacity_is_how_many_are_served_today(question: Question) -> None:
    asked = replace(question, residuals=())
    mean = expected_minutes(asked.mean_minutes, asked.recent_minutes)
    room = capacity(asked.now, asked.staffing, mean, asked.idle)
    if room:
        assert forecast(replace(asked, ahead=room - 1)).served_today
    assert not forecast(replace(asked, ahead=room)).served_today


@given(some_question, st.floats(0.01, 0.97))
def test_without_a_past_a_surer_range_is_never_narrower(
    question: Question, coverage: float
) -> None:
    usual = forecast(replace(question, residuals=(), coverage=coverage))
    surer = forecast(replace(question, residuals=(), coverage=coverage + 0.02))
    if usual.low is not None and usual.high is not None:
        assert surer.low is not None
        assert surer.high is not None
        assert surer.low <= usual.low
        assert surer.high >= usual.high


def test_a_forecast_without_a_past_is_cheap() -> None:
    asked = replace(ASKED, recent_minutes=[8.0] * 20)
    fastest = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        for _ in range(200):
            forecast(asked)
        fastest = min(fastest, (time.perf_counter() - started) / 200)
    assert fastest < 200e-6, "typically 20 µs; the limit leaves room for a busy machine"
