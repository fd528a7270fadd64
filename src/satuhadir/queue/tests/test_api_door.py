# SPDX-License-Identifier: Apache-2.0
"""What every operation of the API refuses before it does anything."""

import json
import random
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.accounts.actions import revoke_token
from satuhadir.accounts.models import ApiToken
from satuhadir.queue.api.doors import OPERATIONS
from satuhadir.queue.models import Ticket
from satuhadir.queue.tests.api_client import Api, Reply, api_fixture, fresh_key  # noqa: F401
from satuhadir.queue.tests.conftest import Hall, build_hall
from satuhadir.shared.memory import Brief
from satuhadir.shared.tests.racing import together


@pytest.mark.parametrize(
    "path", ["/", "/malls", "/malls/batu", "/malls/batu/", "/x", "/malls/batu/services/",
             "/malls/batu/tickets/5/dance", "/track", "/../admin", "/malls//services", "/%2e%2e/x"]
)  # fmt: skip
def test_an_unknown_path_is_a_problem_with_a_code(api: Api, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert api.send(method, path).code == "shared.unknown_path"


def test_an_unknown_method_is_a_problem_that_says_which_are_known(api: Api) -> None:
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "GET"):
        reply = api.send(method, f"{api.mall}/tickets")
        assert (reply.status, reply.code) == (405, "shared.wrong_method")
        assert reply.response["Allow"] == "POST"
    assert api.post(f"{api.mall}/board").response["Allow"] == "GET, HEAD"
    assert api.send("HEAD", f"{api.mall}/board").status == 200


@pytest.mark.parametrize(
    "header",
    ["Bearer x", "Bearer", "Bearer ", "Basic YTpi", "x", "Bearer sh_" + "0" * 43, "bearer é",
     "Bearer " + "a" * 5_000, "Token abc", " ", ""]
)  # fmt: skip
def test_a_wrong_authorization_is_never_taken_for_none(api: Api, header: str) -> None:
    for method, path in (
        ("GET", f"{api.mall}/services"), ("GET", f"{api.mall}/board"),
        ("POST", f"{api.mall}/tickets"), ("GET", f"{api.mall}/log"), ("GET", "/track/x"),
    ):  # fmt: skip
        reply = api.send(method, path, authorization=header)
        assert (reply.status, reply.code) == (401, "accounts.wrong_token"), path
        assert reply.response["WWW-Authenticate"] == "Bearer"


def test_a_revoked_key_opens_nothing(api: Api) -> None:
    assert api.issue("kiosk").status == 201
    revoke_token(token_id=ApiToken.objects.get(role="kiosk").pk)
    assert api.issue("kiosk").status == 401


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b"7", b"null", b'"x"', b"\xff\xfe", b'{"service":"\xff"}', b"{'a':1}",
     b'{"service":"K\\u0000TP"}', b'{"service":"\\ud800"}', b'{"people":NaN}',
     b'{"people":Infinity}', b"[" * 30_000, b'{"a":' * 8_000, b'{"people":' + b"9" * 5_000 + b"}",
     b"\xef\xbb\xbf{}", b"\x00"],
)  # fmt: skip
def test_a_body_that_can_not_be_read_is_malformed(api: Api, body: bytes) -> None:
    for path, who in (
        (f"{api.mall}/tickets", None),
        (f"/track/{api.issue()['track']}/cancel", None),
    ):
        reply = api.send("POST", path, who, body, **{"idempotency-key": fresh_key()})
        assert (reply.status, reply.code) == (400, "shared.unreadable_body")


def test_a_body_may_say_a_thing_twice_and_more_than_we_know(api: Api) -> None:
    body = b'{"service":"KK","service":"KTP","colour":{"deep":[1,2,{"x":null}]},"people":1e0}'
    reply = api.send("POST", f"{api.mall}/tickets", "kiosk", body)
    assert reply.fields == [("people", "shared.wrong_kind")]
    body = body.replace(b"1e0", b"1")
    assert api.send("POST", f"{api.mall}/tickets", "kiosk", body)["service"] == "KTP"


def test_a_body_too_large_or_of_another_kind_is_refused(api: Api) -> None:
    large = b'{"service":"' + b"K" * 70_000 + b'"}'
    assert api.send("POST", f"{api.mall}/tickets", "kiosk", large).code == "shared.too_large"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        response = api.client.generic(
            "POST", f"/api/v1{api.mall}/tickets", b'{"service":"KTP"}', content_type=kind
        )
        assert response.status_code == 415
        assert response.json()["code"] == "shared.wrong_content_type"


def test_a_nul_byte_in_the_address_is_malformed(api: Api) -> None:
    for path in ("/malls/%00/board", "/malls/batu/services?q=%00", "/track/%00"):
        assert api.get(path).status == 400


def test_an_unknown_mall_is_not_found_anywhere(api: Api) -> None:
    for one in OPERATIONS:
        if "{mall}" not in one.route:
            continue
        path = one.route.replace("{mall}", "atlantis")
        for name in ("ticket", "counter", "line", "code"):
            path = path.replace(f"{{{name}}}", str(uuid4()))
        reply = api.send(one.method, path, "manager")
        assert (reply.status, reply.code) == (404, "malls.mall_not_found"), one.name


