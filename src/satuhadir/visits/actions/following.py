# SPDX-License-Identifier: Apache-2.0
"""Everybody's plan is made again while the hall moves, and told only where it is worth a change.

A changed order is published when it saves more than max(5 minutes, 20 % of what is left), and
never to somebody who is called or whose call is less than 5 minutes away: a person sent to and fro
trusts no plan. Who is planned first keeps their place: what they bring to a line counts for those
planned after them.

Whoever goes on from a finished service stands later in the next line by what their ticket does not
keep of its age, and meets the wait of then: today's, which becomes the usual one of that hour.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from satuhadir.engines.plan import DOOR, Need, Offer, Timetable, plan
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import actions as queue
from satuhadir.queue.errors import AttendanceNotFound, Busy, OrderChanged
from satuhadir.queue.queries import line_states
from satuhadir.queue.queries.following import Follower, Place, followers
from satuhadir.queue.values import Flow, NextTurn
from satuhadir.visits.queries.rules import line_rules
from satuhadir.visits.queries.starts import LAST_MINUTE, Wait, blended, typical_waits, usual_at
from satuhadir.visits.values import LineRule

ACTOR = "system"
WORTH_MINUTES, WORTH_SHARE = 5, 0.2
NEAR_MINUTES = 5
WALK_MINUTES = 3
SUMMON_AHEAD_MINUTES = 2
MISSED_MINUTES = 6
"""So long after a summons somebody who said nothing is no longer waited for."""


def follow_everybody(mall: Mall) -> int:
    """Make the plans of all who are here again, summon whose call is near; return how many orders
    changed. Some ten queries, and two statements for each change.
    """
    people = followers(mall)
    if not people:
        return 0
    desk = _Desk(mall)
    changed = 0
    for person in people:
        if person.flow is Flow.SUMMON:
            _summon(mall, person, desk.now)
        elif _replan(mall, person, desk):
            changed += 1
    return changed


class _Desk:
    """What all plans of one look share: the clock, the hours, and what they bring each other."""

    def __init__(self, mall: Mall) -> None:
        self.now = mall.local_now()
        self.minute = self.now.hour * 60 + self.now.minute
        self.rules: Mapping[UUID, LineRule] = line_rules(mall)
        self.brought: dict[UUID, float] = defaultdict(float)
        self._live = {
            one.line: Wait(one.wait.low, one.wait.likely, one.wait.high)
            for one in line_states(mall)
            if one.wait is not None
        }
        self._usual = typical_waits(mall)
        self._changed: dict[UUID, list[float]] = {}
        self._calendar, self._day = malls.calendar_of(mall), mall.today()
        self._hours: dict[int, tuple[tuple[int, int], ...]] = {}

    def hours(self, booth_id: int) -> tuple[tuple[int, int], ...]:
        """Return the stretches in which a booth serves today."""
        if booth_id not in self._hours:
            self._hours[booth_id] = tuple(
                (one.opens_minute, one.closes_minute)
                for one in self._calendar.intervals(self._day, booth_id)
            )
        return self._hours[booth_id]

    def table(self, place: Place, from_minute: int, *, was_served: bool) -> list[int | None]:
        """Return when a ticket is called for somebody who stands there at each minute.

        `was_served`: a service is finished before the first of them already, not only before the
        later ones. A ticket that lost age stands where somebody would who came at the minute
        `comes`, and is called when they are.
        """
        assert place.wait is not None
        called = self.minute + place.wait.likely + round(self.brought[place.line])
        hours = self.hours(self.rules[place.line].booth_id)
        since = (place.since - self.now) / timedelta(minutes=1) if place.since else 0.0
        lost, changes = (100 - place.kept) / 100, self._changes(place.line)
        table = []
        for at in range(from_minute, hours[-1][1] if hours else from_minute):
            later = 0
            if lost and (was_served or at > from_minute):
                moved = lost * max(0.0, at - self.minute - since)
                comes = max(0, round(since + moved))
                later = max(0, round(moved + changes[min(comes, len(changes) - 1)]))
            table.append(_start(hours, max(at, called + later), place.minutes))
        return table

    def _changes(self, line: UUID) -> list[float]:
        """Return by how many minutes the wait of a line is another one so many minutes from now."""
        if line not in self._changed:
            live, usual = self._live.get(line), self._usual.get(line)
            self._changed[line] = [0.0] if live is None or not usual else [
                blended(live, usual_at(usual, self.minute + ahead) or live, ahead).likely
                - live.likely
                for ahead in range(LAST_MINUTE - self.minute + 1)
            ]  # fmt: skip
        return self._changed[line]


def _start(hours: Sequence[tuple[int, int]], at: int, minutes: int) -> int | None:
    for opens, closes in hours:
        if max(at, opens) + minutes <= closes:
            return max(at, opens)
    return None


def _replan(mall: Mall, person: Follower, desk: _Desk) -> bool:
    """Publish a better order of one person's tickets, if it is worth it."""
    now = person.now
    left = [one for one in person.places if one.wait is not None and one.line in desk.rules]
    left.sort(key=lambda one: one.state != "waiting")  # who waits already is first
    if len(left) < 2 or (now is not None and _is_near(now)):
        return False
    is_served = now is not None and now.state == "serving"
    free = desk.minute + (now.minutes_left(desk.now) if now and is_served else 0)
    better = _better(left, free, desk, is_served)
    if better is None:
        return False
    rest = [one for one in person.places if one not in left and one.state in {"held", "parked"}]
    order = [NextTurn(one.id, _before(one, [*better, *rest])) for one in [*better, *rest]]
    try:
        told = queue.set_order(
            mall=mall, attendance_id=person.attendance, order=order, actor=ACTOR, reason="replan",
            seen=now.id if now else None, as_seen=True,
        )  # fmt: skip
    except (OrderChanged, AttendanceNotFound, Busy):
        return False  # something newer happened to them; the next look sees it
    if told.changed:
        first = better[0]
        desk.brought[first.line] += first.minutes / max(desk.rules[first.line].counters, 1)
    return told.changed


