# SPDX-License-Identifier: Apache-2.0
"""What a kiosk promised without a server and could not be kept: written down for the staff."""

from datetime import datetime

from django.utils import translation

from satuhadir.malls.models import Mall
from satuhadir.shared.errors import DomainError
from satuhadir.visits import passes
from satuhadir.visits.models import RefusedCheckIn, Visit


def keep_refusal(*, mall: Mall, said: str, at: datetime, refusal: DomainError) -> None:
    """Keep a check-in that was made without a network and is refused for good; told twice it is
    one. What is no pass of this mall is not kept: no kiosk of it would have taken that.
    """
    known = passes.read(said)
    if known is None or known.mall != mall.slug:
        return
    visit = Visit.objects.filter(mall=mall, pk=known.visit).values_list("pk", flat=True).first()
    with translation.override("id"):
        told = str(refusal)[:300]
    RefusedCheckIn.objects.bulk_create(
        [
            RefusedCheckIn(
                mall=mall, visit_id=visit, code=known.code[:6], reason=refusal.code, told=told,
                scanned_at=at,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
