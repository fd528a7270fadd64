# SPDX-License-Identifier: Apache-2.0
"""What the counting needs of the log and of the set-up."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils import timezone

from satuhadir.insights.counting import figures_of
from satuhadir.insights.models import CountedSpan
from satuhadir.insights.reading import DAY_SECONDS, VERSION, DayReading, Places
from satuhadir.insights.values import Numbers, Scope
from satuhadir.malls.models import Booth, Mall
from satuhadir.queue import queries as queue
from satuhadir.queue.models import Chain, Counter
from satuhadir.queue.queries.log import LogRow

PAGE = 5_000


def places_of(mall: Mall) -> Places:
    """Return which agency each booth and each counter belongs to (two queries)."""
    counters = Counter.objects.filter(mall=mall).values_list("pk", "booth__agency__code")
    return Places(
        booths=dict(Booth.objects.filter(mall=mall).values_list("pk", "agency__code")),
        counters={str(pk): code for pk, code in counters},
    )


def reading_of(mall: Mall, day: date) -> DayReading:
    """Return a day not yet read, with the places as they are now."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(mall.timezone))
    return DayReading(midnight, places_of(mall))


def rows_after(mall: Mall, day: date, seq: int) -> Iterator[list[LogRow]]:
    """Yield the rows of a day's log behind `seq`, in pages."""
    while rows := queue.events_of(mall, day, after=seq, limit=PAGE):
        yield rows
        seq = rows[-1].seq


def is_closed(mall: Mall, day: date) -> bool:
    """Say whether nothing can be added to a day's log any more."""
    return Chain.objects.filter(mall=mall, day=day, closed_at__isnull=False).exists()


def uncounted_days(*, recent_days: int | None = None, limit: int = 50) -> list[tuple[int, date]]:
    """Return closed days (mall id, day) whose figures are missing, unfinished or of an older
    counting; the newest first.
    """
    counted = CountedSpan.objects.filter(
        mall=OuterRef("mall"),
        span="day",
        first_day=OuterRef("day"),
        is_final=True,
        is_sample=False,
        version=VERSION,
    )
    chains = Chain.objects.filter(closed_at__isnull=False)
    if recent_days is not None:
        chains = chains.filter(day__gte=timezone.now().date() - timedelta(days=recent_days))
    rows = chains.filter(~Exists(counted)).order_by("-day", "mall_id")
    return list(rows.values_list("mall_id", "day")[:limit])


def figures_from(
    mall: Mall, day: date, rows: Iterable[tuple[float, Mapping[str, Any]]]
) -> dict[Scope, Numbers]:
    """Return what a whole day's rows would count to, kept nowhere; each with its instant."""
    reading = reading_of(mall, day)
    for at, row in rows:
        reading.read(row, at)
    return figures_of(reading, reading.midnight + DAY_SECONDS)
