# SPDX-License-Identifier: Apache-2.0
"""From what is known of a line to its ladder of waits: plain values in, plain values out.

The same values come from the tables (`queries.wait_inputs`) and from the log
(`rebuild.wait_inputs`); a test holds the two against each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeVar
from uuid import UUID

from satuhadir.engines.calibration import Learned
from satuhadir.engines.forecast import Question, capacity, expected_minutes, forecast

Line = TypeVar("Line", UUID, str)

RUNGS = (*range(11), 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500)
OPEN_END = 2 * 1440  # a duty nobody ended; the hours bound it
BEYOND = 10  # rungs above the number now waiting, for who comes before the next tick


class Duty(NamedTuple):
    """A counter's time for one line: minutes since midnight, and its share of the counter."""

    from_minute: int
    to_minute: int
    share: float


@dataclass(frozen=True, slots=True)
class WaitInputs:
    """What a line's wait is made of.

    `hours` are the booth's open stretches today. `duties` are the counters on duty or coming
    back; `planned_share` counts every counter of the line, used before the doors open.
    `idle` counters are open with no ticket; `recent_minutes` today's service times per
    ticket, oldest first, at most 20. `learned`: the ranges its past taught, see `pasts`.
    """

    line: UUID
    waiting: int
    hours: tuple[tuple[int, int], ...]
    duties: tuple[Duty, ...]
    planned_share: float
    idle: int
    mean_minutes: float
    recent_minutes: tuple[float, ...]
    learned: Learned | None = None

    @property
    def open_share(self) -> float:
        """Counters on duty for this line at some time today."""
        return sum(duty.share for duty in self.duties)


Rung = tuple[int, int | None, int | None, int | None]


def wait_ladder(inputs: WaitInputs, *, now_minute: int) -> tuple[list[Rung], int | None]:
    """Return [ahead, low, likely, high] for some numbers ahead, and how many waiting tickets
    can still start today; ([], None) when no counter is open, so that nobody can know.
    """
    staffing = staffing_path(inputs, now_minute=now_minute)
    if not staffing:
        ended = bool(inputs.hours) and now_minute >= inputs.hours[-1][1]
        return [], 0 if ended else None
    most = inputs.waiting + max(BEYOND, inputs.waiting // 2)
    idle = inputs.idle if staffing[0][0] <= now_minute else 0
    ladder: list[Rung] = []
    for ahead in RUNGS:
        answer = forecast(
            Question(
                ahead=ahead,
                now=now_minute,
                staffing=staffing,
                idle=idle,
                mean_minutes=inputs.mean_minutes,
                recent_minutes=inputs.recent_minutes,
                learned=inputs.learned,
            )
        )
        likely = None if answer.likely is None else round(answer.likely)
        ladder.append((ahead, answer.low, likely, answer.high))
        if ahead >= most or likely is None:
            break
    pace = expected_minutes(inputs.mean_minutes, inputs.recent_minutes)
    return ladder, capacity(now_minute, staffing, pace, idle)


def staffing_path(inputs: WaitInputs, *, now_minute: int) -> list[tuple[int, int, float]]:
    """Return who is on duty from now on: stretches without overlap, inside the booth's hours."""
    duties = inputs.duties
    if not duties and inputs.hours and now_minute < inputs.hours[0][0]:
        duties = (Duty(inputs.hours[0][0], inputs.hours[-1][1], inputs.planned_share),)
    path = []
    for opens, closes in inputs.hours:
        edges = {max(opens, now_minute), closes}
        for duty in duties:
            edges |= {duty.from_minute, duty.to_minute}
        inside = sorted(edge for edge in edges if max(opens, now_minute) <= edge <= closes)
        for start, end in pairwise(inside):
            share = sum(d.share for d in duties if d.from_minute <= start and d.to_minute >= end)
            if share > 0:
                path.append((start, end, share))
    return path


def counter_shares(
    served: Sequence[Line], done: Mapping[Line, int], waiting: Mapping[Line, int]
) -> dict[Line, float]:
    """Return the share of one counter that each of its lines gets.

    How its tickets of today fell, those now waiting counted as if they were done too: a line
    with nobody in it takes nothing from its neighbours. One imagined ticket a line keeps a
    quiet line from getting nothing.
    """
    parts = {line: done.get(line, 0) + waiting.get(line, 0) + 1 for line in served}
    total = sum(parts.values())
    return {line: part / total for line, part in parts.items()}
