# SPDX-License-Identifier: Apache-2.0
"""What a manager's pages show: the day of each line, what was decided, days closed."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Min, Q

from satuhadir.malls.models import Booth, Closure, Mall
from satuhadir.queue.models import Line, Policy, Tally, Ticket


class LineDay(NamedTuple):
    """What a line did today: numbers given, people served, how long the first of it waits."""

    issued: int
    done: int
    oldest_at: datetime | None


def lines_today(mall: Mall) -> dict[UUID, LineDay]:
    """Return today's figures of each line of `mall` that gave numbers or has people (2 queries)."""
    day = mall.today()
    waits = Q(state="held") | Q(state="waiting", present=True)
    rows = (
        Ticket.objects.filter(mall=mall, day=day)
        .values_list("line_id")
        .annotate(done=Count("pk", filter=Q(state="done")), oldest=Min("issued_at", filter=waits))
    )
    moved = {line_id: (done, oldest) for line_id, done, oldest in rows}
    issued = dict(Tally.objects.filter(mall=mall, day=day).values_list("line_id", "issued"))
    return {
        line_id: LineDay(issued.get(line_id, 0), *moved.get(line_id, (0, None)))
        for line_id in moved.keys() | issued.keys()
    }


def lines_of(mall: Mall) -> dict[UUID, Line]:
    """Return the lines of `mall` as set up, with their quotas and decisions, by prefix."""
    rows = Line.objects.filter(mall=mall).select_related("booth__agency").order_by("prefix")
    return {line.pk: line for line in rows}


def policy_of(mall: Mall) -> Policy:
    """Return the rules of `mall`'s queue; the defaults when none were set."""
    return Policy.objects.filter(mall=mall).first() or Policy(mall=mall)


def closures_of(mall: Mall) -> list[Closure]:
    """Return the closures of `mall` that are not over, the next one first."""
    rows = Closure.objects.filter(mall=mall, last_day__gte=mall.today())
    return list(rows.select_related("booth__agency").order_by("first_day", "booth__name"))


def booths_of(mall: Mall) -> list[Booth]:
    """Return the booths of `mall` with their agencies, by name."""
    return list(Booth.objects.filter(mall=mall).select_related("agency").order_by("name"))
