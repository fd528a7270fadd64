# SPDX-License-Identifier: Apache-2.0
"""The short code, the secret behind it and the key that comes of it, after RFC 8628.

A device gets a secret of 256 bits, of which the database keeps a hash. Its code follows from the
secret under the installation's own, so that a page loaded again shows the same one. Twenty
consonants: nothing looks like a digit, no word comes out, and a phone's keyboard need not switch.
"""

import hashlib
import re
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
HALF = 4
_SALT = "satuhadir.devices."


def secret_from(seed: bytes, attempt: int) -> str:
    """Return the secret of a pairing; the same seed and attempt give the same."""
    digest = _keyed("secret", seed + bytes([attempt]))
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def secret_hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def code_of(secret: str) -> str:
    """Return the eight letters that stand for a secret."""
    number = int.from_bytes(_keyed("code", secret.encode()), "big")
    letters = []
    for _place in range(2 * HALF):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)


def code_hash(code: str) -> bytes:
    """Return what is kept of a code; without the installation's secret nobody can try codes."""
    return _keyed("code hash", code.encode())


def read_code(typed: str) -> str:
    """Return a code as people type it, with dashes, spaces or small letters; "" when it is none."""
    letters = re.sub(r"[\s.\-–]", "", typed[:40]).upper()
    return letters if len(letters) == 2 * HALF and not set(letters) - set(LETTERS) else ""


def shown(code: str) -> str:
    """Return a code as people read it: in two halves."""
    return f"{code[:HALF]}-{code[HALF:]}"


def key_secret(secret: str, claim_key: bytes) -> bytes:
    """Return the 32 bytes of the key a pairing hands out; a repeated claim gets the same."""
    return _keyed("key", secret.encode() + claim_key)


def _keyed(what: str, value: bytes) -> bytes:
    return salted_hmac(_SALT + what, value, algorithm="sha256").digest()
