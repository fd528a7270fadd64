# SPDX-License-Identifier: Apache-2.0
"""When a line begins with somebody who stands there at a minute of a day: its start tables.

In them are the hours and breaks, the last call, what people waited at that hour in the last weeks,
today's live wait near now, the seats that are free, and the load that plans and bookings already
brought to that day.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Count, ExpressionWrapper, F, FloatField, Value, fields
from django.db.models.functions import Coalesce, Extract, ExtractHour, Greatest

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import queries as queue
from satuhadir.queue.models import Line, Ticket
from satuhadir.shared.memory import Brief
from satuhadir.visits.models import Advice, Stop
from satuhadir.visits.queries.rules import line_rules
from satuhadir.visits.queries.slots import free_slots
from satuhadir.visits.values import ONLINE, LineRule, SlotFree

TYPICAL_DAYS = 28
ENOUGH = 15
"""So many waits make an hour, or a line, known."""
LIVE_MINUTES = 120
"""Today's live wait counts less and less until then."""
ADVISED_SHARE = 0.5
"""Of a line's counters for those whom a plan sends there; the others just come."""
LAST_MINUTE = 1440
LOW, LIKELY, HIGH = 0, 1, 2
"""The ends of a range, as places in a `Wait`."""


class Wait(NamedTuple):
    """Minutes in line until somebody is called, as a range."""

    low: float
    likely: float
    high: float


COLD = Wait(0, 1, 4)
"""In services of the line: told where it has no past, and told to be a guess."""

_typical: "Brief[dict[UUID, dict[int, Wait]]]" = Brief(300)


@dataclass(frozen=True, slots=True)
class LineStarts:
    """What one line does on one day. `hours` are the stretches in which it serves, from now on
    where the day is today; `is_guess`: nobody knows yet how long people wait.
    """

    rule: LineRule
    hours: tuple[tuple[int, int], ...]
    waits: Mapping[int, Wait]
    live: Wait | None
    now: int
    extra: Sequence[float]
    slots: tuple[SlotFree, ...] | None
    is_guess: bool

    def table(self, minutes: int, which: int, begins: int) -> list[int | None]:
        """Return the start for each minute from `begins` on; `which` end of the waits is meant.

        A start ends before its stretch does: what can't be finished then begins in the next.
        """
        if self.slots is not None:
            return self._slot_table(which, begins)
        last = self.hours[-1][1] if self.hours else begins
        return [self._start(at, minutes, which) for at in range(begins, last + 1)]

    def _start(self, at: int, minutes: int, which: int) -> int | None:
        opens = next((stretch[0] for stretch in self.hours if at < stretch[1]), None)
        if opens is None:
            return None
        stands = max(at, opens)
        start = stands + round(self._wait(stands)[which] + self.extra[min(stands, LAST_MINUTE)])
        for opens, closes in self.hours:
            if max(start, opens) + minutes <= closes:
                return max(start, opens)
        return None

    def _wait(self, at: int) -> Wait:
        usual = usual_at(self.waits, at) or self._cold
        return usual if self.live is None else blended(self.live, usual, at - self.now)

    @property
    def _cold(self) -> Wait:
        return Wait(*(end * self.rule.mean_minutes for end in COLD))

    def _slot_table(self, which: int, begins: int) -> list[int | None]:
        """Who has a seat is called within its slot: at its start at best, before its end."""
        table: list[int | None] = []
        for slot in self.slots or ():
            late = (0, 5, slot.ends_minute - slot.starts_minute)[which]
            gap = slot.starts_minute - begins + 1 - len(table)
            table += [slot.starts_minute + late] * max(gap, 0)
        return table


