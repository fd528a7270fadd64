# SPDX-License-Identifier: Apache-2.0
"""What this room needs from the national system of complaints, SP4N-LAPOR!, which is not ours.

Its adapters live in `feedback.sp4n`; `settings.SATUHADIR_SP4N_ADAPTER` names one by its dotted
path, and without an address of the system there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

Kind = Literal["complaint", "aspiration", "information"]


class SystemAway(Exception):
    """It took nothing: down, overloaded, or not to be reached. Trying later is safe."""


class AnswerLost(Exception):
    """It may have taken it: we asked, and what came back says neither yes nor no."""


class KeyRefused(Exception):
    """It does not know us: our key or token is wrong or has run out. It took nothing."""


class NotTaken(Exception):
    """It understood and said no; asking again changes nothing. `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CannotLookUp(Exception):
    """It has no way to ask whether it took something: a person must look."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One complaint as it leaves: words without NIK, numbers, addresses of files.

    `key` is the same at every try. `name` and `phone` are "" unless the reporter allowed both to go
    along; of a secret or anonymous one they always are.
    """

    key: UUID
    number: str
    kind: Kind
    title: str
    text: str
    opened_day: date
    agency: str
    is_anonymous: bool
    is_secret: bool
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """That the other system has it, and under which number."""

    reference: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Disposition:
    """A complaint that came in there and was given to us."""

    reference: str
    kind: Kind
    text: str
    is_secret: bool


class NationalComplaints(Protocol):
    """SP4N-LAPOR! as we need it. Each method is one call with a time limit."""

    def forward(self, outgoing: Outgoing) -> Taken:
        """Bring one complaint in.

        Raises:
            SystemAway, KeyRefused, NotTaken: it was not taken.
            AnswerLost: it may have been.
        """
        ...

    def find(self, outgoing: Outgoing) -> Taken | None:
        """Return what it took of an earlier try with the same key, None if nothing.

        Raises:
            SystemAway, KeyRefused, AnswerLost: no usable answer.
            CannotLookUp: it can't be asked that.
        """
        ...

    def status(self, reference: str) -> str:
        """Return how far it is there, in their word; raise as `find` does, NotTaken if unknown."""
        ...

    def dispositions(self) -> Sequence[Disposition]:
        """Return what was given to us there and is not closed; raise as `find` does."""
        ...


def national_complaints() -> NationalComplaints | None:
    """Build the adapter this installation chose; None when it is not connected."""
    if not settings.SATUHADIR_SP4N_URL:
        return None
    return cast(NationalComplaints, import_string(settings.SATUHADIR_SP4N_ADAPTER)())
