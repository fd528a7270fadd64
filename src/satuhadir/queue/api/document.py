# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI 3.1 document of the API, written by django-ninja from the declared operations.

Ninja reads types and never a request. Other rooms may add their operations here, or routers of
ninja for what is not hot.
"""

import inspect
import json
from collections import defaultdict
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from ninja import Body, NinjaAPI, Query
from pydantic import ValidationError

from satuhadir.accounts.errors import NotYours, SignInFirst, WrongToken
from satuhadir.accounts.http import public
from satuhadir.malls.errors import MallNotFound
from satuhadir.queue.api.answers import Problem
from satuhadir.queue.api.doors import OPERATIONS, Operation
from satuhadir.queue.api.inputs import Input, Nothing
from satuhadir.queue.errors import OtherCounter
from satuhadir.shared.errors import DatabaseAway, DomainError, Invalid, Limited, UnreadableBody
from satuhadir.shared.http import CODES, PROBLEM, STATUS

PREFIX = "/api/v1"
IDS = frozenset({"ticket", "counter", "line", "job"})
REPEATED = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "format": "uuid"},
    "description": "The same key with the same body, within 24 hours, does nothing twice and"
    " gets the first answer again.",
}
PROBLEM_CONTENT = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
ABOUT = (
    "One mall's day: numbers, counters, calls. Times are RFC 3339 with the mall's own offset;"
    " lists are `{items, next}`, asked with `limit` and `cursor`; refusals are problem+json with a"
    " stable `code`. Another mall's ids are answered like unknown ones."
)
# Served by the stream, beside Django; see docs/api.md for its events.
STREAM = {
    "operationId": "follow_events",
    "summary": "Calls, recalls and withdrawals as they happen, and how long the lines are",
    "description": "Server-Sent Events; an id is `{day}-{seq}`. `call`, `recall` and `withdraw`"
    " are replayed after `Last-Event-ID`, `line` is sent once with its newest state, and `reset`"
    " means: read the board.",
    "tags": ["events"],
    "parameters": [
        {"in": "path", "name": "mall", "required": True, "schema": {"type": "string"}},
        {
            "in": "header", "name": "Last-Event-ID", "required": False,
            "schema": {"type": "string"}, "description": "A garbage id counts as none.",
        },
    ],
    "responses": {
        "200": {
            "description": "OK", "content": {"text/event-stream": {"schema": {"type": "string"}}}
        },
        **{
            str(status): {"description": HTTPStatus(status).phrase, "content": PROBLEM_CONTENT}
            for status in (404, 503)
        },
    },
}  # fmt: skip


@public
def show_document(request: HttpRequest) -> HttpResponse:
    """Answer the document."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    response = HttpResponse(_text(), content_type="application/json")
    response["Cache-Control"] = "public, max-age=60"
    return response


@lru_cache(maxsize=1)
def _text() -> str:
    return json.dumps(make_document(), ensure_ascii=False)


def make_document() -> dict[str, Any]:
    """Return the document as plain values."""
    api = NinjaAPI(title="SatuHadir", version="1", description=ABOUT, urls_namespace="document")
    for one in OPERATIONS:
        _describe(api, one)
    document: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    document["paths"][f"{PREFIX}/malls/{{mall}}/events"] = {"get": STREAM}
    reference = "#/components/schemas/{model}"
    problem = Problem.model_json_schema(ref_template=reference, mode="serialization")
    document["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return document


def refusals_of(one: Operation) -> dict[int, list[str]]:
    """Return every code that an operation can answer with, by status."""
    found: dict[int, set[str]] = defaultdict(set)
    general: list[type[DomainError]] = [WrongToken, DatabaseAway]
    general += [MallNotFound] if "{mall}" in one.route else []
    general += [SignInFirst, NotYours] if one.rights else []
    general += [OtherCounter] if "serve" in one.rights else []
    general += [Limited] if one.limit else []
    general += [UnreadableBody, Invalid] if one.method == "POST" else []
    general += [Invalid] if one.takes is not Nothing else []
    for error in (*general, *one.refuses):
        status = next(status for family, status in STATUS.items() if issubclass(error, family))
        found[status].add(error.code)
    for status in (400, 403, 411, 413, 415) if one.method == "POST" else (400,):
        found[status].add("shared.cross_site" if status == 403 else CODES[status])
    return {status: sorted(codes) for status, codes in sorted(found.items())}


def _describe(api: NinjaAPI, one: Operation) -> None:
    """Register an operation as a function with the signature that its declaration amounts to."""

    def described() -> None: ...

    described.__signature__ = _signature(one)  # type: ignore[attr-defined]
    described.__doc__ = inspect.cleandoc(one.run.__doc__ or "")
    shown = {status: shape for status, shape in one.answers.items() if shape is not None}
    empty = {
        status: {"description": HTTPStatus(status).phrase}
        for status, shape in one.answers.items()
        if shape is None
    }
    refused = {
        status: {
            "description": ", ".join(f"`{code}`" for code in codes),
            "content": PROBLEM_CONTENT,
        }
        for status, codes in refusals_of(one).items()
    }
    extra: dict[str, Any] = {"responses": empty | refused}
    extra["security"] = [{"key": []}] if one.rights else [{}, {"key": []}]
    if one.method == "POST":
        extra["parameters"] = [REPEATED]
        if one.takes is not Nothing:
            extra["requestBody"] = {"required": not _may_be_empty(one.takes)}
    api.api_operation(
        [one.method],
        one.route,
        response=shown,
        operation_id=one.name,
        summary=one.summary,
        tags=[one.route.removeprefix("/malls/{mall}").split("/")[1]],
        openapi_extra=extra,
    )(described)


def _signature(one: Operation) -> inspect.Signature:
    names = [part[1:-1] for part in one.route.split("/") if part.startswith("{")]
    given: dict[str, Any] = {name: UUID if name in IDS else str for name in names}
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_ONLY)]
    parameters += [inspect.Parameter(n, keyword, annotation=kind) for n, kind in given.items()]
    if one.takes is not Nothing:
        source: Any = Body(...) if one.method == "POST" else Query(...)  # type: ignore[type-arg]
        parameters.append(inspect.Parameter("given", keyword, annotation=one.takes, default=source))
    return inspect.Signature(parameters)


def _may_be_empty(takes: type[Input]) -> bool:
    try:
        takes.model_validate({})
    except ValidationError:
        return False
    return True
