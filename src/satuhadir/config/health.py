# SPDX-License-Identifier: Apache-2.0
"""What a supervisor or a load balancer asks: does the process live, can it work."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from satuhadir.shared.database import database_answers
from satuhadir.shared.http import public


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process lives; asks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, else 503, within about two seconds."""
    if database_answers():
        return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
    return HttpResponse(
        "database away\n",
        content_type="text/plain; charset=utf-8",
        status=503,
        headers={"Retry-After": "5"},
    )
