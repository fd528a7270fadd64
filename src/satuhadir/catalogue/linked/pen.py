# SPDX-License-Identifier: Apache-2.0
"""Writes triples of one mall into one graph: the small words every part needs. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rdflib import DCTERMS, RDF, SKOS, XSD, Graph, Literal, URIRef

from satuhadir.catalogue.linked.names import Names
from satuhadir.catalogue.linked.terms import SCHEMA

_NOTHING: Final = ("", None)


@dataclass(frozen=True, slots=True)
class Pen:
    """A graph to write in, with the IRIs of the mall it tells of."""

    graph: Graph
    names: Names

    def kind(self, node: URIRef, *kinds: URIRef) -> None:
        for one in kinds:
            self.graph.add((node, RDF.type, one))

    def link(self, node: URIRef, way: URIRef, other: URIRef) -> None:
        self.graph.add((node, way, other))

    def text(self, node: URIRef, way: URIRef, text: str, text_en: str = "") -> None:
        """Add a text in Indonesian, and in English where there is one."""
        if text:
            self.graph.add((node, way, Literal(text, lang="id")))
        if text_en:
            self.graph.add((node, way, Literal(text_en, lang="en")))

    def value(self, node: URIRef, way: URIRef, value: "str | int | date | None") -> None:
        """Add a plain value; nothing where there is none."""
        if value not in _NOTHING:
            self.graph.add((node, way, Literal(value)))

    def typed(self, node: URIRef, way: URIRef, value: "str | int | Decimal", kind: URIRef) -> None:
        if value not in _NOTHING:
            self.graph.add((node, way, Literal(value, datatype=kind)))

    def day(self, node: URIRef, way: URIRef, day: "date | str | None") -> None:
        """Add a day, given as such or as its ISO text."""
        if day:
            self.graph.add((node, way, Literal(str(day), datatype=XSD.date)))

    def note(self, node: URIRef, text: str) -> None:
        self.text(node, SKOS.note, text)

    def named(self, node: URIRef, identifier: str, title: str, title_en: str = "") -> None:
        """Give a thing its identifier and its title."""
        self.value(node, DCTERMS.identifier, identifier)
        self.text(node, DCTERMS.title, title, title_en)

    def place(self, node: URIRef, place: int) -> None:
        """Say that a thing is the first, second … of its kind; sets have no order in RDF."""
        self.graph.add((node, SCHEMA.position, Literal(place)))

    def code(self, node: URIRef, way: URIRef, scheme: str, code: str) -> None:
        """Link to a code value of one of our schemes; nothing where the code is empty."""
        if code:
            self.link(node, way, self.names.concept(scheme, code))
