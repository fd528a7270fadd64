# SPDX-License-Identifier: Apache-2.0
"""GeoReport's methods. No session, no cookie, no CSRF: writing needs a key in the form."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from satuhadir.accounts.callers import Caller
from satuhadir.accounts.http import api
from satuhadir.accounts.queries import caller_for_token
from satuhadir.feedback import actions, queries, tracks
from satuhadir.feedback.errors import ComplaintNotFound
from satuhadir.feedback.open311.errors import (
    FormatUnknown,
    RequestUnknown,
    TokenUnknown,
    WrongApiKey,
)
from satuhadir.feedback.open311.formats import FORMS, answer, refusal
from satuhadir.feedback.open311.inputs import mall_of, read_asked, read_said
from satuhadir.feedback.open311.requests import find_requests, shown
from satuhadir.feedback.open311.subjects import all_subjects, definition_of, subject_at
from satuhadir.feedback.values import Sent
from satuhadir.malls.models import Mall, SetupRecord
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError, Invalid
from satuhadir.shared.http import refusal_response, sentence_of
from satuhadir.shared.keyed import digest_of

Handler = Callable[..., HttpResponse]
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
READS = "240/minute"  # by address
WRITES = "60/minute"  # by key
WORD = "Idempotency-Key"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def door(rights: str, **handlers: Handler) -> Handler:
    """Make the view of one address, with a handler for each method it knows."""

    def view(request: HttpRequest, form: str, **path: str) -> HttpResponse:
        request.get_host()  # a name that is not ours is refused
        if request.method == "OPTIONS":
            return _preflight(handlers)
        handler = handlers.get("GET" if request.method == "HEAD" else str(request.method))
        if handler is None:
            allowed = {"Allow": ", ".join(handlers)}
            return refusal(request, 405, sentence_of(405), allowed)
        try:
            if form not in FORMS:
                raise FormatUnknown
            _count(request, "open311.reads", READS)
            return handler(request, form, **path)
        except Invalid as error:
            return refusal(request, 400, error.in_words(), {})
        except DomainError as error:
            return refusal_response(request, error)

    return api(rights)(view)


def show_services(request: HttpRequest, form: str) -> HttpResponse:
    return answer(form, "services", all_subjects(mall_of(request)))


def show_service(request: HttpRequest, form: str, code: str) -> HttpResponse:
    subject = subject_at(mall_of(request), code)
    return answer(form, "service_definition", definition_of(subject))


def list_requests(request: HttpRequest, form: str) -> HttpResponse:
    mall = mall_of(request)
    found = find_requests(mall, read_asked(mall, request.GET))
    return answer(form, "service_requests", [shown(mall, one) for one in found])


def show_request(request: HttpRequest, form: str, number: str) -> HttpResponse:
    mall = mall_of(request)
    found = queries.complaint_by_number(number)
    if found is None or found.mall_id != mall.pk or found.kind == "consultation":
        raise RequestUnknown
    return answer(form, "service_requests", [shown(mall, found)])


def show_token(request: HttpRequest, form: str, token: str) -> HttpResponse:
    """Answer the number of what the key opens. We give it at once, so nobody must wait for it."""
    try:
        found = queries.complaint_by_track(token, mall_of(request))
    except ComplaintNotFound:
        raise TokenUnknown from None
    said = {"service_request_id": found.number, "token": tracks.track_of(found.pk)}
    return answer(form, "service_requests", [said])


def send_request(request: HttpRequest, form: str) -> HttpResponse:
    mall = mall_of(request)
    caller = _reporter(request, mall)
    _count(request, "open311.writes", WRITES, who=caller.actor)
    said = read_said(mall, request.POST)
    filed = actions.file_complaint(
        mall=mall,
        kind=said.kind,
        identity=said.identity,
        channel="open311",
        text=said.text,
        actor=caller.actor,
        contact=said.contact,
        service=said.subject.service,
        clause=said.clause,
        place=said.place,
        language=(get_language() or "id")[:2],
        sent=_sent(request, mall, caller),
    )
    page = request.build_absolute_uri(tracks.track_path(mall.slug, filed.track))
    notice = _("Laporan {number} kami terima. Ikuti, balas, dan nilai di sini: {page}")
    made = {
        "service_request_id": filed.number,
        "service_notice": notice.format(number=filed.number, page=page),
        "account_id": None,
    }
    return answer(form, "service_requests", [made])


def discover(request: HttpRequest, form: str) -> HttpResponse:
    """Answer where the endpoint is, what it speaks, and who gives keys."""
    newest = SetupRecord.objects.order_by("-id").values_list("at", flat=True).first()
    changed = (newest or BEGINNING).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    home = request.build_absolute_uri("/")
    said: dict[str, Any] = {
        "changeset": changed,
        "contact": _("Pengelola mal, lihat {home}").format(home=home),
        "key_service": _(
            "Pengelola mal membuat api_key di halaman Kunci program. jurisdiction_id adalah alamat "
            "web mal, kata pertama di belakang {host}."
        ).format(host=urlsplit(home).netloc),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": request.build_absolute_uri("/open311/v2/"),
                "changeset": changed,
                "type": "test" if settings.SATUHADIR_DEMO else "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return answer(form, "discovery", said)


def nothing_here(request: HttpRequest, form: str = "", rest: str = "") -> HttpResponse:
    return refusal(request, 404, sentence_of(404), {})


def _reporter(request: HttpRequest, mall: Mall) -> Caller:
    """Return the program whose key came, in the form or as a bearer; never in the address, which
    servers on the way write down.
    """
    kind, _space, bearer = request.headers.get("Authorization", "").partition(" ")
    key = request.POST.get("api_key") or (bearer if kind.lower() == "bearer" else "")
    caller = caller_for_token(key.strip())
    if caller is None or not caller.may("report", mall):
        raise WrongApiKey
    return caller


def _sent(request: HttpRequest, mall: Mall, caller: Caller) -> Sent:
    """Return what a repeat of this request is known by.

    By the word the program gave it; else by all it says, on the same day, which is what a program
    repeats that heard no answer. Keyed, for a phone number can be guessed.
    """
    fields = sorted(
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {"api_key", "jurisdiction_id"}
    )
    digest = digest_of(repr(fields).encode())
    word = request.headers.get(WORD, "").strip()[:200]
    known_by = f"word {word}" if word else f"day {mall.today()} {digest.hex()}"
    named = f"open311 {mall.pk} {caller.actor} {known_by}".encode()
    return Sent(hashlib.sha256(named).digest()[:16], digest)


def _count(request: HttpRequest, scope: str, rule: str, *, who: str = "") -> None:
    if settings.SATUHADIR_LIMITS:
        address = limits.counted_as(limits.client_address(request))
        limits.hit(scope, who or address, rule)


def _preflight(handlers: dict[str, Handler]) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = ", ".join(handlers)
    response["Access-Control-Allow-Headers"] = f"Authorization, {WORD}"
    response["Access-Control-Max-Age"] = "600"
    return response
