# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from satuhadir.queue import actions
from satuhadir.queue.tests.api_client import Api, api_fixture  # noqa: F401
from satuhadir.queue.tests.conftest import Hall, build_hall
from satuhadir.shared.memory import Brief


def test_the_board_shows_calls_and_lines(api: Api) -> None:
    ticket = api.issue()
    api.issue()
    api.call(1)
    board = api.get(f"{api.mall}/board")
    assert [(one["code"], one["counter"]) for one in board["calls"]] == [
        (ticket["code"], api.counter(1))
    ]
    assert board["calls"][0]["called_at"].endswith("+07:00")
    assert board["at"].endswith("+07:00")
    assert {one["prefix"]: one["waiting"] for one in board["lines"]} == {"A": 1, "B": 0, "C": 0}
    for secret in (ticket["id"], ticket["track"], ticket["attendance"]):
        assert secret not in board.response.content.decode()


def test_the_board_is_made_once_a_second_and_told_apart_by_its_etag(
    api: Api, django_assert_num_queries: Any
) -> None:
    first = api.get(f"{api.mall}/board")
    assert first.response["Cache-Control"] == "public, max-age=1"
    with django_assert_num_queries(0):
        same = api.get(f"{api.mall}/board", **{"if-none-match": first.response["ETag"]})
    assert (same.status, same.json) == (304, None)
    assert same.response["ETag"] == first.response["ETag"]
    api.issue()
    Brief.forget_everything()
    other = api.get(f"{api.mall}/board", **{"if-none-match": first.response["ETag"]})
    assert other.status == 200
    assert other.response["ETag"] != first.response["ETag"]


def test_times_carry_the_offset_of_the_mall(
    db: None, client: Client, settings: LazySettings
) -> None:
    settings.MIDDLEWARE = settings.API_MIDDLEWARE
    api = Api(build_hall("jayapura", timezone="Asia/Jayapura"), client)
    ticket = api.issue()
    api.call()
    board = api.get(f"{api.mall}/board")
    counter = api.get(f"{api.mall}/counters/{api.counter(1)}", "counter")
    log = api.get(f"{api.mall}/log", "manager")
    for at in (
        ticket["issued_at"], board["at"], board["calls"][0]["called_at"],
        counter["state_since"], counter["ticket"]["called_at"], log["items"][-1]["at"],
    ):  # fmt: skip
        assert at.endswith("+09:00")


def test_the_log_is_the_managers_and_can_be_recomputed(api: Api) -> None:
    ticket = api.issue(name="Bu Sari", phone="081234567890", needs=["elderly"])
    api.call()
    rows, cursor = [], ""
    while cursor is not None:
        part = api.get(f"{api.mall}/log?limit=3{f'&cursor={cursor}' if cursor else ''}", "manager")
        rows += part["items"]
        cursor = part["next"]
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1]["event"] == "ticket.called"
    assert (rows[-1]["ticket"], rows[-1]["counter"]) == (ticket["id"], api.counter(1))
    previous = "0" * 64
    for row in rows:
        kept = row.pop("hash")
        text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert row["prev"] == previous
        assert kept == hashlib.sha256((row["prev"] + text).encode()).hexdigest()
        previous = kept
    for secret in ("Sari", "81234567890", "elderly", ticket["track"]):
        assert secret not in json.dumps(rows)


@pytest.mark.parametrize("who", [None, "counter", "kiosk", "stranger", "applicant", "ministry"])
def test_nobody_else_reads_the_log(api: Api, who: str | None) -> None:
    assert api.get(f"{api.mall}/log", who).status == (401 if who is None else 403)


@pytest.mark.parametrize("day", ["x", "2026-02-30", "20260101", "9999-01-01", "2026-01-01T00:00"])
def test_a_day_that_is_none_is_invalid(api: Api, day: str) -> None:
    reply = api.get(f"{api.mall}/log?day={day}", "manager")
    assert reply.fields == [("day", "shared.not_a_day")]


def test_a_day_without_events_is_empty_and_closed_days_are_public(api: Api, at_clock: Any) -> None:
    assert api.get(f"{api.mall}/log?day=2020-01-01", "manager").json == {"items": [], "next": None}
    assert api.get(f"{api.mall}/log/days").json == {"items": [], "next": None}
    at_clock(api.hall.mall.local_now() - timedelta(days=3))
    yesterday = api.hall.mall.today() - timedelta(days=3)
    from satuhadir.queue import hotpath

    hotpath.append_event(
        mall_id=api.hall.mall.pk, day=yesterday, event="line.opened", actor="test",
        counter_id=None, data={},
    )  # fmt: skip
    at_clock(api.hall.mall.local_now())
    actions.close_days(api.hall.mall)
    closed = api.get(f"{api.mall}/log/days")["items"]
    assert [one["day"] for one in closed] == [yesterday.isoformat()]
    rows = api.get(f"{api.mall}/log?day={yesterday}", "manager")["items"]
    assert (rows[-1]["event"], rows[-1]["hash"]) == ("day.closed", closed[0]["hash"])
    assert closed[0]["events"] == len(rows)


def test_services_are_listed_and_found(api: Api, neighbour: Hall) -> None:
    whole = api.get(f"{api.mall}/services")["items"]
    assert {one["code"] for one in whole} == {"KTP", "KK", "AKTA", "SKCK"}
    found = api.get(f"{api.mall}/services?q=saya%20mau%20skck")["items"]
    assert [(one["code"], one["prefix"], one["agency"]) for one in found] == [
        ("SKCK", "C", "Polres")
    ]
    assert api.get(f"{api.mall}/services?q=zzz").json == {"items": [], "next": None}
    assert len(api.get(f"{api.mall}/services?q=%20")["items"]) == 4
    for query in ("q=%FF%FE", "q=" + "a" * 3_000, "q=%27%22%3B--", "q=%F0%9F%98%80"):
        assert api.get(f"{api.mall}/services?{query}").status == 200


def test_one_service_is_shown_or_is_not_found(api: Api) -> None:
    one = api.get(f"{api.mall}/services/KTP")
    assert (one["code"], one["agency"], one["line"]) == ("KTP", "Dukcapil", api.line("A"))
    for code in ("PASPOR", "ktp%20", "%FF", "K" * 3_000):
        assert api.get(f"{api.mall}/services/{code}").code == "catalogue.service_not_found"
