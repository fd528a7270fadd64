# SPDX-License-Identifier: Apache-2.0
"""Next week's roster: counters by half hour, shifts, names; then the week lived through.

Pure. Lines that share counters are staffed as one pool: their people are served by whoever is free.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from satuhadir.engines.staffing import (
    Line,
    Pattern,
    Promise,
    Shift,
    Worker,
    cover,
    has_solver,
    name_people,
    tune,
)
from satuhadir.planning.comparing import Step
from satuhadir.planning.values import HALF_HOUR, HALF_HOURS, Base

RUNS: Final = 80
SEED: Final = 5
NOON: Final = 720
_LEAST_MEAN: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Lines of one agency that share counters, and how many desks there are for them."""

    agency: str
    lines: tuple[str, ...]
    desks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAsked:
    """A day of the week asked about: its date as text, its usual day, when the doors are open."""

    day: str
    weekday: int
    base: Base
    open: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAsked:
    """Somebody to be named; agencies by code."""

    id: int
    name: str
    agency: str
    skills: frozenset[str]
    days_off: frozenset[int]
    most_minutes: int


def propose(
    days: Sequence[DayAsked],
    people: Sequence[PersonAsked],
    promise: Promise,
    *,
    agencies: frozenset[str] | None,
    step: Step,
    runs: int | None = None,
) -> dict[str, Any]:
    """Return the week's roster as plain JSON; `agencies` narrows it to some."""
    rows = []
    for number, asked in enumerate(days):
        pools = [one for one in pools_of(asked.base) if agencies is None or one.agency in agencies]
        for place, pool in enumerate(pools):
            row = _pool_day(asked, pool, promise, runs or RUNS)
            if row is not None:
                rows.append(row)
            step((number + (place + 1) / len(pools)) / len(days) * 0.9)
    roster = _named(rows, people)
    step(1.0)
    return {
        "rows": rows,
        "days": [
            {"day": one.day, "weekday": one.weekday, "measured": one.base.days} for one in days
        ],
        "promise": promise.minutes,
        "target": promise.target,
        **roster,
    }


def pools_of(base: Base) -> list[Pool]:
    """Return the pools of a mall: within an agency, lines joined by a counter that serves both."""
    found: list[set[str]] = []
    for counter in base.counters:
        own = set(counter.lines)
        touching = [one for one in found if one & own]
        found = [one for one in found if not one & own] + [own.union(*touching)]
    agencies = {one.id: one.agency for one in base.lines}
    return [
        Pool(
            agency=agencies[min(lines)],
            lines=tuple(one.id for one in base.lines if one.id in lines),
            desks=sum(bool(lines.intersection(one.lines)) for one in base.counters),
        )
        for lines in sorted(found, key=lambda one: (agencies[min(one)], min(one)))
    ]


def _pool_day(asked: DayAsked, pool: Pool, promise: Promise, runs: int) -> dict[str, Any] | None:
    """Return counters and shifts of one pool on one day; None where nobody comes."""
    lines = [one for one in asked.base.lines if one.id in pool.lines]
    joined = [sum(one.joined[place] for one in lines) for place in range(HALF_HOURS)]
    opened = _open_places(asked, pool)
    if not opened or sum(joined) < 1:
        return None
    first, last = opened[0], opened[-1]
    begins = first * HALF_HOUR
    arrivals = joined[first : last + 1]
    arrivals[0] += sum(joined[:first])  # who stands at the door already
    mean, cv = _mixed(lines)
    line = Line(
        arrivals=tuple(arrivals), is_open=tuple(n in opened for n in range(first, last + 1)),
        mean_minutes=mean, cv=cv, day_spread=asked.base.day_spread,
    )  # fmt: skip
    tuned = tune(line, promise, pool.desks, seed=SEED + asked.weekday, runs=runs)
    patterns = patterns_of(opened)
    found = cover(tuned.counters, begins, patterns, pool.desks)
    now = [_on_duty(asked.base, pool, place) for place in range(first, last + 1)]
    return {
        "day": asked.day, "weekday": asked.weekday, "agency": pool.agency,
        "lines": list(pool.lines), "desks": pool.desks, "from": begins,
        "people": [round(one, 2) for one in arrivals], "counters": tuned.counters, "now": now,
        "within": [None if one is None else round(one, 3) for one in tuned.within],
        "missing": list(found.missing), "exact": found.is_exact, "minutes": found.minutes,
        "shifts": [
            {"code": one.code, "on": [list(row) for row in one.on], "count": n,
             "minutes": one.minutes, "names": []}
            for one, n in zip(patterns, found.counts, strict=True)
            if n
        ],
    }  # fmt: skip