def usual_at(waits: Mapping[int, Wait], at: int) -> Wait | None:
    """Return the wait that is usual at a minute of the day, or on the whole day; None: no past."""
    return waits.get(at // 60) or waits.get(-1)


def blended(live: Wait, usual: Wait, ahead: int) -> Wait:
    """Return the wait so many minutes from now: the live one, less and less of it."""
    share = 1 - ahead / LIVE_MINUTES
    if share <= 0:
        return usual
    return Wait(*(share * a + (1 - share) * b for a, b in zip(live, usual, strict=True)))


def line_starts(
    mall: Mall, line_ids: Sequence[UUID], day: date, *, books: bool = False
) -> dict[UUID, LineStarts]:
    """Return what some lines do on a day; with `books` by the seats that are free."""
    rules, calendar = line_rules(mall), malls.calendar_of(mall)
    is_today = day == mall.today()
    at = mall.local_now()
    now = at.hour * 60 + at.minute if is_today else 0
    live = {one.line: one.wait for one in queue.line_states(mall)} if is_today else {}
    shut = _shut_from(mall, line_ids) if is_today else {}
    waits, load = typical_waits(mall), load_of(mall, day)
    free = free_slots(mall, line_ids, day) if books else {}
    found = {}
    for line in line_ids:
        rule = rules[line]
        ends = shut.get(line, LAST_MINUTE)
        hours = tuple(
            (max(one.opens_minute, now), min(one.closes_minute, ends))
            for one in calendar.intervals(day, rule.booth_id)
            if max(one.opens_minute, now) < min(one.closes_minute, ends)
        )
        wait = live.get(line)
        is_booked = books and rule.is_open
        seats = tuple(one for one in free.get(line, ()) if one.free(ONLINE)) if is_booked else None
        found[line] = LineStarts(
            rule=rule,
            hours=hours,
            waits=waits.get(line, {}),
            live=Wait(wait.low, wait.likely, wait.high) if wait else None,
            now=now,
            extra=extra_waits(load.get(line, ()), rule.counters),
            slots=seats,
            is_guess=seats is None and not waits.get(line) and wait is None,
        )
    return found


def extra_waits(load: Sequence[tuple[int, int]], counters: float) -> list[float]:
    """Return for each minute how much longer one waits behind those sent there before.

    Each brings its minutes at its time; the share of the counters that is theirs works them off.
    """
    pace = max(counters, 0.25) * ADVISED_SHARE
    brought = [0.0] * (LAST_MINUTE + 1)
    for minute, minutes in load:
        brought[min(minute, LAST_MINUTE)] += minutes
    extra, work = [], 0.0
    for work_brought in brought:
        work += work_brought
        extra.append(work / pace)
        work = max(0.0, work - pace)
    return extra


def load_of(mall: Mall, day: date) -> dict[UUID, list[tuple[int, int]]]:
    """Return by line the minute and the minutes that plans and bookings bring to a day."""
    load: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    for line, minute, minutes in Advice.objects.filter(mall=mall, day=day).values_list(
        "line_id", "starts_minute", "minutes"
    ):
        load[line].append((minute, minutes))
    booked = Stop.objects.filter(
        visit__mall=mall, visit__day=day, visit__state="booked", service__line_service__isnull=False
    ).annotate(minute=Coalesce("starts_minute", "start_likely"))
    for line, minute, minutes in booked.exclude(minute=None).values_list(
        "service__line_service__line_id", "minute", "service__desk_minutes"
    ):
        load[line].append((minute, minutes))
    return load


class _Percentile(Aggregate):
    """PERCENTILE_CONT of an expression."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def typical_waits(mall: Mall) -> dict[UUID, dict[int, Wait]]:
    """Return by line and hour of arrival how long people waited in the last weeks: the 10th, 50th
    and 90th of a hundred. -1 is the whole day; lines and hours with few are not in it. Two
    queries, kept five minutes.
    """
    return _typical.get(mall.pk, lambda: _read_waits(mall))


def _read_waits(mall: Mall) -> dict[UUID, dict[int, Wait]]:
    here = Greatest("issued_at", "attendance__present_at")
    wait = ExpressionWrapper(F("called_at") - here, output_field=fields.DurationField())
    rows = (
        Ticket.objects.filter(
            mall=mall,
            day__gte=mall.today() - timedelta(days=TYPICAL_DAYS),
            day__lt=mall.today(),
            called_at__isnull=False,
            stops__isnull=True,
        )
        .annotate(
            hour=ExtractHour(here, tzinfo=ZoneInfo(mall.timezone)),
            seconds=Extract(wait, "epoch"),
        )
        .order_by()
    )
    n = Count("pk")
    low, likely, high = (_Percentile("seconds", share=share) for share in (0.1, 0.5, 0.9))
    whole = rows.annotate(at=Value(-1)).values_list("line_id", "at")
    hourly = rows.values_list("line_id", "hour")
    found: dict[UUID, dict[int, Wait]] = defaultdict(dict)
    for by in (whole, hourly):
        for line, at, count, *ends in by.annotate(n=n, low=low, likely=likely, high=high):
            if count >= ENOUGH:
                found[line][at] = Wait(*(max(end, 0.0) / 60 for end in ends))
    return dict(found)


def _shut_from(mall: Mall, line_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return from which minute of today a manager has closed some lines."""
    found = {}
    zone, today = ZoneInfo(mall.timezone), mall.today()
    for line in Line.objects.filter(mall=mall, pk__in=line_ids):
        if not line.is_open:
            found[line.pk] = 0
        elif line.closed_from is not None:
            at = line.closed_from.astimezone(zone)
            if at.date() <= today:
                found[line.pk] = at.hour * 60 + at.minute if at.date() == today else 0
    return found
