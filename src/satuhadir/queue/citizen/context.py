# SPDX-License-Identifier: Apache-2.0
"""What the pages before a number are given: malls, lines, services."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import Service
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import queries, wording
from satuhadir.queue.citizen.hours import hours_of, opening_of
from satuhadir.queue.citizen.kinds import event_ways
from satuhadir.queue.citizen.mine import Mine
from satuhadir.queue.citizen.naming import Named, named
from satuhadir.queue.directory import directory_of
from satuhadir.queue.queries.announcements import announcements_of
from satuhadir.queue.queries.tallies import busiest_lines, waiting_by_mall
from satuhadir.queue.values import Directory, LineState, ServiceInfo, Wait
from satuhadir.shared.memory import Brief

LIVE_MALLS = 20  # more than these are listed without their state: each costs a calendar
POPULAR, POPULAR_DAYS = 5, 7
_popular: Brief[list[UUID]] = Brief(600)


@dataclass(frozen=True, slots=True)
class MallRow:
    """A mall to choose; `is_open` is None where its state is not shown."""

    name: str
    slug: str
    region_name: str
    is_open: bool | None
    open_text: str
    waiting: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line on the mall's home. `note` says why it is closed; `note_lang` as in `Named`."""

    line: UUID
    prefix: str
    name: Named
    agency_name: Named
    waiting: int
    wait: Wait | None
    is_open: bool
    note: str
    note_lang: str
    url: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service to choose, with the line it is waited for in; no prefix where there is none."""

    name: Named
    agency_name: Named
    url: str
    line_prefix: str
    wait: Wait | None
    is_open: bool


def chooser() -> dict[str, Any]:
    """Return the malls with their state now."""
    found = list(malls.all_malls())
    live = len(found) <= LIVE_MALLS
    waiting = waiting_by_mall(found) if live else {}
    rows = []
    for mall in found:
        now = opening_of(mall) if live else None
        rows.append(
            MallRow(
                name=mall.name,
                slug=mall.slug,
                region_name=mall.region.name,
                is_open=now.is_open if now else None,
                open_text=now.text if now else "",
                waiting=waiting.get(mall.pk, 0),
            )
        )
    return {"malls": rows, "is_demo": any(mall.is_demo for mall in found)}


def home(mall: Mall, mine: Mine) -> dict[str, Any]:
    """Return the mall's state, its lines, and the number this phone holds."""
    directory = directory_of(mall)
    states = queries.line_states(mall)
    own = mine.ticket if mine.ticket and mine.ticket.may_be_used else None
    return {
        "status": opening_of(mall),
        "lines": line_rows(mall, states),
        "at_text": wording.clock_zone(mall.local_now(), mall),
        "popular": _popular_services(mall, directory),
        "my_ticket": {"code": own.code, "state": own.state, "url": mine.url} if own else None,
        "hours": hours_of(mall),
        "events": event_ways(mall),
        "notices": announcements_of(mall),
        "said_at": mall.local_now(),
    }


def line_rows(mall: Mall, states: Iterable[LineState]) -> list[LineRow]:
    """Return the lines that have services, A before AA before B … as the letters hang."""
    by_line: dict[UUID, list[str]] = {}
    for code, service in directory_of(mall).services.items():
        by_line.setdefault(service.line.id, []).append(code)
    rows = []
    for state in sorted(states, key=lambda one: (len(one.prefix), one.prefix)):
        if state.line not in by_line:
            continue
        note, note_lang = note_of(mall, state)
        if state.notice and not note:
            note = state.notice
        rows.append(
            LineRow(
                line=state.line,
                prefix=state.prefix,
                name=named(state.name),
                agency_name=named(state.agency_name),
                waiting=state.waiting,
                wait=state.wait,
                is_open=state.is_open,
                note=note,
                note_lang=note_lang,
                url=_line_url(mall, state.prefix, by_line[state.line]),
            )
        )
    return rows


def note_of(mall: Mall, state: LineState) -> tuple[str, str]:
    """Return why a line is closed, or from when it gives numbers, with its language if other."""
    ours = ("", wording.reopens(mall, state.booth_id), wording.numbers_from(mall, state.booth_id))
    if state.note in ours:
        return state.note, ""
    return state.note, named(state.note).lang


def services(mall: Mall, prefix: str) -> dict[str, Any]:
    """Return the services of the line `prefix`, or all of them by agency.

    Raises:
        Http404: the mall has no line `prefix`.
    """
    known = directory_of(mall).services
    states = {one.line: one for one in queries.line_states(mall)}
    rows = sorted(
        catalogue.services_of(mall),
        key=lambda one: (one.agency.name.casefold(), one.name.casefold()),
    )
    if prefix:
        line = next((one for one in states.values() if one.prefix == prefix), None)
        if line is None:
            raise Http404
        of_line = [one for one in rows if _line_of(one, known) == line.line]
        results = [service_row(mall, one, known, states) for one in of_line]
        return {"line": line, "results": sorted(results, key=lambda row: row.name.text)}
    groups = [
        (named(name), [service_row(mall, one, known, states) for one in part])
        for name, part in groupby(rows, key=lambda one: one.agency.name)
    ]
    return {"groups": groups, "events": event_ways(mall)}


def service_row(
    mall: Mall,
    service: Service,
    known: dict[str, ServiceInfo],
    states: dict[UUID, LineState],
) -> ServiceRow:
    """Return a service with the state of its line."""
    line = _line_of(service, known)
    state = states.get(line) if line else None
    return ServiceRow(
        name=named(service.name, service.name_en),
        agency_name=named(service.agency.name),
        url=service_url(mall, service.code),
        line_prefix=state.prefix if state else "",
        wait=state.wait if state else None,
        is_open=bool(state and state.is_open),
    )


def service_url(mall: Mall, code: str) -> str:
    return f"/{mall.slug}/layanan/{code}/"


def _popular_services(mall: Mall, directory: Directory) -> list[dict[str, Any]]:
    """Return one service of each of the busiest lines: the first that is no variant."""
    lines = _popular.get(mall.pk, lambda: busiest_lines(mall, days=POPULAR_DAYS, limit=POPULAR))
    rows = []
    for line_id in lines:
        of_line = [one for one in directory.services.values() if one.line.id == line_id]
        if of_line:
            first = min(of_line, key=lambda one: ("-" in one.code, one.id))
            name = named(first.name, first.name_en)
            rows.append({"name": name, "url": service_url(mall, first.code)})
    return rows


def _line_of(service: Service, known: dict[str, ServiceInfo]) -> UUID | None:
    info = known.get(service.code)
    return info.line.id if info else None


def _line_url(mall: Mall, prefix: str, codes: list[str]) -> str:
    """A line with one service leads straight to it."""
    if len(codes) == 1:
        return service_url(mall, codes[0])
    return f"/{mall.slug}/layanan/?antrean={prefix}"
