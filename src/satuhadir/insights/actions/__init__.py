# SPDX-License-Identifier: Apache-2.0
"""Everything that writes figures and targets."""

from satuhadir.insights.actions.counting import (
    count_closed_days,
    count_day,
    count_today,
    rebuild,
    sum_month,
)
from satuhadir.insights.actions.samples import keep_sample
from satuhadir.insights.actions.targets import set_target

__all__ = [
    "count_closed_days",
    "count_day",
    "count_today",
    "keep_sample",
    "rebuild",
    "set_target",
    "sum_month",
]
