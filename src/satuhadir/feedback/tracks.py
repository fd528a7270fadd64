# SPDX-License-Identifier: Apache-2.0
"""The citizen's key to a complaint, and its public number, which says nothing.

A track is 128 bits of HMAC-SHA256 over the complaint's id under the installation's secret, in 26
lower-case letters and digits, as for a ticket. Only its hash is stored: who reads the database, or
takes a list along, opens nothing, and a form sent twice gets the same track again.
"""

import base64
import hashlib
import hmac
import re
import secrets
from uuid import UUID

from django.conf import settings

_TRACK = re.compile(r"[a-z2-7]{26}\Z", re.ASCII)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read for another
NUMBER = re.compile(rf"P-[{_LETTERS}]{{4}}-[{_LETTERS}]{{4}}\Z", re.ASCII)


def track_of(complaint_id: UUID) -> str:
    """Return the track that opens a complaint to whoever sent it."""
    secret = hashlib.sha256(b"satuhadir complaint track " + settings.SECRET_KEY.encode()).digest()
    mac = hmac.digest(secret, complaint_id.bytes, "sha256")[:16]
    return base64.b32encode(mac).decode().rstrip("=").lower()


def track_path(mall_slug: str, track: str) -> str:
    """Return the address of the page that a track opens."""
    return f"/{mall_slug}/pengaduan/{track}/"


def read_track(text: str) -> str:
    """Return the track that somebody typed or pasted, "" for what can't be one.

    Taken as people write it: spaces and hyphens between, capitals, the whole address.
    """
    word = text.strip().rstrip("/").rsplit("/", 1)[-1]
    word = re.sub(r"[\s-]", "", word).lower()
    return word if _TRACK.match(word) else ""


def hash_of(track: str) -> bytes:
    """Return what the database keeps of a track (16 bytes of SHA-256)."""
    return hashlib.sha256(track.encode()).digest()[:16]


def new_number() -> str:
    """Return a number by chance, such as `P-7F3K-29QD`; the database refuses one given before."""
    letters = [secrets.choice(_LETTERS) for _ in range(8)]
    return f"P-{''.join(letters[:4])}-{''.join(letters[4:])}"
