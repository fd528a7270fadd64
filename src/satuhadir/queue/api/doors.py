# SPDX-License-Identifier: Apache-2.0
"""The one door of the API: what every request passes, in this order.

Who asks (a wrong key is 401) · how often · which mall (404) · may they (401, 403) · what they
say (400, 422) · the operation, which calls one action or query and decides nothing itself.
Plain Django views: django-ninja writes the document from the same declarations (`document`), and
no request passes through it.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern
from django.urls import path as address
from pydantic import BaseModel, ValidationError

from satuhadir.accounts.callers import Action, Caller
from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import api, caller_of, require
from satuhadir.malls import queries as malls
from satuhadir.malls.errors import MallNotFound
from satuhadir.malls.http import tell_hours_of
from satuhadir.malls.models import Mall
from satuhadir.queue import queries
from satuhadir.queue.actions import Repeat
from satuhadir.queue.api.inputs import Input, Nothing, find_id, invalid, problem_with
from satuhadir.queue.errors import OtherBody, OtherCounter
from satuhadir.queue.queries import Tracked
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError, Invalid, NotFound, UnreadableBody
from satuhadir.shared.guards import read_json
from satuhadir.shared.http import DEVICE_COOKIE
from satuhadir.shared.keyed import digest_of

Given = TypeVar("Given", bound=Input)
Answers = Mapping[int, type[BaseModel] | None]


class Limit(NamedTuple):
    """How often one device, and one address, may ask; a whole hall shares one address."""

    scope: str
    device: str
    address: str


@dataclass(slots=True)
class Ask:
    """One request, past the door: who asks, where, and what a repeat of it is known by."""

    request: HttpRequest
    caller: Caller
    path: Mapping[str, str]
    place: Mall | None
    tracked: Tracked | None = None
    repeat: Repeat = Repeat()  # noqa: RUF009 - a tuple: nobody can change it

    @property
    def mall(self) -> Mall:
        """Return the mall the request is about; some operations have none in their address."""
        if self.place is None:
            raise MallNotFound
        return self.place

    def id_in_path(self, name: str, missing: type[NotFound]) -> UUID:
        """Return an id of the path; what is no UUID names nothing, so raise `missing`."""
        found = find_id(self.path[name])
        if found is None:
            raise missing
        return found

    def require_counter(self, counter_id: UUID) -> None:
        """Refuse a key of another counter (OtherCounter), and an officer of another agency."""
        if self.caller.counter_id not in {None, counter_id}:
            raise OtherCounter
        agencies = self.caller.agencies("serve", self.mall)
        if agencies is None:
            return
        if queries.counter_at(self.mall, counter_id).agency_id not in agencies:
            raise NotYours

    def is_by_staff(self) -> bool:
        """Say whether staff of this mall ask, who may read ids."""
        return self.caller.may_somewhere("serve", self.mall)


@dataclass(frozen=True, slots=True)
class Operation:
    """What is known of an operation before any request: its address, rights, shapes, refusals.

    `rights` are alternatives; none means anyone. `answers` are the shapes by status, None for an
    empty answer. `refuses` are the refusals of its action, for the document.
    """

    method: str
    route: str
    name: str
    summary: str
    rights: tuple[Action, ...]
    takes: type[Input]
    answers: Answers
    refuses: tuple[type[DomainError], ...]
    limit: Limit | None
    run: Callable[[Ask, Any], HttpResponse]


OPERATIONS: list[Operation] = []


def operation(
    method: str,
    route: str,
    *,
    takes: type[Given],
    answers: Answers,
    summary: str,
    rights: tuple[Action, ...] = (),
    refuses: tuple[type[DomainError], ...] = (),
    limit: Limit | None = None,
    name: str = "",
) -> Callable[[Callable[[Ask, Given], HttpResponse]], Callable[[Ask, Given], HttpResponse]]:
    """Declare a function as an operation at `route`, which begins below `/api/v1`."""

    def declare(run: Callable[[Ask, Given], HttpResponse]) -> Callable[[Ask, Given], HttpResponse]:
        said = (*refuses, OtherBody) if method == "POST" else refuses
        title = name or run.__name__
        OPERATIONS.append(
            Operation(method, route, title, summary, rights, takes, answers, said, limit, run)
        )
        return run

    return declare


def view_of(one: Operation) -> Callable[..., HttpResponse]:
    """Return the Django view of an operation."""
    methods = ["GET", "HEAD"] if one.method == "GET" else [one.method]

    def view(request: HttpRequest, **path: str) -> HttpResponse:
        if request.method not in methods:
            return HttpResponseNotAllowed(methods)
        caller = caller_of(request)
        if one.limit is not None:
            count_use(request, caller, one.limit)
        tracked = queries.ticket_by_track(path["track"]) if "track" in path else None
        mall = tracked.mall if tracked else None
        if mall is None and "mall" in path:
            mall = malls.mall_by_slug(path["mall"])
        if mall is not None:
            tell_hours_of(mall)
        _require_rights(caller, one.rights, mall)
        ask = Ask(request, caller, path, mall, tracked)
        return one.run(ask, _read_post(ask, one) if one.method == "POST" else _read_get(ask, one))

    return api(" or ".join(one.rights) or "anyone")(view)


def routes_of(package: str) -> list[URLPattern]:
    """Return the addresses of the operations that `package` declares, below `/api/v1/`."""
    return [
        address(re.sub(r"{(\w+)}", r"<str:\1>", one.route[1:]), view_of(one))
        for one in OPERATIONS
        if f"{one.run.__module__}.".startswith(f"{package}.")
    ]


def answer(data: object, status: int = 200) -> HttpResponse:
    """Answer JSON; plain values only, instants already as text."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, status=status, content_type="application/json")


