# SPDX-License-Identifier: Apache-2.0
"""What we need from the systems that carry messages. Each can be absent."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

Fate = Literal["", "accepted", "delivered", "read", "failed"]


class GatewayAway(Exception):
    """It took nothing: down, overloaded, or not to be reached. Trying later is safe."""

    def __init__(self, reason: str = "", *, retry_after: float = 0.0) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class AnswerLost(Exception):
    """It may have taken it: what came back says neither yes nor no."""


class KeyRefused(Exception):
    """It does not know us: our key, name or password is wrong. It took nothing."""


class NotTaken(Exception):
    """It understood and said no; asking again changes nothing. `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CannotLookUp(Exception):
    """It has no way to ask whether it took something."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it leaves. `id` is the same at every try."""

    id: UUID
    address: str = field(repr=False)
    language: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    sender: str
    not_after: datetime
    link: str = field(default="", repr=False)
    stop_link: str = field(default="", repr=False)
    template: str = ""
    parameters: tuple[str, ...] = field(default=(), repr=False)
    code: str = field(default="", repr=False)


def shows_link(letter: Letter) -> bool:
    """Say whether the address a letter leads to has to be added: its words don't have it."""
    return bool(letter.link) and letter.link not in letter.text


@dataclass(frozen=True, slots=True)
class Found:
    """What a gateway knows of a message: its own number, and how far it is."""

    reference: str
    fate: Fate = ""
    reason: str = ""


class Gateway(Protocol):
    """A way out. Each method is one call with a time limit.

    `repeats_show_once`: the same message sent twice is one to whoever gets it.
    """

    repeats_show_once: bool

    def send(self, letter: Letter) -> str:
        """Hand one message over; return the gateway's number of it, "" if it gives none.

        Raises:
            GatewayAway, KeyRefused, NotTaken: it was not taken.
            AnswerLost: it may have been.
        """
        ...

    def find(self, notice_id: UUID, reference: str) -> Found | None:
        """Return what it knows of a message of ours, None if it never took one of this name.

        Raises:
            GatewayAway, KeyRefused, AnswerLost: no usable answer.
            CannotLookUp: it can't be asked.
        """
        ...


# The adapter of each channel, and what must be set before there is one.
ADAPTERS: Final[dict[str, str]] = {
    "email": "satuhadir.notices.gateways.mail.Mail",
    "push": "satuhadir.notices.gateways.push.Push",
    "whatsapp": "satuhadir.notices.gateways.whatsapp.WhatsApp",
    "sms": "satuhadir.notices.gateways.sms.Sms",
}


def is_connected(channel: str) -> bool:
    """Say whether this installation has a way out for a channel; the demonstration always has."""
    return bool(settings.SATUHADIR_NOTICE_GATEWAYS.get(channel)) or settings.SATUHADIR_DEMO


def gateway(channel: str) -> Gateway | None:
    """Build a channel's adapter, None when it is not connected.

    In the demonstration, what is not connected is taken by nobody and shown to its manager.
    """
    if settings.SATUHADIR_NOTICE_GATEWAYS.get(channel):
        return cast(Gateway, import_string(ADAPTERS[channel])())
    if settings.SATUHADIR_DEMO:
        return cast(Gateway, import_string("satuhadir.notices.gateways.nowhere.Nowhere")())
    return None
