# SPDX-License-Identifier: Apache-2.0
"""What is published of a month, once it is over and its last survey is closed."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Min, Sum

from satuhadir.catalogue.models import Service
from satuhadir.engines.skm import ELEMENTS, NOTHING, Tally
from satuhadir.malls.models import Agency, Mall
from satuhadir.satisfaction.errors import MonthNotFound
from satuhadir.satisfaction.models import Answer, ProfileTally, ServedDay
from satuhadir.satisfaction.models.answers import Sample
from satuhadir.satisfaction.questions import PROFILE
from satuhadir.satisfaction.suppressing import (
    Split,
    gathered,
    is_safe,
    known_served,
    shown_parts,
    shown_splits,
)
from satuhadir.satisfaction.values import LEAST_SHOWN, Figures, Month, Part, ProfileRow
from satuhadir.shared.memory import Brief

_months: Brief[Month] = Brief(60, most=500)
_lists: Brief[list[date]] = Brief(60)

Parts = tuple[Part, Part]
_NOBODY: Parts = (Part(NOTHING, 0), Part(NOTHING, 0))


def first_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def last_of(month: date) -> date:
    """Return the last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def published_from(month: date) -> date:
    """Return the day from which a month is published: a ticket of its last day can be answered
    until the end of the next, so the second of the month after.
    """
    return last_of(month) + timedelta(days=2)


def newest_month(mall: Mall) -> date:
    """Return the newest month that may be published by now, whether anybody answered or not."""
    month = first_of(mall.today())
    while published_from(month) > mall.today():
        month = first_of(month - timedelta(days=1))
    return month


def published_months(mall: Mall) -> list[date]:
    """Return the published months of a mall, the newest first, from its first answer on."""
    return _lists.get((mall.pk, mall.today()), lambda: _read_months(mall))


def published_month(mall: Mall, month: date) -> Month:
    """Return what is published of one month (three queries, kept a minute).

    Raises:
        MonthNotFound: it is not over, or lies before the first answer.
    """
    if month not in published_months(mall):
        raise MonthNotFound
    return _months.get((mall.pk, month), lambda: _read_month(mall, month))


def figures_of(month: Month, agency: str = "", service: str = "") -> Figures | None:
    """Return the mall's figures, or those of an agency or service by code; None: no such one."""
    if not agency:
        return month.whole
    found = next((one for one in month.whole.children if one.code == agency), None)
    if found is None or not service:
        return found
    return next((one for one in found.children if one.code == service), None)


def _read_months(mall: Mall) -> list[date]:
    first = Answer.objects.filter(mall=mall).aggregate(first=Min("day"))["first"]
    if first is None:
        return []
    found, month = [], newest_month(mall)
    while month >= first_of(first):
        found.append(month)
        month = first_of(month - timedelta(days=1))
    return found


def _read_month(mall: Mall, month: date) -> Month:
    by_service = parts_by_service(mall, month)
    services = Service.objects.filter(pk__in=by_service).select_related("agency")
    groups: dict[Agency, dict[Service, Parts]] = defaultdict(dict)
    for service in services:
        groups[service.agency][service] = by_service[service.pk]
    return Month(month, tree_of(mall, groups), _profile_of(mall, month))


def parts_by_service(mall: Mall, month: date) -> dict[int, Parts]:
    """Return the invited and the volunteers of each service in a month (two queries)."""
    days = {"mall": mall, "day__gte": month, "day__lte": last_of(month)}
    total = sum((F(element) for element in ELEMENTS[1:]), F(ELEMENTS[0]))
    tallies: dict[int, list[Tally]] = defaultdict(lambda: [NOTHING, NOTHING])
    found = Answer.objects.filter(**days).values("service_id", "sample").annotate(
        n=Count("pk"), squares=Sum(total * total), **{f"sum_{e}": Sum(e) for e in ELEMENTS}
    )  # fmt: skip
    rows: Iterable[Mapping[str, Any]] = found
    for row in rows:
        sums = tuple(row[f"sum_{element}"] for element in ELEMENTS)
        place = 0 if row["sample"] == Sample.INVITED else 1
        tallies[row["service_id"]][place] += Tally(row["n"], sums, row["squares"])
    served = ServedDay.objects.filter(**days).values("service_id")
    asked = {
        row["service_id"]: (row["called"], row["all"] - row["called"])
        for row in served.annotate(all=Sum("finished"), called=Sum("invited"))
    }
    return {
        service: (
            Part(tallies[service][0], asked.get(service, (0, 0))[0]),
            Part(tallies[service][1], asked.get(service, (0, 0))[1]),
        )
        for service in {*tallies, *asked}
    }


