# SPDX-License-Identifier: Apache-2.0
"""What has to be done for several services: in which order, where, with which papers, how long.

Every paper stands once in the whole, with the steps that ask for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import override

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import LifeEvent, Service, ServiceStandard
from satuhadir.malls.models import Mall
from satuhadir.queue.citizen.amounts import (
    Cost,
    Span,
    cost_of,
    cost_text,
    duration_text,
    fees_text,
    one_after_another,
    span_of,
    span_text,
    unit_text,
)
from satuhadir.queue.citizen.kinds import Kind, Shelf
from satuhadir.queue.citizen.naming import Named, named
from satuhadir.queue.directory import directory_of
from satuhadir.queue.values import LineInfo


@dataclass(frozen=True, slots=True)
class Errand:
    """One service to go to, after others of the same list. Texts are Indonesian data."""

    code: str
    after: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a journey. `is_here` False: the mall has no such service (`name` is its code).

    `after` are the numbers of the steps before it; `line` is None where nobody waits for it here.
    """

    number: int
    code: str
    name: Named
    url: str
    is_here: bool
    agency: str
    line: LineInfo | None
    desk_minutes: int
    duration_text: str
    fee_text: str
    after: tuple[int, ...]
    note: str
    deadlines: tuple[str, ...]
    outside: tuple[Mapping[str, str], ...]


@dataclass(slots=True)
class Paper:
    """A paper of the journey, or several of which one is enough.

    `steps` ask for one to bring; `made_for` are later steps that take the one which the step
    `made_by` has issued by then. `whens` are the cases in which it is asked for.
    """

    kinds: tuple[Kind, ...]
    steps: list[int] = field(default_factory=list)
    made_for: list[int] = field(default_factory=list)
    made_by: int = 0
    whens: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_always: bool = False

    @property
    def key(self) -> str:
        """Return what the paper is known by on a list that somebody ticks off."""
        return "+".join(one.code for one in self.kinds)

    @property
    def is_brought(self) -> bool:
        """Tell whether people need one before they begin."""
        return bool(self.steps)

    @property
    def is_from_outside(self) -> bool:
        return all(one.is_from_outside for one in self.kinds)

    @property
    def lookups(self) -> list[str]:
        """Return the systems that may already hold every one of the alternatives."""
        found = [one.lookup for one in self.kinds]
        return list(dict.fromkeys(found)) if all(found) else []


@dataclass(frozen=True, slots=True)
class Journey:
    """Steps in stages (those of one stage may be done at the same time) and papers, each once.

    `papers_first` are brought from home, `papers_outside` come from elsewhere, `papers_if` are
    asked for in some cases only, `papers_made` come into being on the way.
    """

    stages: tuple[tuple[Step, ...], ...]
    papers_first: tuple[Paper, ...]
    papers_outside: tuple[Paper, ...]
    papers_if: tuple[Paper, ...]
    papers_made: tuple[Paper, ...]
    shortest: Span
    whole: Span
    cost: Cost

    @property
    def steps(self) -> list[Step]:
        return [step for stage in self.stages for step in stage]

    @property
    def missing(self) -> list[Step]:
        """Return the steps that this mall cannot do."""
        return [step for step in self.steps if not step.is_here]

    @property
    def has_deadlines(self) -> bool:
        return any(step.deadlines for step in self.steps)

    @property
    def desk_minutes(self) -> int:
        return sum(step.desk_minutes for step in self.steps)

    @property
    def shortest_text(self) -> str:
        return span_text(self.shortest)

    @property
    def whole_text(self) -> str:
        return span_text(self.whole)

    @property
    def is_parallel(self) -> bool:
        """Tell whether doing steps at the same time saves time."""
        return self.shortest_text != self.whole_text

    @property
    def cost_text(self) -> str:
        """Return what is known of the money; `cost.depends` steps come on top."""
        all_depend = self.cost.depends == len(self.steps)
        return cost_text(self.cost if all_depend else self.cost._replace(depends=0))

    @property
    def has_more_cost(self) -> bool:
        """Tell whether some steps, but not all, cost what the application makes them cost."""
        return 0 < self.cost.depends < len(self.steps)

    @property
    def papers(self) -> list[Paper]:
        """Return all papers, those to bring first."""
        return [
            *self.papers_first,
            *self.papers_outside,
            *self.papers_if,
            *self.papers_made,
        ]


def errands_of(event: LifeEvent) -> list[Errand]:
    """Return the errands of a life event."""
    return [
        Errand(one["service"], tuple(one.get("after", ())), one.get("note", ""))
        for one in event.steps
    ]


def in_stages(errands: Sequence[Errand]) -> list[list[Errand]]:
    """Return the errands in stages, each after all it waits for, as early as it may be done.

    What waits for something outside the list doesn't wait; a circle comes last, as it was given.
    """
    left = {one.code: one for one in errands}
    stages: list[list[Errand]] = []
    while left:
        ready = [one for one in left.values() if not any(before in left for before in one.after)]
        if not ready:
            return [*stages, list(left.values())]
        stages.append(ready)
        for one in ready:
            del left[one.code]
    return stages


