# SPDX-License-Identifier: Apache-2.0
"""Lines and counters as they stand now."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import closings, hotpath, wording
from satuhadir.queue.errors import CounterNotFound, LineNotFound
from satuhadir.queue.models import Counter, CounterLine, Line, Tally, Ticket
from satuhadir.queue.values import CounterState, LineState, TicketView, Wait


def line_states(mall: Mall, only: UUID | None = None) -> list[LineState]:
    """Return each line of `mall` now, by prefix (one query and the kept calendar)."""
    today = mall.today()
    now = mall.local_now()
    calendar = malls.calendar_of(mall)
    serving = CounterLine.is_current("serving__")
    lines = (
        Line.objects.filter(mall=mall, **({"pk": only} if only else {}))
        .select_related("booth__agency", "wait")
        .annotate(
            counters_all=Count("serving", filter=serving),
            counters_open=Count("serving", filter=serving & Q(serving__counter__state="open")),
        )
        .order_by("prefix")
    )
    tallies = {
        line_id: (waiting, issued)
        for line_id, waiting, issued in Tally.objects.filter(
            mall=mall, day=today, **({"line": only} if only else {})
        ).values_list("line_id", "waiting", "issued")
    }
    minute = now.hour * 60 + now.minute
    states = []
    for line in lines:
        hours = calendar.intervals(today, line.booth_id)
        note = ""
        if not line.is_open or (line.closed_from and line.closed_from <= now):
            note = line.close_reason or "manager"
        elif not hours or minute >= hours[-1].closes_minute:
            note = "hours"
        else:
            note = wording.numbers_from(mall, line.booth_id)
        count, issued = tallies.get(line.pk, (0, 0))
        states.append(
            LineState(
                line=line.pk,
                prefix=line.prefix,
                name=line.name,
                agency_name=line.booth.agency.name,
                booth_id=line.booth_id,
                waiting=count,
                wait=_wait_of_newcomer(line, today, count),
                is_open=not note,
                note=_note(note, mall, line),
                open_counters=line.counters_open,
                counters=line.counters_all,
                notice=closings.notice_of(line, mall, now),
                issued=issued,
            )
        )
    return states


def line_at(mall: Mall, line_id: UUID) -> LineState:
    """Return one line now; raise LineNotFound if `mall` has no such line."""
    found = line_states(mall, line_id)
    if not found:
        raise LineNotFound
    return found[0]


def counters_at(mall: Mall, only: UUID | None = None) -> list[CounterState]:
    """Return each counter of `mall` with the ticket it has, in their order (four queries)."""
    counters = (
        Counter.objects.filter(mall=mall, **({"pk": only} if only else {}))
        .select_related("booth__agency")
        .order_by("position", "name")
    )
    served: dict[UUID, dict[UUID, datetime | None]] = defaultdict(dict)
    rows = CounterLine.objects.current().filter(counter__mall=mall).order_by("line__prefix")
    if only:
        rows = rows.filter(counter=only)
    for counter_id, line_id, until in rows.values_list("counter_id", "line_id", "lent_until"):
        served[counter_id][line_id] = until
    now = mall.local_now()
    working = Ticket.objects.filter(
        mall=mall, day=mall.today(), state__in=["called", "serving"], counter__isnull=False
    )
    if only:
        working = working.filter(counter=only)
    raw = hotpath.staff_tickets_json(list(working.values_list("pk", flat=True)))
    tickets = {ticket.counter: ticket for ticket in map(TicketView.of, raw)}
    return [
        CounterState(
            id=counter.pk,
            name=counter.name,
            booth_id=counter.booth_id,
            booth=counter.booth.name,
            place=counter.booth.place,
            agency_id=counter.booth.agency_id,
            agency=counter.booth.agency.name,
            state=state,
            state_since=since,
            back_at=counter.back_at,
            officer_id=counter.officer_id,
            lines=tuple(served[counter.pk]),
            ticket=tickets.get(counter.pk),
            lent={line: until for line, until in served[counter.pk].items() if until},
        )
        for counter in counters
        for state, since in [_state_at(counter, now)]
    ]


def counter_at(mall: Mall, counter_id: UUID) -> CounterState:
    """Return one counter now; raise CounterNotFound if `mall` has no such counter."""
    found = counters_at(mall, counter_id)
    if not found:
        raise CounterNotFound
    return found[0]


def waiting_by_line(mall: Mall) -> dict[UUID, int]:
    """Return how many wait in each line of `mall` today (one query)."""
    return dict(Tally.objects.filter(mall=mall, day=mall.today()).values_list("line_id", "waiting"))


def counters_with_officers(mall: Mall) -> set[UUID]:
    """Return the counters that somebody signed in works at."""
    rows = Counter.objects.filter(mall=mall, officer__isnull=False)
    return set(rows.values_list("pk", flat=True))


def line_set_up(line: Line) -> dict[str, Any]:
    """Return a line as the log keeps it; the same shape as in `day.opened`."""
    return {
        "line": str(line.pk),
        "prefix": line.prefix,
        "booth": line.booth_id,
        "is_open": line.is_open,
        "closed_from": line.closed_from.isoformat() if line.closed_from else None,
        "mean_milliminutes": round(line.mean_minutes * 1000),
        "daily_quota": line.daily_quota,
    }


def counter_set_up(counter: Counter) -> dict[str, Any]:
    """Return a counter as the log keeps it; the same shape as in `day.opened`."""
    lines = counter.served.order_by("line_id").values_list("line_id", flat=True)
    return {
        "counter_id": str(counter.pk),
        "name": counter.name,
        "state": counter.state,
        "lines": [str(line) for line in lines],
    }


def _state_at(counter: Counter, now: datetime) -> tuple[str, datetime]:
    """Return a counter's state and since when: closed once the instant it closes from is past."""
    if counter.closed_from is not None and counter.closed_from <= now:
        return Counter.State.CLOSED.value, counter.closed_from
    return counter.state, counter.state_since


def _wait_of_newcomer(line: Line, today: object, waiting: int) -> Wait | None:
    """Read the kept ladder at the number now waiting."""
    kept = getattr(line, "wait", None)
    if kept is None or kept.day != today:
        return None
    for ahead, low, likely, high in kept.ladder:
        if ahead >= waiting and likely is not None:
            return Wait(low, likely, high)
    return None


def _note(why: str, mall: Mall, line: Line) -> str:
    """Say why a line is closed: the manager's reason, or when it opens again."""
    if why in {"manager", "hours"}:
        return wording.reopens(mall, line.booth_id) if why == "hours" else ""
    return why
