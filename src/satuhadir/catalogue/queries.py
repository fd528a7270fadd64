# SPDX-License-Identifier: Apache-2.0
"""Everything that reads the catalogue for other rooms and for pages. No writes, no locks."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max, Sum

from satuhadir.catalogue import finding
from satuhadir.catalogue.errors import ServiceNotFound, UnansweredNotFound
from satuhadir.catalogue.models import (
    DocumentType,
    LifeEvent,
    Service,
    ServiceStandard,
    UnansweredQuery,
)
from satuhadir.catalogue.values import Finding, Unanswered
from satuhadir.engines.search import Index, Offered
from satuhadir.engines.words import lexicon, tokens
from satuhadir.malls.models import Mall
from satuhadir.shared.memory import Brief

_FRESH_SECONDS: Final = 5.0
_MOST_EVENTS: Final = 2
_PERSONAL: Final = re.compile(r"\d[\d .\-]{2,}\d|@|https?:|www\.", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The services of one mall, read together."""

    services: tuple[Service, ...]
    by_code: dict[str, Service]
    offered: tuple[Offered, ...]


_shelves: Brief[_Shelf] = Brief(_FRESH_SECONDS)
_standards: Brief[dict[str, ServiceStandard]] = Brief(_FRESH_SECONDS)
_papers: Brief[dict[str, DocumentType]] = Brief(_FRESH_SECONDS)
_events: Brief[tuple[LifeEvent, ...]] = Brief(_FRESH_SECONDS)


def service_at(mall: Mall, code: str) -> Service:
    """Return the service with its agency (cached ≤ 5 s); raise ServiceNotFound if there is none."""
    service = _shelf(mall).by_code.get(code)
    if service is None:
        raise ServiceNotFound
    return service


def services_of(mall: Mall) -> tuple[Service, ...]:
    """Return all services with their agencies, by agency and name. Cached ≤ 5 s; do not change."""
    return _shelf(mall).services


def standard_on(service: Service, day: dt.date) -> ServiceStandard | None:
    """Return the version that holds on a day: the published one with the largest (valid_from,
    number) not after it; None where there is none. One query."""
    return (
        ServiceStandard.objects.filter(
            service=service, state=ServiceStandard.State.PUBLISHED, valid_from__lte=day
        )
        .order_by("-valid_from", "-number")
        .first()
    )


def standards_of(service: Service) -> list[ServiceStandard]:
    """Return the published versions of a service, those of later days too, the newest first."""
    published = ServiceStandard.objects.filter(
        service=service, state=ServiceStandard.State.PUBLISHED
    )
    return list(published.order_by("-valid_from", "-number"))


def standards_today(mall: Mall) -> dict[str, ServiceStandard]:
    """Return what holds today by the service's code; one query, cached ≤ 5 s; do not change.

    A service without a standard is not in it. `standard.service` is read with it.
    """
    day = mall.today()
    return _standards.get((mall.pk, day), lambda: standards_on(mall, day))


def standards_on(mall: Mall, day: dt.date) -> dict[str, ServiceStandard]:
    """Return what holds on a day by the service's code. One query."""
    rows = (
        ServiceStandard.objects.filter(
            mall=mall, state=ServiceStandard.State.PUBLISHED, valid_from__lte=day
        )
        .order_by("service_id", "-valid_from", "-number")
        .distinct("service_id")
        .select_related("service")
    )
    return {one.service.code: one for one in rows}


def document_types(mall: Mall) -> dict[str, DocumentType]:
    """Return the kinds of papers of a mall by code. Cached ≤ 5 s; do not change."""
    return _papers.get(
        mall.pk,
        lambda: {one.code: one for one in DocumentType.objects.filter(mall=mall).order_by("code")},
    )


def issuers_of(mall: Mall, document: str) -> tuple[Service, ...]:
    """Return the services whose standard of today issues a kind of paper, by agency and name.

    Empty: it comes from outside the mall, see `DocumentType.where_from`.
    """
    today = standards_today(mall)
    return tuple(
        one
        for one in services_of(mall)
        if one.code in today and document in today[one.code].products
    )


def catalogue_counts() -> dict[str, int]:
    """Return how many rows the catalogue of the whole installation has, for copies of it."""
    return {
        "services": Service.objects.count(),
        "standards": ServiceStandard.objects.count(),
        "published": ServiceStandard.objects.filter(state=ServiceStandard.State.PUBLISHED).count(),
        "documents": DocumentType.objects.count(),
        "life_events": LifeEvent.objects.count(),
    }


