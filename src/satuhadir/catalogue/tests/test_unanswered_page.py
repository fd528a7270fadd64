# SPDX-License-Identifier: Apache-2.0
"""The manager's page of what people looked for in vain."""

from typing import Any

import pytest
from django.test import Client

from satuhadir.accounts.models import Grant, User
from satuhadir.catalogue import actions, queries
from satuhadir.catalogue.models import Service, UnansweredQuery
from satuhadir.malls.models import Agency, Mall, SetupRecord

PATH = "/kelola/satu/pencarian/"


def stock(mall: Mall, code: str, agency: str, name: str, words: list[str]) -> Service:
    return Service.objects.create(
        mall=mall, agency=Agency.objects.get(mall=mall, code=agency), code=code, name=name,
        words=words, desk_minutes=10, audience="person",
    )  # fmt: skip


@pytest.fixture
def stocked(mall: Mall) -> Mall:
    stock(mall, "NIB", "DUKCAPIL", "Izin usaha", ["warung"])
    stock(mall, "SIM", "POLRES", "Perpanjangan SIM", ["motor"])
    actions.note_unanswered(mall=mall, text="jual motor bekas")
    return mall


def signed_in(mall: Mall | None, agency: Agency | None = None) -> Client:
    user = User.objects.create_user(username=f"u{User.objects.count()}", password="rahasia-uji")
    if mall is not None:
        role = "agency_manager" if agency else "manager"
        Grant.objects.create(user=user, role=role, mall=mall, agency=agency)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def manager(stocked: Mall) -> Client:
    return signed_in(stocked)


def row(mall: Mall) -> int:
    return queries.unanswered_of(mall)[0].row


def test_the_page_shows_words_times_and_what_they_may_mean(manager: Client) -> None:
    page = manager.get(PATH).content.decode()
    assert "jual motor bekas" in page and "1 kali" in page
    assert "Tambah ke Perpanjangan SIM" in page


def test_one_press_adds_the_words_to_a_service(manager: Client, stocked: Mall) -> None:
    sent = {"pertanyaan": row(stocked), "layanan": "SIM"}
    page = manager.post(PATH, sent, follow=True).content.decode()
    assert "“jual motor bekas” kini menemukan Perpanjangan SIM." in page
    assert "Tidak ada pencarian yang sia-sia" in page
    assert Service.objects.get(code="SIM").words == ["motor", "jual motor bekas"]
    again = manager.post(PATH, sent, follow=True)
    assert "sudah ditangani" in again.content.decode()
    assert Service.objects.get(code="SIM").words == ["motor", "jual motor bekas"]


def test_the_change_is_kept_with_the_set_up(manager: Client, stocked: Mall) -> None:
    before = SetupRecord.objects.count()
    manager.post(PATH, {"pertanyaan": row(stocked), "layanan": "SIM"})
    assert SetupRecord.objects.count() == before + 1


def test_any_service_can_be_named(manager: Client, stocked: Mall) -> None:
    sent = {"pertanyaan": row(stocked), "lain": "NIB – Izin usaha"}
    manager.post(PATH, sent)
    assert "jual motor bekas" in Service.objects.get(code="NIB").words


@pytest.mark.parametrize("lain", ["", "TIDAK-ADA", "<script>", "x" * 5_000])
def test_a_service_that_is_none_is_said_beside_the_field(
    manager: Client, stocked: Mall, lain: str
) -> None:
    answer = manager.post(PATH, {"pertanyaan": row(stocked), "lain": lain})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page and "<script>" not in page.replace("<script ", "")
    assert UnansweredQuery.objects.count() == 1


@pytest.mark.parametrize("given", ["", "-1", "0", "٣", "9" * 30, "x"])
def test_a_question_that_is_none_changes_nothing(
    manager: Client, stocked: Mall, given: str
) -> None:
    answer = manager.post(PATH, {"pertanyaan": given, "layanan": "SIM"})
    assert answer.status_code == 302
    assert Service.objects.get(code="SIM").words == ["motor"]


def test_a_question_can_be_dropped(manager: Client, stocked: Mall) -> None:
    sent = {"pertanyaan": row(stocked), "aksi": "abaikan"}
    assert "diabaikan" in manager.post(PATH, sent, follow=True).content.decode()
    assert not UnansweredQuery.objects.exists()


def test_hidden_questions_are_only_counted(manager: Client, stocked: Mall) -> None:
    actions.note_unanswered(mall=stocked, text="paspor Siti Zubaidah")
    page = manager.get(PATH).content.decode()
    assert "1 pencarian lain dihitung" in page and "zubaidah" not in page.casefold()


def test_an_agency_answers_with_its_own_services_only(stocked: Mall) -> None:
    agency = signed_in(stocked, Agency.objects.get(mall=stocked, code="DUKCAPIL"))
    page = agency.get(PATH).content.decode()
    assert "Perpanjangan SIM" not in page and "Abaikan" not in page
    assert agency.post(PATH, {"pertanyaan": row(stocked), "layanan": "SIM"}).status_code == 422
    assert agency.post(PATH, {"pertanyaan": row(stocked), "aksi": "abaikan"}).status_code == 403
    assert UnansweredQuery.objects.count() == 1
    agency.post(PATH, {"pertanyaan": row(stocked), "layanan": "NIB"})
    assert not UnansweredQuery.objects.exists()


def test_strangers_and_neighbours_stay_outside(stocked: Mall, neighbour: Mall) -> None:
    assert Client().get(PATH).headers["Location"].startswith("/masuk/?next=")
    assert signed_in(None).get(PATH).status_code == 403
    assert signed_in(neighbour).get(PATH).status_code == 404
    sent: dict[str, Any] = {"pertanyaan": row(stocked), "layanan": "SIM"}
    assert signed_in(neighbour).post(PATH, sent).status_code == 404
    other = signed_in(neighbour).post("/kelola/dua/pencarian/", sent)
    assert other.status_code == 422
    assert UnansweredQuery.objects.count() == 1
