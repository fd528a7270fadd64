# SPDX-License-Identifier: Apache-2.0
"""Everything that reads bookings. Other rooms and the doors ask here."""

from satuhadir.visits.queries.planned import Impossible, PlannedStop, Span, VisitPlan
from satuhadir.visits.queries.planning import open_days, plan_visit
from satuhadir.visits.queries.promises import (
    Promised,
    end_of_visit,
    ends_by_bin,
    promised_between,
)
from satuhadir.visits.queries.rules import (
    line_rules,
    missed_by_hour,
    missed_counts,
    policy_of,
)
from satuhadir.visits.queries.slots import (
    check_day,
    free_slots,
    is_released,
    nearest_days,
    reserved_today,
    services_lines,
)
from satuhadir.visits.queries.visits import (
    check_in_times,
    find_by_code,
    find_entry,
    find_visit,
    open_offer,
    pass_of,
    visit_at,
    visits_of_account,
    whole_visit_path,
    without_number,
)

__all__ = [
    "Impossible",
    "PlannedStop",
    "Promised",
    "Span",
    "VisitPlan",
    "check_day",
    "check_in_times",
    "end_of_visit",
    "ends_by_bin",
    "find_by_code",
    "find_entry",
    "find_visit",
    "free_slots",
    "is_released",
    "line_rules",
    "missed_by_hour",
    "missed_counts",
    "nearest_days",
    "open_days",
    "open_offer",
    "pass_of",
    "plan_visit",
    "policy_of",
    "promised_between",
    "reserved_today",
    "services_lines",
    "visit_at",
    "visits_of_account",
    "whole_visit_path",
    "without_number",
]
