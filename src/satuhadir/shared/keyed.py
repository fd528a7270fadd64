# SPDX-License-Identifier: Apache-2.0
"""What is worked out under the installation's secret: keys of citizens, codes, digests of forms.

A track is the citizen's key to a row: 128 bits of HMAC-SHA256 over the row's id, in 26 lower-case
letters and digits (base32). Only its hash is stored: who reads the database cannot open the row's
page, and a repeated request gets the same track again.
"""

import base64
import hashlib
import hmac
from functools import lru_cache
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def mac_of(purpose: str, said: bytes) -> bytes:
    """Return 32 bytes that only we can work out; other purposes give others."""
    secret = hashlib.sha256(f"satuhadir {purpose} {settings.SECRET_KEY}".encode()).digest()
    return hmac.digest(secret, said, "sha256")


def track_of(purpose: str, row_id: UUID) -> str:
    """Return the track that opens a row to its holder."""
    return base64.b32encode(mac_of(purpose, row_id.bytes)[:16]).decode().rstrip("=").lower()


def hash_of(track: str) -> bytes:
    """Return what the database keeps of a track (16 bytes of SHA-256)."""
    return hashlib.sha256(track.lower().encode()).digest()[:16]


def digest_of(said: bytes) -> bytes:
    """Return 16 bytes by which a form sent again is known; a phone in it can't be guessed."""
    return hmac.digest(settings.SECRET_KEY.encode(), said, "sha256")[:16]


def seal(purpose: str, text: str) -> bytes:
    """Encrypt a text so that only this installation reads it; at most a few kilobytes."""
    return _cipher(purpose, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(
        text.encode()
    )


def unseal(purpose: str, sealed: bytes | memoryview) -> str | None:
    """Return a sealed text; None when the secret it was written under is gone."""
    cipher = _cipher(purpose, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    try:
        return cipher.decrypt(bytes(sealed)).decode()
    except InvalidToken:
        return None


@lru_cache(maxsize=16)
def _cipher(purpose: str, *secrets: str) -> MultiFernet:
    """Return the cipher of now; what was written under an older secret can still be read."""
    info = f"satuhadir.{purpose}".encode()
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    HKDF(SHA256(), length=32, salt=None, info=info).derive(secret.encode())
                )
            )
            for secret in secrets
        ]
    )
