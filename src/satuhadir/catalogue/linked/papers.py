# SPDX-License-Identifier: Apache-2.0
"""Kinds of papers as evidence types, and the agencies as public organisations."""

from collections.abc import Iterable, Mapping

from rdflib import DCTERMS, FOAF, ORG, SKOS

from satuhadir.catalogue.linked import publishing
from satuhadir.catalogue.linked.pen import Pen
from satuhadir.catalogue.linked.terms import CV, HADIR
from satuhadir.catalogue.models import DocumentType
from satuhadir.malls.models import Agency


def write_agency(pen: Pen, agency: Agency, region_code: str) -> None:
    """Write an agency, which owns its counters in the mall."""
    node = pen.names.agency(agency.code)
    pen.kind(node, CV.PublicOrganisation, ORG.Organization, FOAF.Agent)
    pen.named(node, agency.code, agency.name)
    pen.text(node, SKOS.prefLabel, agency.name)
    pen.link(node, DCTERMS.spatial, pen.names.of("wilayah", region_code))
    pen.code(node, ORG.classification, "instansi", agency.kind)
    publishing.write_channel(pen, agency.code, agency.name)


def write_document(pen: Pen, document: DocumentType, issuers: Iterable[str]) -> None:
    """Write a kind of paper; `issuers` are the services whose result it is today."""
    node = pen.names.document(document.code)
    pen.kind(node, CV.EvidenceType)
    pen.named(node, document.code, document.label, document.name_en)
    pen.code(node, HADIR.lookupSystem, "sistem", document.lookup_system)
    pen.text(node, HADIR.whereFrom, document.where_from)
    codes = sorted(issuers)
    pen.code(node, CV.evidenceTypeClassification, "dokumen", "inside" if codes else "outside")
    for code in codes:
        pen.link(node, HADIR.issuedBy, pen.names.service(code))


def title_of(documents: Mapping[str, DocumentType], codes: Iterable[str]) -> tuple[str, str]:
    """Return what any of some papers is called, in Indonesian and in English.

    English only where every one of them has an English name.
    """
    found = [documents[code] for code in codes if code in documents]
    english = [one.name_en for one in found if one.name_en]
    return (
        " atau ".join(one.label for one in found),
        " or ".join(english) if len(english) == len(found) else "",
    )
