# SPDX-License-Identifier: Apache-2.0
"""Services as public services, and events of a life that need several of them."""

from collections.abc import Mapping

from rdflib import DCAT, DCTERMS, FOAF, URIRef

from satuhadir.catalogue.linked import publishing
from satuhadir.catalogue.linked.pen import Pen
from satuhadir.catalogue.linked.publishing import Publisher
from satuhadir.catalogue.linked.standards import write_external_step
from satuhadir.catalogue.linked.terms import ADMS, CPSV, CV, HADIR, INDONESIAN
from satuhadir.catalogue.models import LifeEvent, Service


def write_service(
    pen: Pen, publisher: Publisher, dataset: URIRef, service: Service, *, described: bool
) -> None:
    """Write who a service is; `described` says that a standard of today tells what it promises."""
    node, agency = pen.names.service(service.code), service.agency
    pen.kind(node, CPSV.PublicService)
    pen.named(node, service.code, service.name, service.name_en)
    english = service.name_en
    pen.text(
        node,
        DCTERMS.description,
        f"{service.name}, di loket {agency.name}, {publisher.name}.",
        f"{english}, at the counter of {agency.name}, {publisher.name}." if english else "",
    )
    pen.code(node, DCTERMS.audience, "untuk", service.audience)
    pen.code(node, ADMS.status, "keadaan", "active" if described else "undescribed")
    for word in service.words:
        pen.text(node, DCAT.keyword, word)
    pen.value(node, HADIR.deskMinutes, service.desk_minutes)
    pen.link(node, CV.hasCompetentAuthority, pen.names.agency(agency.code))
    pen.link(node, CV.hasChannel, publishing.channel(pen, agency.code))
    pen.link(node, CV.contactPoint, publishing.contact(pen))
    pen.link(node, DCTERMS.language, INDONESIAN)
    pen.link(node, DCTERMS.spatial, pen.names.of("wilayah", publisher.region_code))
    pen.link(node, DCTERMS.isPartOf, dataset)
    pen.link(dataset, DCTERMS.hasPart, node)
    page = pen.names.page(f"layanan/{service.code}/")
    pen.kind(page, FOAF.Document)
    pen.link(node, FOAF.page, page)
    if service.variant_of is not None:
        base = pen.names.service(service.variant_of.code)
        pen.link(node, HADIR.variantOf, base)
        pen.link(node, CV.relatedService, base)


def write_event(pen: Pen, event: LifeEvent, services: Mapping[str, Service]) -> None:
    """Write an event with its steps; one for businesses alone is a business event."""
    node = pen.names.event(event.code)
    found = [services[step["service"]] for step in event.steps if step["service"] in services]
    business = bool(found) and all(one.audience == "business" for one in found)
    pen.kind(node, CV.Event, CV.BusinessEvent if business else CV.LifeEvent)
    pen.named(node, event.code, event.name, event.name_en)
    pen.text(node, DCTERMS.description, event.note)
    pen.code(node, DCTERMS.type, "peristiwa", "business" if business else "life")
    for word in event.words:
        pen.text(node, DCAT.keyword, word)
    for place, step in enumerate(event.steps, 1):
        part = pen.names.event(event.code, f"langkah-{place}")
        service = pen.names.service(step["service"])
        pen.kind(part, HADIR.EventStep)
        pen.place(part, place)
        pen.link(node, HADIR.step, part)
        pen.link(part, HADIR.service, service)
        for before in step.get("after", []):
            pen.link(part, HADIR.after, pen.names.service(before))
        pen.note(part, step.get("note", ""))
        if step["service"] in services:
            pen.link(node, CV.hasRelatedService, service)
            pen.link(service, CV.isGroupedBy, node)
    for place, outside in enumerate(event.external_steps, 1):
        part = pen.names.event(event.code, f"luar-{place}")
        pen.place(part, place)
        pen.link(node, HADIR.externalStep, part)
        write_external_step(pen, part, outside)
