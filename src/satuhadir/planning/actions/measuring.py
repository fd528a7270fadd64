# SPDX-License-Identifier: Apache-2.0
"""From the log of a closed day to what planning keeps of it."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.planning.measuring import VERSION, DayMeasure
from satuhadir.planning.models import MeasuredDay
from satuhadir.planning.queries import unmeasured_days
from satuhadir.queue import queries as queue

PAGE = 5_000
Told = tuple[float, Mapping[str, Any]]


def measure_closed_days(*, mall: Mall, limit: int = 10) -> int:
    """Measure closed days that are not yet, the newest first; return how many."""
    days = unmeasured_days(mall)[:limit]
    for day in days:
        measure_day(mall=mall, day=day)
    return len(days)


def measure_day(*, mall: Mall, day: date) -> MeasuredDay:
    """Measure a closed day from its whole log; again gives the same."""
    measure = DayMeasure(_midnight(mall, day))
    while rows := queue.events_of(mall, day, after=measure.last_seq, limit=PAGE):
        for row in rows:
            read = json.loads(row.body)
            measure.read(read, datetime.fromisoformat(read["at"]).timestamp())
    kept, _new = MeasuredDay.objects.update_or_create(
        mall=mall, day=day,
        defaults={
            "body": measure.result(), "version": VERSION, "is_sample": False,
            "measured_at": timezone.now(),
        },
    )  # fmt: skip
    return kept


def sample_body(mall: Mall, day: date, rows: Iterable[Told]) -> dict[str, Any]:
    """Return what invented rows of a day would be measured to, kept nowhere."""
    measure = DayMeasure(_midnight(mall, day))
    for at, row in rows:
        measure.read(row, at)
    return measure.result()


def keep_sample_days(*, mall: Mall, bodies: Mapping[date, Mapping[str, Any]]) -> None:
    """Keep invented days of the demonstration; a real one is never written over."""
    MeasuredDay.objects.bulk_create(
        [
            MeasuredDay(mall=mall, day=day, body=body, version=VERSION, is_sample=True)
            for day, body in bodies.items()
        ],
        ignore_conflicts=True,
    )


def _midnight(mall: Mall, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(mall.timezone))
