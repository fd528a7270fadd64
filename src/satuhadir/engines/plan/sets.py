# SPDX-License-Identifier: Apache-2.0
"""Visits of any size without lags: the programme over (services done, last agency)."""

from bisect import bisect_right
from collections.abc import Sequence
from operator import add, le

from satuhadir.engines.plan.trip import Trip

Rows = list[list[int] | None]
"""For each set of services done the earliest finish at each agency; None when never reached."""


def reached(trip: Trip, first: Sequence[int], limit: int) -> Rows:
    """Return every set that can be done and still leaves the time for the rest until `limit`."""
    limit = min(limit, trip.dead - 1)
    nowhere = [trip.dead] * trip.zones
    rows: Rows = [None] * (1 << len(trip.ends))
    room = limit - sum(trip.minutes)
    for (bit, ends, zone, minutes, every, some), at in zip(trip.services(), first, strict=True):
        finish = ends[at]
        if not every and not some and finish <= room + minutes:
            rows[bit] = alone = nowhere.copy()
            alone[zone] = finish
    for done, left, rest in trip.sets():
        row = rows[done]
        if row is None:
            continue
        stand, room = _standing(trip, row), limit - left
        for bit, ends, zone, minutes, every, some in rest:
            if every & done != every or (some and not all(map(done.__and__, some))):
                continue
            finish = ends[stand[zone]]
            if finish > room + minutes:
                continue
            kept = rows[done | bit]
            if kept is None:
                rows[done | bit] = kept = nowhere.copy()
                kept[zone] = finish
            elif finish < kept[zone]:
                kept[zone] = finish
    return rows


def _standing(trip: Trip, row: list[int]) -> list[int]:
    """Return when one can stand at each agency, from the finishes of a set at each agency.

    Mostly the agency finished first is the way to all of them. Another one counts only where
    it is behind by less than what it is nearer to some agency.
    """
    if trip.zones == 1:
        return row
    least = min(row)
    zone = row.index(least)
    walks, nearer = trip.walks, trip.nearer[zone]
    stand = [least + minutes for minutes in walks[zone]]
    for finish, gain, walk in zip(row, nearer, walks, strict=True):
        if finish < least + gain:
            stand = [
                at if at < finish + minutes else finish + minutes
                for at, minutes in zip(stand, walk, strict=True)
            ]
    return stand


def latest(trip: Trip, rows: Rows, limit: int) -> Rows:
    """Return for each set done and agency how late one may be there and still finish the rest by
    `limit`. None for a set that `rows` (of the same trip) reach too late or not at all.
    """
    whole = len(rows) - 1
    found: Rows = [None] * (whole + 1)
    found[whole] = [min(limit, trip.dead - 1)] * trip.zones
    walks, nowhere = trip.walks, [-trip.dead] * trip.zones
    for done, left, rest in trip.sets(backwards=True):
        row = rows[done]
        if row is None or min(row) + left > limit:
            continue
        stand = nowhere.copy()
        for bit, ends, zone, _, every, some in rest:
            after = found[done | bit]
            if (
                after is None
                or every & done != every
                or (some and not all(map(done.__and__, some)))
            ):
                continue
            at = bisect_right(ends, after[zone]) - 1
            if at > stand[zone]:
                stand[zone] = at
        best = nowhere
        for at, walk in zip(stand, walks, strict=True):
            if at >= 0:
                best = list(map(max, best, [at - minutes for minutes in walk]))
        if any(map(le, row, best)):
            found[done] = best
    return found


def order_of(trip: Trip, first: Sequence[int], rows: Rows) -> list[int]:
    """Walk back from the whole visit: at each set the service that gives just this finish."""
    done = (1 << len(trip.ends)) - 1
    row = rows[done]
    assert row is not None
    finish = min(row)
    zone = row.index(finish)
    order = []
    while done:
        place, at = _came(trip, first, rows, done, zone, finish)
        order.append(place)
        done ^= 1 << place
        before = rows[done]
        if done and before is not None:
            arrived = list(map(add, before, trip.to[place]))
            zone = arrived.index(at)
            finish = before[zone]
    order.reverse()
    return order


def _came(
    trip: Trip, first: Sequence[int], rows: Rows, done: int, zone: int, finish: int
) -> tuple[int, int]:
    for place, ends in enumerate(trip.ends):
        before = done ^ 1 << place
        if not done >> place & 1 or trip.zone[place] != zone:
            continue
        row = rows[before]
        if not trip.needs[place].is_met(before) or (row is None and before):
            continue
        at = min(map(add, row, trip.to[place])) if row else first[place]
        if ends[at] == finish:
            return place, at
    raise AssertionError("a set was reached from nowhere")
