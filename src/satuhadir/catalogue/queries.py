# SPDX-License-Identifier: Apache-2.0
"""Everything that reads the catalogue for other rooms and for pages. No writes, no locks."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.catalogue.models import DocumentType, LifeEvent, Service, ServiceStandard
from satuhadir.malls.models import Mall
from satuhadir.shared.memory import Brief

_FRESH_SECONDS: Final = 5.0
_LONGEST_QUERY: Final = 200
_TOKEN: Final = re.compile(r"[^\W_]+")

# Words that say nothing about which service is meant.
_FILLERS: Final = frozenset(
    {
        "saya", "aku", "kami", "mau", "ingin", "cara", "bagaimana", "gimana", "untuk", "buat",
        "bikin", "urus", "mengurus", "ngurus", "di", "ke", "dari", "yang", "dan", "atau", "dengan",
        "bisa", "apa", "mana", "tolong", "the", "an", "to", "of", "for", "my", "how", "want",
        "get", "make", "do", "need", "in",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Searchable:
    """A service with its name and words folded once."""

    service: Service
    codes: frozenset[str]
    name: tuple[str, ...]
    words: tuple[str, ...]
    phrases: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The services of one mall, read together."""

    services: tuple[Service, ...]
    by_code: dict[str, Service]
    searchable: tuple[_Searchable, ...]


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


def life_events(mall: Mall) -> tuple[LifeEvent, ...]:
    """Return the life events of a mall by name. Cached ≤ 5 s; do not change."""
    return _events.get(
        mall.pk, lambda: tuple(LifeEvent.objects.filter(mall=mall).order_by("name", "code"))
    )


def search_services(mall: Mall, text: str, limit: int) -> list[Service]:
    """Return at most `limit` services that fit `text`, best first; empty when nothing fits.

    Case, accents and filler words ("saya mau …") don't count. Each other word must begin or lie
    inside a word of the name, in either language, or of the everyday words; a hit in the name
    weighs more, and a service comes before its variants. In process over the cached services,
    about 15 µs for each of them.
    """
    text = text[:_LONGEST_QUERY]
    tokens = fold(text)
    asked = tuple(one for one in tokens if one not in _FILLERS) or tokens
    if not asked or limit < 1:
        return []
    whole = " ".join(asked)
    found = []
    for one in _shelf(mall).searchable:
        score = _score(one, asked)
        if score and (whole in one.phrases or text.strip().casefold() in one.codes):
            score += 10 * len(asked)
        if score:
            service = one.service
            found.append((-score, "-" in service.code, len(service.name), service.code, service))
    return [service for *_, service in sorted(found, key=lambda row: row[:4])[:limit]]


def forget() -> None:
    """Drop what this process remembers of the catalogue, after a change to it."""
    for memory in (_shelves, _standards, _papers, _events):
        memory.forget()


def fold(text: str) -> tuple[str, ...]:
    """Return the words of a text without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(_TOKEN.findall("".join(one for one in plain if not unicodedata.combining(one))))


_fold_kept = lru_cache(maxsize=20_000)(fold)  # for our own words, never for what people type


def _shelf(mall: Mall) -> _Shelf:
    return _shelves.get(mall.pk, lambda: _read_shelf(mall))


def _read_shelf(mall: Mall) -> _Shelf:
    rows = Service.objects.filter(mall=mall).select_related("agency", "variant_of")
    services = tuple(rows.order_by("agency__name", "name", "code"))
    return _Shelf(
        services=services,
        by_code={one.code: one for one in services},
        searchable=tuple(_searchable(one) for one in services),
    )


def _searchable(service: Service) -> _Searchable:
    phrases = [_fold_kept(one) for one in (service.name, service.name_en, *service.words)]
    return _Searchable(
        service=service,
        codes=frozenset({service.code.casefold()}),
        name=tuple(dict.fromkeys(phrases[0] + phrases[1])),
        words=tuple(dict.fromkeys(word for phrase in phrases[2:] for word in phrase)),
        phrases=frozenset(" ".join(phrase) for phrase in phrases),
    )


def _score(one: _Searchable, asked: tuple[str, ...]) -> int:
    """Return the sum over the words asked for, 0 when one of them fits nowhere."""
    total = 0
    for token in asked:
        best = max(_nearness(token, one.name) * 2, _nearness(token, one.words))
        if not best:
            return 0
        total += best
    return total


def _nearness(token: str, words: tuple[str, ...]) -> int:
    """Return 4 for the word itself, 3 for its beginning, 1 for a part of three letters or more."""
    if token in words:
        return 4
    if any(word.startswith(token) for word in words):
        return 3
    return int(len(token) >= 3 and any(token in word for word in words))
