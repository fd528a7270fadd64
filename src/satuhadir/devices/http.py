# SPDX-License-Identifier: Apache-2.0
"""Which device a request comes from, and the guard of every page that stands in the hall.

A kiosk or display keeps its key in a cookie that no script can read. Browsers forget a cookie after
400 days at most, so every page it opens gives it again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from satuhadir.accounts.callers import Action
from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import caller_of
from satuhadir.accounts.queries import caller_for_token
from satuhadir.devices import actions, queries
from satuhadir.devices.errors import NotPaired
from satuhadir.devices.models import Device
from satuhadir.malls.models import Mall
from satuhadir.shared.http import declare_entry

Glass = Literal["kiosk", "display"]
View = Callable[..., HttpResponseBase]
_KEPT_SECONDS = 400 * 86_400
_BROWSERS = (
    (r"\bEdg\w*/(\d+)", "Edge"),
    (r"\bOPR/(\d+)", "Opera"),
    (r"\bSamsungBrowser/(\d+)", "Samsung Internet"),
    (r"\bFirefox/(\d+)", "Firefox"),
    (r"Chrom(?:e|ium)/(\d+)", "Chromium"),
    (r"\bVersion/(\d+).*\bSafari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"), ("CrOS", "ChromeOS"), ("Tizen", "Tizen"), ("Web0S", "webOS"),
    ("Windows", "Windows"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GlassKind:
    """A kind of device that is a browser: the word in its address and what its key may do."""

    word: str
    action: Action


class Cookies(NamedTuple):
    """The names of the two cookies of a glass: its key, and the secret of a pairing under way."""

    key: str
    pairing: str


GLASSES: Mapping[str, GlassKind] = {
    "kiosk": GlassKind("kios", "take_as_kiosk"),
    "display": GlassKind("layar", "show_hall"),
}


def for_glass(kind: Glass, *, page: bool = True) -> Callable[[View], View]:
    """Guard a page of a kiosk or display, or with `page=False` what its scripts ask.

    Open in the demonstration; elsewhere for a paired device of this kind and mall, and for the
    mall's staff. Anybody else is led to the page with the code; a script gets NotPaired.
    `request.device` is the paired device, or None.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            mall: Mall = request.mall  # type: ignore[attr-defined]
            device = find_device(request, mall, kind)
            request.device = device  # type: ignore[attr-defined]
            if device is None:
                led = _lead_away(request, mall, kind, page)
                return led if led is not None else view(request, *args, **kwargs)
            actions.hear_from(device, software=software_of(request))
            response = view(request, *args, **kwargs)
            if page:
                keep_key(response, mall, kind, request.COOKIES[cookies_of(kind).key])
            return response

        return declare_entry(guarded, f"glass: {kind}")

    return declare


def find_device(request: HttpRequest, mall: Mall, kind: Glass) -> Device | None:
    """Return the paired device a request comes from, None for any other browser."""
    raw = request.COOKIES.get(cookies_of(kind).key, "")
    caller = caller_for_token(raw) if raw else None
    if caller is None or not caller.may(GLASSES[kind].action, mall):
        return None
    return queries.device_of(caller)


def was_paired(request: HttpRequest, kind: Glass) -> bool:
    """Say whether this browser holds a key; where `find_device` finds none, it is shut out."""
    return bool(request.COOKIES.get(cookies_of(kind).key))


def home_of(mall: Mall, kind: Glass) -> str:
    return f"/{mall.slug}/{GLASSES[kind].word}/"


def cookies_of(kind: Glass) -> Cookies:
    return Cookies(f"sh_key_{kind}", f"sh_pair_{kind}")


def keep_key(response: HttpResponseBase, mall: Mall, kind: Glass, token: str) -> None:
    """Leave a device its key."""
    _set_cookie(response, mall, cookies_of(kind).key, token, _KEPT_SECONDS)


def keep_pairing(response: HttpResponseBase, mall: Mall, kind: Glass, secret: str) -> None:
    """Leave a browser the secret of the pairing it shows the code of."""
    _set_cookie(response, mall, cookies_of(kind).pairing, secret, 3_600)


def drop_pairing(response: HttpResponseBase, mall: Mall, kind: Glass) -> None:
    response.delete_cookie(cookies_of(kind).pairing, path=f"/{mall.slug}/", samesite="Lax")


def software_of(request: HttpRequest) -> str:
    """Return the family of browser and system, such as "Chromium 142, Linux"; no more of it."""
    agent = request.META.get("HTTP_USER_AGENT", "")[:400]
    system = next((name for word, name in _SYSTEMS if word in agent), "")
    for pattern, name in _BROWSERS:
        found = re.search(pattern, agent)
        if found is not None:
            return ", ".join(filter(None, (f"{name} {found[1][:4]}", system)))
    return system


def _lead_away(
    request: HttpRequest, mall: Mall, kind: Glass, page: bool
) -> HttpResponseBase | None:
    """Answer a browser that is no device; None lets it in."""
    if settings.SATUHADIR_DEMO or mall.is_demo:
        return None
    caller = caller_of(request)
    if caller.kind == "anonymous":
        if not page:
            raise NotPaired
        return HttpResponseRedirect(f"{home_of(mall, kind)}sambung/")
    if not caller.may_somewhere("take_as_desk", mall):
        raise NotYours
    return None


def _set_cookie(
    response: HttpResponseBase, mall: Mall, name: str, value: str, seconds: int
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=f"/{mall.slug}/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
