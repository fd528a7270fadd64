# SPDX-License-Identifier: Apache-2.0
"""What the kiosk's pages are given: choices in pages of a dozen, and a number with its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Mall
from satuhadir.queue import queries, tracks, wording
from satuhadir.queue.directory import directory_of
from satuhadir.queue.errors import LineNotFound
from satuhadir.queue.values import LineInfo, LineState, TicketView, Wait
from satuhadir.shared.qr import qr_of

T = TypeVar("T")
MOST_PAPERS = 6
# How many choices a page holds with targets of 64 px on 1080 × 1920 and on 1366 × 768.
ALL_ON_ONE, A_PAGE, A_BIG_PAGE = 40, 36, 14
ROOMY, CLOSE, FEW = 12, 22, 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A row to touch: a line on the first page, a service on the second.

    `name` is Indonesian data unless `translated`. `wait` is None when it is not known, and not
    said at all without `has_wait`.
    """

    url: str
    name: str
    more: str
    prefix: str = ""
    has_wait: bool = False
    wait: Wait | None = None
    is_open: bool = True
    note: str = ""
    translated: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One of several pages; `before` and `after` are page numbers or None.

    `layout` says how close the choices stand, `tabs` are the pages' numbers with their names.
    """

    items: list[T]
    number: int
    count: int
    layout: str = ""
    tabs: tuple[tuple[int, str], ...] = ()

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


class Spoken(NamedTuple):
    """A service's name in the reader's language; `translated` when it is not Indonesian."""

    text: str
    translated: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A number on the glass: the ticket, its errand, where to wait for it and what to bring.

    `track_url` and `qr` are empty for who only typed the printed code: they open the ticket.
    """

    ticket: TicketView
    errands: list[Spoken]
    line: LineInfo | None
    papers: list[str]
    track_url: str
    qr: SafeString
    day_text: str
    issued_text: str