def tree_of(mall: Mall, groups: Mapping[Agency, Mapping[Service, Parts]]) -> Figures:
    """Return mall, agencies and services with everything held back that must be."""
    of_agency = {agency: _together(parts.values()) for agency, parts in groups.items()}
    whole = _together(of_agency.values())
    counts = {agency.pk: _count(parts) for agency, parts in of_agency.items()}
    shown = shown_parts(counts, _count(whole))
    splits = {agency.pk: _split(parts) for agency, parts in of_agency.items()}
    splits = {key: split for key, split in splits.items() if key in shown}
    whole_splits, agencies_split = shown_splits(_split(whole), splits)
    served = {agency.pk: _asked(parts) for agency, parts in of_agency.items()}
    is_known = _count(whole) >= LEAST_SHOWN or is_safe(_asked(whole))
    known = known_served(served, _asked(whole), shown) if is_known else set()
    children = [
        _agency_figures(agency, of_agency[agency], services, shown, agencies_split, known)
        for agency, services in groups.items()
    ]
    return Figures(
        code=mall.slug,
        name=mall.name,
        population=_asked(whole) if is_known else None,
        tally=_tally(whole) if _count(whole) >= LEAST_SHOWN else None,
        parts=whole if whole_splits and _count(whole) >= LEAST_SHOWN else None,
        children=tuple(sorted(children, key=lambda one: one.name.casefold())),
    )


def _agency_figures(
    agency: Agency,
    parts: Parts,
    services: Mapping[Service, Parts],
    shown: set[int],
    split: set[int],
    known: set[int],
) -> Figures:
    is_shown = agency.pk in shown
    counts = {service.pk: _count(own) for service, own in services.items()}
    inside = shown_parts(counts, _count(parts)) if is_shown else set()
    served = {service.pk: _asked(own) for service, own in services.items()}
    counted = known_served(served, _asked(parts), inside) if agency.pk in known else set()
    children = [
        Figures(
            code=service.code,
            name=service.name,
            name_en=service.name_en,
            population=served[service.pk] if service.pk in counted else None,
            tally=_tally(own) if service.pk in inside else None,
        )
        for service, own in services.items()
    ]
    return Figures(
        code=agency.code,
        name=agency.name,
        population=_asked(parts) if agency.pk in known else None,
        tally=_tally(parts) if is_shown else None,
        parts=parts if is_shown and agency.pk in split else None,
        children=tuple(sorted(children, key=lambda one: one.name.casefold())),
    )


def _profile_of(mall: Mall, month: date) -> dict[str, tuple[ProfileRow, ...]]:
    """Return who answered, one table a question; small kinds stand together with the silent."""
    rows = ProfileTally.objects.filter(mall=mall, month=month)
    counted = {(row.question, row.choice): row.count for row in rows}
    answers = Answer.objects.filter(mall=mall, day__gte=month, day__lte=last_of(month)).count()
    tables: dict[str, tuple[ProfileRow, ...]] = {}
    if answers < LEAST_SHOWN:
        return tables
    for question, (_text, choices) in PROFILE.items():
        counts = [(choice, counted.get((question, choice), 0)) for choice in choices]
        silent = answers - sum(count for _choice, count in counts)
        shown, rest = gathered(counts, silent)
        table = [ProfileRow(choice, count) for choice, count in shown]
        if rest:
            table.append(ProfileRow("", rest))
        tables[question] = tuple(table)
    return tables


def _together(all_parts: Iterable[Parts]) -> Parts:
    invited, volunteers = _NOBODY
    for one, other in all_parts:
        invited = Part(invited.tally + one.tally, invited.asked + one.asked)
        volunteers = Part(volunteers.tally + other.tally, volunteers.asked + other.asked)
    return invited, volunteers


def _count(parts: Parts) -> int:
    return parts[0].n + parts[1].n


def _asked(parts: Parts) -> int:
    return parts[0].asked + parts[1].asked


def _tally(parts: Parts) -> Tally:
    return parts[0].tally + parts[1].tally


def _split(parts: Parts) -> Split:
    return Split(parts[0].n, parts[1].n)
