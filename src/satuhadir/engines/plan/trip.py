# SPDX-License-Identifier: Apache-2.0
"""The services of one visit, cut out of a day's timetable."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from satuhadir.engines.plan.needs import Need

Service = tuple[int, list[int], int, int, int, tuple[int, ...]]
"""Its bit, `ends`, agency, minutes, and its needs' `every` and `some`: plain, for the loops."""


class Trip(NamedTuple):
    """One visit's services by their place in it; minutes count from the timetable's base.

    `to[place][zone]` is the walk to a service from each of the `zones` agencies it goes to,
    `walks[zone][other]` that between two of them. `nearer[zone][other]` is the most by which
    `other` is nearer to any agency than `zone` is; `ways` are the walks where a detour through
    a third agency may be shorter.
    """

    ends: Sequence[list[int]]
    zone: Sequence[int]
    to: Sequence[list[int]]
    walks: Sequence[list[int]]
    nearer: Sequence[list[int]]
    ways: Sequence[list[int]]
    minutes: Sequence[int]
    needs: tuple[Need, ...]
    zones: int
    dead: int

    def lag(self, place: int, later: int) -> int:
        """Return how long after `place` the service `later` may start, 0 for at once."""
        lags = self.needs[later].lags
        return max((lag.minutes for lag in lags if lag.place == place), default=0)

    def services(self) -> list[Service]:
        return [
            (1 << place, ends, zone, minutes, need.every, need.some)
            for place, (ends, zone, minutes, need) in enumerate(
                zip(self.ends, self.zone, self.minutes, self.needs, strict=True)
            )
        ]

    def sets(self, *, backwards: bool = False) -> Iterator[tuple[int, int, list[Service]]]:
        """Give each set of services done, but not none and all, with the minutes and the list
        of those left: put together from the lower and the upper half of the services.
        """
        services = self.services()
        half, way = len(services) // 2, -1 if backwards else 1
        low, high = _lefts(services[:half])[::way], _lefts(services[half:])[::way]
        last = (1 << len(services)) - 1
        for upper, more, after in high:
            for lower, minutes, rest in low:
                done = upper << half | lower
                if 0 < done < last:
                    yield done, minutes + more, rest + after

    def next_finish(
        self, first: Sequence[int], order: Sequence[int], finishes: dict[int, int], place: int
    ) -> int:
        """Return when a service is finished as the next of an order, its lags kept."""
        at = first[place]
        if order:
            at = finishes[order[-1]] + self.to[place][self.zone[order[-1]]]
        for lag in self.needs[place].lags:
            at = max(at, finishes[lag.place] + lag.minutes)
        return self.ends[place][min(at, self.dead)]

    def finish_of(self, first: Sequence[int], order: Sequence[int]) -> int:
        """Return the finish of an order that meets the needs, `dead` when it has none."""
        finishes: dict[int, int] = {}
        for count, place in enumerate(order):
            finishes[place] = self.next_finish(first, order[:count], finishes, place)
        return finishes[order[-1]]

    def greedy(self, first: Sequence[int]) -> tuple[int, list[int]]:
        """Return an order that always takes what is finished next, and its finish."""
        order: list[int] = []
        finishes: dict[int, int] = {}
        done, finish = 0, self.dead
        while len(order) < len(self.ends):
            options = [
                (self.next_finish(first, order, finishes, place), place)
                for place, need in enumerate(self.needs)
                if not done >> place & 1 and need.is_met(done)
            ]
            finish, place = min(options, default=(self.dead, 0))
            if finish >= self.dead:
                break
            order.append(place)
            finishes[place], done = finish, done | 1 << place
        return finish, order


def _lefts(services: Sequence[Service]) -> list[tuple[int, int, list[Service]]]:
    lefts = []
    for done in range(1 << len(services)):
        left = [one for place, one in enumerate(services) if not done >> place & 1]
        lefts.append((done, sum(one[3] for one in left), left))
    return lefts
