# SPDX-License-Identifier: Apache-2.0
"""Visits with lags: a paper that can be used only some minutes after its service is finished.

Finishing a set of services early may mean that a paper of it is ready late, so one finish for
(set, agency) is not enough. A label is (finish, when each lagged service may start at the
earliest); of the labels of one state those stay that no other is as good as in every part.
What keeps them few: without lags no plan is later, so a label is dropped from which even a
person without lags could not be finished in time.
"""

from collections.abc import Sequence
from operator import ge, le
from typing import NamedTuple

from satuhadir.engines.plan import sets
from satuhadir.engines.plan.trip import Trip


class _Label(NamedTuple):
    """`ready[k]` belongs to the k-th lagged service and is never before `finish`."""

    finish: int
    ready: tuple[int, ...]
    before: "_Label | None"
    place: int
    zone: int


Labels = list[list[_Label] | None]
"""For each set of services done its labels, of all agencies; None when never reached."""


def solve(trip: Trip, first: Sequence[int], limit: int) -> tuple[int, list[int]] | None:
    """Return the earliest finish and its order; None when there is none up to `limit`.

    The plan without lags comes first: where keeping them costs its order nothing it is the
    answer, and elsewhere that order or the greedy one says what to stay below.
    """
    finish, order = trip.greedy(first)
    known = (finish, order) if finish <= limit and finish < trip.dead else None
    eager = trip.without_lags()
    rows = sets.reached(eager, first, known[0] if known else limit)
    if rows[-1] is None:
        return known
    order = sets.order_of(eager, first, rows)
    finish = trip.finish_of(first, order)
    if finish <= limit and finish < trip.dead and (known is None or finish < known[0]):
        known = finish, order
    if known and known[0] == min(rows[-1]):
        return known
    latest = sets.latest(eager, rows, known[0] - 1 if known else limit)
    whole = reached(trip, first, latest)[-1]
    return known if whole is None else _best(whole)


def _best(whole: Sequence[_Label]) -> tuple[int, list[int]]:
    best = min(whole, key=lambda label: label.finish)
    order: list[int] = []
    label: _Label | None = best
    while label is not None and label.place >= 0:
        order.append(label.place)
        label = label.before
    order.reverse()
    return best.finish, order


def reached(trip: Trip, first: Sequence[int], latest: sets.Rows | None) -> Labels:
    """Return the labels of every set that can be done; with `latest` (`sets.latest`) only those
    that somebody without lags could still finish in time.
    """
    count = len(trip.ends)
    lagged = [place for place in range(count) if trip.needs[place].lags]
    always = [trip.dead - 1] * trip.zones
    labels: Labels = [None] * (1 << count)
    labels[0] = [_Label(0, (0,) * len(lagged), None, -1, -1)]
    for done in range((1 << count) - 1):
        here = labels[done]
        if here is None:
            continue
        for place in range(count):
            after = done | 1 << place
            row = always if latest is None else latest[after]
            if after == done or row is None or not trip.needs[place].is_met(done):
                continue
            last = row[trip.zone[place]]
            kept = labels[after] or []
            for label in _taken(trip, first, lagged, place, here, after, last):
                _keep(kept, label)
            labels[after] = kept or None
    return labels


def _taken(
    trip: Trip,
    first: Sequence[int],
    lagged: Sequence[int],
    place: int,
    here: Sequence[_Label],
    after: int,
    latest: int,
) -> list[_Label]:
    """Return the labels with one service more that are finished by `latest`.

    A lagged service that is done counts as ready.
    """
    ends, walk, zone, dead = trip.ends[place], trip.to[place], trip.zone[place], trip.dead
    slot = lagged.index(place) if place in lagged else None
    gives = [None if after >> one & 1 else trip.lag(place, one) for one in lagged]
    taken = []
    for label in here:
        finish, ready, _, last, was = label
        at = first[place] if last < 0 else finish + walk[was]
        if slot is not None and ready[slot] > at:
            at = min(ready[slot], dead)
        finish = ends[at]
        if finish > latest:
            continue
        usable = [
            finish if lag is None else max(one, finish + lag)
            for one, lag in zip(ready, gives, strict=True)
        ]
        taken.append(_Label(finish, tuple(usable), label, place, zone))
    return taken


def _keep(kept: list[_Label], new: _Label) -> None:
    """Add a label unless another is as good; take out those that it beats."""
    finish, ready, _, _, zone = new
    worse = []
    for old in kept:
        if old[4] != zone:
            continue
        if old[0] <= finish and all(map(le, old[1], ready)):
            return
        if old[0] >= finish and all(map(ge, old[1], ready)):
            worse.append(old)
    for old in worse:
        kept.remove(old)
    kept.append(new)
