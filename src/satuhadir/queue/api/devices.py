# SPDX-License-Identifier: Apache-2.0
"""How a program in the hall, such as the hall agent, is let in; after RFC 8628."""

from datetime import UTC, datetime
from typing import Literal, Self
from uuid import UUID

from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from pydantic import BaseModel, Field, model_validator

from satuhadir.devices import actions
from satuhadir.devices.errors import PairingExpired, PairingNotFound
from satuhadir.malls.errors import MallNotFound
from satuhadir.malls.queries import mall_by_slug
from satuhadir.queue.actions import Repeat
from satuhadir.queue.api.doors import Ask, Limit, answer, operation
from satuhadir.queue.api.inputs import Input, Name, problem_with
from satuhadir.queue.errors import OtherBody
from satuhadir.shared.errors import Invalid

ASK_AGAIN_SECONDS = 3
# A hall shares one address, and every device of it asks every three seconds while it waits.
STARTS = Limit("devices.pairings", device="30/hour", address="600/hour")
CLAIMS = Limit("devices.claim", device="60/minute", address="6000/minute")


class PairingRequest(Input):
    """What asks to be let in, and how it would call itself."""

    kind: Literal["kiosk", "display", "hall_agent"]
    mall: str | None = Field(
        None,
        max_length=60,
        description="The mall's slug. A hall agent may leave it out: it belongs to the mall of the"
        " manager who enters its code.",
    )
    name: Name | None = Field(None, description="Offered to the manager, who may write another.")
    software: Name | None = Field(None, description="What runs there, for the manager to see.")

    @model_validator(mode="after")
    def _glass_names_its_mall(self) -> Self:
        if self.kind != "hall_agent" and not self.mall:
            raise Invalid(errors=[problem_with("mall", "shared.missing")])
        return self


class Claim(Input):
    """The secret with which the device asks, from the first answer."""

    poll_secret: str = Field(min_length=1, max_length=100)


class PairingStarted(BaseModel):
    """A code to show to people, and the secret to ask with every `poll_seconds`."""

    code: str = Field(examples=["KTRM-VXQD"])
    poll_secret: str
    expires_at: datetime
    poll_seconds: int
    enter_at: str = Field(description="Where a manager enters the code.")


class PairingPending(BaseModel):
    """Nobody has entered the code yet."""

    state: Literal["pending"]


class PairedDevice(BaseModel):
    """The device with its key, which is never shown again."""

    token: str
    device: UUID
    kind: Literal["kiosk", "display", "hall_agent"]
    name: str
    mall: str = Field(description="The mall's slug.")


@operation(
    "POST",
    "/devices/pairings",
    takes=PairingRequest,
    answers={201: PairingStarted},
    summary="A short code by which a manager lets a device in",
    refuses=(MallNotFound,),
    limit=STARTS,
)
def start_pairing(ask: Ask, given: PairingRequest) -> HttpResponse:
    """Give a code that lives for ten minutes and opens nothing by itself."""
    mall = mall_by_slug(given.mall) if given.mall else None
    name, software = given.name or "", given.software or ""
    started = actions.start_pairing(
        kind=given.kind, mall=mall, name=name, software=software, seed=_seed(ask.repeat)
    )
    known = started.pairing
    if (known.kind, known.name, known.software, known.mall_id) != (
        given.kind, name, software, mall.pk if mall else None,
    ):  # fmt: skip
        raise OtherBody
    place = f"/kelola/{mall.slug}/perangkat/" if mall else "/kelola/"
    return answer(
        {
            "code": started.shown,
            "poll_secret": started.secret,
            "expires_at": known.expires_at.astimezone(UTC).isoformat(timespec="seconds"),
            "poll_seconds": ASK_AGAIN_SECONDS,
            "enter_at": ask.request.build_absolute_uri(place),
        },
        status=201,
    )


@operation(
    "POST",
    "/devices/pairings/claim",
    takes=Claim,
    answers={200: PairedDevice, 202: PairingPending},
    summary="The key of a device, once a manager has entered its code",
    refuses=(PairingNotFound, PairingExpired),
    limit=CLAIMS,
)
def claim_pairing(ask: Ask, given: Claim) -> HttpResponse:
    """Hand the key out once; a repeat with the same Idempotency-Key gets it again for an hour."""
    claimed = actions.claim_pairing(secret=given.poll_secret, claim_key=_seed(ask.repeat))
    if claimed is None:
        return answer({"state": "pending"}, status=202)
    device = claimed.device
    response = answer(
        {
            "token": claimed.token,
            "device": str(device.pk),
            "kind": device.kind,
            "name": device.name,
            "mall": device.mall.slug,
        }
    )
    response["Cache-Control"] = "no-store"
    return response


def _seed(repeat: Repeat) -> bytes:
    """Return what a request with an Idempotency-Key is known by; nothing without one."""
    if repeat.key is None:
        return b""
    value = repeat.scope + repeat.key.bytes
    return salted_hmac("satuhadir.devices.repeat", value, algorithm="sha256").digest()
