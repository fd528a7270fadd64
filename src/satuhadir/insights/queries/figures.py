# SPDX-License-Identifier: Apache-2.0
"""Counted figures of a period: sums of months and days, read by one index."""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet

from satuhadir.catalogue.models import DocumentType, Service
from satuhadir.insights.models import CountedSpan, Figure
from satuhadir.insights.values import COUNTS, SPREADS, Kind, Numbers, Period
from satuhadir.malls.models import Agency, Mall
from satuhadir.queue.models import Counter, Line

_COLUMNS = (*COUNTS, *SPREADS)
# What rows of these kinds are asked for; of the others everything.
_OF_KIND: dict[Kind, tuple[str, ...]] = {
    "paper": ("refused",),
    "told": ("judged", "kept", "late", "missed_seconds"),
    "hour": ("issued", "waits", "waiting_seconds", "open_seconds"),
}


class SpanState(NamedTuple):
    """How much of a period was counted. `is_running`: it holds a day that is not over;
    `counted_at` is the age of its newest figure; `is_sample`: some of it is invented.
    """

    days: int
    is_running: bool
    is_sample: bool
    counted_at: datetime | None


class Names(NamedTuple):
    """What people call the things that figures are about, by key."""

    agencies: dict[str, str]
    lines: dict[str, str]
    services: dict[str, str]
    counters: dict[str, str]
    documents: dict[str, str]


def figures_by(
    mall: Mall, period: Period, kind: Kind, *, agency: str | None = None
) -> dict[tuple[str, str], Numbers]:
    """Return the figures of one kind over a period, by agency and key (one query).

    `agency` narrows to one; "" is what counts for the whole mall. Empty where nothing was counted.
    Of hours, papers and what was told only what pages show of them is read.
    """
    spans = _span_rows(mall, period, months=period.length in {"month", "year"})
    rows = Figure.objects.filter(span__in=spans.values("pk"), kind=kind)
    if agency is not None:
        rows = rows.filter(agency=agency)
    columns = _OF_KIND.get(kind, _COLUMNS)
    found: dict[tuple[str, str], Numbers] = {}
    for of_agency, key, *numbers in rows.values_list("agency", "key", *columns):
        row = Numbers(**dict(zip(columns, numbers, strict=True)))
        one = found.get((of_agency, key))
        if one is None:
            found[of_agency, key] = row
        else:
            one.add(row, names=columns)
    return found


def series_of(
    mall: Mall, period: Period, *, agency: str = "", months: bool = False
) -> dict[date, Numbers]:
    """Return the mall's figures, or an agency's, by day; by month where `months` (two queries)."""
    kind = "agency" if agency else "mall"
    spans = {one.pk: one.first_day for one in _span_rows(mall, period, months=months)}
    rows = Figure.objects.filter(span__in=list(spans), kind=kind, agency=agency)
    found: dict[date, Numbers] = defaultdict(Numbers)
    for span, *numbers in rows.values_list("span_id", *_COLUMNS):
        first = spans[span].replace(day=1) if months else spans[span]
        found[first].add(Numbers.of(numbers))
    return dict(sorted(found.items()))


def span_state(mall: Mall, period: Period) -> SpanState:
    """Say how much of a period was counted (one query)."""
    rows = list(
        CountedSpan.objects.filter(
            mall=mall, span="day", first_day__range=(period.first, period.last)
        ).values_list("first_day", "is_final", "is_sample", "counted_at")
    )
    return SpanState(
        days=len(rows),
        is_running=any(not row[1] for row in rows),
        is_sample=any(row[2] for row in rows),
        counted_at=max((row[3] for row in rows), default=None),
    )


def counted_days(mall: Mall, *, before: date | None = None) -> tuple[date, date] | None:
    """Return the first and the last day with figures, or None."""
    rows = CountedSpan.objects.filter(mall=mall, span="day")
    if before is not None:
        rows = rows.filter(first_day__lt=before)
    first = rows.order_by("first_day").values_list("first_day", flat=True).first()
    last = rows.aggregate(last=Max("first_day"))["last"]
    return (first, last) if first and last else None


def names_of(mall: Mall) -> Names:
    """Return the names of a mall's agencies, lines, services, counters and papers (5 queries)."""
    lines = Line.objects.filter(mall=mall).values_list("pk", "prefix", "name")
    counters = Counter.objects.filter(mall=mall).values_list("pk", "name")
    return Names(
        agencies=dict(Agency.objects.filter(mall=mall).values_list("code", "name")),
        lines={str(pk): f"{prefix} · {name}" for pk, prefix, name in lines},
        services=dict(Service.objects.filter(mall=mall).values_list("code", "name")),
        counters={str(pk): name for pk, name in counters},
        documents=dict(DocumentType.objects.filter(mall=mall).values_list("code", "label")),
    )


def _span_rows(mall: Mall, period: Period, *, months: bool) -> QuerySet[CountedSpan]:
    """Return what to add up: finished months and the days that run; or every day by itself.

    A month holds its finished days only, so a day that runs is added beside it, never twice.
    """
    days = Q(span="day", first_day__range=(period.first, period.last))
    if months:
        whole = Q(span="month", first_day__in=period.months)
        days = whole | (days & Q(is_final=False))
    return CountedSpan.objects.filter(days, mall=mall).only("pk", "first_day")
