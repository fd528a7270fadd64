# SPDX-License-Identifier: Apache-2.0
"""A day of a whole mall as plain values: lines, counters, visitors, and the rules of the house.

Minutes are minutes since midnight at the mall, lengths are minutes, rates are people an hour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

Shape = Literal["lognormal", "exponential", "constant"]
Policy = Literal["own_order", "one_active", "summon"]
Closing = Literal["send_home", "serve_all"]

USUAL_CV: Final = 0.7
"""Spread of a service time as a share of its mean, where nothing was measured."""
USUAL_PROMISE: Final = 15.0
"""Minutes within which a person shall be called, where the mall promises nothing else."""
USUAL_DAY_SPREAD: Final = 0.2
"""Standard deviation of a day's demand as a share of its mean: days differ more than chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line people wait in. `agency` is where it stands, for walks and for figures.

    `theta` is the share of a ticket's age that is kept after each other service its person
    finished; `last_ticket` the minute from which the line gives no more numbers.
    """

    code: str
    minutes: float
    agency: str = ""
    cv: float = USUAL_CV
    shape: Shape = "lognormal"
    theta: float = 1.0
    promise: float = USUAL_PROMISE
    last_ticket: int | None = None

    @property
    def place(self) -> str:
        return self.agency or self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A desk, the lines it serves, and when somebody sits there: rows of from and to."""

    lines: tuple[str, ...]
    duty: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One service of a visit. `after`: places of earlier-needed steps in the same visit."""

    line: str
    minutes: float | None = None
    cv: float | None = None
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A kind of visitor: what they need, in their own order, and when they come.

    Walk-ins come at random at `per_hour`, rows of from, to and rate. Booked people have
    `slots`, rows of a slot's minute and how many booked it: the slot is that of their first
    step. `no_show`: the share that, of walk-ins, takes a number and leaves, and of booked
    people never comes. `summoned` False keeps them to one ticket under `summon`.
    """

    code: str
    steps: tuple[Step, ...]
    per_hour: tuple[tuple[float, float, float], ...] = ()
    slots: tuple[tuple[int, int], ...] = ()
    head_start: float = 0.0
    no_show: float = 0.0
    summoned: bool = True

    @property
    def is_single(self) -> bool:
        return len(self.steps) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MallDay:
    """A usual day and its rules.

    `policy`: `own_order` takes one ticket after another, each at its own agency;
    `one_active`, the house's default, takes all tickets at the entrance and waits for one at a
    time, shortest expected finish first; `summon` lets people wait for all of them and sends
    them where their call is near.

    `walk` gives each pair of agencies (and `entrance`) once; a missing pair is 0.
    `closing`: `send_home` leaves those still waiting when their last counter closes;
    `serve_all` keeps each line's last counters until nobody is left.
    `day_spread` and `pace_spread` are standard deviations of a day's demand and of each
    line's pace as shares of their means. `usual_waits` of a line are the mean waits of those who
    join in each half hour from `opens` on; `one_active` uses them to choose which line to
    leave for later. `late_share` of summoned people set out
    `late_minutes` after they are sent.
    """

    lines: tuple[Line, ...]
    counters: tuple[Counter, ...]
    errands: tuple[Errand, ...]
    opens: int
    closes: int
    walk: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    policy: Policy = "one_active"
    closing: Closing = "send_home"
    day_spread: float = USUAL_DAY_SPREAD
    pace_spread: float = 0.0
    no_show_minutes: float = 2.0
    slot_early: float = 15.0
    slot_late: float = 10.0
    slot_grace: float = 10.0
    summon_lead: float = 2.0
    summon_patience: float = 5.0
    usual_waits: Mapping[str, Sequence[float]] = field(default_factory=dict)
    late_share: float = 0.0
    late_minutes: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long people waited for their call: of one line, one agency, or all.

    `joined` people joined; `called` of them were called. `within` is the share of those who
    joined and were called within the promise; quantiles are of those called, to a quarter of
    a minute. None where nobody was called (or joined).
    """

    joined: int
    called: int
    mean: float | None
    median: float | None
    p90: float | None
    within: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfHour:
    """One half hour of a line, over all days: whoever joined in it, and its mean length."""

    minute: int
    joined: int
    mean: float | None
    within: float | None
    waiting: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFigures:
    """What a line did over all days; `worked_minutes` is what its people had of counters."""

    waits: Waits
    half_hours: tuple[HalfHour, ...]
    no_shows: int
    worked_minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFigures:
    """Minutes in the mall, from entrance to the last finish; the unfinished until closing.

    `low` and `high` are the 95 % interval of the mean from the days' means, None with fewer
    than two days. `daily` is each day's mean, None for a day without such a visit: two
    simulations of equal seed are compared day by day.
    """

    visits: int
    finished: int
    mean: float | None
    median: float | None
    p90: float | None
    low: float | None
    high: float | None
    daily: tuple[float | None, ...]

    @property
    def unfinished(self) -> int:
        return self.visits - self.finished


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came out of some simulated days.

    `errands` by code; `single` and `multi` are the visits of one service and of several;
    `turned_away` met only lines that gave no more numbers. `busy_share` is the share of all
    counter-minutes on duty spent with somebody.
    """

    days: int
    lines: Mapping[str, LineFigures]
    agencies: Mapping[str, Waits]
    errands: Mapping[str, VisitFigures]
    all: VisitFigures
    single: VisitFigures
    multi: VisitFigures
    turned_away: int
    busy_share: float | None


def offered_load(day: MallDay) -> Sequence[tuple[str, float]]:
    """Return each line's work in counter-minutes on a usual day, before anybody stays away."""
    work = {line.code: 0.0 for line in day.lines}
    usual = {line.code: line.minutes for line in day.lines}
    for errand in day.errands:
        people = sum((to - begins) / 60 * rate for begins, to, rate in errand.per_hour)
        people += sum(booked for _, booked in errand.slots)
        for step in errand.steps:
            minutes = usual[step.line] if step.minutes is None else step.minutes
            work[step.line] += people * (1.0 - errand.no_show) * minutes
    return tuple(work.items())
