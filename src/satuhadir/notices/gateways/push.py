# SPDX-License-Identifier: Apache-2.0
"""Web push (RFC 8030, 8188, 8291, 8292) with the installation's own key.

The key is worked out from the installation's secret: none to keep, none to lose. What a push says
is a message's subject, encrypted for the one browser; the service that carries it can't read it.
"""

import base64
import json
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.conf import settings
from django.utils import timezone
from webpush import WebPush, WebPushMessage, WebPushSubscription

from satuhadir.notices.gateways.calling import call, checked_base
from satuhadir.notices.ports import CannotLookUp, Found, Letter, NotTaken
from satuhadir.notices.values import is_push_service
from satuhadir.shared.keyed import mac_of

# The order of the curve P-256.
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LONGEST: Final = 200


class Push:
    """The adapter. A message sent twice replaces itself: same topic, same tag."""

    repeats_show_once = True

    def send(self, letter: Letter) -> str:
        """Hand one push over; the services give no number."""
        said: dict[str, Any] = json.loads(letter.address)
        endpoint = checked_endpoint(said["endpoint"])
        body = json.dumps(
            {"title": letter.sender[:60], "body": letter.subject[:LONGEST], "tag": letter.id.hex,
             "link": _path_of(letter.link), "lang": letter.language}
        ).encode()  # fmt: skip
        seconds = max(0, int((letter.not_after - timezone.now()).total_seconds()))
        message = sealed_for(said, body)
        headers = {
            "Authorization": message.headers["authorization"],
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(min(seconds, 28 * 86_400)),
            "Topic": letter.id.hex,  # 32 characters, as many as it may have
            "Urgency": "high",
        }
        answer = call("POST", endpoint, headers=headers, body=message.encrypted)
        if answer.status in {404, 410}:
            raise NotTaken("gone")
        if answer.status >= 300:
            raise NotTaken(f"http_{answer.status}")
        return ""

    def find(self, notice_id: UUID, reference: str) -> Found | None:
        """Raise CannotLookUp: the services tell nobody."""
        raise CannotLookUp


def public_key() -> str:
    """Return our key as browsers take it, base64url."""
    point = _key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def sealed_for(subscription: dict[str, Any], body: bytes) -> WebPushMessage:
    """Return a body encrypted for one browser, with the proof of who pushes.

    Raises:
        NotTaken: its keys are none.
    """
    private = _key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        return WebPush(private, public, subscriber=settings.DEFAULT_FROM_EMAIL).get(
            body, WebPushSubscription.model_validate(subscription)
        )
    except ValueError:
        raise NotTaken("wrong_keys") from None


def checked_endpoint(endpoint: str) -> str:
    """Return an endpoint of a service that is known.

    Raises:
        NotTaken: of any other: it is not called.
    """
    if is_push_service(endpoint):
        try:
            return checked_base(endpoint)
        except ValueError:
            pass
    raise NotTaken("unknown_service")


def _key() -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(mac_of("notices.vapid", b"1") + mac_of("notices.vapid", b"2"))
    return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())


def _path_of(link: str) -> str:
    """Return a link without its host: a browser opens its own site only."""
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
