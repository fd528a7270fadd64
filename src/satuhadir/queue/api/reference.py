# SPDX-License-Identifier: Apache-2.0
"""What a mall's catalogue refers to besides services: kinds of papers and events of a life."""

from django.http import HttpResponse

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.errors import DocumentNotFound, LifeEventNotFound
from satuhadir.queue.api import standards
from satuhadir.queue.api.doors import Ask, answer, operation
from satuhadir.queue.api.inputs import Nothing, Page
from satuhadir.queue.api.pages import page


@operation(
    "GET",
    "/malls/{mall}/documents",
    takes=Page,
    answers={200: standards.DocumentItems},
    summary="Kinds of papers that services ask for and hand out",
)
def list_documents(ask: Ask, given: Page) -> HttpResponse:
    """Answer kinds of papers by code."""
    found = list(catalogue.document_types(ask.mall).values())
    return answer(page(found, given, lambda one: standards.shown_document(ask.mall, one)))


@operation(
    "GET",
    "/malls/{mall}/documents/{document}",
    takes=Nothing,
    answers={200: standards.DocumentItem},
    summary="One kind of paper",
    refuses=(DocumentNotFound,),
)
def show_document_type(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer one kind of paper, with who issues it and who asks for it."""
    found = catalogue.document_types(ask.mall).get(ask.path["document"])
    if found is None:
        raise DocumentNotFound
    return answer(standards.shown_document(ask.mall, found))


@operation(
    "GET",
    "/malls/{mall}/life-events",
    takes=Page,
    answers={200: standards.LifeEventItems},
    summary="Events of a life that need several services",
)
def list_life_events(ask: Ask, given: Page) -> HttpResponse:
    """Answer life events by name, each with its steps."""
    services = {one.code: one for one in catalogue.services_of(ask.mall)}
    found = list(catalogue.life_events(ask.mall))
    return answer(page(found, given, lambda one: standards.shown_event(one, services)))


@operation(
    "GET",
    "/malls/{mall}/life-events/{event}",
    takes=Nothing,
    answers={200: standards.LifeEventItem},
    summary="One life event",
    refuses=(LifeEventNotFound,),
)
def show_life_event(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer one life event with its steps."""
    services = {one.code: one for one in catalogue.services_of(ask.mall)}
    for one in catalogue.life_events(ask.mall):
        if one.code == ask.path["event"]:
            return answer(standards.shown_event(one, services))
    raise LifeEventNotFound
