# SPDX-License-Identifier: Apache-2.0
"""The whole catalogue of a mall as one graph, CPSV-AP 3.2 with our own terms beside it.

Every thing has an IRI and none is blank: two exports of the same catalogue are the same triples.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import override
from rdflib import Graph

from satuhadir.catalogue import queries
from satuhadir.catalogue.linked.offers import write_event, write_service
from satuhadir.catalogue.linked.papers import write_agency, write_document
from satuhadir.catalogue.linked.pen import Pen
from satuhadir.catalogue.linked.publishing import Publisher, write_dataset, write_publisher
from satuhadir.catalogue.linked.schemes import declare_schemes
from satuhadir.catalogue.linked.standards import write_standard
from satuhadir.catalogue.linked.terms import PREFIXES, declare_terms
from satuhadir.catalogue.models import DocumentType, LifeEvent, Service, ServiceStandard
from satuhadir.malls.models import Agency, Mall


@dataclass(frozen=True, slots=True)
class Content:
    """What a mall's catalogue holds on a day; standards by the code of their service."""

    services: tuple[Service, ...]
    standards: dict[str, ServiceStandard]
    documents: dict[str, DocumentType]
    events: tuple[LifeEvent, ...]

    @property
    def agencies(self) -> list[Agency]:
        """Return the agencies that have services, each once, by code."""
        found = {one.agency.code: one.agency for one in self.services}
        return [found[code] for code in sorted(found)]

    def issuers(self, document: str) -> list[str]:
        """Return the services whose result a kind of paper is."""
        return [code for code, one in self.standards.items() if document in one.products]

    def only(self, codes: Collection[str]) -> "Content":
        """Return these services alone, with the papers they ask for and hand out."""
        standards = {code: one for code, one in self.standards.items() if code in codes}
        papers = {
            code
            for one in standards.values()
            for code in (
                *one.products,
                *(c for need in one.requirements for c in need["documents"]),
            )
        }
        return Content(
            services=tuple(one for one in self.services if one.code in codes),
            standards=standards,
            documents={code: one for code, one in self.documents.items() if code in papers},
            events=(),
        )


def content_of(mall: Mall, day: date) -> Content:
    """Return the catalogue as it holds on a day at the mall."""
    services = Service.objects.filter(mall=mall).select_related("agency", "variant_of")
    return Content(
        services=tuple(services.order_by("code")),
        standards=queries.standards_on(mall, day),
        documents={one.code: one for one in DocumentType.objects.filter(mall=mall)},
        events=tuple(LifeEvent.objects.filter(mall=mall).order_by("code")),
    )


def catalogue_graph(content: Content, publisher: Publisher) -> Graph:
    """Return the graph: it follows from the two alone, so the same catalogue gives the same one."""
    graph = new_graph()
    pen = Pen(graph, publisher.names)
    with override("id"):
        declare_terms(graph)
        declare_schemes(graph, publisher.names)
        write_publisher(pen, publisher)
        dataset = write_dataset(pen, publisher)
        for agency in content.agencies:
            write_agency(pen, agency, publisher.region_code)
        for document in content.documents.values():
            write_document(pen, document, content.issuers(document.code))
        services = {one.code: one for one in content.services}
        for code, service in services.items():
            standard = content.standards.get(code)
            write_service(pen, publisher, dataset, service, described=standard is not None)
            if standard is not None:
                write_standard(pen, service, standard, content.documents)
        for event in content.events:
            write_event(pen, event, services)
    return graph


def new_graph() -> Graph:
    """Return an empty graph that knows our prefixes and no others."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)
    return graph
