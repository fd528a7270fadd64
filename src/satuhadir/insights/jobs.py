# SPDX-License-Identifier: Apache-2.0
"""What the room of figures does by itself: count today, count days that were closed."""

import itertools
import logging

from django.db import connections

from satuhadir.insights import actions
from satuhadir.malls import queries as malls
from satuhadir.shared.jobs import Job

log = logging.getLogger(__name__)

RECENT_DAYS = 8
WHOLE_EVERY = 15  # rounds: then older days are looked for, too, as after an update
_rounds = itertools.count()


def count_all_today() -> None:
    """Count what is new today at each mall; where one fails, the others still get theirs."""
    fault: Exception | None = None
    for mall in malls.all_malls():
        try:
            actions.count_today(mall=mall)
        except Exception as error:
            if not connections["default"].is_usable():
                raise
            log.warning("mall %s: %s", mall.slug, type(error).__name__)
            fault = fault or error
    if fault is not None:
        raise fault


def count_closed() -> None:
    """Count the days closed lately; every quarter of an hour also those of long ago."""
    is_whole = next(_rounds) % WHOLE_EVERY == 0
    actions.count_closed_days(recent_days=None if is_whole else RECENT_DAYS)


JOBS = (
    Job("insights.today", 50.0, count_all_today),
    Job("insights.days", 60.0, count_closed),
)
