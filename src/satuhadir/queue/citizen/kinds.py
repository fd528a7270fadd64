# SPDX-License-Identifier: Apache-2.0
"""Kinds of papers as people meet them: who issues them, who may already hold them. The ways to
services and life events of a mall.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import DocumentType, LifeEvent, ServiceStandard
from satuhadir.malls.models import Mall
from satuhadir.queue.citizen.naming import Named, named


class Way(NamedTuple):
    """A service or life event of this mall to go to."""

    code: str
    name: Named
    url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper. `lookup` names the system where the state may already hold it, empty when
    none is known; `where_from` is Indonesian data; `issuers` are services of this mall.
    """

    code: str
    label: Named
    lookup: str
    where_from: str
    issuers: tuple[Way, ...]

    @property
    def is_from_outside(self) -> bool:
        """Tell whether people get it elsewhere than at this mall."""
        return bool(self.where_from) and not self.issuers


class Shelf:
    """The kinds of papers of one mall with who issues them today; made once for a page."""

    def __init__(self, mall: Mall) -> None:
        self.mall = mall
        self.standards: Mapping[str, ServiceStandard] = catalogue.standards_today(mall)
        self._kinds: Mapping[str, DocumentType] = catalogue.document_types(mall)
        self._issuers: dict[str, list[str]] = defaultdict(list)
        self._services = {one.code: one for one in catalogue.services_of(mall)}
        for code, standard in self.standards.items():
            for product in standard.products:
                self._issuers[product].append(code)

    def kind(self, code: str, *, but: Collection[str] = ()) -> Kind:
        """Return a kind of paper; one the catalogue doesn't know is called by its code. The
        services `but` are not told as the place to get it: they ask for it themselves.
        """
        found = self._kinds.get(code)
        if found is None:
            return Kind(code, named(code), "", "", ())
        return Kind(
            code=code,
            label=named(found.label, found.name_en),
            lookup=str(found.get_lookup_system_display()) if found.lookup_system else "",
            where_from=found.where_from,
            issuers=tuple(self.way(one) for one in self._main(self._issuers[code], but)),
        )

    def way(self, code: str) -> Way:
        """Return the way to a service of this mall."""
        service = self._services[code]
        return Way(code, named(service.name, service.name_en), f"/{self.mall.slug}/layanan/{code}/")

    def needing(self, products: list[str], *, but: set[str]) -> list[Way]:
        """Return the services that ask for one of these papers, whatever the case, by name."""
        wanted = set(products)
        found = [
            code
            for code, standard in self.standards.items()
            if code not in but
            and any(wanted.intersection(one["documents"]) for one in standard.requirements)
        ]
        return sorted((self.way(one) for one in self._main(found)), key=lambda one: one.name.text)

    def _main(self, codes: list[str], but: Collection[str] = ()) -> list[str]:
        """Leave out variants whose main service is there too, what is gone from the mall, `but`."""
        known = [code for code in codes if code in self._services and code not in but]
        mains = {self._services[code].pk for code in known}
        return [code for code in known if self._services[code].variant_of_id not in mains]


def event_way(mall: Mall, event: LifeEvent) -> Way:
    """Return the way to a life event's page."""
    return Way(
        event.code, named(event.name, event.name_en), f"/{mall.slug}/peristiwa/{event.code}/"
    )


def in_order(mall: Mall) -> list[LifeEvent]:
    """Return the life events of a mall by their name in the reader's language."""
    return sorted(
        catalogue.life_events(mall),
        key=lambda one: event_way(mall, one).name.text.casefold(),
    )


def event_ways(mall: Mall) -> list[Way]:
    """Return the ways to all life events of a mall, by name."""
    return [event_way(mall, one) for one in in_order(mall)]
