# SPDX-License-Identifier: Apache-2.0
"""What complaints do by themselves: silence closes, names go, due days follow the calendar."""

import logging
from collections.abc import Callable

from django.db import connections

from satuhadir.feedback import actions
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.shared.jobs import Job

log = logging.getLogger(__name__)


def close_silent_complaints() -> None:
    """Close what waits for the citizen beyond its last day."""
    _at_each_mall(actions.close_silent)


def erase_old_names() -> None:
    """Erase what names a person in complaints closed long enough ago."""
    _at_each_mall(actions.erase_old)


def refresh_all_due_days() -> None:
    """Work out due days anew, for a holiday may have been declared since."""
    _at_each_mall(actions.refresh_due_days)


def _at_each_mall(work: Callable[[Mall], object]) -> None:
    """Do the work of one mall after the other; where it fails, the others still get theirs."""
    fault: Exception | None = None
    for mall in malls.all_malls():
        try:
            work(mall)
        except Exception as error:
            if not connections["default"].is_usable():
                raise
            log.warning("mall %s: %s", mall.slug, type(error).__name__)
            fault = fault or error
    if fault is not None:
        raise fault


JOBS = (
    Job("feedback.silence", 300.0, close_silent_complaints),
    Job("feedback.due_days", 900.0, refresh_all_due_days),
    Job("feedback.erase", 3600.0, erase_old_names),
)
