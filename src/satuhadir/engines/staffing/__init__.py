# SPDX-License-Identifier: Apache-2.0
"""How many counters each half hour needs, which shifts give them, and who works those.

Pure: plain values in, plain values out. Formats and sources: docs/engines.md.
"""

from satuhadir.engines.staffing.days import Line, draw_days, kept
from satuhadir.engines.staffing.delays import HALF_HOUR
from satuhadir.engines.staffing.extra import has_solver
from satuhadir.engines.staffing.naming import Roster, Shift, Worker, name_people
from satuhadir.engines.staffing.question import answer
from satuhadir.engines.staffing.shifts import Cover, Pattern, cover
from satuhadir.engines.staffing.tuning import MARGIN, Promise, Tuned, starting, tune

__all__ = [
    "HALF_HOUR",
    "MARGIN",
    "Cover",
    "Line",
    "Pattern",
    "Promise",
    "Roster",
    "Shift",
    "Tuned",
    "Worker",
    "answer",
    "cover",
    "draw_days",
    "has_solver",
    "kept",
    "name_people",
    "starting",
    "tune",
]
