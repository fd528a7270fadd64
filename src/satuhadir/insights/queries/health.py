# SPDX-License-Identifier: Apache-2.0
"""The figures looked at as a whole, for those who run the installation."""

from datetime import timedelta

from django.db.models import Count, F, OuterRef, Subquery
from django.utils import timezone

from satuhadir.insights.models import CountedSpan
from satuhadir.malls import queries as malls
from satuhadir.queue.models import Chain


def final_days() -> dict[str, int]:
    """Return how many days are final, by mall."""
    rows = CountedSpan.objects.filter(span="day", is_final=True).values_list("mall__slug")
    return dict(rows.annotate(n=Count("pk")).order_by())


def strayed_days(limit: int = 100) -> list[str]:
    """Return final days, `mall/day`, that were counted up to another row than the log ends in."""
    head = Chain.objects.filter(mall=OuterRef("mall"), day=OuterRef("first_day")).values("head")
    rows = (
        CountedSpan.objects.filter(span="day", is_final=True, is_sample=False)
        .annotate(chain=Subquery(head[:1]))
        .exclude(chain=F("head"))
        .order_by("first_day")
    )
    found = rows.values_list("mall__slug", "first_day")[:limit]
    return [f"{slug}/{day}" for slug, day in found]


def stale_malls(minutes: int) -> list[str]:
    """Return malls whose log moved on today and whose figures did not, for so many minutes."""
    before = timezone.now() - timedelta(minutes=minutes)
    late = []
    for mall in malls.all_malls():
        chain = Chain.objects.filter(mall=mall, day=mall.today()).first()
        if chain is None or chain.last_at > before:
            continue
        span = CountedSpan.objects.filter(mall=mall, span="day", first_day=chain.day).first()
        if span is None or span.last_seq < chain.last_seq:
            late.append(mall.slug)
    return late
