# SPDX-License-Identifier: Apache-2.0
"""A small cast: a mall, its neighbour, gateways that misbehave."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone
from pytest_django import Settings

from satuhadir.accounts.tests.conftest import region_of
from satuhadir.malls.models import Mall
from satuhadir.notices import actions, jobs
from satuhadir.notices.gateways import calling
from satuhadir.notices.gateways.simulator import PHONE, SECRET, TOKEN, Simulator
from satuhadir.notices.gateways.smtp_simulator import PASSWORD, USER
from satuhadir.notices.models import Notice
from satuhadir.notices.values import Recipient, recipient
from satuhadir.shared.breaker import Breaker

MAIL = Recipient("email", "sulastri@contoh.id")
PHONE_NUMBER = "+6281234567890"
_POINT = (
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
)
BROWSER = {
    "auth": "tBHItJI5svbpez7KI4CCXg",
    "p256dh": base64.urlsafe_b64encode(_POINT).decode().rstrip("="),
}


@pytest.fixture
def mall(db: None) -> Mall:
    found = Mall.objects.create(slug="mpp-uji", name="MPP Uji", region=region_of("35.79"))
    actions.save_policy(mall=found, whatsapp_on=True, sms_on=True)
    return found


@pytest.fixture
def neighbour(db: None) -> Mall:
    return Mall.objects.create(slug="mpp-lain", name="MPP Lain", region=region_of("33.74"))


def connect(settings: Any, simulator: Simulator) -> None:
    """Let this installation's gateways be the simulator's."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", simulator.smtp_port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 1.0
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, PASSWORD
    settings.DEFAULT_FROM_EMAIL = "mpp@contoh.go.id"
    settings.SATUHADIR_WHATSAPP_URL = simulator.url
    settings.SATUHADIR_WHATSAPP_PHONE, settings.SATUHADIR_WHATSAPP_TOKEN = PHONE, TOKEN
    settings.SATUHADIR_WHATSAPP_APP_SECRET = SECRET
    settings.SATUHADIR_SMS_URL, settings.SATUHADIR_SMS_TOKEN = f"{simulator.url}/sms", TOKEN
    settings.SATUHADIR_SMS_STATUS_URL = f"{simulator.url}/sms/{{reference}}"
    settings.SATUHADIR_PUSH_HOSTS = [simulator.url.removeprefix("http://")]
    settings.SATUHADIR_NOTICE_GATEWAYS = dict.fromkeys(("email", "push", "whatsapp", "sms"), True)


@pytest.fixture
def there(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    simulator = Simulator(slow_seconds=1.6).start()
    connect(settings, simulator)
    fresh_breakers()
    monkeypatch.setattr(calling, "SECONDS", 1.0)
    yield simulator
    simulator.stop()


def to(channel: str, simulator: Simulator) -> Recipient:
    """Return somebody who can be reached by a channel."""
    if channel == "email":
        return MAIL
    if channel == "push":
        endpoint = f"{simulator.url}/push/{uuid4().hex}"
        return recipient("push", json.dumps({"endpoint": endpoint, "keys": BROWSER}))
    return recipient(channel, PHONE_NUMBER)


def queue(mall: Mall, whom: Recipient, **more: Any) -> Notice:
    said: dict[str, Any] = {
        "kind": "notices.test", "key": f"k:{uuid4()}", "values": {"time": "09.30"},
    }  # fmt: skip
    return actions.send(mall=mall, to=whom, **(said | more))


def fresh_breakers() -> None:
    for channel in jobs.breakers:
        jobs.breakers[channel] = Breaker()


def wait_until_due() -> None:
    """Let every pause pass, and every lease run out."""
    past = timezone.now() - timedelta(seconds=1)
    Notice.objects.filter(state="queued").update(next_try_at=past)
    Notice.objects.filter(state="sending").update(leased_until=past)
    fresh_breakers()


def taken(simulator: Simulator, channel: str) -> int:
    """Return how many messages of a channel the other side has."""
    if channel == "email":
        return len(simulator.postbox.texts)
    return sum(one["way"] == {"whatsapp": "wamid"}.get(channel, channel) for one in simulator.taken)
