# SPDX-License-Identifier: Apache-2.0
"""The citizen's key to a ticket, and identifiers that sort by time.

A track is 128 bits of HMAC-SHA256 over the ticket's id under the installation's secret, in
26 lower-case letters and digits (base32). Only its hash is stored: who reads the database
cannot open a ticket, and a repeated request gets the same track again.
"""

import base64
import hashlib
import hmac
import os
import re
import time
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

TRACK_LENGTH = 26
_TRACK = re.compile(rf"[a-z2-7]{{{TRACK_LENGTH}}}\Z", re.IGNORECASE | re.ASCII)
_IN_TEXT = re.compile(r"(?:^|/antrean/)([a-z2-7]{26})(?:[/?#\s]|$)", re.IGNORECASE)
_PRINTED = re.compile(r"([A-Za-z]{1,2})[\s._-]*0*([0-9]{1,6})")


def new_id() -> UUID:
    """Return a UUID version 7 (RFC 9562): its first 48 bits are the time in milliseconds, so
    that new rows go to one end of an index.
    """
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def track_of(ticket_id: UUID) -> str:
    """Return the track that opens `ticket_id` to its holder."""
    secret = hashlib.sha256(b"satuhadir track " + settings.SECRET_KEY.encode()).digest()
    mac = hmac.digest(secret, ticket_id.bytes, "sha256")[:16]
    return base64.b32encode(mac).decode().rstrip("=").lower()


def track_path(mall_slug: str, track: str) -> str:
    """Return the address of the page that a track opens."""
    return f"/{mall_slug}/antrean/{track}/"


def is_track(text: str) -> bool:
    """Say whether a text could be a track, before anything is looked up."""
    return _TRACK.match(text) is not None


class Typed(NamedTuple):
    """What somebody typed or scanned: a track, or a printed code; both empty for neither."""

    track: str
    code: str


def read_typed(text: str) -> Typed:
    """Read what stands on a paper: the address in its QR code, its track, or its printed code."""
    found = _IN_TEXT.search(text)
    if found is not None:
        return Typed(found[1].lower(), "")
    printed = _PRINTED.fullmatch(text.strip())
    return Typed("", f"{printed[1].upper()}-{int(printed[2]):03d}" if printed else "")


def hash_of(track: str) -> bytes:
    """Return what the database keeps of a track (16 bytes of SHA-256)."""
    return hashlib.sha256(track.lower().encode()).digest()[:16]


def display_code(mall_id: int, window: int) -> str:
    """Return the four digits shown in the hall during one window of some minutes."""
    mac = hmac.digest(
        hashlib.sha256(b"satuhadir hall " + settings.SECRET_KEY.encode()).digest(),
        f"{mall_id}:{window}".encode(),
        "sha256",
    )
    return f"{int.from_bytes(mac[:4], 'big') % 10_000:04d}"
