# SPDX-License-Identifier: Apache-2.0
"""From the choice of a mall to a service: the pages anybody may look at."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from satuhadir.malls.http import MallRequest
from satuhadir.queue.citizen import context, mine, searching
from satuhadir.queue.citizen.mine import Mine
from satuhadir.shared.http import public

LONGEST_SEARCH = 100


@public
@require_safe
def chooser(request: MallRequest) -> HttpResponse:
    """Show every mall."""
    return render(request, "queue/chooser.html", context.chooser())


@public
@require_safe
def home(request: MallRequest, slug: str) -> HttpResponse:
    """Show a mall: open or not, its lines now, the number this phone holds."""
    own = Mine(request, request.mall)
    response = render(request, "queue/home.html", context.home(request.mall, own))
    if own.track and own.ticket is None:
        mine.forget(response, request.mall)
    return response


@public
@require_safe
def services(request: MallRequest, slug: str) -> HttpResponse:
    """Show all services, what fits `?q=`, or those of one line (`?antrean=A`).

    With `X-Part: hasil` the found part alone, put into the page while somebody types.
    """
    q = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    mall = request.mall
    is_part = request.headers.get("X-Part") == "hasil"
    if not q:
        told = context.services(mall, request.GET.get("antrean", ""))
        return render(request, "queue/services.html", told)
    told = {**searching.found(mall, q, counts=not is_part), "mall_url": request.path}
    response = render(request, "queue/_found.html" if is_part else "queue/services.html", told)
    patch_vary_headers(response, ["X-Part"])
    return response
