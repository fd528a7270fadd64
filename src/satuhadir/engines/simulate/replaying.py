# SPDX-License-Identifier: Apache-2.0
"""A day that really was, in the simulator's lines: whom would its counters have called?

The lines, the keys and the choice are those of the simulated days (`lines`, `dispatch`); only the
moments at which people come, wait and are called are given instead of drawn.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from satuhadir.engines import dispatch
from satuhadir.engines.simulate import fields as at
from satuhadir.engines.simulate.compiling import plain
from satuhadir.engines.simulate.laying import lay_out, plan_of
from satuhadir.engines.simulate.lines import insert, next_of, remove
from satuhadir.engines.simulate.mall import Counter, Line, MallDay

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MICROSECOND = timedelta(microseconds=1)


class Floor:
    """The lines of one recorded day. `tickets` are all its ids, `desks` the lines of each counter,
    `kept` the share of age in percent that tickets keep in a line which has one of its own;
    elsewhere people whose tickets follow each other keep `usual`, and the others all of it.
    """

    def __init__(
        self,
        tickets: Sequence[str],
        lines: Sequence[str],
        desks: Mapping[str, Sequence[str]],
        kept: Mapping[str, int],
        usual: int = 100,
    ) -> None:
        day = MallDay(
            lines=tuple(Line(code=code, minutes=1.0) for code in lines),
            counters=tuple(Counter(lines=tuple(served), duty=()) for served in desks.values()),
            errands=(), opens=0, closes=0,
        )  # fmt: skip
        machine = plain()
        every = [len(tickets)] * len(lines)
        self._n, self._f = lay_out(
            plan_of(day), day, sum(every), every, machine.ints, machine.floats
        )
        self._ids = sorted(tickets)
        self._places = {one: place for place, one in enumerate(self._ids)}
        self._lines = {code: place for place, code in enumerate(lines)}
        self._desks = {desk: place for place, desk in enumerate(desks)}
        self._kept = {self._lines[code]: percent for code, percent in kept.items()}
        self._usual = usual
        self._issued: dict[str, datetime] = {}
        self._finished: dict[str, datetime] = {}
        for place in range(len(self._ids)):
            self._n[self._n[at.VISIT] + place] = place
            self._n[self._n[at.MODE] + place] = at.ONE_ACTIVE

    def issue(self, ticket: str, line: str, number: int, issued: datetime, head_start: int) -> None:
        """A number is given; it waits once `wait` says so."""
        n, place = self._n, self._places[ticket]
        n[n[at.LINE] + place] = self._lines[line]
        n[n[at.NUMBER] + place] = number
        self._set_key(ticket, dispatch.key(issued, head_start))
        self._issued[ticket] = issued

    def come_back(self, ticket: str) -> None:
        """Somebody who missed a call is back."""
        self._set_key(ticket, dispatch.come_back_key(self._key(ticket)))

    def finish(
        self, person: str, finished: datetime, others: Sequence[str], *, waits_freely: bool = False
    ) -> None:
        """A service is finished: the person's other open tickets age as their lines say."""
        before = self._finished.get(person)
        usual = 100 if waits_freely else self._usual
        for other in others:
            kept = self._kept.get(self._n[self._n[at.LINE] + self._places[other]], usual)
            leg = dispatch.leg_of(finished, self._issued[other], before)
            self._set_key(other, dispatch.aged_key(self._key(other), leg, kept))
        self._finished[person] = finished

    def wait(self, ticket: str, waits: bool) -> None:
        """A ticket is callable from now on, or not any more."""
        n, place = self._n, self._places[ticket]
        now = n[n[at.STATE] + place] == at.WAITING
        if waits and not now:
            insert(n, place)
        elif now and not waits:
            remove(n, place)
        n[n[at.STATE] + place] = at.WAITING if waits else at.HELD

    def next_for(self, desk: str) -> str | None:
        """Return the ticket that the simulator's counter would call now."""
        found = next_of(self._n, self._f, self._desks[desk])
        return None if found == at.NOBODY else self._ids[found]

    def _key(self, ticket: str) -> datetime:
        micro = self._n[self._n[at.KEY] + self._places[ticket]]
        return EPOCH + micro * MICROSECOND

    def _set_key(self, ticket: str, key: datetime) -> None:
        """Give a ticket its place in time, in its line too where it waits."""
        n, place = self._n, self._places[ticket]
        waits = n[n[at.STATE] + place] == at.WAITING
        if waits:
            remove(n, place)
        n[n[at.KEY] + place] = (key - EPOCH) // MICROSECOND
        if waits:
            insert(n, place)
