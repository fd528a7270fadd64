# SPDX-License-Identifier: Apache-2.0
"""A usual day of a mall, from its measured days and its set-up as it is now."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from satuhadir.malls.models import Mall
from satuhadir.planning.errors import TooFewDays
from satuhadir.planning.measuring import VERSION
from satuhadir.planning.models import MeasuredDay
from satuhadir.planning.values import (
    HALF_HOUR,
    HALF_HOURS,
    LEAST_DAYS,
    Base,
    CounterBase,
    LineBase,
)
from satuhadir.queue import queries as queue
from satuhadir.queue.models import Counter, CounterLine, Line
from satuhadir.queue.queries.managing import ages_kept, policy_of

NEWEST_DAYS: Final = 40
USUAL_CV: Final = 0.7
USUAL_PROMISE: Final = 15
_LEAST_SERVICES: Final = 20  # fewer say little of a line's service time
_SPREADS: Final = (0.05, 0.35)


def unmeasured_days(mall: Mall) -> list[date]:
    """Return closed days of the log not yet measured, or by an older way, the newest first."""
    known = set(
        MeasuredDay.objects.filter(mall=mall, version=VERSION, is_sample=False).values_list(
            "day", flat=True
        )
    )
    return [one.day for one in queue.closed_days(mall, NEWEST_DAYS) if one.day not in known]


def days_measured(mall: Mall) -> list[MeasuredDay]:
    """Return the days to plan from, the newest first: real ones as soon as there are enough."""
    rows = MeasuredDay.objects.filter(mall=mall).order_by("-day")
    real = [one for one in rows.filter(is_sample=False)[:NEWEST_DAYS] if one.body["visits"]]
    if len(real) >= LEAST_DAYS:
        return real
    sample = list(rows.filter(is_sample=True)[:NEWEST_DAYS])
    return sample or real


def base_of(
    mall: Mall, *, weekday: int | None = None, days: Sequence[MeasuredDay] | None = None
) -> Base:
    """Return the usual day; of one weekday where at least two such days were measured.

    Raises:
        TooFewDays: fewer days were measured than say anything.
    """
    rows = list(days_measured(mall) if days is None else days)
    if len(rows) < LEAST_DAYS:
        raise TooFewDays(n=len(rows), least=LEAST_DAYS)
    of_weekday = [one for one in rows if one.day.weekday() == weekday]
    chosen = of_weekday if len(of_weekday) >= 2 else rows
    policy = policy_of(mall)
    bodies = [one.body for one in chosen]
    kept = {
        agency.code: (policy.age_kept_percent if percent is None else percent) / 100
        for agency, percent in ages_kept(mall)
    }
    lines = _lines(mall, bodies, [one.body for one in rows], kept)
    known = {one.id for one in lines}
    return Base(
        days=len(chosen),
        first=min(one.day for one in chosen),
        last=max(one.day for one in chosen),
        is_sample=any(one.is_sample for one in chosen),
        lines=lines,
        counters=_counters(mall, bodies, known),
        visits=_visits(bodies, known),
        day_spread=_spread(bodies),
        head_start=policy.head_start_minutes,
        promise=USUAL_PROMISE,
    )


def _lines(
    mall: Mall,
    bodies: list[dict[str, Any]],
    all_bodies: list[dict[str, Any]],
    kept: Mapping[str, float],
) -> tuple[LineBase, ...]:
    found = []
    rows = Line.objects.filter(mall=mall).select_related("booth__agency")
    for line in sorted(rows, key=lambda one: (len(one.prefix), one.prefix)):
        key = str(line.pk)
        n, minutes, squares = (
            sum(body["services"].get(key, (0, 0, 0))[place] for body in all_bodies)
            for place in range(3)
        )
        mean, cv = line.mean_minutes, USUAL_CV
        if n >= _LEAST_SERVICES:
            mean = minutes / n
            cv = math.sqrt(max(squares / n - mean * mean, 0)) / mean
        joined = _average([body["joined"].get(key) for body in bodies])
        came = sum(sum(body["joined"].get(key, ())) for body in all_bodies) or 1
        found.append(
            LineBase(
                id=key,
                prefix=line.prefix,
                name=line.name,
                agency=line.booth.agency.code,
                agency_name=line.booth.agency.name,
                mean=max(mean, 0.5),
                cv=min(max(cv, 0.1), 2.0),
                absent=min(sum(body["absent"].get(key, 0) for body in all_bodies) / came, 0.5),
                ahead=min(sum(body["ahead"].get(key, 0) for body in all_bodies) / came, 0.9),
                joined=joined,
                services=n,
                theta=kept[line.booth.agency.code],
            )
        )
    return tuple(found)


def _average(rows: Sequence[Sequence[int] | None]) -> tuple[float, ...]:
    found = [0.0] * HALF_HOURS
    for row in rows:
        for place, n in enumerate(row or ()):
            found[place] += n
    return tuple(n / max(len(rows), 1) for n in found)


def _visits(
    bodies: list[dict[str, Any]], known: set[str]
) -> dict[tuple[str, ...], tuple[float, ...]]:
    """Return kinds of visitors; lines that are gone are left out of their ways."""
    found: dict[tuple[str, ...], list[float]] = {}
    for body in bodies:
        for way, came in body["visits"].items():
            route = tuple(line for line in way.split(">") if line in known)
            if not route:
                continue
            row = found.setdefault(route, [0.0] * HALF_HOURS)
            for place, n in enumerate(came):
                row[place] += n / len(bodies)
    return {route: tuple(row) for route, row in sorted(found.items())}


def _counters(mall: Mall, bodies: list[dict[str, Any]], known: set[str]) -> tuple[CounterBase, ...]:
    rows = Counter.objects.filter(mall=mall).select_related("booth__agency")
    served: dict[str, list[str]] = {}
    links = CounterLine.objects.filter(counter__mall=mall, lent_until__isnull=True)
    for counter, line in links.order_by("line__prefix").values_list("counter_id", "line_id"):
        if str(line) in known:
            served.setdefault(str(counter), []).append(str(line))
    return tuple(
        CounterBase(
            id=str(one.pk),
            name=one.name,
            agency=one.booth.agency.code,
            lines=tuple(served.get(str(one.pk), ())),
            duty=usual_duty([body["open"].get(str(one.pk), []) for body in bodies]),
        )
        for one in rows.order_by("position", "name")
        if served.get(str(one.pk))
    )


def usual_duty(days: Sequence[Sequence[Sequence[int]]]) -> tuple[tuple[int, int], ...]:
    """Return when a counter is usually open: half hours of which, on half the days, it was open
    for more than half."""
    duty: list[tuple[int, int]] = []
    for place in range(HALF_HOURS):
        begins = place * HALF_HOUR
        often = sum(
            sum(max(min(to, begins + HALF_HOUR) - max(on, begins), 0) for on, to in spans)
            > HALF_HOUR / 2
            for spans in days
        )
        if often * 2 < len(days) or not often:
            continue
        if duty and duty[-1][1] == begins:
            duty[-1] = (duty[-1][0], begins + HALF_HOUR)
        else:
            duty.append((begins, begins + HALF_HOUR))
    return tuple(duty)


def _spread(bodies: list[dict[str, Any]]) -> float:
    """Return how much days differ beyond chance: the variance that Poisson does not explain."""
    totals = [sum(sum(came) for came in body["visits"].values()) for body in bodies]
    mean = sum(totals) / len(totals)
    if len(totals) < 3 or mean <= 0:
        return sum(_SPREADS) / 2
    variance = sum((n - mean) ** 2 for n in totals) / (len(totals) - 1)
    return min(max(math.sqrt(max(variance - mean, 0)) / mean, _SPREADS[0]), _SPREADS[1])
