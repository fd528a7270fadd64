# SPDX-License-Identifier: Apache-2.0
"""The citizen's key to a complaint, and its public number, which says nothing.

`shared.keyed` says what a track is.
"""

import re
import secrets
from uuid import UUID

from satuhadir.shared import keyed

_TRACK = re.compile(r"[a-z2-7]{26}\Z", re.ASCII)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read for another
NUMBER = re.compile(rf"P-[{_LETTERS}]{{4}}-[{_LETTERS}]{{4}}\Z", re.ASCII)


def track_of(complaint_id: UUID) -> str:
    """Return the track that opens a complaint to whoever sent it."""
    return keyed.track_of("complaint track", complaint_id)


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


def new_number() -> str:
    """Return a number by chance, such as `P-7F3K-29QD`; the database refuses one given before."""
    letters = [secrets.choice(_LETTERS) for _ in range(8)]
    return f"P-{''.join(letters[:4])}-{''.join(letters[4:])}"
