# SPDX-License-Identifier: Apache-2.0
"""Which times can be booked, and how many seats are left in each."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.malls.models import Mall
from satuhadir.queue.models import Line, LineService
from satuhadir.shared.errors import FieldProblem
from satuhadir.visits.errors import DayInvalid
from satuhadir.visits.models import BookingPolicy, Seat, Slot
from satuhadir.visits.queries.rules import policy_of
from satuhadir.visits.values import ONLINE, SlotFree


def services_lines(mall: Mall, codes: Iterable[str]) -> dict[str, LineService]:
    """Return the line of each service, with service, line and booth (one query).

    Raises:
        ServiceNotFound: a code is not waited for at this mall.
    """
    wanted = list(codes)
    rows = LineService.objects.filter(line__mall=mall, service__code__in=wanted)
    found = {one.service.code: one for one in rows.select_related("service", "line__booth__agency")}
    if set(wanted) - found.keys():
        raise ServiceNotFound
    return found


def check_day(mall: Mall, day: date, policy: BookingPolicy, *, field: str = "day") -> None:
    """Refuse a day that can't be booked; raise DayInvalid of `field`."""
    today = mall.today()
    if day < today:
        raise DayInvalid(
            errors=[FieldProblem(field, "visits.day_past", _("Hari ini sudah lewat."))]
        )
    last = today + timedelta(days=policy.window_days)
    if day > last:
        detail = _("Baru dapat dipesan sampai {days} hari ke depan.").format(
            days=policy.window_days
        )
        raise DayInvalid(errors=[FieldProblem(field, "visits.day_too_far", detail)])


def free_slots(
    mall: Mall, line_ids: Iterable[UUID], day: date, *, policy: BookingPolicy | None = None
) -> dict[UUID, list[SlotFree]]:
    """Return the slots of some lines on a day that are not over, in order (two queries).

    Nothing is free in a line that is closed today, or where bookings are closed.
    """
    return free_on_days(mall, line_ids, [day], policy=policy)[day]


def free_on_days(
    mall: Mall, line_ids: Iterable[UUID], days: Iterable[date], *,
    policy: BookingPolicy | None = None,
) -> dict[date, dict[UUID, list[SlotFree]]]:  # fmt: skip
    """Return the same for each of some days, in as many queries as for one."""
    policy = policy or policy_of(mall)
    wanted, today = set(line_ids), mall.today()
    now = {day: minute_now(mall, day) for day in days}
    shut = _shut_now(mall, wanted) if today in now else set()
    rows = (
        Slot.objects.filter(mall=mall, line__in=wanted, day__in=list(now))
        .annotate(
            low=Count("seats", filter=Q(seats__seat__lte=F("seats_online"))),
            over=Count(
                "seats",
                filter=Q(
                    seats__seat__gt=F("seats_online"),
                    seats__seat__lte=F("seats_online") + F("seats_over"),
                ),
            ),
            high=Count(
                "seats", filter=Q(seats__seat__gt=500, seats__seat__lte=F("seats_desk") + 500)
            ),
        )
        .order_by("starts_minute")
    )
    found: dict[date, dict[UUID, list[SlotFree]]] = {day: defaultdict(list) for day in now}
    for slot in rows:
        if slot.starts_minute < now[slot.day] or not slot.seats_online + slot.seats_desk:
            continue
        is_shut = slot.day == today and slot.line_id in shut
        online, desk = (0, 0) if is_shut else _seats_left(slot, now[slot.day], policy)
        found[slot.day][slot.line_id].append(
            SlotFree(slot.pk, slot.line_id, slot.starts_minute, slot.ends_minute, online, desk)
        )
    return found


def _seats_left(slot: Any, now: int, policy: BookingPolicy) -> tuple[int, int]:
    """Return how many seats of a slot are left online and at the desk, of its counted ones."""
    unused = slot.seats_online - slot.low
    online = unused + slot.seats_over - slot.over
    desk = slot.seats_desk - slot.high
    if is_released(slot.starts_minute, now, policy):
        desk += unused
    if slot.starts_minute < now + policy.cut_off_minutes or not policy.is_open:
        online = 0
    return online, desk


def is_released(starts_minute: int, now: int, policy: BookingPolicy) -> bool:
    """Say whether unused online seats of a slot are the desk's by now."""
    return starts_minute - now <= policy.release_minutes


def nearest_days(
    mall: Mall, line_ids: Iterable[UUID], *, channel: str = ONLINE, most: int = 3
) -> list[date]:
    """Return the next days on which every one of the lines has a free seat."""
    policy = policy_of(mall)
    wanted = set(line_ids)
    days = []
    for offset in range(policy.window_days + 1):
        day = mall.today() + timedelta(days=offset)
        free = free_slots(mall, wanted, day, policy=policy)
        if all(any(one.free(channel) for one in free[line]) for line in wanted):
            days.append(day)
        if len(days) == most:
            break
    return days


def reserved_today(mall: Mall) -> dict[UUID, int]:
    """Return how many with a seat today are still to come, by line: walk-ins leave them room."""
    policy = policy_of(mall)
    now = minute_now(mall, mall.today())
    rows = Seat.objects.filter(
        slot__mall=mall,
        slot__day=mall.today(),
        slot__starts_minute__gte=now - policy.late_minutes,
        visit__state="booked",
    )
    return dict(rows.values_list("slot__line_id").annotate(n=Count("pk")).order_by())


def minute_now(mall: Mall, day: date) -> int:
    """Return the minute it is on a day: below 0 before it begins, by whole days."""
    return minute_of(mall, day, mall.local_now())


def minute_of(mall: Mall, day: date, at: datetime) -> int:
    """Return an instant as minutes since midnight of a day at the mall; past 1440 on the next."""
    local = at.astimezone(ZoneInfo(mall.timezone))
    return (local.date() - day).days * 1440 + local.hour * 60 + local.minute


def _shut_now(mall: Mall, line_ids: set[UUID]) -> set[UUID]:
    closed = Q(is_open=False) | Q(closed_from__lte=mall.local_now())
    return set(Line.objects.filter(closed, mall=mall, pk__in=line_ids).values_list("pk", flat=True))
