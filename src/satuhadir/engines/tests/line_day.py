# SPDX-License-Identifier: Apache-2.0
"""One invented day of one line, to check forecasts against: what was asked, and what came true.

First come, first served; log-normal service times; random arrivals with a morning peak; a day
has its own demand (sd 20 %) and its own pace (sd 10 %); a counter that closes finishes its ticket.
"""

import heapq
import math
import random
from typing import NamedTuple

from satuhadir.engines.calibration import Residual
from satuhadir.engines.forecast import Question, forecast

MEAN_MINUTES = 8.5
CV = 0.7
LOAD = 0.9
LUNCH = ((480, 720, 3.0), (720, 780, 1.0), (780, 900, 3.0))
BREAK = ((480, 720, 3.0), (780, 960, 3.0))

Plan = tuple[tuple[int, int, float], ...]


class Case(NamedTuple):
    question: Question
    waited: float


def arrivals(chance: random.Random, plan: Plan) -> list[float]:
    opens, closes = plan[0][0], plan[-1][1]
    minutes = sum((end - start) * counters for start, end, counters in plan)
    rate = LOAD * minutes / MEAN_MINUTES * math.exp(chance.gauss(0, 0.2)) / (closes - opens)
    came: list[float] = []
    at = float(opens)
    while True:
        at += chance.expovariate(rate * 1.6)
        if at >= closes:
            return came
        peak = math.exp(-((((at - opens) / (closes - opens) - 0.3) / 0.2) ** 2))
        if chance.random() < (0.5 + 1.1 * peak) / 1.6:
            came.append(at)


def invent_day(chance: random.Random, plan: Plan, pace: float = 1.0) -> list[Case]:
    """Return the tickets of a day that had to wait; at pace 1.25 services take a quarter longer."""
    came = arrivals(chance, plan)
    sigma = math.sqrt(math.log(1 + CV**2))
    middle = math.log(MEAN_MINUTES * pace * math.exp(chance.gauss(0, 0.1))) - sigma**2 / 2
    events = [(at, number, 0.0) for number, at in enumerate(came)]
    events += [(float(minute), -1, 0.0) for row in plan for minute in row[:2]]
    heapq.heapify(events)
    waiting: list[int] = []
    asked: dict[int, Question] = {}
    recent: list[float] = []
    cases: list[Case] = []
    serving = 0
    while events:
        at, number, took = heapq.heappop(events)
        on_duty = sum(counters for start, end, counters in plan if start <= at < end)
        if took:
            serving -= 1
            recent.append(took)
        elif number >= 0:
            if waiting or serving >= on_duty:
                asked[number] = Question(
                    ahead=len(waiting), now=int(at), staffing=plan, mean_minutes=MEAN_MINUTES,
                    recent_minutes=recent[-20:],
                )  # fmt: skip
            waiting.append(number)
        while waiting and serving < on_duty:
            first = waiting.pop(0)
            minutes = chance.lognormvariate(middle, sigma)
            serving += 1
            heapq.heappush(events, (at + minutes, -1, minutes))
            if first in asked:
                cases.append(Case(asked[first], at - came[first]))
    return cases


def residuals(days: list[list[Case]]) -> list[Residual]:
    """Return what predictions made on these days came to, as a line would keep them."""
    kept = []
    for question, waited in (case for day in days for case in day):
        likely = forecast(question).likely
        if likely is not None:
            kept.append(Residual(likely, waited))
    return kept
