# SPDX-License-Identifier: Apache-2.0
"""A device as a row of the manager's list: its state in word and shape, when it was heard."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from satuhadir.devices.models import Kind, Pairing
from satuhadir.devices.values import DeviceHealth
from satuhadir.malls.models import Mall
from satuhadir.queue import wording

SHAPES = {"ok": "open", "late": "late", "silent": "offline", "never": "waiting", "revoked": "off"}


@dataclass(frozen=True, slots=True)
class Row:
    """One device: what it is, how it is, and since when."""

    health: DeviceHealth
    kind: str
    shape: str
    word: str
    heard: str


def row_of(health: DeviceHealth, mall: Mall) -> Row:
    return Row(
        health=health,
        kind=kind_words(health.kind),
        shape=SHAPES[health.state],
        word=state_words(health),
        heard=_heard(health, mall),
    )


def kind_words(kind: str) -> str:
    """Return what a device is called in a list."""
    match kind:
        case Kind.KIOSK:
            return pgettext("perangkat", "Kios")
        case Kind.DISPLAY:
            return pgettext("perangkat", "Layar panggilan")
        case _:
            return pgettext("perangkat", "Agen balai")


def state_words(health: DeviceHealth) -> str:
    match health.state:
        case "ok":
            return pgettext("perangkat", "Tersambung")
        case "late":
            return pgettext("perangkat", "Tersendat")
        case "silent":
            return pgettext("perangkat", "Tidak terdengar")
        case "never":
            return pgettext("perangkat", "Menunggu perangkat")
        case _:
            return pgettext("perangkat", "Diputus")


def asked_words(pairing: Pairing) -> str:
    """Return how long ago a code was asked for."""
    return ago(int((timezone.now() - pairing.created_at).total_seconds() // 60))


def ago(minutes: int) -> str:
    """Return `baru saja`, `12 menit lalu`, `3 jam lalu`."""
    if minutes < 1:
        return _("baru saja")
    if minutes < 60:
        return ngettext("{n} menit lalu", "{n} menit lalu", minutes).format(n=minutes)
    hours = minutes // 60
    return ngettext("{n} jam lalu", "{n} jam lalu", hours).format(n=hours)


def day_and_clock(at: datetime, mall: Mall) -> str:
    """Return `Senin, 23 November 2026, 08.41` of the mall."""
    return (
        f"{wording.day(at.astimezone(ZoneInfo(mall.timezone)).date())}, {wording.clock(at, mall)}"
    )


def _heard(health: DeviceHealth, mall: Mall) -> str:
    if health.minutes is None or health.last_seen_at is None:
        return _("belum pernah")
    if health.minutes < 24 * 60:
        return ago(health.minutes)
    return day_and_clock(health.last_seen_at, mall)
