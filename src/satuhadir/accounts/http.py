# SPDX-License-Identifier: Apache-2.0
"""Who asks, read from a request; and who may enter, declared at every view.

Each view says so with one decorator, the outermost: `public`, `api`, `kiosk_glass` or
`staff_only`. They set `view.entry`, which a structure test asks of every address.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from satuhadir.accounts.callers import ANONYMOUS, Action, Caller
from satuhadir.accounts.errors import NotYours, SignInFirst, WrongToken
from satuhadir.accounts.queries import caller_for_token, caller_for_user
from satuhadir.shared.http import AnyView, declare_entry, is_api, public

__all__ = [
    "api",
    "caller_of",
    "kiosk_glass",
    "lead_to_sign_in",
    "public",
    "require",
    "staff_only",
]

View = Callable[..., HttpResponseBase]


def caller_of(request: HttpRequest) -> Caller:
    """Return who asks: under the API by the bearer key alone, on pages by the session.

    Raises:
        WrongToken: an Authorization header came and opens nothing.
    """
    known = request.META.get("satuhadir.caller")
    if known is None:
        known = request.META["satuhadir.caller"] = _read_caller(request)
    return cast(Caller, known)


def require(caller: Caller, allowed: bool) -> None:
    """Refuse a caller who is not allowed: SignInFirst for the public, NotYours for the rest."""
    if not allowed:
        raise SignInFirst if caller.kind == "anonymous" else NotYours


def api(rights: str) -> Callable[[AnyView], AnyView]:
    """An operation of the API that asks the caller's rights itself; `rights` says which.

    No CSRF token: the API knows its callers by a header no other site can send.
    """

    def declare(view: AnyView) -> AnyView:
        view.csrf_exempt = True  # type: ignore[attr-defined]
        return declare_entry(view, f"api: {rights}")

    return declare


def staff_only(action: Action) -> Callable[[View], View]:
    """Only an account that may do `action`: at `request.mall` where there is one, else anywhere.

    The public is led to `/masuk/` and back. What the view then does, it asks of the caller.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            caller = caller_of(request)
            if caller.kind == "anonymous":
                return _to_sign_in(request)
            if not caller.may_somewhere(action, getattr(request, "mall", None)):
                raise NotYours
            return view(request, *args, **kwargs)

        return declare_entry(guarded, f"staff: {action}")

    return declare


def kiosk_glass(view: View) -> View:
    """A kiosk or a hall display: open in the demonstration, elsewhere for the mall's staff."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        mall = getattr(request, "mall", None)
        if not (settings.SATUHADIR_DEMO or (mall is not None and mall.is_demo)):
            caller = caller_of(request)
            if caller.kind == "anonymous":
                return _to_sign_in(request)
            if not caller.may_somewhere("take_as_desk", mall):
                raise NotYours
        return view(request, *args, **kwargs)

    return declare_entry(guarded, "kiosk_glass")


@public
def lead_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead from admin's own sign-in page to ours, the one door with the lock-out.

    Who is signed in and comes here may not enter admin: said, for leading them back to where they
    came from would go round in circles.
    """
    if caller_of(request).kind != "anonymous":
        raise NotYours
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{query}" if query else settings.LOGIN_URL)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    return redirect_to_login(here, login_url=settings.LOGIN_URL)


def _read_caller(request: HttpRequest) -> Caller:
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is not None:
        kind, _, raw = header.partition(" ")
        caller = caller_for_token(raw.strip()) if kind.lower() == "bearer" else None
        if caller is None:
            raise WrongToken
        return caller
    if is_api(request) or not hasattr(request, "user"):
        return ANONYMOUS
    return caller_for_user(request.user)
