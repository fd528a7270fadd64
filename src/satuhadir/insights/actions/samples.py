# SPDX-License-Identifier: Apache-2.0
"""Invented figures of the past, for the demonstration: marked as such, never beside real ones."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from satuhadir.insights import hotpath
from satuhadir.insights.models import CountedSpan
from satuhadir.insights.reading import VERSION
from satuhadir.insights.values import Numbers, Scope
from satuhadir.malls.models import Mall


@transaction.atomic
def keep_sample(
    *,
    mall: Mall,
    days: Mapping[date, Mapping[Scope, Numbers]],
    months: Mapping[date, tuple[int, Mapping[Scope, Numbers]]],
) -> None:
    """Keep invented days and months (with how many days each sums), marked `is_sample`.

    A mall that is no demonstration takes none.
    """
    if not mall.is_demo:
        raise ValueError("only a demonstration has invented figures")
    spans: list[tuple[CountedSpan, Mapping[Scope, Numbers]]] = [
        *((_span(mall, "day", day, 1), figures) for day, figures in days.items()),
        *((_span(mall, "month", day, count), figures) for day, (count, figures) in months.items()),
    ]
    CountedSpan.objects.bulk_create([span for span, _ in spans])
    hotpath.copy_figures(
        (span.pk, scope, one) for span, figures in spans for scope, one in figures.items()
    )


def _span(mall: Mall, span: str, first_day: date, days: int) -> CountedSpan:
    return CountedSpan(
        mall=mall, span=span, first_day=first_day, days=days, is_final=span == "day",
        is_sample=True, version=VERSION,
    )  # fmt: skip
