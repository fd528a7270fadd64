# SPDX-License-Identifier: Apache-2.0
"""Learn from the log how wide the ranges of each line's waits have to be."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.queue import queries
from satuhadir.queue.models import LineRange, WaitPast
from satuhadir.queue.pasts import DayPast, learn_line
from satuhadir.queue.queries.pasts import lines_with_counters, pasts_of, unread_days
from satuhadir.queue.queries.waits import hours_by_booth

PAGE = 5_000
DAYS_AT_ONCE = 5
# Today as this process has read it, by mall: the next round reads only what is new.
_today: dict[int, tuple[date, DayPast]] = {}


def learn_waits(mall: Mall) -> int:
    """Read closed days that were not read yet, and today on; return how many lines learned.

    Each day is read by itself, the oldest of a few first; what is new reaches the screens with the
    next tick.
    """
    grown: set[UUID] = set()
    for day in unread_days(mall, DAYS_AT_ONCE):
        grown |= _keep(_read(mall, day, _new_past(mall, day)), day, is_final=True)
    grown |= _learn_today(mall)
    if grown:
        _learn(mall, grown)
    return len(grown)


def forget_what_was_read() -> None:
    """Read today from its first row the next time; for tests."""
    _today.clear()


def _learn_today(mall: Mall) -> set[UUID]:
    day = mall.today()
    known, past = _today.get(mall.pk, (None, None))
    if known != day or past is None:
        past = _new_past(mall, day)
    before = {line: len(some) for line, some in past.outcomes.items()}
    _read(mall, day, past)
    _today[mall.pk] = (day, past)
    changed = {line for line, some in past.outcomes.items() if len(some) > before.get(line, 0)}
    return _keep(past, day, is_final=False, only=changed) if changed else set()


def _new_past(mall: Mall, day: date) -> DayPast:
    return DayPast(hours_by_booth(mall, day), ZoneInfo(mall.timezone))


def _read(mall: Mall, day: date, past: DayPast) -> DayPast:
    while rows := queries.events_of(mall, day, after=past.last_seq, limit=PAGE):
        past.feed(row.body for row in rows)
    return past


def _keep(past: DayPast, day: date, *, is_final: bool, only: Iterable[str] = ()) -> set[UUID]:
    """Write a day's outcomes, of every line it had when it is final: so it counts as read."""
    lines = past.lines() if is_final else list(only)
    rows = [
        WaitPast(
            line_id=UUID(line), day=day, is_final=is_final, last_seq=past.last_seq,
            predicted=[one.predicted for one in past.outcomes.get(line, ())],
            actual=[one.actual for one in past.outcomes.get(line, ())],
        )
        for line in lines
    ]  # fmt: skip
    WaitPast.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["line", "day"],
        update_fields=["is_final", "last_seq", "predicted", "actual"],
    )
    return {row.line_id for row in rows if row.actual}


def _learn(mall: Mall, lines: set[UUID]) -> None:
    """Make the ranges of these lines from what is kept, and drop the days that count no more."""
    now = timezone.now()
    set_up = lines_with_counters(mall)
    rows = []
    for line, past in pasts_of(mall, lines).items():
        mean, counters = set_up[line]
        learned = learn_line(past.outcomes, mean_minutes=mean, counters=counters)
        rows.append(
            LineRange(
                line_id=line, learned_from=len(past.outcomes), edges=list(learned.edges), at=now,
                lows=[one.low for one in learned.ends], highs=[one.high for one in learned.ends],
            )
        )  # fmt: skip
        WaitPast.objects.filter(line=line, day__lt=past.first_day).delete()
    LineRange.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["line"],
        update_fields=["learned_from", "edges", "lows", "highs", "at"],
    )
