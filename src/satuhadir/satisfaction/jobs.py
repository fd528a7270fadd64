# SPDX-License-Identifier: Apache-2.0
"""What the survey does by itself: count past days, forget."""

from satuhadir.malls import queries as malls
from satuhadir.satisfaction import actions
from satuhadir.shared.jobs import Job


def look_after_surveys() -> None:
    """Count the days that are past at each mall, and forget what is older than needed."""
    for mall in malls.all_malls():
        actions.count_served_days(mall)
        actions.forget_old(mall)


JOBS = (Job("satisfaction.days", 600.0, look_after_surveys),)
