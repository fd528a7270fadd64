# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from satuhadir.queue import hotpath, tracks
from satuhadir.queue.tests.api_client import Api, api_fixture, fresh_key  # noqa: F401


def code_of_hall(api: Api, *, back: int = 0) -> str:
    window = int(hotpath.database_now().timestamp()) // 180 - back
    return tracks.display_code(api.hall.mall.pk, window)


def test_the_holder_sees_the_ticket_as_it_is_now(api: Api) -> None:
    ticket = api.issue()
    seen = api.get(f"/track/{ticket['track']}")
    assert (seen.status, seen["mall"], seen["counter"], seen["ahead"]) == (200, "batu", None, 0)
    assert seen.response["Cache-Control"] == "no-store"
    api.call()
    called = api.get(f"/track/{ticket['track']}", "stranger")
    assert (called["state"], called["counter"]) == ("called", api.counter(1))
    assert api.get(f"/track/{ticket['track'].upper()}")["id"] == ticket["id"]


@pytest.mark.parametrize(
    "track", ["x", "a" * 26, "a" * 27, "../..", "%00", "%ff", "é" * 26, "a" * 5_000]
)
def test_what_is_no_track_is_not_found(api: Api, track: str) -> None:
    for method, word in (("GET", ""), ("POST", "/cancel"), ("POST", "/return")):
        assert api.send(method, f"/track/{track}{word}").status in {400, 404}


def test_a_wrong_key_is_refused_even_where_none_is_needed(api: Api) -> None:
    track = api.issue()["track"]
    reply = api.get(f"/track/{track}", "sh_" + "0" * 43)
    assert (reply.status, reply.code) == (401, "accounts.wrong_token")


def test_the_holder_gives_the_number_up(api: Api) -> None:
    ticket = api.issue()
    key = {"idempotency-key": fresh_key()}
    for _ in range(2):
        assert api.post(f"/track/{ticket['track']}/cancel", **key)["state"] == "cancelled"
    assert api.post(f"/track/{ticket['track']}/cancel").code == "queue.wrong_state"


def test_nobody_cancels_while_being_served(api: Api) -> None:
    ticket = api.issue()
    api.call()
    api.move(ticket, "start")
    assert api.post(f"/track/{ticket['track']}/cancel").code == "queue.wrong_state"


def test_who_was_not_there_comes_back_once(api: Api, at_clock: Any) -> None:
    ticket = api.issue()
    now = api.hall.mall.local_now()
    for minutes, state in ((3, "waiting"), (9, None)):
        api.call()
        at_clock(now + timedelta(minutes=minutes))
        api.move(ticket, "no-show")
        back = api.post(f"/track/{ticket['track']}/return")
        assert back["state"] == state if state else back.code == "queue.wrong_state"


def test_the_code_on_the_screen_makes_a_phone_ticket_callable(api: Api) -> None:
    ticket = api.issue(None)
    assert api.call().status == 204
    path = f"/track/{ticket['track']}/present"
    wrong = api.post(path, None, {"code": "0000" if code_of_hall(api) != "0000" else "1111"})
    assert (wrong.status, wrong.code) == (422, "queue.wrong_code")
    assert wrong["errors"][0]["field"] == "code"
    assert api.post(path, None, {"code": 1234}).fields == [("code", "shared.wrong_kind")]
    assert api.post(path, None, {}).fields == [("code", "shared.missing")]
    assert api.post(path, None, {"code": code_of_hall(api, back=1)})["present"]
    assert api.call()["id"] == ticket["id"]


def test_a_track_takes_five_guesses_a_minute(api: Api) -> None:
    first, second = api.issue(None), api.issue(None)
    guesses = []
    for turn in range(7):  # from another address each time
        api.client.defaults["REMOTE_ADDR"] = f"203.0.113.{turn}"
        reply = api.post(f"/track/{first['track']}/present", None, {"code": "none"})
        guesses.append(reply.status)
    assert guesses == [422] * 5 + [429] * 2
    last = api.post(f"/track/{first['track']}/present", None, {"code": code_of_hall(api)})
    assert (last.status, last.code) == (429, "shared.limited")
    assert int(last.response["Retry-After"]) in range(1, 61)
    right = {"code": code_of_hall(api)}
    assert api.post(f"/track/{second['track']}/present", None, right).status == 200


def test_one_browser_takes_ten_numbers_a_minute_and_a_kiosk_as_many_as_come(api: Api) -> None:
    api.client.cookies["sh_device"] = "a" * 32
    assert [api.issue(None).status for _ in range(11)] == [201] * 10 + [429]
    assert api.issue("kiosk").status == 201
    api.client.cookies["sh_device"] = "b" * 32
    assert api.issue(None).status == 201


def test_the_demonstration_does_not_limit_its_own_machine(api: Api, settings: LazySettings) -> None:
    settings.SATUHADIR_DEMO = True
    api.client.cookies["sh_device"] = "a" * 32
    assert {api.issue(None).status for _ in range(15)} == {201}
