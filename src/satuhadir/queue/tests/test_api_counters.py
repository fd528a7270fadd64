# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta
from uuid import uuid4

import pytest

from satuhadir.accounts.actions import create_token
from satuhadir.queue.models import Event
from satuhadir.queue.tests.api_client import Api, api_fixture, fresh_key  # noqa: F401
from satuhadir.queue.tests.conftest import Hall


def test_counters_show_their_state_and_their_ticket(api: Api) -> None:
    ticket = api.issue()
    api.call(1)
    counters = api.get(f"{api.mall}/counters", "counter")
    assert [one["name"] for one in counters["items"]] == ["Loket 1", "Loket 2", "Loket 3"]
    first, second, third = counters["items"]
    assert (first["state"], first["ticket"]["id"]) == ("open", ticket["id"])
    assert (second["ticket"], third["services"]) == (None, ["AKTA", "SKCK"])
    assert counters["next"] is None
    one = api.get(f"{api.mall}/counters/{api.counter(1)}", "manager")
    assert one.json == first


def test_the_public_sees_no_ids_of_tickets(api: Api) -> None:
    ticket = api.issue()
    api.call(1)
    for who in (None, "stranger", "kiosk", "ministry"):
        reply = api.get(f"{api.mall}/counters/{api.counter(1)}", who)
        assert set(reply["ticket"]) == {"code", "state", "called_at"}
        assert ticket["id"] not in api.get(f"{api.mall}/counters", who).response.content.decode()


def test_lists_come_in_pages(api: Api) -> None:
    for what in ("counters", "services", "lines"):
        whole = api.get(f"{api.mall}/{what}")["items"]
        found, cursor, asked = [], "", 0
        while cursor is not None and asked < 9:
            query = f"?limit=2&cursor={cursor}" if cursor else "?limit=2"
            part = api.get(f"{api.mall}/{what}{query}")
            found += part["items"]
            cursor, asked = part["next"], asked + 1
        assert found == whole
        assert api.get(f"{api.mall}/{what}?cursor=999").json == {"items": [], "next": None}


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "limit=-1", "limit=1e9", "cursor=x", "cursor=-1",
     "cursor=%C3%A9", "cursor=99999999999999999999"],
)  # fmt: skip
def test_a_page_that_is_none_is_invalid(api: Api, query: str) -> None:
    for what in ("counters", "services", "lines", "log/days"):
        assert api.get(f"{api.mall}/{what}?{query}").status == 422
    assert api.get(f"{api.mall}/log?{query}", "manager").status == 422


def test_a_counter_opens_closes_and_rests(api: Api) -> None:
    path = f"{api.mall}/counters/{api.counter(1)}"
    assert api.post(f"{path}/break", "counter", {})["state"] == "break"
    assert api.call(1).code == "queue.counter_closed"
    back = (api.hall.mall.local_now() + timedelta(minutes=15)).isoformat(timespec="seconds")
    assert api.post(f"{path}/break", "counter", {"back_at": back})["back_at"].startswith(back[:19])
    assert api.post(f"{path}/open", "manager")["state"] == "open"
    assert api.post(f"{path}/close", "counter")["state"] == "closed"
    assert api.call(1).code == "queue.counter_closed"
    api.post(f"{path}/open", "counter")
    assert api.post(f"{path}/close", "counter", {"from": back})["state"] == "open"
    assert api.call(1).status == 204
    past = (api.hall.mall.local_now() - timedelta(minutes=1)).isoformat(timespec="seconds")
    closed = api.post(f"{path}/close", "counter", {"from": past})
    assert (closed["state"], closed["state_since"][:19]) == ("closed", past[:19])
    assert api.call(1).code == "queue.counter_closed"
    far = {"from": "2090-01-01T00:00:00-23:59"}  # further than the database's own offsets go
    assert api.post(f"{path}/close", "counter", far)["state"] == "open"


