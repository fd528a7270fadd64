# SPDX-License-Identifier: Apache-2.0
"""A client of the API that holds every answer against the document of the API."""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from pydantic import BaseModel

from satuhadir.accounts.actions import create_token
from satuhadir.queue.api import urls  # noqa: F401 - declares the operations
from satuhadir.queue.api.document import refusals_of
from satuhadir.queue.api.doors import OPERATIONS, Operation
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared import limits


class Reply:
    """An answer: its status and what its JSON says."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.json: Any = json.loads(response.content) if response.content else None

    def __getitem__(self, name: str) -> Any:
        return self.json[name]

    @property
    def code(self) -> str:
        return str(self.json["code"])

    @property
    def fields(self) -> list[tuple[str, str]]:
        return [(one["field"], one["code"]) for one in self.json["errors"]]


class Api:
    """The API of one hall, with a key of each kind."""

    def __init__(self, hall: Hall, client: Client) -> None:
        self.hall = hall
        self.client = client
        self.mall = f"/malls/{hall.mall.slug}"
        self.keys = {
            role: create_token(role=role, mall=hall.mall)
            for role in ("kiosk", "counter", "manager", "ministry", "applicant", "stranger")
        }

    def send(
        self, method: str, path: str, who: str | None = None, body: object = None, **headers: str
    ) -> Reply:
        """Send a request; `who` is a role of `keys`, or a key itself."""
        if who is not None:
            headers.setdefault("authorization", f"Bearer {self.keys.get(who, who)}")
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        response = self.client.generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=headers
        )
        reply = Reply(response)
        assert_documented(method, path.split("?", maxsplit=1)[0], reply)
        return reply

    def get(self, path: str, who: str | None = None, **headers: str) -> Reply:
        return self.send("GET", path, who, **headers)

    def post(self, path: str, who: str | None = None, body: object = None, **headers: str) -> Reply:
        return self.send("POST", path, who, body, **headers)

    def issue(self, who: str | None = "kiosk", **body: Any) -> Reply:
        """Take a number; any kind of answer comes back."""
        if not {"service", "services"} & set(body):
            body["service"] = "KTP"
        return self.post(f"{self.mall}/tickets", who, body)

    def call(self, number: int = 1, who: str = "counter", **headers: str) -> Reply:
        return self.post(f"{self.mall}/counters/{self.counter(number)}/call-next", who, **headers)

    def move(
        self, ticket: Any, word: str, number: int | None = 1, who: str = "counter", **body: Any
    ) -> Reply:
        if number:
            body["counter"] = self.counter(number)
        return self.post(f"{self.mall}/tickets/{ticket['id']}/{word}", who, body)

    def counter(self, number: int) -> str:
        return str(self.hall.counters[number].pk)

    def line(self, prefix: str) -> str:
        return str(self.hall.lines[prefix].pk)


def assert_documented(method: str, path: str, reply: Reply) -> None:
    """Hold an answer against its operation: status, media type, shape, code."""
    problem = "application/problem+json"
    kind = reply.response.headers.get("Content-Type", "").split(";")[0]
    assert reply.status < 500 or reply.status == 503, reply.response.content
    if reply.status >= 400:
        assert kind == problem, (path, reply.status, kind)
        assert {"type", "title", "status", "detail", "code"} <= set(reply.json)
        assert reply["status"] == reply.status
    one = operation_at("GET" if method == "HEAD" else method, path)
    if one is None:
        assert reply.status in {400, 404, 405}
        return
    if reply.status >= 400:
        codes = refusals_of(one).get(reply.status)
        assert codes, f"{one.name} does not document {reply.status} {reply.code}"
        assert reply.code in codes, f"{one.name} does not document {reply.code}"
        return
    assert reply.status in one.answers, f"{one.name} does not document {reply.status}"
    shape = one.answers[reply.status]
    if shape is not None and method != "HEAD":
        assert kind == "application/json"
        assert_shape(shape, reply.json)


def operation_at(method: str, path: str) -> Operation | None:
    for one in OPERATIONS:
        pattern = re.sub(r"{\w+}", "[^/]+", one.route)
        if one.method == method and re.fullmatch(pattern, path):
            return one
    return None


def assert_shape(shape: type[BaseModel], value: Any) -> None:
    """Hold a JSON value against a documented shape: the types, and no member too many."""
    assert_members(shape.model_validate(value), value)


def assert_members(model: BaseModel, value: dict[str, Any]) -> None:
    if model.model_config.get("extra") == "allow":
        return
    assert set(value) == set(type(model).model_fields), type(model).__name__
    for name, member in value.items():
        inner = getattr(model, name)
        pairs = zip(inner, member, strict=True) if isinstance(inner, list) else [(inner, member)]
        for one, raw in pairs:
            if isinstance(one, BaseModel):
                assert_members(one, raw)


def fresh_key() -> str:
    return str(uuid4())


@pytest.fixture(name="api")
def api_fixture(hall: Hall, client: Client, settings: LazySettings) -> Iterator[Api]:
    """The API as it is served: through the short way of middlewares, without limits of use."""
    settings.MIDDLEWARE = settings.API_MIDDLEWARE
    limits.forget()
    yield Api(hall, client)
    limits.forget()
