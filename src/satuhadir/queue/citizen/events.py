# SPDX-License-Identifier: Apache-2.0
"""Life events, and lists of papers to print or to keep."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import LifeEvent, Service
from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import Mall
from satuhadir.queue import wording
from satuhadir.queue.citizen.journey import Errand, Journey, errands_of, journey_of
from satuhadir.queue.citizen.kinds import Shelf, event_way, in_order
from satuhadir.queue.citizen.naming import Named, named
from satuhadir.shared import limits
from satuhadir.shared.http import public
from satuhadir.shared.paper import can_draw, pdf_answer

MOST_CHOSEN = 12


@public
@require_safe
def events(request: MallRequest, slug: str) -> HttpResponse:
    """Show every life event with its services."""
    mall = request.mall
    services = {one.code: one for one in catalogue.services_of(mall)}
    rows = [
        {
            "way": event_way(mall, one),
            "services": [
                named(services[code].name, services[code].name_en)
                for code in dict.fromkeys(step["service"] for step in one.steps)
                if code in services
            ],
        }
        for one in in_order(mall)
    ]
    return render(request, "queue/events.html", {"events": rows})


@public
@require_safe
def event(request: MallRequest, slug: str, code: str) -> HttpResponse:
    """Show what has to be done: papers, order, places, time, money."""
    mall = request.mall
    found = _event_at(mall, code)
    return render(
        request,
        "queue/event.html",
        {
            "event": found,
            "name": named(found.name, found.name_en),
            "journey": journey_of(mall, errands_of(found)),
            "list_url": f"/{mall.slug}/peristiwa/{found.code}/daftar/",
        },
    )


@public
@require_safe
def checklist(request: MallRequest, slug: str, code: str) -> HttpResponse:
    """Show the papers of a life event as a list to print or to keep in the phone."""
    found = _event_at(request.mall, code)
    return render(request, "queue/checklist.html", _list_of_event(request.mall, found))


@public
@require_safe
def paper(request: MallRequest, slug: str, code: str) -> HttpResponse:
    """Answer the list of a life event as a PDF."""
    found = _event_at(request.mall, code)
    return _pdf(request, f"daftar-{found.code.lower()}", _list_of_event(request.mall, found))


@public
@require_safe
def chosen(request: MallRequest, slug: str) -> HttpResponse:
    """Show one list of papers for the services of `?layanan=A&layanan=B`, and the choice."""
    mall = request.mall
    codes = _chosen_codes(request)
    shown = _list_of_choice(mall, codes)
    groups: dict[str, list[tuple[Service, Named, bool]]] = {}
    for one in catalogue.services_of(mall):
        name = named(one.name, one.name_en)
        groups.setdefault(one.agency.name, []).append((one, name, one.code in codes))
    choice = [(named(agency), rows, any(row[2] for row in rows)) for agency, rows in groups.items()]
    return render(request, "queue/checklist.html", {**shown, "choice": choice, "most": MOST_CHOSEN})


@public
@require_safe
def chosen_paper(request: MallRequest, slug: str) -> HttpResponse:
    """Answer the list of chosen services as a PDF; without any there is no such page."""
    shown = _list_of_choice(request.mall, _chosen_codes(request))
    if shown["journey"] is None:
        raise Http404
    return _pdf(request, "daftar-berkas", shown)


def errands_of_choice(shelf: Shelf, codes: Sequence[str]) -> list[Errand]:
    """Return services as errands: one that always asks for what another issues comes after it.

    Two that ask for each other's papers don't wait: people hold one of the two already.
    """

    def waits(code: str, other: str) -> bool:
        if code == other or code not in shelf.standards or other not in shelf.standards:
            return False
        products = set(shelf.standards[other].products)
        return any(
            products.intersection(one["documents"])
            for one in shelf.standards[code].requirements
            if not one.get("when")
        )

    return [
        Errand(one, tuple(two for two in codes if waits(one, two) and not waits(two, one)))
        for one in codes
    ]


def _event_at(mall: Mall, code: str) -> LifeEvent:
    found = next((one for one in catalogue.life_events(mall) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _chosen_codes(request: MallRequest) -> list[str]:
    """Return the services asked for that the mall has, each once, at most a dozen."""
    known = {one.code for one in catalogue.services_of(request.mall)}
    asked = dict.fromkeys(code for code in request.GET.getlist("layanan")[:50] if code in known)
    return list(asked)[:MOST_CHOSEN]


def _list_of_event(mall: Mall, event: LifeEvent) -> dict[str, Any]:
    base = f"/{mall.slug}/peristiwa/{event.code}/"
    return {
        "mall": mall,
        "title": named(event.name, event.name_en),
        "journey": journey_of(mall, errands_of(event)),
        "external_steps": event.external_steps,
        "back_url": base,
        "scope": f"/{mall.slug}/peristiwa/",
        "pdf_url": f"{base}daftar.pdf" if can_draw() else "",
        "day": wording.day(mall.today()),
    }


def _list_of_choice(mall: Mall, codes: Sequence[str]) -> dict[str, Any]:
    shelf = Shelf(mall)
    journey: Journey | None = None
    if codes:
        journey = journey_of(mall, errands_of_choice(shelf, codes), shelf)
    query = urlencode([("layanan", code) for code in codes])
    return {
        "mall": mall,
        "title": shelf.way(codes[0]).name if len(codes) == 1 else None,
        "journey": journey,
        "external_steps": [],
        "scope": f"/{mall.slug}/daftar-berkas/",
        "back_url": shelf.way(codes[0]).url if len(codes) == 1 else f"/{mall.slug}/layanan/",
        "pdf_url": f"/{mall.slug}/daftar-berkas.pdf?{query}" if codes and can_draw() else "",
        "day": wording.day(mall.today()),
    }


def _pdf(request: MallRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    limits.hit_request(request, "paper", device="10/minute", address="120/minute")  # about a second
    return pdf_answer(name, "queue/checklist_paper.html", shown)
