# SPDX-License-Identifier: Apache-2.0
"""The citizen's key to a ticket (`shared.keyed` says what a track is); ids that sort by time."""

import os
import re
import time
from typing import NamedTuple
from uuid import UUID

from satuhadir.shared import keyed

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
    return keyed.track_of("track", ticket_id)


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


def display_code(mall_id: int, window: int) -> str:
    """Return the four digits shown in the hall during one window of some minutes."""
    mac = keyed.mac_of("hall", f"{mall_id}:{window}".encode())
    return f"{int.from_bytes(mac[:4], 'big') % 10_000:04d}"