def services_without_standard() -> int:
    """Return how many services of the installation have no published standard of any day."""
    return Service.objects.exclude(standards__state=ServiceStandard.State.PUBLISHED).count()


def life_events(mall: Mall) -> tuple[LifeEvent, ...]:
    """Return the life events of a mall by name. Cached ≤ 5 s; do not change."""
    return _events.get(
        mall.pk, lambda: tuple(LifeEvent.objects.filter(mall=mall).order_by("name", "code"))
    )


def search_services(mall: Mall, text: str, limit: int) -> list[Service]:
    """Return at most `limit` services that fit `text`, best first; empty when nothing fits.

    A service's code finds it first; a variant comes after its base, right after it where it is
    meant itself. In process over the cached services: a few milliseconds at 2,000 of them.
    """
    shelf = _shelf(mall)
    hits, _found = finding.find(_index(mall), shelf.by_code, text, limit)
    return [shelf.by_code[hit.code] for hit in hits]


def find_services(mall: Mall, text: str, limit: int) -> Finding:
    """Return the same with what of each service was hit, and at most two life events that fit."""
    shelf, index = _shelf(mall), _index(mall)
    hits, found = finding.find(index, shelf.by_code, text, limit)
    events = {one.code: one for one in life_events(mall)}
    offered = (finding.offered_event(one) for one in events.values())
    of_events = finding.index_of("events", mall.pk, offered).find(text, _MOST_EVENTS).hits
    return Finding(
        tuple(finding.shown(index, hit, shelf.by_code[hit.code], found.terms) for hit in hits),
        tuple(events[hit.code] for hit in of_events),
        found.meant,
    )


def fold(text: str) -> tuple[str, ...]:
    """Return the words of a text without case, accents and punctuation, as the engine sees them."""
    return tuple(tokens(text, lexicon().joined))


def may_be_personal(text: str) -> bool:
    """Tell whether a text may lead to a person: four digits or more in a row (blanks and dots
    between them don't count), an `@`, an address of the web.
    """
    return bool(_PERSONAL.search(text))


def knows_words(mall: Mall, text: str) -> bool:
    """Tell whether every word is of the language file or of the mall's services: then it can be
    no name. Numbers of at most three digits count as known.
    """
    return _index(mall).knows(text)


def unanswered_of(mall: Mall) -> list[Unanswered]:
    """Return the readable questions nothing was found for, those asked most often first.

    At most 200. Two queries; what may be somebody's name is not in it.
    """
    rows = UnansweredQuery.objects.filter(mall=mall)
    groups = rows.values("key").annotate(
        words=Max("text"), times=Sum("times"), days=Count("day"), last_day=Max("day"), row=Max("id")
    )
    return [
        Unanswered(one["row"], one["words"], one["times"], one["days"], one["last_day"])
        for one in groups.exclude(words="").order_by("-times", "-last_day", "words")[:200]
    ]


def hidden_unanswered(mall: Mall) -> int:
    """Return how many questions are counted but not readable, for they may hold a name."""
    rows = UnansweredQuery.objects.filter(mall=mall)
    return rows.values("key").annotate(words=Max("text")).filter(words="").count()


def unanswered_at(mall: Mall, row: int) -> UnansweredQuery:
    """Return the newest readable row of the question of this row; raise UnansweredNotFound."""
    one = UnansweredQuery.objects.filter(mall=mall, pk=row).first()
    if one is None:
        raise UnansweredNotFound
    same = UnansweredQuery.objects.filter(mall=mall, key=one.key).exclude(text="")
    found = same.order_by("-day").first()
    if found is None:
        raise UnansweredNotFound
    return found


def forget() -> None:
    """Drop what this process remembers of the catalogue, after a change to it."""
    for memory in (_shelves, _standards, _papers, _events):
        memory.forget()


def _index(mall: Mall) -> Index:
    return finding.index_of("services", mall.pk, _shelf(mall).offered)


def _shelf(mall: Mall) -> _Shelf:
    return _shelves.get(mall.pk, lambda: _read_shelf(mall))


def _read_shelf(mall: Mall) -> _Shelf:
    rows = Service.objects.filter(mall=mall).select_related("agency", "variant_of", "demand")
    services = tuple(rows.order_by("agency__name", "name", "code"))
    return _Shelf(
        services=services,
        by_code={one.code: one for one in services},
        offered=tuple(finding.offered_service(one) for one in services),
    )
