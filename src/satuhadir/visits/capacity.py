# SPDX-License-Identifier: Apache-2.0
"""From hours, counters and service time to slots with their room: plain values in and out."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

MOST_SEATS = 500
FIRST_DESK = 500
"""Desk seats are numbered after it, online ones from 1."""
TRIED_BEFORE = 20
"""As if that many had been booked before with the share of the line: a few cannot swing it."""


class Room(NamedTuple):
    """A slot as it should be. Minutes since midnight; seats per channel."""

    starts_minute: int
    ends_minute: int
    online: int
    desk: int
    over: int = 0


class LineDay(NamedTuple):
    """What the slots of one line on one day are made of.

    `open` are the stretches in which it serves. `counters` may be a fraction, where counters are
    shared. `mean_minutes` is the time one person takes. `missed` is, by hour of the day, the share
    of the booked who do not come, 0 where nothing is booked over.
    """

    open: Sequence[tuple[int, int]]
    counters: float
    mean_minutes: float
    slot_minutes: int
    online_percent: int
    missed: Sequence[float] = (0.0,) * 24
    over_most_percent: int = 0


def rooms_of(day: LineDay) -> list[Room]:
    """Return the slots of a day, in order; where one slot has room for nobody it is longer."""
    if day.counters <= 0:
        return []
    length = day.slot_minutes
    while seats_in(length, day) < 1 and length < 480:
        length += day.slot_minutes
    rooms = []
    for opens, closes in day.open:
        for start in range(opens, closes, length):
            room = room_of(start, min(start + length, closes), day)
            if room.online + room.desk:
                rooms.append(room)
    return rooms


def room_of(starts_minute: int, ends_minute: int, day: LineDay) -> Room:
    """Return the room of one slot: what the counters can serve in it, split by channel."""
    seats = seats_in(ends_minute - starts_minute, day)
    online = (seats * day.online_percent + 50) // 100
    if seats and day.online_percent and not online:
        online = 1
    over = over_of(online, day.missed[starts_minute // 60], day.over_most_percent)
    return Room(starts_minute, ends_minute, online, seats - online, over)


def seats_in(minutes: int, day: LineDay) -> int:
    """Return how many people the counters serve in some minutes, whole ones only."""
    return min(MOST_SEATS // 2, int(minutes * day.counters / day.mean_minutes + 1e-9))


def left_beside(room: Room, taken: Collection[int]) -> Room:
    """Return the room of a taken slot without a seat for each who sits beyond it, where the room
    was another before: first of the other channel, so that the slot never serves more than it can.
    """
    most = room.online + room.over
    online_beyond = sum(most < seat <= FIRST_DESK for seat in taken)
    desk_beyond = sum(seat > FIRST_DESK + room.desk for seat in taken)
    desk, left = _without(room.desk, online_beyond, FIRST_DESK, taken)
    most, left = _without(most, left + desk_beyond, 0, taken)
    desk, left = _without(desk, left, FIRST_DESK, taken)
    online = min(room.online, most)
    return room._replace(online=online, desk=desk, over=most - online)


def _without(seats: int, less: int, before: int, taken: Collection[int]) -> tuple[int, int]:
    """Take the last free seats off a channel; return what it has, and how many it did not have."""
    free = [seat for seat in range(1, seats + 1) if before + seat not in taken]
    goes = min(less, len(free))
    return (free[-goes] - 1 if goes else seats), less - goes


def over_of(online: int, missed: float, most_percent: int) -> int:
    """Return how many more to book so that as many come as there are seats, within the bound.

    Of `online + over` booked a share `missed` stays away, and (online + over) x (1 - missed) may
    not be more than `online`.
    """
    wanted = int(online * missed / (1 - missed) + 1e-9) if missed < 1 else online
    return min(wanted, online * most_percent // 100)


def missed_share(missed: int, booked: int, of_line: float) -> float:
    """Return the share that stays away, drawn towards the line's own where few were booked."""
    return (missed + TRIED_BEFORE * of_line) / (booked + TRIED_BEFORE)