def test_keys_and_cookies_do_not_travel_in_answers(api: Api) -> None:
    reply = api.issue(None)
    assert not reply.response.cookies
    assert reply.response["X-Content-Type-Options"] == "nosniff"


def test_the_document_is_openapi_3_1(api: Api) -> None:
    response = api.client.get("/api/v1/openapi.json")
    document = response.json()
    assert response["Content-Type"] == "application/json"
    assert document["openapi"] == "3.1.0"
    assert "/api/v1/malls/{mall}/events" in document["paths"]
    assert api.client.delete("/api/v1/openapi.json").status_code == 405


ODD: list[Any] = [
    None, True, False, 0, -1, 1, 20, 21, 2**63, 10**40, 1.5, -0.0, 1e308, "", " ", "KTP", "SKCK",
    "kiosk", "phone", "desk", "elderly", "\u202e", "\U0001f600", "a" * 300, "'; DROP TABLE x;--",
    "%s%s", "{0}", [], ["KTP"], ["KTP", "KK"], [[]], {}, {"service": "KTP"}, [None], "2026-01-01",
    "2026-11-23T10:00:00Z", "document", "0812345678", "../../etc", "\r\nX: y", "A-001",
]  # fmt: skip
MEMBERS = [
    "service", "services", "needs", "people", "attendance", "channel", "name", "phone", "counter",
    "reason", "from", "back_at", "code", "odd", "", "__proto__",
]  # fmt: skip


def test_random_bodies_never_break_the_server(api: Api, neighbour: Hall) -> None:
    chance = random.Random(20_261_123)
    ids = {
        "mall": ["batu", "tetangga", "x"],
        "ticket": [str(uuid4()), "0", str(neighbour.issue().ticket.id)],
        "counter": [api.counter(1), api.counter(3), str(uuid4()), "é"],
        "line": [api.line("A"), str(uuid4()), "-"],
        "track": ["a" * 26, "-"],
        "code": ["KTP", "x"],
    }
    statuses = set()
    for turn in range(600):
        if turn % 10 == 0:
            issued = api.issue(chance.choice(["kiosk", None]))
            statuses.add(issued.status)
            if issued.status == 201:
                ids["ticket"].append(issued["id"])
                ids["track"].append(issued["track"])
        statuses.add(send_something_odd(api, chance, ids).status)
    assert {200, 201, 401, 403, 404, 409, 422} <= statuses


def send_something_odd(api: Api, chance: random.Random, ids: dict[str, list[str]]) -> Reply:
    one = chance.choice(OPERATIONS)
    path = one.route
    for name, values in ids.items():
        path = path.replace(f"{{{name}}}", chance.choice(values[-6:]))
    values = [*ODD, *ids["counter"], *ids["ticket"][-4:]]
    body: Any = {
        name: chance.choice(values) for name in chance.sample(MEMBERS, chance.randint(0, 5))
    }
    if chance.random() < 0.6:
        body["counter"] = api.counter(chance.randint(1, 3))
    if "{ticket}" not in one.route and chance.random() < 0.6:
        body = {"service": "KTP"} | dict(
            chance.sample(sorted(body.items(), key=str), len(body) // 2)
        )
    if chance.random() < 0.1:
        body = chance.choice(values)
    if one.method == "GET":
        body = None
        path += f"?{chance.choice(['limit', 'cursor', 'q', 'day'])}={chance.choice(['1', 'x', ''])}"
    elif chance.random() < 0.1:
        body = json.dumps(body).encode()[: chance.randint(0, 30)]
    who = chance.choice([None, "kiosk", "counter", "counter", "manager", "manager", "stranger"])
    headers = {"idempotency-key": fresh_key()} if chance.random() < 0.3 else {}
    return api.send(one.method, path, who, body, **headers)


@pytest.mark.race
def test_the_same_press_from_eight_hands_is_one_ticket(transactional_db: None) -> None:
    hall = build_hall("batu")
    api = Api(hall, Client())
    Brief.forget_everything()
    key = {"idempotency-key": fresh_key()}
    replies = together(
        16, lambda _: api_of(api).post(f"{api.mall}/tickets", "kiosk", {"service": "KTP"}, **key)
    )
    assert {reply.status for reply in replies} == {201}
    assert len({reply["track"] for reply in replies}) == 1
    assert Ticket.objects.count() == 1


@pytest.mark.race
def test_racing_presses_give_each_number_and_call_each_ticket_once(transactional_db: None) -> None:
    api = Api(build_hall("batu"), Client())
    issued = together(40, lambda _: api_of(api).issue("kiosk"))
    assert sorted(reply["number"] for reply in issued) == list(range(1, 41))
    called = together(16, lambda turn: api_of(api).call(1 + turn % 2))
    ids = [reply["id"] for reply in called if reply.status == 200]
    assert len(ids) == len(set(ids)) == 2
    assert {reply.status for reply in called} == {200, 409}


def api_of(api: Api) -> Api:
    """Return the same API for another thread, with a client of its own."""
    other = Api.__new__(Api)
    other.hall, other.client, other.mall, other.keys = api.hall, Client(), api.mall, api.keys
    return other
