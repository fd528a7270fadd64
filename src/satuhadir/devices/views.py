# SPDX-License-Identifier: Apache-2.0
"""A kiosk or display that nobody knows yet: its code, until a manager has entered it."""

from collections.abc import Callable
from math import ceil

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_safe

from satuhadir.devices import actions, codes, queries
from satuhadir.devices.errors import PairingExpired, PairingNotFound
from satuhadir.devices.http import (
    Glass,
    cookies_of,
    drop_pairing,
    find_device,
    for_glass,
    home_of,
    keep_key,
    keep_pairing,
    software_of,
    was_paired,
)
from satuhadir.devices.models import Pairing
from satuhadir.devices.values import Claimed, Started
from satuhadir.malls.models import Mall
from satuhadir.shared import limits
from satuhadir.shared.errors import Limited
from satuhadir.shared.http import public
from satuhadir.shared.qr import qr_of

PAUSE_SECONDS = 60


@public
@require_GET
def show_code(request: HttpRequest, slug: str, kind: Glass) -> HttpResponse:
    """Show this browser's code; once it has been entered, take the key and open the glass."""
    mall: Mall = request.mall  # type: ignore[attr-defined]
    if find_device(request, mall, kind) is not None:
        return _never_kept(HttpResponseRedirect(home_of(mall, kind)))
    secret = request.COOKIES.get(cookies_of(kind).pairing, "")
    pairing = _mine(secret, mall, kind)
    if pairing is not None:
        try:
            claimed = actions.claim_pairing(secret=secret)
        except (PairingNotFound, PairingExpired):
            pairing = None
        else:
            if claimed is not None:
                return _let_in(mall, kind, claimed)
    try:
        started = (
            Started(secret, codes.code_of(secret), pairing)
            if pairing is not None
            else _start(request, mall, kind)
        )
    except Limited as error:
        return _code_page(request, mall, kind, None, pause=max(error.retry_after, PAUSE_SECONDS))
    response = _code_page(request, mall, kind, started)
    keep_pairing(response, mall, kind, started.secret)
    return response


@public
@require_safe
def tell_state(request: HttpRequest, slug: str, kind: Glass) -> HttpResponse:
    """Tell the page with the code whether to wait on, or to load again: entered, or out of time."""
    mall: Mall = request.mall  # type: ignore[attr-defined]
    limits.hit_request(request, "devices.state", device="60/minute", address="6000/minute")
    pairing = _mine(request.COOKIES.get(cookies_of(kind).pairing, ""), mall, kind)
    waits = pairing is not None and pairing.is_open()
    return _never_kept(JsonResponse({"state": "waiting" if waits else "ready"}))


def _pulse(request: HttpRequest, slug: str) -> HttpResponse:
    """Hear that the glass is still there, and tell it by a 401 when it has been shut out."""
    return _never_kept(HttpResponse(status=204))


PULSES: dict[str, Callable[..., HttpResponse]] = {
    "kiosk": for_glass("kiosk", page=False)(require_safe(_pulse)),  # type: ignore[dict-item]
    "display": for_glass("display", page=False)(require_safe(_pulse)),  # type: ignore[dict-item]
}


def _mine(secret: str, mall: Mall, kind: Glass) -> Pairing | None:
    """Return the pairing a browser's cookie stands for, when it is of this mall and kind."""
    pairing = queries.find_pairing(secret) if secret else None
    if pairing is None or pairing.mall_id != mall.pk or pairing.kind != kind:
        return None
    return pairing


def _start(request: HttpRequest, mall: Mall, kind: Glass) -> Started:
    limits.hit_request(request, "devices.pair", device="30/hour", address="600/hour")
    return actions.start_pairing(kind=kind, mall=mall, software=software_of(request))


def _let_in(mall: Mall, kind: Glass, claimed: Claimed) -> HttpResponse:
    response = HttpResponseRedirect(home_of(mall, kind))
    keep_key(response, mall, kind, claimed.token)
    drop_pairing(response, mall, kind)
    return _never_kept(response)


def _code_page(
    request: HttpRequest, mall: Mall, kind: Glass, started: Started | None, *, pause: int = 5
) -> HttpResponse:
    manage = f"/kelola/{mall.slug}/perangkat/"
    code = started.shown if started else ""
    seconds = (started.pairing.expires_at - timezone.now()).total_seconds() if started else pause
    context = {
        "kind": kind,
        "code": code,
        "letters": started.code if started else "",
        "home": home_of(mall, kind),
        "minutes": ceil(seconds / 60),
        "seconds": max(int(seconds), 1),
        "pause": pause,
        "was_paired": was_paired(request, kind),
        "manage_url": request.build_absolute_uri(manage).split("://", 1)[1],
        "here_url": f"{manage}di-sini/?jenis={kind}",
        "qr": qr_of(request.build_absolute_uri(f"{manage}sambung/?kode={code}")) if code else "",
    }
    status = 200 if started else 429
    return _never_kept(render(request, "devices/pairing.html", context, status=status))


def _never_kept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True, private=True)
    return response
