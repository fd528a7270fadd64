# SPDX-License-Identifier: Apache-2.0
"""Which papers the services of one visit ask for, and where each comes from.

A service of the catalogue never comes after another one: it asks for a paper in hand. Over the
whole catalogue that runs in circles (a family card asks for an identity card and the other way
round); for one person with what they hold it does not, or the circle is told.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import DocumentType, Service, ServiceStandard
from satuhadir.malls.models import Mall

_MINUTES = {"minute": 1, "hour": 60, "working_hour": 60}
_WORKING_DAYS = {"working_day": 1, "calendar_day": 1, "week": 5, "month": 21}
SAME_DAY_MINUTES = 480
"""What takes longer in minutes or hours is not waited for in the building."""

HOME, OUTSIDE, MADE = "home", "outside", "made"


class Ready(NamedTuple):
    """When the paper of a service can be used: minutes after its finish, as a range, and working
    days where that is not the same day."""

    minutes: int
    longest: int
    days: int = 0


class Waiting(NamedTuple):
    """A service asks for one of `documents`, which `makers` of the same visit issue."""

    documents: tuple[str, ...]
    makers: tuple[str, ...]


@dataclass(slots=True)
class Paper:
    """A paper of the visit, or several of which one is enough; told once.

    `whence` is HOME (brought), OUTSIDE (got before coming, see `where_from`) or MADE (issued on the
    way by `makers`, services of the visit). `issuers` are services of this mall that issue it.
    `whens` are the cases in which alone it is asked for, empty where everybody needs it.
    """

    kinds: tuple[DocumentType, ...]
    whence: str
    services: list[str] = field(default_factory=list)
    makers: tuple[str, ...] = ()
    issuers: tuple[Service, ...] = ()
    whens: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_always: bool = False

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.kinds]

    @property
    def where_from(self) -> str:
        return "; ".join(dict.fromkeys(one.where_from for one in self.kinds if one.where_from))

    @property
    def lookups(self) -> list[str]:
        """Return the systems that may already hold every one of the alternatives."""
        found = [str(one.get_lookup_system_display()) for one in self.kinds if one.lookup_system]
        return list(dict.fromkeys(found)) if len(found) == len(self.kinds) else []


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of a visit. `waiting` holds, by service, what has to be issued on the way first;
    `questions` are the papers of which it matters whether the person has them.
    """

    papers: tuple[Paper, ...]
    waiting: Mapping[str, tuple[Waiting, ...]]
    questions: tuple[DocumentType, ...]
    ready: Mapping[str, Ready]


def standards_for(mall: Mall, day: Any) -> Mapping[str, ServiceStandard]:
    """Return what holds on the day of a visit, by the service's code."""
    return (
        catalogue.standards_today(mall)
        if day == mall.today()
        else catalogue.standards_on(mall, day)
    )


def papers_of(
    mall: Mall,
    services: Sequence[Service],
    standards: Mapping[str, ServiceStandard],
    holds: Collection[str] | None,
) -> Papers:
    """Return the papers of some services for a person who holds some.

    `holds` None: nobody was asked. Then of two services that ask for each other's papers neither
    waits, for people have one of the two.
    """
    shelf = _Shelf(mall, services, standards)
    waiting: dict[str, tuple[Waiting, ...]] = {}
    questions: dict[str, DocumentType] = {}
    papers: dict[tuple[str, ...], Paper] = {}
    for service in services:
        waits = []
        for need in shelf.needs(service.code):
            documents = tuple(code for code in need["documents"] if code in shelf.kinds)
            makers = () if need.get("when") else shelf.makers(service, documents, holds)
            if makers:
                questions |= {code: shelf.kinds[code] for code in documents}
            if makers and not set(documents) & set(holds or ()):
                waits.append(Waiting(documents, makers))
            else:
                makers = ()
            if documents:
                _note(papers, shelf, service.code, documents, makers, need, holds or ())
        waiting[service.code] = tuple(waits)
    return Papers(
        papers=tuple(papers.values()),
        waiting=waiting,
        questions=tuple(questions.values()),
        ready={one.code: ready_after(one, standards.get(one.code)) for one in services},
    )


def probably_held(
    services: Sequence[Service],
    standards: Mapping[str, ServiceStandard],
    after: Mapping[str, Collection[str]],
) -> set[str]:
    """Return papers that people most likely have, to be asked with a yes: what a service issues
    that asks for the old one, and what a service asks for that by `after` comes before its issuer.
    """
    found = set()
    for one in services:
        needs = _always_needed(standards.get(one.code))
        for other in services:
            standard = standards.get(other.code)
            issued = set(standard.products) if standard else set()
            if other.code == one.code or one.code in after.get(other.code, ()):
                found |= needs & issued
    return found


