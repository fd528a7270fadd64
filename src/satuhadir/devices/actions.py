# SPDX-License-Identifier: Apache-2.0
"""Everything that changes devices: a code asked for, entered and used up; renamed; revoked."""

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from satuhadir.accounts import actions as accounts
from satuhadir.accounts.models import ApiToken, User
from satuhadir.accounts.queries import token_digest
from satuhadir.devices import codes, queries
from satuhadir.devices.errors import (
    CodeUsed,
    DeviceInvalid,
    DeviceNotFound,
    DeviceRevoked,
    NameTaken,
    PairingExpired,
    PairingNotFound,
    WrongCode,
)
from satuhadir.devices.models import Device, Kind, Pairing
from satuhadir.devices.values import Claimed, Given, Started
from satuhadir.malls.models import Mall
from satuhadir.shared.errors import Limited
from satuhadir.shared.memory import Brief

MOST_PAIRINGS = 5_000  # in the whole installation, those of the last hour included
KEPT_AFTER = timedelta(hours=1)
_heard: Brief[bool] = Brief(60)


def start_pairing(
    *, kind: str, mall: Mall | None = None, name: str = "", software: str = "", seed: bytes = b""
) -> Started:
    """Make a short code for a device that asks to be let in; it opens nothing by itself.

    Only a hall agent may leave `mall` out: it belongs to the mall of the manager who enters its
    code. The same `seed` gets the same pairing again, whatever else is said the second time.

    Raises:
        Limited: far too many codes have been asked for within the hour.
    """
    now = timezone.now()
    Pairing.objects.filter(expires_at__lt=now - KEPT_AFTER).delete()
    if Pairing.objects.count() >= MOST_PAIRINGS:
        raise Limited(retry_after=600)
    seed = seed or secrets.token_bytes(32)
    for attempt in range(20):  # two codes of one first half are rare and can't both stand
        secret = codes.secret_from(seed, attempt)
        code = codes.code_of(secret)
        fresh = Pairing(
            mall=mall,
            kind=kind,
            name=name.strip()[:60],
            software=software[:60],
            secret_hash=codes.secret_hash(secret),
            handle=code[: codes.HALF],
            code_hash=codes.code_hash(code),
            expires_at=now + Pairing.LASTS,
        )
        Pairing.objects.bulk_create([fresh], ignore_conflicts=True)
        known = queries.find_pairing(secret)
        if known is not None:
            return Started(secret, code, known)
    raise Limited(retry_after=60)


def look_up_code(*, mall: Mall, code: str) -> Pairing:
    """Return the open pairing of a code that a manager of the mall reads off a device.

    A code whose first half is right and second half wrong counts against it; five kill it.

    Raises:
        WrongCode: no open code of this mall reads so.
        CodeUsed: it has been entered before.
    """
    read = codes.read_code(code)
    found = Pairing.objects.filter(handle=read[: codes.HALF]).first() if read else None
    if found is None or found.mall_id not in {None, mall.pk}:
        raise WrongCode
    if not hmac.compare_digest(codes.code_hash(read), bytes(found.code_hash)):
        Pairing.objects.filter(pk=found.pk, wrong_tries__lt=Pairing.MOST_WRONG).update(
            wrong_tries=F("wrong_tries") + 1
        )
        raise WrongCode
    _require_open(found)
    return found


def confirm_pairing(
    *, mall: Mall, code: str, given: Given, by: User, replaces: UUID | None = None
) -> Device:
    """Let in the device that shows `code`; it fetches its key by itself within seconds.

    `replaces` is a device of the same kind whose place the new one takes: the old key dies when
    the new one is fetched.

    Raises:
        WrongCode: no open code of this mall reads so.
        CodeUsed: somebody else entered it first.
        NameTaken: another device of the kind has this name.
        DeviceInvalid: there is no name, or it is too long.
        DeviceNotFound: `replaces` names none of this mall and kind.
    """
    pairing = look_up_code(mall=mall, code=code)
    with transaction.atomic():
        locked = Pairing.objects.select_for_update().filter(pk=pairing.pk).first()
        if locked is None:
            raise WrongCode
        _require_open(locked)
        locked.device = _place_device(mall, Kind(locked.kind), given, replaces)
        locked.confirmed_by = by
        locked.expires_at = max(locked.expires_at, timezone.now() + Pairing.LASTS)
        locked.save(update_fields=["device", "confirmed_by", "expires_at"])
    queries.forget()
    return locked.device


def claim_pairing(*, secret: str, claim_key: bytes = b"") -> Claimed | None:
    """Hand the key of a device out, once; None while no manager has entered the code.

    With a `claim_key` the same claim repeated gets the same key again, for an answer that was lost
    on its way.

    Raises:
        PairingNotFound: no such pairing, or its key has been handed out.
        PairingExpired: nobody entered the code in time, or it died of wrong tries.
    """
    repeat = codes.secret_hash(secret + claim_key.hex()) if claim_key else None
    with transaction.atomic():
        pairing = (
            Pairing.objects.select_for_update()
            .filter(secret_hash=codes.secret_hash(secret))
            .first()
        )
        if pairing is None:
            raise PairingNotFound
        device = _device_of(pairing)
        if pairing.claimed_at is None:
            if device is None or pairing.expires_at <= timezone.now():
                _require_waiting(pairing)
                return None
            raw = _hand_key(device, pairing.confirmed_by, codes.key_secret(secret, claim_key))
            device.software = pairing.software
            device.save(update_fields=["software"])
            pairing.claimed_at, pairing.claim_key = timezone.now(), repeat
            pairing.save(update_fields=["claimed_at", "claim_key"])
            return Claimed(raw, device)
        if device is None or repeat is None or bytes(pairing.claim_key or b"") != repeat:
            raise PairingNotFound
        return Claimed(accounts.key_of(codes.key_secret(secret, claim_key)), device)


