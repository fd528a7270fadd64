# SPDX-License-Identifier: Apache-2.0
"""How long the next ticket of a line waits: a likely number of minutes and an honest range.

    W      = (ahead + 1) * m                 counter-minutes of work before the next ticket starts
    m      = (1 - w) * mean_minutes + w * mean(recent_minutes),  w = n / (n + 20)
    likely = smallest x with  integral of s(u) du from now to now + x  =  W

s(u) is the planned staffing, so breaks and closing times count (the queue-length predictor of
Ibrahim and Whitt 2011, on a staffing path). The range ends where W + z * spread lies on the
same path, spread² = (ahead + 1) (cv m)² + (0.12² + d²) ((ahead + 1) m)²: chance from ticket
to ticket, and a day unlike others, where d is how far today's services drew the mean, on the
side they drew it to. z is normal without a past and comes from `calibration` with one; there a
past wait of p minutes is taken to be p / (mean_minutes / s) tickets long, s the mean of the plan.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from satuhadir.engines.calibration import Learned, Residual, learn
from satuhadir.engines.duty import Duty, Staffing
from satuhadir.engines.reading import MOST_MINUTES, Node

MOST_RECENT = 20
"""How many of today's services count: at 20 they weigh as much as the long run."""
DAY_SPREAD = 0.12
"""Standard deviation of a day's mean service time as a share of it: an assumption."""
SERVICE_CV = 0.7
"""Spread of service times as a share of their mean, while a line has not told its own."""
MOST_AHEAD = 100_000
MOST_COUNTERS = 10_000
MOST_RESIDUALS = 100_000
ROUNDED = 0.5
"""Minutes; what rounding an end to a whole minute outwards moves it, in the mean."""
LATE_MOST = 1.0
"""As much of itself may the later end of a learned range be drawn out for slow days."""
EPSILON = 1e-9
"""Minutes; what float sums may be off without moving an end by a whole minute."""
SHORTEST_SERVICE, LONGEST_SERVICE = 0.001, 10_000.0
"""Minutes; bounds that keep the sums far from the limits of floats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is known of a line now; minutes since midnight at the mall.

    `ahead` counts waiting tickets, not those being served; `idle` counters are free now.
    `recent_minutes` are today's finished services, `residuals` past predictions of this
    line, both oldest first; `learned` is what they taught already, see `learn_ranges`.
    """

    ahead: int
    now: int
    staffing: Sequence[tuple[int, int, float]]
    mean_minutes: float
    idle: int = 0
    recent_minutes: Sequence[float] = ()
    residuals: Sequence[Residual] = ()
    coverage: float = 0.8
    cv: float = SERVICE_CV
    learned: Learned | None = None


class Answer(NamedTuple):
    """Minutes until service starts; all three None when that is not before closing."""

    likely: float | None
    low: int | None
    high: int | None
    served_today: bool


NOT_TODAY = Answer(None, None, None, served_today=False)
AT_ONCE = Answer(0.0, 0, 0, served_today=True)


def forecast(question: Question) -> Answer:
    """Return how long the next ticket waits until its service starts.

    Served today means that the service starts before the last planned counter leaves (a
    counter that closes finishes its ticket); starting at that very minute is too late. A
    counter that is idle now is believed over a plan that has a gap now, but not over one that
    has ended. `low` and `high` are whole minutes, rounded outwards; no end lies before
    somebody is on duty nor after the last counter leaves. Takes some 10 µs without
    residuals or with what they taught, some ms with 600 to learn from.

    Raises `BadInput` on `staffing[i]` when rows overlap or run backwards.
    """
    duty = Duty(question.now, question.staffing)
    if duty.ends <= 0.0:
        return NOT_TODAY
    if question.idle > question.ahead:
        return AT_ONCE
    mean = expected_minutes(question.mean_minutes, question.recent_minutes)
    tickets = question.ahead + 1
    work = tickets * mean
    if work >= duty.total:
        return NOT_TODAY
    likely = duty.wait_for(work)
    ends = (question.learned or _learned(question, duty)).at(likely)
    faster, slower = _turned(question.mean_minutes, mean)
    spread_low = _spread(tickets, mean, question.cv, faster)
    spread_high = _spread(tickets, mean, question.cv, slower)
    low = duty.wait_for(work + min(ends.low, 0.0) * spread_low)
    high = duty.wait_for(work + max(ends.high, 0.0) * spread_high)
    outwards = math.floor(low + EPSILON), math.ceil(high - EPSILON)
    return Answer(round(likely, 1), *outwards, served_today=True)


