# SPDX-License-Identifier: Apache-2.0
"""What the lines have given and who waits, summed up."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Sum

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Tally, Ticket


def waiting_by_mall(malls: Collection[Mall]) -> dict[int, int]:
    """Return how many people wait at each mall on its own today, 0 for none (one query)."""
    today = {mall.pk: mall.today() for mall in malls}
    waiting = dict.fromkeys(today, 0)
    rows = (
        Tally.objects.filter(mall__in=list(today), day__in=set(today.values()))
        .values("mall_id", "day")
        .annotate(people=Sum("waiting"))
    )
    for row in rows:
        if today[row["mall_id"]] == row["day"]:
            waiting[row["mall_id"]] = row["people"]
    return waiting


def busiest_lines(mall: Mall, *, days: int, limit: int) -> list[UUID]:
    """Return the lines that gave the most numbers in the last `days` days, today among them."""
    rows = (
        Tally.objects.filter(mall=mall, day__gt=mall.today() - timedelta(days=days), issued__gt=0)
        .values("line_id")
        .annotate(given=Sum("issued"))
        .order_by("-given", "line_id")
    )
    return [row["line_id"] for row in rows[:limit]]


def services_asked_for(mall: Mall, *, days: int) -> dict[str, int]:
    """Return how many numbers each service got in the last `days` days, by code.

    One query over those days' tickets; for a job, never for a page.
    """
    rows = (
        Ticket.objects.filter(mall=mall, day__gt=mall.today() - timedelta(days=days))
        .order_by()
        .values_list("service__code")
        .annotate(given=Count("id"))
    )
    return dict(rows)
