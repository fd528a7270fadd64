# SPDX-License-Identifier: Apache-2.0
"""What the hall display asks for in order to speak."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from satuhadir.devices.http import for_glass
from satuhadir.malls.models import Mall
from satuhadir.queue.queries.speech import counter_clip, speech_book
from satuhadir.speech.http import clip_response


@for_glass("display", page=False)
@require_safe
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the voices, their clips' addresses and the mall's rules; 304 when nothing changed."""
    mall: Mall = request.mall  # type: ignore[attr-defined]
    made = speech_book(mall)
    if made.etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(made.text, content_type="application/json")
    response["ETag"] = made.etag
    response["Cache-Control"] = "no-cache"
    return response


@for_glass("display", page=False)
@require_safe
def counter_name(request: HttpRequest, slug: str, counter: UUID) -> HttpResponse:
    """Answer a counter's name read aloud by this server."""
    mall: Mall = request.mall  # type: ignore[attr-defined]
    return clip_response(request, counter_clip(mall, counter), request.GET.get("v", ""))
