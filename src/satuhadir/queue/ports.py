# SPDX-License-Identifier: Apache-2.0
"""What the queue needs from above: whether the holder of a finished number is asked how it was, and
where the person of several numbers sees them as one visit.
"""

from collections.abc import Mapping
from typing import NamedTuple, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from satuhadir.malls.models import Mall
from satuhadir.queue.values import TicketView


class Question(NamedTuple):
    """The way to a survey. `is_invited`: chance chose this ticket; `is_answered`: it was used."""

    url: str
    is_invited: bool
    is_answered: bool


class AskAfterwards(Protocol):
    """Answers whether a ticket's holder is asked now, and where."""

    def __call__(self, mall: Mall, ticket: TicketView, track: str) -> Question | None:
        """Return the way to the survey; None while there is nothing to ask."""
        ...


class FindWholeVisit(Protocol):
    """Answers where the person of a ticket sees their whole visit."""

    def __call__(self, mall: Mall, attendance_id: UUID) -> str:
        """Return the address, "" where the ticket is no part of one."""
        ...


def whole_visit_of(mall: Mall, attendance_id: UUID) -> str:
    """Ask the room that the setting SATUHADIR_WHOLE_VISIT names; "" where none is named."""
    if not settings.SATUHADIR_WHOLE_VISIT:
        return ""
    answer = cast(FindWholeVisit, import_string(settings.SATUHADIR_WHOLE_VISIT))
    return answer(mall, attendance_id)


def question_after(mall: Mall, ticket: TicketView, track: str) -> Question | None:
    """Ask the room that the setting SATUHADIR_ASKS_AFTERWARDS names; None where none is named."""
    if not settings.SATUHADIR_ASKS_AFTERWARDS:
        return None
    answer = cast(AskAfterwards, import_string(settings.SATUHADIR_ASKS_AFTERWARDS))
    return answer(mall, ticket, track)


class CountReserved(Protocol):
    """Answers how many people with a booking are still to come today, by line."""

    def __call__(self, mall: Mall) -> Mapping[UUID, int]:
        """Return them; lines without any may be left out."""
        ...


def reserved_today(mall: Mall) -> Mapping[UUID, int]:
    """Ask the room that the setting SATUHADIR_RESERVES names; nothing where none is named."""
    if not settings.SATUHADIR_RESERVES:
        return {}
    return cast(CountReserved, import_string(settings.SATUHADIR_RESERVES))(mall)
