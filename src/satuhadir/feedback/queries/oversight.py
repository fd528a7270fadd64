# SPDX-License-Identifier: Apache-2.0
"""Counts over all malls, for backup, doctor and the metrics. Nothing of a person in them."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from satuhadir.feedback.models import Attachment, Complaint, IdentityLook, Step
from satuhadir.feedback.queries.clocks import rules_of
from satuhadir.feedback.queries.lists import late
from satuhadir.malls.queries import all_malls

_GRACE = timedelta(days=2)  # the job that erases runs every hour


def complaint_counts() -> dict[str, int]:
    """Return how many complaints there are in each state, and how many rows hang on them."""
    rows = Complaint.objects.values_list("state").annotate(n=Count("pk")).order_by("state")
    return {
        **dict(rows),
        "steps": Step.objects.count(),
        "looks": IdentityLook.objects.count(),
        "attachments": Attachment.objects.count(),
    }


def where_history_differs() -> Iterator[str]:
    """Yield the number of each complaint whose last step says another state than its row."""
    last = Step.objects.filter(complaint=OuterRef("pk")).order_by("-seq").values("after")[:1]
    told = Complaint.objects.annotate(told=Coalesce(Subquery(last), "state"))
    for number in told.exclude(told=F("state")).values_list("number", flat=True):
        yield f"complaint {number}"


def late_by_mall(*, with_none: bool = False) -> dict[str, int]:
    """Return how many complaints are late, by mall; malls without any where asked for."""
    found = {
        mall.slug: Complaint.objects.filter(late(mall), mall=mall).count() for mall in all_malls()
    }
    return found if with_none else {slug: count for slug, count in found.items() if count}


def not_erased() -> int:
    """Return how many closed complaints still hold what should have been erased days ago."""
    now = timezone.now()
    return sum(
        Complaint.objects.filter(
            mall=mall,
            closed_at__lt=now - timedelta(days=rules_of(mall).erase_after_days) - _GRACE,
            erased_at=None,
        ).count()
        for mall in all_malls()
    )