def count_use(request: HttpRequest, caller: Caller, limit: Limit) -> None:
    """Count one use by this device, or citizen's key, and by its address; raise Limited.

    A client that sends no cookie has no device: we give it none here, for the cookie would make
    its repeated request look like somebody else's.
    """
    if not is_counted(request, caller):
        return
    address = limits.counted_as(limits.client_address(request))
    limits.hit(f"{limit.scope}.address", address, limit.address)
    device = _device(request) if caller.kind == "anonymous" else caller.actor
    if device:
        limits.hit(f"{limit.scope}.device", device, limit.device)


def is_counted(request: HttpRequest, caller: Caller) -> bool:
    """Say whether limits hold for who asks: not for keys of staff and kiosks, nor for what a
    demonstration lets through.
    """
    if not settings.SATUHADIR_LIMITS or caller.is_demo:
        return False
    if settings.SATUHADIR_DEMO and limits.is_loopback(limits.client_address(request)):
        return False
    ours: tuple[Action, ...] = ("take_as_desk", "take_as_kiosk", "show_hall", "print_slips")
    return not any(caller.may_somewhere(one) for one in ours)


def _require_rights(caller: Caller, rights: tuple[Action, ...], mall: Mall | None) -> None:
    if not rights or any(caller.may_somewhere(one, mall) for one in rights):
        return
    if "serve" in rights and any(scope.role == "counter" for scope in caller.scopes):
        raise OtherCounter
    require(caller, allowed=False)


def _read_get(ask: Ask, one: Operation) -> Input:
    try:
        return one.takes.model_validate(dict(ask.request.GET.items()))
    except ValidationError as error:
        raise invalid(error) from None


def _read_post(ask: Ask, one: Operation) -> Input:
    body = read_json(ask.request)
    key = ask.request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is not None:
        ask.repeat = _repeat(ask, key, body)
    if one.takes is Nothing:
        return Nothing()
    try:
        return one.takes.model_validate(body)
    except ValidationError as error:
        raise invalid(error) from None


def _repeat(ask: Ask, key: str, body: dict[str, Any]) -> Repeat:
    """Return what a repeat of this request is known by.

    The digest of the body is keyed, for a body may have a phone number, and those are guessable.
    """
    found = find_id(key)
    if found is None:
        raise Invalid(errors=[problem_with("Idempotency-Key", "idempotency.not_a_uuid")])
    caller, request = ask.caller, ask.request
    who = caller.actor if caller.kind != "anonymous" else _device(request) or "anonymous"
    scope = hashlib.sha256(f"{who} {request.method} {request.path}".encode()).digest()
    try:
        canonical = json.dumps(body, sort_keys=True).encode()
    except RecursionError:
        raise UnreadableBody from None
    return Repeat(scope[:16], found, digest_of(canonical))


def _device(request: HttpRequest) -> str:
    """Return the device cookie that came, "" when none did."""
    known = request.COOKIES.get(DEVICE_COOKIE, "")
    return known if len(known) == 32 and known.isalnum() else ""
