# SPDX-License-Identifier: Apache-2.0
"""A service's standard on its page, and the versions it had, has and will have."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.http import government_service
from satuhadir.catalogue.models import Service
from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import Mall
from satuhadir.queue.citizen.changes import find_coming, versions_of
from satuhadir.queue.citizen.kinds import Way, event_way
from satuhadir.queue.citizen.naming import named
from satuhadir.queue.citizen.standard import standard_of
from satuhadir.shared.http import public


def about(request: HttpRequest, mall: Mall, service: Service) -> dict[str, Any]:
    """Return what a service's page tells of it today."""
    found = catalogue.standards_today(mall).get(service.code)
    standard = standard_of(mall, service, found)
    return {
        "service": standard,
        "linked": government_service(
            service, found, request.build_absolute_uri(_service_url(mall, service))
        ),
        "coming": find_coming(mall, service),
        "changes_url": _changes_url(mall, service),
        "variants": _variants(mall, service),
        "events": [
            event_way(mall, one)
            for one in catalogue.life_events(mall)
            if any(step["service"] == service.code for step in one.steps)
        ],
    }


@public
@require_safe
def changes(request: MallRequest, slug: str, code: str) -> HttpResponse:
    """Show what changed from each version of a service's standard to the next."""
    mall = request.mall
    service = catalogue.service_at(mall, code)
    return render(
        request,
        "queue/changes.html",
        {
            "service": standard_of(mall, service),
            "service_url": _service_url(mall, service),
            "versions": versions_of(mall, service),
        },
    )


@public
@require_safe
def version(request: MallRequest, slug: str, code: str, number: int) -> HttpResponse:
    """Show one published version whole, whenever it holds: what old numbers refer to."""
    mall = request.mall
    service = catalogue.service_at(mall, code)
    found = next((one for one in catalogue.standards_of(service) if one.number == number), None)
    if found is None:
        raise Http404
    shown = next(one for one in versions_of(mall, service) if one.number == number)
    return render(
        request,
        "queue/version.html",
        {
            "service": standard_of(mall, service, found),
            "state": shown.state,
            "until": shown.until,
            "service_url": _service_url(mall, service),
            "changes_url": _changes_url(mall, service),
        },
    )


def _variants(mall: Mall, service: Service) -> list[Way]:
    """Return the service and its siblings, what they are variants of first; empty without any."""
    main = service.variant_of_id or service.pk
    family = [one for one in catalogue.services_of(mall) if main in {one.pk, one.variant_of_id}]
    if len(family) < 2:
        return []
    ways = [
        (one.pk != main, Way(one.code, named(one.name, one.name_en), _service_url(mall, one)))
        for one in family
    ]
    return [way for _is_variant, way in sorted(ways, key=lambda one: (one[0], one[1].name.text))]


def _service_url(mall: Mall, service: Service) -> str:
    return f"/{mall.slug}/layanan/{service.code}/"


def _changes_url(mall: Mall, service: Service) -> str:
    return f"{_service_url(mall, service)}perubahan/"
