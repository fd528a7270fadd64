# SPDX-License-Identifier: Apache-2.0
"""The earliest order of one visit, for one arrival or for the best of many."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from satuhadir.engines.plan import labels, sets, small
from satuhadir.engines.plan.trip import Trip
from satuhadir.engines.plan.windows import Windows

Known = tuple[int, list[int]] | None
AHEAD, EVERY = 30, 4
"""How many minutes past what would be better an arrival is looked at, so that those after it
need no look; and of how many arrivals one is tried at first."""


class Best(NamedTuple):
    """An order with its arrival and its minutes in the building."""

    arrival: int
    minutes: int
    order: list[int]


def best_arrival(
    trip: Trip, arrivals: Sequence[int], base: int, first_of: Callable[[int], list[int]]
) -> Best | None:
    """Return the shortest visit, of those the earliest; `arrivals` ascend.

    The finish never falls with the arrival. So who can't be finished before some minute says the
    same for all who come later, and those are left out for whom even that minute is too late.
    """
    search = _Search(trip)
    best = _guessed(search, arrivals, base, first_of)
    least = 0
    for arrive in arrivals:
        limit = trip.dead - 1
        if best is not None:
            limit = min(limit, arrive - base + best.minutes - (arrive >= best.arrival))
        if least > limit:
            if least >= trip.dead:
                break
            continue
        known, least = search.solve(first_of(arrive), limit, AHEAD if best else 0)
        if known is not None:
            best = Best(arrive, known[0] + base - arrive, known[1])
    return best


def _guessed(
    search: "_Search", arrivals: Sequence[int], base: int, first_of: Callable[[int], list[int]]
) -> Best | None:
    """Return a visit that is short already, where there are many to choose from."""
    if len(arrivals) < EVERY:
        return None
    tried = [(search.trip.greedy(first_of(one))[0] - one, one) for one in arrivals[::EVERY]]
    _, arrive = min(tried)
    known, _ = search.solve(first_of(arrive), search.trip.dead - 1, 0)
    return Best(arrive, known[0] + base - arrive, known[1]) if known else None


class _Search:
    """Solves one visit for any arrival."""

    def __init__(self, trip: Trip) -> None:
        self.trip, self._windows = trip, Windows(trip)
        self._lags = any(need.lags for need in trip.needs)
        self._is_small = len(trip.ends) <= small.MOST and not self._lags
        self._walk = [trip.walks[start][end] for start in trip.zone for end in trip.zone]

    def solve(self, first: Sequence[int], limit: int, ahead: int) -> tuple[Known, int]:
        """Return the earliest finish and its order, None when there is none up to `limit`; and
        what no finish is before, found by looking up to `ahead` minutes past the limit.
        """
        trip, dead = self.trip, self.trip.dead
        if self._is_small:
            solved = small.solve(trip.needs, trip.ends, self._walk, first, dead)
            least = solved[0] if solved else dead
            return (solved if least <= limit else None), least
        finish, order = trip.greedy(first)
        known = (finish, order) if finish <= limit and finish < dead else None
        until = min(limit + ahead, dead - 1, finish - (known is not None and self._lags))
        cut = self._windows.cut(first, until)
        rows = sets.reached(cut, first, until) if cut else [None]
        if cut is None or rows[-1] is None:
            return known, finish if known else until + 1
        least = min(rows[-1])
        if least > limit:
            return None, least
        order = sets.order_of(cut, first, rows)
        if not self._lags:
            return (least, order), least
        finish = trip.finish_of(first, order)
        if finish <= min(until, limit):
            known = finish, order
        known = self._with_lags(first, rows, known, limit, limit if ahead else 1)
        return known, known[0] if known else limit + 1

    def _with_lags(
        self, first: Sequence[int], rows: sets.Rows, known: Known, limit: int, more: int
    ) -> Known:
        """Return the earliest order with its lags kept, `known` when none is earlier.

        The programme without lags says how late one may be with each set. Near its own earliest
        finish that leaves little to look at, and mostly enough: so the limit is raised from there
        in steps, of `more` minutes at first, and what is found by a limit is the earliest of all.
        """
        whole = rows[-1]
        assert whole is not None
        most = known[0] - 1 if known else limit
        until = min(whole) - 1
        while until < most:
            until, more = min(until + more, most), more * 2
            cut = self._windows.cut(first, until)
            if cut is not None:
                found = labels.earliest(cut, first, sets.latest(cut, rows, until))
                if found is not None:
                    return found
        return known
