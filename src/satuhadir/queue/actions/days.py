# SPDX-License-Identifier: Apache-2.0
"""The end of a mall's day."""

from datetime import timedelta

from django.db.models import Q

from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath, notify
from satuhadir.queue.actions.counters import close_counter
from satuhadir.queue.models import Chain, Counter, KeptAnswer, Line, Policy

SYSTEM = "system"


def close_days(mall: Mall) -> int:
    """Close every past day of `mall` still open; return how many tickets expired.

    Idempotent. Also lets lines that closed for the rest of a day open again, closes counters
    if the mall's policy says so, and drops kept answers older than a day.
    """
    today = mall.today()
    days = list(
        Chain.objects.filter(mall=mall, day__lt=today, closed_at__isnull=True)
        .order_by("day")
        .values_list("day", flat=True)
    )
    expired = 0
    for day in days:
        expired += hotpath.close_day(mall_id=mall.pk, day=day, actor=SYSTEM)
    midnight = mall.local_now().replace(hour=0, minute=0, second=0, microsecond=0)
    Line.objects.filter(mall=mall, closed_from__lt=midnight).update(
        closed_from=None, close_reason=""
    )
    Counter.objects.filter(mall=mall, closed_from__lt=midnight).update(closed_from=None)
    policy = Policy.objects.filter(mall=mall).first()
    if days and (policy is None or policy.closes_counters):
        working = Q(state="open") | Q(state="break")
        for counter in Counter.objects.filter(working, mall=mall, state_since__lt=midnight):
            close_counter(mall=mall, counter_id=counter.pk, actor=SYSTEM)
    KeptAnswer.objects.filter(kept_at__lt=mall.local_now() - timedelta(hours=24)).delete()
    if days:
        notify.poke(mall.pk)
    return expired
