# SPDX-License-Identifier: Apache-2.0
"""One visit over several agencies: which order of counters is finished earliest.

An exact dynamic programme over (services done, last agency) on start tables that never fall:

    F({j}, j)   = A_j[arrival + walk(door, j)] + d_j
    F(S + j, j) = A_j[max(min over l of F(S, l) + walk(l, j), ready_j)] + d_j     needs of j in S
    finish      = min over l of F(all, l)

A_j[t] is the earliest start of service j for somebody who stands there at minute t: waits,
opening hours, breaks, last calls and booked seats are all in it. Because no table ever falls,
being early never harms, so the earliest finish of (S, l) is all that has to be remembered.
`ready_j` comes from papers that can be used only some minutes after they were asked for; then
the earliest finish is not enough, and every pair of a finish and its ready times that no
other beats is kept (`labels`).

Formats: docs/engines.md. No clock, no solver, nothing random.
"""

from satuhadir.engines.plan.asked import answer
from satuhadir.engines.plan.needs import FREE, Lag, Need, Needs
from satuhadir.engines.plan.timetable import DOOR, Offer, Timetable
from satuhadir.engines.plan.visit import MOST_SERVICES, Plan, Stop, best_plan, impossible, plan

__all__ = [
    "DOOR", "FREE", "MOST_SERVICES", "Lag", "Need", "Needs", "Offer", "Plan", "Stop", "Timetable",
    "answer", "best_plan", "impossible", "plan",
]  # fmt: skip
