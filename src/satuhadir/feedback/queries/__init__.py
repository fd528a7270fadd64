# SPDX-License-Identifier: Apache-2.0
"""Everything that reads complaints for other rooms and for doors. No writes, no locks."""

from satuhadir.feedback.queries.clocks import Running, clock_rules, rules_of, running_clock
from satuhadir.feedback.queries.complaints import (
    attachment_at,
    complaint_at,
    complaint_by_number,
    complaint_by_track,
    history_of,
    visit_of,
    wall_of,
)

__all__ = [
    "Running",
    "attachment_at",
    "clock_rules",
    "complaint_at",
    "complaint_by_number",
    "complaint_by_track",
    "history_of",
    "rules_of",
    "running_clock",
    "visit_of",
    "wall_of",
]
