# SPDX-License-Identifier: Apache-2.0
"""Style sheets, scripts and pictures, straight from the packages: no build, no collecting.

Every address carries a digest of all files, `/static/<digest>/shared/base.css`, so browsers may
keep it for a year; what a file names relatively comes with the same digest. An address with
another digest, or none, gets the file as it is now, to be asked for again.
"""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles.finders import find, get_finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from satuhadir.shared.http import public

_TEXT = frozenset({"text/css", "text/javascript", "image/svg+xml", "application/json"})
_TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class StaticFile(NamedTuple):
    content_type: str
    plain: bytes
    packed: bytes | None  # gzip, where it is smaller
    etag: str


class DigestStorage(StaticFilesStorage):
    """Gives `{% static %}` addresses with the digest of all files."""

    def url(self, name: str | None) -> str:
        return f"{settings.STATIC_URL}{digest()}/{name or ''}"


@lru_cache(maxsize=1)
def digest() -> str:
    """Return twelve hex digits over the names and contents of every static file."""
    total = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            total.update(str(name).encode() + b"\0" + Path(storage.path(name)).read_bytes())
    return total.hexdigest()[:12]


@public
@require_safe
def serve_static(request: HttpRequest, path: str) -> HttpResponse:
    """Answer a static file; 404 for anything that is none."""
    current = path.partition("/")[0] == digest()
    file = find_static(path)
    if file is None:
        raise Http404
    if file.etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    elif file.packed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(file.packed, content_type=file.content_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(file.plain, content_type=file.content_type)
    response["ETag"] = file.etag
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response


def find_static(path: str) -> StaticFile | None:
    """Return the file behind what follows `/static/` in an address, with or without a digest."""
    first, _, rest = path.partition("/")
    return _read(rest) if first == digest() else _read(path) or _read(rest)


@lru_cache(maxsize=1_000)
def _read(name: str) -> StaticFile | None:
    if not name or ".." in name.split("/") or "\\" in name or name.startswith("/"):
        return None
    found = find(name)
    path = Path(found) if isinstance(found, str) else None
    if path is None or not path.is_file():
        return None
    plain = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    kind = kind or "application/octet-stream"
    packed = gzip.compress(plain, 9, mtime=0) if kind in _TEXT else None
    return StaticFile(
        content_type=f"{kind}; charset=utf-8" if kind in _TEXT else kind,
        plain=plain,
        packed=packed if packed is not None and len(packed) < len(plain) else None,
        etag=f'W/"{hashlib.sha256(plain).hexdigest()[:16]}"',
    )