def pair_here(
    *,
    mall: Mall,
    kind: Kind,
    given: Given,
    by: User,
    replaces: UUID | None = None,
    software: str = "",
) -> Claimed:
    """Let in the very browser a manager sits at, without a code.

    Raises:
        NameTaken: another device of the kind has this name.
        DeviceInvalid: there is no name, or it is too long.
        DeviceNotFound: `replaces` names none of this mall and kind.
    """
    with transaction.atomic():
        device = _place_device(mall, kind, given, replaces)
        raw = _hand_key(device, by, secrets.token_bytes(32))
        device.software = software[:60]
        device.save(update_fields=["software"])
    return Claimed(raw, device)


def change_device(*, mall: Mall, device_id: UUID, given: Given) -> Device:
    """Rename or move a device, or note something about it; its key stays.

    Raises:
        DeviceNotFound: none of this mall.
        DeviceRevoked: it has been revoked.
        NameTaken: another device of the kind has this name.
        DeviceInvalid: there is no name, or it is too long.
    """
    with transaction.atomic():
        device = _locked(mall, device_id)
        if device.revoked_at is not None:
            raise DeviceRevoked
        _write_given(device, given)
    queries.forget()
    return device


def revoke_device(*, mall: Mall, device_id: UUID) -> Device:
    """Shut a device out, in 2 seconds everywhere. Twice is once.

    Raises:
        DeviceNotFound: none of this mall.
    """
    with transaction.atomic():
        # Pairings first, as whoever claims one locks them: docs/locking.md.
        open_pairings = Pairing.objects.filter(device=device_id, claimed_at=None)
        list(open_pairings.select_for_update().values_list("pk"))
        device = _locked(mall, device_id)
        if device.revoked_at is not None:
            return device
        token_id, device.token, device.revoked_at = device.token_id, None, timezone.now()
        device.save(update_fields=["token", "revoked_at"])
        Pairing.objects.filter(device=device, claimed_at=None).delete()
        if token_id is not None:
            accounts.revoke_token(token_id=token_id)
    queries.forget()
    return device


def hear_from(device: Device, *, software: str = "") -> None:
    """Write down that a device has just spoken: at most once a minute, one cheap statement.

    `software` is what runs on it, such as "Chromium 142, Linux"; empty leaves what is known.
    """
    _heard.get(device.pk, lambda: _note_heard(device.pk, software[:60]))


def _note_heard(device_id: UUID, software: str) -> bool:
    now = timezone.now()
    new = {"last_seen_at": now} | ({"software": software} if software else {})
    quiet = Q(last_seen_at=None) | Q(last_seen_at__lt=now - timedelta(seconds=45))
    return Device.objects.filter(quiet, pk=device_id, revoked_at=None).update(**new) == 1


def _require_open(pairing: Pairing) -> None:
    if pairing.device_id is not None:
        raise CodeUsed
    if not pairing.is_open():
        raise WrongCode


def _require_waiting(pairing: Pairing) -> None:
    if not pairing.is_open():
        raise PairingExpired


def _device_of(pairing: Pairing) -> Device | None:
    """Return the device a pairing was confirmed for, locked; one revoked since is none."""
    if pairing.device_id is None:
        return None
    device = (
        Device.objects.select_for_update(of=("self",))
        .select_related("mall")
        .get(pk=pairing.device_id)
    )
    if device.revoked_at is not None:
        raise PairingNotFound
    return device


def _locked(mall: Mall, device_id: UUID) -> Device:
    device = Device.objects.select_for_update().filter(mall=mall, pk=device_id).first()
    if device is None:
        raise DeviceNotFound
    return device


def _place_device(mall: Mall, kind: Kind, given: Given, replaces: UUID | None) -> Device:
    """Return a new row, or the row of the device whose place is taken, with what was said."""
    if replaces is None:
        device = Device(mall=mall, kind=kind)
    else:
        device = _locked(mall, replaces)
        if device.kind != kind:
            raise DeviceNotFound
        device.revoked_at = None
    _write_given(device, given)
    return device


def _write_given(device: Device, given: Given) -> None:
    device.name = " ".join(given.name.split())
    device.place = " ".join(given.place.split())[:120]
    device.note = given.note.strip()[:200]
    device.paper_mm = given.paper_mm if given.paper_mm in {58, 80} else 0
    if not 1 <= len(device.name) <= 60:
        raise DeviceInvalid
    try:
        with transaction.atomic():
            device.save()
    except IntegrityError as error:
        if "devices_name_once_per_mall_and_kind" not in str(error):
            raise
        raise NameTaken from None


def _hand_key(device: Device, by: User | None, secret: bytes) -> str:
    """Give a device a key of its kind at its mall; the one it had dies with it."""
    old: UUID | None = device.token_id
    raw = accounts.create_token(
        role=device.kind, mall=device.mall, label=device.name, secret=secret
    )
    now: datetime = timezone.now()
    device.token = ApiToken.objects.get(token_hash=token_digest(raw))
    device.paired_at, device.paired_by, device.last_seen_at = now, by, now
    device.save(update_fields=["token", "paired_at", "paired_by", "last_seen_at"])
    if old is not None:
        accounts.revoke_token(token_id=old)
    queries.forget()
    return raw
