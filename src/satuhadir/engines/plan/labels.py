# SPDX-License-Identifier: Apache-2.0
"""Visits with lags: a paper that can be used only some minutes after its service is finished.

Finishing a set of services early may mean that a paper of it is ready late, so one finish for
(set, agency) is not enough. A label is a finish at an agency and, for each lagged service that
is not done, when that one can be finished at the earliest: its paper and the way there counted.

A label beats another of the same set when it can stand everywhere as early and each of its
lagged services can be finished as early. It loses no plan: follow the other's order from it.
By induction it stands at each counter no later; the tables never fall, so what it finishes
there is no later than the other's; and a lagged service is finished at the later of what the
table says and `soonest`, neither of which is later.
"""

from collections.abc import Iterable, Sequence
from operator import le

from satuhadir.engines.plan import sets
from satuhadir.engines.plan.trip import Service, Trip

Label = tuple[int, int, tuple[int, ...], "Label | None", int]
"""Finish, agency, `soonest` of each lagged service (0 once it is done), the label before, and
the service done last."""
Labels = dict[int, list[Label]]
"""Those of each set of services done that is ever reached."""


def earliest(trip: Trip, first: Sequence[int], latest: sets.Rows) -> tuple[int, list[int]] | None:
    """Return the earliest finish and its order, of those that are never later than `latest`."""
    steps = Steps(trip, first)
    labels = {0: [steps.start]}
    steps.follow(labels, 0, trip.services(), latest)
    for done, _, rest in trip.sets():
        if done in labels:
            steps.follow(labels, done, rest, latest)
            del labels[done]
    whole = labels.get(len(latest) - 1)
    return _best(whole) if whole else None


def ever_done(trip: Trip, first: Sequence[int], never: int) -> int:
    """Return the services, as bits, that are part of any order; `never` are known not to be."""
    steps, services = Steps(trip, first), trip.services()
    everybody = (1 << len(services)) - 1
    level, found = {0: [steps.start]}, 0
    while level and found | never != everybody:
        following: Labels = {}
        for done, labels in level.items():
            following[done] = labels
            rest = [one for one in services if not one[0] & done]
            steps.follow(following, done, rest, None)
            del following[done]
        level = following
        for done in level:
            found |= done
    return found


def _best(whole: Iterable[Label]) -> tuple[int, list[int]]:
    best = min(whole, key=lambda label: label[0])
    order: list[int] = []
    label: Label | None = best
    while label is not None and label[4] >= 0:
        order.append(label[4])
        label = label[3]
    order.reverse()
    return best[0], order


class Steps:
    """The labels that follow a label. The tables are laid out as by `windows.Windows`."""

    def __init__(self, trip: Trip, first: Sequence[int]) -> None:
        self._trip, self._first = trip, first
        lagged = [place for place, need in enumerate(trip.needs) if need.lags]
        self._slots = {1 << place: slot for slot, place in enumerate(lagged)}
        self._ready = {
            1 << place: [(1 << one, trip.ends[one], self._off(place, one)) for one in lagged]
            for place in range(len(trip.ends))
        }
        self.start: Label = (0, -1, (0,) * len(lagged), None, -1)

    def _off(self, place: int, later: int) -> int:
        """Return how long after a service another may be started, its paper and the way there."""
        way = self._trip.ways[self._trip.zone[place]][self._trip.zone[later]]
        return min(max(self._trip.lag(place, later), way), self._trip.dead)

    def follow(
        self, labels: Labels, done: int, rest: Sequence[Service], latest: sets.Rows | None
    ) -> None:
        """Add the labels with one of the services `rest` more to those of a set."""
        dead, walks, here = self._trip.dead, self._trip.walks, labels[done]
        for bit, ends, zone, _, every, some in rest:
            after, last = done | bit, dead - 1
            if every & done != every or (some and not all(map(done.__and__, some))):
                continue
            if latest is not None:
                row = latest[after]
                if row is None:
                    continue
                last = row[zone]
            slot, place = self._slots.get(bit, -1), bit.bit_length() - 1
            ready = [(None if one & after else table, off) for one, table, off in self._ready[bit]]
            kept = labels.get(after) or []
            for label in here:
                finish, was, soonest, _, _ = label
                end = ends[finish + walks[was][zone] if was >= 0 else self._first[place]]
                if slot >= 0 and soonest[slot] > end:
                    end = soonest[slot]
                if end > last:
                    continue
                new = tuple([
                    0 if table is None else max(one, table[end + off])
                    for one, (table, off) in zip(soonest, ready, strict=True)
                ])  # fmt: skip
                if latest is None or dead not in new:
                    _keep(self._trip.nearer, kept, (end, zone, new, label, place))
            if kept:
                labels[after] = kept


def _keep(nearer: Sequence[Sequence[int]], kept: list[Label], new: Label) -> None:
    """Add a label unless another one beats it; take out those that it beats."""
    finish, zone, soonest, _, _ = new
    row, worse = nearer[zone], False
    for old in kept:
        if old[0] + nearer[old[1]][zone] <= finish and all(map(le, old[2], soonest)):
            return
        worse = worse or finish + row[old[1]] <= old[0]
    if worse:
        kept[:] = [
            old
            for old in kept
            if finish + row[old[1]] > old[0] or not all(map(le, soonest, old[2]))
        ]
    kept.append(new)
