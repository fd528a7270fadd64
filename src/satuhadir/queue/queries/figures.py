# SPDX-License-Identifier: Apache-2.0
"""The queue counted as a whole, for those who run the installation."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Max
from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Chain, Ticket


class MallPulse(NamedTuple):
    """How many wait at a mall now, and when something was last written in its log."""

    slug: str
    waiting: int
    last_at: datetime | None


def ticket_counts() -> dict[str, int]:
    """Return how many tickets there are, by `mall/day/state`. Reads every ticket."""
    rows = Ticket.objects.values_list("mall__slug", "day", "state").annotate(n=Count("pk"))
    return {f"{slug}/{day}/{state}": n for slug, day, state, n in rows.order_by()}


def chain_heads() -> dict[str, str]:
    """Return `rows:hash` of every day's log, by `mall/day`."""
    rows = Chain.objects.values_list("mall__slug", "day", "last_seq", "head")
    return {f"{slug}/{day}": f"{seq}:{head}" for slug, day, seq, head in rows}


def unclosed_days() -> list[tuple[Mall, date]]:
    """Return the past days, at their mall, whose log is still open, oldest first."""
    open_days = Chain.objects.filter(closed_at__isnull=True).select_related("mall").order_by("day")
    return [(chain.mall, chain.day) for chain in open_days if chain.day < chain.mall.today()]


def pulses() -> list[MallPulse]:
    """Return each mall's pulse, in two queries whatever the number of malls."""
    since = timezone.now() - timedelta(days=2)
    last = dict(Chain.objects.values_list("mall_id").annotate(Max("last_at")))
    malls = list(Mall.objects.all())
    counts = (
        Ticket.objects.filter(state__in=("waiting", "held"), day__gte=since.date())
        .values_list("mall_id", "day")
        .annotate(n=Count("pk"))
        .order_by()
    )
    waiting: dict[tuple[int, date], int] = {(mall, day): n for mall, day, n in counts}
    return [
        MallPulse(mall.slug, waiting.get((mall.pk, mall.today()), 0), last.get(mall.pk))
        for mall in malls
    ]
