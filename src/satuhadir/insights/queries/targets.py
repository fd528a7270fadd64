# SPDX-License-Identifier: Apache-2.0
"""What a mall promised to reach, and since when."""

from datetime import date

from satuhadir.insights.models import Target
from satuhadir.malls.models import Mall


def target_on(mall: Mall, day: date) -> Target:
    """Return the target in force on a day; the usual one, unsaved, where a mall set none."""
    found = Target.objects.filter(mall=mall, from_day__lte=day).order_by("-from_day").first()
    return found or Target(mall=mall, from_day=date(2000, 1, 1))


def targets_of(mall: Mall) -> list[Target]:
    """Return all targets of a mall, the newest first."""
    return list(Target.objects.filter(mall=mall).order_by("-from_day"))
