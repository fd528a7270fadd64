# SPDX-License-Identifier: Apache-2.0
"""Everything that reads devices: which one asks, and how each of a mall is."""

from datetime import datetime
from itertools import count
from uuid import UUID

from django.utils import timezone

from satuhadir.accounts.callers import Caller
from satuhadir.devices import codes
from satuhadir.devices.errors import DeviceNotFound, NotADevice
from satuhadir.devices.models import Device, Kind, Pairing
from satuhadir.devices.values import DeviceHealth, Health
from satuhadir.malls.models import Mall
from satuhadir.shared.memory import Brief

# A device speaks every half minute, and that is written once a minute.
LATE_MINUTES, SILENT_MINUTES = 3, 10
_FIRST_NAMES = {Kind.KIOSK: "Kios", Kind.DISPLAY: "Layar", Kind.HALL_AGENT: "Agen balai"}  # data
_devices: Brief[Device] = Brief(2)


class _NoDevice(Exception):
    """Not remembered, so that a device paired now is known at once."""


def device_of(caller: Caller) -> Device | None:
    """Return the device whose key this is, with its mall; None for a person or another key.

    Up to 2 seconds old in this process; one indexed query when read afresh.
    """
    if caller.kind != "token":
        return None
    token_id = UUID(caller.actor.removeprefix("token:"))
    try:
        return _devices.get(token_id, lambda: _read_device(token_id))
    except _NoDevice:
        return None


def agent_of(caller: Caller) -> Device:
    """Return the hall agent that asks.

    Raises:
        NotADevice: it is no paired hall agent.
    """
    device = device_of(caller)
    if device is None or device.kind != Kind.HALL_AGENT:
        raise NotADevice
    return device


def device_at(mall: Mall, device_id: UUID) -> Device:
    """Return a device of the mall, a revoked one too; another mall's raises DeviceNotFound."""
    found = Device.objects.filter(mall=mall, pk=device_id).select_related("mall").first()
    if found is None:
        raise DeviceNotFound
    return found


def agents_of(mall: Mall) -> list[Device]:
    """Return the hall agents of a mall that are not revoked, by name."""
    return list(
        Device.objects.filter(mall=mall, kind=Kind.HALL_AGENT, revoked_at=None).order_by("name")
    )


def find_pairing(secret: str) -> Pairing | None:
    """Return the pairing whose secret this is, or None for an unknown or long ended one."""
    return Pairing.objects.filter(secret_hash=codes.secret_hash(secret)).first()


def next_name(mall: Mall, kind: Kind) -> str:
    """Return a name that no device of this kind has here yet, such as "Kios 2"."""
    taken = set(Device.objects.filter(mall=mall, kind=kind).values_list("name", flat=True))
    word = _FIRST_NAMES[kind]
    return next(name for n in count(1) if (name := f"{word} {n}") not in taken)


def health_of(mall: Mall) -> list[DeviceHealth]:
    """Return every device of the mall as it is now, by kind and name; the revoked ones last.

    One query.
    """
    now = timezone.now()
    rows = Device.objects.filter(mall=mall).order_by("kind", "name")
    order = {kind: place for place, kind in enumerate(Kind.values)}
    shown = [_health(one, now) for one in rows]
    return sorted(shown, key=lambda one: (one.state == "revoked", order[one.kind]))


def state_of(device: Device, now: datetime) -> Health:
    """Return how a device is: silent from ten minutes without a word on."""
    if device.revoked_at is not None:
        return "revoked"
    if device.last_seen_at is None:
        return "never"
    minutes = (now - device.last_seen_at).total_seconds() / 60
    if minutes >= SILENT_MINUTES:
        return "silent"
    return "late" if minutes >= LATE_MINUTES else "ok"


def forget() -> None:
    """Read devices afresh from now on in this process; actions call it."""
    _devices.forget()


def _health(device: Device, now: datetime) -> DeviceHealth:
    seen = device.last_seen_at
    return DeviceHealth(
        id=device.pk,
        kind=device.kind,
        name=device.name,
        place=device.place,
        state=state_of(device, now),
        last_seen_at=seen,
        minutes=None if seen is None else max(0, int((now - seen).total_seconds() // 60)),
        note=device.note,
        software=device.software,
        paper_mm=device.paper_mm,
        paired_at=device.paired_at,
        revoked_at=device.revoked_at,
    )


def _read_device(token_id: UUID) -> Device:
    found = (
        Device.objects.filter(token=token_id, revoked_at=None, token__revoked_at=None)
        .select_related("mall")
        .first()
    )
    if found is None:
        raise _NoDevice
    return found
