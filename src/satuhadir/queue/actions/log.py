# SPDX-License-Identifier: Apache-2.0
"""One row for the log of today, written inside the transaction of what it tells."""

from typing import Any
from uuid import UUID

from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath


def log_today(
    mall: Mall, event: str, actor: str, data: dict[str, Any], *, counter_id: UUID | None = None
) -> None:
    """Append to today's log of `mall`. The head of the chain stays locked to the commit."""
    hotpath.append_event(
        mall_id=mall.pk,
        day=mall.today(),
        event=event,
        actor=actor,
        counter_id=counter_id,
        data=data,
    )
