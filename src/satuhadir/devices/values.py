# SPDX-License-Identifier: Apache-2.0
"""What the room of devices hands out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from satuhadir.devices import codes
from satuhadir.devices.models import Device, Pairing

Health = Literal["ok", "late", "silent", "revoked", "never"]


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """One device as a manager sees it. `minutes` since it was last heard; None is never."""

    id: UUID
    kind: str
    name: str
    place: str
    state: Health
    last_seen_at: datetime | None
    minutes: int | None
    note: str
    software: str = ""
    paper_mm: int = 0
    paired_at: datetime | None = None
    revoked_at: datetime | None = None


class Started(NamedTuple):
    """A pairing on its way: the secret its device asks with, and the code people read."""

    secret: str
    code: str
    pairing: Pairing

    @property
    def shown(self) -> str:
        """Return the code in two halves."""
        return codes.shown(self.code)


class Claimed(NamedTuple):
    """A device let in, with its key: the only time the key can be read."""

    token: str
    device: Device


class Given(NamedTuple):
    """What a manager says of a device."""

    name: str
    place: str = ""
    paper_mm: int = 0
    note: str = ""
