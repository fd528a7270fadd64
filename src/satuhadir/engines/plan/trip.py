# SPDX-License-Identifier: Apache-2.0
"""The services of one visit, cut out of a day's timetable."""

from collections.abc import Sequence
from typing import NamedTuple

from satuhadir.engines.plan.needs import Need


class Trip(NamedTuple):
    """One visit's services by their place in it; minutes count from the timetable's base.

    `to[place][zone]` is the walk to a service from each of the `zones` agencies it goes to.
    """

    ends: Sequence[list[int]]
    zone: Sequence[int]
    to: Sequence[list[int]]
    minutes: Sequence[int]
    needs: tuple[Need, ...]
    zones: int
    dead: int

    def without_lags(self) -> "Trip":
        return self._replace(needs=tuple(need._replace(lags=()) for need in self.needs))

    def lag(self, place: int, later: int) -> int:
        """Return how long after `place` the service `later` may start, 0 for at once."""
        lags = self.needs[later].lags
        return max((lag.minutes for lag in lags if lag.place == place), default=0)

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
