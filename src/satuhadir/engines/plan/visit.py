# SPDX-License-Identifier: Apache-2.0
"""One visit: the earliest plan, the best time to come, and what no visit reaches."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from satuhadir.engines.plan import labels, sets, small
from satuhadir.engines.plan.needs import FREE, Need
from satuhadir.engines.plan.timetable import DOOR, Timetable
from satuhadir.engines.plan.trip import Trip

MOST_SERVICES = 16
"""Of one visit: the sets double with each; 12 take some 20 ms, 16 a second."""

Solved = tuple[int, list[int]] | None


class Stop(NamedTuple):
    """One counter of a plan; minutes since midnight at the mall."""

    code: str
    at: int
    start: int
    finish: int


class Plan(NamedTuple):
    """Stops in their order; `minutes_in_building` from the arrival to the finish."""

    stops: tuple[Stop, ...]
    finish: int
    minutes_in_building: int


def plan(
    timetable: Timetable,
    arrive: int,
    codes: Sequence[str],
    needs: Sequence[Need] | None = None,
    standing: str = DOOR,
) -> Plan | None:
    """Return the plan that is finished first, None when not everything can be done in one visit.

    `needs[i]` belongs to `codes[i]`; None is no needs. `standing` is the agency where a person
    stands who is in the building already. Some 10 µs for two services, 40 for five.
    """
    met = _free(len(codes)) if needs is None else tuple(needs)
    if len(codes) > small.MOST or any(need.lags for need in met):
        return best_plan(timetable, [arrive], codes, met, standing)
    places = [timetable.place_of[code] for code in codes]
    zones = [timetable.zone[place] for place in places]
    door = timetable.walks[timetable.zone_of[standing]]
    first = _first(timetable, door, zones, arrive)
    walk = [row[zone] for row in [timetable.walks[zone] for zone in zones] for zone in zones]
    ends = [timetable.ends[place] for place in places]
    solved = small.solve(met, ends, walk, first, timetable.dead)
    if solved is None:
        return None
    return _told(timetable, arrive, standing, codes, met, solved[1])


def best_plan(
    timetable: Timetable,
    arrivals: Sequence[int],
    codes: Sequence[str],
    needs: Sequence[Need] | None = None,
    standing: str = DOOR,
) -> Plan | None:
    """Return the plan with the fewest minutes in the building, of those the earliest arrival.

    The finish never falls with the arrival, so whole stretches of arrivals are left out without
    looking: those that could only be longer, and those with the same finish at both ends.
    """
    met = _free(len(codes)) if needs is None else tuple(needs)
    search = _Search(timetable, codes, met, standing, sorted(set(arrivals)))
    search.look(0, len(search.arrivals) - 1)
    if search.order is None:
        return None
    return _told(timetable, search.arrival, standing, codes, met, search.order)


def impossible(
    timetable: Timetable,
    arrive: int,
    codes: Sequence[str],
    needs: Sequence[Need] | None = None,
    standing: str = DOOR,
) -> list[str]:
    """Return the services that no visit reaches, for a visit that has no plan.

    All of them when each can be reached but not all in one visit. `arrive` is the earliest
    arrival: who comes later reaches nothing more.
    """
    met = _free(len(codes)) if needs is None else tuple(needs)
    trip = _trip(timetable, codes, met)
    zones = [timetable.zone[timetable.place_of[code]] for code in codes]
    first = _first(timetable, timetable.walks[timetable.zone_of[standing]], zones, arrive)
    found: Sequence[object]
    if any(need.lags for need in met):
        found = labels.reached(trip, first, None)
    else:
        found = sets.reached(trip, first, 2 * timetable.dead + sum(trip.minutes))
    done = 0
    for services, states in enumerate(found):
        if states is not None:
            done |= services
    missing = [code for place, code in enumerate(codes) if not done >> place & 1]
    return missing or list(codes)


class _Search:
    """The best of several arrivals; remembers the earliest finish that each can have."""

    def __init__(
        self,
        timetable: Timetable,
        codes: Sequence[str],
        needs: tuple[Need, ...],
        standing: str,
        arrivals: Sequence[int],
    ) -> None:
        self.timetable, self.arrivals = timetable, arrivals
        self.trip = _trip(timetable, codes, needs)
        self.door = timetable.walks[timetable.zone_of[standing]]
        self.zones = [timetable.zone[timetable.place_of[code]] for code in codes]
        self.order: list[int] | None = None
        self.arrival = self.minutes = 0
        self._finish: dict[int, tuple[int, bool]] = {}

    def look(self, low: int, high: int) -> None:
        """Look at the arrivals from place `low` to place `high`."""
        begins, _ = self._finish_of(low)
        ends, is_exact = self._finish_of(high)
        if high - low < 2 or (is_exact and begins == ends):
            return
        if not self._may_gain(begins, self.arrivals[low + 1], self.arrivals[high - 1]):
            return
        middle = (low + high) // 2
        self.look(low, middle)
        self.look(middle, high)

    def _may_gain(self, finish: int, earliest: int, latest: int) -> bool:
        """Tell whether somebody who comes between and finishes then at best is shortest."""
        finish += self.timetable.base
        if finish >= self.timetable.dead + self.timetable.base:
            return False
        if self.order is None:
            return True
        shortest = finish - latest
        return shortest < self.minutes or (shortest == self.minutes and earliest < self.arrival)

    def _finish_of(self, place: int) -> tuple[int, bool]:
        """Return the finish of an arrival, or what it can't be before and False."""
        if place not in self._finish:
            self._finish[place] = self._solve(self.arrivals[place])
        return self._finish[place]

    def _solve(self, arrive: int) -> tuple[int, bool]:
        timetable, dead = self.timetable, self.timetable.dead
        limit = dead
        if self.order is not None:
            limit = min(dead, arrive + self.minutes - timetable.base - (arrive > self.arrival))
        first = _first(timetable, self.door, self.zones, arrive)
        solved = _solve(self.trip, first, limit)
        if solved is None:
            return min(limit + 1, dead), limit >= dead
        finish, self.order = solved
        self.arrival, self.minutes = arrive, finish + timetable.base - arrive
        return finish, True