def _is_near(place: Place) -> bool:
    """Say whether a ticket is called, or so nearly that its person stays where they are."""
    if place.state == "waiting":
        return place.wait is not None and place.wait.likely <= NEAR_MINUTES
    return place.state == "called"


def _better(left: Sequence[Place], free: int, desk: _Desk, is_served: bool) -> list[Place] | None:
    """Return the order that is finished earliest; None where the present one is good enough."""
    tables = [desk.table(one, free, was_served=is_served) for one in left]
    booths = [str(desk.rules[one.line].booth_id) for one in left]
    offers = [
        Offer(code=str(n), agency=booth, minutes=one.minutes, table_from=free, table=table)
        for n, (one, booth, table) in enumerate(zip(left, booths, tables, strict=True))
    ]
    names = [DOOR, *dict.fromkeys(booths)]
    walks = {a: dict.fromkeys(names[n + 1 :], WALK_MINUTES) for n, a in enumerate(names[:-1])}
    timetable = Timetable(offers, walks)
    codes = [str(n) for n in range(len(left))]
    ids = [one.id for one in left]
    needs = [Need(sum(1 << ids.index(need) for need in one.after if need in ids)) for one in left]
    best = plan(timetable, free, codes, needs)
    if best is None:
        return None
    chained = [need._replace(every=(1 << n) - 1) for n, need in enumerate(needs)]
    present = plan(timetable, free, codes, chained)
    order = [left[int(stop.code)] for stop in best.stops]
    if order == list(left):
        return None
    if present is None:  # not finished today as it stands
        return order
    saved, remaining = present.finish - best.finish, present.finish - free
    return order if saved > max(WORTH_MINUTES, WORTH_SHARE * remaining) else None


def _before(place: Place, order: Sequence[Place]) -> tuple[UUID, ...]:
    """Return what must be finished before a ticket, without what an order puts after it."""
    ids = [one.id for one in order]
    return tuple(
        one for one in place.after if one not in ids or ids.index(one) < ids.index(place.id)
    )


def _summon(mall: Mall, person: Follower, now: datetime) -> None:
    """Tell a person to go where the call may come before they could walk there, or stop waiting
    for somebody who was told and did not come.
    """
    if person.now is not None:
        return
    told = next((one for one in person.places if one.summoned_at is not None), None)
    if told is not None and told.summoned_at is not None:
        if now - told.summoned_at > timedelta(minutes=WALK_MINUTES + MISSED_MINUTES):
            queue.set_flow(
                mall=mall, attendance_id=person.attendance, flow=Flow.ONE, actor=ACTOR,
                reason="missed_summons",
            )  # fmt: skip
        return
    open_ids = {one.id for one in person.places}
    ready = [one for one in person.places if one.wait is not None and not open_ids & set(one.after)]
    first = min(ready, key=lambda one: one.wait.low if one.wait else 0, default=None)
    if first and first.wait and first.wait.low <= WALK_MINUTES + SUMMON_AHEAD_MINUTES:
        queue.summon(mall=mall, ticket_id=first.id, actor=ACTOR)
