# SPDX-License-Identifier: Apache-2.0
"""Make the slots of the days that can be booked, and again without touching who sits there."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Q, Value

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.visits import hotpath
from satuhadir.visits.capacity import LineDay, Room, left_beside, room_of, rooms_of
from satuhadir.visits.models import BookingPolicy, Slot
from satuhadir.visits.queries.rules import line_rules, missed_by_hour, policy_of
from satuhadir.visits.values import LineRule

NEVER = (0.0,) * 24


def make_slots(
    mall: Mall, *, days: Iterable[date] | None = None, lines: Iterable[UUID] | None = None
) -> int:
    """Bring the slots of days (the whole window without) and lines (all) in line with what is
    known now; return how many changed. Doing it again changes nothing.

    A taken slot stays, with the room its counters have now: none at all is room for nobody new,
    and takes no time away. Who sits outside the hours is for `move_displaced`.
    """
    maker = _Maker(mall)
    named = list(maker.rules) if lines is None else [one for one in lines if one in maker.rules]
    return sum(
        maker.make(day, named) for day in (_window(mall, maker.policy) if days is None else days)
    )


def ensure_slots(mall: Mall, line_ids: Iterable[UUID], day: date) -> None:
    """Make the slots of lines on a day nobody made yet; one query when they stand."""
    ensure_days(mall, line_ids, [day])


def ensure_days(mall: Mall, line_ids: Iterable[UUID], days: Iterable[date]) -> None:
    """Make the slots of lines on days nobody made yet; one query when they stand, and never one
    for a day on which a line has none.
    """
    wanted, asked = set(line_ids), sorted(set(days))
    rows = Slot.objects.filter(mall=mall, line__in=wanted, day__in=asked)
    made = set(rows.values_list("line_id", "day").distinct())
    if len(made) == len(wanted) * len(asked):
        return
    maker = _Maker(mall)
    for day in asked:
        missing = [one for one in wanted if (one, day) not in made and maker.serves(one, day)]
        if missing:
            maker.make(day, missing)


def line_day(
    mall: Mall,
    rule: LineRule,
    day: date,
    policy: BookingPolicy,
    missed: list[float] | None = None,
) -> LineDay:
    """Return what the slots of a line on a day are made of."""
    hours = malls.calendar_of(mall).intervals(day, rule.booth_id) if rule.is_open else ()
    return LineDay(
        open=[(one.opens_minute, one.closes_minute) for one in hours],
        counters=rule.counters,
        mean_minutes=rule.mean_minutes,
        slot_minutes=policy.slot_minutes,
        online_percent=rule.online_percent,
        missed=missed or NEVER,
        over_most_percent=policy.overbook_most_percent if policy.overbooks else 0,
    )


class _Maker:
    """What the slots of a mall are made of, read once for all its days."""

    def __init__(self, mall: Mall) -> None:
        self.mall = mall
        self.policy = policy_of(mall)
        self.rules = line_rules(mall, self.policy)
        self.missed = missed_by_hour(mall) if self.policy.overbooks else {}

    def serves(self, line_id: UUID, day: date) -> bool:
        """Say whether a line has slots on a day; no query."""
        return line_id in self.rules and bool(rooms_of(self._line_day(line_id, day)))

    def make(self, day: date, line_ids: Iterable[UUID]) -> int:
        """Bring the slots of lines on a day in line with what is known; return how many changed."""
        # In one order for everybody: two who make the same day's slots never wait in a circle.
        wanted = sorted(line_ids)
        known = _known(self.mall, day, wanted)
        changed = 0
        for line_id in wanted:
            made_of = self._line_day(line_id, day)
            if _differences(made_of, known[line_id]):
                changed += _apply(self.mall, line_id, day, made_of)
        return changed

    def _line_day(self, line_id: UUID, day: date) -> LineDay:
        rule, missed = self.rules[line_id], self.missed.get(line_id)
        return line_day(self.mall, rule, day, self.policy, missed)


class _Known:
    """The slots there are of one line and day, by start, and the seats taken in them."""

    def __init__(self) -> None:
        self.slots: dict[int, Slot] = {}
        self.taken: dict[int, list[int]] = {}


def _window(mall: Mall, policy: BookingPolicy) -> list[date]:
    return [mall.today() + timedelta(days=n) for n in range(policy.window_days + 1)]


def _known(mall: Mall, day: date, line_ids: Iterable[UUID]) -> dict[UUID, _Known]:
    found: dict[UUID, _Known] = defaultdict(_Known)
    rows = Slot.objects.filter(mall=mall, day=day, line__in=list(line_ids))
    numbers = ArrayAgg("seats__seat", filter=Q(seats__isnull=False), default=Value([]))
    for slot in rows.annotate(taken=numbers):
        found[slot.line_id].slots[slot.starts_minute] = slot
        if slot.taken:
            found[slot.line_id].taken[slot.starts_minute] = slot.taken
    return found


def _wanted(made_of: LineDay, known: _Known) -> dict[int, Room]:
    """Return the slots as they should be, by start: the taken ones first, the rest around them."""
    kept: dict[int, Room] = {}
    stays = []
    for start, seats in known.taken.items():
        ends = known.slots[start].ends_minute
        kept[start] = Room(start, ends, 0, 0)
        if any(opens <= start and ends <= closes for opens, closes in made_of.open):
            kept[start] = left_beside(room_of(start, ends, made_of), seats)
            stays.append(kept[start])
    for room in rooms_of(made_of):
        meets = any(
            room.starts_minute < one.ends_minute and one.starts_minute < room.ends_minute
            for one in stays
        )
        if not meets:
            kept.setdefault(room.starts_minute, room)
    return kept


def _differences(made_of: LineDay, known: _Known) -> bool:
    wanted = _wanted(made_of, known)
    return wanted.keys() != known.slots.keys() or any(
        _room(known.slots[start]) != room for start, room in wanted.items()
    )


@transaction.atomic
def _apply(mall: Mall, line_id: UUID, day: date, made_of: LineDay) -> int:
    """Write what differs, behind the locks of the slots: who takes a seat waits, or we see it."""
    rows = Slot.objects.filter(mall=mall, line=line_id, day=day)
    hotpath.lock_slots(list(rows.values_list("pk", flat=True)))
    known = _known(mall, day, [line_id])[line_id]
    wanted = _wanted(made_of, known)
    gone = [slot.pk for start, slot in known.slots.items() if start not in wanted]
    fresh, changed = [], []
    for start, room in wanted.items():
        slot = known.slots.get(start)
        if slot is None:
            slot = Slot(mall=mall, line_id=line_id, day=day, starts_minute=start)
            fresh.append(slot)
        elif _room(slot) != room:
            changed.append(slot)
        slot.ends_minute = room.ends_minute
        slot.seats_online, slot.seats_desk, slot.seats_over = room.online, room.desk, room.over
    Slot.objects.filter(pk__in=gone).delete()
    Slot.objects.bulk_create(fresh, ignore_conflicts=True)
    Slot.objects.bulk_update(
        changed, ["ends_minute", "seats_online", "seats_desk", "seats_over"], batch_size=500
    )
    return len(gone) + len(fresh) + len(changed)


def _room(slot: Slot) -> Room:
    return Room(
        slot.starts_minute, slot.ends_minute, slot.seats_online, slot.seats_desk, slot.seats_over
    )
