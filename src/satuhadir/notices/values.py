# SPDX-License-Identifier: Apache-2.0
"""What the room takes and hands out, as plain values."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from satuhadir.notices.errors import AddressInvalid
from satuhadir.shared.errors import FieldProblem
from satuhadir.shared.phones import read_phone

EMAIL: Final = "email"
PUSH: Final = "push"
WHATSAPP: Final = "whatsapp"
SMS: Final = "sms"
CHANNELS: Final[dict[str, Promise]] = {
    EMAIL: _("E-mail"),
    PUSH: _("Pemberitahuan di ponsel ini"),
    WHATSAPP: _("WhatsApp"),
    SMS: _("SMS"),
}
_HINTS: Final = {
    EMAIL: _("Tulis alamat e-mail, misalnya nama@contoh.id."),
    PUSH: _(
        "Peramban ini tidak memberi izin, atau memakai layanan yang tidak kami kenal. "
        "Pilih cara lain."
    ),
    WHATSAPP: _("Tulis nomor ponsel Indonesia, misalnya 0812 3456 7890."),
    SMS: _("Tulis nomor ponsel Indonesia, misalnya 0812 3456 7890."),
}
# The services of the browsers there are: nobody may make us call another address.
PUSH_SERVICES: Final = (
    "fcm.googleapis.com", "updates.push.services.mozilla.com", ".push.services.mozilla.com",
    ".push.apple.com", ".notify.windows.com",
)  # fmt: skip
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a message goes. `address` is as `recipient` left it: an e-mail address, a number as
    +62…, or the JSON of a browser's push subscription.
    """

    channel: str
    address: str

    def __repr__(self) -> str:
        """Say the channel alone: an address is in no log and no traceback."""
        return f"Recipient({self.channel})"

    @property
    def hint(self) -> str:
        """Return as much of the address as its owner knows it by."""
        if self.channel == EMAIL:
            name, _at, place = self.address.partition("@")
            return f"{name[:1]}•••@{place}"
        if self.channel == PUSH:
            return "•••"
        return f"{self.address[:3]} {self.address[3:6]} •••• {self.address[-3:]}"

    @property
    def digest(self) -> bytes:
        """Return 16 bytes by which the same address is known again."""
        said = f"{self.channel}:{self.address}".encode()
        return hashlib.blake2b(said, digest_size=16, person=b"notices").digest()


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel at a mall. `is_connected`: this installation has a way out for it."""

    code: str
    name: str | Promise
    is_connected: bool
    is_on: bool

    @property
    def is_open(self) -> bool:
        return self.is_connected and self.is_on


def recipient(channel: str, address: str, *, field: str = "alamat") -> Recipient:
    """Return a checked recipient.

    Raises:
        AddressInvalid: of `field`: no such channel, or nothing that it can reach.
    """
    read = {EMAIL: _email, PUSH: _push, WHATSAPP: read_phone, SMS: read_phone}.get(channel)
    found = read(address.strip()) if read else None
    if found is None:
        detail = _HINTS.get(channel, _("Pilih salah satu saluran."))
        raise AddressInvalid(errors=[FieldProblem(field, AddressInvalid.code, str(detail))])
    return Recipient(channel, found)


def _email(text: str) -> str | None:
    try:
        validate_email(text)
    except ValidationError:
        return None
    return text if len(text) <= 254 else None


def is_push_service(endpoint: str) -> bool:
    """Tell whether an address is one of a known browser's push service."""
    if not (endpoint.isascii() and endpoint.isprintable()):
        return False
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.netloc in settings.SATUHADIR_PUSH_HOSTS:
        return parts.scheme in {"http", "https"}
    known = any(host.endswith(one) if one[0] == "." else host == one for one in PUSH_SERVICES)
    return known and parts.scheme == "https" and not parts.username


def _push(text: str) -> str | None:
    """Return a subscription as a browser writes it, without what we don't need."""
    try:
        said: Any = json.loads(text) if len(text) <= 2_000 else None
        keys = {name: str(said["keys"][name]) for name in ("auth", "p256dh")}
        endpoint = str(said["endpoint"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not is_push_service(endpoint) or not all(_BASE64URL.fullmatch(one) for one in keys.values()):
        return None
    return json.dumps({"endpoint": endpoint, "keys": keys}, sort_keys=True)
