# SPDX-License-Identifier: Apache-2.0
"""Counters lent to another line for a while. A counter stays its agency's: who may work it does
not change, nor does where it stands; people of the other line are called to it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath, queries
from satuhadir.queue.actions.log import log_today
from satuhadir.queue.actions.waits import refresh_waits
from satuhadir.queue.errors import AlreadyServes, CounterNotFound, LineNotFound, until_is_past
from satuhadir.queue.models import Counter, CounterLine, Line
from satuhadir.queue.values import CounterState


def end_of_day(mall: Mall) -> datetime:
    """Return when today ends at `mall`: the end of a loan that names none."""
    midnight = mall.local_now().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)


def lend_counter(
    *, mall: Mall, counter_id: UUID, line_id: UUID, actor: str, until_at: datetime | None = None
) -> CounterState:
    """Let a counter call people of another line too, until an instant or the end of today.

    A second loan of the same two moves the end.

    Raises:
        CounterNotFound, LineNotFound: not at this mall.
        AlreadyServes: the line is the counter's own.
        Invalid: the end is past, or not today.
    """
    last = end_of_day(mall)
    until_at = last if until_at is None else until_at
    if not mall.local_now() < until_at <= last:
        raise until_is_past()
    with transaction.atomic():
        counter = _locked(mall, counter_id)
        line = Line.objects.filter(mall=mall, pk=line_id).first()
        if line is None:
            raise LineNotFound
        row = CounterLine.objects.filter(counter=counter, line=line).first()
        if row is not None and row.lent_until is None:
            raise AlreadyServes(counter=counter.name, prefix=line.prefix)
        row = row or CounterLine(counter=counter, line=line)
        row.lent_until = until_at
        row.save()
        end = until_at.astimezone(last.tzinfo).isoformat(timespec="seconds")
        _log(mall, counter, line, "counter.lent", actor, {"until": end})
    return _told(mall, counter_id, line_id)


def return_counter(*, mall: Mall, counter_id: UUID, line_id: UUID, actor: str) -> CounterState:
    """End a loan now; the ticket the counter has stays with it. No loan: nothing happens.

    Raises:
        CounterNotFound: not at this mall.
    """
    with transaction.atomic():
        counter = _locked(mall, counter_id)
        _end(mall, counter, CounterLine.objects.filter(line=line_id), actor)
    return _told(mall, counter_id, line_id)


def end_loans(mall: Mall, *, actor: str) -> int:
    """Take away the loans of `mall` that are over; return how many there were."""
    now = hotpath.database_now()
    over = CounterLine.objects.filter(counter__mall=mall, lent_until__lte=now)
    ended = 0
    for counter_id in sorted(set(over.values_list("counter_id", flat=True))):
        with transaction.atomic():
            counter = _locked(mall, counter_id)
            ended += _end(mall, counter, CounterLine.objects.filter(lent_until__lte=now), actor)
    if ended:
        refresh_waits(mall)
    return ended


def _end(mall: Mall, counter: Counter, which: QuerySet[CounterLine], actor: str) -> int:
    """End the loans of a locked counter among `which`; its own lines are none."""
    rows = list(
        which.filter(counter=counter, lent_until__isnull=False)
        .select_related("line")
        .order_by("line_id")
    )
    for row in rows:
        # Told first: when this is the first word of a day, its set-up still knows the loan.
        _log(mall, counter, row.line, "counter.returned", actor, {})
        row.delete()
    return len(rows)


def _locked(mall: Mall, counter_id: UUID) -> Counter:
    """Lock the counter: who calls next at it comes before this or after it."""
    counter = Counter.objects.select_for_update().filter(mall=mall, pk=counter_id).first()
    if counter is None:
        raise CounterNotFound
    return counter


def _log(
    mall: Mall, counter: Counter, line: Line, event: str, actor: str, data: dict[str, str]
) -> None:
    told = {"counter_name": counter.name, "line": str(line.pk), "prefix": line.prefix, **data}
    log_today(mall, event, actor, told, counter_id=counter.pk)


def _told(mall: Mall, counter_id: UUID, line_id: UUID) -> CounterState:
    state = queries.counter_at(mall, counter_id)
    refresh_waits(mall, only={*state.lines, line_id})
    return state
