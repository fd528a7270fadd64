# SPDX-License-Identifier: Apache-2.0
"""What the manager's pages are given: the hall now, line by line, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from satuhadir.malls.models import Mall
from satuhadir.queue import queries, wording
from satuhadir.queue.alarms import breaks_promise, waited_minutes
from satuhadir.queue.directory import directory_of
from satuhadir.queue.queries.announcements import announcements_of
from satuhadir.queue.queries.desk import officer_names
from satuhadir.queue.queries.managing import LineDay, lines_today, newest_calls
from satuhadir.queue.staff.asking import MallAsk
from satuhadir.queue.staff.desk.context import minutes_words
from satuhadir.queue.staff.manage.attention import (
    Concern,
    Hall,
    LineNow,
    concerns_of,
    unopened_agencies,
)
from satuhadir.queue.staff.manage.things import Things, things_of
from satuhadir.queue.values import CounterState, LineInfo, LineState, Notice

_NOTHING_YET = LineDay()


class LineRow(NamedTuple):
    """A line with its day. `oldest_minutes` is None when nobody waits; `late` counts who waits
    longer than told; `decided` says what a manager decided, "" when it follows its hours.
    `working` is one truth a counter: does it call now.
    """

    state: LineState
    info: LineInfo
    done: int
    oldest_minutes: int | None
    late: int
    given: str
    decided: str
    working: list[bool]


class CounterRow(NamedTuple):
    """A counter with who works it, since when it is as it is, and what it is lent to."""

    counter: CounterState
    officer: str
    since: str
    lent: str


class NoticeRow(NamedTuple):
    """An announcement with the time it stands, in words."""

    id: UUID
    text: str
    is_urgent: bool
    when: str


@dataclass(frozen=True, slots=True)
class Floor:
    """The hall now, as far as it is in the manager's charge."""

    concerns: list[Concern]
    lines: list[LineRow]
    counters: list[CounterRow]
    notices: list[NoticeRow]
    things: Things | None
    waiting: int
    oldest: str
    open_counters: int
    issued: int
    done: int
    clock: str
    now: datetime

    @property
    def alarms(self) -> int:
        return sum(one.level == "alarm" for one in self.concerns)


def floor_for(ask: MallAsk) -> Floor:
    """Read the lines and counters in the manager's charge (fifteen queries at most)."""
    mall, now = ask.mall, ask.mall.local_now()
    directory = directory_of(mall)
    known = directory.lines
    counters = [one for one in queries.counters_at(mall) if ask.covers(one.agency_id)]
    days = lines_today(mall)
    states = [
        state
        for state in sorted(queries.line_states(mall), key=_by_prefix)
        if state.line in known and ask.covers(known[state.line].agency_id)
    ]
    rows = [
        _line_row(one, known[one.line], days.get(one.line, _NOTHING_YET), now, counters, mall)
        for one in states
    ]
    hall = Hall(
        mall=mall,
        now=now,
        lines=[
            LineNow(
                state=row.state,
                info=row.info,
                waiters=days.get(row.state.line, _NOTHING_YET).waiters,
                counters=[one for one in counters if row.state.line in one.lines],
            )
            for row in rows
        ],
        counters=counters,
        no_show_minutes=directory.no_show_minutes,
        may_release=ask.caller.may("release", mall),
    )
    if unopened_agencies(hall):
        hall.called_at.update(newest_calls(mall))
    things = things_of(mall) if ask.is_whole else None
    names = officer_names([one.officer_id for one in counters if one.officer_id is not None])
    oldest = max((row.oldest_minutes for row in rows if row.oldest_minutes is not None), default=-1)
    return Floor(
        concerns=[*concerns_of(hall), *(things.concerns if things else [])],
        lines=rows,
        counters=[counter_row(one, names, now, mall) for one in counters],
        notices=notice_rows(mall),
        things=things,
        waiting=sum(row.state.waiting for row in rows),
        oldest=minutes_words(oldest) if oldest >= 0 else "–",
        open_counters=sum(one.state == "open" for one in counters),
        issued=sum(row.state.issued for row in rows),
        done=sum(row.done for row in rows),
        clock=wording.clock(now, mall),
        now=now,
    )


def notice_rows(mall: Mall) -> list[NoticeRow]:
    """Return what the screens of `mall` say now or will, with its time in words (one query)."""
    now = mall.local_now()

    def when(one: Notice) -> str:
        until = wording.clock(one.until_at, mall)
        if one.from_at <= now:
            return _("sampai {time}").format(time=until)
        return _("{first}–{last}").format(first=wording.clock(one.from_at, mall), last=until)

    found = announcements_of(mall)
    return [NoticeRow(one.id, one.text, one.level == "urgent", when(one)) for one in found]


def counter_row(
    counter: CounterState, names: dict[int, str], now: datetime, mall: Mall
) -> CounterRow:
    """Return a counter with its officer's name and how long it has been so."""
    ticket = counter.ticket
    at = (ticket.started_at or ticket.called_at) if ticket else None
    if at is not None:
        since = minutes_words(int(waited_minutes(at, now)))
    elif counter.state == "break" and counter.back_at is not None:
        since = _("sampai {time}").format(time=wording.clock(counter.back_at, mall))
    else:
        since = ""
    works = counter.state != "closed" or ticket is not None
    known = directory_of(mall).lines
    lent = [
        _("{prefix} sampai {time}").format(
            prefix=known[line].prefix, time=wording.clock(until, mall)
        )
        for line, until in counter.lent.items()
        if line in known
    ]
    officer = names.get(counter.officer_id or 0, "") if works else ""
    return CounterRow(counter, officer, since, ", ".join(lent))


def line_row(mall: Mall, line_id: UUID) -> LineRow:
    """Return one line with its day; raise LineNotFound if `mall` has no such line."""
    state = queries.line_at(mall, line_id)
    day = lines_today(mall).get(line_id, _NOTHING_YET)
    counters = queries.counters_at(mall)
    info = directory_of(mall).lines[line_id]
    return _line_row(state, info, day, mall.local_now(), counters, mall)


def _by_prefix(one: LineState) -> tuple[int, str]:
    return len(one.prefix), one.prefix


def _line_row(
    state: LineState,
    info: LineInfo,
    day: LineDay,
    now: datetime,
    counters: list[CounterState],
    mall: Mall,
) -> LineRow:
    serving = [one for one in counters if state.line in one.lines]
    waits = [(waited_minutes(one.since, now), one.promised_high) for one in day.waiters]
    return LineRow(
        state=state,
        info=info,
        done=day.done,
        oldest_minutes=int(waits[0][0]) if waits else None,
        late=sum(breaks_promise(minutes, promised) for minutes, promised in waits),
        given=_number(state.issued),
        decided=_decided(info, now, mall),
        working=[one.state == "open" for one in serving],
    )


def _decided(line: LineInfo, now: datetime, mall: Mall) -> str:
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
