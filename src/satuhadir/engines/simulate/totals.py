# SPDX-License-Identifier: Apache-2.0
"""Counts that days of one mall are added to."""

import math

from satuhadir.engines.simulate import fields as at
from satuhadir.engines.simulate.compiling import Machine
from satuhadir.engines.simulate.counting import BINS, LINE_WIDTH, PER_HALF
from satuhadir.engines.simulate.laying import Plan
from satuhadir.engines.simulate.mall import MallDay

HALF_HOUR = 30


class Totals:
    """What happened on the days that were added, in the lists `counting` counts in."""

    def __init__(self, day: MallDay, plan: Plan, machine: Machine) -> None:
        lines, kinds = len(plan.lines), len(day.errands)
        self._day = day
        self._machine = machine
        self._desk_minutes = sum(
            ends - begins for desk in day.counters for begins, ends in desk.duty
        )
        self.days = 0
        self.turned_away = 0
        self.on_duty = 0.0
        self.halves = max(1, math.ceil((day.closes - day.opens) / HALF_HOUR))
        self.promise = machine.floats(lines)
        self.promise[:] = [float(line.promise) for line in day.lines]
        self.lines_n = machine.ints(lines * LINE_WIDTH)
        self.lines_f = machine.floats(lines * LINE_WIDTH)
        self.halves_n = machine.ints(lines * self.halves * PER_HALF)
        self.halves_f = machine.floats(lines * self.halves * PER_HALF)
        self.waits = machine.ints(lines * BINS)
        self.visits_n = machine.ints(2 * kinds)
        self.visits = machine.ints(kinds * BINS)
        self.daily: list[list[tuple[int, float]]] = [[] for _ in range(kinds)]

    def add(self, n: list[int], f: list[float]) -> None:
        """Count a day that has happened."""
        day, call = self._day, self._machine.call
        opens, closes = float(day.opens), float(day.closes)
        call.count_tickets(
            n, f, opens, -at.NEVER, closes, self.halves, self.promise, self.lines_n, self.lines_f,
            self.halves_n, self.halves_f, self.waits,
        )  # fmt: skip
        call.count_work(n, f, -at.NEVER, at.NEVER, self.lines_f)
        kinds = len(day.errands)
        day_n, day_f = self._machine.ints(kinds), self._machine.floats(kinds)
        call.count_visits(n, f, -at.NEVER, closes, day_n, day_f, self.visits_n, self.visits)
        for kind in range(kinds):
            self.daily[kind].append((int(day_n[kind]), float(day_f[kind])))
        self.days += 1
        self.turned_away += int(n[at.TURNED_AWAY])
        self.on_duty += self._desk_minutes
