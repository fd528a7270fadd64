# SPDX-License-Identifier: Apache-2.0
"""The one place where refusals become HTTP: a page for people, problem+json under `/api/v1/`."""

import logging
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar, cast

import psycopg
from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from satuhadir.shared import errors, metrics
from satuhadir.shared.errors import DomainError

API_PREFIX = "/api/v1/"
DEVICE_COOKIE = "sh_device"
PROBLEM = "application/problem+json"

STATUS: dict[type[DomainError], int] = {
    errors.Malformed: 400,
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Refused: 409,
    errors.Invalid: 422,
    errors.Limited: 429,
    errors.Unavailable: 503,
}
# What a plain answer of the framework without a code of ours is called under the API.
CODES = {
    400: "shared.malformed",
    401: "shared.not_signed_in",
    403: "shared.forbidden",
    404: "shared.unknown_path",
    405: "shared.wrong_method",
    411: "shared.length_required",
    413: "shared.too_large",
    415: "shared.wrong_content_type",
    500: "shared.failure",
    503: "shared.unavailable",
}
AnyView = TypeVar("AnyView", bound=Callable[..., Any])
_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
_log = logging.getLogger("satuhadir.http")


@dataclass(frozen=True, slots=True)
class _Said:
    """A refusal of HTTP itself, for the page that shows refusals."""

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


def status_of(error: DomainError) -> int:
    """Return the HTTP status of an error's family."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def declare_entry(view: AnyView, entry: str) -> AnyView:
    """Write on a view who may enter; a structure test asks it of every address."""
    view.entry = entry  # type: ignore[attr-defined]
    return view


def public(view: AnyView) -> AnyView:
    """Anybody may enter, signed in or not."""
    return declare_entry(view, "public")


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API_PREFIX)


def refusal_response(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer a refusal in the form this request reads: a page, or problem+json."""
    status = status_of(error)
    metrics.REFUSALS.labels(error.code).inc()
    headers = {}
    if isinstance(error, errors.Limited | errors.Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, errors.NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    speak = _other_language(request)
    if speak is not None:
        return speak(request, status, str(error), headers)
    if is_api(request):
        return problem_response(status, headers=headers, **error.problem())
    return _page(request, status, error, headers)


def problem_response(
    status: int,
    *,
    code: object,
    detail: object,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """Answer an RFC 9457 problem. `more` are further members, such as `errors`."""
    body = {
        "type": f"urn:satuhadir:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    return JsonResponse(body, status=status, content_type=PROBLEM, headers=headers)


def plain_refusal(request: HttpRequest, status: int) -> HttpResponse:
    """Answer a refusal of HTTP itself, one without a rule of ours behind it."""
    said = _Said(CODES.get(status, CODES[400]), sentence_of(status))
    speak = _other_language(request)
    if speak is not None:
        return speak(request, status, said.text, {})
    if is_api(request):
        return problem_response(status, code=said.code, detail=said.text)
    return _page(request, status, said, {})


def _other_language(request: HttpRequest) -> Callable[..., HttpResponse] | None:
    """Return how refusals are said below an address that is not ours alone to design, or None."""
    for prefix, dotted in settings.SATUHADIR_OTHER_REFUSALS.items():
        if request.path_info.startswith(prefix):
            return cast(Callable[..., HttpResponse], import_string(dotted))
    return None


def sentence_of(status: int) -> str:
    """Return what people read for a plain status, in the language now active."""
    match status:
        case 401:
            return str(errors.NotSignedIn.message)
        case 403:
            return str(errors.Forbidden.message)
        case 404:
            return str(errors.UnknownPath.message)
        case 405:
            return gettext("Cara ini tidak berlaku untuk alamat ini.")
        case 411:
            return gettext("Panjang isi permintaan harus disebutkan.")
        case 413:
            return gettext(
                "Yang dikirim terlalu besar, jadi belum kami terima. Kembali, kurangi jumlah atau "
                "ukuran berkasnya, lalu kirim lagi."
            )
        case 415:
            return gettext("Isi permintaan harus berupa application/json.")
        case 500:
            return gettext("Ada kesalahan pada sistem kami. Kesalahan ini sudah tercatat.")
        case 503:
            return str(errors.Unavailable.message)
        case _:
            return str(errors.Malformed.message)


def failure_response(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """Answer an exception nobody expected: 503 when the database is away, 400 for a value it
    can't hold, else 500. Nothing of the request goes into the log.
    """
    if isinstance(error, _AWAY):
        metrics.DATABASE_AWAY.inc()
        _log.warning("database away: %s", type(error).__name__)
        return refusal_response(request, errors.DatabaseAway())
    if isinstance(error, DataError | psycopg.DataError):
        _log.warning("a value the database can't hold: %s", type(error.__cause__ or error).__name__)
        return plain_refusal(request, 400)
    return plain_refusal(request, 500)


class DomainErrorMiddleware:
    """Turn refusals, and a database that is away, into answers; give API answers a code."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 400 and not response.get("Content-Type", "").startswith(PROBLEM):
            return self._spoken(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return refusal_response(request, error)
        if isinstance(error, (*_AWAY, DataError, psycopg.DataError)):
            return failure_response(request, error)
        return None

    def _spoken(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Give an answer of the framework our words: all under the API, empty ones elsewhere."""
        empty = isinstance(response, HttpResponse) and not response.content
        if not is_api(request) and not empty:
            return response
        answer = plain_refusal(request, response.status_code)
        for name in ("Allow", "Retry-After"):
            if response.has_header(name):
                answer[name] = response[name]
        answer.cookies.update(response.cookies)
        return answer


def device_of(request: HttpRequest) -> str:
    """Return the random name of this browser or kiosk, 32 hex digits; new ones get a cookie.

    It tells devices apart for limits and repeated presses. It opens nothing.
    """
    known = request.META.get("satuhadir.device") or request.COOKIES.get(DEVICE_COOKIE, "")
    if len(known) == 32 and not set(known) - set("0123456789abcdef"):
        return str(known)
    request.META["satuhadir.device"] = fresh = secrets.token_hex(16)
    return fresh


def opened_by_key(response: HttpResponse) -> HttpResponse:
    """Mark a page whose address is the key to it: kept by no cache, listed by no search engine."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


class DeviceMiddleware:
    """Keep the name `device_of` gave in a cookie for a year."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        fresh = request.META.get("satuhadir.device")
        if fresh:
            response.set_cookie(
                DEVICE_COOKIE,
                fresh,
                max_age=365 * 86_400,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer `handler404`."""
    return plain_refusal(request, 404)


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer `handler400`: also a body beyond DATA_UPLOAD_MAX_MEMORY_SIZE, or too many fields."""
    return plain_refusal(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer `handler403`."""
    return plain_refusal(request, 403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose CSRF token does not fit."""
    return refusal_response(request, errors.FormExpired())


def failure(request: HttpRequest) -> HttpResponse:
    """Answer `handler500`, also for what broke in a middleware."""
    return failure_response(request, sys.exc_info()[1])


def _page(
    request: HttpRequest, status: int, error: DomainError | _Said, headers: Mapping[str, str]
) -> HttpResponse:
    mall = getattr(request, "mall", None)
    # What is broken must not break its own page: no session, no account, nothing of the request.
    source = None if status >= 500 else request
    response = render(source, "shared/refusal.html", {"error": error, "mall": mall}, status=status)
    for name, value in headers.items():
        response[name] = value
    return response
