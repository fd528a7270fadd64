# SPDX-License-Identifier: Apache-2.0
"""What the wait of each line is made of, read from the tables."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from satuhadir.engines.calibration import Ends, Learned
from satuhadir.malls import queries as malls
from satuhadir.malls.calendars import DAY_MINUTES, Intervals
from satuhadir.malls.models import Mall
from satuhadir.queue.models import Counter, CounterLine, Line, LineRange, Tally, Ticket
from satuhadir.queue.waits import OPEN_END, Duty, WaitInputs, counter_shares

RECENT = 20


def wait_inputs(mall: Mall, day: date) -> list[WaitInputs]:
    """Return each line of `mall` with what its wait is made of (seven queries)."""
    calendar = malls.calendar_of(mall)
    zone = ZoneInfo(mall.timezone)
    waiting = dict(Tally.objects.filter(mall=mall, day=day).values_list("line_id", "waiting"))
    done: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for row in (
        Ticket.objects.filter(mall=mall, day=day, state="done")
        .values("counter_id", "line_id")
        .annotate(n=Count("pk"))
    ):
        done[row["counter_id"]][row["line_id"]] = row["n"]
    served: dict[UUID, list[UUID]] = defaultdict(list)
    for counter_id, line_id in (
        CounterLine.objects.current()
        .filter(counter__mall=mall)
        .values_list("counter_id", "line_id")
    ):
        served[counter_id].append(line_id)
    busy = set(
        Ticket.objects.filter(mall=mall, day=day, state__in=["called", "serving"]).values_list(
            "counter_id", flat=True
        )
    )
    duties: dict[UUID, list[Duty]] = defaultdict(list)
    planned: dict[UUID, float] = defaultdict(float)
    idle: dict[UUID, int] = defaultdict(int)
    for counter in Counter.objects.filter(mall=mall).order_by("position", "name"):
        shares = counter_shares(served[counter.pk], done[counter.pk], waiting)
        span = _on_duty(counter, day, zone)
        for line_id, share in shares.items():
            planned[line_id] += 1 / len(shares)
            if span:
                duties[line_id].append(Duty(*span, share))
            if counter.state == Counter.State.OPEN and counter.pk not in busy:
                idle[line_id] += 1
    recent = _recent_minutes(mall, day)
    learned = learned_ranges(mall)
    return [
        WaitInputs(
            line=line.pk,
            waiting=waiting.get(line.pk, 0),
            hours=_hours(mall, calendar.intervals(day, line.booth_id)),
            duties=tuple(duties[line.pk]),
            planned_share=planned[line.pk],
            idle=idle[line.pk],
            mean_minutes=line.mean_minutes,
            recent_minutes=tuple(recent[line.pk]),
            learned=learned.get(line.pk),
        )
        for line in Line.objects.filter(mall=mall).order_by("prefix")
    ]


def later_by_line(mall: Mall, day: date) -> dict[UUID, int]:
    """Return how many tickets of each line are held for other counters by their person's plan."""
    rows = Ticket.objects.filter(mall=mall, day=day, state="held", by_plan=True)
    return dict(rows.values_list("line_id").annotate(n=Count("pk")).order_by())


def learned_ranges(mall: Mall) -> dict[UUID, Learned]:
    """Return what the past of each line taught; nothing for a line without a past (one query)."""
    rows = LineRange.objects.filter(line__mall=mall)
    return {
        line: Learned(tuple(edges), tuple(map(Ends, lows, highs)))
        for line, edges, lows, highs in rows.values_list("line_id", "edges", "lows", "highs")
    }


def hours_by_booth(mall: Mall, day: date) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return the open stretches of each booth that has a line, in minutes since midnight."""
    calendar = malls.calendar_of(mall)
    booths = set(Line.objects.filter(mall=mall).values_list("booth_id", flat=True))
    return {booth: _hours(mall, calendar.intervals(day, booth)) for booth in booths}


def _hours(mall: Mall, intervals: Intervals) -> tuple[tuple[int, int], ...]:
    """Return the open stretches; the demonstration, open around the clock, has no last hour."""
    hours = tuple((one.opens_minute, one.closes_minute) for one in intervals)
    if mall.is_demo and hours and hours[-1][1] == DAY_MINUTES:
        hours = (*hours[:-1], (hours[-1][0], OPEN_END))
    return hours


def _on_duty(counter: Counter, day: date, zone: ZoneInfo) -> tuple[int, int] | None:
    """Return from and to which minute of today a counter works, None when it does not."""
    ends = OPEN_END
    if counter.closed_from and counter.closed_from.astimezone(zone).date() <= day:
        ends = _minute(counter.closed_from, zone)
    if counter.state == Counter.State.OPEN:
        return 0, ends
    if counter.state == Counter.State.BREAK and counter.back_at:
        return _minute(counter.back_at, zone), ends
    return None


def _minute(at: datetime, zone: ZoneInfo) -> int:
    local = at.astimezone(zone)
    return local.hour * 60 + local.minute


def _recent_minutes(mall: Mall, day: date) -> dict[UUID, list[float]]:
    """Return the newest service times of each line today, oldest first, at most 20 a line."""
    newest = (
        Ticket.objects.filter(mall=mall, day=day, state="done", started_at__isnull=False)
        .annotate(place=Window(RowNumber(), partition_by="line_id", order_by=["-ended_at", "-pk"]))
        .filter(place__lte=RECENT)
        .order_by("ended_at", "pk")
    )
    found: dict[UUID, list[float]] = defaultdict(list)
    for line_id, started, ended in newest.values_list("line_id", "started_at", "ended_at"):
        if started and ended:
            found[line_id].append((ended - started).total_seconds() / 60)
    return found
