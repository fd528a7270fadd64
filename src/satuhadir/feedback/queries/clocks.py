# SPDX-License-Identifier: Apache-2.0
"""Which clock runs for a complaint, by which rule, until which day, and how that was counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS

from satuhadir.engines.deadlines import Deadline, Pause, Unit, deadline
from satuhadir.feedback.models import Complaint, ComplaintClock, ComplaintRules, Step
from satuhadir.feedback.values import DEFAULT_CLOCKS, ClockRule
from satuhadir.malls.calendars import national_holidays
from satuhadir.malls.models import Mall
from satuhadir.malls.queries import calendar_of


@dataclass(frozen=True, slots=True)
class Running:
    """The clock that runs now. `is_paused`: it waits for the citizen, whose own clock runs then."""

    code: str
    rule: ClockRule
    start_day: date
    deadline: Deadline
    is_paused: bool = False

    @property
    def due_day(self) -> date | None:
        return self.deadline.due_day


def rules_of(mall: Mall) -> ComplaintRules:
    """Return what the mall set about complaints, or the defaults, unsaved."""
    return ComplaintRules.objects.filter(mall=mall).first() or ComplaintRules(mall=mall)


def clock_rules(mall: Mall) -> dict[str, ClockRule]:
    """Return every time limit of the mall by its code: its own rows, the defaults for the rest."""
    own = ComplaintClock.objects.filter(mall=mall)
    return DEFAULT_CLOCKS | {one.code: ClockRule(one.days, one.unit, one.legal) for one in own}


def running_clock(
    mall: Mall, complaint: Complaint, steps: Iterable[Step], rules: dict[str, ClockRule]
) -> Running | None:
    """Return the clock of whoever's turn it is, None when nothing runs any more.

    While a question to the citizen is open that is the citizen's own clock (`reply`). `steps` are
    all of the complaint's, in order.
    """
    steps = list(steps)
    if complaint.state == Complaint.State.CLOSED or complaint.clock_from is None:
        return None
    if complaint.state == Complaint.State.CLARIFYING:
        asked = max((one.at for one in steps if one.verb == "clarify"), default=complaint.opened_at)
        return _run(mall, "reply", rules["reply"], _day(mall, asked), ())
    return _run(
        mall,
        complaint.clock,
        rules[complaint.clock],
        complaint.clock_from,
        pauses_of(mall, steps),
    )


def held_clock(
    mall: Mall, complaint: Complaint, steps: Iterable[Step], rules: dict[str, ClockRule]
) -> Running | None:
    """Return the clock that stands still while the citizen is asked, None when none does."""
    if complaint.state != Complaint.State.CLARIFYING or complaint.clock_from is None:
        return None
    pauses = pauses_of(mall, steps)
    found = _run(mall, complaint.clock, rules[complaint.clock], complaint.clock_from, pauses)
    return Running(found.code, found.rule, found.start_day, found.deadline, is_paused=True)


def pauses_of(mall: Mall, steps: Iterable[Step]) -> list[Pause]:
    """Return when the citizen was awaited: from each question to the reply."""
    found: list[Pause] = []
    asked: date | None = None
    for step in steps:
        if step.verb == Step.Verb.CLARIFY:
            asked = _day(mall, step.at)
        elif step.verb == Step.Verb.REPLY and asked is not None:
            found.append(Pause(asked, _day(mall, step.at)))
            asked = None
    if asked is not None:
        found.append(Pause(asked, None))
    return found


def closed_reason(mall: Mall, day: date) -> str | None:
    """Return why `day` is no working day, in the active language, or None.

    Monday to Friday, but for national holidays and joint leave (as the yearly decree names them,
    also where a mall serves on them) and for days on which the mall is closed. A special day with
    hours is a working day.
    """
    calendar = calendar_of(mall)
    special = (calendar.special or {}).get((None, day))
    if special is not None and special.intervals:
        return None
    if day.weekday() >= 5:
        return str(WEEKDAYS[day.weekday()])
    holiday = national_holidays(day.year).get(day)
    if holiday is not None:
        return holiday
    if not calendar.weekly and special is None:
        reason = calendar.reason_closed(day)
        return None if reason == calendar.no_hours(day) else reason
    return calendar.reason_closed(day)


def _run(mall: Mall, code: str, rule: ClockRule, start: date, pauses: Iterable[Pause]) -> Running:
    unit: Unit = "days" if rule.unit == "days" else "working_days"
    found = deadline(start, rule.days, unit, lambda day: closed_reason(mall, day), list(pauses))
    return Running(code, rule, start, found)


def _day(mall: Mall, at: datetime) -> date:
    return at.astimezone(ZoneInfo(mall.timezone)).date()
