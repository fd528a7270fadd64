# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest

from satuhadir.catalogue import actions, queries
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Agency, Mall


def stock(mall: Mall, code: str, name: str, words: list[str], name_en: str = "") -> Service:
    return Service.objects.create(
        mall=mall, agency=Agency.objects.get(mall=mall, code="POLRES"), code=code, name=name,
        name_en=name_en, words=words, desk_minutes=10, audience="person",
    )  # fmt: skip


@pytest.fixture
def stocked(mall: Mall) -> Mall:
    stock(mall, "SIM", "Perpanjangan SIM", ["sim mati", "driving licence"])
    stock(mall, "SIM-A", "Perpanjangan SIM A", ["mobil"])
    stock(mall, "SIM-C", "Perpanjangan SIM C", ["motor"])
    stock(mall, "PAJAK", "Pajak kendaraan", ["samsat", "pajak motor", "stnk"], "Vehicle tax")
    stock(mall, "KAFE", "Izin kafé", ["warung kopi"])
    return mall


def found(mall: Mall, text: str, limit: int = 10) -> list[str]:
    return [one.code for one in queries.search_services(mall, text, limit)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("sim", ["SIM", "SIM-A", "SIM-C"]),
        ("SIM c", ["SIM-C"]),
        ("sim a", ["SIM-A"]),
        ("saya mau perpanjang sim motor", ["SIM-C"]),
        ("motor", ["PAJAK", "SIM-C"]),
        ("sim mati", ["SIM"]),
        ("panjang", ["SIM", "SIM-A", "SIM-C"]),
        ("kafe", ["KAFE"]),
        ("KAFÉ", ["KAFE"]),
        ("vehicle tax", ["PAJAK"]),
        ("driving licence", ["SIM"]),
        ("SIM-A", ["SIM-A"]),
        ("paspor", []),
        ("sim paspor", []),
        ("", []),
        ("   ", []),
        ("!?%_", []),
        ("\x00", []),
        ("x" * 100_000, []),
    ],
    ids=range(19),
)
def test_search_finds_by_name_and_words(stocked: Mall, text: str, codes: list[str]) -> None:
    if text == "motor":  # both only by their words: the shorter name first
        assert set(found(stocked, text)) == set(codes)
    else:
        assert found(stocked, text) == codes


def test_a_name_weighs_more_than_words(mall: Mall) -> None:
    stock(mall, "A", "Antar barang kiriman", ["paspor"])
    stock(mall, "B", "Paspor untuk perjalanan ke luar negeri", [])
    assert found(mall, "paspor")[0] in {"A", "B"}
    assert found(mall, "paspo") == ["B", "A"]


def test_a_service_comes_before_its_variants(mall: Mall) -> None:
    stock(mall, "KTP-GANTI", "KTP", ["ktp"])
    stock(mall, "KTP", "KTP-el hilang atau rusak", ["ktp"])
    assert found(mall, "ktp") == ["KTP", "KTP-GANTI"]


def test_search_gives_no_more_than_asked(stocked: Mall) -> None:
    assert found(stocked, "sim", 2) == ["SIM", "SIM-A"]
    assert found(stocked, "sim", 0) == []


def test_search_stays_in_the_mall(stocked: Mall, neighbour: Mall) -> None:
    assert found(neighbour, "sim") == []
    with pytest.raises(ServiceNotFound):
        queries.service_at(neighbour, "SIM")


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
