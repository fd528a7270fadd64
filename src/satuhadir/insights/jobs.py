# SPDX-License-Identifier: Apache-2.0
"""What the room of figures does by itself: count today, count days that were closed."""

import itertools

from satuhadir.insights import actions
from satuhadir.malls import queries as malls
from satuhadir.shared.jobs import Job, at_each

RECENT_DAYS = 8
WHOLE_EVERY = 15  # rounds: then older days are looked for, too, as after an update
_rounds = itertools.count()


def count_all_today() -> None:
    """Count what is new today at each mall; where one fails, the others still get theirs."""
    at_each(malls.all_malls(), lambda mall: actions.count_today(mall=mall))


def count_closed() -> None:
    """Count the days closed lately; every quarter of an hour also those of long ago."""
    is_whole = next(_rounds) % WHOLE_EVERY == 0
    actions.count_closed_days(recent_days=None if is_whole else RECENT_DAYS)


JOBS = (
    Job("insights.today", 50.0, count_all_today),
    Job("insights.days", 60.0, count_closed),
)
