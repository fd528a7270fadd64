# SPDX-License-Identifier: Apache-2.0
"""The search of the citizen's pages: what was hit, what was meant, and where to ask instead."""

import time
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import LifeEvent, Service, UnansweredQuery
from satuhadir.queue.citizen.searching import ask_url
from satuhadir.queue.tests.conftest import Hall


def page(client: Client, q: str, **headers: str) -> str:
    response = client.get("/batu/layanan/", {"q": q}, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_hit_is_marked_in_the_name(hall: Hall, client: Client) -> None:
    assert "<mark>" in page(client, "skck")


def test_a_word_that_is_not_in_the_name_is_shown(hall: Hall, client: Client) -> None:
    Service.objects.filter(mall=hall.mall, code="SKCK").update(words=["surat pesiar"])
    catalogue.forget()
    found = page(client, "pesiar")
    assert "kata lain:" in found and "<mark>pesiar</mark>" in found


def test_a_misspelled_word_is_told_as_understood(hall: Hall, client: Client) -> None:
    Service.objects.filter(mall=hall.mall, code="SKCK").update(words=["kelakuan"])
    catalogue.forget()
    assert "Apakah maksud Anda" in page(client, "kelakuqn")
    assert "Apakah maksud Anda" not in page(client, "kelakuan")


def test_a_part_is_answered_while_typing(hall: Hall, client: Client) -> None:
    part = page(client, "skck", **{"X-Part": "hasil"})
    assert "<html" not in part and "/batu/layanan/SKCK/" in part and "data-said" in part
    assert "X-Part" in client.get("/batu/layanan/?q=skck")["Vary"]


def test_a_life_event_is_offered_with_the_services(hall: Hall, client: Client) -> None:
    LifeEvent.objects.create(mall=hall.mall, code="LAHIR", name="Bayi lahir")
    catalogue.forget()
    assert "/batu/peristiwa/LAHIR/" in page(client, "bayi baru lahir")


def test_nothing_found_offers_the_desk_and_a_question(hall: Hall, client: Client) -> None:
    Service.objects.filter(mall=hall.mall, code="SKCK").update(name="Informasi dan pengaduan")
    catalogue.forget()
    found = page(client, "resep rendang")
    assert "Datang ke meja informasi" in found and "/batu/layanan/SKCK/" in found
    assert "/batu/pengaduan/baru/?jenis=informasi&amp;isi=resep+rendang" in found


def test_a_mall_without_an_information_desk_offers_none(hall: Hall, client: Client) -> None:
    assert "Datang ke meja informasi" not in page(client, "resep rendang")


@pytest.mark.parametrize(
    "q", ["nik 3579011203900004", "0812 3456 7890", "surat budi@surel.id", "www.budi.id"]
)
def test_what_may_be_personal_goes_into_no_further_address(hall: Hall, q: str) -> None:
    assert ask_url(hall.mall, q) == "/batu/pengaduan/baru/?jenis=informasi"
    assert quote(q) not in ask_url(hall.mall, q)


def test_only_a_question_asked_on_purpose_is_counted(hall: Hall, client: Client) -> None:
    page(client, "resep rendang", **{"X-Part": "hasil"})
    assert not UnansweredQuery.objects.exists()
    page(client, "resep rendang")
    page(client, "skck")
    assert [one.text for one in catalogue.unanswered_of(hall.mall)] == ["resep rendang"]


def test_two_thousand_services_cost_no_more_queries(hall: Hall, client: Client) -> None:
    one = Service.objects.filter(mall=hall.mall).select_related("agency").first()
    assert one is not None
    Service.objects.bulk_create(
        Service(
            mall=hall.mall, agency=one.agency, code=f"BANYAK_{n}", name=f"Izin kegiatan ke-{n}",
            words=[f"acara {n}", "pertunjukan"], desk_minutes=10, audience="person",
        )
        for n in range(2_000)
    )  # fmt: skip
    catalogue.forget()
    with CaptureQueriesContext(connection) as few:
        began = time.perf_counter()
        assert "/batu/layanan/" in page(client, "pertunjukan")
        first = time.perf_counter() - began
    with CaptureQueriesContext(connection) as kept:
        began = time.perf_counter()
        page(client, "izin acara")
        second = time.perf_counter() - began
    assert len(few) <= 14 and len(kept) <= len(few)
    print(f"2,000 services: first page {first:.2f} s, the next {second:.2f} s")
    assert second < 2
