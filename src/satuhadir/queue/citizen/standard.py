# SPDX-License-Identifier: Apache-2.0
"""A service's standard in words: its fourteen components, the six public ones first."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import Service, ServiceStandard
from satuhadir.catalogue.values import CHANNELS, FEE_KINDS
from satuhadir.malls.models import Mall
from satuhadir.queue.citizen.amounts import duration_text, fee_text, fees_text
from satuhadir.queue.citizen.journey import deadline_text
from satuhadir.queue.citizen.kinds import Kind, Shelf, Way
from satuhadir.queue.citizen.naming import Named, named

MOST_TO_BRING = 6
# The internal components after the legal ones, in the order of the law.
INTERNAL: Mapping[str, Promise] = {
    "facilities": _("Sarana, prasarana, dan fasilitas"),
    "competence": _("Kompetensi pelaksana"),
    "supervision": _("Pengawasan internal"),
    "staff_count": _("Jumlah pelaksana"),
    "guarantee": _("Jaminan pelayanan"),
    "safety": _("Jaminan keamanan dan keselamatan"),
    "evaluation": _("Evaluasi kinerja pelaksana"),
}


class Need(NamedTuple):
    """A paper to bring, or several of which one is enough.

    `when` says in which case only, empty means always. Indonesian data but for the kinds.
    """

    kinds: list[Kind]
    when: str
    note: str


class FeeShown(NamedTuple):
    """A fee: `amount` and `kind` in the page's language, the rest Indonesian data."""

    amount: str
    kind: str
    formula: str
    legal: str
    since: str
    note: str


class Version(NamedTuple):
    """Which version of the standard it is; days in words, empty where not known."""

    number: int
    since: str
    decree_number: str
    decree_day: str


@dataclass(frozen=True, slots=True)
class Standard:
    """What people should know of a service before they come.

    Texts ending in `_text` are in the page's language; notes, steps and laws are Indonesian data.
    `internal` are pairs of a component's name and its text. `version` is None where the service
    has no standard yet.
    """

    code: str
    name: Named
    agency_name: str
    note: str
    needs: list[Need]
    external_steps: list[Mapping[str, str]]
    steps: list[Mapping[str, str]]
    desk_minutes: int
    duration_text: str
    duration_note: str
    deadlines: list[tuple[str, str]]
    fee_text: str
    fees: list[FeeShown]
    products: list[Kind]
    needed_by: list[Way]
    complaints: list[tuple[str, str, str]]
    legal: list[str]
    internal: list[tuple[str, str]]
    certainty: str
    sources: list[str]
    version: Version | None


def standard_of(mall: Mall, service: Service, standard: ServiceStandard | None = None) -> Standard:
    """Return a version of a service's standard, that of today when none is named."""
    shelf = Shelf(mall)
    found = standard or shelf.standards.get(service.code)
    held = found or ServiceStandard()  # no standard yet: every component is empty
    family = _family(mall, service)
    return Standard(
        code=service.code,
        name=named(service.name, service.name_en),
        agency_name=service.agency.name,
        note=held.note,
        needs=[
            Need(
                [shelf.kind(code, but=family) for code in one["documents"]],
                one.get("when", ""),
                one.get("note", ""),
            )
            for one in held.requirements
        ],
        external_steps=list(held.external_steps),
        steps=list(held.procedure),
        desk_minutes=service.desk_minutes,
        duration_text=duration_text(held.duration),
        duration_note=held.duration.get("note", ""),
        deadlines=[(deadline_text(one), one.get("note", "")) for one in held.citizen_deadlines],
        fee_text=fees_text(held.fees),
        fees=[_fee(one) for one in held.fees],
        products=[shelf.kind(code) for code in held.products],
        needed_by=shelf.needing(held.products, but=family),
        complaints=[
            (str(CHANNELS.get(one["channel"], one["channel"])), one["address"], one.get("note", ""))
            for one in held.complaint_routes
        ],
        legal=list(held.legal),
        internal=[
            (str(name), str(value))
            for column, name in INTERNAL.items()
            if (value := getattr(held, column)) not in {"", None}
        ],
        certainty=held.certainty if found else "",
        sources=list(held.sources),
        version=_version(found) if found else None,
    )


def to_bring(mall: Mall, services: list[Service]) -> list[str]:
    """Return the papers everybody needs for these services, each once: for the ticket's foot."""
    return [" / ".join(one) for one in essentials(mall, services)][:MOST_TO_BRING]


def essentials(mall: Mall, services: list[Service]) -> list[list[str]]:
    """Return what everybody brings for some services: each paper once, alternatives together.

    What only some people need is left out. Names in the reader's language.
    """
    today, kinds = catalogue.standards_today(mall), catalogue.document_types(mall)
    found: dict[tuple[str, ...], list[str]] = {}
    for service in services:
        standard = today.get(service.code)
        for one in standard.requirements if standard else ():
            codes = tuple(code for code in one["documents"] if code in kinds)
            if codes and not one.get("when"):
                names = [named(kinds[code].label, kinds[code].name_en).text for code in codes]
                found[codes] = names
    return list(found.values())


def day_text(day: dt.date | None) -> str:
    """Return `1 Desember 2026`, an empty text for None."""
    return date_format(day, "j F Y") if day else ""


def _version(one: ServiceStandard) -> Version:
    return Version(
        one.number, day_text(one.valid_from), one.decree_number, day_text(one.decree_day)
    )


def _fee(one: Mapping[str, Any]) -> FeeShown:
    since = one.get("effective_day")
    kind = "" if one["kind"] == "free" else str(FEE_KINDS.get(one["kind"], one["kind"]))
    return FeeShown(
        amount=fee_text(one),
        kind=kind,
        formula=one.get("formula", ""),
        legal=one.get("legal", ""),
        since=day_text(dt.date.fromisoformat(since)) if since else "",
        note=one.get("note", ""),
    )


def _family(mall: Mall, service: Service) -> set[str]:
    """Return the codes of a service, its variants and what it is a variant of."""
    main = service.variant_of_id or service.pk
    return {one.code for one in catalogue.services_of(mall) if main in {one.pk, one.variant_of_id}}
