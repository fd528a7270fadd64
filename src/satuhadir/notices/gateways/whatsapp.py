# SPDX-License-Identifier: Apache-2.0
"""WhatsApp Cloud API of Meta: approved templates out, signed reports in.

The template of a kind has as its body our text with {{1}}, {{2}} … for the placeholders, in the
order of their first places (docs/operate/notices.md).
"""

import hmac
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings

from satuhadir.notices.gateways.calling import call, checked_base
from satuhadir.notices.ports import (
    AnswerLost,
    CannotLookUp,
    Fate,
    Found,
    GatewayAway,
    KeyRefused,
    Letter,
    NotTaken,
)

# Meta's codes (Cloud API, error codes): a wrong key; too many, or away for now.
WRONG_KEY: Final = frozenset({0, 3, 10, 190, 131005, 133010})
NOT_NOW: Final = frozenset({1, 2, 4, 80007, 130429, 131016, 131048, 131056, 131057, 133004})
PAUSE_SECONDS: Final = 60.0
FATES: Final[dict[str, Fate]] = {
    "sent": "accepted", "delivered": "delivered", "read": "read", "failed": "failed",
}  # fmt: skip


class Report(NamedTuple):
    """One status that Meta reported. `notice_id` is ours, given back; "" when it is missing."""

    reference: str
    notice_id: str
    fate: Fate
    reason: str


class WhatsApp:
    """The adapter."""

    repeats_show_once = False

    def send(self, letter: Letter) -> str:
        """Hand one template message over. Our id goes along and comes back with every report."""
        base = checked_base(settings.SATUHADIR_WHATSAPP_URL)
        answer = call(
            "POST", f"{base}/{settings.SATUHADIR_WHATSAPP_PHONE}/messages",
            headers={
                "Authorization": f"Bearer {settings.SATUHADIR_WHATSAPP_TOKEN}",
                "Content-Type": "application/json",
            },
            body=json.dumps(body_of(letter)).encode(), explains=True,
        )  # fmt: skip
        said = answer.json()
        if answer.status >= 300 or "error" in said:
            raise _refusal(answer.status, said)
        listed = said.get("messages")
        first = listed[0] if isinstance(listed, list) and listed else None
        reference = first.get("id") if isinstance(first, dict) else None
        if not isinstance(reference, str) or not reference:
            raise AnswerLost("no id")
        return reference[:120]

    def find(self, notice_id: UUID, reference: str) -> Found | None:
        """Raise CannotLookUp: Meta can't be asked, it tells by itself (see `reports_in`)."""
        raise CannotLookUp


def body_of(letter: Letter) -> dict[str, Any]:
    """Return the message as the Cloud API takes it."""
    components: list[dict[str, Any]] = []
    if letter.parameters:
        texts = [{"type": "text", "text": _one_line(one)} for one in letter.parameters]
        components.append({"type": "body", "parameters": texts})
    if letter.code:  # templates of the category authentication copy the code by a button
        button = [{"type": "text", "text": letter.code}]
        components.append({"type": "button", "sub_type": "url", "index": "0", "parameters": button})
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": letter.address.removeprefix("+"),
        "type": "template",
        "template": {
            "name": letter.template,
            "language": {"code": letter.language},
            "components": components,
        },
        "biz_opaque_callback_data": str(letter.id),
    }


def is_signed(body: bytes, signature: str) -> bool:
    """Say whether Meta wrote a report: its HMAC-SHA256 under our app's secret."""
    secret = settings.SATUHADIR_WHATSAPP_APP_SECRET
    if not secret:
        return False
    right = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
    return hmac.compare_digest(right.encode(), signature.encode())


def reports_in(said: Any) -> Iterator[Report]:
    """Yield the statuses of a report; what is of another shape says nothing to us."""
    for entry in _listed(said, "entry"):
        for change in _listed(entry, "changes"):
            for one in _listed(change.get("value"), "statuses"):
                fate = FATES.get(str(one.get("status", "")))
                if fate is None or not isinstance(one.get("id"), str):
                    continue
                errors = _listed(one, "errors")
                code = errors[0].get("code") if errors else ""
                reason = f"wa_{code}" if fate == "failed" else ""
                ours = one.get("biz_opaque_callback_data")
                yield Report(
                    one["id"][:120], ours if isinstance(ours, str) else "", fate, reason[:60]
                )


def _listed(said: Any, name: str) -> list[dict[str, Any]]:
    found = said.get(name) if isinstance(said, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _one_line(text: str) -> str:
    """Return a parameter as templates take it: no line breaks, no tabs, not empty."""
    return " ".join(text.split()) or "-"


def _refusal(status: int, said: dict[str, Any]) -> Exception:
    error = said.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if code in WRONG_KEY:
        return KeyRefused(str(code))
    if code in NOT_NOW:
        return GatewayAway(str(code), retry_after=PAUSE_SECONDS)
    if status >= 500:
        return AnswerLost(str(status))
    if code is None and status in {401, 403}:
        return KeyRefused(str(status))
    return NotTaken(f"wa_{code}" if isinstance(code, int) else f"http_{status}")
