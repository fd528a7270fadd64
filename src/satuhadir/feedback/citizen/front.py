# SPDX-License-Identifier: Apache-2.0
"""`/{mall}/pengaduan/`: what one can say here, how it goes on, and what was answered before."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satuhadir.catalogue.queries import services_of
from satuhadir.feedback.queries import clock_rules, wall_of
from satuhadir.malls.http import MallRequest
from satuhadir.shared.http import public

_ON_A_PAGE = 20


@public
@require_safe
def front(request: MallRequest, slug: str) -> HttpResponse:
    """Show the ways to say something, the promises, and the public wall."""
    return front_page(request)


def front_page(request: HttpRequest, *, wrong_code: str = "", status: int = 200) -> HttpResponse:
    """Show the front page, with what was wrong with a typed code.

    `?layanan=` is the service people come from; what they say next is about it.
    """
    mall = request.mall  # type: ignore[attr-defined]
    rules = clock_rules(mall)
    code = request.GET.get("layanan")
    context = {
        "about": next((one for one in services_of(mall) if one.code == code), None),
        "wall": Paginator(wall_of(mall), _ON_A_PAGE).get_page(request.GET.get("hal")),
        "rules": rules,
        "wrong_code": wrong_code,
    }
    return render(request, "feedback/front.html", context, status=status)
