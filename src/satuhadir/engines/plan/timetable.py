# SPDX-License-Identifier: Apache-2.0
"""Start tables of services and the walks between them, laid out once for any number of plans."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from satuhadir.engines.reading import MOST_MINUTES, BadInput, printable

DOOR = "entrance"
Walks = Mapping[str, Mapping[str, int]]


class Offer(NamedTuple):
    """A service as somebody finds it on one day.

    `table[i]` is the earliest start for a person who stands there at minute `table_from + i`,
    None when nothing starts any more. Waiting is allowed, so a later entry that is earlier
    counts for earlier minutes too. After the last entry nothing starts; before the first it
    counts. No entry is before its own minute.
    """

    code: str
    agency: str
    minutes: int
    table_from: int
    table: Sequence[int | None]


class Timetable:
    """The offers of one day, ready to plan with; minutes inside count from `base`.

    `ends[place][t]` is when the service at `place` is finished for somebody who stands there at
    minute t, and `dead` when it never is; it is long enough for any `dead` + walk, so a plan
    adds and looks up without asking whether there is still a way. Building takes some 50 µs an
    offer.

    Raises `BadInput` on `services[i].code` for a code given twice, on `services[i].table[k]`
    for a start before its own minute, and on `walk.…` for a pair of agencies without minutes;
    one direction of a pair is enough.
    """

    __slots__ = ("base", "dead", "ends", "minutes", "place_of", "walks", "zone", "zone_of")

    def __init__(self, offers: Sequence[Offer], walk: Walks) -> None:
        self.place_of: dict[str, int] = {}
        self.zone_of: dict[str, int] = {DOOR: 0}
        self.zone: list[int] = []
        for place, offer in enumerate(offers):
            if self.place_of.setdefault(offer.code, place) != place:
                raise BadInput(f"services[{place}].code", "is given twice")
            self.zone.append(self.zone_of.setdefault(offer.agency, len(self.zone_of)))
        self.minutes = [offer.minutes for offer in offers]
        self.base = min((offer.table_from for offer in offers), default=0)
        latest = max((_latest(offer) for offer in offers), default=self.base)
        self.dead = latest + 1 - self.base
        self.walks = self._walks(walk)
        room = self.dead + max(map(max, self.walks)) + 1
        self.ends = [self._ends(place, offer, room) for place, offer in enumerate(offers)]

    def _walks(self, walk: Walks) -> list[list[int]]:
        """Return minutes from zone to zone; more than the whole day is as good as the day."""
        names = list(self.zone_of)
        rows = [[0] * len(names) for _ in names]
        for a, start in enumerate(names):
            for b in range(a + 1, len(names)):
                rows[a][b] = rows[b][a] = min(_between(walk, start, names[b]), self.dead)
        return rows

    def _ends(self, place: int, offer: Offer, room: int) -> list[int]:
        """Return the finishes of one offer: its table's running minimum from the right."""
        begins, table = offer.table_from, offer.table
        earliest, shift = MOST_MINUTES, offer.minutes - self.base
        end, found = self.dead, []
        for minute, start in zip(
            range(begins + len(table) - 1, begins - 1, -1), reversed(table), strict=True
        ):
            if start is not None and start < earliest:
                if start < minute:
                    field = f"services[{place}].table[{minute - begins}]"
                    raise BadInput(field, f"is before its own minute, {minute}")
                earliest, end = start, start + shift
            found.append(end)
        found += [end] * (begins - self.base)
        found.reverse()
        found += [self.dead] * (room - len(found))
        return found


def _latest(offer: Offer) -> int:
    """Return the last minute that matters for an offer: its latest finish, its table's end."""
    starts = max(filter(None, offer.table), default=0)
    return max(starts + offer.minutes, offer.table_from + len(offer.table))


def _between(walk: Walks, start: str, end: str) -> int:
    there, back = walk.get(start, {}).get(end), walk.get(end, {}).get(start)
    minutes = back if there is None else there
    if minutes is None:
        here, other = (f"{printable(a)}.{printable(b)}" for a, b in ((start, end), (end, start)))
        raise BadInput(f"walk.{here}", f"is missing, and so is walk.{other}")
    return minutes
