# SPDX-License-Identifier: Apache-2.0
"""Complaints by the API: filed once, read with the key, nothing for strangers."""

from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.feedback.models import Complaint, Reporter
from satuhadir.feedback.tests.conftest import STORY, House

HERE = "/api/v1/malls/batu/complaints"


def post(client: Client, body: dict[str, object], **headers: str) -> object:
    return client.post(HERE, body, content_type="application/json", headers=headers)


@pytest.fixture
def said(house: House) -> dict[str, object]:
    return {
        "kind": "complaint", "identity": "secret", "text": STORY, "service": "KTP",
        "clause": "requirements", "name": "Sulastri", "phone": "0812 3456 7890",
    }  # fmt: skip


def test_a_complaint_is_filed_and_read_with_its_key(
    client: Client, house: House, said: dict[str, object]
) -> None:
    filed = post(client, said).json()  # type: ignore[attr-defined]
    assert Reporter.objects.get().phone == "+6281234567890"
    shown = client.get(f"/api/v1/complaints/{filed['track']}").json()
    assert (shown["number"], shown["state"], shown["turn"]) == (
        filed["number"], "received", "mall",
    )  # fmt: skip
    assert shown["rule"]["days"] == 3
    assert shown["due_day"]
    assert "Sulastri" not in str(shown)


def test_a_repeated_request_counts_once_and_another_body_is_refused(
    client: Client, said: dict[str, object]
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    client.cookies["sh_device"] = "a" * 32
    first, second = post(client, said, **key), post(client, said, **key)
    assert first.json() == second.json()  # type: ignore[attr-defined]
    other = post(client, {**said, "text": "Cerita yang lain sama sekali."}, **key)
    assert other.status_code == 409  # type: ignore[attr-defined]
    assert Complaint.objects.count() == 1


def test_what_can_not_be_taken_is_refused_before_anything_is_kept(
    client: Client, said: dict[str, object]
) -> None:
    for wrong, status in (
        ({"kind": "gripe"}, 422), ({"text": "x"}, 422), ({"agency": "TIDAKADA"}, 422),
        ({"service": "TIDAKADA"}, 404), ({"identity": "anonymous"}, 422), ({"name": None}, 422),
    ):  # fmt: skip
        assert post(client, {**said, **wrong}).status_code == status, wrong  # type: ignore[attr-defined]
    assert not Complaint.objects.exists()


def test_a_number_or_a_wrong_key_opens_nothing(client: Client, house: House) -> None:
    filed = house.file()
    for key in (filed.number, str(filed.id), "a" * 26):
        assert client.get(f"/api/v1/complaints/{key}").status_code == 404
