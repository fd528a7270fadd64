# SPDX-License-Identifier: Apache-2.0
"""The vocabularies we write in, and the terms of our own for what CPSV-AP has none for. Pure."""

from typing import Final, NamedTuple

from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef

CV: Final = Namespace("http://data.europa.eu/m8g/")
CPSV: Final = Namespace("http://purl.org/vocab/cpsv#")
ELI: Final = Namespace("http://data.europa.eu/eli/ontology#")
ADMS: Final = Namespace("http://www.w3.org/ns/adms#")
LOCN: Final = Namespace("http://www.w3.org/ns/locn#")
SCHEMA: Final = Namespace("https://schema.org/")
VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")
HADIR: Final = Namespace("urn:satuhadir:catalogue:")
_AUTHORITY: Final = Namespace("http://publications.europa.eu/resource/authority/")
RUPIAH: Final = URIRef(_AUTHORITY["currency/IDR"])
INDONESIAN: Final = URIRef(_AUTHORITY["language/IND"])
ENGLISH: Final = URIRef(_AUTHORITY["language/ENG"])
FREQUENCY: Final = Namespace(_AUTHORITY["frequency/"])
FILE_TYPE: Final = Namespace(_AUTHORITY["file-type/"])
ACCESS_PUBLIC: Final = URIRef(_AUTHORITY["access-right/PUBLIC"])
GOVERNMENT: Final = URIRef(_AUTHORITY["data-theme/GOVE"])
CC_BY: Final = URIRef("https://creativecommons.org/licenses/by/4.0/")

PREFIXES: Final[dict[str, str]] = {
    "adms": str(ADMS),
    "cpsv": str(CPSV),
    "cv": str(CV),
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": str(ELI),
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hadir": str(HADIR),
    "locn": str(LOCN),
    "org": "http://www.w3.org/ns/org#",
    "owl": str(OWL),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SCHEMA),
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class Term(NamedTuple):
    """A term of ours: what it is called in both languages, and what it is for."""

    name: str
    label: str
    label_en: str
    about: str


CLASSES: Final = (
    Term("Duration", "jangka waktu", "duration", "A length of time as promised"),
    Term("Deadline", "batas waktu", "deadline", "Until when a citizen has to come"),
    Term("EventStep", "langkah peristiwa", "step of an event", "A service of a life event"),
    Term("ExternalStep", "langkah di luar mal", "step elsewhere", "What is done outside the mall"),
)  # fmt: skip
LINKS: Final = (
    Term("step", "langkah", "step", "A step of a procedure or of a life event"),
    Term("externalStep", "langkah di luar mal", "external step", "A step outside the mall"),
    Term("duration", "jangka waktu", "duration", "How long the office takes, as promised"),
    Term("citizenDeadline", "batas waktu pemohon", "citizen's deadline", "Until when to come"),
    Term("unit", "satuan", "unit", "The unit of a length of time"),
    Term("complaintRoute", "jalur pengaduan", "complaint route", "Where people complain"),
    Term("complaintChannel", "jenis jalur", "kind of route", "By what means people complain there"),
    Term("feeKind", "jenis biaya", "kind of fee", "What kind of payment it is"),
    Term("certainty", "kepastian", "certainty", "How sure the publisher is of the standard"),
    Term("variantOf", "ragam dari", "variant of", "The service this one is a variant of"),
    Term("lookupSystem", "sistem pemegang", "lookup system", "Where the state may already hold it"),
    Term("issuedBy", "diterbitkan oleh", "issued by", "A service that hands the document out"),
    Term("service", "layanan", "service", "The service of a step"),
    Term("after", "setelah", "after", "A service that has to be done before this step"),
)  # fmt: skip
VALUES: Final = (
    Term("deskMinutes", "menit di loket", "minutes at the desk", "Face to face, an estimate"),
    Term("validFrom", "berlaku mulai", "valid from", "The first day of this version"),
    Term("facilities", "sarana dan prasarana", "facilities", "Component of the standard"),
    Term("competence", "kompetensi pelaksana", "competence of staff", "Component of the standard"),
    Term("supervision", "pengawasan internal", "internal supervision", "Component of the standard"),
    Term("staffCount", "jumlah pelaksana", "number of staff", "Component of the standard"),
    Term("guarantee", "jaminan pelayanan", "guarantee of service", "Component of the standard"),
    Term("safety", "jaminan keamanan", "guarantee of safety", "Component of the standard"),
    Term("evaluation", "evaluasi kinerja", "evaluation", "Component of the standard"),
    Term("actor", "pelaku", "actor", "Who does the step"),
    Term("when", "bila", "when", "In which case only a document is asked for"),
    Term("value", "nilai", "value", "How many units, at the least"),
    Term("longest", "paling lama", "at the longest", "How many units at the longest"),
    Term("since", "sejak", "since", "What a deadline is counted from"),
    Term("upTo", "paling banyak", "up to", "The highest amount, in rupiah"),
    Term("formula", "rumus", "formula", "How the amount is reckoned"),
    Term("tariffBasis", "dasar tarif", "basis of the tariff", "Where the tariff stands"),
    Term("effectiveDay", "berlaku sejak", "in force since", "The first day of the tariff"),
    Term("address", "alamat", "address", "Where, or under which number"),
    Term("where", "di mana", "where", "The place of a step outside the mall"),
    Term("whereFrom", "diperoleh dari", "where from", "Where people get a document from outside"),
)


def declare_terms(graph: Graph) -> None:
    """Say in the graph itself what each term of ours means."""
    for terms, kind in (
        (CLASSES, OWL.Class), (LINKS, OWL.ObjectProperty), (VALUES, OWL.DatatypeProperty),
    ):  # fmt: skip
        for one in terms:
            node = HADIR[one.name]
            graph.add((node, RDF.type, kind))
            graph.add((node, RDFS.label, Literal(one.label, lang="id")))
            graph.add((node, RDFS.label, Literal(one.label_en, lang="en")))
            graph.add((node, RDFS.comment, Literal(one.about, lang="en")))
