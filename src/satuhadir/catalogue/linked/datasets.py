# SPDX-License-Identifier: Apache-2.0
"""The data sets of a mall as DCAT-AP 3: what there is, in which forms, how fresh, under what terms.

Titles and media types come from `shared.datasets`, so rooms above the catalogue are in it, too.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _
from rdflib import DCAT, DCTERMS, FOAF, SKOS, XSD, Graph, Literal, URIRef

from satuhadir.catalogue.linked.graph import new_graph
from satuhadir.catalogue.linked.pen import Pen
from satuhadir.catalogue.linked.publishing import Publisher, write_publisher
from satuhadir.catalogue.linked.schemes import declare_schemes, in_both
from satuhadir.catalogue.linked.terms import (
    ACCESS_PUBLIC,
    CC_BY,
    ENGLISH,
    FILE_TYPE,
    FREQUENCY,
    GOVERNMENT,
    INDONESIAN,
    VCARD,
)
from satuhadir.catalogue.models import DataFile
from satuhadir.shared.datasets import Dataset, Distribution, Frequency

_FREQUENCIES: Final[dict[Frequency, tuple[str, str]]] = {
    "CONT": ("terus-menerus", "continuous"),
    "DAILY": ("harian", "daily"),
    "MONTHLY": ("bulanan", "monthly"),
    "IRREG": ("tidak teratur", "irregular"),
}

SERVICES: Final = Dataset(
    name="layanan",
    title=_("Katalog layanan dan standar pelayanan"),
    about=_(
        "Semua layanan mal ini dengan standar pelayanan yang berlaku, peristiwa hidup, dan jenis"
        " dokumennya; menurut CPSV-AP 3.2."
    ),
    page="/{mall}/data/",
    distributions=(
        Distribution("Turtle", "/{mall}/data/layanan.ttl", "text/turtle", "RDF_TURTLE"),
        Distribution("JSON-LD", "/{mall}/data/layanan.jsonld", "application/ld+json", "JSON_LD"),
        Distribution(
            _("Antarmuka JSON"), "/api/v1/malls/{mall}/services", "application/json", "JSON",
            service=True,
        ),
    ),
)  # fmt: skip
DATASETS: Final = (SERVICES,)


def datasets_graph(
    publisher: Publisher, datasets: tuple[Dataset, ...], files: Mapping[str, DataFile]
) -> Graph:
    """Return the catalogue of data sets; `files` are those kept, by name: for size and age."""
    graph = new_graph()
    pen = Pen(graph, publisher.names)
    declare_schemes(graph, publisher.names)
    write_publisher(pen, publisher)
    catalogue = _write_catalogue(pen, publisher)
    for one in datasets:
        dataset = _write_dataset(pen, one)
        pen.link(catalogue, DCAT.dataset, dataset)
        changed = [
            kept.changed_at
            for name, kept in files.items()
            if any(form.path.endswith(f"/data/{name}") for form in one.distributions)
        ]
        if changed:
            _instant(pen, dataset, max(changed))
        for form in one.distributions:
            _write_distribution(pen, catalogue, dataset, form, files)
    if files:
        _instant(pen, catalogue, max(one.changed_at for one in files.values()))
    return graph


def _write_catalogue(pen: Pen, publisher: Publisher) -> URIRef:
    node = pen.names.of("data")
    pen.kind(node, DCAT.Catalog)
    title, title_en = f"Data terbuka {publisher.name}", f"Open data of {publisher.name}"
    pen.text(node, DCTERMS.title, title, title_en)
    pen.text(node, DCTERMS.description, title, title_en)
    pen.link(node, DCTERMS.publisher, pen.names.of("mal"))
    pen.link(node, FOAF.homepage, pen.names.page("data/"))
    pen.kind(pen.names.page("data/"), FOAF.Document)
    pen.link(node, DCTERMS.language, INDONESIAN)
    pen.link(node, DCTERMS.language, ENGLISH)
    pen.link(node, DCTERMS.license, CC_BY)
    pen.kind(CC_BY, DCTERMS.LicenseDocument)
    pen.link(node, DCTERMS.spatial, pen.names.of("wilayah", publisher.region_code))
    # foaf:name is what DCAT-AP reads of an agent, dct:title what CPSV-AP does.
    pen.text(pen.names.of("mal"), FOAF.name, publisher.name)
    for theme, label, label_en in ((GOVERNMENT, "pemerintahan", "Government and public sector"),):
        _foreign(pen, theme, label, label_en)
        pen.link(node, DCAT.themeTaxonomy, URIRef(str(theme).rpartition("/")[0]))
    return node


def _write_dataset(pen: Pen, one: Dataset) -> URIRef:
    node = pen.names.of("data", one.name)
    pen.kind(node, DCAT.Dataset)
    pen.value(node, DCTERMS.identifier, one.name)
    for title in in_both(one.title):
        pen.graph.add((node, DCTERMS.title, title))
    for about in in_both(one.about):
        pen.graph.add((node, DCTERMS.description, about))
    pen.link(node, DCTERMS.publisher, pen.names.of("mal"))
    pen.link(node, DCAT.contactPoint, pen.names.of("mal", part="kontak-data"))
    contact = pen.names.of("mal", part="kontak-data")
    pen.kind(contact, VCARD.Organization)
    pen.link(contact, VCARD.hasURL, pen.names.home)
    for name in pen.graph.objects(pen.names.of("mal"), DCTERMS.title):
        pen.graph.add((contact, VCARD.fn, name))
    page = _address(pen, one.page)
    pen.kind(page, FOAF.Document)
    pen.link(node, DCAT.landingPage, page)
    pen.link(node, DCAT.theme, GOVERNMENT)
    pen.link(node, DCTERMS.accessRights, ACCESS_PUBLIC)
    pen.kind(ACCESS_PUBLIC, DCTERMS.RightsStatement)
    frequency = FREQUENCY[one.frequency]
    pen.kind(frequency, DCTERMS.Frequency)
    _foreign(pen, frequency, *_FREQUENCIES[one.frequency])
    pen.link(node, DCTERMS.accrualPeriodicity, frequency)
    pen.link(node, DCTERMS.language, INDONESIAN)
    return node


def _write_distribution(
    pen: Pen, catalogue: URIRef, dataset: URIRef, form: Distribution, files: Mapping[str, DataFile]
) -> None:
    node = URIRef(f"{dataset}#{form.form.lower().replace('_', '-')}")
    address = _address(pen, form.path)
    pen.kind(node, DCAT.Distribution)
    pen.link(dataset, DCAT.distribution, node)
    for title in in_both(form.title):
        pen.graph.add((node, DCTERMS.title, title))
    pen.link(node, DCAT.accessURL, address)
    media = URIRef(f"https://www.iana.org/assignments/media-types/{form.media}")
    pen.kind(media, DCTERMS.MediaType)
    pen.link(node, DCAT.mediaType, media)
    file_type = FILE_TYPE[form.form]
    pen.kind(file_type, DCTERMS.MediaTypeOrExtent)
    pen.link(node, DCTERMS.format, file_type)
    pen.link(node, DCTERMS.license, CC_BY)
    if form.service:
        service = URIRef(f"{node}-layanan-data")
        pen.kind(service, DCAT.DataService)
        for title in in_both(form.title):
            pen.graph.add((service, DCTERMS.title, title))
        pen.link(service, DCAT.endpointURL, address)
        pen.link(service, DCAT.servesDataset, dataset)
        pen.link(service, DCTERMS.license, CC_BY)
        pen.link(node, DCAT.accessService, service)
        pen.link(catalogue, DCAT.service, service)
        return
    pen.link(node, DCAT.downloadURL, address)
    kept = files.get(form.path.rpartition("/")[2])
    if kept is not None and "/data/" in form.path:
        pen.typed(node, DCAT.byteSize, kept.byte_count, XSD.nonNegativeInteger)
        _instant(pen, node, kept.changed_at)


def _foreign(pen: Pen, node: URIRef, label: str, label_en: str) -> None:
    """Write a code value of the EU's tables with its scheme."""
    scheme = URIRef(str(node).rpartition("/")[0])
    pen.kind(node, SKOS.Concept)
    pen.kind(scheme, SKOS.ConceptScheme)
    pen.text(scheme, DCTERMS.title, str(scheme).rpartition("/")[2])
    pen.link(node, SKOS.inScheme, scheme)
    pen.text(node, SKOS.prefLabel, label, label_en)


def _address(pen: Pen, path: str) -> URIRef:
    return URIRef(pen.names.origin + path.format(mall=pen.names.slug))


def _instant(pen: Pen, node: URIRef, at: datetime) -> None:
    text = at.isoformat(timespec="seconds")
    pen.graph.add((node, DCTERMS.modified, Literal(text, datatype=XSD.dateTime)))
