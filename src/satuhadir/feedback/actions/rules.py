# SPDX-License-Identifier: Apache-2.0
"""What a mall sets about complaints."""

from collections.abc import Mapping

from django.db import transaction

from satuhadir.feedback.models import ComplaintClock, ComplaintRules
from satuhadir.feedback.values import ClockRule
from satuhadir.malls.models import Mall


@transaction.atomic
def set_clocks(*, mall: Mall, clocks: Mapping[str, ClockRule]) -> None:
    """Set time limits of the mall by their codes; those not named stay as they are."""
    for code, rule in clocks.items():
        ComplaintClock.objects.update_or_create(
            mall=mall,
            code=code,
            defaults={"days": rule.days, "unit": rule.unit, "legal": str(rule.legal)},
        )


def set_rules(
    *, mall: Mall, most_objections: int, erase_after_days: int, due_soon_days: int
) -> None:
    """Set how often one may object, how long names are kept, how early the list reminds."""
    ComplaintRules.objects.update_or_create(
        mall=mall,
        defaults={
            "most_objections": most_objections,
            "erase_after_days": erase_after_days,
            "due_soon_days": due_soon_days,
        },
    )
