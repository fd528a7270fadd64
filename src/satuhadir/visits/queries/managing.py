# SPDX-License-Identifier: Apache-2.0
"""What managers see of bookings: days by line and slot, people masked; patterns of touts."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall, clock
from satuhadir.visits.models import RefusedCheckIn, Seat, Slot, Stop, Visit, WaitingListEntry

PATTERN_DAYS = 28
MANY_BOOKINGS = 5
MANY_MISSED = 3
MOST_PATTERNS = 50


@dataclass(slots=True)
class LineBookings:
    """The bookings of one line on one day: room and taken seats by channel, and who waits."""

    online: int = 0
    online_taken: int = 0
    desk: int = 0
    desk_taken: int = 0
    waiting: int = 0

    @property
    def percent(self) -> int:
        """Return how much of the room is taken, in whole percent."""
        taken = self.online_taken + self.desk_taken
        room = max(self.online + self.desk, taken)
        return 100 * taken // room if room else 0


@dataclass(frozen=True, slots=True)
class Person:
    """One booked stop as staff of its agency see it: never a whole name, no phone."""

    starts_minute: int | None
    code: str
    name: str
    service: str
    prefix: str
    channel: str
    state: str
    state_text: str
    came_late: bool
    ticket: str
    others: int

    @property
    def time(self) -> str:
        """Return when the stop begins as people write it, "" where nothing was booked."""
        return "" if self.starts_minute is None else clock(self.starts_minute)


class SlotDay(NamedTuple):
    """One slot of a line, with its room and what is taken of it; who sits has room."""

    starts_minute: int
    ends_minute: int
    room: int
    taken: int

    @property
    def time(self) -> str:
        """Return the slot as people write it."""
        return f"{clock(self.starts_minute)}–{clock(self.ends_minute)}"

    @property
    def percent(self) -> int:
        """Return how full it is."""
        return min(100, 100 * self.taken // self.room) if self.room else 100


@dataclass(slots=True)
class Pattern:
    """What one phone or one device did in four weeks; `mark` tells two apart and nothing more."""

    kind: str
    mark: str
    booked: int = 0
    still_open: int = 0
    missed: int = 0
    cancelled: int = 0
    names: int = 0
    services: list[str] = field(default_factory=list)

    @property
    def missed_percent(self) -> int:
        """Return the share of those that are over to which nobody came."""
        over = self.booked - self.still_open
        return 100 * self.missed // over if over else 0


def masked(name: str) -> str:
    """Return a name as it may stand on a screen: its first letter."""
    return f"{name[:1]}•••" if name else ""


def line_bookings(mall: Mall, day: date) -> dict[UUID, LineBookings]:
    """Return the bookings of each line that has slots on a day (three queries)."""
    found: dict[UUID, LineBookings] = defaultdict(LineBookings)
    for slot in Slot.objects.filter(mall=mall, day=day):
        found[slot.line_id].online += slot.seats_online
        found[slot.line_id].desk += slot.seats_desk
    taken = Seat.objects.filter(slot__mall=mall, slot__day=day).values_list(
        "slot__line_id", "channel"
    )
    for line, channel, n in taken.annotate(n=Count("pk")).order_by():
        if channel == "online":
            found[line].online_taken += n
        else:
            found[line].desk_taken += n
    rows = WaitingListEntry.objects.filter(
        mall=mall, day=day, state__in=["waiting", "offered"]
    ).values_list("line_id")
    for line, n in rows.annotate(n=Count("pk")).order_by():
        found[line].waiting = n
    return found


def slots_of_line(mall: Mall, line_id: UUID, day: date) -> list[SlotDay]:
    """Return how full each slot of a line is, in order."""
    rows = Slot.objects.filter(mall=mall, line=line_id, day=day).annotate(taken=Count("seats"))
    return [
        SlotDay(
            one.starts_minute,
            one.ends_minute,
            max(one.seats_online + one.seats_desk, one.taken),
            one.taken,
        )
        for one in rows.order_by("starts_minute")
    ]


def people_of(
    mall: Mall, day: date, *, agencies: frozenset[int] | None = None, line_id: UUID | None = None
) -> list[Person]:
    """Return who is booked on a day, by time; of some agencies or one line only where named."""
    rows = Stop.objects.filter(visit__mall=mall, visit__day=day).exclude(visit__state="cancelled")
    if agencies is not None:
        rows = rows.filter(service__agency__in=agencies)
    if line_id is not None:
        rows = rows.filter(service__line_service__line=line_id)
    rows = (
        rows.select_related("visit", "service__line_service__line", "ticket")
        .annotate(others=Count("visit__stops"))
        .order_by(F("starts_minute").asc(nulls_last=True), "visit__code")
    )
    return [
        Person(
            starts_minute=one.starts_minute,
            code=one.visit.code,
            name=masked(one.visit.name),
            service=one.service.name,
            prefix=one.service.line_service.line.prefix,
            channel=one.visit.get_channel_display(),
            state=one.visit.state,
            state_text=one.visit.get_state_display(),
            came_late=one.visit.came_late,
            ticket=one.ticket.code if one.ticket else "",
            others=one.others - 1,
        )
        for one in rows
    ]


def waiting_of(
    mall: Mall, day: date, *, agencies: frozenset[int] | None = None
) -> list[WaitingListEntry]:
    """Return who waits for a seat on a day, the longest first."""
    rows = WaitingListEntry.objects.filter(mall=mall, day=day, state__in=["waiting", "offered"])
    if agencies is not None:
        rows = rows.filter(service__agency__in=agencies)
    return list(rows.select_related("service", "line").order_by("made_at"))


def refused_of(
    mall: Mall, day: date, *, agencies: frozenset[int] | None = None
) -> list[RefusedCheckIn]:
    """Return the check-ins of a day that a kiosk took without a network and that were refused
    afterwards, of those who did not get in another way since.
    """
    calendar = malls.calendar_of(mall)
    begins, ends = calendar.instant(day, 0), calendar.instant(day, 1440)
    rows = RefusedCheckIn.objects.filter(mall=mall, scanned_at__gte=begins, scanned_at__lt=ends)
    rows = rows.exclude(visit__state__in=["present", "finished"])
    if agencies is not None:
        rows = rows.filter(visit__stops__service__agency__in=agencies).distinct()
    return list(rows.order_by("scanned_at", "code"))


def patterns(mall: Mall) -> list[Pattern]:
    """Return phones and devices that book much, or much that nobody comes to; the busiest first."""
    since = mall.today() - timedelta(days=PATTERN_DAYS)
    found: list[Pattern] = []
    for kind, column in (("phone", "phone_digest"), ("device", "device_digest")):
        rows = (
            Visit.objects.filter(mall=mall, day__gte=since)
            .exclude(**{column: None})
            .values(column)
            .annotate(
                booked=Count("pk"),
                still_open=Count("pk", filter=Q(state__in=["booked", "choose_again"])),
                missed=Count("pk", filter=Q(state="missed")),
                cancelled=Count("pk", filter=Q(state="cancelled")),
                names=Count("name", distinct=True, filter=~Q(name="")),
            )
            .filter(Q(booked__gte=MANY_BOOKINGS) | Q(missed__gte=MANY_MISSED))
            .order_by("-booked")[:MOST_PATTERNS]
        )
        found += [_pattern(mall, kind, column, since, dict(one)) for one in rows]
    return sorted(found, key=lambda one: (-one.booked, -one.missed, one.mark))


def _pattern(mall: Mall, kind: str, column: str, since: date, row: dict[str, Any]) -> Pattern:
    digest = row.pop(column)
    services = Counter(
        Stop.objects.filter(
            **{f"visit__{column}": digest}, visit__mall=mall, visit__day__gte=since
        ).values_list("service__name", flat=True)
    )
    mark = bytes(digest).hex()[:4].upper()
    return Pattern(kind, mark, **row, services=[name for name, _n in services.most_common(2)])
