# SPDX-License-Identifier: Apache-2.0
"""The services of a mall: what people come for, and the line each is waited for in."""

from datetime import date
from typing import Any

from django.http import HttpResponse

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.catalogue.models import Service, ServiceStandard
from satuhadir.queue.api import answers, standards
from satuhadir.queue.api.doors import Ask, answer, operation
from satuhadir.queue.api.inputs import Search, ServiceDay
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
    takes=ServiceDay,
    answers={200: answers.ServiceDetail},
    summary="One service with its standard",
    refuses=(ServiceNotFound,),
)
def show_service(ask: Ask, given: ServiceDay) -> HttpResponse:
    """Answer one service with the standard of a day, today without one, and every version."""
    service = catalogue.service_at(ask.mall, ask.path["code"])
    versions = catalogue.standards_of(service)
    day = given.day or ask.mall.today()
    standard = next((one for one in versions if _begins(one) <= day), None)
    return answer(
        _shown(ask, service)
        | {
            "note": standard.note if standard else "",
            "standard": standards.shown_standard(ask.mall, standard) if standard else None,
            "versions": [standards.shown_version(one) for one in versions],
            "life_events": [
                one.code
                for one in catalogue.life_events(ask.mall)
                if any(step["service"] == service.code for step in one.steps)
            ],
        }
    )


def _begins(standard: ServiceStandard) -> date:
    """Return the first day of a published version, which always has one."""
    return standard.valid_from or date.max


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
