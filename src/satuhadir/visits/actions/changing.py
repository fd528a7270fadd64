# SPDX-License-Identifier: Apache-2.0
"""Change a booked visit: another time, given up, or moved by the mall because of a closure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from satuhadir.malls import queries as malls
from satuhadir.malls.calendars import Intervals
from satuhadir.malls.models import Mall
from satuhadir.visits import telling
from satuhadir.visits.actions.booking import sit_down
from satuhadir.visits.actions.reminders import remind
from satuhadir.visits.actions.waiting import give_back
from satuhadir.visits.errors import (
    BookingClosed,
    DayFull,
    DayInvalid,
    SlotTaken,
    StartInvalid,
    VisitNotFound,
    WrongState,
)
from satuhadir.visits.models import BookingPolicy, Seat, Stop, Visit
from satuhadir.visits.queries.rules import policy_of
from satuhadir.visits.queries.slots import check_day, services_lines
from satuhadir.visits.queries.visits import OPEN, visit_at
from satuhadir.visits.values import ONLINE, Wanted

LOOKS_DAYS = 14
"""How far ahead a visit is moved by itself when its day closes."""


@transaction.atomic
def reschedule(
    *, visit_id: UUID, mall: Mall, day: date, starts: Mapping[str, int] | None = None
) -> Visit:
    """Give a booked visit another day or other slots: all its seats anew, or none and it stays.

    `starts` names slots by service code; the others get the first that fits. The old seats are
    given back in the same transaction and cannot be lost to somebody before the new ones stand.

    Raises:
        VisitNotFound, WrongState, DayInvalid, StartInvalid, SlotTaken, DayFull, BookingClosed.
    """
    policy = policy_of(mall)
    visit = locked(mall, visit_id)
    if visit.state not in OPEN:
        raise WrongState
    check_day(mall, day, policy)
    if visit.channel == ONLINE and not policy.is_open:
        raise BookingClosed
    wanted = _wanted(visit, starts or {})
    freed = _stand_up(visit)
    visit.day, visit.state = day, Visit.State.BOOKED
    visit.moved_from, visit.moved_why = None, ""
    _changed(visit)
    _sit_down(visit, wanted, policy, freed)
    give_back(mall, freed, policy)
    moved = _whole(visit)
    remind(visit=moved)
    return moved


@transaction.atomic
def cancel_visit(*, visit_id: UUID, mall: Mall) -> Visit:
    """Give a booked visit up; a visit given up before stays so. Its seats go to who waits.

    Raises:
        VisitNotFound. WrongState: its person is here, or it is over.
    """
    visit = locked(mall, visit_id)
    if visit.state == Visit.State.CANCELLED:
        return _whole(visit)
    if visit.state not in OPEN:
        raise WrongState
    freed = _free_seats(visit)
    visit.state = Visit.State.CANCELLED
    _changed(visit)
    telling.nothing_more(visit)
    give_back(mall, freed, policy_of(mall))
    return _whole(visit)


def move_displaced(mall: Mall) -> int:
    """Move everybody whose seat lies outside the hours of its booth, and who comes without a seat
    on a day on which it does not open; return how many.

    The hours alone decide: fewer counters, slower service or a line closed for new bookings
    take nobody's time away. First to the same times on the nearest day on which all their stops
    fit. Where none does, the seats are given up and the visit waits for its holder to choose:
    nothing of it is lost. Both are told.
    """
    stops = Stop.objects.filter(
        visit__mall=mall, visit__state=Visit.State.BOOKED, visit__day__gte=mall.today()
    )
    return sum(_move(mall, visit_id) for visit_id in sorted(_displaced(mall, stops), key=str))


def locked(mall: Mall, visit_id: UUID) -> Visit:
    """Return a visit, held until the transaction ends; raise VisitNotFound."""
    visit = Visit.objects.select_for_update().filter(mall=mall, pk=visit_id).first()
    if visit is None:
        raise VisitNotFound
    visit.mall = mall
    return visit


def _displaced(mall: Mall, stops: QuerySet[Stop]) -> set[UUID]:
    """Return the visits of stops that have a seat when its booth is closed, or none on a day on
    which it does not open (one query).
    """
    calendar = malls.calendar_of(mall)
    hours: dict[tuple[date, int], Intervals] = {}
    found = set()
    rows = stops.values_list(
        "visit_id", "visit__day", "service__line_service__line__booth_id",
        "seat__slot__starts_minute", "seat__slot__ends_minute",
    )  # fmt: skip
    for visit_id, day, booth_id, starts, ends in rows:
        key = day, booth_id
        if key not in hours:
            hours[key] = calendar.intervals(day, booth_id)
        stays = (starts is None or (opens <= starts and ends <= closes)
                 for opens, closes in hours[key])  # fmt: skip
        if not any(stays):
            found.add(visit_id)
    return found


@transaction.atomic
def _move(mall: Mall, visit_id: UUID) -> int:
    policy = policy_of(mall)
    visit = locked(mall, visit_id)
    if visit.state != Visit.State.BOOKED or not _displaced(mall, visit.stops.all()):
        return 0  # changed by its holder meanwhile
    day, why = visit.day, _why(visit)
    wanted = _wanted(visit, None)
    freed = _stand_up(visit)
    visit.moved_from, visit.moved_why = day, why[:200]
    for offset in range(1, LOOKS_DAYS + 1):
        visit.day = max(day, mall.today()) + timedelta(days=offset)
        if visit.day > mall.today() + timedelta(days=policy.window_days):
            break
        if any(_fits(visit, one, policy, freed) for one in (wanted, _any_time(wanted))):
            give_back(mall, freed, policy)
            telling.moved(visit)
            remind(visit=visit)
            return 1
    visit.day, visit.state = day, Visit.State.CHOOSE_AGAIN
    _changed(visit)
    _write_stops(visit, wanted)
    give_back(mall, freed, policy)
    telling.choose_again(visit)
    return 1


def _fits(visit: Visit, wanted: list[Wanted], policy: BookingPolicy, freed: list[int]) -> bool:
    """Try a day, in a savepoint: what does not fit whole leaves nothing behind."""
    try:
        with transaction.atomic():
            _changed(visit)
            _sit_down(visit, wanted, policy, freed)
    except (DayInvalid, SlotTaken, DayFull, StartInvalid):
        return False
    return True


def _wanted(visit: Visit, starts: Mapping[str, int] | None) -> list[Wanted]:
    """Return what a visit has, to be booked anew: at named times, or (None) at its own."""
    return [
        Wanted(
            service=stop.service.code,
            starts_minute=stop.starts_minute if starts is None else starts.get(stop.service.code),
            outside_code=stop.outside_code,
            after=tuple(stop.after),
        )
        for stop in visit.stops.select_related("service").order_by("place")
    ]


def _any_time(wanted: list[Wanted]) -> list[Wanted]:
    return [replace(one, starts_minute=None) for one in wanted]


def _stand_up(visit: Visit) -> list[int]:
    """Take the seats and stops of a visit away, to be written anew; return the freed slots."""
    freed = _free_seats(visit)
    visit.stops.all().delete()
    return freed


def _free_seats(visit: Visit) -> list[int]:
    seats = Seat.objects.filter(visit=visit)
    freed = list(seats.values_list("slot_id", flat=True))
    seats.delete()
    return freed


def _sit_down(visit: Visit, wanted: list[Wanted], policy: BookingPolicy, freed: list[int]) -> None:
    lines = services_lines(visit.mall, [one.service for one in wanted])
    sit_down(visit, wanted, lines, policy, freed=freed)


def _write_stops(visit: Visit, wanted: list[Wanted]) -> None:
    """Keep what was asked for, without seats."""
    lines = services_lines(visit.mall, [one.service for one in wanted])
    for place, one in enumerate(wanted, start=1):
        visit.stops.create(
            service=lines[one.service].service,
            place=place,
            starts_minute=one.starts_minute,
            outside_code=one.outside_code,
            after=list(one.after),
        )


def _changed(visit: Visit) -> None:
    visit.revision += 1
    visit.changed_at = timezone.now()
    visit.save(update_fields=["day", "state", "moved_from", "moved_why", "revision", "changed_at"])


def _why(visit: Visit) -> str:
    """Return why the first of its booths is closed that day, "" when it is only shorter."""
    calendar = malls.calendar_of(visit.mall)
    for stop in visit.stops.select_related("service__line_service__line"):
        line = stop.service.line_service.line
        reason = calendar.reason_closed(visit.day, line.booth_id)
        if reason:
            return reason
    return ""


def _whole(visit: Visit) -> Visit:
    return visit_at(visit.mall, visit.pk) or visit
