# SPDX-License-Identifier: Apache-2.0
"""A hall agent asks for a code, waits, and gets its key once."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.accounts.models import User
from satuhadir.devices import actions
from satuhadir.devices.models import Device, Pairing
from satuhadir.devices.values import Given
from satuhadir.malls.models import Mall
from satuhadir.shared.tests.racing import together

START, CLAIM = "/api/v1/devices/pairings", "/api/v1/devices/pairings/claim"


def send(path: str, body: dict[str, Any], key: str = "") -> Any:
    headers = {"idempotency-key": key} if key else {}
    return Client().post(path, body, content_type="application/json", headers=headers)


def enter(mall: Mall, by: User, code: str) -> None:
    actions.confirm_pairing(mall=mall, code=code, given=Given("PC kios"), by=by)


def test_an_agent_is_let_in(mall: Mall, manager: User) -> None:
    started = send(START, {"kind": "hall_agent", "name": "PC kios", "software": "agent 1, Linux"})
    assert started.status_code == 201
    said = started.json()
    assert set(said) == {"code", "poll_secret", "expires_at", "poll_seconds", "enter_at"}
    waiting = send(CLAIM, {"poll_secret": said["poll_secret"]})
    assert (waiting.status_code, waiting.json()) == (202, {"state": "pending"})
    enter(mall, manager, said["code"])
    claimed = send(CLAIM, {"poll_secret": said["poll_secret"]})
    assert claimed.status_code == 200
    device = Device.objects.get()
    assert claimed.json() | {"token": ""} == {
        "token": "", "device": str(device.pk), "kind": "hall_agent", "name": "PC kios",
        "mall": mall.slug,
    }  # fmt: skip
    assert "no-store" in claimed["Cache-Control"]
    again = send(CLAIM, {"poll_secret": said["poll_secret"]})
    assert (again.status_code, again.json()["code"]) == (404, "devices.pairing_not_found")
    log = Client(headers={"authorization": f"Bearer {claimed.json()['token']}"})
    assert log.get(f"/api/v1/malls/{mall.slug}/log").status_code == 403


def test_a_code_out_of_time_is_not_found(mall: Mall) -> None:
    said = send(START, {"kind": "hall_agent"}).json()
    pairing = Pairing.objects.get()
    pairing.expires_at = pairing.created_at
    pairing.save()
    answer = send(CLAIM, {"poll_secret": said["poll_secret"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "devices.pairing_expired")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"),
        ({"kind": "printer"}, "kind"),
        ({"kind": "kiosk"}, "mall"),
        ({"kind": "hall_agent", "name": "x" * 61}, "name"),
        ({"kind": "hall_agent", "name": 7}, "name"),
    ],
)
def test_what_cannot_be_taken_is_named(db: None, body: dict[str, Any], field: str) -> None:
    answer = send(START, body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert not Pairing.objects.exists()


def test_an_unknown_mall_or_secret_is_not_found(db: None) -> None:
    assert send(START, {"kind": "kiosk", "mall": "tidak-ada"}).status_code == 404
    assert send(CLAIM, {"poll_secret": "bukan"}).status_code == 404
    assert send(CLAIM, {}).status_code == 422


def test_a_repeat_with_its_key_gets_the_same_answer(mall: Mall, manager: User) -> None:
    key, other = str(uuid4()), str(uuid4())
    body = {"kind": "hall_agent", "name": "PC kios"}
    first, second = send(START, body, key), send(START, body, key)
    assert first.json() == second.json()
    assert Pairing.objects.count() == 1
    differs = send(START, body | {"name": "PC lain"}, key)
    assert (differs.status_code, differs.json()["code"]) == (409, "idempotency.other_body")
    enter(mall, manager, first.json()["code"])
    claim = {"poll_secret": first.json()["poll_secret"]}
    token = send(CLAIM, claim, other).json()["token"]
    assert send(CLAIM, claim, other).json()["token"] == token
    assert send(CLAIM, claim).status_code == 404


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_claims_at_once_are_answered_once(mall: Mall, manager: User) -> None:
    said = send(START, {"kind": "hall_agent"}).json()
    enter(mall, manager, said["code"])
    answers = together(6, lambda _: send(CLAIM, {"poll_secret": said["poll_secret"]}).status_code)
    assert sorted(answers) == [200] + [404] * 5
