# SPDX-License-Identifier: Apache-2.0
"""What is kept of past forecasts, and which days of the log were not read for it yet."""

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Chain, Line, WaitPast
from satuhadir.queue.pasts import KEPT, Outcome

MOST_DAYS = 60


class LinePast(NamedTuple):
    """All that is kept of a line's past, oldest first, and the first day that still counts."""

    outcomes: list[Outcome]
    first_day: date


def unread_days(mall: Mall, limit: int) -> list[date]:
    """Return closed days whose forecasts were not kept yet, the oldest first (one query).

    Days older than all that are kept teach nothing any more and are left alone.
    """
    kept = WaitPast.objects.filter(line__mall=mall, day=OuterRef("day"), is_final=True)
    rows = Chain.objects.filter(
        ~Exists(kept),
        mall=mall,
        closed_at__isnull=False,
        day__gte=mall.today() - timedelta(days=MOST_DAYS),
    )
    newest = list(rows.order_by("-day").values_list("day", flat=True)[:limit])
    return newest[::-1]


def pasts_of(mall: Mall, only: set[UUID]) -> dict[UUID, LinePast]:
    """Return what is kept of some lines; only the newest days that make KEPT (one query)."""
    found: dict[UUID, list[tuple[date, list[Outcome]]]] = defaultdict(list)
    count: dict[UUID, int] = defaultdict(int)
    rows = WaitPast.objects.filter(line__mall=mall, line__in=only).order_by("-day")
    for line, day, predicted, actual in rows.values_list("line_id", "day", "predicted", "actual"):
        if count[line] < KEPT:
            found[line].append((day, list(map(Outcome, predicted, actual))))
            count[line] += len(actual)
    return {
        line: LinePast([one for _day, some in reversed(days) for one in some], days[-1][0])
        for line, days in found.items()
    }


def lines_with_counters(mall: Mall) -> dict[UUID, tuple[float, float]]:
    """Return the mean minutes and the counters, by their shares, of each line (two queries)."""
    lines = dict(Line.objects.filter(mall=mall).values_list("pk", "mean_minutes"))
    served: dict[UUID, list[UUID]] = defaultdict(list)
    rows = Line.objects.filter(mall=mall, serving__lent_until__isnull=True)
    for line, counter in rows.values_list("pk", "serving__counter_id"):
        if counter is not None:
            served[counter].append(line)
    counters: dict[UUID, float] = defaultdict(float)
    for some in served.values():
        for line in some:
            counters[line] += 1 / len(some)
    return {line: (mean, counters[line]) for line, mean in lines.items()}
