# SPDX-License-Identifier: Apache-2.0
"""Everything that reads what planning keeps. No writes, no locks."""

from satuhadir.planning.queries.base import base_of, days_measured, unmeasured_days
from satuhadir.planning.queries.people import people_of, person_at
from satuhadir.planning.queries.runs import run_at, runs_of, share_at

__all__ = [
    "base_of",
    "days_measured",
    "people_of",
    "person_at",
    "run_at",
    "runs_of",
    "share_at",
    "unmeasured_days",
]