@pytest.mark.parametrize(
    "when", ["14:00", "2026-11-23T14:00:00", "0001-01-01T00:00:00+07:00", 1_700_000_000, "x" * 99,
             "2026-13-01T00:00:00Z", "2026-11-23T14:00:00+99:99", [], True],
)  # fmt: skip
def test_an_instant_is_written_with_its_offset(api: Api, when: object) -> None:
    counter, line = api.counter(1), api.line("A")
    replies = [
        api.post(f"{api.mall}/counters/{counter}/close", "counter", {"from": when}),
        api.post(f"{api.mall}/counters/{counter}/break", "counter", {"back_at": when}),
        api.post(f"{api.mall}/lines/{line}/close", "manager", {"from": when, "reason": "rapat"}),
    ]
    for reply, field in zip(replies, ("from", "back_at", "from"), strict=True):
        assert reply.fields == [(field, "shared.not_an_instant")]


def test_counters_are_worked_by_staff_of_their_mall(api: Api, neighbour: Hall) -> None:
    elsewhere = create_token(role="counter", mall=neighbour.mall)
    for word in ("open", "close", "break", "take-over", "call-next"):
        path = f"{api.mall}/counters/{api.counter(1)}/{word}"
        assert api.post(path).status == 401
        for who in ("kiosk", "stranger", "applicant", "ministry", elsewhere):
            assert api.post(path, who).status == 403
        theirs = f"{api.mall}/counters/{neighbour.counters[1].pk}/{word}"
        for who in ("counter", "manager"):
            assert api.post(theirs, who).code == "queue.counter_not_found"
        assert api.post(f"{api.mall}/counters/{uuid4()}/{word}", "counter").status == 404
        assert api.post(f"{api.mall}/counters/5/{word}", "counter").status == 404
    assert api.get(f"{api.mall}/counters/{neighbour.counters[1].pk}").status == 404


def test_a_repeat_gets_the_first_answer_and_opens_nothing_twice(api: Api) -> None:
    path = f"{api.mall}/counters/{api.counter(1)}"
    key = {"idempotency-key": fresh_key()}
    first = api.post(f"{path}/close", "counter", **key)
    api.post(f"{path}/open", "counter")
    events = Event.objects.count()
    assert api.post(f"{path}/close", "counter", **key).json == first.json
    assert api.get(path)["state"] == "open"
    assert Event.objects.count() == events
    later = {"from": "2030-01-01T00:00:00Z"}
    assert api.post(f"{path}/close", "counter", later, **key).code == "idempotency.other_body"


def test_the_next_officer_takes_over_with_the_ticket(api: Api) -> None:
    ticket = api.issue()
    api.call(1)
    taken = api.post(f"{api.mall}/counters/{api.counter(1)}/take-over", "counter")
    assert taken["ticket"]["id"] == ticket["id"]
    assert api.move(ticket, "start")["state"] == "serving"


def test_only_the_manager_opens_and_closes_lines(api: Api, neighbour: Hall) -> None:
    path = f"{api.mall}/lines/{api.line('A')}"
    body = {"reason": "Instansi rapat"}
    for word in ("open", "close"):
        assert api.post(f"{path}/{word}", None, body).status == 401
        for who in ("counter", "kiosk", "stranger", "applicant", "ministry"):
            assert api.post(f"{path}/{word}", who, body).status == 403
        for line in (neighbour.lines["A"].pk, uuid4(), "x"):
            reply = api.post(f"{api.mall}/lines/{line}/{word}", "manager", body)
            assert reply.code == "queue.line_not_found"
    closed = api.post(f"{path}/close", "manager", body)
    assert (closed["is_open"], closed["note"], closed["line"]) == (
        False, "Instansi rapat", api.line("A"),
    )  # fmt: skip
    assert api.issue().code == "queue.line_closed"
    assert api.post(f"{path}/open", "manager")["is_open"]
    assert api.issue().status == 201


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 201}, {"reason": 5}])
def test_a_line_is_closed_for_a_reason(api: Api, body: dict[str, object]) -> None:
    reply = api.post(f"{api.mall}/lines/{api.line('A')}/close", "manager", body)
    assert reply.fields[0][0] == "reason"


def test_lines_show_who_waits(api: Api) -> None:
    api.issue()
    api.issue()
    lines = {one["prefix"]: one for one in api.get(f"{api.mall}/lines")["items"]}
    assert (lines["A"]["waiting"], lines["B"]["waiting"]) == (2, 0)
    assert lines["A"]["open_counters"] == 2
    assert lines["A"]["is_open"]
