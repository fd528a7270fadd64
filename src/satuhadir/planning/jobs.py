# SPDX-License-Identifier: Apache-2.0
"""What planning does by itself: measure closed days, do the calculations that were asked for."""

from satuhadir.malls import queries as malls
from satuhadir.planning import actions
from satuhadir.shared.jobs import Job, at_each


def measure_closed() -> None:
    """Measure closed days at each mall; where one fails, the others still get theirs."""
    at_each(malls.all_malls(), lambda mall: actions.measure_closed_days(mall=mall))


def work() -> None:
    """Do what waits, one after the other."""
    while actions.work_next() is not None:
        pass


JOBS = (
    Job("planning.days", 120.0, measure_closed),
    Job("planning.runs", 1.5, work),
)
