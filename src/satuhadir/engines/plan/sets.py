# SPDX-License-Identifier: Apache-2.0
"""Visits of any size without lags: the programme over (services done, last agency)."""

from bisect import bisect_right
from collections.abc import Sequence
from operator import add

from satuhadir.engines.plan.needs import FREE
from satuhadir.engines.plan.trip import Trip

Rows = list[list[int] | None]
"""For each set of services done the earliest finish at each agency; None when never reached."""


def solve(trip: Trip, first: Sequence[int], limit: int) -> tuple[int, list[int]] | None:
    """Return the earliest finish and its order; None when there is none up to `limit`."""
    rows = reached(trip, first, limit)
    whole = rows[-1]
    return None if whole is None else (min(whole), order_of(trip, first, rows))


def reached(trip: Trip, first: Sequence[int], limit: int) -> Rows:
    """Return every set that can be done and still leaves the time for the rest until `limit`."""
    count, dead = len(trip.ends), trip.dead
    nowhere = [dead] * trip.zones
    rows: Rows = [None] * (1 << count)
    services = [
        (1 << place, trip.ends[place], trip.to[place], trip.zone[place], trip.minutes[place])
        for place in range(count)
    ]
    checks = [None if need == FREE else need for need in trip.needs]
    left = [sum(trip.minutes)] * (1 << count)
    for done in range((1 << count) - 1):
        row = rows[done]
        if row is None and done:
            continue
        for (bit, ends, walk, zone, minutes), need, at_once in zip(
            services, checks, first, strict=True
        ):
            if done & bit or (need is not None and not need.is_met(done)):
                continue
            finish = ends[min(map(add, row, walk)) if row else at_once]
            after, rest = done | bit, left[done] - minutes
            if finish >= dead or finish + rest > limit:
                continue
            kept = rows[after]
            if kept is None:
                kept = rows[after] = nowhere.copy()
                left[after] = rest
            if finish < kept[zone]:
                kept[zone] = finish
    return rows


def latest(trip: Trip, rows: Rows, limit: int) -> Rows:
    """Return for each set done and agency how late one may be there and still finish the rest by
    `limit`: -1 or less for never. None for a set that leaves nothing in time, or that `rows`
    (of the same trip) don't have.
    """
    whole = len(rows) - 1
    found: Rows = [None] * (whole + 1)
    found[whole] = [min(limit, trip.dead - 1)] * trip.zones
    services = [
        (1 << place, trip.ends[place], trip.to[place], trip.zone[place], trip.needs[place])
        for place in range(len(trip.ends))
    ]
    for done in range(whole - 1, 0, -1):
        if rows[done] is None:
            continue
        best: list[int] | None = None
        for bit, ends, walk, zone, need in services:
            row = None if done & bit else found[done | bit]
            if row is None or not need.is_met(done):
                continue
            at = bisect_right(ends, row[zone]) - 1
            if at >= 0:
                there = [at - minutes for minutes in walk]
                best = there if best is None else list(map(max, best, there))
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
