# SPDX-License-Identifier: Apache-2.0
"""The calendar of days and the times of one, as the pages show them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall, clock
from satuhadir.visits import queries
from satuhadir.visits.actions.slots import ensure_days
from satuhadir.visits.citizen.choice import Choice, Chosen
from satuhadir.visits.models import BookingPolicy
from satuhadir.visits.queries.slots import free_on_days
from satuhadir.visits.values import ONLINE, SlotFree

Free = dict[UUID, list[SlotFree]]

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


def weeks_of(choice: Choice, channel: str = ONLINE) -> list[list[Day]]:
    """Return the days that can be booked as weeks from Monday on, full where a channel has no
    seat left; in as many queries for sixty days as for one.
    """
    mall, policy = choice.mall, queries.policy_of(choice.mall)
    today = mall.today()
    inside = [today + timedelta(days=n) for n in range(policy.window_days + 1)]
    closed = {day: closed_because(mall, choice, day) for day in inside}
    free = _free(choice, [day for day in inside if not closed[day]], policy)
    shown: dict[date, Day] = {}
    for day in inside:
        if closed[day]:
            shown[day] = Day(day, "closed", closed[day], day == today)
        elif _has_room(choice, free[day], channel):
            shown[day] = Day(day, "open", "", day == today)
        else:
            shown[day] = Day(day, "full", _("penuh"), day == today)
    weeks: list[list[Day]] = []
    day = today - timedelta(days=today.weekday())
    while day <= inside[-1] or day.weekday():
        if not day.weekday():
            weeks.append([])
        weeks[-1].append(shown.get(day) or Day(day, "none"))
        day += timedelta(days=1)
    return weeks


def first_open(weeks: list[list[Day]]) -> date | None:
    """Return the first day of a calendar on which everything fits."""
    return next((one.day for week in weeks for one in week if one.state == "open"), None)


def times_of(choice: Choice, channel: str = ONLINE) -> list[Times]:
    """Return the times of each booked service on the chosen day, with the seats of a channel."""
    assert choice.day is not None
    free = _free(choice, [choice.day], queries.policy_of(choice.mall))[choice.day]
    found = []
    for one in choice.booked:
        slots = free.get(one.line.line_id, [])
        left = sum(each.free(channel) > 0 for each in slots)
        found.append(Times(one, _parts(slots, one, channel), left))
    return found


def closed_because(mall: Mall, choice: Choice, day: date) -> str:
    """Return why nothing is open on a day for what was chosen, "" if it is."""
    calendar = malls.calendar_of(mall)
    reason = calendar.reason_closed(day)
    if reason is not None:
        return reason
    for one in choice.services:
        reason = calendar.reason_closed(day, one.rule.booth_id)
        if reason is not None:
            return f"{one.agency}: {reason}"
    return ""


def _has_room(choice: Choice, free: Free, channel: str) -> bool:
    return all(
        any(each.free(channel) > 0 for each in free.get(one.line.line_id, []))
        for one in choice.booked
    )


def _free(choice: Choice, days: list[date], policy: BookingPolicy) -> dict[date, Free]:
    lines = {one.line.line_id for one in choice.booked}
    if not lines:
        return {day: {} for day in days}
    ensure_days(choice.mall, lines, days)
    return free_on_days(choice.mall, lines, days, policy=policy)


def _parts(slots: list[SlotFree], one: Chosen, channel: str) -> list[tuple[str, list[Time]]]:
    """Return the times under the parts of the day they begin in."""
    found = []
    for place, (begins, name) in enumerate(PARTS):
        ends = PARTS[place + 1][0] if place + 1 < len(PARTS) else 1440
        times = [_time(each, one, channel) for each in slots if begins <= each.starts_minute < ends]
        if times:
            found.append((str(name), times))
    return found


def _time(slot: SlotFree, one: Chosen, channel: str) -> Time:
    left = max(0, slot.free(channel))
    minute = slot.starts_minute
    return Time(minute, clock(minute), left, one.starts_minute == minute)