def expected_minutes(mean_minutes: float, recent_minutes: Sequence[float]) -> float:
    """Return the minutes a service takes now: the long-run mean, drawn to today's.

    Today's n newest services (at most 20) weigh n / (n + 20): half when there are 20, as in
    the source, and little while one slow ticket could still be chance.
    """
    recent = recent_minutes[-MOST_RECENT:]
    if not recent:
        return mean_minutes
    weight = len(recent) / (len(recent) + MOST_RECENT)
    return (1.0 - weight) * mean_minutes + weight * math.fsum(recent) / len(recent)


def capacity(
    now: int, staffing: Sequence[tuple[int, int, float]], minutes: float, idle: int = 0
) -> int:
    """Return how many waiting tickets can still start before the last counter leaves.

    A ticket with `ahead` waiting before it is served today exactly when `ahead` is less than
    this. `minutes` is what a service takes now, see `expected_minutes`.
    """
    duty = Duty(now, staffing)
    if duty.ends <= 0.0:
        return 0
    tickets = min(math.ceil(duty.total / minutes), MOST_AHEAD)
    while tickets > 0 and tickets * minutes >= duty.total:
        tickets -= 1
    return max(tickets, idle)


def _spread(tickets: float, mean: float, cv: float, turned: float = 0.0) -> float:
    """Return the standard deviation of the work of that many tickets, counter-minutes."""
    return mean * math.sqrt(tickets * cv**2 + (DAY_SPREAD**2 + turned**2) * tickets**2)


def _turned(mean_minutes: float, mean: float) -> tuple[float, float]:
    """Return how much today's services pull below and above the long run, as shares.

    What the mean was drawn by is what it may still be short of: when today is slower than the
    long run, only the later end of the range moves out, and the other way round.
    """
    turn = (mean - mean_minutes) / mean
    return max(-turn, 0.0), max(turn, 0.0)


def learn_ranges(
    residuals: Sequence[Residual], pace: float, coverage: float = 0.8, cv: float = SERVICE_CV
) -> Learned:
    """Return what past predictions of a line teach, for `Question.learned`.

    `pace` is a line's usual minutes per ticket, mean_minutes over its counters by plan. It only
    says how many tickets a past wait was long, and has to be the same for every prediction.
    """
    minutes = max(pace, SHORTEST_SERVICE)

    def spread_of_wait(predicted: float) -> float:
        return max(_spread(predicted / minutes, minutes, cv), 1e-6)

    return learn(residuals, coverage, spread_of_wait, rounded=ROUNDED, late_most=LATE_MOST)


def _learned(question: Question, duty: Duty) -> Learned:
    counters = duty.total / duty.staffed_minutes(duty.ends)
    pace = question.mean_minutes / counters
    return learn_ranges(question.residuals, pace, question.coverage, question.cv)


def answer(question: Node) -> dict[str, object]:
    """Answer one question of `satuhadir engine forecast`."""
    return forecast(read(question))._asdict()


def read(question: Node) -> Question:
    """Read a question; every field of the contract is required, `cv` is optional."""
    fields = question.record(
        "ahead", "now", "staffing", "idle", "mean_minutes", "recent_minutes", "residuals",
        "coverage", optional=("cv",),
    )  # fmt: skip
    return Question(
        ahead=fields["ahead"].whole(at_most=MOST_AHEAD),
        now=fields["now"].whole(),
        staffing=[_read_staffing(row) for row in fields["staffing"].items(at_most=10_000)],
        idle=fields["idle"].whole(at_most=MOST_COUNTERS),
        mean_minutes=fields["mean_minutes"].number(
            at_least=SHORTEST_SERVICE, at_most=LONGEST_SERVICE
        ),
        recent_minutes=[
            minutes.number(at_least=0.0, at_most=LONGEST_SERVICE)
            for minutes in fields["recent_minutes"].items(at_most=MOST_RECENT)
        ],
        residuals=[
            _read_residual(row) for row in fields["residuals"].items(at_most=MOST_RESIDUALS)
        ],
        coverage=fields["coverage"].number(above=0.0, below=1.0),
        cv=fields["cv"].number(at_least=0.0, at_most=10.0) if "cv" in fields else SERVICE_CV,
    )


def _read_staffing(row: Node) -> Staffing:
    begins, ends, counters = row.items(at_most=3, exactly=3)
    return Staffing(
        begins.whole(), ends.whole(), counters.number(at_least=0.0, at_most=MOST_COUNTERS)
    )


def _read_residual(row: Node) -> Residual:
    fields = row.record("predicted", "actual")
    return Residual(
        fields["predicted"].number(at_least=0.0, at_most=MOST_MINUTES),
        fields["actual"].number(at_least=0.0, at_most=MOST_MINUTES),
    )
