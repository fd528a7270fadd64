# SPDX-License-Identifier: Apache-2.0
"""What a manager's pages show: the day of each line, what was decided, days closed."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Q
from django.db.models.functions import Greatest

from satuhadir.malls.models import Agency, Booth, Closure, Mall
from satuhadir.queue.alarms import Waiter
from satuhadir.queue.models import Line, Policy, Ticket


class LineDay(NamedTuple):
    """What a line did today: people served, and who waits in the hall now, who came first before
    the others.
    """

    done: int = 0
    waiters: tuple[Waiter, ...] = ()

    @property
    def oldest_at(self) -> datetime | None:
        """Return since when the first of them waits; None when nobody does."""
        return self.waiters[0].since if self.waiters else None


def lines_today(mall: Mall) -> dict[UUID, LineDay]:
    """Return today's figures of each line of `mall` in which something is (two queries).

    A wait is measured from the number, or from coming to the hall with one taken before, to the
    first service: who came back after a no-show, or waits again after one desk, was promised
    nothing for this time.
    """
    day = mall.today()
    today = Ticket.objects.filter(mall=mall, day=day)
    done = dict(
        today.filter(state="done").values_list("line_id").annotate(n=Count("pk")).order_by()
    )
    waiters: dict[UUID, list[Waiter]] = defaultdict(list)
    waits = Q(state="held") | Q(state="waiting", present=True)
    rows = (
        today.filter(waits, state__in=["waiting", "held"], by_plan=False)
        .annotate(since=Greatest("issued_at", "attendance__present_at"))
        .order_by("since", "number")
    )
    for code, line, since, promised, began, again in rows.values_list(
        "code", "line_id", "since", "promised_high", "started_at", "came_back"
    ):
        counts = began is None and not again
        waiters[line].append(Waiter(code, line, since, promised if counts else None))
    return {
        line: LineDay(done.get(line, 0), tuple(waiters.get(line, ())))
        for line in done.keys() | waiters.keys()
    }


def newest_calls(mall: Mall) -> dict[UUID, datetime]:
    """Return when each counter of `mall` called somebody last today (one query)."""
    rows = (
        Ticket.objects.filter(mall=mall, day=mall.today(), called_at__isnull=False)
        .values_list("counter_id")
        .annotate(newest=Max("called_at"))
        .order_by()
    )
    return {counter: at for counter, at in rows if counter is not None}


def quotas_of(mall: Mall, line_id: UUID) -> dict[str, int | None]:
    """Return how many numbers a line gives a day, in all and per channel; None is no limit."""
    names = ("daily_quota", "quota_kiosk", "quota_desk", "quota_phone")
    return Line.objects.filter(mall=mall, pk=line_id).values(*names).first() or {}


def policy_of(mall: Mall) -> Policy:
    """Return the rules of `mall`'s queue; the defaults when none were set."""
    return Policy.objects.filter(mall=mall).first() or Policy(mall=mall)


def ages_kept(mall: Mall) -> list[tuple[Agency, int | None]]:
    """Return the agencies with lines at `mall`, by name, and the percentage of its age that a
    ticket keeps there after another service of its person; None: the mall's usual share
    (`Policy.age_kept_percent`). One query.
    """
    rows = Agency.objects.filter(mall=mall, booths__lines__isnull=False).distinct()
    found = rows.select_related("age_kept").order_by("name")
    return [(one, one.age_kept.percent if hasattr(one, "age_kept") else None) for one in found]


def closures_of(mall: Mall) -> list[Closure]:
    """Return the closures of `mall` that are not over, the next one first."""
    rows = Closure.objects.filter(mall=mall, last_day__gte=mall.today())
    return list(rows.select_related("booth__agency").order_by("first_day", "booth__name"))


def booths_of(mall: Mall) -> list[Booth]:
    """Return the booths of `mall` with their agencies, by name."""
    return list(Booth.objects.filter(mall=mall).select_related("agency").order_by("name"))
