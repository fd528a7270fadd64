# SPDX-License-Identifier: Apache-2.0
"""A plan as people read it: counters with their times, papers by where they come from, money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import LifeEvent
from satuhadir.malls.models import clock
from satuhadir.visits.citizen.choice import Name, named
from satuhadir.visits.queries import PlannedStop, Span, VisitPlan
from satuhadir.visits.queries.papers import HOME, MADE, OUTSIDE, Paper


class Task(NamedTuple):
    """A service at a counter. `waits_for` are names of services whose papers it takes."""

    code: str
    name: Name
    minutes: int
    papers: list[list[Name]]
    waits_for: list[Name]


@dataclass(frozen=True, slots=True)
class CounterShown:
    """One wait: where, from when to when it begins, and what is done there."""

    number: int
    booth: str
    place: str
    agency: str
    start: str
    at: str
    finish: str
    slot: str
    is_guess: bool
    tasks: list[Task]


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper to bring; `numbers` are the counters that ask for it."""

    names: list[Name]
    numbers: list[int]
    whens: str
    where_from: str
    lookups: str
    issuers: list[tuple[Name, str]]
    made_at: list[int]


class ImpossibleShown(NamedTuple):
    name: Name
    detail: str
    nearest_day: date | None
    code: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The one page. Times are texts; `cost` is what is known of the money."""

    day: date
    counters: list[CounterShown]
    arrive: str
    finish: str
    is_open_ended: bool
    minutes: int
    home: list[PaperShown]
    outside: list[PaperShown]
    cases: list[PaperShown]
    made: list[PaperShown]
    steps: list[Mapping[str, str]]
    impossible: list[ImpossibleShown]
    cost: str
    cost_depends: int
    is_guess: bool
    can_book: bool
    slots: list[tuple[str, int]]


def page_of(plan: VisitPlan, event: LifeEvent | None = None) -> PlanPage:
    """Return a plan as its page shows it."""
    numbers = {one.service.code: one.counter for one in plan.stops}
    papers = [one for one in plan.papers.papers if set(one.services) & numbers.keys()]
    shown = {id(one): _paper(plan, one, numbers) for one in papers}

    def part(whence: str) -> list[PaperShown]:
        return [shown[id(one)] for one in papers if one.is_always and one.whence == whence]

    cost, depends = _cost(plan)
    finish = plan.finish
    return PlanPage(
        day=plan.day,
        counters=_counters(plan),
        arrive=clock(plan.arrive) if plan.arrive is not None else "",
        finish=_range(finish) if finish else "",
        is_open_ended=finish is not None and finish.high is None,
        minutes=plan.minutes_in_building,
        home=part(HOME),
        outside=part(OUTSIDE),
        cases=[shown[id(one)] for one in papers if not one.is_always],
        made=part(MADE),
        steps=_outside_steps(plan, event),
        impossible=[
            ImpossibleShown(
                named(one.service.name, one.service.name_en), one.detail, one.nearest_day, one.code
            )
            for one in plan.impossible
        ],
        cost=cost,
        cost_depends=depends,
        is_guess=plan.is_guess,
        can_book=any(one.slot is not None for one in plan.stops),
        slots=[(one.service.code, one.slot) for one in plan.stops if one.slot is not None],
    )


def _counters(plan: VisitPlan) -> list[CounterShown]:
    groups: dict[int, list[PlannedStop]] = {}
    for one in plan.stops:
        groups.setdefault(one.counter, []).append(one)
    return [_counter(number, stops) for number, stops in groups.items()]


def _counter(number: int, stops: list[PlannedStop]) -> CounterShown:
    first = stops[0]
    return CounterShown(
        number=number,
        booth=first.rule.booth,
        place=first.place,
        agency=first.rule.agency,
        start=_range(first.start),
        at=clock(first.at),
        finish=clock(stops[-1].finish),
        slot=clock(first.slot) if first.slot is not None else "",
        is_guess=first.is_guess,
        tasks=[
            Task(
                one.service.code,
                named(one.service.name, one.service.name_en),
                one.service.desk_minutes,
                [[_name(kind) for kind in paper.kinds] for paper in one.brings],
                [named(each.name, each.name_en) for each in one.waits_for],
            )
            for one in stops
        ],
    )


def end_words(end: Span | None) -> str:
    """Return when a visit will be over, as a sentence without its full stop; "" for None."""
    if end is None:
        return ""
    if end.high is None:
        return _("Semua selesai paling cepat pukul {time}").format(time=clock(end.low))
    return _("Semua selesai kira-kira pukul {range}").format(range=_range(end))


def _range(span: Span) -> str:
    """Return `09.05–09.20`; only the beginning where the end is open."""
    low = clock(span.low)
    if span.high is None:
        return _("mulai {time}").format(time=low)
    high = clock(span.high)
    return low if low == high else f"{low}–{high}"


def _paper(plan: VisitPlan, paper: Paper, numbers: Mapping[str, int]) -> PaperShown:
    return PaperShown(
        names=[_name(kind) for kind in paper.kinds],
        numbers=sorted({numbers[code] for code in paper.services if code in numbers}),
        whens="; ".join(paper.whens) if not paper.is_always else "",
        where_from=paper.where_from,
        lookups=", ".join(paper.lookups),
        issuers=[
            (named(one.name, one.name_en), one.code)
            for one in paper.issuers
            if paper.whence != MADE
        ],
        made_at=sorted({numbers[code] for code in paper.makers if code in numbers}),
    )


def _name(kind: Any) -> Name:
    return named(kind.label, kind.name_en)


def _outside_steps(plan: VisitPlan, event: LifeEvent | None) -> list[Mapping[str, str]]:
    """Return what is done outside the mall, for the event and for each service, each once."""
    standards = catalogue.standards_today(plan.mall)
    found: dict[str, Mapping[str, str]] = {}
    for one in event.external_steps if event else ():
        found.setdefault(one["name"], one)
    for stop in plan.stops:
        standard = standards.get(stop.service.code)
        for one in standard.external_steps if standard else ():
            found.setdefault(one["name"], one)
    return list(found.values())


def _cost(plan: VisitPlan) -> tuple[str, int]:
    """Return what the services cost together as text, and how many of them depend on the case."""
    standards = catalogue.standards_today(plan.mall)
    low = high = depends = 0
    for stop in plan.stops:
        standard = standards.get(stop.service.code)
        least, most, is_open = _fees(standard.fees if standard else ())
        low, high, depends = low + least, high + most, depends + is_open
    if not high:
        return ("" if depends else _("Gratis")), depends
    text = _rupiah(high) if low == high else f"{_rupiah(low)}–{_rupiah(high)[2:]}"
    return text, depends


def _fees(fees: Iterable[Mapping[str, Any]]) -> tuple[int, int, bool]:
    """Return the least and the most of one service, and whether some of it has no amount.

    A premium is paid again and again, so it is no part of a sum.
    """
    rows = [one for one in fees if one.get("kind") != "premium"]
    known = [one for one in rows if one.get("amount_rupiah") is not None]
    free = any(one.get("kind") == "free" for one in rows)
    is_open = not rows or any(
        one.get("amount_rupiah") is None and one.get("kind") != "free" for one in rows
    )
    amounts = [one["amount_rupiah"] for one in known if one.get("kind") != "free"]
    most = sum(one.get("up_to_rupiah") or one["amount_rupiah"] for one in known)
    return (0 if free or not amounts else min(amounts)), most, is_open


def _rupiah(amount: int) -> str:
    return f"Rp{amount:,}".replace(",", ".")
