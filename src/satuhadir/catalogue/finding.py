# SPDX-License-Identifier: Apache-2.0
"""What a question finds in a mall: the engine's answer as services, marked, and life events.

The prepared index of a mall is kept in this process until its services say something else, so
that a question costs a few milliseconds and no query beyond those of the cached services.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Final

from satuhadir.catalogue.models import LifeEvent, Service
from satuhadir.catalogue.values import FoundService
from satuhadir.engines.search import Found, Hit, Index, Offered

_MOST_INDEXES: Final = 64
_NAMED_BETTER: Final = 1.08
"""How much better than its base a variant must fit to count as meant itself."""
_VARIANT_SHARE: Final = 0.9
_MORE_THAN_ASKED: Final = 60
_indexes: OrderedDict[tuple[str, int], tuple[tuple[Offered, ...], Index]] = OrderedDict()
_lock: Final = Lock()


def offered_service(service: Service) -> Offered:
    """Return what the engine knows of a service."""
    demand = getattr(service, "demand", None)
    return Offered(
        code=service.code,
        name=service.name,
        name_en=service.name_en,
        agency=service.agency.name,
        words=tuple(service.words),
        demand=float(demand.asked) if demand else 0.0,
    )


def offered_event(event: LifeEvent) -> Offered:
    """Return what the engine knows of a life event."""
    return Offered(
        code=event.code, name=event.name, name_en=event.name_en, words=tuple(event.words)
    )


def index_of(kind: str, mall_id: int, offered: Iterable[Offered]) -> Index:
    """Return the index of what is offered, prepared anew only where something differs."""
    now = tuple(offered)
    with _lock:
        kept = _indexes.get((kind, mall_id))
        if kept is not None and kept[0] == now:
            _indexes.move_to_end((kind, mall_id))
            return kept[1]
    index = Index(now)
    with _lock:
        _indexes[kind, mall_id] = (now, index)
        while len(_indexes) > _MOST_INDEXES:
            _indexes.popitem(last=False)
    return index


def find(
    index: Index, by_code: dict[str, Service], text: str, limit: int
) -> tuple[list[Hit], Found]:
    """Return the hits, a variant after its base, and all that was found.

    The whole code of a service finds it first.
    """
    found = index.find(text, limit + _MORE_THAN_ASKED)
    hits = _after_their_base(found.hits, by_code)
    code = text.strip().upper()
    if code in by_code:
        hits = [Hit(code, 1.0, code), *(one for one in hits if one.code != code)]
    return hits[:limit], found


def shown(index: Index, hit: Hit, service: Service, terms: frozenset[str]) -> FoundService:
    """Return a hit with what of it was asked for."""
    name = tuple(index.marked(service.name, terms))
    name_en = tuple(index.marked(service.name_en, terms))
    is_plain = any(is_hit for _, is_hit in name) or hit.by in {service.name, service.name_en}
    by = () if is_plain or hit.by not in service.words else tuple(index.marked(hit.by, terms))
    return FoundService(service, name, name_en, by)


def _after_their_base(hits: Sequence[Hit], by_code: dict[str, Service]) -> list[Hit]:
    """Return the hits with no variant before its base.

    A base stands where the best of its family would; a variant that fits better than its base is
    meant itself and follows at once, others give way to what fits about as well.
    """
    scores = {hit.code: hit.score for hit in hits}
    base_of = {code: by_code[code].variant_of_id for code in scores}
    codes = {by_code[code].pk: code for code in scores}
    best = dict(scores)
    for code, base in base_of.items():
        if base in codes:
            best[codes[base]] = max(best[codes[base]], scores[code])

    def place(hit: Hit) -> tuple[float, int]:
        family = base_of[hit.code]
        base = None if family is None else codes.get(family)
        if base is None:
            return (-best[hit.code], 0)
        is_meant = hit.score > scores[base] * _NAMED_BETTER
        return (-hit.score if is_meant else -hit.score * _VARIANT_SHARE, 1)

    return sorted(hits, key=place)
