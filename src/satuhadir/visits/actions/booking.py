# SPDX-License-Identifier: Apache-2.0
"""Book a visit: every seat of it, or nothing."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from satuhadir.catalogue.models import DocumentType
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue.models import LineService
from satuhadir.shared.errors import FieldProblem
from satuhadir.shared.keyed import hash_of
from satuhadir.visits import hotpath, tracks
from satuhadir.visits.actions.limits import Known, check_limits, check_same, known_of
from satuhadir.visits.actions.slots import ensure_slots
from satuhadir.visits.errors import (
    BookingClosed,
    DayFull,
    DayInvalid,
    ServicesInvalid,
    SlotTaken,
    StartInvalid,
)
from satuhadir.visits.models import BookedLine, BookingPolicy, Stop, Visit
from satuhadir.visits.queries.rules import policy_of
from satuhadir.visits.queries.slots import (
    check_day,
    free_slots,
    is_released,
    minute_now,
    services_lines,
)
from satuhadir.visits.queries.visits import visit_at
from satuhadir.visits.values import DESK, ONLINE, SlotFree, Wanted, Who

MOST_SERVICES = 12
WALK_MINUTES = 5
"""Between two stops, where nobody planned the way."""
TRIES = 4
"""How often other slots are looked for when those that we chose were taken meanwhile; after the
first time those who lost wait for each other, so that a rush leaves no seat empty."""


def book_visit(
    *,
    mall: Mall,
    wanted: Sequence[Wanted],
    day: date,
    who: Who,
    channel: str = ONLINE,
    holds: Iterable[str] = (),
    once_a_day: bool = False,
) -> Visit:
    """Book one visit with a seat for each service, or nothing at all.

    A service whose slot is not named gets the first free one after the stop before it that leaves
    room for those that are named; one whose line takes no bookings gets its number on arrival.
    `holds` are codes of documents the person has; unknown ones are left out. The desk books past
    the limits of phones. `once_a_day` refuses what the same device or account has booked for that
    day already.

    Raises:
        ServiceNotFound, ServicesInvalid, DayInvalid, StartInvalid: what is asked can't be.
        BookingClosed: this mall takes no bookings online now.
        TooManyForPhone, TooManyForDevice: enough for one phone or device.
        AlreadyBooked: with `once_a_day` alone.
        SlotTaken: a slot that was named has no seat left. DayFull: none of the day has.
    """
    policy = policy_of(mall)
    lines = _checked(mall, wanted, day, policy, channel)
    known = known_of(who)

    def work(in_turn: bool) -> Visit:
        if channel == ONLINE:
            check_limits(mall, policy, known)
        if once_a_day:
            check_same(mall, day, lines, known, who.account_id)
        if in_turn:
            hotpath.wait_for_turn(*{one.line_id.bytes for one in lines.values()})
        visit = new_visit(mall, day, who, known, channel, _known_documents(mall, holds))
        sit_down(visit, wanted, lines, policy)
        return visit

    for attempt in range(TRIES):
        try:
            visit = with_free_code(partial(work, attempt > 0))
            break
        except SlotTaken:
            named = all(one.starts_minute is not None for one in wanted)
            if named or attempt == TRIES - 1:
                raise
    found = visit_at(mall, visit.pk)
    assert found is not None
    return found


def with_free_code(work: Callable[[], Visit]) -> Visit:
    """Do the work that makes a visit in a transaction; again, whole, where the code it drew was
    taken that day, which happens once in a hundred million times.
    """
    attempt = 1
    while True:
        try:
            with transaction.atomic():
                return work()
        except IntegrityError as error:
            if "visits_code_once" not in str(error) or attempt == TRIES:
                raise
        attempt += 1


def sit_down(
    visit: Visit,
    wanted: Sequence[Wanted],
    lines: dict[str, LineService],
    policy: BookingPolicy,
    *,
    freed: Sequence[int] = (),
) -> None:
    """Take the seats of a visit that stands on its day, and write its stops; inside a transaction.

    `freed` are slots whose seats it gave back: locked with the new ones, all in one order.

    Raises:
        DayInvalid, SlotTaken, DayFull, StartInvalid: nothing of it may stay.
    """
    choice = choose_slots(visit.mall, wanted, lines, visit.day, visit.channel, policy)
    now = minute_now(visit.mall, visit.day)
    chosen = [one for one in choice if one is not None]
    hotpath.lock_slots([*freed, *(one.id for one in chosen)])
    taken = hotpath.take_seats(
        slots=[one.id for one in chosen],
        channel=visit.channel,
        released=[is_released(one.starts_minute, now, policy) for one in chosen],
        visit_id=visit.pk,
    )
    if isinstance(taken, int):
        place = next(i for i, one in enumerate(choice) if one is not None and one.id == taken)
        raise SlotTaken(service=lines[wanted[place].service].service.name)
    seats = iter(taken)
    seat_of = {i: next(seats) for i, one in enumerate(choice) if one is not None}
    rows = []
    for place, i in enumerate(_in_time(wanted, choice), start=1):
        slot, want = choice[i], wanted[i]
        low, likely, high, finish = want.promised or (None, None, None, None)
        rows.append(
            Stop(
                visit=visit,
                service=lines[want.service].service,
                place=place,
                seat_id=seat_of.get(i),
                starts_minute=slot.starts_minute if slot else None,
                outside_code=want.outside_code.strip()[:60],
                after=list(want.after),
                start_low=low,
                start_likely=likely,
                start_high=high,
                finish=finish,
            )
        )
    Stop.objects.bulk_create(rows)


def likely_starts(*, mall: Mall, wanted: Sequence[Wanted], day: date) -> dict[str, int]:
    """Return the minute at which each service would be booked online now; nothing is taken.

    Raises:
        DayInvalid, StartInvalid, SlotTaken, DayFull: as `book_visit` would.
    """
    policy = policy_of(mall)
    lines = services_lines(mall, [one.service for one in wanted])
    slots = choose_slots(mall, wanted, lines, day, ONLINE, policy)
    return {
        one.service: slot.starts_minute
        for one, slot in zip(wanted, slots, strict=True)
        if slot is not None
    }


def choose_slots(
    mall: Mall,
    wanted: Sequence[Wanted],
    lines: dict[str, LineService],
    day: date,
    channel: str,
    policy: BookingPolicy,
) -> list[SlotFree | None]:
    """Return a slot for each wanted service, None where the line takes no bookings.

    Raises:
        DayInvalid: a booth does not open that day.
        StartInvalid: no slot of the line begins then. SlotTaken: that slot is full.
        DayFull: no slot after the stop before has a free seat.
    """
    _check_open(mall, lines.values(), day)
    line_ids = {lines[one.service].line_id for one in wanted}
    booked = line_ids - _not_booked(mall, line_ids)
    ensure_slots(mall, booked, day)
    free = free_slots(mall, booked, day, policy=policy)
    kept = _kept(wanted, lines, booked)
    chosen: list[SlotFree | None] = []
    used: dict[int, int] = {}
    cursor = 0
    for place, one in enumerate(wanted):
        line = lines[one.service]
        if line.line_id not in booked:
            chosen.append(None)
            continue
        slots = free[line.line_id]
        if one.starts_minute is not None:
            slot = _named(slots, one, line, place)
        else:
            fits = (
                each
                for each in slots
                if each.starts_minute >= cursor
                and each.free(channel) > used.get(each.id, 0)
                and _is_beside(each.starts_minute, line.service.desk_minutes, kept)
            )
            found = next(fits, None)
            if found is None:
                raise DayFull(service=line.service.name)
            slot = found
        if slot.free(channel) <= used.get(slot.id, 0):
            raise SlotTaken(service=line.service.name)
        used[slot.id] = used.get(slot.id, 0) + 1
        chosen.append(slot)
        cursor = slot.starts_minute + line.service.desk_minutes + WALK_MINUTES
    return chosen


def _kept(
    wanted: Iterable[Wanted], lines: dict[str, LineService], booked: set[UUID]
) -> list[tuple[int, int]]:
    """Return the begin and the end of each time that was named."""
    return [
        (one.starts_minute, one.starts_minute + lines[one.service].service.desk_minutes)
        for one in wanted
        if one.starts_minute is not None and lines[one.service].line_id in booked
    ]


def _is_beside(start: int, minutes: int, kept: Iterable[tuple[int, int]]) -> bool:
    """Say whether somebody who starts then can be at all of their other times as well."""
    return all(
        start + minutes + WALK_MINUTES <= begins or ends + WALK_MINUTES <= start
        for begins, ends in kept
    )


def _check_open(mall: Mall, lines: Iterable[LineService], day: date) -> None:
    """Refuse a day on which somebody would come for nothing, also where they have no time."""
    calendar = malls.calendar_of(mall)
    for one in lines:
        reason = calendar.reason_closed(day, one.line.booth_id)
        if reason is not None:
            detail = _("{service} tutup hari itu: {reason}").format(
                service=one.service.name, reason=reason
            )
            raise DayInvalid(errors=[FieldProblem("day", "visits.day_closed", detail)])


def _named(slots: list[SlotFree], one: Wanted, line: LineService, place: int) -> SlotFree:
    found = next((each for each in slots if each.starts_minute == one.starts_minute), None)
    if found is None:
        detail = _("Tidak ada slot {service} yang mulai pada waktu itu.").format(
            service=line.service.name
        )
        raise StartInvalid(
            errors=[FieldProblem(f"slots.{one.service}", "visits.no_such_slot", detail)]
        )
    return found


def _checked(
    mall: Mall, wanted: Sequence[Wanted], day: date, policy: BookingPolicy, channel: str
) -> dict[str, LineService]:
    codes = [one.service for one in wanted]
    problem = ""
    if not codes:
        problem = _("Pilih paling sedikit satu layanan.")
    elif len(codes) > MOST_SERVICES:
        problem = _("Satu kunjungan paling banyak {most} layanan.").format(most=MOST_SERVICES)
    elif len(set(codes)) < len(codes):
        problem = _("Setiap layanan cukup sekali.")
    if problem:
        raise ServicesInvalid(errors=[FieldProblem("services", "visits.services_invalid", problem)])
    lines = services_lines(mall, codes)
    check_day(mall, day, policy)
    if channel == ONLINE and not policy.is_open:
        raise BookingClosed
    return lines


def new_visit(
    mall: Mall,
    day: date,
    who: Who,
    known: Known,
    channel: str = ONLINE,
    holds: Iterable[str] = (),
) -> Visit:
    """Make a visit without its seats; inside `with_free_code`."""
    visit_id = tracks.new_id()
    return Visit.objects.create(
        pk=visit_id,
        mall=mall,
        day=day,
        code=tracks.new_code(),
        track_hash=hash_of(tracks.track_of(visit_id)),
        channel=DESK if channel == DESK else ONLINE,
        for_whom=who.for_whom,
        language=who.language,
        holds=list(holds),
        name=who.name.strip()[:60],
        phone=who.phone,
        phone_is_proven=known.phone_is_proven,
        phone_digest=known.phone,
        device_digest=known.device if channel == ONLINE else None,
        account_id=who.account_id,
    )


def _known_documents(mall: Mall, codes: Iterable[str]) -> list[str]:
    wanted = sorted(set(codes))[:100]
    known = DocumentType.objects.filter(mall=mall, code__in=wanted)
    return sorted(known.values_list("code", flat=True))


def _not_booked(mall: Mall, line_ids: Iterable[UUID]) -> set[UUID]:
    rows = BookedLine.objects.filter(mall=mall, line__in=list(line_ids))
    return {one.line_id for one in rows if not one.is_open or one.outside_name}


def _in_time(wanted: Sequence[Wanted], choice: Sequence[SlotFree | None]) -> list[int]:
    """Return the places of stops in the order of their times; one without a slot comes at the
    time it was promised, or right after the stop named before it.
    """
    times = []
    cursor = 0
    for one, slot in zip(wanted, choice, strict=True):
        if slot is not None:
            cursor = slot.starts_minute
        elif one.promised:
            cursor = one.promised[1]
        times.append(cursor)
    return sorted(range(len(wanted)), key=lambda i: (times[i], i))
