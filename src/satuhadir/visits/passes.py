# SPDX-License-Identifier: Apache-2.0
"""The pass of a visit: the text of its QR code, signed, so that a kiosk reads it with no network.

    SH1.<payload>.<signature>

Both parts base64url without padding. The payload is JSON: m the mall's slug, v the visit's id, d
its day, c its code, n and x the first and the last second at which it opens anything (Unix), k
the name of the key. The signature is ES256: ECDSA with P-256 and SHA-256 over "SH1.<payload>", as
64 bytes r‖s (RFC 7518, 3.4). The private key follows from the installation's secret, so every
process has the same one and a restored copy too; of secrets before, passes are still read.
"""

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings

VERSION = "SH1"
SKEW = timedelta(minutes=5)
"""How far a device's clock may be off, either way."""
LONGEST = 600
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2)
_CURVE = ec.SECP256R1()
_METHOD = ec.ECDSA(SHA256(), deterministic_signing=True)


@dataclass(frozen=True, slots=True)
class Pass:
    """What a genuine pass says."""

    mall: str
    visit: UUID
    day: date
    code: str
    not_before: int
    not_after: int


def sign(*, mall: str, visit: UUID, day: date, code: str, opens: datetime, ends: datetime) -> str:
    """Return the text of a visit's QR code; the same values give the same text."""
    key = _private_key(settings.SECRET_KEY)
    said = {
        "m": mall, "v": visit.hex, "d": day.isoformat(), "c": code,
        "n": int(opens.timestamp()), "x": int(ends.timestamp()),
        "k": key_name(settings.SECRET_KEY),
    }  # fmt: skip
    payload = _encoded(json.dumps(said, separators=(",", ":")).encode())
    r, s = decode_dss_signature(key.sign(f"{VERSION}.{payload}".encode(), _METHOD))
    return f"{VERSION}.{payload}.{_encoded(r.to_bytes(32) + s.to_bytes(32))}"


def read(text: str) -> Pass | None:
    """Return what a pass says, whenever it opens; None for one that we did not sign."""
    parts = text.strip().split(".")
    if len(text) > LONGEST or len(parts) != 3 or parts[0] != VERSION:
        return None
    payload, signature = _decoded(parts[1]), _decoded(parts[2])
    if payload is None or signature is None or len(signature) != 64:
        return None
    said = f"{VERSION}.{parts[1]}".encode()
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(_is_signed(secret, der, said) for secret in secrets):
        return None
    try:
        plain: dict[str, Any] = json.loads(payload)
        return Pass(
            plain["m"], UUID(plain["v"]), date.fromisoformat(plain["d"]), plain["c"],
            plain["n"], plain["x"],
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        return None


def public_keys() -> list[dict[str, str]]:
    """Return the keys that verify passes, as JSON Web Keys (RFC 7517), the one in use first."""
    keys = []
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        point = _private_key(secret).public_key().public_numbers()
        keys.append(
            {
                "kty": "EC",
                "crv": "P-256",
                "alg": "ES256",
                "use": "sig",
                "kid": key_name(secret),
                "x": _encoded(point.x.to_bytes(32)),
                "y": _encoded(point.y.to_bytes(32)),
            }
        )
    return keys


@lru_cache(maxsize=8)
def key_name(secret: str) -> str:
    """Return the short name of a secret's key: of its public part, so it tells nothing."""
    point = _private_key(secret).public_key().public_numbers()
    return sha256(point.x.to_bytes(32) + point.y.to_bytes(32)).hexdigest()[:8]


@lru_cache(maxsize=8)
def _private_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """Return the key of a secret: 64 bytes of it, reduced (FIPS 186-5, A.2.1: extra bits)."""
    seed = sha256(f"satuhadir visits.pass 1 {secret}".encode()).digest()
    seed += sha256(f"satuhadir visits.pass 2 {secret}".encode()).digest()
    return ec.derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, _CURVE)


def _is_signed(secret: str, der: bytes, said: bytes) -> bool:
    try:
        _private_key(secret).public_key().verify(der, said, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str) -> bytes | None:
    if not text.isascii():
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    return raw if _encoded(raw) == text else None
