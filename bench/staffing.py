# SPDX-License-Identifier: Apache-2.0
"""Counters that keep a promise, simulated and by formula; names beside their bound."""

import random
import time

from bench.figures import Report, Row
from satuhadir.engines.staffing import (
    HALF_HOUR,
    Line,
    Pattern,
    Promise,
    Shift,
    Worker,
    cover,
    draw_days,
    has_solver,
    kept,
    name_people,
    starting,
    tune,
)

PROMISE = Promise(minutes=15.0, target=0.8)
AGENCIES = ((60, 12.0), (150, 12.0), (150, 25.0))  # people a day, minutes a service
SHAPE = (1.0, 1.5, 1.8, 2.0, 1.8, 1.4, 1.0, 0.8, 1.0, 1.5, 1.4, 1.1, 0.8, 0.5)
RUNS, FRESH_DAYS, QUICK_RUNS = 200, 400, 60
TOLERANCE = 0.02  # a share of 400 days is known to about two points
SECONDS, WITHIN = 10.0, 0.99
PEOPLE, DAYS, POOLS = 214, 5, 26
PATTERNS = (
    ("early lunch", ((480, 690), (750, 900))),
    ("noon lunch", ((480, 720), (780, 900))),
    ("late lunch", ((480, 750), (810, 900))),
    ("morning", ((480, 720),)),
    ("afternoon", ((720, 900),)),
)


def run(runs: int = RUNS) -> Report:
    """Staff three agencies by both ways, then a whole mall's week with names; a new seed."""
    seed = random.randrange(10**6)
    remarks, rows = [f"seed {seed}"], []
    tuned_hours = formula_hours = met = places = 0
    formula_met = 0
    spent = 0.0
    for people, minutes in AGENCIES:
        total = sum(SHAPE)
        line = Line(
            arrivals=tuple(people * one / total for one in SHAPE),
            is_open=(True,) * len(SHAPE), mean_minutes=minutes, cv=0.7,
        )  # fmt: skip
        began = time.process_time()
        found = tune(line, PROMISE, 60, seed=seed, runs=runs)
        spent += time.process_time() - began
        _loads, start = starting(line, PROMISE, 60)
        other = draw_days(line, FRESH_DAYS, seed + 17)
        mine = [one for one in kept(line, other, found.counters, PROMISE.minutes) if one]
        theirs = [one for one in kept(line, other, start, PROMISE.minutes) if one]
        tuned_hours += sum(found.counters)
        formula_hours += sum(start)
        met += sum(one >= PROMISE.target - TOLERANCE for one in mine)
        formula_met += sum(one >= PROMISE.target - TOLERANCE for one in theirs)
        places += len(mine)
        remarks.append(
            f"{people} a day of {minutes:.0f} minutes: {sum(found.counters)} half-hours, worst"
            f" {min(mine):.0%}; formula {sum(start)}, worst {min(theirs):.0%}"
        )
    rows.append(
        Row(
            name="promise",
            what=f"half-hours with 80 % called within 15 minutes, on {FRESH_DAYS} other days",
            figure=f"{met} of {places}",
            beside=f"formula {formula_met} of {places}",
            ratio=f"{met / places:.3f}",
            wanted="= 1",
            is_met=met == places,
        )
    )
    rows.append(
        Row(
            name="saved",
            what="counter half-hours, beside the formula's (modified offered load)",
            figure=str(tuned_hours),
            beside=str(formula_hours),
            ratio=f"{tuned_hours / formula_hours:.2f}",
            wanted="≤ 1",
            is_met=tuned_hours <= formula_hours,
        )
    )
    remarks.append(f"tuned in {spent:.1f} s of processor time")
    week, more = _week(random.Random(seed))
    return Report(rows=[*rows, week], remarks=[*remarks, *more], values={"seed": seed})


def quick() -> Report:
    """Measure the same on fewer days."""
    return run(QUICK_RUNS)


def _week(chance: random.Random) -> tuple[Row, list[str]]:
    """Cover a mall's week with shifts and name 214 people, some of whom know two agencies."""
    patterns = [Pattern(code=code, on=on) for code, on in PATTERNS]
    shifts, exact, began = [], 0, time.monotonic()
    for day in range(DAYS):
        for pool in range(POOLS):
            size = chance.choice((2, 3, 4, 6, 9))
            needed = [
                max(1, round(size * one / max(SHAPE) * chance.uniform(0.9, 1.1))) for one in SHAPE
            ]
            found = cover(needed, 480, patterns, size + 2)
            exact += found.is_exact
            shifts += [
                Shift(day, f"G{pool}", one.code, n, one.minutes)
                for one, n in zip(patterns, found.counts, strict=True)
                if n
            ]
    covered = time.monotonic() - began
    people = [_person(n, chance) for n in range(PEOPLE)]
    began = time.monotonic()
    named = name_people(people, shifts, seconds=SECONDS)
    seconds = time.monotonic() - began
    share = named.filled_minutes / named.bound_minutes
    row = Row(
        name="names",
        what=f"{PEOPLE} people named for {sum(one.count for one in shifts)} shifts in"
        f" {SECONDS:.0f} s: minutes filled, beside the bound",
        figure=f"{named.filled_minutes // HALF_HOUR} half-hours",
        beside=f"{named.bound_minutes // HALF_HOUR}", ratio=f"{share:.3f}",
        wanted=f"≥ {WITHIN}", is_met=share >= WITHIN,
    )  # fmt: skip
    return row, [
        f"shifts: {exact} of {DAYS * POOLS} agency-days proven cheapest, in {covered:.1f} s",
        f"names by {named.solver} in {seconds:.1f} s"
        + ("" if has_solver() else "; OR-Tools is not installed"),
    ]


def _person(number: int, chance: random.Random) -> Worker:
    own = f"G{number % POOLS}"
    other = f"G{chance.randrange(POOLS)}"
    return Worker(
        name=f"P{number}",
        skills=frozenset({own, other} if chance.random() < 0.2 else {own}),
        days_off=frozenset({chance.randrange(DAYS)} if chance.random() < 0.2 else ()),
        most_minutes=chance.choice((1_500, 1_800, 2_100)),
    )
