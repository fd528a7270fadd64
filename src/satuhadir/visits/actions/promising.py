# SPDX-License-Identifier: Apache-2.0
"""Keep what was promised about the end of a visit, and write the end that came beside it."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Max, Q
from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.visits.models import EndPromise, Visit
from satuhadir.visits.queries.promises import reach_now, told_end
from satuhadir.visits.queries.slots import minute_now, minute_of
from satuhadir.visits.values import ToldEnd

GOING_ON = ("waiting", "held", "called", "serving", "parked")
UNDO_MINUTES = 10
"""So long after a visit its row still knows it: a finish may be undone."""


def keep_promise(visit: Visit, services: int) -> None:
    """Keep the end that is told to somebody who just came for several services; inside the
    transaction of their check-in. Nothing where no end can be told.
    """
    assert visit.checked_in_at is not None
    now = minute_now(visit.mall, visit.day)
    reach = reach_now(visit, now) if services > 1 else None
    if reach is None:
        return
    told = told_end(visit.mall, now, reach)
    came = minute_of(visit.mall, visit.day, visit.checked_in_at)
    if min(told.low, reach.low) < came:
        return  # it came in long after it happened: nobody was told
    EndPromise.objects.create(
        mall=visit.mall,
        day=visit.day,
        visit=visit,
        services=services,
        low=told.low - came,
        likely=told.likely - came,
        high=None if told.high is None else told.high - came,
        composed_low=reach.low - came,
        composed_high=None if told.high is None or reach.high is None else reach.high - came,
    )


def settle_promises(mall: Mall) -> int:
    """Write how the visits went whose row still knows them; return how many rows changed.

    The end is that of the last ticket, whenever it is looked at. A finish that is undone opens the
    row again. A visit with a ticket that ended in another way was not finished; a stop that got no
    number was promised nothing.
    """
    tickets = "visit__stops__ticket"
    rows = (
        EndPromise.objects.filter(mall=mall, visit__isnull=False)
        .select_related("visit")
        .annotate(
            going=Count("pk", filter=Q(**{f"{tickets}__state__in": GOING_ON})),
            absent=Count("pk", filter=Q(**{f"{tickets}__state": "no_show"})),
            not_done=Count(
                "pk",
                filter=Q(**{f"{tickets}__isnull": False}) & ~Q(**{f"{tickets}__state": "done"}),
            ),
            ended=Max(f"{tickets}__ended_at"),
        )
    )
    changed = []
    today = mall.today()
    for row in rows:
        visit = row.visit
        assert visit is not None and visit.checked_in_at is not None
        outcome, took = EndPromise.Outcome.OPEN, None
        may_go_on = row.going or (row.absent and row.day == today)  # who missed a call may return
        if not row.not_done and row.ended is not None:
            outcome = EndPromise.Outcome.FINISHED
            came = minute_of(mall, row.day, visit.checked_in_at)
            took = max(minute_of(mall, row.day, row.ended) - came, 0)
        elif not may_go_on or row.day < today - timedelta(days=1):
            outcome = EndPromise.Outcome.LEFT
        if (outcome, took) != (row.outcome, row.took):
            row.outcome, row.took = outcome, took
            changed.append(row)
    EndPromise.objects.bulk_update(changed, ["outcome", "took"])
    return len(changed)


def drop_promise(visit: Visit) -> None:
    """Judge no more what was promised to somebody who got one more number since; inside the
    transaction that gives it. What was finished by then stays judged.
    """
    rows = EndPromise.objects.filter(visit=visit)
    rows.filter(outcome=EndPromise.Outcome.OPEN).update(outcome=EndPromise.Outcome.LEFT)
    rows.update(visit=None)


def part_promises(mall: Mall) -> int:
    """Part the rows from visits that are over, so that no way leads from them to a person."""
    over = Visit.objects.filter(
        mall=mall,
        state=Visit.State.FINISHED,
        changed_at__lte=timezone.now() - timedelta(minutes=UNDO_MINUTES),
    )
    rows = EndPromise.objects.filter(mall=mall, visit__in=over).exclude(outcome="open")
    return rows.update(visit=None)


def keep_sample_promises(mall: Mall, told: Iterable[ToldEnd]) -> None:
    """Keep invented promises of past days, for the demonstration."""
    finished, left = EndPromise.Outcome.FINISHED, EndPromise.Outcome.LEFT
    EndPromise.objects.bulk_create(
        EndPromise(mall=mall, outcome=left if one.took is None else finished, **one._asdict())
        for one in told
    )
