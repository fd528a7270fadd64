# SPDX-License-Identifier: Apache-2.0
"""A generic SMS gateway over HTTP: its address and its fields' names are settings."""

import json
from typing import Final
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings

from satuhadir.notices.gateways.calling import Answer, call, checked_base
from satuhadir.notices.ports import (
    AnswerLost,
    CannotLookUp,
    Fate,
    Found,
    Letter,
    NotTaken,
    shows_link,
)

# What a status of theirs means, whatever gateway it is; anything else says nothing.
FATES: Final[dict[str, Fate]] = {
    "queued": "", "accepted": "", "pending": "", "submitted": "accepted", "sent": "accepted",
    "delivered": "delivered", "delivrd": "delivered", "success": "delivered",
    "failed": "failed", "undelivered": "failed", "undeliv": "failed", "rejected": "failed",
    "expired": "failed",
}  # fmt: skip
# Ours to theirs, unless SATUHADIR_SMS_FIELDS says otherwise.
FIELDS: Final = {"to": "to", "text": "text", "reference": "reference", "sender": "from"}


class Sms:
    """The adapter."""

    repeats_show_once = False

    def send(self, letter: Letter) -> str:
        """Hand one message over under our own reference."""
        said = text_of(letter)
        ours = {"to": letter.address, "text": said, "reference": str(letter.id)}
        if settings.SATUHADIR_SMS_SENDER:
            ours["sender"] = settings.SATUHADIR_SMS_SENDER
        names = FIELDS | fields_from(settings.SATUHADIR_SMS_FIELDS)
        theirs = {names[name]: value for name, value in ours.items() if names[name]}
        is_json = settings.SATUHADIR_SMS_FORMAT == "json"
        body = json.dumps(theirs) if is_json else urlencode(theirs)
        kind = "application/json" if is_json else "application/x-www-form-urlencoded"
        answer = call(
            "POST", checked_base(settings.SATUHADIR_SMS_URL), body=body.encode(),
            headers={**_key(), "Content-Type": kind, "Idempotency-Key": str(letter.id)},
        )  # fmt: skip
        if answer.status >= 300:
            raise NotTaken(f"http_{answer.status}")
        said_by_them = answer.json()
        if _fate_of(said_by_them) == "failed":
            raise NotTaken("rejected")
        return _reference_of(said_by_them)

    def find(self, notice_id: UUID, reference: str) -> Found | None:
        """Ask for a message by our reference, where the gateway has an address for that."""
        address = settings.SATUHADIR_SMS_STATUS_URL
        if not address:
            raise CannotLookUp
        url = checked_base(address.replace("{reference}", quote(str(notice_id), safe="")))
        answer = call("GET", url, headers=_key())
        if answer.status in {404, 410}:
            return None
        return _found(answer)


def text_of(letter: Letter) -> str:
    """Return the text with the address it leads to: a telephone shows nothing else."""
    return f"{letter.text}\n{letter.link}" if shows_link(letter) else letter.text


def fields_from(text: str) -> dict[str, str]:
    """Return names from `to=msisdn,text=message`; an unknown one of ours is a ValueError."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    found = {ours.strip(): theirs.strip() for ours, _equals, theirs in pairs}
    if set(found) - set(FIELDS):
        raise ValueError("SATUHADIR_SMS_FIELDS")
    return found


def _key() -> dict[str, str]:
    token = settings.SATUHADIR_SMS_TOKEN
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"} if token else {}


def _found(answer: Answer) -> Found:
    if answer.status >= 300:
        raise AnswerLost(str(answer.status))
    said = answer.json()
    return Found(_reference_of(said), _fate_of(said), "undelivered")


def _fate_of(said: dict[str, object]) -> Fate:
    word = said.get("status") or said.get("state") or ""
    return FATES.get(str(word).strip().lower(), "")


def _reference_of(said: dict[str, object]) -> str:
    for name in ("id", "message_id", "messageId", "reference"):
        value = said.get(name)
        if isinstance(value, str | int) and str(value).isprintable():
            return str(value)[:120]
    return ""
