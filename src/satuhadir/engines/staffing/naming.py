# SPDX-License-Identifier: Apache-2.0
"""Who works which shift of a week: skills, days off, weekly caps, one shift a day.

With OR-Tools (the optional extra [roster]) the answer comes with a bound that proves how good it
is; without it a plain way fills day after day and proves nothing. The answer says which.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from satuhadir.engines.staffing.extra import has_solver

SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Somebody who may work; `skills` are agencies, `days_off` days of the week asked about."""

    name: str
    skills: frozenset[str]
    days_off: frozenset[int] = field(default_factory=frozenset)
    most_minutes: int = 40 * 60

    def may(self, shift: "Shift") -> bool:
        """Say whether skills, days off and the weekly cap allow one such shift."""
        return (
            shift.agency in self.skills
            and shift.day not in self.days_off
            and shift.minutes <= self.most_minutes
        )


@dataclass(frozen=True, slots=True)
class Shift:
    """So many people of an agency are wanted for a pattern on a day."""

    day: int
    agency: str
    pattern: str
    count: int
    minutes: int


class Named(NamedTuple):
    """A person works one of the shifts, by its place in the list."""

    person: int
    shift: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """`filled_minutes` of all that was wanted; `bound_minutes` could not be passed by anyone."""

    named: tuple[Named, ...]
    unfilled: tuple[int, ...]
    filled_minutes: int
    bound_minutes: int
    solver: str


def name_people(
    people: Sequence[Worker],
    shifts: Sequence[Shift],
    *,
    seconds: float = SECONDS,
    plain: bool = False,
) -> Roster:
    """Give as many paid minutes as possible to somebody, and spread them evenly.

    `plain` keeps the solver out even where it is installed.
    """
    if plain or not has_solver():
        named, bound, solver = _fill(people, shifts), _most_minutes(people, shifts), "plain"
    else:
        from satuhadir.engines.staffing.solving import solve

        named, bound, solver = solve(people, shifts, _fill(people, shifts), seconds)
    taken = [sum(one.shift == place for one in named) for place in range(len(shifts))]
    unfilled = tuple(one.count - n for one, n in zip(shifts, taken, strict=True))
    return Roster(
        named=tuple(sorted(named)),
        unfilled=unfilled,
        filled_minutes=sum(n * one.minutes for one, n in zip(shifts, taken, strict=True)),
        bound_minutes=bound,
        solver=solver,
    )


def _most_minutes(people: Sequence[Worker], shifts: Sequence[Shift]) -> int:
    """Return what nobody can pass: what is wanted, and what each person may work at most."""
    wanted = sum(one.count * one.minutes for one in shifts)
    could = 0
    for person in people:
        longest: dict[int, int] = {}
        for one in shifts:
            if person.may(one):
                longest[one.day] = max(longest.get(one.day, 0), one.minutes)
        could += min(sum(longest.values()), person.most_minutes)
    return min(wanted, could)


def _fill(people: Sequence[Worker], shifts: Sequence[Shift]) -> list[Named]:
    """Match day after day: who has worked least comes first, and makes room for others who can do
    nothing else (augmenting paths)."""
    worked = [0] * len(people)
    named: list[Named] = []
    for day in sorted({one.day for one in shifts}):
        places = [
            place
            for place, one in sorted(enumerate(shifts), key=lambda row: -row[1].minutes)
            if one.day == day
            for _seat in range(one.count)
        ]
        may: dict[int, list[int]] = {}
        order = sorted(range(len(people)), key=lambda who: (worked[who], len(people[who].skills)))
        for place in set(places):
            one = shifts[place]
            may[place] = [
                who
                for who in order
                if people[who].may(one) and worked[who] + one.minutes <= people[who].most_minutes
            ]
        for who, place in _match(places, may.__getitem__).items():
            named.append(Named(who, place))
            worked[who] += shifts[place].minutes
    return named


def _match(places: Sequence[int], may: Callable[[int], Sequence[int]]) -> Mapping[int, int]:
    """Return a largest matching of people to places (Kuhn), longer shifts first."""
    seat_of: dict[int, int] = {}

    def seated(seat: int, tried: set[int]) -> bool:
        for who in may(places[seat]):
            if who in tried:
                continue
            tried.add(who)
            if who not in seat_of or seated(seat_of[who], tried):
                seat_of[who] = seat
                return True
        return False

    for seat in range(len(places)):
        seated(seat, set())
    return {who: places[seat] for who, seat in seat_of.items()}
