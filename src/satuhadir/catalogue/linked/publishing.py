# SPDX-License-Identifier: Apache-2.0
"""Who publishes: the mall with its region, its hours, its counters and how to reach it.

All of it is about the mall, nothing of it about the catalogue, so an import passes it over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import override
from rdflib import DCAT, DCTERMS, FOAF, ORG, SKOS, TIME, Literal, URIRef

from satuhadir.catalogue.linked.names import Names
from satuhadir.catalogue.linked.pen import Pen
from satuhadir.catalogue.linked.terms import CC_BY, CV, INDONESIAN, LOCN, SCHEMA
from satuhadir.malls import queries as malls
from satuhadir.malls.calendars import Interval
from satuhadir.malls.models import Mall

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Hours:
    """One open interval on a weekday, Monday 0."""

    weekday: int
    interval: Interval


@dataclass(frozen=True, slots=True)
class Publisher:
    """A mall as it appears in its own data."""

    names: Names
    name: str
    address: str
    region_code: str
    region_name: str
    hours: tuple[Hours, ...]


def publisher_of(mall: Mall, origin: str) -> Publisher:
    """Return the mall as it publishes at `origin`, such as `https://mpp.example.go.id`."""
    weekly = malls.calendar_of(mall).weekly
    return Publisher(
        names=Names(origin, mall.slug),
        name=mall.name,
        address=mall.address,
        region_code=mall.region_id,
        region_name=mall.region.name,
        hours=tuple(
            Hours(row.weekday, row.interval)
            for row in sorted(weekly, key=lambda row: (row.weekday, row.interval))
            if row.booth_id is None and row.season_id is None
        ),
    )


def write_publisher(pen: Pen, publisher: Publisher) -> None:
    """Write the mall, its region, its hours and where to ask."""
    names, mall = pen.names, pen.names.of("mal")
    pen.kind(mall, ORG.Organization, FOAF.Agent, CV.PublicOrganisation)
    pen.named(mall, names.slug, publisher.name)
    pen.text(mall, SKOS.prefLabel, publisher.name)
    pen.link(mall, FOAF.homepage, names.home)
    pen.kind(names.home, FOAF.Document)
    region = names.of("wilayah", publisher.region_code)
    pen.kind(region, DCTERMS.Location)
    pen.named(region, publisher.region_code, publisher.region_name)
    pen.link(mall, DCTERMS.spatial, region)
    if publisher.address:
        address = names.of("mal", part="alamat")
        pen.kind(address, LOCN.Address)
        pen.text(address, LOCN.fullAddress, publisher.address)
        pen.link(mall, LOCN.address, address)
    _write_contact(pen, publisher.hours)


def write_dataset(pen: Pen, publisher: Publisher) -> URIRef:
    """Write the data set all services are part of, and return it."""
    dataset = pen.names.of("data", "layanan")
    pen.kind(dataset, DCAT.Dataset)
    pen.named(
        dataset,
        "layanan",
        f"Katalog layanan {publisher.name}",
        f"Catalogue of services, {publisher.name}",
    )
    pen.text(
        dataset,
        DCTERMS.description,
        "Semua layanan mal ini dengan standar pelayanan yang berlaku: syarat, alur, waktu, biaya,"
        " hasil, dan pengaduan.",
        "Every service of this mall with the standard that holds: requirements, procedure, time,"
        " fees, results and complaints.",
    )
    pen.link(dataset, DCTERMS.publisher, pen.names.of("mal"))
    pen.link(dataset, DCTERMS.language, INDONESIAN)
    pen.link(dataset, DCTERMS.license, CC_BY)
    pen.kind(CC_BY, DCTERMS.LicenseDocument)
    page = pen.names.page("data/")
    pen.kind(page, FOAF.Document)
    pen.link(dataset, DCAT.landingPage, page)
    return dataset


def channel(pen: Pen, agency: str) -> URIRef:
    """Return the IRI of an agency's counters in the mall."""
    return pen.names.of("saluran", agency)


def contact(pen: Pen) -> URIRef:
    """Return the IRI of where people ask at the mall."""
    return pen.names.of("mal", part="kontak")


def write_channel(pen: Pen, agency: str, agency_name: str) -> None:
    """Write the counters of an agency in the mall as the way to its services."""
    node = channel(pen, agency)
    pen.kind(node, CV.Channel)
    pen.value(node, DCTERMS.identifier, f"loket/{agency}")
    pen.text(
        node,
        DCTERMS.description,
        f"Loket {agency_name} di mal",
        f"Counter of {agency_name} in the mall",
    )
    pen.code(node, DCTERMS.type, "saluran", "counter")
    pen.link(node, CV.ownedBy, pen.names.agency(agency))


def _write_contact(pen: Pen, hours: Iterable[Hours]) -> None:
    node = contact(pen)
    pen.kind(node, CV.ContactPoint)
    pen.link(node, CV.contactPage, pen.names.home)
    for one in hours:
        opening = pen.names.of("mal", part=f"buka-{one.weekday}-{one.interval.opens_minute}")
        pen.link(node, CV.openingHours, opening)
        pen.kind(opening, TIME.TemporalEntity, SCHEMA.OpeningHoursSpecification)
        opens, closes = (_clock(minute, ":") for minute in one.interval)
        for said in _hours_said(one):
            pen.graph.add((opening, DCTERMS.description, said))
        pen.link(opening, SCHEMA.dayOfWeek, SCHEMA[_DAYS[one.weekday]])
        pen.value(opening, SCHEMA.opens, opens)
        pen.value(opening, SCHEMA.closes, closes)


def _hours_said(hours: Hours) -> list[Literal]:
    said: list[Literal] = []
    for language, dot in (("id", "."), ("en", ":")):
        with override(language):
            times = "–".join(_clock(minute, dot) for minute in hours.interval)
            text = _("{day} pukul {times}").format(day=WEEKDAYS[hours.weekday], times=times)
        said.append(Literal(text, lang=language))
    return said


def _clock(minute: int, dot: str) -> str:
    return f"{minute // 60:02d}{dot}{minute % 60:02d}"
