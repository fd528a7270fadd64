# SPDX-License-Identifier: Apache-2.0
"""What the catalogue hands out: the words for the codes standards hold, and what a search found."""

import datetime as dt
from dataclasses import dataclass

from satuhadir.catalogue.entries import CHANNELS, DURATION_UNITS, FEE_KINDS, LOOKUP_SYSTEMS
from satuhadir.catalogue.models import LifeEvent, Service

__all__ = [
    "CHANNELS",
    "DURATION_UNITS",
    "FEE_KINDS",
    "LOOKUP_SYSTEMS",
    "Finding",
    "FoundService",
    "Pieces",
    "Unanswered",
]

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class FoundService:
    """A service that fits. `name` and `name_en` are in pieces, each with whether it was hit.

    `by` is the everyday word that led here where the name alone doesn't show it, in pieces, too.
    """

    service: Service
    name: Pieces
    name_en: Pieces = ()
    by: Pieces = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a question found, best first. `meant` is the question as it was understood where a
    word of it was taken for a misspelling; empty otherwise.
    """

    services: tuple[FoundService, ...]
    events: tuple[LifeEvent, ...] = ()
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question nothing was found for: any of its rows, its words, how often and on how many
    days it was asked, and when last.
    """

    row: int
    text: str
    times: int
    days: int
    last_day: dt.date
