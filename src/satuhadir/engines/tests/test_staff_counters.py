# SPDX-License-Identifier: Apache-2.0
"""Counters by half hour, shifts and names: against the formulas, against trying everything."""

import itertools
import json
import math
import random

import pytest

from satuhadir.engines.reading import BadInput, Node
from satuhadir.engines.staffing import (
    Line,
    Pattern,
    Promise,
    Shift,
    Worker,
    answer,
    cover,
    draw_days,
    has_solver,
    kept,
    name_people,
    starting,
    tune,
)
from satuhadir.engines.staffing.days import Person, waits
from satuhadir.engines.staffing.delays import erlang_b, erlang_c, offered_load, served_within

SOLVERS = [True] + ([False] if has_solver() else [])  # plain, and with OR-Tools where it is there


def test_erlang_formulas_give_the_known_values() -> None:
    assert erlang_b(2, 1.0) == pytest.approx(0.2)
    assert erlang_c(1, 0.8) == pytest.approx(0.8)  # M/M/1: the share of the load
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)
    assert erlang_c(3, 3.0) == 1.0
    assert served_within(1, 0.5, 10, 0) == pytest.approx(0.5)
    assert served_within(1, 0.5, 10, 20) == pytest.approx(1 - 0.5 * math.exp(-1))


def test_work_of_a_busy_half_hour_still_loads_the_next() -> None:
    loads = offered_load([10, 0, 0], [True] * 3, 20)
    assert loads[1] > loads[2] > 0
    steady = offered_load([6] * 20, [True] * 20, 10)
    assert steady[-1] == pytest.approx(2.0, abs=0.01)  # rate x mean


def test_who_comes_over_a_break_loads_the_half_hour_after_it() -> None:
    loads = offered_load([5, 5, 5], [True, False, True], 10)
    assert loads[1] == 0
    assert loads[2] > loads[0]


