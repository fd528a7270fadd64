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
from satuhadir.queue.citizen.naming import Named, is_indonesian, named
from satuhadir.queue.directory import directory_of

MOST_FOUND = 30
INFORMATION = "PENGADUAN_MPP"
_ASKING = "meja informasi pengaduan"


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A service that fits: its row, its name in pieces, and the everyday word that led there."""

    row: ServiceRow
    name: Pieces
    by: Pieces


@dataclass(frozen=True, slots=True)
class InformationDesk:
    """Where a person answers: the service people take a number for, and its place in the hall."""

    name: Named
    url: str
    booth: str
    place: str


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
        told["desk"] = information_desk(mall)
        told["ask_url"] = ask_url(mall, q)
    return told


def ask_url(mall: Mall, q: str) -> str:
    """Return the form to ask in writing, with the question in it unless it may name somebody."""
    said = {"jenis": "informasi"}
    if not catalogue.may_be_personal(q):
        said["isi"] = q
    return f"/{mall.slug}/pengaduan/baru/?{urlencode(said)}"


def information_desk(mall: Mall) -> InformationDesk | None:
    """Return where the mall answers questions, None where no line does."""
    services = directory_of(mall).services
    codes = [INFORMATION, *(one.code for one in catalogue.search_services(mall, _ASKING, 3))]
    code = next((one for one in codes if one in services), None)
    if code is None:
        return None
    info = services[code]
    return InformationDesk(
        named(info.name, info.name_en),
        service_url(mall, code),
        info.line.booth,
        info.line.place,
    )


def _name(one: FoundService) -> Pieces:
    return one.name if is_indonesian() or not one.name_en else one.name_en
