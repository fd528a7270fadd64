# SPDX-License-Identifier: Apache-2.0
"""Who asks, read from a request; and who may enter, declared at every view.

Each view says so with one decorator, the outermost: `public`, `signed_in`, `api`, `staff_only`, or
`for_glass` of the room of devices. They set `view.entry`, which a structure test asks of every
address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from satuhadir.accounts.actions import note_seen
from satuhadir.accounts.callers import ANONYMOUS, Action, Caller
from satuhadir.accounts.errors import NotYours, SignInFirst, WrongToken
from satuhadir.accounts.queries import caller_for_token, caller_for_user
from satuhadir.malls.errors import MallNotFound
from satuhadir.malls.http import go_to
from satuhadir.malls.models import Mall
from satuhadir.malls.queries import mall_by_slug
from satuhadir.shared.database import acting_as
from satuhadir.shared.guards import SAFE
from satuhadir.shared.http import AnyView, declare_entry, is_api, public

__all__ = [
    "MallAsk",
    "api",
    "at_mall",
    "caller_of",
    "go_to",
    "lead_to_sign_in",
    "public",
    "require",
    "signed_in",
    "staff_only",
]

View = Callable[..., HttpResponseBase]
GetResponse = Callable[[HttpRequest], HttpResponse]
# Where accounts work. Who still owes a password of their own or a second factor does that first.
WORK = ("/loket/", "/kelola/", "/nasional/", "/admin/")
# Where set-up changes: there the database is told who asks. Never at a counter's presses.
SETS_UP = ("/kelola/", "/admin/", "/masuk/")
CHANGE_PASSWORD = "/masuk/kata-sandi/"  # noqa: S105 - an address
FACTORS = "/masuk/pengaman/"
AIM = "accounts.aim"  # in the session: where somebody was going when they were led away


def caller_of(request: HttpRequest) -> Caller:
    """Return who asks: under the API by the bearer key alone, on pages by the session.

    Raises:
        WrongToken: an Authorization header came to the API and opens nothing.
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
            return _to_what_is_owed(request, caller) or view(request, *args, **kwargs)

        return declare_entry(guarded, f"staff: {action}")

    return declare


def signed_in(view: View) -> View:
    """Any account, about itself; the public is led to `/masuk/` and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        caller = caller_of(request)
        if caller.kind == "anonymous":
            return _to_sign_in(request)
        if caller.owes == "password" and request.path != CHANGE_PASSWORD:
            return HttpResponseRedirect(CHANGE_PASSWORD)
        return view(request, *args, **kwargs)

    return declare_entry(guarded, "signed_in")


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


@dataclass(frozen=True, slots=True)
class MallAsk:
    """One request of a manager about one mall, past the door."""

    request: HttpRequest
    mall: Mall
    caller: Caller

    @property
    def agencies(self) -> frozenset[int] | None:
        """Return the agencies in the manager's charge; None means the whole mall."""
        return self.caller.agencies("manage", self.mall)

    @property
    def is_whole(self) -> bool:
        return self.agencies is None

    def covers(self, agency_id: int) -> bool:
        return self.agencies is None or agency_id in self.agencies


def at_mall(request: HttpRequest, slug: str, action: Action = "manage") -> MallAsk:
    """Let a manager of the mall, or of an agency there, in; raise MallNotFound for the rest."""
    mall = mall_by_slug(slug)
    caller = caller_of(request)
    if not caller.may_somewhere("manage", mall):
        raise MallNotFound
    go_to(request, mall)
    if not caller.may_somewhere(action, mall):
        raise NotYours
    return MallAsk(request, mall, caller)


class StaffMiddleware:
    """On the way to staff pages: what is owed first, who changes the set-up, who was seen."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path, is_safe = request.path_info, request.method in SAFE
        if not path.startswith((*WORK, *SETS_UP)):
            return self.get_response(request)
        if is_safe or not path.startswith(SETS_UP) or not request.user.is_authenticated:
            response = self.get_response(request)
        else:
            with acting_as(f"user:{request.user.pk}"):
                response = self.get_response(request)
        if is_safe and request.user.is_authenticated and request.session.session_key:
            note_seen(session_key=request.session.session_key)
        return response

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Guard what guards itself without knowing of second factors: the set-up pages."""
        if request.path_info.startswith("/admin/") and request.user.is_authenticated:
            return _to_what_is_owed(request, caller_of(request))
        return None


def _to_what_is_owed(request: HttpRequest, caller: Caller) -> HttpResponse | None:
    if not caller.owes:
        return None
    request.session[AIM] = request.get_full_path() if request.method == "GET" else request.path
    return HttpResponseRedirect(CHANGE_PASSWORD if caller.owes == "password" else FACTORS)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    return redirect_to_login(here, login_url=settings.LOGIN_URL)


def _read_caller(request: HttpRequest) -> Caller:
    if not is_api(request):
        # A page knows no keys: one would do without its second factor what a person needs it for.
        return caller_for_user(request.user) if hasattr(request, "user") else ANONYMOUS
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is not None:
        kind, _, raw = header.partition(" ")
        caller = caller_for_token(raw.strip()) if kind.lower() == "bearer" else None
        if caller is None:
            raise WrongToken
        return caller
    return ANONYMOUS
