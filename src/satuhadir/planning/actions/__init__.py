# SPDX-License-Identifier: Apache-2.0
"""Everything that changes what planning keeps."""

from satuhadir.planning.actions.measuring import (
    keep_sample_days,
    measure_closed_days,
    measure_day,
    sample_body,
)
from satuhadir.planning.actions.people import remove_person, save_person
from satuhadir.planning.actions.runs import ask_run, cancel_run, use_share
from satuhadir.planning.actions.working import work_next

__all__ = [
    "ask_run",
    "cancel_run",
    "keep_sample_days",
    "measure_closed_days",
    "measure_day",
    "remove_person",
    "sample_body",
    "save_person",
    "use_share",
    "work_next",
]
