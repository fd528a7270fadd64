# SPDX-License-Identifier: Apache-2.0
"""Everything that reads the survey for other rooms and for doors."""

from satuhadir.satisfaction.queries.asking import (
    is_free,
    is_invited,
    question_after,
    share_on,
    standard_of,
)
from satuhadir.satisfaction.queries.managing import follow_ups_of, month_so_far, policy_of, remarks
from satuhadir.satisfaction.queries.publishing import (
    figures_of,
    first_of,
    last_of,
    newest_month,
    published_month,
    published_months,
)
from satuhadir.satisfaction.questions import PROFILE

__all__ = [
    "PROFILE",
    "figures_of",
    "first_of",
    "follow_ups_of",
    "is_free",
    "is_invited",
    "last_of",
    "month_so_far",
    "newest_month",
    "policy_of",
    "published_month",
    "published_months",
    "question_after",
    "remarks",
    "share_on",
    "standard_of",
]
