# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/kios/`: the code with which staff look after a kiosk on the spot."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import staff_only
from satuhadir.queue import wording
from satuhadir.queue.queries.kiosks import staff_code
from satuhadir.queue.staff.asking import at_mall


@staff_only("manage")
@require_safe
def kiosk_code(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the six digits of these ten minutes; an agency's manager has no kiosk of the mall."""
    ask = at_mall(request, slug)
    if not ask.is_whole:
        raise NotYours
    code = staff_code(ask.mall)
    until = wording.clock_zone(code.until, ask.mall)
    context = {"ask": ask, "code": f"{code.code[:3]} {code.code[3:]}", "until": until}
    response = render(request, "queue/manage_kiosk.html", context)
    patch_cache_control(response, no_store=True, private=True)
    return response