def journey_of(mall: Mall, errands: Sequence[Errand], shelf: Shelf | None = None) -> Journey:
    """Return the whole of these errands at a mall, by the standards of today."""
    shelf = shelf or Shelf(mall)
    services = {one.code: one for one in catalogue.services_of(mall)}
    stages = in_stages(errands)
    numbers = {one.code: n for n, one in enumerate((e for part in stages for e in part), 1)}
    known = directory_of(mall).services
    steps = {
        one.code: _step(
            one,
            numbers,
            services.get(one.code),
            shelf.standards.get(one.code),
            known[one.code].line if one.code in known else None,
            mall,
        )
        for part in stages
        for one in part
    }
    papers = _papers(errands, numbers, shelf)
    always = [one for one in papers if one.is_brought and one.is_always]
    spans = {one.code: _span(shelf.standards.get(one.code)) for one in errands}
    return Journey(
        stages=tuple(tuple(steps[one.code] for one in part) for part in stages),
        papers_first=tuple(one for one in always if not one.is_from_outside),
        papers_outside=tuple(one for one in always if one.is_from_outside),
        papers_if=tuple(one for one in papers if one.is_brought and not one.is_always),
        papers_made=tuple(one for one in papers if not one.is_brought),
        shortest=_longest_path(errands, spans),
        whole=one_after_another(spans.values()),
        cost=_total(shelf.standards.get(one.code) for one in errands),
    )


def _span(standard: ServiceStandard | None) -> Span:
    return span_of(standard.duration) if standard else Span(0, 0, 1)


def deadline_text(one: Mapping[str, Any]) -> str:
    """Return `60 hari sejak kelahiran`, whole in Indonesian: `since` is data."""
    with override("id"):
        length = unit_text(one["unit"], one["value"]).format(n=one["value"])
    since = one.get("since", "")
    if since and since.split()[0] not in {"sejak", "sebelum", "sesudah", "setelah"}:
        since = f"sejak {since}"
    return f"{length} {since}".strip()


def _step(
    errand: Errand,
    numbers: Mapping[str, int],
    service: Service | None,
    standard: ServiceStandard | None,
    line: LineInfo | None,
    mall: Mall,
) -> Step:
    name = named(service.name, service.name_en) if service else Named(errand.code, "")
    return Step(
        number=numbers[errand.code],
        code=errand.code,
        name=name,
        url=f"/{mall.slug}/layanan/{errand.code}/" if service else "",
        is_here=service is not None,
        agency=service.agency.name if service else "",
        line=line,
        desk_minutes=service.desk_minutes if service else 0,
        duration_text=duration_text(standard.duration) if standard else "",
        fee_text=fees_text(standard.fees) if standard else "",
        after=tuple(sorted(numbers[one] for one in errand.after if one in numbers)),
        note=errand.note,
        deadlines=tuple(deadline_text(one) for one in standard.citizen_deadlines)
        if standard
        else (),
        outside=tuple(standard.external_steps) if standard else (),
    )


def _papers(errands: Sequence[Errand], numbers: Mapping[str, int], shelf: Shelf) -> list[Paper]:
    """Return every paper once, in the order in which the steps ask for it.

    Of a group of which one is enough, the one that was issued on the way is taken, else one that is
    to be brought anyway; otherwise the group stands as one paper with alternatives.
    """
    uses = list(_uses(sorted(errands, key=lambda one: numbers[one.code]), shelf))
    anyway = {one.documents[0] for one in uses if one.is_plain and not one.makers}
    found: dict[tuple[str, ...], Paper] = {}
    for use in uses:
        made = next((code for code in use.documents if code in use.makers), "")
        known = next((code for code in use.documents if code in anyway), "")
        codes = (made or known,) if made or known else use.documents
        paper = found.get(codes)
        if paper is None:
            askers = {one.errand for one in uses if set(codes) & set(one.documents)}
            paper = found[codes] = Paper(tuple(shelf.kind(code, but=askers) for code in codes))
        number = numbers[use.errand]
        if made:
            paper.made_by = numbers[use.makers[made]]
            paper.made_for.append(number)
            continue
        if number not in paper.steps:
            paper.steps.append(number)
        paper.is_always = paper.is_always or not use.when
        paper.whens += [use.when] if use.when and use.when not in paper.whens else []
        paper.notes += [use.note] if use.note and use.note not in paper.notes else []
    return list(found.values())


class _Use(NamedTuple):
    """One requirement of one errand. `makers` are the errands before it that issue such papers."""

    errand: str
    documents: tuple[str, ...]
    when: str
    note: str
    makers: dict[str, str]

    @property
    def is_plain(self) -> bool:
        return len(self.documents) == 1 and not self.when


def _uses(ordered: Sequence[Errand], shelf: Shelf) -> Iterator[_Use]:
    before: dict[str, set[str]] = {}
    for one in ordered:
        direct = {code for code in one.after if code in before}
        before[one.code] = direct.union(*(before[code] for code in direct))
        standard = shelf.standards.get(one.code)
        makers = {
            product: code
            for code in before  # in their order: the newest paper is the last one's
            if code in before[one.code] and code in shelf.standards
            for product in shelf.standards[code].products
        }
        for need in standard.requirements if standard else ():
            documents = tuple(need["documents"])
            mine = {code: makers[code] for code in documents if code in makers}
            yield _Use(one.code, documents, need.get("when", ""), need.get("note", ""), mine)


def _longest_path(errands: Sequence[Errand], spans: Mapping[str, Span]) -> Span:
    """Return how long it takes when everything that may be done at the same time is."""
    ends: dict[str, Span] = {}
    for one in (errand for stage in in_stages(errands) for errand in stage):
        ready = [ends[code] for code in one.after if code in ends]
        begin = Span(
            max((r.low for r in ready), default=0), max((r.high for r in ready), default=0)
        )
        ends[one.code] = one_after_another([begin, spans[one.code]])
    return Span(
        max((one.low for one in ends.values()), default=0),
        max((one.high for one in ends.values()), default=0),
        sum(one.unknown for one in spans.values()),
    )


def _total(standards: Iterable[ServiceStandard | None]) -> Cost:
    costs = [cost_of(one.fees) if one else Cost(0, 0, 1) for one in standards]
    return Cost(
        sum(one.low for one in costs),
        sum(one.high for one in costs),
        sum(one.depends > 0 for one in costs),
    )
