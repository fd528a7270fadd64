# SPDX-License-Identifier: Apache-2.0
"""How much one phone or one device may book, so that nobody books to sell."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.visits import hotpath, tracks
from satuhadir.visits.errors import TooManyForDevice, TooManyForPhone
from satuhadir.visits.models import BookingPolicy, Visit
from satuhadir.visits.values import Who


def check_limits(mall: Mall, policy: BookingPolicy, who: Who) -> None:
    """Refuse one more booking of a phone or device that has had its share; holds a lock on both
    until the transaction ends, so that ten at once are counted one after the other.

    Raises:
        TooManyForPhone, TooManyForDevice.
    """
    phone, device = digests_of(who)
    hotpath.wait_for_turn(*(one for one in (phone, device) if one))
    since = _midnight(mall)
    left = max(1, int((since + timedelta(days=1) - timezone.now()).total_seconds()))
    if phone:
        of_phone = Visit.objects.filter(mall=mall, phone_digest=phone)
        today = of_phone.filter(made_at__gte=since).count()
        still_open = of_phone.filter(
            state__in=["booked", "choose_again"], day__gte=mall.today()
        ).count()
        if still_open >= policy.per_phone_open:
            raise TooManyForPhone(most=policy.per_phone_open, retry_after=left)
        if today >= policy.per_phone_per_day:
            raise TooManyForPhone(most=policy.per_phone_per_day, retry_after=left)
    if device:
        made = Visit.objects.filter(mall=mall, device_digest=device, made_at__gte=since).count()
        if made >= policy.per_device_per_day:
            raise TooManyForDevice(most=policy.per_device_per_day, retry_after=left)


def digests_of(who: Who) -> tuple[bytes | None, bytes | None]:
    """Return what limits know a phone and a device by."""
    return tracks.digest_of("phone", who.phone), tracks.digest_of("device", who.device)


def _midnight(mall: Mall) -> datetime:
    return datetime.combine(mall.today(), time(), tzinfo=ZoneInfo(mall.timezone))
