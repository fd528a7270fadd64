# SPDX-License-Identifier: Apache-2.0
"""What a manager says on every screen, and takes back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath, notify
from satuhadir.queue.actions.log import log_today
from satuhadir.queue.errors import TooManyAnnouncements, until_is_past
from satuhadir.queue.models import Announcement, Policy
from satuhadir.queue.queries.announcements import MOST_AT_ONCE, announcements_of


def announce(
    *,
    mall: Mall,
    text: str,
    until_at: datetime,
    actor: str,
    level: str = Announcement.Level.INFO,
    from_at: datetime | None = None,
) -> Announcement:
    """Say `text` on every screen of `mall` until an instant, from now on or from `from_at`.

    Raises:
        TooManyAnnouncements: three are current or to come already.
        Invalid: it would be over before it begins.
    """
    with transaction.atomic():
        # One at a time: the row that every mall has is what counts them.
        Policy.objects.select_for_update().get_or_create(mall=mall)
        now = hotpath.database_now()
        begins = max(from_at or now, now)
        if until_at <= begins:
            raise until_is_past()
        if len(announcements_of(mall)) >= MOST_AT_ONCE:
            raise TooManyAnnouncements(most=MOST_AT_ONCE)
        one = Announcement(
            mall=mall, text=text, level=level, from_at=begins, until_at=until_at, made_by=actor
        )
        one.full_clean(exclude=["id"])
        one.save()
        one.refresh_from_db(fields=["id"])
        _log(mall, one, "announcement.made", actor)
    notify.poke(mall.pk)
    return one


def withdraw_announcement(*, mall: Mall, announcement_id: UUID, actor: str) -> bool:
    """Take an announcement off every screen; False when `mall` has no such one any more."""
    with transaction.atomic():
        one = (
            Announcement.objects.select_for_update()
            .filter(mall=mall, pk=announcement_id, withdrawn_at__isnull=True)
            .first()
        )
        if one is not None:
            one.withdrawn_at = hotpath.database_now()
            one.save(update_fields=["withdrawn_at"])
            _log(mall, one, "announcement.withdrawn", actor)
    notify.poke(mall.pk)
    return one is not None


def _log(mall: Mall, one: Announcement, event: str, actor: str) -> None:
    zone = mall.local_now().tzinfo
    data = {
        "announcement": str(one.pk),
        "text": one.text,
        "level": one.level,
        "from_at": one.from_at.astimezone(zone).isoformat(timespec="seconds"),
        "until_at": one.until_at.astimezone(zone).isoformat(timespec="seconds"),
    }
    log_today(mall, event, actor, data)
