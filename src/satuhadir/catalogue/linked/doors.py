# SPDX-License-Identifier: Apache-2.0
"""What the addresses of open data share: whose names, which form is wanted, how files are sent."""

import gzip
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag

from satuhadir.catalogue.actions.files import refresh_files
from satuhadir.catalogue.linked import kept
from satuhadir.catalogue.linked.writing import TYPES
from satuhadir.catalogue.models import DataFile
from satuhadir.malls.models import Mall
from satuhadir.shared.memory import Brief

# Worst first: between equals the last one wins.
_FORMS: Final = ("jsonld", "ttl")
_FRESH_SECONDS: Final = 300
_origins: Brief[tuple[str, ...]] = Brief(5)


def origin_of(request: HttpRequest, mall: Mall) -> str:
    """Return the scheme and host the mall's names begin with.

    That of the settings; without one the address asked, as long as there are few of them.
    """
    if settings.SATUHADIR_ORIGIN:
        return str(settings.SATUHADIR_ORIGIN)
    asked = f"{request.scheme}://{request.get_host()}"
    known = _origins.get(mall.pk, lambda: tuple(kept.origins_of(mall)))
    if asked in known or len(known) < kept.MOST_ORIGINS:
        return asked
    return known[0]


def wanted_form(request: HttpRequest) -> str:
    """Return `html`, `ttl` or `jsonld`: what the Accept header likes best, a page when in doubt."""
    likes = {"html": 0.0, "ttl": 0.0, "jsonld": 0.0}
    kinds = {
        "text/html": "html", "application/xhtml+xml": "html", "text/turtle": "ttl",
        "application/ld+json": "jsonld", "application/json": "jsonld",
    }  # fmt: skip
    for one in request.accepted_types:
        form = kinds.get(f"{one.main_type}/{one.sub_type}")
        if form is not None:
            likes[form] = max(likes[form], _weight(str(one.params.get("q", "1"))))
    best = max(_FORMS, key=lambda form: (likes[form], _FORMS.index(form)))
    return best if likes[best] > likes["html"] else "html"


def see_other(address: str) -> HttpResponse:
    """Lead from a name to what tells of it."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    response["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept"])
    return response


def kept_file(mall: Mall, origin: str, name: str) -> DataFile:
    """Return a file as it was last made; made now where it never was."""
    found = kept.find_file(mall, origin, name)
    if found is None:
        refresh_files(mall, origin)
        _origins.forget()
        found = kept.find_file(mall, origin, name)
        assert found is not None
    return found


def send_kept(request: HttpRequest, file: DataFile) -> HttpResponseBase:
    """Answer a kept file, packed for whoever can unpack it, or that it has not changed."""
    etag = quote_etag(f'W/"{file.digest[:32]}"')
    changed = int(file.changed_at.timestamp())
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    content = bytes(file.packed)
    response: HttpResponseBase | None = get_conditional_response(request, etag, changed)
    if response is None or not isinstance(response, HttpResponseNotModified):
        response = HttpResponse(
            content if packed else gzip.decompress(content), content_type=_type_of(file.name)
        )
        if packed:
            response["Content-Encoding"] = "gzip"
    response["Last-Modified"] = http_date(changed)
    return _as_open_data(response, etag)


def send_made(request: HttpRequest, name: str, content: bytes, digest: str) -> HttpResponseBase:
    """Answer a small file that was made for this request, or that it has not changed."""
    etag = quote_etag(f'W/"{digest[:32]}"')
    response: HttpResponseBase | None = get_conditional_response(request, etag)
    if response is None or not isinstance(response, HttpResponseNotModified):
        response = HttpResponse(content, content_type=_type_of(name))
    return _as_open_data(response, etag)


def _as_open_data(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _type_of(name: str) -> str:
    return TYPES[name.rpartition(".")[2]]


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
