# SPDX-License-Identifier: Apache-2.0
"""What a manager decides about bookings; the database keeps who changed what."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from satuhadir.malls.models import Mall
from satuhadir.queue.errors import LineNotFound
from satuhadir.queue.models import Line
from satuhadir.visits.actions.slots import make_slots
from satuhadir.visits.models import BookedLine, BookingPolicy
from satuhadir.visits.queries.rules import policy_of


def set_policy(*, mall: Mall, **fields: Any) -> BookingPolicy:
    """Set fields of a mall's rules by name; the others stay. Slots follow at the next round.

    Raises:
        ValidationError: a value is out of its bounds; nothing is changed.
    """
    policy = policy_of(mall)
    known = {field.name for field in BookingPolicy._meta.fields} - {"mall"}
    if set(fields) - known:
        raise KeyError(sorted(set(fields) - known))
    for name, value in fields.items():
        setattr(policy, name, value)
    policy.full_clean(validate_unique=False)
    policy.save()
    return policy


def set_line(
    *,
    mall: Mall,
    line_id: UUID,
    is_open: bool = True,
    planned_counters: Decimal | None = None,
    online_share_percent: int | None = None,
    outside_name: str = "",
    outside_url: str = "",
) -> BookedLine:
    """Set what is different for one line; its slots are made anew, taken ones stay.

    Raises:
        LineNotFound. ValidationError: a value is out of its bounds.
    """
    line = Line.objects.filter(mall=mall, pk=line_id).first()
    if line is None:
        raise LineNotFound
    with transaction.atomic():
        row = BookedLine.objects.filter(line=line).first() or BookedLine(line=line, mall=mall)
        row.is_open = is_open
        row.planned_counters = planned_counters
        row.online_share_percent = online_share_percent
        row.outside_name = outside_name.strip()
        row.outside_url = outside_url.strip()
        row.full_clean(validate_unique=False)
        row.save()
    make_slots(mall, lines=[line_id])
    return row