def _open_places(asked: DayAsked, pool: Pool) -> list[int]:
    """Return the half hours in which a counter of the pool is usually open and the doors are."""
    return [
        place
        for place in range(HALF_HOURS)
        if any(o <= place * HALF_HOUR and place * HALF_HOUR + 30 <= c for o, c in asked.open)
        and _on_duty(asked.base, pool, place)
    ]


def _on_duty(base: Base, pool: Pool, place: int) -> int:
    minute = place * HALF_HOUR
    return sum(
        bool(set(pool.lines).intersection(one.lines))
        and any(begins <= minute < to for begins, to in one.duty)
        for one in base.counters
    )


def _mixed(lines: Sequence[Any]) -> tuple[float, float]:
    """Return mean and spread of the service times of several lines together."""
    people = sum(sum(one.joined) for one in lines) or 1.0
    mean = sum(sum(one.joined) * one.mean for one in lines) / people
    square = sum(sum(one.joined) * one.mean**2 * (1 + one.cv**2) for one in lines) / people
    mean = max(mean, _LEAST_MEAN)
    return mean, float(max(square / mean**2 - 1, 0.01) ** 0.5)


def patterns_of(opened: Sequence[int]) -> list[Pattern]:
    """Return the shifts a day may be worked in: the whole of it with a break in turn, or a half.

    `opened` are its half hours. Where the doors shut at noon that is everybody's break; a day of
    six hours or less has none.
    """
    begins, to = opened[0] * HALF_HOUR, (opened[-1] + 1) * HALF_HOUR
    gaps = [
        (a * HALF_HOUR + HALF_HOUR, b * HALF_HOUR)
        for a, b in itertools.pairwise(opened)
        if b - a > 1
    ]
    if gaps:
        edges = [begins, *(minute for gap in gaps for minute in gap), to]
        parts = list(zip(edges[::2], edges[1::2], strict=True))
        return _patterns([tuple(parts)] + ([(one,) for one in parts] if len(parts) > 1 else []))
    if to - begins <= 360:
        return _patterns([((begins, to),)])
    middle = min(max(NOON, begins + 120), to - 120)
    breaks = [((begins, at), (at + 60, to)) for at in range(middle - 60, middle + 61, 30)]
    halves = [((begins, middle),), ((middle, to),), ((begins, middle + 60),), ((middle - 60, to),)]
    return _patterns([*breaks, *halves])


def _patterns(on: Sequence[tuple[tuple[int, int], ...]]) -> list[Pattern]:
    found = {}
    for stretches in on:
        if all(first < last for first, last in stretches):
            code = ", ".join(f"{_clock(first)}–{_clock(last)}" for first, last in stretches)
            found[code] = Pattern(code=code, on=stretches)
    return list(found.values())


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}.{minute % 60:02d}"


def _named(rows: list[dict[str, Any]], people: Sequence[PersonAsked]) -> dict[str, Any]:
    """Write names into the rows' shifts; return how far they reach."""
    agencies = {one.agency for one in people}
    wanted = [
        (
            shift,
            Shift(row["weekday"], row["agency"], shift["code"], shift["count"], shift["minutes"]),
        )
        for row in rows
        for shift in row["shifts"]
        if row["agency"] in agencies or any(row["agency"] in one.skills for one in people)
    ]
    for row in rows:
        row["named"] = any(row["agency"] in one.skills for one in people)
    if not people or not wanted:
        return {"names": None}
    workers = [
        Worker(
            name=one.name, skills=one.skills, days_off=one.days_off, most_minutes=one.most_minutes
        )
        for one in people
    ]
    found = name_people(workers, [one for _shift, one in wanted])
    load: dict[int, int] = {}
    for who, place in found.named:
        shift, one = wanted[place]
        shift["names"].append(people[who].name)
        load[who] = load.get(who, 0) + one.minutes
    return {
        "names": {
            "solver": found.solver,
            "has_solver": has_solver(),
            "unfilled": sum(found.unfilled),
            "wanted": sum(one.count for _shift, one in wanted),
            "filled_minutes": found.filled_minutes,
            "bound_minutes": found.bound_minutes,
            "people": [
                {"name": one.name, "agency": one.agency, "minutes": load.get(who, 0),
                 "most": one.most_minutes}
                for who, one in enumerate(people)
            ],
        }
    }  # fmt: skip
