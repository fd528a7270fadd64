# SPDX-License-Identifier: Apache-2.0
"""The end of a visit as it is told, and what came of those that were told."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Case, Count, F, IntegerField, Q, Sum, When
from django.db.models.functions import Abs

from satuhadir.engines.calibration import Learned
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue.models import Ticket
from satuhadir.queue.queries.following import AT_COUNTER, Follower, Place, followers
from satuhadir.queue.values import Flow
from satuhadir.shared.memory import Brief
from satuhadir.visits.models import EndPromise, Stop, Visit
from satuhadir.visits.promises import KEPT, Leg, Past, Reach, compose, corrected, learn_ends, quick
from satuhadir.visits.queries.planned import PlannedStop, Span
from satuhadir.visits.queries.slots import minute_now, minute_of

SEAT_LIKELY = 5
"""Who has a seat is called so long after its start, as plans have it."""
SEAT_MINUTES = 30
"""How long a slot is taken to be whose seat is gone."""
LAST_MINUTE = 1439

_learned: "Brief[Learned]" = Brief(300)


class Promised(NamedTuple):
    """One promise of a past month: what was told and what came, minutes after the check-in."""

    day: date
    low: int
    likely: int
    high: int | None
    outcome: str
    took: int | None


def told_end(mall: Mall, begins: int, reach: Reach) -> Span:
    """Return a composed end as people are told it, corrected by what came of earlier ones (one
    query each five minutes). Every page, paper and answer that tells an end asks here.
    """
    told = corrected(reach, begins, _learned.get(mall.pk, lambda: _learn(mall)))
    high = None if told.high is None else min(told.high, LAST_MINUTE)
    return Span(told.low, told.likely, high)


def end_of_plan(
    mall: Mall, arrive: int, finish: Span, stops: Sequence[PlannedStop], *, books: bool
) -> Span:
    """Return the told end of a plan; one of a single service stays as its line says. With `books`
    it is the end that its booking tells: that keeps no arrival, and counts from the first turn.
    """
    if len(stops) < 2:
        return finish
    turn = min(one.start.low for one in stops)
    steps = [(one.slot or 0, one.service.desk_minutes) for one in stops]
    return told_end(mall, turn if books else arrive, _reach(turn, steps, finish))


def end_of_visit(visit: Visit, person: Follower | None = None) -> Span | None:
    """Return the told end of a visit of several services, booked or here; None for one service,
    for a visit that is over, and where nobody can say. `visit` with its stops, as `whole` has it;
    `person` as `reach_now` takes them.
    """
    stops = list(visit.stops.all())
    if len(stops) < 2:
        return None
    if visit.state == Visit.State.BOOKED:
        reach = _booked(stops)
        return None if reach is None else told_end(visit.mall, _turn(stops), reach)
    if visit.state != Visit.State.PRESENT or visit.day != visit.mall.today():
        return None
    now = minute_now(visit.mall, visit.day)
    reach = reach_now(visit, now, person)
    return None if reach is None else told_end(visit.mall, now, reach)


def reach_now(visit: Visit, now: int, person: Follower | None = None) -> Reach | None:
    """Return the composed end of a visit whose person is here, by the waits of this moment (some
    five queries; three fewer with the `person` that was read already).
    """
    assert visit.attendance_id is not None
    mall, now_at = visit.mall, visit.mall.local_now()
    person = person or next(iter(followers(mall, [visit.attendance_id])), None)
    if person is None:
        return None
    rows = Ticket.objects.filter(pk__in=[one.id for one in person.places])
    known = {one: (booth, key) for one, booth, key in rows.values_list("pk", "line__booth", "key")}
    calendar, legs = malls.calendar_of(mall), []
    for place in _in_turn(person):
        booth, key = known[place.id]
        called = _called(place, now, minute_of(mall, visit.day, key))
        if called is None:
            return None
        hours = calendar.intervals(visit.day, booth)
        stretches = tuple((one.opens_minute, one.closes_minute) for one in hours)
        if place.state in AT_COUNTER:  # begun: no closing ends it
            stretches = ((now, LAST_MINUTE),)
        legs.append(Leg(booth, place.minutes_left(now_at), called, stretches))
    return compose(legs, now)


def promised_between(mall: Mall, first: date, last: date) -> list[Promised]:
    """Return what was promised on some days, in the order of the days (one query)."""
    rows = EndPromise.objects.filter(mall=mall, day__gte=first, day__lte=last).order_by("day")
    return list(
        map(Promised._make, rows.values_list("day", "low", "likely", "high", "outcome", "took"))
    )


def ends_by_bin(
    mall: Mall, first: date, last: date, bins: Sequence[int]
) -> dict[int, tuple[int, int, int, int]]:
    """Return by bin of the likely minutes how many promised ends were judged, kept, passed, and
    the minutes all of them were off the likely one (one query).
    """
    begins = [When(likely__gte=one, then=one) for one in sorted(bins, reverse=True)]
    rows = (
        EndPromise.objects.filter(mall=mall, day__gte=first, day__lte=last, outcome="finished")
        .exclude(high=None)
        .annotate(bin=Case(*begins, default=bins[0], output_field=IntegerField()))
        .values_list("bin")
        .annotate(
            judged=Count("pk"),
            kept=Count("pk", filter=Q(took__gte=F("low"), took__lte=F("high"))),
            late=Count("pk", filter=Q(took__gt=F("high"))),
            missed=Sum(Abs(F("took") - F("likely"))),
        )
        .order_by("bin")
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _learn(mall: Mall) -> Learned:
    rows = EndPromise.objects.filter(mall=mall, outcome="finished", composed_high__isnull=False)
    newest = rows.order_by("-day", "-pk").values_list(
        "composed_low", "likely", "composed_high", "took"
    )[:KEPT]
    return learn_ends([Past._make(row) for row in reversed(newest)])


def _in_turn(person: Follower) -> list[Place]:
    """Return the open tickets as they will be called: at a counter first, then by turn, or with
    the flow `summon` whichever line is quickest.
    """
    if person.flow is Flow.SUMMON:
        return sorted(person.places, key=lambda one: one.wait.likely if one.wait else 0)
    return sorted(person.places, key=lambda one: (one.state not in AT_COUNTER, one.turn or 0))


def _called(place: Place, now: int, key: int) -> tuple[int, int, int] | None:
    """Return when a ticket's turn comes. Whoever has a seat later in the day stands behind those
    who come until its `key`; only in an empty hall it is called before.
    """
    if place.state in AT_COUNTER:
        return now, now, now
    wait, since = place.wait, max(now, key)
    return None if wait is None else (now + wait.low, since + wait.likely, since + wait.high)


def _booked(stops: Sequence[Stop]) -> Reach | None:
    """Return the end of a visit that is still to come, by what its booking told; None where a
    stop has no time.
    """
    ends = []
    for one in stops:
        start = _start(one)
        if start is None:
            return None
        ends.append([minute + one.service.desk_minutes for minute in start])
    steps = [(one.starts_minute or 0, one.service.desk_minutes) for one in stops]
    return _reach(_turn(stops), steps, Span(*max(ends, key=lambda end: end[1])))


def _start(stop: Stop) -> tuple[int, int, int] | None:
    if stop.start_low is not None and stop.start_likely is not None:
        return stop.start_low, stop.start_likely, stop.start_high or stop.start_likely
    begins = stop.starts_minute
    if begins is None:
        return None
    ends = stop.seat.slot.ends_minute if stop.seat is not None else begins + SEAT_MINUTES
    return begins, begins + SEAT_LIKELY, max(ends, begins + SEAT_LIKELY)


def _turn(stops: Sequence[Stop]) -> int:
    """Return when the first turn of a booked visit may come."""
    return min(start[0] for one in stops if (start := _start(one)) is not None)


def _reach(begins: int, steps: Sequence[tuple[int, int]], end: Span) -> Reach:
    """Return an end with its earliest: nobody waits, no step is before its seat, each is quick."""
    at = begins
    for seat, minutes in steps:
        at = max(at, seat) + quick(minutes)
    return Reach(min(at, end.low), *end)
