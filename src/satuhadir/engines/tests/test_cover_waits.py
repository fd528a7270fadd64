# SPDX-License-Identifier: Apache-2.0
"""Ranges meet the waits they promise, on invented days (fixed seeds; docs/engines.md)."""

import random
from dataclasses import replace

import pytest

from satuhadir.engines.calibration import Residual, repetition
from satuhadir.engines.forecast import forecast
from satuhadir.engines.tests.line_day import BREAK, LUNCH, Case, Plan, invent_day, residuals


def covered(cases: list[Case], past: list[Residual] | None = None) -> float:
    """Return the share of waits inside their 80 % range, of those that were given one."""
    inside = []
    for question, waited in cases:
        answer = forecast(replace(question, residuals=past or []))
        if answer.low is not None and answer.high is not None:
            inside.append(answer.low <= waited <= answer.high)
    assert len(inside) > 120
    return sum(inside) / len(inside)


def days(chance: random.Random, count: int, plan: Plan, pace: float = 1.0) -> list[list[Case]]:
    return [invent_day(chance, plan, pace) for _ in range(count)]


def flat(some_days: list[list[Case]], every: int = 1) -> list[Case]:
    return [case for day in some_days for case in day[::every]]


@pytest.mark.parametrize("plan", [LUNCH, BREAK])
def test_a_line_without_a_past_gives_honest_ranges(plan: Plan) -> None:
    assert 0.78 <= covered(flat(days(random.Random(11), 60, plan))) <= 0.90


def test_a_line_without_a_past_gives_honest_ranges_on_slow_days() -> None:
    assert covered(flat(days(random.Random(12), 40, LUNCH, pace=1.25))) >= 0.76


def test_long_waits_are_covered_too() -> None:
    long = [
        case for case in flat(days(random.Random(13), 60, LUNCH))
        if (forecast(case.question).likely or 0) > 15
    ]  # fmt: skip
    assert covered(long) >= 0.75


def test_a_line_with_a_past_gives_honest_ranges() -> None:
    chance = random.Random(14)
    past = residuals(days(chance, 12, LUNCH))[-400:]
    assert 0.76 <= covered(flat(days(chance, 40, LUNCH), every=12), past) <= 0.92


def test_a_line_that_learned_on_slow_days_gives_honest_ranges_on_them() -> None:
    chance = random.Random(15)
    past = residuals(days(chance, 8, LUNCH, pace=1.25))[-300:]
    assert covered(flat(days(chance, 40, LUNCH, pace=1.25), every=12), past) >= 0.76


def test_independent_errors_of_any_size_are_covered() -> None:
    chance = random.Random(16)
    question = flat(days(chance, 1, LUNCH))[0].question
    for spread in (1.0, 20.0):
        for ahead in (3, 20):
            asked = replace(question, ahead=ahead, now=500)
            likely = forecast(asked).likely
            assert likely is not None
            past = [
                Residual(p, max(0.0, p + chance.gauss(0, spread)))
                for p in (chance.uniform(5, 90) for _ in range(600))
            ]
            outcomes = [max(0.0, likely + chance.gauss(0, spread)) for _ in range(200)]
            answer = forecast(replace(asked, residuals=past))
            assert answer.low is not None
            assert answer.high is not None
            inside = sum(answer.low <= outcome <= answer.high for outcome in outcomes)
            assert inside >= 0.76 * 200


def test_errors_that_come_in_days_count_for_less_than_independent_ones() -> None:
    chance = random.Random(17)
    alone = [chance.gauss(0, 1) for _ in range(600)]
    by_day = [day + chance.gauss(0, 0.3) for day in alone[:12] for _ in range(50)]
    assert repetition(alone) < 2
    assert repetition(by_day) > 10
    assert repetition([1.0] * 40) == 1.0
