# SPDX-License-Identifier: Apache-2.0
"""Count past days, and forget what has served its time."""

import random
from datetime import date, timedelta

from django.db import transaction

from satuhadir.malls.models import Mall
from satuhadir.queue.actions.answering import forget_answered
from satuhadir.queue.queries.finished import days_with_finished
from satuhadir.satisfaction.models import Remark, ServedDay
from satuhadir.satisfaction.queries.managing import count_day, counted_days
from satuhadir.satisfaction.queries.publishing import first_of

LOOKS_BACK_DAYS = 62
"""How far a worker that slept catches up."""
REMARKS_KEPT_DAYS = 400
"""What people wrote is kept for the yearly report, and not longer."""


def count_served_days(mall: Mall, *, since: date | None = None) -> int:
    """Count the finished and the invited tickets of past days not counted yet; return how many
    days were counted. A finish can be undone for a minute only, so a past day stays as it is.
    """
    today = mall.today()
    since = since or today - timedelta(days=LOOKS_BACK_DAYS)
    known = counted_days(mall, since)
    new = [day for day in days_with_finished(mall, since, today) if day not in known]
    for day in new:
        with transaction.atomic():
            ServedDay.objects.bulk_create(
                [
                    ServedDay(
                        mall=mall, service_id=service, day=day, finished=finished, invited=invited
                    )
                    for service, (finished, invited) in count_day(mall, day).items()
                ],
                ignore_conflicts=True,
            )
    if new:
        mix_remarks(mall, first_of(min(new)))
    return len(new)


@transaction.atomic
def mix_remarks(mall: Mall, since: date) -> None:
    """Write the words of these months anew, all together and in an order of chance.

    Words were written in one transaction with the values they came with, and the database notes
    on each row which one that was (`xmin`), and keeps rows as they came: after this neither tells
    which values belong to which words.
    """
    rows = list(Remark.objects.select_for_update().filter(mall=mall, month__gte=since))
    Remark.objects.filter(pk__in=[row.pk for row in rows]).delete()
    random.SystemRandom().shuffle(rows)
    Remark.objects.bulk_create(rows)


def forget_old(mall: Mall) -> None:
    """Forget which tickets were answered once their tracks are dead, and words a year old."""
    forget_answered(mall)
    oldest = first_of(mall.today() - timedelta(days=REMARKS_KEPT_DAYS))
    Remark.objects.filter(mall=mall, month__lt=oldest).delete()
