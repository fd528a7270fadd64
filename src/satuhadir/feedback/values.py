# SPDX-License-Identifier: Apache-2.0
"""What the room of complaints hands out and takes, as plain values."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 4_000
SHORTEST_TEXT = 10
# Where fewer came for a service on a day, the day of a visit would tell who it was.
CROWD = 5


class ClockRule(NamedTuple):
    """How long a step may take: whole days, `working_days` or `days`, and by which rule."""

    days: int
    unit: str
    legal: str | Promise


_MINISTER = "PermenPANRB 62/2018"
_HOUSE = _("aturan mal ini")
# What holds until a mall writes its own. The duty behind them: UU 25/2009, articles 48 to 50.
DEFAULT_CLOCKS: dict[str, ClockRule] = {
    "forward": ClockRule(3, "working_days", _MINISTER),
    "information": ClockRule(5, "working_days", _MINISTER),
    "aspiration": ClockRule(14, "working_days", _HOUSE),
    "non_supervisory": ClockRule(14, "working_days", _MINISTER),
    "supervisory": ClockRule(60, "working_days", f"{_MINISTER}; UU 25/2009"),
    "consultation": ClockRule(5, "working_days", _HOUSE),
    "objection": ClockRule(14, "working_days", _HOUSE),
    "reply": ClockRule(10, "days", _MINISTER),
    "confirm": ClockRule(10, "days", _MINISTER),
}


class Contact(NamedTuple):
    """Who says it and how they can be answered; all of it may be empty."""

    name: str = ""
    phone: str = ""
    email: str = ""
    call_hours: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(self)


class Visit(NamedTuple):
    """A visit that a ticket's key proves; the day is None where it would tell who it was."""

    day: date | None


@dataclass(frozen=True, slots=True)
class Sent:
    """By what a form sent twice is known: keyed hashes of who sent which form, and of its body."""

    hash: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Filed:
    """A complaint just filed, or the one filed by the same form before."""

    id: UUID
    number: str
    track: str
    is_new: bool


# From which state a verb leads where. `reply` goes back to where the question came from.
MOVES: dict[str, dict[str, str]] = {
    "receive": {"": "received"},
    "clarify": {"received": "clarifying", "forwarded": "clarifying", "objected": "clarifying"},
    "reply": {"clarifying": "*"},
    "forward": {"received": "forwarded", "forwarded": "forwarded", "objected": "forwarded"},
    "take_back": {"forwarded": "received"},
    "hand_back": {"forwarded": "received"},
    "answer": {"received": "answered", "forwarded": "answered", "objected": "answered"},
    "accept": {"answered": "closed"},
    "object": {"answered": "objected"},
    "withdraw": {
        "received": "closed", "clarifying": "closed", "forwarded": "closed", "objected": "closed",
    },
    "decline": {"received": "closed", "objected": "closed"},
    "expire": {"clarifying": "closed", "answered": "closed"},
}  # fmt: skip
# These leave the state as it is.
STILL = ("rate", "classify", "note", "publish", "unpublish", "relay", "erase")
