# SPDX-License-Identifier: Apache-2.0
"""What the manager's pages are given: the hall now, line by line, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from satuhadir.malls.models import Mall
from satuhadir.queue import queries, wording
from satuhadir.queue.directory import directory_of
from satuhadir.queue.models import Line
from satuhadir.queue.queries.desk import officer_names
from satuhadir.queue.queries.managing import LineDay, lines_of, lines_today
from satuhadir.queue.staff.asking import MallAsk
from satuhadir.queue.staff.desk.context import minutes_words
from satuhadir.queue.values import CounterState, LineState

_NOTHING_YET = LineDay(0, 0, None)


class LineRow(NamedTuple):
    """A line with its day. `oldest_minutes` is None when nobody waits; `decided` says in words
    what a manager decided about it, "" when it simply follows its hours.
    """

    state: LineState
    line: Line
    issued: int
    done: int
    oldest_minutes: int | None
    quota: str
    decided: str
    working: list[bool]


class CounterRow(NamedTuple):
    """A counter with who works it and since when it is as it is."""

    counter: CounterState
    officer: str
    since: str


@dataclass(frozen=True, slots=True)
class Floor:
    """The hall now, as far as it is in the manager's charge."""

    lines: list[LineRow]
    counters: list[CounterRow]
    waiting: int
    oldest: str
    open_counters: int
    issued: int
    done: int
    clock: str


def floor_for(ask: MallAsk) -> Floor:
    """Read the lines and counters in the manager's charge (about a dozen queries)."""
    mall = ask.mall
    now = mall.local_now()
    agency_of = {one.id: one.agency_id for one in directory_of(mall).lines.values()}
    counters = [one for one in queries.counters_at(mall) if ask.covers(one.agency_id)]
    days, lines = lines_today(mall), lines_of(mall)
    rows = [
        _line_row(state, lines[state.line], days.get(state.line, _NOTHING_YET), now, counters, mall)
        for state in sorted(
            queries.line_states(mall), key=lambda one: (len(one.prefix), one.prefix)
        )
        if state.line in agency_of and ask.covers(agency_of[state.line])
    ]
    names = officer_names([one.officer_id for one in counters if one.officer_id is not None])
    oldest = max((row.oldest_minutes for row in rows if row.oldest_minutes is not None), default=-1)
    return Floor(
        lines=rows,
        counters=[counter_row(one, names, now) for one in counters],
        waiting=sum(row.state.waiting for row in rows),
        oldest=minutes_words(oldest) if oldest >= 0 else "–",
        open_counters=sum(one.state == "open" for one in counters),
        issued=sum(row.issued for row in rows),
        done=sum(row.done for row in rows),
        clock=wording.clock(now, mall),
    )


def counter_row(counter: CounterState, names: dict[int, str], now: datetime) -> CounterRow:
    """Return a counter with its officer's name and how long it has been so."""
    ticket = counter.ticket
    at = (ticket.started_at or ticket.called_at) if ticket else None
    if at is not None:
        since = minutes_words(_minutes(now - at))
    elif counter.state == "break" and counter.back_at is not None:
        back = counter.back_at.astimezone(now.tzinfo)
        since = _("sampai {time}").format(time=f"{back:%H.%M}")
    else:
        since = ""
    works = counter.state != "closed" or ticket is not None
    return CounterRow(counter, names.get(counter.officer_id or 0, "") if works else "", since)


def line_row(mall: Mall, line_id: UUID) -> LineRow:
    """Return one line with its day; raise LineNotFound if `mall` has no such line."""
    state = queries.line_at(mall, line_id)
    day = lines_today(mall).get(line_id, _NOTHING_YET)
    counters = queries.counters_at(mall)
    return _line_row(state, lines_of(mall)[line_id], day, mall.local_now(), counters, mall)


def _line_row(
    state: LineState,
    line: Line,
    day: LineDay,
    now: datetime,
    counters: list[CounterState],
    mall: Mall,
) -> LineRow:
    serving = [one for one in counters if state.line in one.lines]
    quota = _("{issued} dari {quota}").format(
        issued=_number(day.issued), quota=_number(line.daily_quota or 0)
    )
    return LineRow(
        state=state,
        line=line,
        issued=day.issued,
        done=day.done,
        oldest_minutes=_minutes(now - day.oldest_at) if day.oldest_at else None,
        quota=quota if line.daily_quota is not None else _number(day.issued),
        decided=_decided(line, now, mall),
        working=[one.state == "open" for one in serving],
    )


def _decided(line: Line, now: datetime, mall: Mall) -> str:
    if not line.is_open:
        return _("Ditutup: {reason}").format(reason=line.close_reason or _("tanpa alasan"))
    if line.closed_from is None:
        return ""
    at = wording.clock(line.closed_from, mall)
    text = _("Tutup sejak {time}: {reason}") if line.closed_from <= now else None
    text = text or _("Tutup mulai {time}: {reason}")
    return text.format(time=at, reason=line.close_reason)


def _number(value: int) -> str:
    """Return `1.250` or `1,250`, as the language writes it."""
    return number_format(value, force_grouping=True)


def _minutes(span: timedelta) -> int:
    return max(int(span.total_seconds() // 60), 0)
