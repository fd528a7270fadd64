# SPDX-License-Identifier: Apache-2.0
"""The shapes of the catalogue in answers: a service's standard, kinds of papers, life events.

The six public components carry the names of the law (PermenPANRB 15/2014), the internal ones too;
what is inside them is named in English like everything else.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from pydantic import BaseModel

from satuhadir.catalogue import queries
from satuhadir.catalogue.models import DocumentType, LifeEvent, Service, ServiceStandard
from satuhadir.malls.models import Mall


class Paper(BaseModel):
    """A kind of paper by its code. `name_en` is empty where there is no English name."""

    code: str
    name: str
    name_en: str

    @classmethod
    def of(cls, papers: Mapping[str, DocumentType], code: str) -> Self:
        """Return the kind of paper; one that is not described is called by its code."""
        found = papers.get(code)
        if found is None:
            return cls(code=code, name=code, name_en="")
        return cls(code=code, name=found.label, name_en=found.name_en)


class Requirement(BaseModel):
    """Papers to bring, any one of them is enough; `when` says in which case, empty means always."""

    documents: list[Paper]
    when: str = ""
    note: str = ""


class Step(BaseModel):
    """A step of the procedure, and who does it."""

    step: str
    actor: str = ""


class Length(BaseModel):
    """`value` of `unit`, at the longest `longest`."""

    value: int
    longest: int | None = None
    unit: str
    note: str = ""


class Fee(BaseModel):
    """What is paid. Without `amount_rupiah` it depends, or follows `formula`."""

    kind: str
    amount_rupiah: int | None = None
    up_to_rupiah: int | None = None
    formula: str = ""
    legal: str = ""
    effective_day: date | None = None
    note: str = ""


class ComplaintRoute(BaseModel):
    """Where people complain."""

    channel: str
    address: str
    note: str = ""


class ExternalStep(BaseModel):
    """What is done outside the mall."""

    name: str
    where: str = ""
    note: str = ""


class Deadline(BaseModel):
    """Until when a citizen has to come."""

    value: int
    unit: str
    since: str
    note: str = ""


class Version(BaseModel):
    """A published version: from which day, by which decree, and what changed."""

    number: int
    valid_from: date
    decree_number: str
    decree_day: date | None
    change_note: str


class Standard(Version):
    """The version of a service's standard that holds on a day, with its fourteen components."""

    persyaratan: list[Requirement]
    prosedur: list[Step]
    jangka_waktu: Length | None
    biaya: list[Fee]
    produk: list[Paper]
    pengaduan: list[ComplaintRoute]
    dasar_hukum: list[str]
    sarana: str
    kompetensi: str
    pengawasan: str
    jumlah_pelaksana: int | None
    jaminan_pelayanan: str
    jaminan_keamanan: str
    evaluasi: str
    note: str
    external_steps: list[ExternalStep]
    citizen_deadlines: list[Deadline]
    certainty: str
    sources: list[str]


class DocumentItem(Paper):
    """A kind of paper. `lookup_system` is where the state may already hold it; `where_from` tells
    where people get it when no service of the mall issues it."""

    lookup_system: str
    where_from: str
    issued_by: list[str]
    asked_by: list[str]


class DocumentItems(BaseModel):
    """Kinds of papers by code."""

    items: list[DocumentItem]
    next: str | None


class EventStep(BaseModel):
    """A service of an event; `after` are the services of the same event that come before it."""

    service: str
    name: str
    after: list[str] = []
    note: str = ""


class LifeEventItem(BaseModel):
    """Something that happens in a life and needs several services, in an order."""

    code: str
    name: str
    name_en: str
    note: str
    steps: list[EventStep]
    external_steps: list[ExternalStep]


class LifeEventItems(BaseModel):
    """Life events by name."""

    items: list[LifeEventItem]
    next: str | None


def shown_version(one: ServiceStandard) -> dict[str, Any]:
    """Return what tells one version from another."""
    return {
        "number": one.number,
        "valid_from": str(one.valid_from),
        "decree_number": one.decree_number,
        "decree_day": str(one.decree_day) if one.decree_day else None,
        "change_note": one.change_note,
    }


def shown_standard(mall: Mall, one: ServiceStandard) -> dict[str, Any]:
    """Return a standard as the API says it."""
    papers = queries.document_types(mall)
    whole = Standard.model_validate(
        shown_version(one)
        | {
            "persyaratan": [
                {**need, "documents": [Paper.of(papers, code) for code in need["documents"]]}
                for need in one.requirements
            ],
            "prosedur": one.procedure,
            "jangka_waktu": one.duration or None,
            "biaya": one.fees,
            "produk": [Paper.of(papers, code) for code in one.products],
            "pengaduan": one.complaint_routes,
            "dasar_hukum": one.legal,
            "sarana": one.facilities,
            "kompetensi": one.competence,
            "pengawasan": one.supervision,
            "jumlah_pelaksana": one.staff_count,
            "jaminan_pelayanan": one.guarantee,
            "jaminan_keamanan": one.safety,
            "evaluasi": one.evaluation,
            "note": one.note,
            "external_steps": one.external_steps,
            "citizen_deadlines": one.citizen_deadlines,
            "certainty": one.certainty,
            "sources": one.sources,
        }
    )
    return whole.model_dump(mode="json")


def shown_document(mall: Mall, one: DocumentType) -> dict[str, Any]:
    """Return a kind of paper, with the services whose standard of today names it."""
    today = queries.standards_today(mall)
    return {
        "code": one.code,
        "name": one.label,
        "name_en": one.name_en,
        "lookup_system": one.lookup_system,
        "where_from": one.where_from,
        "issued_by": sorted(code for code, std in today.items() if one.code in std.products),
        "asked_by": sorted(
            code
            for code, std in today.items()
            if any(one.code in need["documents"] for need in std.requirements)
        ),
    }


def shown_event(one: LifeEvent, services: Mapping[str, Service]) -> dict[str, Any]:
    """Return a life event; a step whose service the mall no longer has is left out."""
    steps = [step for step in one.steps if step["service"] in services]
    return {
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "note": one.note,
        "steps": [
            {
                "service": step["service"],
                "name": services[step["service"]].name,
                "after": list(step.get("after", [])),
                "note": step.get("note", ""),
            }
            for step in steps
        ],
        "external_steps": [
            ExternalStep.model_validate(step).model_dump(mode="json") for step in one.external_steps
        ],
    }