def page_of(items: Sequence[T], asked: str, *, size: int) -> Page[T]:
    """Return the page somebody asked for; the nearest one when there is no such page."""
    count = max(1, -(-len(items) // size))
    number = min(int(asked), count) if _is_page(asked) else 1
    return Page(list(items[(number - 1) * size : number * size]), number, count)


def spread(choices: list[Choice], asked: str, *, big: bool) -> Page[Choice]:
    """Return choices on as few pages as fingers allow: one for most malls, else one touch more.

    Each page is one touch away from each other. Large letters take more pages.
    """
    most_on_one, most = (A_BIG_PAGE, A_BIG_PAGE) if big else (ALL_ON_ONE, A_PAGE)
    pages = 1 if len(choices) <= most_on_one else -(-len(choices) // most)
    size = max(-(-len(choices) // pages), 1)  # pages of one length
    page = page_of(choices, asked, size=size)
    most = min(len(choices), size)
    layout = (
        "few" if most <= FEW else "roomy" if most <= ROOMY else "close" if most <= CLOSE else ""
    )
    parts = [choices[at : at + size] for at in range(0, len(choices), size)] if pages > 1 else []
    tabs = tuple((number, _tab(part, number)) for number, part in enumerate(parts, 1))
    return replace(page, layout=layout or "dense", tabs=tabs)


def line_choices(mall: Mall, states: Sequence[LineState]) -> list[Choice]:
    """Return the lines that have services, in the order of their letters."""
    by_line: dict[object, list[str]] = {}
    for code, one in directory_of(mall).services.items():
        by_line.setdefault(one.line.id, []).append(code)
    return [
        Choice(
            url=_line_url(mall, state, by_line[state.line]),
            name=state.name,
            more=state.agency_name,
            prefix=state.prefix,
            has_wait=True,
            wait=state.wait,
            is_open=state.is_open,
            note=state.note,
        )
        for state in sorted(states, key=lambda one: _in_order(one.prefix))
        if state.line in by_line
    ]


def service_choices(mall: Mall, line: LineInfo) -> list[Choice]:
    """Return the services of a line by name."""
    services = [one for one in directory_of(mall).services.values() if one.line.id == line.id]
    choices = []
    for one in services:
        name = spoken(one.name, one.name_en)
        choices.append(
            Choice(service_url(mall, one.code), name.text, "", translated=name.translated)
        )
    return sorted(choices, key=lambda choice: choice.name)


def found_choices(mall: Mall, text: str) -> list[Choice]:
    """Return the services that fit what somebody typed, best first; only those one can take."""
    known = directory_of(mall).services
    states = {state.line: state for state in queries.line_states(mall)}
    choices = []
    for service in catalogue.search_services(mall, text, 30):
        state = states.get(known[service.code].line.id) if service.code in known else None
        if state is not None:
            name = spoken(service.name, service.name_en)
            choices.append(
                Choice(
                    service_url(mall, service.code),
                    name.text,
                    service.agency.name,
                    prefix=state.prefix,
                    has_wait=True,
                    wait=state.wait,
                    is_open=state.is_open,
                    note=state.note,
                    translated=name.translated,
                )
            )
    return choices


def line_by_prefix(mall: Mall, prefix: str) -> LineInfo:
    """Return the line of a printed letter; raise LineNotFound."""
    for line in directory_of(mall).lines.values():
        if line.prefix == prefix.upper():
            return line
    raise LineNotFound


def service_url(mall: Mall, code: str) -> str:
    return f"/{mall.slug}/kios/layanan/{code}/"


def ticket_url(mall: Mall, code: str) -> str:
    return f"/{mall.slug}/kios/nomor/{code}/"


def spoken(name: str, name_en: str) -> Spoken:
    """Return a name in the language now active, Indonesian where it has no other."""
    other = (get_language() or "id").split("-")[0] != "id"
    return Spoken(name_en, True) if other and name_en else Spoken(name, False)


def shown(request: HttpRequest, mall: Mall, ticket: TicketView, *, may_print: bool) -> Shown:
    """Return a number as the kiosk shows and prints it."""
    directory = directory_of(mall)
    services = [catalogue.service_at(mall, code) for code in ticket.services]
    track_url = ""
    if may_print:
        track_url = request.build_absolute_uri(track_path(mall, ticket))
    return Shown(
        ticket=ticket,
        errands=[spoken(one.name, one.name_en) for one in services],
        line=directory.lines.get(ticket.line),
        papers=papers_of(mall, *services)[:MOST_PAPERS],
        track_url=track_url,
        qr=qr_of(track_url) if track_url else SafeString(""),
        day_text=wording.day(ticket.day),
        issued_text=wording.clock_zone(ticket.issued_at, mall),
    )


def track_path(mall: Mall, ticket: TicketView) -> str:
    """Return the address of a number's own page, with the key to it."""
    return tracks.track_path(mall.slug, tracks.track_of(ticket.id))


def papers_of(mall: Mall, *services: Service) -> list[str]:
    """Return what everybody brings for some services, in words, each paper once.

    What only some people need is left out.
    """
    kinds, holding = catalogue.document_types(mall), catalogue.standards_today(mall)
    papers: list[str] = []
    for service in services:
        standard = holding.get(service.code)
        for one in standard.requirements if standard else ():
            labels = [kinds[code].label for code in one["documents"] if code in kinds]
            papers += [" / ".join(labels)] if labels and not one.get("when") else []
    return list(dict.fromkeys(papers))


def _tab(choices: list[Choice], number: int) -> str:
    """Name a page of choices: by the letters on it, or by its number."""
    first, last = choices[0].prefix, choices[-1].prefix
    if not first:
        return str(number)
    return f"{first}–{last}" if first != last else first


def _is_page(asked: str) -> bool:
    return asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) > 0


def _line_url(mall: Mall, state: LineState, codes: list[str]) -> str:
    """A line with one service leads straight to it."""
    if len(codes) == 1:
        return service_url(mall, codes[0])
    return f"/{mall.slug}/kios/antrean/{state.prefix}/"


def _in_order(prefix: str) -> tuple[int, str]:
    """A, B, … Z, AA, AB: as the letters hang over the counters."""
    return len(prefix), prefix
