# SPDX-License-Identifier: Apache-2.0
"""What an officer's desk shows besides its counter: figures, what may be undone, who may come."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Min, Q

from satuhadir.accounts.models import User
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath
from satuhadir.queue.errors import CounterNotFound
from satuhadir.queue.models import Counter, Event, Policy, Ticket
from satuhadir.queue.values import CounterState


class CounterPlace(NamedTuple):
    """Where a counter stands and which agency's officers work it."""

    mall: Mall
    agency_id: int


class DeskFigures(NamedTuple):
    """A counter's lines now, and what the counter did today.

    `waiting` are the people in the hall, those at another counter too; `absent` took a number
    on a phone and are not here yet. `oldest_at` is None when nobody waits.
    """

    waiting: int
    absent: int
    oldest_at: datetime | None
    served: int


class Undoable(NamedTuple):
    """The newest ticket a counter ended, while that can still be taken back.

    `blocked_by` is the ticket that has come to the counter since: a counter has one ticket, so
    what was before it stays ended. "" when nothing is in the way.
    """

    id: UUID
    code: str
    state: str
    ended_at: datetime
    until: datetime
    blocked_by: str = ""


class EndedTicket(NamedTuple):
    """A ticket that an officer ended today. `minutes` at the counter, None for a no-show."""

    id: UUID
    code: str
    service_name: str
    state: str
    ended_at: datetime
    minutes: int | None


class OwnDay(NamedTuple):
    """What one officer did today, from the log. `mean` and `longest` are minutes, None before
    the first; `last` are the newest five.
    """

    served: int
    no_shows: int
    mean: int | None
    longest: EndedTicket | None
    last: list[EndedTicket]


class DeskRules(NamedTuple):
    """The rules of a mall that an officer's screen counts down by, and its clock."""

    now: datetime
    no_show_minutes: int
    undo_seconds: int


def counter_place(counter_id: UUID) -> CounterPlace:
    """Return the place of a counter of any mall; raise CounterNotFound if there is none."""
    found = Counter.objects.filter(pk=counter_id).values_list("mall_id", "booth__agency_id").first()
    if found is None:
        raise CounterNotFound
    mall_id, agency_id = found
    return CounterPlace(malls.mall_by_id(mall_id), agency_id)


def desk_figures(mall: Mall, counter: CounterState) -> DeskFigures:
    """Return who waits in the counter's lines and how many it served today (two queries)."""
    today = Ticket.objects.filter(mall=mall, day=mall.today())
    waits = Q(state="held") | Q(state="waiting", present=True)
    in_line = today.filter(line__in=counter.lines, state__in=["waiting", "held"], by_plan=False)
    found = in_line.aggregate(
        waiting=Count("pk", filter=waits),
        absent=Count("pk", filter=~waits),
        oldest=Min("issued_at", filter=waits),
    )
    served = today.filter(counter=counter.id, state="done").count()
    return DeskFigures(found["waiting"], found["absent"], found["oldest"], served)


def desk_rules(mall: Mall) -> DeskRules:
    """Return the clock of the queue and what its countdowns last (two queries)."""
    policy = Policy.objects.filter(mall=mall).first() or Policy(mall=mall)
    return DeskRules(hotpath.database_now(), policy.no_show_minutes, policy.undo_seconds)


def find_undoable(mall: Mall, counter: CounterState, rules: DeskRules) -> Undoable | None:
    """Return what the counter finished or marked absent last, within the time to undo it."""
    since = rules.now - timedelta(seconds=rules.undo_seconds)
    row = (
        Ticket.objects.filter(
            mall=mall, day=mall.today(), counter=counter.id, state__in=["done", "no_show"]
        )
        .filter(ended_at__gt=since)
        .order_by("-ended_at")
        .first()
    )
    if row is None or row.ended_at is None:
        return None
    until = row.ended_at + timedelta(seconds=rules.undo_seconds)
    blocked_by = counter.ticket.code if counter.ticket else ""
    return Undoable(row.pk, row.code, row.state, row.ended_at, until, blocked_by)


def own_day(mall: Mall, actor: str) -> OwnDay:
    """Return what `actor` ended today: the log says who, the tickets say what stands.

    Two queries; the first looks through the day's log, so it is asked on request only.
    """
    rows = Event.objects.filter(mall=mall, day=mall.today()).filter(
        event__in=["ticket.finished", "ticket.no_show"], body__contains=f'"actor":"{actor}"'
    )
    ended = {(json.loads(body)["ticket"], at) for at, body in rows.values_list("at", "body")}
    found = (
        Ticket.objects.filter(pk__in=[ticket for ticket, _ in ended])
        .filter(state__in=["done", "no_show"])
        .order_by("-ended_at")
        .select_related("service")
    )
    # What was undone and ended again, perhaps by somebody else, carries another instant.
    mine = [_own(row) for row in found if (str(row.pk), row.ended_at) in ended]
    served = [one for one in mine if one.state == "done"]
    return OwnDay(
        served=len(served),
        no_shows=len(mine) - len(served),
        mean=round(sum(one.minutes or 0 for one in served) / len(served)) if served else None,
        longest=max(served, key=lambda one: one.minutes or 0, default=None),
        last=mine[:5],
    )


def _own(row: Ticket) -> EndedTicket:
    assert row.ended_at is not None
    minutes = None
    if row.state == "done" and row.started_at is not None:
        minutes = int((row.ended_at - row.started_at).total_seconds() // 60)
    return EndedTicket(row.pk, row.code, row.service.name, row.state, row.ended_at, minutes)


def officer_names(officer_ids: Collection[int]) -> dict[int, str]:
    """Return the names that officers are shown by, by account id (one query)."""
    rows = User.objects.filter(pk__in=set(officer_ids))
    return {user.pk: str(user) for user in rows} if officer_ids else {}
