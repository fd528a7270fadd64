# SPDX-License-Identifier: Apache-2.0
"""The questions that `satuhadir engine staffing` understands, read and answered."""

import itertools

from satuhadir.engines.reading import Node
from satuhadir.engines.staffing.days import Line
from satuhadir.engines.staffing.delays import HALF_HOUR
from satuhadir.engines.staffing.naming import SECONDS, Shift, Worker, name_people
from satuhadir.engines.staffing.shifts import Cover, Pattern, cover
from satuhadir.engines.staffing.tuning import MARGIN, Promise, Tuned, starting, tune

MOST_HALF_HOURS = 48
_COUNTERS = ("from", "arrivals", "mean_minutes", "promise_minutes", "target", "desks")
_COUNTERS_MAYBE = ("open", "cv", "day_spread", "runs", "seed", "margin", "patterns")


def answer(asked: Node) -> dict[str, object]:
    """Answer a question about counters or about names; raise `BadInput` with its place."""
    every = ("ask", *_COUNTERS, *_COUNTERS_MAYBE, "people", "shifts", "seconds", "plain")
    ask = asked.record("ask", optional=every)["ask"].choice(("counters", "names"))
    return _names(asked) if ask == "names" else _counters(asked)


def _counters(asked: Node) -> dict[str, object]:
    one = asked.record("ask", *_COUNTERS, optional=_COUNTERS_MAYBE)
    begins = one["from"].whole(at_most=24 * 60 - HALF_HOUR)
    arrivals = tuple(
        node.number(at_least=0, at_most=10_000)
        for node in one["arrivals"].items(at_most=MOST_HALF_HOURS)
    )
    if not arrivals:
        one["arrivals"].refuse("must not be empty")
    line = Line(
        arrivals=arrivals,
        is_open=_open(one.get("open"), begins, len(arrivals)),
        mean_minutes=one["mean_minutes"].number(above=0, at_most=480),
        cv=one["cv"].number(at_least=0, at_most=5) if "cv" in one else 0.7,
        day_spread=one["day_spread"].number(at_least=0, at_most=2) if "day_spread" in one else 0.0,
    )
    promise = Promise(
        minutes=one["promise_minutes"].number(at_least=0, at_most=1_440),
        target=one["target"].number(above=0, below=1),
    )
    desks = one["desks"].whole(at_least=1, at_most=200)
    runs = one["runs"].whole(at_most=2_000) if "runs" in one else 0
    seed = one["seed"].whole() if "seed" in one else 1
    margin = one["margin"].number(at_least=0, below=1) if "margin" in one else MARGIN
    patterns = _patterns(one["patterns"]) if "patterns" in one else []
    if runs:
        tuned = tune(line, promise, desks, seed=seed, runs=runs, margin=margin)
    else:
        loads, start = starting(line, promise, desks)
        tuned = Tuned(loads=loads, start=start, counters=start, within=[None] * len(start))
    return {
        "half_hours": _half_hours(tuned, begins),
        "counter_minutes": sum(tuned.counters) * HALF_HOUR,
        "tuned": bool(runs),
        "shifts": _shifts(cover(tuned.counters, begins, patterns, desks), patterns)
        if patterns
        else None,
    }


def _half_hours(tuned: Tuned, begins: int) -> list[dict[str, object]]:
    rows = zip(tuned.loads, tuned.start, tuned.counters, tuned.within, strict=True)
    return [
        {
            "from": begins + place * HALF_HOUR,
            "load": round(load, 3),
            "formula": formula,
            "counters": counters,
            "within": None if within is None else round(within, 4),
        }
        for place, (load, formula, counters, within) in enumerate(rows)
    ]


def _shifts(found: Cover, patterns: list[Pattern]) -> dict[str, object]:
    return {
        "counts": {one.code: n for one, n in zip(patterns, found.counts, strict=True)},
        "minutes": found.minutes,
        "bound_minutes": found.bound_minutes,
        "exact": found.is_exact,
        "missing": list(found.missing),
    }


def _open(node: Node | None, begins: int, size: int) -> tuple[bool, ...]:
    """Return in which half hours the doors are open; in all of them where nothing is said."""
    if node is None:
        return (True,) * size
    stretches = [_stretch(one) for one in node.items(at_most=MOST_HALF_HOURS)]
    places = [begins + place * HALF_HOUR for place in range(size)]
    found = tuple(
        any(opens <= at and at + HALF_HOUR <= closes for opens, closes in stretches)
        for at in places
    )
    if not any(found):
        node.refuse("must hold at least one whole half hour of arrivals")
    return found


def _stretch(node: Node) -> tuple[int, int]:
    begins, ends = node.items(at_most=2, exactly=2)
    pair = begins.whole(at_most=1_440), ends.whole(at_most=1_440)
    if pair[1] <= pair[0]:
        node.refuse("must end after it starts")
    return pair


def _patterns(node: Node) -> list[Pattern]:
    found: list[Pattern] = []
    for one in node.items(at_most=40):
        fields = one.record("code", "on")
        code = fields["code"].text(at_most=40)
        if any(code == other.code for other in found):
            fields["code"].refuse("is the code of another pattern, too")
        on = tuple(_stretch(part) for part in fields["on"].items(at_most=8))
        if not on:
            fields["on"].refuse("must not be empty")
        if any(then[0] < first[1] for first, then in itertools.pairwise(on)):
            fields["on"].refuse("must be in order and without overlap")
        found.append(Pattern(code=code, on=on))
    if not found:
        node.refuse("must not be empty")
    return found


def _names(asked: Node) -> dict[str, object]:
    one = asked.record("ask", "people", "shifts", optional=("seconds", "plain"))
    people = [_person(node) for node in one["people"].items(at_most=2_000)]
    shifts = [_shift(node) for node in one["shifts"].items(at_most=20_000)]
    seconds = one["seconds"].number(above=0, at_most=600) if "seconds" in one else SECONDS
    plain = one["plain"].flag() if "plain" in one else False
    found = name_people(people, shifts, seconds=seconds, plain=plain)
    return {
        "named": [
            {
                "name": people[who].name,
                "day": shifts[place].day,
                "agency": shifts[place].agency,
                "pattern": shifts[place].pattern,
            }
            for who, place in found.named
        ],
        "unfilled": [
            {"day": shift.day, "agency": shift.agency, "pattern": shift.pattern, "count": n}
            for shift, n in zip(shifts, found.unfilled, strict=True)
            if n
        ],
        "filled_minutes": found.filled_minutes,
        "bound_minutes": found.bound_minutes,
        "solver": found.solver,
    }


def _person(node: Node) -> Worker:
    one = node.record("name", "skills", optional=("days_off", "most_minutes"))
    days_off = one["days_off"].items(at_most=7) if "days_off" in one else []
    return Worker(
        name=one["name"].text(at_most=120),
        skills=frozenset(skill.text(at_most=80) for skill in one["skills"].items(at_most=200)),
        days_off=frozenset(day.whole(at_most=6) for day in days_off),
        most_minutes=one["most_minutes"].whole(at_most=10_080) if "most_minutes" in one else 2_400,
    )


def _shift(node: Node) -> Shift:
    one = node.record("day", "agency", "pattern", "count", "minutes")
    return Shift(
        day=one["day"].whole(at_most=6),
        agency=one["agency"].text(at_most=80),
        pattern=one["pattern"].text(at_most=80),
        count=one["count"].whole(at_most=200),
        minutes=one["minutes"].whole(at_least=1, at_most=1_440),
    )
