# SPDX-License-Identifier: Apache-2.0
"""The calendar of days and the times of one, as the pages show them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall, clock
from satuhadir.visits import actions, queries
from satuhadir.visits.citizen.choice import Choice, Chosen
from satuhadir.visits.values import ONLINE, SlotFree

# Parts of the day, by the minute they begin.
PARTS = (
    (0, gettext_lazy("Pagi")),
    (11 * 60, gettext_lazy("Siang")),
    (15 * 60, gettext_lazy("Sore")),
    (18 * 60, gettext_lazy("Malam")),
)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar. `state`: open, full, closed, or none (outside the window)."""

    day: date
    state: str
    says: str = ""
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Time:
    """One time of a day, with the seats that are left."""

    minute: int
    text: str
    left: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one service on a day, before and after noon."""

    chosen: Chosen
    parts: list[tuple[str, list[Time]]]
    free: int

    @property
    def is_full(self) -> bool:
        return not self.free


def weeks_of(choice: Choice) -> list[list[Day]]:
    """Return the days that can be booked as weeks from Monday on."""
    mall = choice.mall
    policy = queries.policy_of(mall)
    today = mall.today()
    last = today + timedelta(days=policy.window_days)
    first = today - timedelta(days=today.weekday())
    weeks: list[list[Day]] = []
    day = first
    while day <= last or day.weekday():
        if not day.weekday():
            weeks.append([])
        inside = today <= day <= last
        weeks[-1].append(_day(choice, day, today) if inside else Day(day, "none"))
        day += timedelta(days=1)
    return weeks


def first_open(weeks: list[list[Day]]) -> date | None:
    """Return the first day of a calendar on which everything fits."""
    return next((one.day for week in weeks for one in week if one.state == "open"), None)


def times_of(choice: Choice) -> list[Times]:
    """Return the times of each booked service on the chosen day."""
    assert choice.day is not None
    free = _free(choice, choice.day)
    found = []
    for one in choice.booked:
        slots = free.get(one.line.line_id, [])
        found.append(Times(one, _parts(slots, one), sum(each.online > 0 for each in slots)))
    return found


def closed_because(mall: Mall, choice: Choice, day: date) -> str:
    """Return why nothing is open on a day for what was chosen, "" if it is."""
    calendar = malls.calendar_of(mall)
    reason = calendar.reason_closed(day)
    if reason is not None:
        return reason
    for one in choice.booked:
        reason = calendar.reason_closed(day, one.rule.booth_id)
        if reason is not None:
            return f"{one.agency}: {reason}"
    return ""


def _day(choice: Choice, day: date, today: date) -> Day:
    reason = closed_because(choice.mall, choice, day)
    if reason:
        return Day(day, "closed", reason, day == today)
    if not choice.booked:
        return Day(day, "open", "", day == today)
    free = _free(choice, day)
    counts = [
        sum(each.online > 0 for each in free.get(one.line.line_id, [])) for one in choice.booked
    ]
    if all(counts):
        return Day(day, "open", "", day == today)
    return Day(day, "full", _("penuh"), day == today)


def _free(choice: Choice, day: date) -> dict[UUID, list[SlotFree]]:
    lines = {one.line.line_id for one in choice.booked}
    actions.ensure_slots(choice.mall, lines, day)
    return dict(queries.free_slots(choice.mall, lines, day))


def _parts(slots: list[SlotFree], one: Chosen) -> list[tuple[str, list[Time]]]:
    """Return the times under the parts of the day they begin in."""
    found = []
    for place, (begins, name) in enumerate(PARTS):
        ends = PARTS[place + 1][0] if place + 1 < len(PARTS) else 1440
        times = [_time(each, one) for each in slots if begins <= each.starts_minute < ends]
        if times:
            found.append((str(name), times))
    return found


def _time(slot: SlotFree, one: Chosen) -> Time:
    left = max(0, slot.free(ONLINE))
    minute = slot.starts_minute
    return Time(minute, clock(minute), left, one.starts_minute == minute)
