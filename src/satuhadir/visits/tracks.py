# SPDX-License-Identifier: Apache-2.0
"""Keys and codes of visits: the track in a link, the six characters read out at a desk."""

import re
import secrets
from uuid import UUID, uuid4

from satuhadir.shared import keyed

# No vowel makes a word, nothing looks like another: 0/O, 1/I, 5/S, 8/B, 2/Z.
ALPHABET = "34679CDFGHJKMNPQRTVWXY"
CODE_LENGTH = 6
_CODE = re.compile(rf"[{ALPHABET}]{{{CODE_LENGTH}}}\Z")
_TRACK = re.compile(r"[a-z2-7]{26}\Z", re.IGNORECASE | re.ASCII)


def new_id() -> UUID:
    """Return a random id."""
    return uuid4()


def new_code() -> str:
    """Return six characters; a hundred million of them, drawn anew for each visit."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """Return the code somebody typed or read out, without blanks and hyphens; "" for none."""
    said = re.sub(r"[\s.-]", "", text).upper()
    return said if _CODE.match(said) else ""


def track_of(visit_id: UUID) -> str:
    """Return the track that opens a visit to its holder."""
    return keyed.track_of("visit", visit_id)


def entry_track_of(entry_id: UUID) -> str:
    """Return the track that opens a place on the waiting list."""
    return keyed.track_of("visits.waiting", entry_id)


def is_track(text: str) -> bool:
    """Say whether a text could be a track, before anything is looked up."""
    return _TRACK.match(text) is not None


def visit_path(mall_slug: str, track: str) -> str:
    """Return the address of the page of a visit."""
    return f"/{mall_slug}/kunjungan/{track}/"


def calendar_path(mall_slug: str, track: str) -> str:
    """Return the address of a visit as an iCalendar file."""
    return f"/{mall_slug}/kunjungan/{track}/jadwal.ics"


def waiting_path(mall_slug: str, track: str) -> str:
    """Return the address of a place on the waiting list."""
    return f"/{mall_slug}/daftar-tunggu/{track}/"


def digest_of(kind: str, said: str) -> bytes | None:
    """Return 16 bytes by which limits know a phone or a device again; None for none.

    Keyed, for phone numbers can be guessed.
    """
    return keyed.mac_of(f"visits.{kind}", said.encode())[:16] if said else None
