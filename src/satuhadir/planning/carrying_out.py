# SPDX-License-Identifier: Apache-2.0
"""From what a run asks to its result: reads the usual days, calculates, touches nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from satuhadir.engines.staffing import Promise
from satuhadir.malls.models import Mall
from satuhadir.malls.queries import calendar_of, mall_by_id
from satuhadir.planning import advising, comparing, rostering
from satuhadir.planning.models import Run
from satuhadir.planning.queries import base_of, days_measured, people_of
from satuhadir.planning.scenes import Change
from satuhadir.planning.values import Base

Step = Callable[[float], None]


def carry_out(run: Run, step: Step) -> dict[str, Any]:
    """Return the result of a run as plain JSON, with the days it rests on."""
    mall = mall_by_id(run.mall_id)
    asked = run.asked
    base = base_of(mall, weekday=asked.get("weekday"))
    if run.kind == Run.Kind.WHAT_IF:
        found = comparing.compare(base, Change(**asked["change"]), step=step)
    elif run.kind == Run.Kind.HOURS:
        found = advising.hours_advice(base, step=step)
    elif run.kind == Run.Kind.FAIRNESS:
        found = advising.fairness(base, step=step)
    else:
        found = _roster(run, mall, step)
    return {**found, "rests_on": _rests_on(base)}


def _rests_on(base: Base) -> dict[str, Any]:
    return {
        "days": base.days,
        "first": base.first.isoformat(),
        "last": base.last.isoformat(),
        "is_sample": base.is_sample,
        "people": round(base.people),
    }


def _roster(run: Run, mall: Mall, step: Step) -> dict[str, Any]:
    asked = run.asked
    monday = date.fromisoformat(asked["monday"])
    measured = days_measured(mall)
    calendar = calendar_of(mall)
    days = []
    for place in range(7):
        day = monday + timedelta(days=place)
        opened = tuple((one.opens_minute, one.closes_minute) for one in calendar.intervals(day))
        if opened and any(one.day.weekday() == day.weekday() for one in measured):
            base = base_of(mall, weekday=day.weekday(), days=measured)
            days.append(
                rostering.DayAsked(
                    day=day.isoformat(), weekday=day.weekday(), base=base, open=opened
                )
            )
    codes = frozenset({run.agency.code}) if run.agency else None
    return rostering.propose(
        days,
        _people(mall, run),
        Promise(minutes=float(asked["promise"]), target=asked["target"] / 100),
        agencies=codes,
        step=step,
    )


def _people(mall: Mall, run: Run) -> list[rostering.PersonAsked]:
    agencies = None if run.agency is None else [run.agency.pk]
    return [
        rostering.PersonAsked(
            id=one.pk,
            name=one.name,
            agency=one.agency.code,
            skills=frozenset({one.agency.code, *(other.code for other in one.also.all())}),
            days_off=frozenset(one.days_off),
            most_minutes=one.weekly_hours * 60,
        )
        for one in people_of(mall, agencies)
    ]
