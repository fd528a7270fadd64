# SPDX-License-Identifier: Apache-2.0
"""What somebody's own words find: services with what was hit, life events, or the way to ask."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from satuhadir.catalogue import actions
from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.values import FoundService, Pieces
from satuhadir.malls.models import Mall
from satuhadir.queue import queries
from satuhadir.queue.citizen.context import ServiceRow, service_row, service_url
from satuhadir.queue.citizen.kinds import event_way
from satuhadir.queue.citizen.naming import is_indonesian
from satuhadir.queue.directory import directory_of
from satuhadir.queue.queries.information import information_desk

MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A service that fits: its row, its name in pieces, and the everyday word that led there."""

    row: ServiceRow
    name: Pieces
    by: Pieces


def found(mall: Mall, q: str, *, counts: bool) -> dict[str, Any]:
    """Return what fits `q`; where nothing does, the desk to ask at and the form to ask in.

    With `counts`, a question that found nothing is noted for the manager: not while somebody types.
    """
    finding = catalogue.find_services(mall, q, MOST_FOUND)
    known = directory_of(mall).services
    states = {one.line: one for one in queries.line_states(mall)}
    rows = [
        FoundRow(service_row(mall, one.service, known, states), _name(one), one.by)
        for one in finding.services
    ]
    told: dict[str, Any] = {
        "q": q,
        "results": rows,
        "meant": finding.meant,
        "happenings": [event_way(mall, one) for one in finding.events],
    }
    if not rows:
        if counts and not finding.events:
            actions.note_unanswered(mall=mall, text=q)
        told["desk"] = desk = information_desk(mall)
        told["desk_url"] = service_url(mall, desk.code) if desk else ""
        told["ask_url"] = ask_url(mall, q)
    return told


def ask_url(mall: Mall, q: str) -> str:
    """Return the form to ask in writing, with the question in it unless it may name somebody."""
    said = {"jenis": "informasi"}
    if not catalogue.may_be_personal(q):
        said["isi"] = q
    return f"/{mall.slug}/pengaduan/baru/?{urlencode(said)}"


def _name(one: FoundService) -> Pieces:
    return one.name if is_indonesian() or not one.name_en else one.name_en
