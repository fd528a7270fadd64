# SPDX-License-Identifier: Apache-2.0
"""The region's recordings over HTTP; those that come with the product are static files."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from satuhadir.shared.http import public
from satuhadir.speech import queries
from satuhadir.speech.http import clip_response


@public
@require_safe
def recording(request: HttpRequest, language: str, digest: str, clip: str) -> HttpResponse:
    """Answer a recording; kept for a year when the address carries its present digest."""
    return clip_response(request, queries.clip_at(language, clip), digest)