def _naive(people: list[Person], counters: list[int]) -> list[float]:
    """Step through the day by tenths of a second of a minute: who is free takes who came first."""
    step = 0.01
    found: dict[int, float] = {}
    busy: list[float] = []
    for tick in range(round(len(counters) * 30 / step)):
        now = tick * step
        busy = [until for until in busy if until > now + 1e-9]
        for place, one in enumerate(people):
            on_duty = counters[int(now // 30)]
            if place not in found and one.at <= now + 1e-9 and len(busy) < on_duty:
                found[place] = now - one.at
                busy.append(now + one.minutes)
    return [found.get(place, math.inf) for place in range(len(people))]


def test_waits_are_those_of_a_day_stepped_through() -> None:
    chance = random.Random(5)
    for _round in range(6):
        at = sorted(chance.randrange(0, 8_000) / 100 for _one in range(14))
        people = [Person(one, chance.randrange(300, 1_500) / 100) for one in at]
        counters = [chance.randrange(0, 3), chance.randrange(1, 3), 2, 2, 2, 2, 2, 2]
        counters = sorted(counters)  # nobody leaves while serving: there a stepped day is simple
        for fast, slow in zip(waits(people, counters), _naive(people, counters), strict=True):
            assert fast == pytest.approx(slow, abs=0.011)


def test_a_counter_that_leaves_finishes_its_ticket_and_takes_no_other() -> None:
    people = [Person(25, 20), Person(26, 10), Person(31, 10)]
    assert waits(people, [2, 1, 1]) == [0, 0, 14]  # who is free first, at 36, goes home


def test_a_promise_tuned_on_some_days_is_kept_on_others_with_fewer_counters() -> None:
    line = Line(arrivals=(4, 8, 12, 14, 12, 8, 6, 8, 10, 6), is_open=(True,) * 10, mean_minutes=12)
    promise = Promise(minutes=15, target=0.8)
    _loads, start = starting(line, promise, 30)
    tuned = tune(line, promise, 30, seed=11, runs=60)
    fresh = [one for one in kept(line, draw_days(line, 150, 4711), tuned.counters, 15) if one]
    assert min(fresh) >= 0.78
    assert sum(tuned.counters) <= sum(start)


def test_too_few_desks_are_used_up_and_the_missed_share_is_told() -> None:
    line = Line(arrivals=(20, 20), is_open=(True, True), mean_minutes=15)
    tuned = tune(line, Promise(minutes=5, target=0.9), 3, seed=1, runs=20)
    assert tuned.counters == [3, 3]
    assert min(one for one in tuned.within if one is not None) < 0.9


def test_what_misses_anyway_is_not_given_up_and_open_doors_are_never_left_alone() -> None:
    line = Line(arrivals=(30, 2, 0), is_open=(True, True, True), mean_minutes=15)
    tuned = tune(line, Promise(minutes=5, target=0.8), 4, seed=2, runs=20)
    assert tuned.counters[0] == tuned.counters[1] == 4
    assert tuned.counters[2] >= 1


def _cheapest(needed: list[int], patterns: list[Pattern], most: int) -> tuple[int, int]:
    best = (10**9, 10**9)
    for counts in itertools.product(range(most + 1), repeat=len(patterns)):
        on = [
            sum(n for n, one in zip(counts, patterns, strict=True) if one.covers(480 + 30 * t))
            for t in range(len(needed))
        ]
        if max(on) <= most:
            missing = sum(max(want - have, 0) for want, have in zip(needed, on, strict=True))
            minutes = sum(n * one.minutes for n, one in zip(counts, patterns, strict=True))
            best = min(best, (missing, minutes))
    return best


def test_shifts_cost_as_little_as_trying_every_number_of_them() -> None:
    chance = random.Random(8)
    patterns = [
        Pattern(code="whole", on=((480, 660),)),
        Pattern(code="early", on=((480, 570),)),
        Pattern(code="late", on=((570, 660),)),
        Pattern(code="broken", on=((480, 540), (600, 660))),
    ]
    for _round in range(40):
        needed = [chance.randrange(0, 4) for _half_hour in range(6)]
        found = cover(needed, 480, patterns, 3)
        assert found.is_exact
        assert (sum(found.missing), found.minutes) == _cheapest(needed, patterns, 3)


def _most_filled(people: list[Worker], shifts: list[Shift]) -> int:
    """Try every choice of every person on every day."""
    options = []
    for person in people:
        by_day = [
            [None, *(p for p, s in enumerate(shifts) if s.day == day and person.may(s))]
            for day in sorted({s.day for s in shifts})
        ]
        options.append(
            [
                week
                for week in itertools.product(*by_day)
                if sum(shifts[p].minutes for p in week if p is not None) <= person.most_minutes
            ]
        )
    best = 0
    for weeks in itertools.product(*options):
        taken = [p for week in weeks for p in week if p is not None]
        filled = [min(taken.count(p), s.count) for p, s in enumerate(shifts)]
        best = max(best, sum(n * s.minutes for n, s in zip(filled, shifts, strict=True)))
    return best


@pytest.mark.parametrize("plain", SOLVERS)
def test_names_fill_what_can_be_filled_and_break_no_rule(plain: bool) -> None:
    chance = random.Random(21)
    for _round in range(5):
        people = [
            Worker(
                name=f"P{n}",
                skills=frozenset(chance.sample(["A", "B"], chance.randrange(1, 3))),
                days_off=frozenset({chance.randrange(2)} if chance.random() < 0.3 else ()),
                most_minutes=chance.choice((300, 480, 900)),
            )
            for n in range(4)
        ]
        shifts = [
            Shift(day, agency, "x", chance.randrange(1, 3), chance.choice((180, 300, 420)))
            for day in range(2)
            for agency in ("A", "B")
        ]
        found = name_people(people, shifts, seconds=2, plain=plain)
        for who, place in found.named:
            assert people[who].may(shifts[place])
        assert len({(who, shifts[place].day) for who, place in found.named}) == len(found.named)
        for who, person in enumerate(people):
            load = sum(shifts[one.shift].minutes for one in found.named if one.person == who)
            assert load <= person.most_minutes
        assert all(n >= 0 for n in found.unfilled)
        best = _most_filled(people, shifts)
        assert found.bound_minutes >= best
        assert found.filled_minutes <= best
        if not plain:
            assert found.filled_minutes == best


def test_the_plain_way_makes_room_for_who_can_do_nothing_else() -> None:
    people = [
        Worker(name="both", skills=frozenset("AB")),
        Worker(name="only A", skills=frozenset("A")),
    ]
    shifts = [Shift(0, "A", "x", 1, 300), Shift(0, "B", "x", 1, 300)]
    assert name_people(people, shifts, plain=True).unfilled == (0, 0)


QUESTION = {
    "ask": "counters", "from": 480, "arrivals": [6, 8, 4], "mean_minutes": 12,
    "promise_minutes": 15, "target": 0.8, "desks": 9,
}  # fmt: skip


def test_a_question_is_answered_the_same_each_time() -> None:
    asked = {**QUESTION, "runs": 20, "patterns": [{"code": "p", "on": [[480, 570]]}]}
    first = answer(Node(asked))
    assert json.dumps(first) == json.dumps(answer(Node(asked)))
    assert first["tuned"] is True
    rows = first["half_hours"]
    assert isinstance(rows, list)
    assert [row["from"] for row in rows] == [480, 510, 540]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"desks": 0}, "desks"),
        ({"arrivals": []}, "arrivals"),
        ({"arrivals": [1, -2]}, "arrivals[1]"),
        ({"target": 1}, "target"),
        ({"open": [[480, 480]]}, "open[0]"),
        ({"open": [[900, 960]]}, "open"),
        ({"patterns": [{"code": "a", "on": [[480, 540], [500, 570]]}]}, "patterns[0].on"),
        ({"people": []}, "people"),
        ({"ask": "luck"}, "ask"),
    ],
)
def test_bad_input_is_named_by_its_place(change: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        answer(Node({**QUESTION, **change}))
    assert refusal.value.field == field
