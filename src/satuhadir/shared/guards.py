# SPDX-License-Identifier: Apache-2.0
"""What every request passes before anything reads it, and what every answer carries."""

import json
import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    ImproperlyConfigured,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils import translation

from satuhadir.shared.errors import CrossSite, UnreadableBody
from satuhadir.shared.http import API_PREFIX, is_api, plain_refusal, refusal_response

GetResponse = Callable[[HttpRequest], HttpResponse]

MOST_API_BYTES = 64 * 1024
MOST_FORM_BYTES = 1024 * 1024
# Three files of 5 MB, what is written beside them, and what stands between.
MOST_UPLOAD_BYTES = 16 * 1024 * 1024
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; object-src 'none'; frame-ancestors 'none'; form-action 'self'; "
    "base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    # The address of a ticket is its key: nothing of it goes to other sites. Not no-referrer,
    # with which browsers send `Origin: null` and our own forms would be refused.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# \u0000 and lone halves of a surrogate pair: JSON can say them, PostgreSQL can't keep them.
_ESCAPE_TO_LOOK_AT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def most_bytes(path: str, content_type: str) -> int:
    """Return how large the body of a request may be: files only where `settings` lets them in."""
    if path.startswith(API_PREFIX):
        return MOST_API_BYTES
    takes_files = content_type.lower().startswith("multipart/form-data")
    if takes_files and re.match(settings.SATUHADIR_UPLOADS, path):
        return MOST_UPLOAD_BYTES
    return MOST_FORM_BYTES


class ProxyMiddleware:
    """Believe the forwarding headers of the proxies in SATUHADIR_TRUSTED_PROXIES, of no others."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        try:
            self.trusted = [
                ip_network(one, strict=False) for one in settings.SATUHADIR_TRUSTED_PROXIES
            ]
        except ValueError:
            raise ImproperlyConfigured(
                "The trusted proxies must be addresses or networks, separated by commas."
            ) from None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.trusted and self._is_trusted(request.META.get("REMOTE_ADDR", "")):
            hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            # From the right: the last address that no proxy of ours wrote is the client's.
            for hop in reversed([part.strip() for part in hops if part.strip()]):
                request.META["REMOTE_ADDR"] = hop
                if not self._is_trusted(hop):
                    break
            scheme = request.META.get("HTTP_X_FORWARDED_PROTO", "").strip().lower()
            if scheme in {"http", "https"}:
                request.META["wsgi.url_scheme"] = scheme
        return self.get_response(request)

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.trusted)


class HeadersMiddleware:
    """Give every answer the headers that keep a browser on the safe side."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = (
                "no-store" if is_api(request) else "private, no-cache"
            )
        return response


class LanguageMiddleware:
    """Speak the language of the cookie or the browser; for requests without LocaleMiddleware."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(translation.get_language_from_request(request)):
            return self.get_response(request)


class InputMiddleware:
    """Refuse what can't be read, with a sentence, before a view trips over it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request):
            request.get_host()  # refuses names that are not ours; pages are asked by Common
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info or "\x00" in query or "%00" in query:
            return plain_refusal(request, 400)
        if request.method not in SAFE and not is_api(request):
            refusal = self._form_refusal(request)
            if refusal is not None:
                return refusal
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Look at the body of a call of the API once its path is known to exist."""
        if request.method in SAFE or not is_api(request):
            return None
        return self._api_refusal(request)

    def _api_refusal(self, request: HttpRequest) -> HttpResponse | None:
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return refusal_response(request, CrossSite())
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdigit():
            return plain_refusal(request, 400)
        if int(length[:20]) > MOST_API_BYTES:
            return plain_refusal(request, 413)
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            return plain_refusal(request, 411)
        if int(length) and request.content_type != "application/json":
            return plain_refusal(request, 415)
        return None

    def _form_refusal(self, request: HttpRequest) -> HttpResponse | None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdigit():
            return plain_refusal(request, 400)
        # Django asks this of forms without files only; and of what is too large the server hands
        # us the length alone.
        most = most_bytes(request.path_info, request.META.get("CONTENT_TYPE", ""))
        if int(length[:20]) > most:
            return plain_refusal(request, 413)
        try:
            fields = request.POST.lists()
        except RequestDataTooBig:
            return plain_refusal(request, 413)
        except TooManyFilesSent:
            return plain_refusal(request, 413)
        except (MultiPartParserError, TooManyFieldsSent, UnreadablePostError):
            return plain_refusal(request, 400)
        if any("\x00" in name or any("\x00" in one for one in values) for name, values in fields):
            return plain_refusal(request, 400)
        return None


def read_json(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of the body; {} for an empty body.

    Raises:
        UnreadableBody: not UTF-8, not JSON, not an object, or text no database can keep.
    """
    body = request.body
    if not body:
        return {}
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        if _ESCAPE_TO_LOOK_AT.search(body):
            _check_text(value)
    except (ValueError, RecursionError):
        raise UnreadableBody from None
    if not isinstance(value, dict):
        raise UnreadableBody
    return value


def _check_text(value: object) -> None:
    """Raise ValueError when a text anywhere in `value` is one PostgreSQL can't keep."""
    if isinstance(value, str):
        value.encode("utf-8")
        if "\x00" in value:
            raise ValueError("NUL")
    elif isinstance(value, dict):
        for name, one in value.items():
            _check_text(name)
            _check_text(one)
    elif isinstance(value, list):
        for one in value:
            _check_text(one)


def _refuse_constant(name: str) -> float:
    raise ValueError(name)
