# SPDX-License-Identifier: Apache-2.0
"""How much one phone or one device may book, so that nobody books to sell."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.visits import hotpath, tracks
from satuhadir.visits.errors import AlreadyBooked, TooManyForDevice, TooManyForPhone
from satuhadir.visits.models import BookingPolicy, Stop, Visit, WaitingListEntry
from satuhadir.visits.values import Who


class Known(NamedTuple):
    """What limits know somebody by: keyed digests of a phone, a device and an account, or None."""

    phone: bytes | None
    device: bytes | None
    phone_is_proven: bool = False
    account: bytes | None = None


def known_of(who: Who) -> Known:
    """Return what limits know a phone, a device and an account by."""
    phone, device = tracks.digest_of("phone", who.phone), tracks.digest_of("device", who.device)
    account = tracks.digest_of("account", str(who.account_id or ""))
    return Known(phone, device, bool(phone) and who.phone_is_proven, account)


def wait_for_turn(known: Known) -> None:
    """Hold a lock on a phone, a device and an account until the transaction ends, before any row
    is locked.
    """
    names = (known.phone, known.device, known.account)
    hotpath.wait_for_turn(*(one for one in names if one))


def check_limits(mall: Mall, policy: BookingPolicy, known: Known) -> None:
    """Refuse one more booking of a phone or device that has had its share; holds a lock on them
    until the transaction ends, so that ten at once are counted one after the other.

    Raises:
        TooManyForPhone, TooManyForDevice.
    """
    phone, device, is_proven, _account = known
    wait_for_turn(known)
    since = _midnight(mall)
    left = max(1, int((since + timedelta(days=1) - timezone.now()).total_seconds()))
    if phone:
        of_phone = Visit.objects.filter(mall=mall, phone_digest=phone)
        if is_proven:  # what strangers booked with this number is not theirs
            of_phone = of_phone.filter(phone_is_proven=True)
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


def check_same(
    mall: Mall, day: date, services: Iterable[str], known: Known, account_id: int | None
) -> None:
    """Refuse a service of a day that the same device or account has booked already, which two
    tabs do; inside the locks of `check_limits`. A phone number that was typed tells nothing: it
    would tell strangers.

    Raises:
        AlreadyBooked.
    """
    same = Q(visit__account_id=account_id) if account_id is not None else Q(pk=None)
    if known.device:
        same |= Q(visit__device_digest=known.device)
    rows = Stop.objects.filter(
        same, visit__mall=mall, visit__day=day, visit__state__in=["booked", "choose_again"],
        service__code__in=list(services),
    )  # fmt: skip
    found = rows.select_related("visit", "service").order_by("visit__made_at", "place").first()
    if found is not None:
        visit = found.visit
        raise AlreadyBooked(visit=visit.pk, code=visit.code, service=found.service.name)


def check_waiting(mall: Mall, policy: BookingPolicy, known: Known) -> None:
    """Refuse one more place on the waiting list, beyond what the same phone or device may book;
    inside the locks of `check_limits`. Who waits many times would be drawn many times.

    Raises:
        TooManyForPhone, TooManyForDevice.
    """
    phone, device, _is_proven, _account = known
    left = 24 * 3600
    waiting = WaitingListEntry.objects.filter(
        mall=mall, day__gte=mall.today(), state__in=["waiting", "offered"]
    )
    if phone and waiting.filter(phone_digest=phone).count() >= policy.per_phone_open:
        raise TooManyForPhone(most=policy.per_phone_open, retry_after=left)
    if device and waiting.filter(device_digest=device).count() >= policy.per_device_per_day:
        raise TooManyForDevice(most=policy.per_device_per_day, retry_after=left)


def _midnight(mall: Mall) -> datetime:
    return datetime.combine(mall.today(), time(), tzinfo=ZoneInfo(mall.timezone))
