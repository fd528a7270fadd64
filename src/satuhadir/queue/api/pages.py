# SPDX-License-Identifier: Apache-2.0
"""The forms that answers share: a page of a list, an instant, a wait."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from satuhadir.malls.models import Mall
from satuhadir.queue.api.inputs import Page
from satuhadir.queue.values import Wait

Item = TypeVar("Item")


def page(rows: Sequence[Item], asked: Page, show: Callable[[Item], dict[str, Any]]) -> object:
    """Return one page of `rows`, all of which are at hand; the cursor counts what came before."""
    part = rows[asked.cursor : asked.cursor + asked.limit]
    seen = asked.cursor + len(part)
    return {
        "items": [show(one) for one in part],
        "next": str(seen) if part and seen < len(rows) else None,
    }


def instant(at: datetime | None, mall: Mall) -> str | None:
    """Return RFC 3339 with the mall's own offset."""
    if at is None:
        return None
    return at.astimezone(ZoneInfo(mall.timezone)).isoformat(timespec="milliseconds")


def wait(value: Wait | None) -> dict[str, int] | None:
    """Return `{low, likely, high}`, None while the wait is not known."""
    return value._asdict() if value else None
