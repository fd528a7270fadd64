# SPDX-License-Identifier: Apache-2.0
"""What every screen of a mall says now."""

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Announcement
from satuhadir.queue.values import Notice

MOST_AT_ONCE = 3


def announcements_of(mall: Mall) -> list[Notice]:
    """Return what is said now or will be, the urgent first, then the newest (one query)."""
    rows = Announcement.objects.filter(
        mall=mall, withdrawn_at__isnull=True, until_at__gt=mall.local_now()
    ).order_by("-level", "-from_at", "pk")
    return [Notice(one.pk, one.text, one.level, one.from_at, one.until_at) for one in rows]


def announcements_now(mall: Mall) -> list[Notice]:
    """Return what every screen of `mall` says now (one query)."""
    now = mall.local_now()
    return [one for one in announcements_of(mall) if one.from_at <= now]
