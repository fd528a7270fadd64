# SPDX-License-Identifier: Apache-2.0
"""Code values as SKOS concepts, each with its scheme, in the same graph. Pure but for gettext."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from satuhadir.catalogue.entries import (
    AUDIENCES,
    CERTAINTIES,
    CHANNELS,
    DURATION_UNITS,
    FEE_KINDS,
    LOOKUP_SYSTEMS,
)
from satuhadir.catalogue.linked.names import Names
from satuhadir.catalogue.linked.terms import ENGLISH, INDONESIAN, RUPIAH
from satuhadir.malls.models import Agency

Labels = Mapping[str, "str | Promise"]

_AGENCY_KINDS: Final[Labels] = {str(kind.value): kind.label for kind in Agency.Kind}
_REQUIREMENTS: Final[Labels] = {
    "always": _("selalu"),
    "conditional": _("pada keadaan tertentu"),
}
_EVENTS: Final[Labels] = {
    "life": _("peristiwa hidup"),
    "business": _("peristiwa usaha"),
}
_PLACES: Final[Labels] = {"counter": _("loket")}
_STATUSES: Final[Labels] = {"active": _("berlaku"), "undescribed": _("standar belum diterbitkan")}
_PAPERS: Final[Labels] = {
    "inside": _("diterbitkan di mal ini"),
    "outside": _("diperoleh di luar mal"),
}

SCHEMES: Final[dict[str, tuple[str | Promise, Labels]]] = {
    "untuk": (_("Untuk siapa layanan"), AUDIENCES),
    "biaya": (_("Jenis biaya"), FEE_KINDS),
    "satuan": (_("Satuan waktu"), DURATION_UNITS),
    "kepastian": (_("Kepastian isi standar"), CERTAINTIES),
    "sistem": (_("Sistem pemegang dokumen"), LOOKUP_SYSTEMS),
    "pengaduan": (_("Jalur pengaduan"), CHANNELS),
    "instansi": (_("Jenis instansi"), _AGENCY_KINDS),
    "syarat": (_("Jenis persyaratan"), _REQUIREMENTS),
    "peristiwa": (_("Jenis peristiwa"), _EVENTS),
    "saluran": (_("Jenis saluran layanan"), _PLACES),
    "keadaan": (_("Keadaan layanan"), _STATUSES),
    "dokumen": (_("Asal dokumen"), _PAPERS),
}


def declare_schemes(graph: Graph, names: Names) -> None:
    """Add every scheme with its concepts, and the two code values of others that we use."""
    for scheme, (title, labels) in SCHEMES.items():
        node = names.of("kode", scheme)
        graph.add((node, RDF.type, SKOS.ConceptScheme))
        for title_said in in_both(title):
            graph.add((node, DCTERMS.title, title_said))
        for code, label in labels.items():
            concept = names.concept(scheme, code)
            _concept(graph, concept, node, in_both(label))
            graph.add((concept, SKOS.notation, Literal(code)))
    currencies = URIRef(str(RUPIAH).rpartition("/")[0])
    graph.add((currencies, RDF.type, SKOS.ConceptScheme))
    _concept(
        graph, RUPIAH, currencies, [Literal("rupiah", lang="id"), Literal("rupiah", lang="en")]
    )
    for language, label, label_en in (
        (INDONESIAN, "bahasa Indonesia", "Indonesian"), (ENGLISH, "bahasa Inggris", "English"),
    ):  # fmt: skip
        graph.add((language, RDF.type, DCTERMS.LinguisticSystem))
        graph.add((language, SKOS.prefLabel, Literal(label, lang="id")))
        graph.add((language, SKOS.prefLabel, Literal(label_en, lang="en")))


def in_both(text: "str | Promise") -> list[Literal]:
    """Return a text of ours in Indonesian and in English, each tagged."""
    found = []
    for language in ("id", "en"):
        with override(language):
            found.append(Literal(str(text), lang=language))
    return found


def _concept(graph: Graph, node: URIRef, scheme: URIRef, labels: Iterable[Literal]) -> None:
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, scheme))
    for label in labels:
        graph.add((node, SKOS.prefLabel, label))
