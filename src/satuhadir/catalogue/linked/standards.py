# SPDX-License-Identifier: Apache-2.0
"""A version of a service's standard: the rule a service follows, and what hangs on the service.

CPSV-AP hangs requirements, costs, results and laws on the service; the procedure, the promises and
the internal components have no term there and hang on the rule in our own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rdflib import DCTERMS, FOAF, SKOS, XSD, Literal, URIRef

from satuhadir.catalogue.linked import papers
from satuhadir.catalogue.linked.lengths import xsd_duration
from satuhadir.catalogue.linked.pen import Pen
from satuhadir.catalogue.linked.terms import CPSV, CV, ELI, HADIR, INDONESIAN, RUPIAH, SCHEMA
from satuhadir.catalogue.models import DocumentType, Service, ServiceStandard

_TEXTS: Final = ("facilities", "competence", "supervision", "guarantee", "safety", "evaluation")


@dataclass(frozen=True, slots=True)
class Version:
    """A service with the standard being written; `node` is the rule."""

    pen: Pen
    service: Service
    standard: ServiceStandard
    documents: Mapping[str, DocumentType]
    node: URIRef

    @property
    def offer(self) -> URIRef:
        return self.pen.names.service(self.service.code)

    def part(self, kind: str, place: int) -> URIRef:
        """Return the IRI of the n-th part of a kind, and write that it is the n-th."""
        node = self.pen.names.service(self.service.code, f"{kind}-{place}")
        self.pen.place(node, place)
        return node

    def identifier(self, kind: str, place: int) -> str:
        return f"{self.service.code}/{kind}/{place}"


def write_standard(
    pen: Pen,
    service: Service,
    standard: ServiceStandard,
    documents: Mapping[str, DocumentType],
) -> None:
    """Write what a service promises today."""
    rule = pen.names.standard(service.code, str(standard.valid_from))
    one = Version(pen, service, standard, documents, rule)
    _write_rule(one)
    _write_requirements(one)
    _write_procedure(one)
    _write_times(one)
    _write_fees(one)
    _write_products(one)
    _write_complaints(one)
    _write_laws(one)
    _write_beside(one)


def _write_rule(one: Version) -> None:
    pen, service, standard = one.pen, one.service, one.standard
    day = str(standard.valid_from)
    pen.kind(one.node, CPSV.Rule)
    pen.link(one.offer, CPSV.follows, one.node)
    english = f"Service standard: {service.name_en}" if service.name_en else ""
    pen.named(
        one.node, f"{service.code}/standar/{day}", f"Standar pelayanan {service.name}", english
    )
    pen.text(
        one.node,
        DCTERMS.description,
        f"Standar pelayanan {service.name}, {service.agency.name}, berlaku mulai {day}.",
        f"{english}, valid from {day}." if english else "",
    )
    pen.link(one.node, DCTERMS.language, INDONESIAN)
    pen.day(one.node, HADIR.validFrom, standard.valid_from)
    pen.text(one.node, SKOS.changeNote, standard.change_note)
    for name in _TEXTS:
        pen.text(one.node, HADIR[name], getattr(standard, name))
    pen.value(one.node, HADIR.staffCount, standard.staff_count)
    if standard.decree_number or standard.decree_day:
        decree = pen.names.service(service.code, "keputusan")
        pen.kind(decree, ELI.LegalResource)
        pen.value(decree, DCTERMS.identifier, standard.decree_number)
        pen.text(decree, DCTERMS.title, standard.decree_number)
        pen.day(decree, DCTERMS.issued, standard.decree_day)
        pen.link(one.node, CPSV.implements, decree)


def _write_requirements(one: Version) -> None:
    pen = one.pen
    for place, need in enumerate(one.standard.requirements, 1):
        node = one.part("syarat", place)
        pen.kind(node, CV.Requirement)
        pen.link(one.offer, CV.holdsRequirement, node)
        title, title_en = papers.title_of(one.documents, need["documents"])
        pen.named(node, one.identifier("syarat", place), title, title_en)
        case = "conditional" if need.get("when") else "always"
        pen.code(node, DCTERMS.type, "syarat", case)
        pen.link(node, CV.fulfils, one.node)
        pen.text(node, HADIR.when, need.get("when", ""))
        pen.note(node, need.get("note", ""))
        for choice, code in enumerate(need["documents"], 1):
            # Lists of evidence types are alternatives; what stands in one list goes together.
            chosen = pen.names.service(one.service.code, f"syarat-{place}-{choice}")
            pen.kind(chosen, CV.EvidenceTypeList)
            pen.place(chosen, choice)
            pen.value(chosen, DCTERMS.identifier, f"{one.identifier('syarat', place)}/{choice}")
            pen.link(node, CV.hasEvidenceTypeList, chosen)
            pen.link(chosen, CV.specifiesEvidenceType, pen.names.document(code))
            pen.link(one.offer, CV.hasInputType, pen.names.document(code))


def _write_procedure(one: Version) -> None:
    for place, step in enumerate(one.standard.procedure, 1):
        node = one.part("langkah", place)
        one.pen.kind(node, SCHEMA.HowToStep)
        one.pen.link(one.node, HADIR.step, node)
        one.pen.text(node, SCHEMA.text, step["step"])
        one.pen.text(node, HADIR.actor, step.get("actor", ""))


def _write_times(one: Version) -> None:
    pen, duration = one.pen, one.standard.duration
    length = xsd_duration(duration)
    if length:
        pen.typed(one.offer, CV.processingTime, length, XSD.duration)
    if duration:
        node = pen.names.service(one.service.code, "jangka-waktu")
        pen.kind(node, HADIR.Duration)
        pen.link(one.node, HADIR.duration, node)
        _write_length(pen, node, duration)
        pen.value(node, HADIR.longest, duration.get("longest"))
    for place, deadline in enumerate(one.standard.citizen_deadlines, 1):
        node = one.part("batas", place)
        pen.kind(node, HADIR.Deadline)
        pen.link(one.node, HADIR.citizenDeadline, node)
        _write_length(pen, node, deadline)
        pen.text(node, HADIR.since, deadline.get("since", ""))


def _write_length(pen: Pen, node: URIRef, length: Mapping[str, Any]) -> None:
    pen.value(node, HADIR.value, length["value"])
    pen.code(node, HADIR.unit, "satuan", length["unit"])
    pen.note(node, length.get("note", ""))


def _write_fees(one: Version) -> None:
    pen = one.pen
    for place, fee in enumerate(one.standard.fees, 1):
        node = one.part("biaya", place)
        pen.kind(node, CV.Cost)
        pen.link(one.offer, CV.hasCost, node)
        pen.value(node, DCTERMS.identifier, one.identifier("biaya", place))
        pen.code(node, HADIR.feeKind, "biaya", fee["kind"])
        pen.link(node, CV.currency, RUPIAH)
        pen.link(node, CV.isDefinedBy, pen.names.agency(one.service.agency.code))
        amount, most = fee.get("amount_rupiah"), fee.get("up_to_rupiah")
        if amount is not None:
            pen.graph.add((node, CV.hasValue, Literal(float(amount), datatype=XSD.double)))
        if most is not None:
            pen.value(node, HADIR.upTo, most)
        pen.text(node, DCTERMS.description, *_fee_said(amount, most, fee))
        pen.text(node, HADIR.formula, fee.get("formula", ""))
        pen.text(node, HADIR.tariffBasis, fee.get("legal", ""))
        pen.day(node, HADIR.effectiveDay, fee.get("effective_day"))
        pen.note(node, fee.get("note", ""))


def _fee_said(amount: int | None, most: int | None, fee: Mapping[str, Any]) -> tuple[str, str]:
    """Return what is paid in a few words, in both languages."""
    if fee["kind"] == "free":
        return "Gratis", "Free of charge"
    if amount is None:
        return "Tergantung permohonan", "Depends on the application"
    figures = _rupiah(amount) if most is None else f"{_rupiah(amount)}–{_rupiah(most)[2:]}"
    return figures, figures


def _rupiah(amount: int) -> str:
    return "Rp" + f"{amount:,}".replace(",", ".")


def _write_products(one: Version) -> None:
    for place, code in enumerate(one.standard.products, 1):
        node = one.part("hasil", place)
        one.pen.kind(node, CV.Output)
        one.pen.link(one.offer, CPSV.produces, node)
        title, title_en = papers.title_of(one.documents, [code])
        one.pen.named(node, one.identifier("hasil", place), title, title_en)
        one.pen.link(node, DCTERMS.conformsTo, one.pen.names.document(code))
        one.pen.link(node, DCTERMS.language, INDONESIAN)


def _write_complaints(one: Version) -> None:
    pen = one.pen
    for place, route in enumerate(one.standard.complaint_routes, 1):
        node = one.part("pengaduan", place)
        pen.kind(node, CV.ContactPoint)
        pen.link(one.node, HADIR.complaintRoute, node)
        pen.link(one.offer, CV.contactPoint, node)
        channel, address = route["channel"], route["address"]
        pen.code(node, HADIR.complaintChannel, "pengaduan", channel)
        pen.value(node, HADIR.address, address)
        pen.note(node, route.get("note", ""))
        if channel in {"phone", "whatsapp"}:
            pen.value(node, CV.telephone, address)
        elif channel == "email":
            pen.value(node, CV.email, address)
        elif channel == "web" and _is_address(address):
            pen.kind(URIRef(address), FOAF.Document)
            pen.link(node, CV.contactPage, URIRef(address))


def _is_address(text: str) -> bool:
    """Say whether a text can be written as an IRI of the web."""
    return text.startswith(("https://", "http://")) and not set(text) & set(' <>"{}|\\^`')


def _write_laws(one: Version) -> None:
    for place, law in enumerate(one.standard.legal, 1):
        node = one.part("hukum", place)
        one.pen.kind(node, ELI.LegalResource)
        one.pen.link(one.offer, CV.hasLegalResource, node)
        one.pen.text(node, DCTERMS.title, law)


def _write_beside(one: Version) -> None:
    pen, standard = one.pen, one.standard
    pen.note(one.node, standard.note)
    pen.code(one.node, HADIR.certainty, "kepastian", standard.certainty)
    for place, source in enumerate(standard.sources, 1):
        node = one.part("sumber", place)
        pen.kind(node, DCTERMS.BibliographicResource)
        pen.link(one.node, DCTERMS.source, node)
        pen.text(node, DCTERMS.title, source)
    for place, step in enumerate(standard.external_steps, 1):
        node = one.part("luar", place)
        pen.link(one.node, HADIR.externalStep, node)
        write_external_step(pen, node, step)


def write_external_step(pen: Pen, node: URIRef, step: Mapping[str, Any]) -> None:
    """Write what is done outside the mall."""
    pen.kind(node, HADIR.ExternalStep)
    pen.text(node, DCTERMS.title, step["name"])
    pen.text(node, HADIR.where, step.get("where", ""))
    pen.note(node, step.get("note", ""))
