# SPDX-License-Identifier: Apache-2.0
"""That a complaint went to another system stands in its history."""

from uuid import UUID

from django.db import transaction

from satuhadir.feedback.actions.stepping import SYSTEM, step, take
from satuhadir.feedback.models import Step
from satuhadir.malls.models import Mall


@transaction.atomic
def note_relay(*, mall: Mall, complaint_id: UUID, reference: str, actor: str = SYSTEM) -> Step:
    """Record that another system took the complaint, under the number it has there."""
    complaint = take(mall, complaint_id)
    return step(complaint, "relay", by="system", actor=actor, detail=reference[:60])