def _solve(trip: Trip, first: Sequence[int], limit: int) -> Solved:
    """Return the earliest finish up to `limit` and its order."""
    if any(need.lags for need in trip.needs):
        return labels.solve(trip, first, limit)
    return sets.solve(trip, first, min(limit, trip.greedy(first)[0]))


def _trip(timetable: Timetable, codes: Sequence[str], needs: tuple[Need, ...]) -> Trip:
    places = [timetable.place_of[code] for code in codes]
    zones = [timetable.zone[place] for place in places]
    used = list(dict.fromkeys(zones))
    return Trip(
        ends=[timetable.ends[place] for place in places],
        zone=[used.index(zone) for zone in zones],
        to=[[timetable.walks[start][zone] for start in used] for zone in zones],
        minutes=[timetable.minutes[place] for place in places],
        needs=needs,
        zones=len(used),
        dead=timetable.dead,
    )


def _first(
    timetable: Timetable, door: Sequence[int], zones: Sequence[int], arrive: int
) -> list[int]:
    """Return when each service is reached from the door."""
    at, dead = arrive - timetable.base, timetable.dead
    if 0 <= at <= dead:
        return [at + door[zone] for zone in zones]
    return [min(max(at + door[zone], 0), dead) for zone in zones]


def _told(
    timetable: Timetable,
    arrive: int,
    standing: str,
    codes: Sequence[str],
    needs: tuple[Need, ...],
    order: Sequence[int],
) -> Plan:
    base, dead = timetable.base, timetable.dead
    walk, finish = timetable.walks[timetable.zone_of[standing]], arrive
    finishes = [0] * len(codes)
    stops = []
    for one in order:
        code = codes[one]
        place = timetable.place_of[code]
        zone = timetable.zone[place]
        at = standing_at = finish + walk[zone]
        for lag in needs[one].lags:
            standing_at = max(standing_at, finishes[lag.place] + lag.minutes)
        finish = timetable.ends[place][min(max(standing_at - base, 0), dead)] + base
        finishes[one] = finish
        stops.append(Stop(code, at, finish - timetable.minutes[place], finish))
        walk = timetable.walks[zone]
    return Plan(tuple(stops), finish, finish - arrive)


@lru_cache(maxsize=64)
def _free(count: int) -> tuple[Need, ...]:
    return (FREE,) * count
