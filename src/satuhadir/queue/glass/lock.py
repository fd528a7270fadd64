# SPDX-License-Identifier: Apache-2.0
"""A kiosk shows the kiosk: a browser that is a paired kiosk is led home from any other page.

The mark is a signed cookie that a kiosk's page gives its device, good for the whole site, unlike
the device's key. It opens nothing; it only shuts. Staff lift it for ten minutes with their code.
"""

from collections.abc import Callable
from typing import Final

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from satuhadir.malls.models import Mall
from satuhadir.shared.cookies import keep_cookie

LOCK_COOKIE: Final = "sh_kios_kunci"
STAFF_COOKIE: Final = "sh_kios_petugas"
STAFF_SECONDS: Final = 600
_SALT = "satuhadir.kiosk.lock"
_STAFF_SALT = "satuhadir.kiosk.staff"
_NO_PAGES = ("/static/", "/healthz", "/readyz")
_YEAR = 365 * 86_400


class KioskLockMiddleware:
    """Lead a locked kiosk home from every page that is not the kiosk's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        slug = locked_to(request)
        if slug and not _may_show(request, slug):
            return HttpResponseRedirect(f"/{slug}/kios/")
        response = self.get_response(request)
        if slug and _is_free_again(request, response, slug):
            _take_off(response)
        if response.status_code >= 500 and request.method == "GET" and _is_kiosk(request):
            # Heals by itself also where the browser keeps no worker: nobody stands by to reload.
            response["Refresh"] = "5"
        return response


def keep_lock(request: HttpRequest, response: HttpResponseBase, mall: Mall) -> None:
    """Mark the browser of a paired kiosk; take the mark from one that is no device any more."""
    marked = locked_to(request)
    if getattr(request, "device", None) is not None:
        if marked != mall.slug:
            keep_cookie(response, LOCK_COOKIE, signing.dumps(mall.slug, salt=_SALT), seconds=_YEAR)
    elif marked:
        _take_off(response)


def locked_to(request: HttpRequest) -> str:
    """Return the slug of the mall this browser is a kiosk of; an empty text for any other."""
    kept = request.COOKIES.get(LOCK_COOKIE)
    if not kept:
        return ""
    try:
        return str(signing.loads(kept, salt=_SALT))
    except signing.BadSignature:
        return ""


def let_staff_in(response: HttpResponseBase, mall: Mall) -> None:
    """Lift the lock for ten minutes: staff typed their code."""
    keep_cookie(
        response, STAFF_COOKIE, signing.dumps(mall.slug, salt=_STAFF_SALT), seconds=STAFF_SECONDS
    )


def send_staff_out(response: HttpResponseBase) -> None:
    response.delete_cookie(STAFF_COOKIE, path="/", samesite="Lax")


def staff_is_here(request: HttpRequest, slug: str) -> bool:
    """Tell whether staff opened this kiosk with their code in these ten minutes."""
    kept = request.COOKIES.get(STAFF_COOKIE, "")
    try:
        found = signing.loads(kept, salt=_STAFF_SALT, max_age=STAFF_SECONDS)
    except signing.BadSignature:
        return False
    return bool(found == slug)


def _is_kiosk(request: HttpRequest) -> bool:
    return request.path_info.split("/")[2:3] == ["kios"]


def _is_free_again(request: HttpRequest, response: HttpResponse, slug: str) -> bool:
    """Tell whether the kiosk's own guard found no device here, or there is no such mall any more.

    Whoever was shut out would otherwise be led back to a page with a code, for ever. Only a page
    below the mall is sent the device's key, so that only there it can be missed.
    """
    if not request.path_info.startswith(f"/{slug}/kios/"):
        return False
    if not hasattr(request, "mall"):
        return response.status_code == 404
    return getattr(request, "device", response) is None


def _may_show(request: HttpRequest, slug: str) -> bool:
    path = request.path_info
    if path.startswith((f"/{slug}/kios/", *_NO_PAGES)):
        return True
    # What a page's scripts ask is no page. A browser says so itself, but in a hall without HTTPS
    # only by what it accepts.
    accepts = request.headers.get("Accept", "text/html")
    mode = "navigate" if "text/html" in accepts else "cors"
    if request.headers.get("Sec-Fetch-Mode", mode) != "navigate":
        return True
    return staff_is_here(request, slug)


def _take_off(response: HttpResponseBase) -> None:
    response.delete_cookie(LOCK_COOKIE, path="/", samesite="Lax")
