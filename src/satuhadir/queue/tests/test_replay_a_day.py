# SPDX-License-Identifier: Apache-2.0
"""A day as the queue's SQL called it, replayed through the simulator's lines: the same calls."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from satuhadir.engines.simulate.replaying import Floor
from satuhadir.queue import actions
from satuhadir.queue.models import Event
from satuhadir.queue.rebuild import Rebuilt, tell
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.values import Flow

PEOPLE = 30
ROUNDS = 130
SERVICES = ("KTP", "AKTA", "SKCK")
KEPT = 40
"""Percent of its age that a ticket keeps at every agency of a mall that decided so."""
USUAL = 10
"""Percent that it keeps as shipped, where its person's tickets follow each other."""


class _Watch:
    """The queue's clock from eight o'clock tomorrow on; it only goes forward."""

    def __init__(self, hall: Hall, put: Callable[[datetime], None]) -> None:
        tomorrow = hall.mall.local_now() + timedelta(days=1)
        self.now = tomorrow.replace(hour=8, minute=0, second=0)
        self._put = put
        put(self.now)

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self._put(self.now)


def _live_through(hall: Hall, watch: _Watch, own: int | None = KEPT) -> None:
    """Let a morning happen: one to three services each, head starts, missed calls, returns.

    `own`: the share of age that every agency decided; None: as shipped.
    """
    chance = random.Random(7)
    actions.set_age_kept(
        mall=hall.mall, percents={one.pk: own for one in hall.mall.agencies.all()}, actor="test"
    )
    at_desk: dict[int, Any] = {}
    missed: list[Any] = []
    coming = PEOPLE
    for _ in range(ROUNDS):
        watch.wait(chance.randrange(20, 90))
        if coming and chance.random() < 0.4:
            coming -= 1
            _come(hall, chance)
        number = chance.choice((1, 2, 3))
        if number in at_desk:
            _attend(hall, chance, number, at_desk.pop(number), missed, watch)
        elif called := hall.call(number):
            at_desk[number] = called
        if missed and chance.random() < 0.3:
            hall.move(missed.pop(), "return", None)


def _come(hall: Hall, chance: random.Random) -> None:
    hurried = chance.random() < 0.2
    services = chance.sample(SERVICES, chance.choice((1, 1, 2, 3)))
    first = hall.issue(services[0], wants_head_start=hurried).ticket
    for service in services[1:]:
        hall.issue(service, attendance_id=first.attendance)
    if len(services) > 1 and chance.random() < 0.6:
        actions.set_flow(
            mall=hall.mall, attendance_id=first.attendance, flow=Flow.ONE, actor="test"
        )


def _attend(
    hall: Hall, chance: random.Random, number: int, ticket: Any, missed: list[Any], watch: _Watch
) -> None:
    if chance.random() < 0.15:
        watch.wait(180)
        hall.move(ticket, "no_show", number)
        if not ticket.came_back:  # nobody comes back twice
            missed.append(ticket)
        return
    hall.move(ticket, "start", number)
    watch.wait(chance.randrange(20, 60))
    hall.move(ticket, "finish", number)


def _rows(hall: Hall, watch: _Watch) -> Iterator[dict[str, Any]]:
    for event in Event.objects.filter(mall=hall.mall, day=watch.now.date()).order_by("seq"):
        yield json.loads(event.body)


def _still_open(day: Rebuilt, person: str) -> list[str]:
    return [
        one.id
        for one in day.tickets.values()
        if one.attendance == person and one.state in {"waiting", "held", "parked"}
    ]


def replayed(
    rows: Sequence[dict[str, Any]], own: int | None = KEPT
) -> list[tuple[str | None, str]]:
    """Return, call by call, whom the simulator chooses and whom the log says was called."""
    day, calls = Rebuilt(), []
    tickets = [row["ticket"] for row in rows if row["event"] == "ticket.issued"]
    added = [row for row in rows if row["event"] == "counter.added"]
    opened = next((row for row in rows if row["event"] == "day.opened"), {})
    desks = {row["counter_id"]: row["lines"] for row in added}
    desks |= {row["counter"]: row["lines"] for row in opened.get("counters", ())}
    lines = sorted({line for served in desks.values() for line in served})
    kept = {} if own is None else dict.fromkeys(lines, own)
    floor = Floor(tickets, lines, desks, kept, USUAL)
    for row in rows:
        verb, moment = row["event"], datetime.fromisoformat(row["at"])
        ticket = row.get("ticket") or ""
        if verb == "ticket.called":
            calls.append((floor.next_for(row["counter"]), ticket))
        tell(day, row)
        if verb == "ticket.issued":
            floor.issue(ticket, row["line"], row["number"], moment, row["head_start_minutes"])
        elif verb == "ticket.returned":
            floor.come_back(ticket)
        elif verb == "ticket.finished":
            person = day.tickets[ticket].attendance
            waits_freely = day.flows.get(person, "free") == "free"
            floor.finish(person, moment, _still_open(day, person), waits_freely=waits_freely)
        for one in day.tickets.values():
            floor.wait(one.id, one.state == "waiting" and one.present)
    return calls


@pytest.mark.parametrize("own", [KEPT, None])
def test_a_recorded_day_replayed_makes_the_same_calls(
    hall: Hall, at_clock: Callable[[datetime], None], own: int | None
) -> None:
    watch = _Watch(hall, at_clock)
    _live_through(hall, watch, own)
    rows = list(_rows(hall, watch))
    calls = replayed(rows, own)
    assert len(calls) > PEOPLE
    assert sum(row["event"] == "ticket.aged" for row in rows) > (5 if own else 2)
    assert sum(row["event"] == "ticket.returned" for row in rows) > 1
    assert [chosen for chosen, _ in calls] == [called for _, called in calls]


def test_the_replay_notices_a_key_that_was_forgotten(
    hall: Hall, at_clock: Callable[[datetime], None]
) -> None:
    watch = _Watch(hall, at_clock)
    _live_through(hall, watch)
    rows = [
        {**row, "head_start_minutes": 0} if row["event"] == "ticket.issued" else row
        for row in _rows(hall, watch)
    ]
    assert any(chosen != called for chosen, called in replayed(rows))
