# SPDX-License-Identifier: Apache-2.0
"""From a graph we wrote back to the plain form of a catalogue file, which `importing` checks.

Nothing is fetched: JSON-LD must carry its context. What is not ours in a file is passed over.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, Final

from rdflib import DCAT, DCTERMS, ORG, RDF, SKOS, Graph, URIRef
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from satuhadir.catalogue.entries import CatalogueDocument, Problem
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.importing import FORMAT, catalogue_from_plain
from satuhadir.catalogue.linked.names import code_in, value_in
from satuhadir.catalogue.linked.terms import CPSV, CV, HADIR, SCHEMA

MAX_LINKED_BYTES: Final = 32 * 1024 * 1024
SUFFIXES: Final = {".ttl": "turtle", ".jsonld": "json-ld"}
_TEXTS: Final = ("facilities", "competence", "supervision", "guarantee", "safety", "evaluation")


def is_linked(file: str) -> bool:
    """Say whether a file's name is one of linked data."""
    return file.lower().endswith(tuple(SUFFIXES))


def read_linked(data: bytes, *, file: str) -> CatalogueDocument:
    """Return the checked content of a Turtle or JSON-LD file that we wrote.

    Raises:
        CatalogueInvalid: it can't be read, or what it says doesn't fit together.
    """
    form = next(form for suffix, form in SUFFIXES.items() if file.lower().endswith(suffix))
    if len(data) > MAX_LINKED_BYTES:
        raise _unreadable(file, f"berkas lebih dari {MAX_LINKED_BYTES // 1024 // 1024} MB")
    try:
        graph = read_graph(data, form)
    except UnicodeDecodeError:
        raise _unreadable(file, "berkas harus berupa teks UTF-8") from None
    except RecursionError:
        raise _unreadable(file, "susunannya terlalu dalam") from None
    except BadSyntax as error:
        raise _unreadable(file, f"bukan Turtle yang sah, baris {error.lines + 1}") from None
    except (ParserError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = str(error) if isinstance(error, _ForeignContext) else "bukan data tertaut yang sah"
        raise _unreadable(file, reason) from None
    return catalogue_from_plain(plain_catalogue(graph), file=file)


def read_graph(data: bytes, form: str) -> Graph:
    """Return the graph of a text in UTF-8; `form` is `turtle` or `json-ld`. Nothing is fetched."""
    graph = Graph()
    if form == "turtle":
        return graph.parse(data=data.decode(), format="turtle")
    tree = json.loads(data.decode())
    _refuse_foreign_context(tree)
    to_rdf(tree, graph)
    return graph


def plain_catalogue(graph: Graph) -> dict[str, Any]:
    """Return the catalogue of a graph as a file of ours says it."""
    reader = _Reader(graph)
    return {
        "catalogue": FORMAT,
        "agencies": dict(reader.agencies()),
        "documents": dict(reader.documents()),
        "services": [reader.service(one) for one in reader.all_of(CPSV.PublicService)],
        "events": [reader.event(one) for one in reader.all_of(CV.Event)],
    }


class _ForeignContext(ValueError):
    """A context lies elsewhere; to read it we would have to fetch it."""


def _refuse_foreign_context(tree: object) -> None:
    """Refuse contexts by address, wherever they stand."""
    open_nodes = [tree]
    while open_nodes:
        one = open_nodes.pop()
        if isinstance(one, dict):
            contexts = one.get("@context", [])
            for context in contexts if isinstance(contexts, list) else [contexts]:
                imports = isinstance(context, dict) and "@import" in context
                if isinstance(context, str) or imports:
                    raise _ForeignContext("@context harus ada di dalam berkas, bukan alamat")
            open_nodes.extend(one.values())
        elif isinstance(one, list):
            open_nodes.extend(one)


def _unreadable(file: str, reason: str) -> CatalogueInvalid:
    return CatalogueInvalid([Problem(file, "-", "-", reason)])


class _Reader:
    """Answers in the plain shapes of a file what the graph says of a thing."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def all_of(self, kind: URIRef) -> list[Node]:
        return sorted(self.graph.subjects(RDF.type, kind), key=str)

    def text(self, node: Node, way: URIRef, language: str = "id") -> str:
        """Return the text in a language, "" when there is none."""
        found = [
            str(one)
            for one in self.graph.objects(node, way)
            if getattr(one, "language", None) in {language, None}
        ]
        return min(found, default="")

    def texts(self, node: Node, way: URIRef) -> list[str]:
        return sorted(str(one) for one in self.graph.objects(node, way))

    def whole(self, node: Node, way: URIRef) -> int | None:
        """Return a number; one that is not whole stays what it is and is refused later."""
        found: Any = self.graph.value(node, way)
        value = getattr(found, "value", None)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value if value is not None or found is None else str(found)  # type: ignore[return-value]

    def code(self, node: Node, way: URIRef, scheme: str) -> str:
        return value_in(self.graph.value(node, way), scheme)

    def thing(self, node: Node, way: URIRef, kind: str) -> str:
        """Return the code of the thing linked to, "" when there is none of this kind."""
        return code_in(self.graph.value(node, way), kind)

    def things(self, node: Node, way: URIRef, kind: str) -> list[str]:
        found = (code_in(one, kind) for one in self.graph.objects(node, way))
        return sorted(one for one in found if one)

    def parts(self, node: Node, way: URIRef) -> list[Node]:
        """Return what hangs on a thing, in the order it was written in."""

        def place(one: Node) -> tuple[int, str]:
            found = self.whole(one, SCHEMA.position)
            return (found if isinstance(found, int) else 0, str(one))

        return sorted(self.graph.objects(node, way), key=place)

    def each(
        self, node: Node, way: URIRef, read: Callable[[Node], dict[str, Any] | str]
    ) -> list[dict[str, Any] | str]:
        return [read(one) for one in self.parts(node, way)]

    def agencies(self) -> Iterable[tuple[str, dict[str, Any]]]:
        for node in self.all_of(CV.PublicOrganisation):
            code = code_in(node, "instansi")
            if code:
                kind = self.code(node, ORG.classification, "instansi")
                yield code, {"name": self.text(node, DCTERMS.title), "kind": kind}

    def documents(self) -> Iterable[tuple[str, dict[str, Any]]]:
        for node in self.all_of(CV.EvidenceType):
            yield (
                code_in(node, "dokumen") or str(node),
                {
                    "label": self.text(node, DCTERMS.title),
                    "name_en": self.english(node, DCTERMS.title),
                    "lookup_system": self.code(node, HADIR.lookupSystem, "sistem"),
                    "where_from": self.text(node, HADIR.whereFrom),
                },
            )

    def english(self, node: Node, way: URIRef) -> str:
        found = self.graph.objects(node, way)
        return min((str(one) for one in found if getattr(one, "language", "") == "en"), default="")

    def service(self, node: Node) -> dict[str, Any]:
        """Return a service with the standard it follows."""
        plain: dict[str, Any] = {
            "code": self.text(node, DCTERMS.identifier),
            "name": self.text(node, DCTERMS.title),
            "name_en": self.english(node, DCTERMS.title),
            "agency": self.thing(node, CV.hasCompetentAuthority, "instansi"),
            "audience": self.code(node, DCTERMS.audience, "untuk"),
            "desk_minutes": self.whole(node, HADIR.deskMinutes),
            "words": self.texts(node, DCAT.keyword),
        }
        base = self.thing(node, HADIR.variantOf, "layanan")
        if base:
            plain["variant_of"] = base
        rule = self.graph.value(node, CPSV.follows)
        return plain if rule is None else plain | self.standard(node, rule)

    def standard(self, node: Node, rule: Node) -> dict[str, Any]:
        decree = self.graph.value(rule, CPSV.implements)
        duration = self.graph.value(rule, HADIR.duration)
        return {
            "state": "published",
            "valid_from": self.text(rule, HADIR.validFrom),
            "decree_number": self.text(decree, DCTERMS.identifier) if decree else "",
            "decree_day": self.text(decree, DCTERMS.issued) if decree else "",
            "change_note": self.text(rule, SKOS.changeNote),
            "note": self.text(rule, SKOS.note),
            "requirements": self.each(node, CV.holdsRequirement, self.requirement),
            "procedure": self.each(rule, HADIR.step, self.step),
            "duration": self.length(duration, HADIR.longest, "longest") if duration else None,
            "fees": self.each(node, CV.hasCost, self.fee),
            "products": self.each(node, CPSV.produces, self.product),
            "complaint_routes": self.each(rule, HADIR.complaintRoute, self.route),
            "legal": self.each(node, CV.hasLegalResource, self.title),
            "staff_count": self.whole(rule, HADIR.staffCount),
            "external_steps": self.each(rule, HADIR.externalStep, self.outside),
            "citizen_deadlines": self.each(rule, HADIR.citizenDeadline, self.deadline),
            "certainty": self.code(rule, HADIR.certainty, "kepastian") or "low",
            "sources": self.each(rule, DCTERMS.source, self.title),
        } | {name: self.text(rule, HADIR[name]) for name in _TEXTS}

    def title(self, node: Node) -> str:
        return self.text(node, DCTERMS.title)

    def requirement(self, node: Node) -> dict[str, Any]:
        choices = self.parts(node, CV.hasEvidenceTypeList)
        return {
            "documents": [self.thing(one, CV.specifiesEvidenceType, "dokumen") for one in choices],
            "when": self.text(node, HADIR.when),
            "note": self.text(node, SKOS.note),
        }

    def step(self, node: Node) -> dict[str, Any]:
        return {"step": self.text(node, SCHEMA.text), "actor": self.text(node, HADIR.actor)}

    def length(self, node: Node, way: URIRef, name: str) -> dict[str, Any]:
        """Return a length of time with what else is said of it."""
        more = self.whole(node, way) if name == "longest" else self.text(node, way)
        return {
            "value": self.whole(node, HADIR.value),
            "unit": self.code(node, HADIR.unit, "satuan"),
            "note": self.text(node, SKOS.note),
            name: more,
        }

    def deadline(self, node: Node) -> dict[str, Any]:
        return self.length(node, HADIR.since, "since")

    def fee(self, node: Node) -> dict[str, Any]:
        return {
            "kind": self.code(node, HADIR.feeKind, "biaya"),
            "amount_rupiah": self.whole(node, CV.hasValue),
            "up_to_rupiah": self.whole(node, HADIR.upTo),
            "formula": self.text(node, HADIR.formula),
            "legal": self.text(node, HADIR.tariffBasis),
            "effective_day": self.text(node, HADIR.effectiveDay),
            "note": self.text(node, SKOS.note),
        }

    def product(self, node: Node) -> str:
        return self.thing(node, DCTERMS.conformsTo, "dokumen")

    def route(self, node: Node) -> dict[str, Any]:
        return {
            "channel": self.code(node, HADIR.complaintChannel, "pengaduan"),
            "address": self.text(node, HADIR.address),
            "note": self.text(node, SKOS.note),
        }

    def outside(self, node: Node) -> dict[str, Any]:
        return {
            "name": self.text(node, DCTERMS.title),
            "where": self.text(node, HADIR.where),
            "note": self.text(node, SKOS.note),
        }

    def event(self, node: Node) -> dict[str, Any]:
        return {
            "code": self.text(node, DCTERMS.identifier),
            "name": self.text(node, DCTERMS.title),
            "name_en": self.english(node, DCTERMS.title),
            "note": self.text(node, DCTERMS.description),
            "words": self.texts(node, DCAT.keyword),
            "steps": self.each(node, HADIR.step, self.event_step),
            "external_steps": self.each(node, HADIR.externalStep, self.outside),
        }

    def event_step(self, node: Node) -> dict[str, Any]:
        return {
            "service": self.thing(node, HADIR.service, "layanan"),
            "after": self.things(node, HADIR.after, "layanan"),
            "note": self.text(node, SKOS.note),
        }
