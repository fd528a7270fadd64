# SPDX-License-Identifier: Apache-2.0
"""The exit kiosk: the survey on a glass by the door, for the number on one's paper.

A printed code is no secret, so it opens nothing here: it is answered the same whether it is not
known, not finished or already used, and the questions show neither service nor agency. Chance's
sample is for the key in the QR code alone: an answer by a typed code counts as a volunteer's, or
whoever stands here could answer in place of those who were invited.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Mall
from satuhadir.queue.errors import AlreadyAnswered
from satuhadir.queue.glass.kiosk import Glass, at_kiosk
from satuhadir.queue.glass.visitor import Visitor
from satuhadir.queue.queries.finished import Finished, finished_by_id, finished_by_typed
from satuhadir.satisfaction import actions, queries
from satuhadir.satisfaction.errors import CodeNotUsable
from satuhadir.satisfaction.forms import Sheet, sheet_from
from satuhadir.satisfaction.questions import questions
from satuhadir.shared import limits
from satuhadir.shared.errors import Invalid, Limited, Refused
from satuhadir.shared.http import status_of

COOKIE = "sh_kios_nilai"
SECONDS = 300
THANKS_SECONDS = 12


@at_kiosk("GET", "POST")
def enter(glass: Glass) -> HttpResponse:
    """Ask for the number; lead on to the questions when it may be answered now."""
    if glass.request.method != "POST":
        return _shown(glass, "satisfaction/kiosk_code.html", types=True, goes_home=False)
    typed = glass.request.POST.get("kode", "").strip()[:300]
    try:
        limits.hit_request(glass.request, "kiosk.survey", device="12/minute", address="240/minute")
        ticket, by_key = finished_by_typed(glass.mall, typed)
        if ticket is None or not ticket.is_done or ticket.answered:
            raise CodeNotUsable
    except (CodeNotUsable, Limited) as refusal:
        shown = "" if len(typed) > 12 else typed  # a scanned track is a key: not on the glass
        return _shown(
            glass, "satisfaction/kiosk_code.html", status=status_of(refusal), typed=shown,
            wrong=str(refusal), types=True,
        )  # fmt: skip
    response = glass.go(reverse("kiosk_survey", args=[glass.mall.slug]))
    _keep(response, glass.mall, {"id": str(ticket.id), "key": by_key})
    return response


@at_kiosk("GET", "POST")
def survey(glass: Glass) -> HttpResponse:
    """Ask the nine questions of the number that was typed a moment ago, and take the answer."""
    ticket, by_key = _held(glass)
    if ticket is None or not ticket.is_done or ticket.answered:
        return glass.go(_home(glass.mall))
    if glass.request.method != "POST":
        return _questions(glass, ticket, Sheet(), by_key=by_key)
    sheet = sheet_from(glass.request.POST)
    try:
        actions.answer_survey(
            mall=glass.mall, ticket=ticket, given=sheet.given, at_kiosk=True, has_key=by_key
        )
    except Invalid as refusal:
        wrong = sheet.refused(refusal.errors)
        return _questions(glass, ticket, wrong, by_key=by_key, status=422)
    except AlreadyAnswered:
        pass  # the same press a moment ago: its answer stands
    except Refused:
        return glass.go(_home(glass.mall))
    return _forgotten(glass.go(reverse("kiosk_thanks", args=[glass.mall.slug])), glass.mall)


@at_kiosk("GET")
def thanks(glass: Glass) -> HttpResponse:
    """Thank, and go home soon."""
    return _shown(glass, "satisfaction/kiosk_thanks.html", idle_seconds=THANKS_SECONDS)


@at_kiosk("GET")
def start_over(glass: Glass) -> HttpResponse:
    """End the visit: nothing of this person stays on the glass."""
    response = _forgotten(glass.go(_home(glass.mall)), glass.mall)
    if glass.visitor.language:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, path=settings.LANGUAGE_COOKIE_PATH)
    glass.visitor = Visitor()
    return response


def _questions(
    glass: Glass, ticket: Finished, sheet: Sheet, *, by_key: bool, status: int = 200
) -> HttpResponse:
    """Show the questions; whether the service is free only to who holds the key."""
    service = Service.objects.get(pk=ticket.service_id)
    free = by_key and queries.is_free(queries.standard_of(service, ticket.day))
    return _shown(
        glass,
        "satisfaction/kiosk_survey.html",
        status=status,
        code=ticket.code,
        is_invited=by_key and queries.is_invited(glass.mall, ticket),
        asked=sheet.asked(questions(free=free)),
        sheet=sheet,
        here=reverse("kiosk_survey", args=[glass.mall.slug]),
    )


def _shown(glass: Glass, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return glass.page(template, status=status, home=_home(glass.mall), **context)


def _home(mall: Mall) -> str:
    return reverse("kiosk_exit", args=[mall.slug])


def _held(glass: Glass) -> tuple[Finished | None, bool]:
    """Return the ticket typed or scanned here in these minutes, and whether by its key."""
    kept = glass.request.COOKIES.get(COOKIE, "")
    try:
        found = signing.loads(kept, salt=_salt(glass.mall), max_age=SECONDS)
        return finished_by_id(glass.mall, UUID(found["id"])), bool(found["key"])
    except signing.BadSignature:
        return None, False


def _keep(response: HttpResponseBase, mall: Mall, value: dict[str, object]) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(value, salt=_salt(mall)),
        max_age=SECONDS,
        path=_home(mall),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _forgotten(response: HttpResponse, mall: Mall) -> HttpResponse:
    response.delete_cookie(COOKIE, path=_home(mall), samesite="Lax")
    return response


def _salt(mall: Mall) -> str:
    return f"satuhadir.kiosk.survey.{mall.pk}"
