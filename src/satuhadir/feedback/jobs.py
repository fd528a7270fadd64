# SPDX-License-Identifier: Apache-2.0
"""What complaints do by themselves: silence closes, names go, due days follow the calendar."""

from satuhadir.feedback import actions
from satuhadir.malls import queries as malls
from satuhadir.shared.jobs import Job, at_each


def close_silent_complaints() -> None:
    """Close what waits for the citizen beyond its last day."""
    at_each(malls.all_malls(), actions.close_silent)


def erase_old_names() -> None:
    """Erase what names a person in complaints closed long enough ago."""
    at_each(malls.all_malls(), actions.erase_old)


def refresh_all_due_days() -> None:
    """Work out due days anew, for a holiday may have been declared since."""
    at_each(malls.all_malls(), actions.refresh_due_days)


JOBS = (
    Job("feedback.silence", 300.0, close_silent_complaints),
    Job("feedback.due_days", 900.0, refresh_all_due_days),
    Job("feedback.erase", 3600.0, erase_old_names),
)
