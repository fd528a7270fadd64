# SPDX-License-Identifier: Apache-2.0
"""Pages that belong to no room: a region's colour, the service worker, being offline."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from satuhadir.shared.colour import stylesheet
from satuhadir.shared.http import public
from satuhadir.shared.static_files import serve_static

WORKER = Path(__file__).parent / "static" / "shared" / "worker.js"


@public
@require_safe
@cache_control(public=True, max_age=86_400)
def hue_stylesheet(request: HttpRequest, hue: int) -> HttpResponse:
    """Answer the few lines of CSS that give a region its colour (`hue` 0–359)."""
    if not 0 <= hue < 360:
        raise Http404
    return HttpResponse(stylesheet(hue), content_type="text/css; charset=utf-8")


@public
@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Answer the service worker; the header lets it keep pages outside its own folder."""
    return HttpResponse(
        WORKER.read_bytes(),
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": "/"},
    )


@public
@require_safe
@cache_control(public=True, max_age=3_600)
def offline(request: HttpRequest) -> HttpResponse:
    """Answer the page shown when there is no network and nothing was kept."""
    return render(request, "shared/offline.html")


@public
@require_safe
def mark(request: HttpRequest) -> HttpResponse:
    """Answer browsers that ask for /favicon.ico by themselves, whatever the page says."""
    return serve_static(request, "shared/mark.svg")
