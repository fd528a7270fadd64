# SPDX-License-Identifier: Apache-2.0
"""People with several tickets: which of them waits, and when each would be called."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Attendance, LineWait, Policy, Ticket
from satuhadir.queue.values import Flow, Wait

OPEN = ("waiting", "held", "called", "serving", "parked")
AT_COUNTER = ("called", "serving")


class Place(NamedTuple):
    """One open ticket of a person. `wait` is until its call if its person stood there from now
    on, at its own place in the line; None when nobody knows or not today any more. `kept` is the
    percentage of its age that it keeps when another service of its person is finished, counted
    from `since`.
    """

    id: UUID
    line: UUID
    state: str
    turn: int | None
    after: tuple[UUID, ...]
    minutes: int
    wait: Wait | None
    started_at: datetime | None
    summoned_at: datetime | None
    kept: int = 100
    since: datetime | None = None

    def minutes_left(self, now: datetime) -> int:
        """Return the minutes that its person is likely served from now on, or will be."""
        if self.state != "serving" or self.started_at is None:
            return self.minutes
        return max(1, round(self.minutes - (now - self.started_at) / timedelta(minutes=1)))


@dataclass(frozen=True, slots=True)
class Follower:
    """A person whose tickets follow each other, with those still open in their order."""

    attendance: UUID
    flow: Flow
    places: tuple[Place, ...]

    @property
    def now(self) -> Place | None:
        """Return the ticket that is at a counter, or else the one that waits."""
        return self.at_counter or next((one for one in self.places if one.state == "waiting"), None)

    @property
    def at_counter(self) -> Place | None:
        return next((one for one in self.places if one.state in AT_COUNTER), None)


def followers(mall: Mall, attendances: Sequence[UUID] | None = None) -> list[Follower]:
    """Return the people of today whose tickets follow each other (flows `one` and `summon`), those
    first who came first; or some of them. Three queries, whatever their number.
    """
    day = mall.today()
    people = Attendance.objects.filter(mall=mall, day=day).exclude(flow=Flow.FREE)
    if attendances is not None:
        people = people.filter(pk__in=attendances)
    finished = Max("tickets__ended_at", filter=Q(tickets__state="done"))
    people = people.annotate(finished=finished).order_by("created_at")
    flows, before = {}, {}
    for person, flow, finished_at in people.values_list("pk", "flow", "finished"):
        flows[person], before[person] = flow, finished_at
    if not flows:
        return []
    own, usual = "line__booth__agency__age_kept__percent", "mall__policy__age_kept_percent"
    rows = list(
        Ticket.objects.filter(mall=mall, day=day, state__in=OPEN)
        .annotate(kept=Coalesce(own, usual))
        .order_by("turn", "key", "number")
        .only(
            "id", "line_id", "state", "turn", "after", "minutes", "started_at", "summoned_at",
            "attendance_id", "key", "number", "by_plan", "issued_at", "head_start_minutes",
        )
    )  # fmt: skip
    ahead = _Ahead(rows)
    ladders = dict(LineWait.objects.filter(line__mall=mall, day=day).values_list("line", "ladder"))
    places: dict[UUID, list[Place]] = defaultdict(list)
    for row in rows:
        if row.attendance_id in flows:
            wait = _wait(ladders.get(row.line_id), ahead.of(row))
            places[row.attendance_id].append(Place(
                row.pk, row.line_id, row.state, row.turn, tuple(row.after), row.minutes,
                wait if row.state in {"waiting", "held"} else None, row.started_at,
                row.summoned_at, row.kept, _since(row, before[row.attendance_id]),
            ))  # fmt: skip
    return [
        Follower(person, Flow(flow), tuple(places[person]))
        for person, flow in flows.items()
        if places[person]
    ]


def offers_summon(mall: Mall) -> bool:
    """Say whether people with several tickets may choose to be summoned."""
    return Policy.objects.filter(mall=mall, offers_summon=True).exists()


def _since(row: Ticket, finished: datetime | None) -> datetime:
    """Return since when a ticket's next leg counts, as `queue_age_person_v2` does; somebody who
    missed a call and came back is taken to have their place from then on.
    """
    placed = row.key + timedelta(minutes=row.head_start_minutes)
    return max(row.issued_at, placed, finished or row.issued_at)


class _Ahead:
    """Counts who stands before a place, as `queue_ahead_v2` does."""

    def __init__(self, rows: Sequence[Ticket]) -> None:
        self._lines: dict[UUID, list[tuple[datetime, int]]] = defaultdict(list)
        for row in rows:
            if row.state in {"waiting", "held"} and not row.by_plan:
                self._lines[row.line_id].append((row.key, row.number))
        for line in self._lines.values():
            line.sort()

    def of(self, row: Ticket) -> int:
        return bisect_left(self._lines[row.line_id], (row.key, row.number))


def _wait(ladder: Sequence[Sequence[Any]] | None, ahead: int) -> Wait | None:
    """Return the wait of the first rung that reaches, as `queue_wait_of_v1` does."""
    for rung in ladder or ():
        if rung[0] >= ahead and rung[2] is not None:
            return Wait(rung[1], rung[2], rung[3])
    return None
