# SPDX-License-Identifier: Apache-2.0
"""One visit: the earliest plan, the best time to come, and what no visit reaches."""

from collections.abc import Sequence
from functools import lru_cache
from operator import sub
from typing import NamedTuple

from satuhadir.engines.plan import labels, small
from satuhadir.engines.plan.needs import FREE, Need
from satuhadir.engines.plan.search import best_arrival
from satuhadir.engines.plan.timetable import DOOR, Timetable
from satuhadir.engines.plan.trip import Trip
from satuhadir.engines.plan.windows import Windows

MOST_SERVICES = 16
"""Of one visit: the sets double with each; 12 take some 20 ms, 16 a second."""


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
    """Return the plan with the fewest minutes in the building, of those the earliest arrival."""
    met = _free(len(codes)) if needs is None else tuple(needs)
    zones = [timetable.zone[timetable.place_of[code]] for code in codes]
    door = timetable.walks[timetable.zone_of[standing]]
    best = best_arrival(
        _trip(timetable, codes, met),
        sorted(set(arrivals)),
        timetable.base,
        lambda arrive: _first(timetable, door, zones, arrive),
    )
    if best is None:
        return None
    return _told(timetable, best.arrival, standing, codes, met, best.order)


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
    roomy, never = Windows(trip).uncut(first)
    done = labels.ever_done(roomy, first, never)
    missing = [code for place, code in enumerate(codes) if not done >> place & 1]
    return missing or list(codes)


def _trip(timetable: Timetable, codes: Sequence[str], needs: tuple[Need, ...]) -> Trip:
    places = [timetable.place_of[code] for code in codes]
    zones = [timetable.zone[place] for place in places]
    used = list(dict.fromkeys(zones))
    walks = [[timetable.walks[start][end] for end in used] for start in used]
    return Trip(
        ends=[timetable.ends[place] for place in places],
        zone=[used.index(zone) for zone in zones],
        to=[walks[used.index(zone)] for zone in zones],
        walks=walks,
        nearer=[[max(map(sub, row, other)) for other in walks] for row in walks],
        ways=_ways(walks),
        minutes=[timetable.minutes[place] for place in places],
        needs=needs,
        zones=len(used),
        dead=timetable.dead,
    )


def _ways(walks: Sequence[list[int]]) -> list[list[int]]:
    ways = [list(row) for row in walks]
    for middle, through in enumerate(ways):
        for row in ways:
            row[:] = map(min, row, [row[middle] + minutes for minutes in through])
    return ways


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
