# SPDX-License-Identifier: Apache-2.0
"""Everything that changes the survey."""

from satuhadir.satisfaction.actions.answering import answer_survey
from satuhadir.satisfaction.actions.counting import count_served_days, forget_old
from satuhadir.satisfaction.actions.deciding import compare_printed, follow_up, set_share

__all__ = [
    "answer_survey",
    "compare_printed",
    "count_served_days",
    "follow_up",
    "forget_old",
    "set_share",
]
