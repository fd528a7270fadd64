# SPDX-License-Identifier: Apache-2.0
"""What the survey does by itself: count past days, forget."""

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.satisfaction import actions
from satuhadir.shared.jobs import Job, at_each


def look_after_surveys() -> None:
    """Count the days that are past at each mall, and forget what is older than needed."""
    at_each(malls.all_malls(), _look_after)


def _look_after(mall: Mall) -> None:
    actions.count_served_days(mall)
    actions.forget_old(mall)


JOBS = (Job("satisfaction.days", 600.0, look_after_surveys),)