def _always_needed(standard: ServiceStandard | None) -> set[str]:
    needs = standard.requirements if standard else ()
    return {code for one in needs if not one.get("when") for code in one["documents"]}


def ready_after(service: Service, standard: ServiceStandard | None) -> Ready:
    """Return when what a service issues can be used; at once where nothing is known."""
    duration = standard.duration if standard else {}
    value = duration.get("value") or 0
    longest = duration.get("longest") or value
    unit = duration.get("unit", "")
    if unit in _MINUTES:
        minutes, most = (n * _MINUTES[unit] - service.desk_minutes for n in (value, longest))
        if minutes <= SAME_DAY_MINUTES:
            return Ready(max(minutes, 0), max(min(most, SAME_DAY_MINUTES), minutes, 0))
        return Ready(0, 0, -(-value * _MINUTES[unit] // SAME_DAY_MINUTES))
    if unit in _WORKING_DAYS and value:
        return Ready(0, 0, longest * _WORKING_DAYS[unit])
    return Ready(0, 0)


def reachable(codes: Iterable[str], waiting: Mapping[str, Sequence[Waiting]]) -> dict[str, None]:
    """Return the services that can be begun, in an order in which they can; a circle cannot."""
    left, found = list(codes), dict[str, None]()
    while True:
        ready = [
            code
            for code in left
            if code not in found
            and all(found.keys() & set(one.makers) for one in waiting.get(code, ()))
        ]
        if not ready:
            return found
        found |= dict.fromkeys(ready)


def _note(
    papers: dict[tuple[str, ...], Paper],
    shelf: "_Shelf",
    service: str,
    documents: tuple[str, ...],
    makers: tuple[str, ...],
    need: Mapping[str, Any],
    holds: Collection[str],
) -> None:
    """Write a requirement down; what is held already stands for its alternatives."""
    held = tuple(code for code in documents if code in holds)[:1]
    codes = held or documents
    key = (*codes, MADE) if makers else codes
    paper = papers.get(key)
    if paper is None:
        paper = papers[key] = shelf.paper(codes, makers, bool(held))
    if service not in paper.services:
        paper.services.append(service)
    when, note = need.get("when", ""), need.get("note", "")
    paper.is_always = paper.is_always or not when
    paper.whens += [when] if when and when not in paper.whens else []
    paper.notes += [note] if note and note not in paper.notes else []


class _Shelf:
    """The kinds of papers of a mall, and who of one visit issues them."""

    def __init__(
        self,
        mall: Mall,
        services: Sequence[Service],
        standards: Mapping[str, ServiceStandard],
    ) -> None:
        self.mall, self.services, self.standards = mall, services, standards
        self.kinds = catalogue.document_types(mall)
        self._asked = {one.code for one in services}

    def needs(self, code: str) -> Sequence[Mapping[str, Any]]:
        standard = self.standards.get(code)
        return standard.requirements if standard else ()

    def makers(
        self, service: Service, documents: Sequence[str], holds: Collection[str] | None
    ) -> tuple[str, ...]:
        """Return the other services of the visit that issue one of some papers.

        A variant of the same service is none: nobody gets the old card from the new one.
        """
        return tuple(
            other.code
            for other in self.services
            if other.code != service.code
            and not _are_kin(service, other)
            and self._issues(other.code, documents)
            and (holds is not None or not self._asks_back(other, service))
        )

    def _issues(self, code: str, documents: Sequence[str]) -> bool:
        standard = self.standards.get(code)
        return standard is not None and bool(set(standard.products) & set(documents))

    def _asks_back(self, other: Service, service: Service) -> bool:
        return any(
            not need.get("when") and self._issues(service.code, need["documents"])
            for need in self.needs(other.code)
        )

    def paper(self, codes: Sequence[str], makers: tuple[str, ...], is_held: bool) -> Paper:
        kinds = tuple(self.kinds[code] for code in codes)
        issuers = tuple(
            service
            for service in dict.fromkeys(
                one for code in codes for one in catalogue.issuers_of(self.mall, code)
            )
            if service.code not in self._asked and service.variant_of_id is None
        )
        is_outside = not issuers and any(kind.where_from for kind in kinds)
        whence = MADE if makers else OUTSIDE if is_outside and not is_held else HOME
        return Paper(kinds, whence, makers=makers, issuers=() if is_held else issuers[:3])


def _are_kin(one: Service, other: Service) -> bool:
    return (one.variant_of_id or one.pk) == (other.variant_of_id or other.pk)
