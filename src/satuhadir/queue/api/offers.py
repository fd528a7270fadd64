# SPDX-License-Identifier: Apache-2.0
"""The services of a mall: what people come for, and the line each is waited for in."""

from typing import Any

from django.http import HttpResponse

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.catalogue.models import Service
from satuhadir.queue.api import answers
from satuhadir.queue.api.doors import Ask, answer, operation
from satuhadir.queue.api.inputs import Nothing, Search
from satuhadir.queue.api.pages import page
from satuhadir.queue.directory import directory_of


@operation(
    "GET",
    "/malls/{mall}/services",
    takes=Search,
    answers={200: answers.Services},
    summary="Services, all or those that fit what people type",
)
def list_services(ask: Ask, given: Search) -> HttpResponse:
    """Answer services: by agency and name, or the best match first."""
    found = list(catalogue.services_of(ask.mall))
    if given.q.strip():
        found = catalogue.search_services(ask.mall, given.q, given.cursor + given.limit + 1)
    return answer(page(found, given, lambda one: _shown(ask, one)))


@operation(
    "GET",
    "/malls/{mall}/services/{code}",
    takes=Nothing,
    answers={200: answers.ServiceDetail},
    summary="One service",
    refuses=(ServiceNotFound,),
)
def show_service(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer one service."""
    service = catalogue.service_at(ask.mall, ask.path["code"])
    standard = catalogue.standards_today(ask.mall).get(service.code)
    return answer(_shown(ask, service) | {"note": standard.note if standard else ""})


def _shown(ask: Ask, service: Service) -> dict[str, Any]:
    info = directory_of(ask.mall).services.get(service.code)
    return {
        "code": service.code,
        "name": service.name,
        "name_en": service.name_en,
        "agency": service.agency.name,
        "audience": service.audience,
        "desk_minutes": service.desk_minutes,
        "line": str(info.line.id) if info else None,
        "prefix": info.line.prefix if info else None,
        "place": info.line.place if info else None,
    }
