# SPDX-License-Identifier: Apache-2.0
"""The counters an officer may choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.http import HttpRequest

from satuhadir.accounts.callers import Caller
from satuhadir.accounts.http import caller_of
from satuhadir.accounts.queries import malls_for
from satuhadir.malls.errors import MallNotFound
from satuhadir.malls.models import Mall
from satuhadir.queue import queries
from satuhadir.queue.queries.desk import officer_names
from satuhadir.queue.values import CounterState


class CounterRow(NamedTuple):
    """A counter with the name of the officer who works it, "" when nobody does."""

    counter: CounterState
    officer: str


class Group(NamedTuple):
    """The counters of one agency at one booth."""

    agency: str
    booth: str
    rows: list[CounterRow]


@dataclass(frozen=True, slots=True)
class Choice:
    """The malls of an officer; `mall` is the one whose counters are shown, None for none.

    `last` is the counter this PC had last, when the officer may work it.
    """

    malls: list[Mall]
    mall: Mall | None
    groups: list[Group]
    last: CounterRow | None


def choice_for(request: HttpRequest, last_id: str) -> Choice:
    """Return what the caller may choose from, at the mall of `?mal=`, of the last counter, or
    the only one; raise MallNotFound when `?mal=` is none of theirs.
    """
    caller = caller_of(request)
    mine = list(malls_for(request.user, "serve"))
    asked = request.GET.get("mal", "")
    for mall in [one for one in mine if one.slug == asked] if asked else _likely(mine):
        rows = _rows(caller, mall)
        last = next((row for row in rows if str(row.counter.id) == last_id), None)
        if asked or last is not None or len(mine) == 1:
            return Choice(mine, mall, _grouped(rows), last)
    if asked:
        raise MallNotFound
    return Choice(mine, None, [], None)


def _likely(malls: Sequence[Mall]) -> Sequence[Mall]:
    """Return the malls worth looking through for the last counter: a few, not a nation's."""
    return malls if len(malls) <= 3 else []


def _rows(caller: Caller, mall: Mall) -> list[CounterRow]:
    agencies = caller.agencies("serve", mall)
    counters = [
        one for one in queries.counters_at(mall) if agencies is None or one.agency_id in agencies
    ]
    names = officer_names([one.officer_id for one in counters if one.officer_id is not None])
    return [CounterRow(one, _name(one, names)) for one in counters]


def _name(counter: CounterState, names: dict[int, str]) -> str:
    """Return who sits there: a closed counter without a ticket keeps nobody's seat."""
    if counter.state == "closed" and counter.ticket is None:
        return ""
    return names.get(counter.officer_id or 0, "")


def _grouped(rows: list[CounterRow]) -> list[Group]:
    def place(row: CounterRow) -> tuple[str, str]:
        return row.counter.agency, row.counter.booth

    first: dict[tuple[str, str], int] = {}
    for index, row in enumerate(rows):
        first.setdefault(place(row), index)
    ordered = sorted(rows, key=lambda row: first[place(row)])
    return [
        Group(agency, booth, list(found)) for (agency, booth), found in groupby(ordered, key=place)
    ]
