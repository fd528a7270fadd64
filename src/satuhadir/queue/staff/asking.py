# SPDX-License-Identifier: Apache-2.0
"""Who asks, about which counter or mall, and by what a repeat of a press is known."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from satuhadir.accounts.callers import Caller
from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import MallAsk, at_mall, caller_of, go_to
from satuhadir.malls.models import Mall
from satuhadir.queue.actions import Repeat
from satuhadir.queue.errors import CounterNotFound, TicketNotFound
from satuhadir.queue.queries.desk import counter_place
from satuhadir.shared.keyed import digest_of

__all__ = [
    "KEY",
    "DeskAsk",
    "MallAsk",
    "at_counter",
    "at_mall",
    "find_uuid",
    "repeat_of",
    "wants_part",
]

KEY = "kunci"  # the field of a form that carries its Idempotency-Key
_NOT_THE_BODY = {KEY, "csrfmiddlewaretoken"}


@dataclass(frozen=True, slots=True)
class DeskAsk:
    """One request of an officer at one counter, past the door."""

    request: HttpRequest
    mall: Mall
    counter_id: UUID
    caller: Caller
    officer_id: int

    @property
    def said(self) -> dict[str, str]:
        """Return what the form says, one text a field."""
        return {name: str(value) for name, value in self.request.POST.items()}

    @property
    def ticket_id(self) -> UUID:
        """Return the ticket the form is about; what names none raises TicketNotFound."""
        found = find_uuid(self.said.get("nomor", ""))
        if found is None:
            raise TicketNotFound
        return found

    def repeat(self, step: str = "") -> Repeat:
        """Return what a repeat of this press is known by; each `step` of a press is kept apart."""
        return repeat_of(self.request, self.caller, step)


def at_counter(request: HttpRequest, counter_id: UUID) -> DeskAsk:
    """Let an officer of the counter's agency in.

    Raises:
        CounterNotFound: no such counter, or it stands at a mall the officer has no part in.
        NotYours: another agency of the same mall.
    """
    place = counter_place(counter_id)
    caller = caller_of(request)
    if not caller.may_somewhere("serve", place.mall):
        raise CounterNotFound
    go_to(request, place.mall)
    if not caller.may("serve", place.mall, place.agency_id):
        raise NotYours
    return DeskAsk(request, place.mall, counter_id, caller, _account_id(request))


def repeat_of(request: HttpRequest, caller: Caller, step: str = "") -> Repeat:
    """Return what a repeat of this form is known by; a form without its key has no repeats.

    The digest of the body is keyed, for a body may have a phone number, and those are guessable.
    """
    key = find_uuid(request.POST.get(KEY, ""))
    if key is None:
        return Repeat()
    scope = hashlib.sha256(f"{caller.actor} POST {request.path} {step}".encode()).digest()
    said = sorted((k, v) for k, v in request.POST.lists() if k not in _NOT_THE_BODY)
    return Repeat(scope[:16], key, digest_of(json.dumps(said).encode()))


def find_uuid(text: str) -> UUID | None:
    """Return the UUID a text spells, or None."""
    try:
        return UUID(text) if len(text) <= 36 else None
    except ValueError:
        return None


def wants_part(request: HttpRequest) -> bool:
    """Tell whether a script asks, which puts a part into the page it has."""
    return request.headers.get("HX-Request") == "true"


def _account_id(request: HttpRequest) -> int:
    user: Any = request.user
    return int(user.pk)
