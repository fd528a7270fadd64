# SPDX-License-Identifier: Apache-2.0
"""From services that can all be done that day to one plan of counters and times."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from satuhadir.catalogue.models import Service
from satuhadir.engines.plan import DOOR, Lag, Need, Offer, Plan, Timetable, best_plan, plan
from satuhadir.queue.models import LineService
from satuhadir.visits.promises import together
from satuhadir.visits.queries.papers import Papers, Waiting, reachable
from satuhadir.visits.queries.planned import PlannedStop, Span
from satuhadir.visits.queries.starts import HIGH, LIKELY, LOW, LineStarts
from satuhadir.visits.values import SlotFree

GRID_MINUTES = 5
DAYTIME = (7 * 60, 20 * 60)
WALK_SAME_FLOOR, WALK_A_FLOOR = 2, 2
"""Minutes between two booths, and more for each floor between them. The place of a booth is a
sentence, so only its floor is known; the first floor where it says none."""
_FLOOR = re.compile(r"\b(?:lantai|lt\.?|floor)\s*(\d{1,2})", re.IGNORECASE)


@dataclass(slots=True)
class _Unit:
    """Services of one line, done in one wait, in their order."""

    line: UUID
    services: list[Service]

    @property
    def minutes(self) -> int:
        return sum(one.desk_minutes for one in self.services)


@dataclass(frozen=True, slots=True)
class Made:
    """A plan of some services; minutes since midnight at the mall."""

    stops: tuple[PlannedStop, ...]
    arrive: int
    finish: Span

    @property
    def codes(self) -> set[str]:
        return {one.service.code for one in self.stops}


class Maker:
    """Makes the plan of services that can all be part of it, or of as many of them as fit."""

    def __init__(
        self,
        papers: Papers,
        lines: Mapping[str, LineService],
        starts: Mapping[UUID, LineStarts],
        arrive: int | None,
        now: int,
        books: bool,
    ) -> None:
        self.papers, self.lines, self.starts = papers, lines, starts
        self.arrive, self.now, self.books = arrive, now, books

    def make(self, services: Sequence[Service]) -> Made | None:
        """Return the best plan; where not all fit, without the one whose absence helps most."""
        if not services:
            return None
        found = self._whole(services)
        if found is not None:
            return found
        smaller = [
            made
            for place in range(len(services))
            if (less := self._without(services, place)) and (made := self._whole(less)) is not None
        ]
        if smaller:
            return max(smaller, key=lambda one: (len(one.stops), -one.finish.likely))
        return self.make(self._without(services, len(services) - 1))

    def _without(self, services: Sequence[Service], place: int) -> list[Service]:
        """Return the services without one, and without those that wait for it alone."""
        left = [one for n, one in enumerate(services) if n != place]
        while True:
            codes = {one.code for one in left}
            kept = [
                one
                for one in left
                if all(codes & set(wait.makers) for wait in self.papers.waiting[one.code])
            ]
            if len(kept) == len(left):
                return left
            left = kept

    def _whole(self, services: Sequence[Service]) -> Made | None:
        units = _units(services, self.lines, self.papers)
        first = self._best(units)
        if first is None:
            return None
        arrive = first.finish - first.minutes_in_building
        order = [units[int(stop.code)] for stop in first.stops]
        slots = [
            self._slot_of(unit, stop.start) for unit, stop in zip(order, first.stops, strict=True)
        ]
        tables = [
            {unit.line: replace(self.starts[unit.line], slots=None if slot is None else (slot,))}
            for unit, slot in zip(order, slots, strict=True)
        ]
        told = []
        for which in (LOW, LIKELY, HIGH):
            timetable = self._timetable(order, which, tables, arrive)
            codes = [str(place) for place in range(len(order))]
            told.append(plan(timetable, arrive, codes, self._chain(order, which)))
        if told[LOW] is None or told[LIKELY] is None:
            return None
        return self._told(order, slots, arrive, told)

    def _best(self, units: Sequence[_Unit]) -> Plan | None:
        """Return the order and the arrival; with seats on the careful tables, so that none is
        missed by somebody who waits long before."""
        which = HIGH if self.books else LIKELY
        tables = [self.starts] * len(units)
        arrivals = [self.arrive] if self.arrive is not None else self._grid(units)
        if not arrivals:
            return None
        timetable = self._timetable(units, which, tables, min(arrivals))
        codes = [str(place) for place in range(len(units))]
        needs = self._needs(units, which)
        return best_plan(timetable, arrivals, codes, needs)

    def _grid(self, units: Sequence[_Unit]) -> list[int]:
        """Return the arrivals to choose from; nobody is advised to come at night without need."""
        hours = [stretch for unit in units for stretch in self.starts[unit.line].hours]
        if not hours:
            return []
        first = max(min(opens for opens, _closes in hours) - 4 * GRID_MINUTES, self.now)
        begins = -(-first // GRID_MINUTES) * GRID_MINUTES
        grid = list(range(begins, max(closes for _opens, closes in hours), GRID_MINUTES))
        return [at for at in grid if DAYTIME[0] <= at <= DAYTIME[1]] or grid

    def _timetable(
        self,
        units: Sequence[_Unit],
        which: int,
        tables: Sequence[Mapping[UUID, LineStarts]],
        begins: int,
    ) -> Timetable:
        offers = [
            Offer(
                code=str(place),
                agency=str(self.starts[unit.line].rule.booth_id),
                minutes=unit.minutes,
                table_from=begins,
                table=tables[place][unit.line].table(unit.minutes, which, begins),
            )
            for place, unit in enumerate(units)
        ]
        return Timetable(offers, self._walks(units))

    def _walks(self, units: Sequence[_Unit]) -> dict[str, dict[str, int]]:
        floors = {
            str(line.line.booth_id): _floor(line.line.booth.place) for line in self.lines.values()
        }
        names = list(dict.fromkeys(str(self.starts[one.line].rule.booth_id) for one in units))
        walk = {DOOR: {name: _walk(1, floors[name]) for name in names}}
        for place, name in enumerate(names):
            walk[name] = {other: _walk(floors[name], floors[other]) for other in names[place + 1 :]}
        return walk

    def _needs(self, units: Sequence[_Unit], which: int) -> list[Need]:
        place_of = {one.code: n for n, unit in enumerate(units) for one in unit.services}
        needs = []
        for place, unit in enumerate(units):
            every, some, lags = 0, [], []
            for service in unit.services:
                for wait in self.papers.waiting[service.code]:
                    makers = [code for code in wait.makers if code in place_of]
                    if not makers or any(place_of[code] == place for code in makers):
                        continue
                    swift = min(makers, key=lambda code: self._lag(code, which))
                    if self._lag(swift, which):
                        every |= 1 << place_of[swift]
                        lags.append(Lag(place_of[swift], self._lag(swift, which)))
                    else:
                        some.append(sum({1 << place_of[code] for code in makers}))
            needs.append(Need(every, tuple(some), tuple(lags)))
        return needs

    def _lag(self, code: str, which: int) -> int:
        ready = self.papers.ready[code]
        if ready.days:
            return 1440
        return ready.longest if which == HIGH else ready.minutes

    def _chain(self, units: Sequence[_Unit], which: int) -> list[Need]:
        """Return the needs of an order that stands: everything before, and the lags."""
        needs = self._needs(units, which)
        return [need._replace(every=(1 << place) - 1, some=()) for place, need in enumerate(needs)]

    def _slot_of(self, unit: _Unit, start: int) -> SlotFree | None:
        slots = self.starts[unit.line].slots
        if slots is None:
            return None
        late = HIGH if self.books else LIKELY
        return next(
            one
            for one in slots
            if start == (one.ends_minute if late == HIGH else one.starts_minute)
        )

    def _told(
        self,
        order: Sequence[_Unit],
        slots: Sequence[SlotFree | None],
        arrive: int,
        told: Sequence[Plan | None],
    ) -> Made:
        low, likely, high = told
        assert low is not None and likely is not None
        early, late = _off(likely, low), _off(likely, high) if high else None
        stops = []
        for place, unit in enumerate(order):
            start, before = likely.stops[place].start, 0
            for service in unit.services:
                span = Span(
                    start - early[place] + before,
                    start + before,
                    start + late[place] + before if late else None,
                )
                stops.append(self._stop(place, unit, service, span, likely, slots[place], before))
                before += service.desk_minutes
        finish = Span(
            likely.finish - early[-1],
            likely.finish,
            likely.finish + late[-1] if late else None,
        )
        return Made(tuple(stops), arrive, finish)

    def _stop(
        self,
        place: int,
        unit: _Unit,
        service: Service,
        span: Span,
        likely: Plan,
        slot: SlotFree | None,
        before: int,
    ) -> PlannedStop:
        starts = self.starts[unit.line]
        makers = {code for one in self.papers.waiting[service.code] for code in one.makers}
        return PlannedStop(
            counter=place + 1,
            service=service,
            rule=starts.rule,
            place=self.lines[service.code].line.booth.place,
            at=likely.stops[place].at,
            start=span,
            finish=span.likely + service.desk_minutes,
            brings=tuple(
                one for one in self.papers.papers if service.code in one.services and one.is_always
            ),
            waits_for=tuple(self.lines[code].service for code in self.lines if code in makers),
            slot=None if slot is None else slot.starts_minute,
            is_guess=starts.is_guess,
        )


def _off(likely: Plan, other: Plan) -> list[int]:
    """Return how far each start may be off; `other` is the plan with all waits at one end."""
    return together([one.start for one in likely.stops], [one.start for one in other.stops])


def _units(
    services: Sequence[Service],
    lines: Mapping[str, LineService],
    papers: Papers,
) -> list[_Unit]:
    """Return the services joined by line, each line once where its papers allow that.

    Each service stands alone of a line whose joining would make two units wait for each other, or
    where one needs a paper of another that takes its time.
    """
    waiting = papers.waiting
    apart = {
        lines[one.code].line_id
        for one in services
        for wait in waiting[one.code]
        for code in wait.makers
        if code in lines
        and papers.ready[code].minutes
        and lines[code].line_id == lines[one.code].line_id
    }
    while True:
        groups: dict[object, list[Service]] = {}
        for one in services:
            line = lines[one.code].line_id
            groups.setdefault(one.code if line in apart else line, []).append(one)
        unit_of = {one.code: str(key) for key, group in groups.items() for one in group}
        between = {
            str(key): [
                Waiting((), tuple({unit_of[code] for code in wait.makers if code in unit_of}))
                for one in group
                for wait in waiting[one.code]
                if not any(unit_of.get(code) == str(key) for code in wait.makers)
            ]
            for key, group in groups.items()
        }
        stuck = [key for key in groups if str(key) not in reachable(between, between)]
        joined = {key for key in stuck if isinstance(key, UUID) and len(groups[key]) > 1}
        if not joined:
            return [
                _Unit(lines[group[0].code].line_id, _in_turn(group, waiting))
                for group in groups.values()
            ]
        apart |= joined


def _in_turn(group: Sequence[Service], waiting: Mapping[str, Sequence[Waiting]]) -> list[Service]:
    """Return the services of one unit, each after those of it whose papers it needs."""
    codes, order = {one.code for one in group}, list[Service]()
    left = list(group)
    while left:
        done = {one.code for one in order}
        ready = next(
            (
                one
                for one in left
                if all(
                    done & set(wait.makers) or not codes & set(wait.makers)
                    for wait in waiting[one.code]
                )
            ),
            left[0],
        )
        order.append(ready)
        left.remove(ready)
    return order


def _floor(place: str) -> int:
    found = _FLOOR.search(place)
    return int(found.group(1)) if found else 1


def _walk(floor: int, other: int) -> int:
    return WALK_SAME_FLOOR + WALK_A_FLOOR * abs(floor - other)
