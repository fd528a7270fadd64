# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest

from satuhadir.catalogue import actions, queries
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.catalogue.models import LifeEvent, Service, ServiceDemand
from satuhadir.malls.models import Agency, Mall

pytestmark = pytest.mark.sql


def stock(
    mall: Mall,
    code: str,
    name: str,
    words: list[str],
    name_en: str = "",
    variant_of: Service | None = None,
) -> Service:
    return Service.objects.create(
        mall=mall, agency=Agency.objects.get(mall=mall, code="POLRES"), code=code, name=name,
        name_en=name_en, words=words, desk_minutes=10, audience="person", variant_of=variant_of,
    )  # fmt: skip


@pytest.fixture
def stocked(mall: Mall) -> Mall:
    sim = stock(mall, "SIM", "Perpanjangan SIM", ["sim mati", "driving licence"])
    stock(mall, "SIM-A", "Perpanjangan SIM A", ["sim mobil"], variant_of=sim)
    stock(mall, "SIM-C", "Perpanjangan SIM C", ["sim motor"], variant_of=sim)
    stock(mall, "PAJAK", "Pajak kendaraan", ["samsat", "pajak motor", "stnk"], "Vehicle tax")
    stock(mall, "KAFE", "Izin kafé", ["warung kopi"])
    return mall


def found(mall: Mall, text: str, limit: int = 10) -> list[str]:
    return [one.code for one in queries.search_services(mall, text, limit)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("sim", ["SIM", "SIM-A", "SIM-C"]),
        ("SIM c", ["SIM", "SIM-C"]),
        ("saya mau perpanjang sim motor", ["SIM", "SIM-C"]),
        ("sim mati", ["SIM"]),
        ("KAFÉ", ["KAFE"]),
        ("vehicle tax", ["PAJAK"]),
        ("driving licence", ["SIM"]),
        ("sim-a", ["SIM-A"]),
        ("paspor", []),
        ("", []),
        ("!?%_", []),
        ("\x00", []),
        ("x" * 100_000, []),
    ],
    ids=range(13),
)
def test_search_finds_by_name_and_words(stocked: Mall, text: str, codes: list[str]) -> None:
    assert found(stocked, text)[: len(codes) or 9] == codes


def test_a_service_comes_before_its_variants(mall: Mall) -> None:
    ktp = stock(mall, "KTP", "KTP-el hilang atau rusak", ["ktp"])
    stock(mall, "KTP-GANTI", "KTP", ["ktp"], variant_of=ktp)
    assert found(mall, "ktp") == ["KTP", "KTP-GANTI"]
    stock(mall, "KTP-LUAR", "Cetak KTP warga luar daerah", ["perantau"], variant_of=ktp)
    queries.forget()
    assert found(mall, "ktp perantau") == ["KTP-LUAR"]


def test_what_is_asked_for_more_often_comes_first_among_equals(mall: Mall) -> None:
    stock(mall, "A", "Izin satu", ["warung"])
    stock(mall, "B", "Izin dua", ["warung"])
    assert found(mall, "warung") == ["B", "A"]  # by name
    actions.keep_demand(mall=mall, asked={"A": 90, "B": 3, "Z": 7})
    queries.forget()
    assert found(mall, "warung") == ["A", "B"]
    actions.keep_demand(mall=mall, asked={})
    assert ServiceDemand.objects.count() == 0


def test_what_was_hit_is_marked_and_the_word_that_led_there_named(stocked: Mall) -> None:
    first = queries.find_services(stocked, "stnk", 3).services[0]
    assert first.service.code == "PAJAK"
    assert not any(is_hit for _, is_hit in first.name)
    assert first.by == (("stnk", True),)
    first = queries.find_services(stocked, "sim", 3).services[0]
    assert [piece for piece, is_hit in first.name if is_hit] == ["SIM"]
    assert first.by == ()


def test_life_events_that_fit_come_along(stocked: Mall) -> None:
    LifeEvent.objects.create(mall=stocked, code="LAHIR", name="Bayi lahir", words=["melahirkan"])
    queries.forget()
    assert [one.code for one in queries.find_services(stocked, "bayi baru lahir", 3).events] == [
        "LAHIR"
    ]
    assert queries.find_services(stocked, "sim", 3).events == ()


def test_a_changed_word_is_said(stocked: Mall) -> None:
    assert queries.find_services(stocked, "pajak kendraan", 3).meant == "pajak kendaraan"
    assert queries.find_services(stocked, "pajak kendaraan", 3).meant == ""


def test_search_gives_no_more_than_asked(stocked: Mall) -> None:
    assert found(stocked, "sim", 2) == ["SIM", "SIM-A"]
    assert found(stocked, "sim", 0) == []


def test_search_stays_in_the_mall(stocked: Mall, neighbour: Mall) -> None:
    assert found(neighbour, "sim") == []
    with pytest.raises(ServiceNotFound):
        queries.service_at(neighbour, "SIM")


def test_the_index_is_made_anew_only_when_services_change(stocked: Mall) -> None:
    before = queries._index(stocked)
    queries.forget()
    assert queries._index(stocked) is before
    Service.objects.filter(code="KAFE").update(words=["angkringan"])
    queries.forget()
    assert queries._index(stocked) is not before
    assert found(stocked, "angkringan") == ["KAFE"]


def test_a_service_is_found_by_its_code(stocked: Mall) -> None:
    assert queries.service_at(stocked, "SIM-C").agency.code == "POLRES"
    with pytest.raises(ServiceNotFound):
        queries.service_at(stocked, "SIM-Z")


def test_many_searches_ask_the_database_once(stocked: Mall, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        for text in ("sim", "pajak", "kafe"):
            queries.search_services(stocked, text, 5)
        assert queries.service_at(stocked, "SIM").agency.name


def test_an_import_is_seen_at_once(
    mall: Mall, text: str, django_capture_on_commit_callbacks: Any
) -> None:
    assert found(mall, "keluarga") == []
    document = actions.read_catalogue(text.encode(), file="x.yaml")
    with django_capture_on_commit_callbacks(execute=True):
        actions.import_catalogue(mall, document, actor="test")
    assert found(mall, "keluarga") == ["KK"]
