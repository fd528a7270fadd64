# SPDX-License-Identifier: Apache-2.0
"""The hours in which each service of one visit has to be done, known before any order is tried.

A service can't be reached before all it needs is finished and the papers are ready, and has to
be finished early enough for all that needs it to be finished by the limit. Both hold for every
order that is finished by the limit, so tables cut to these hours lose none of them and change
nobody's finish. What they win: the programme without lags comes near the one with lags,
because most of what a lag costs is in the tables already.
"""

from bisect import bisect_right
from collections.abc import Sequence

from satuhadir.engines.plan.trip import Trip


class Windows:
    """What the hours of a visit's services follow from, whenever its person comes."""

    def __init__(self, trip: Trip) -> None:
        self.trip, places = trip, range(len(trip.ends))
        needs = trip.needs
        self._pairs = [
            (one, place, trip.lag(one, place))
            for place in places
            for one in places
            if needs[place].every >> one & 1
        ]
        self._some = [
            (place, [one for one in places if group >> one & 1])
            for place in places
            for group in needs[place].some
        ]
        behind = _behind([need.every for need in needs])
        self._before = [
            sum(trip.minutes[one] for one in places if behind[place] >> one & 1) for place in places
        ]
        self._after = [
            sum(trip.minutes[one] for one in places if behind[one] >> place & 1) for place in places
        ]
        most = max((lag.minutes for need in needs for lag in need.lags), default=0)
        self._more = [trip.dead] * (min(most, trip.dead) + max(map(max, trip.walks)))

    def cut(self, first: Sequence[int], limit: int) -> Trip | None:
        """Return the visit with its tables cut to what is finished by `limit`; None when nothing
        is. They are laid out long enough to add any lag and walk.
        """
        if not self._pairs and not self._some:
            return self.trip
        dead, ends = self.trip.dead, []
        opens, closes = self._opens(min(first)), self._closes(min(limit, dead - 1))
        for table, begins, close in zip(self.trip.ends, opens, closes, strict=True):
            finish = table[begins]
            if finish > close:
                return None
            late = bisect_right(table, close)
            never = [dead] * (len(table) - late)
            ends.append([finish] * begins + table[begins:late] + never + self._more)
        return self.trip._replace(ends=ends)

    def uncut(self, first: Sequence[int]) -> tuple[Trip, int]:
        """Return the visit with all its hours, laid out as by `cut`, and as bits the services
        that can't be reached whatever is done before.
        """
        trip, never = self.trip, 0
        opens = self._opens(min(first))
        for place, (ends, at) in enumerate(zip(trip.ends, opens, strict=True)):
            never |= (ends[at] >= trip.dead) << place
        return trip._replace(ends=[ends + self._more for ends in trip.ends]), never

    def _opens(self, begins: int) -> list[int]:
        """Return when each service can be reached at the earliest: after all that comes before
        it, one by one, and its papers. More rounds than services change only a circle.
        """
        dead, tables = self.trip.dead, self.trip.ends
        opens = [min(begins + minutes, dead) for minutes in self._before]
        for _ in opens:
            known = list(opens)
            for one, place, lag in self._pairs:
                ready = tables[one][opens[one]] + lag
                if ready > opens[place]:
                    opens[place] = min(ready, dead)
            for place, group in self._some:
                ready = min(tables[one][opens[one]] for one in group)
                opens[place] = max(opens[place], ready)
            if opens == known:
                break
        return opens

    def _closes(self, limit: int) -> list[int]:
        """Return when each service has to be finished at the latest, for all behind it."""
        tables = self.trip.ends
        closes = [limit - minutes for minutes in self._after]
        for _ in closes:
            known = list(closes)
            for one, place, lag in self._pairs:
                start = bisect_right(tables[place], closes[place]) - 1
                if start - lag < closes[one]:
                    closes[one] = start - lag
            if closes == known:
                break
        return closes


def _behind(every: Sequence[int]) -> list[int]:
    """Return for each service all that have to come before it, as bits."""
    behind = list(every)
    for middle in range(len(behind)):
        through = behind[middle]
        behind = [one | through if one >> middle & 1 else one for one in behind]
    return behind
