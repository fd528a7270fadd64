# SPDX-License-Identifier: Apache-2.0
"""A graph as Turtle and as JSON-LD with its context inside. Pure."""

from typing import Any, Final

from rdflib import Graph

from satuhadir.catalogue.linked.terms import PREFIXES

TYPES: Final = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
}


def as_turtle(graph: Graph) -> bytes:
    """Return the graph as Turtle."""
    return graph.serialize(format="turtle", encoding="utf-8")


def as_json_ld(graph: Graph) -> bytes:
    """Return the graph as JSON-LD; the prefixes are its context, so nothing is to be fetched."""
    context: dict[str, Any] = dict(PREFIXES)
    text: bytes = graph.serialize(
        format="json-ld", context=context, encoding="utf-8", indent=None, ensure_ascii=False
    )
    return text


def as_form(graph: Graph, form: str) -> bytes:
    """Return the graph in the form a file of this suffix has."""
    return as_turtle(graph) if form == "ttl" else as_json_ld(graph)
