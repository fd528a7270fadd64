# SPDX-License-Identifier: Apache-2.0
"""What every page of the catalogue's editors does the same way."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import MallAsk
from satuhadir.accounts.models import User
from satuhadir.catalogue import queries
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.catalogue.models import Service
from satuhadir.catalogue.parts import Known

FORM = ["GET", "HEAD", "POST"]


def page(
    ask: MallAsk, template: str, context: dict[str, Any], *, wrong: bool = False
) -> HttpResponse:
    """Answer a page; one with something wrong on it is a 422."""
    return render(
        ask.request, f"catalogue/{template}.html", {"ask": ask} | context,
        status=422 if wrong else 200,
    )  # fmt: skip


def say(ask: MallAsk, sentence: str) -> None:
    """Let the next page say what has been done."""
    messages.success(ask.request, sentence, extra_tags="kelola")


def actor_of(ask: MallAsk) -> str:
    """Return who this is as the log writes it."""
    return f"user:{cast(User, ask.request.user).pk}"


def service_for(ask: MallAsk, code: str) -> Service:
    """Return a service in this manager's charge; another agency's is not here for them."""
    service = (
        Service.objects.filter(mall=ask.mall, code=code)
        .select_related("agency", "mall", "variant_of")
        .first()
    )
    if service is None or not ask.covers(service.agency_id):
        raise ServiceNotFound
    return service


def need_whole(ask: MallAsk) -> None:
    """Let only who answers for the whole mall go on."""
    if not ask.is_whole:
        raise NotYours


def known_at(ask: MallAsk) -> Known:
    """Return the codes that a standard of this mall may name; read anew, not from memory."""
    queries.forget()
    labels = {code: one.label for code, one in queries.document_types(ask.mall).items()}
    return Known(frozenset(), labels, {})
