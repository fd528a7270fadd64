# SPDX-License-Identifier: Apache-2.0
"""From the log to the kept figures: a day when it is closed, today while it runs, months as sums.

Locks in order: the month's row, the day's row. So two days of a month that close at once wait for
each other, and the second sum sees the first day.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from satuhadir.insights import hotpath
from satuhadir.insights.counting import figures_of
from satuhadir.insights.models import CountedSpan, Figure
from satuhadir.insights.queries import log
from satuhadir.insights.reading import DAY_SECONDS, VERSION, DayReading
from satuhadir.insights.values import COUNTS, SPREADS, Numbers, Scope
from satuhadir.malls.models import Mall
from satuhadir.malls.queries import mall_by_id
from satuhadir.queue import queries as queue
from satuhadir.shared.jobs import at_each

_COLUMNS = (*COUNTS, *SPREADS)
_BATCH = 500
# Today as this process has read it, by mall: the next minute reads only what is new.
_today: dict[int, tuple[date, DayReading]] = {}


class DayAt(NamedTuple):
    """One day at one mall, counted for itself: what is wrong with it keeps no other waiting."""

    mall: Mall
    day: date

    @property
    def slug(self) -> str:
        return f"{self.mall.slug}, {self.day}"


def count_day(*, mall: Mall, day: date, sums: bool = True) -> CountedSpan:
    """Count a day from its whole log; the same log gives the same rows, however often.

    A closed day becomes final and goes into its month, unless `sums` is off for a caller that
    sums the month itself.
    """
    is_final = log.is_closed(mall, day)
    reading = log.reading_of(mall, day)
    head = ""
    for rows in log.rows_after(mall, day, 0):
        reading.feed(row.body for row in rows)
        head = rows[-1].hash
    return _keep_day(mall, day, reading, head, is_final=is_final, sums=sums)


def count_today(*, mall: Mall) -> CountedSpan | None:
    """Count what was logged today since this process last did; None where nothing is new.

    Reads only the new rows and writes only the figures that changed.
    """
    day = mall.today()
    known, reading = _today.get(mall.pk, (None, None))
    if known != day or reading is None:
        reading = log.reading_of(mall, day)
    before, head = reading.last_seq, ""
    for rows in log.rows_after(mall, day, reading.last_seq):
        reading.feed(row.body for row in rows)
        head = rows[-1].hash
    _today[mall.pk] = (day, reading)
    if reading.last_seq == before:
        return None
    reading.places = log.places_of(mall)
    return _keep_day(mall, day, reading, head, is_final=False)


def count_closed_days(*, recent_days: int | None = None, limit: int = 50) -> int:
    """Count closed days that have no final figures yet; return how many."""
    days = [
        DayAt(mall_by_id(mall_id), day)
        for mall_id, day in log.uncounted_days(recent_days=recent_days, limit=limit)
    ]
    at_each(days, lambda one: count_day(mall=one.mall, day=one.day))
    return len(days)


def rebuild(*, mall: Mall, day: date | None = None) -> int:
    """Count one day, or every day that has a log, anew; then its months. Returns how many days."""
    days = [day] if day else queue.logged_days(mall)
    for one in days:
        count_day(mall=mall, day=one, sums=False)
    for month in sorted({one.replace(day=1) for one in days}):
        sum_month(mall=mall, month=month)
    return len(days)


@transaction.atomic
def sum_month(*, mall: Mall, month: date) -> CountedSpan:
    """Sum a month's finished days anew."""
    return _sum_month(_locked(mall, "month", month))


def forget_today() -> None:
    """Read today from its first row the next time; for tests."""
    _today.clear()


@transaction.atomic
def _keep_day(
    mall: Mall, day: date, reading: DayReading, head: str, *, is_final: bool, sums: bool = True
) -> CountedSpan:
    month = _locked(mall, "month", day.replace(day=1)) if is_final and sums else None
    span = _locked(mall, "day", day)
    is_ours = span.version == VERSION and not span.is_sample
    if is_ours and (span.last_seq > reading.last_seq or (span.is_final and not is_final)):
        return span  # somebody who read further was faster
    until = reading.midnight + DAY_SECONDS if is_final else timezone.now().timestamp()
    store(span, figures_of(reading, until))
    span.is_final, span.days, span.last_seq, span.head = is_final, 1, reading.last_seq, head
    span.version, span.is_sample, span.counted_at = VERSION, False, timezone.now()
    span.save()
    if month is not None:
        _sum_month(month)
    return span


def _sum_month(month: CountedSpan) -> CountedSpan:
    days = list(
        CountedSpan.objects.filter(
            mall=month.mall_id,
            span="day",
            is_final=True,
            first_day__year=month.first_day.year,
            first_day__month=month.first_day.month,
        ).values_list("pk", "is_sample")
    )
    found: dict[Scope, Numbers] = {}
    rows = Figure.objects.filter(span__in=[pk for pk, _ in days])
    for kind, agency, key, *numbers in rows.values_list("kind", "agency", "key", *_COLUMNS):
        found.setdefault(Scope(kind, agency, key), Numbers()).add(Numbers.of(numbers))
    store(month, found)
    month.is_final, month.days, month.version = False, len(days), VERSION
    month.is_sample, month.counted_at = any(sample for _, sample in days), timezone.now()
    month.save()
    return month


def _locked(mall: Mall, span: str, first_day: date) -> CountedSpan:
    """Return the row of a span, made if missing, locked to the end of the transaction."""
    CountedSpan.objects.get_or_create(mall=mall, span=span, first_day=first_day)
    return CountedSpan.objects.select_for_update().get(mall=mall, span=span, first_day=first_day)


def store(span: CountedSpan, figures: Mapping[Scope, Numbers]) -> None:
    """Make a span's rows what the figures say; rows that say so already are left alone."""
    kept = {
        Scope(kind, agency, key): (pk, numbers)
        for pk, kind, agency, key, *numbers in span.figures.values_list(
            "pk", "kind", "agency", "key", *_COLUMNS
        )
    }
    gone = [pk for scope, (pk, _) in kept.items() if scope not in figures]
    if gone:
        Figure.objects.filter(pk__in=gone).delete()
    if not kept:
        hotpath.copy_figures((span.pk, scope, numbers) for scope, numbers in figures.items())
        return
    changed = [
        figure_of(span, scope, numbers)
        for scope, numbers in figures.items()
        if scope not in kept or kept[scope][1] != list(numbers.plain().values())
    ]
    write(changed)


def write(rows: Iterable[Figure]) -> None:
    """Write rows of figures; those that stand already are overwritten."""
    Figure.objects.bulk_create(
        list(rows),
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["span", "kind", "agency", "key"],
        update_fields=list(_COLUMNS),
    )


def figure_of(span: CountedSpan, scope: Scope, numbers: Numbers) -> Figure:
    """Return the row of a scope, not yet written."""
    return Figure(span=span, **scope._asdict(), **numbers.plain())
