# SPDX-License-Identifier: Apache-2.0
"""A service's standard as people read it, and what changed from one version to the next."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from satuhadir.catalogue.models import DocumentType, Service, ServiceStandard
from satuhadir.queue.citizen.changes import Line, compared
from satuhadir.queue.citizen.standard import essentials
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.promises import papers, publish
from satuhadir.shared.memory import Brief

FIRST: dict[str, Any] = {
    "duration": {"value": 1, "longest": 3, "unit": "working_day", "note": ""},
    "procedure": [{"step": "Isi formulir.", "actor": "Pemohon"}, {"step": "Terima.", "actor": ""}],
    "fees": [
        {
            "kind": "charge", "amount_rupiah": 50_000, "up_to_rupiah": None, "formula": "",
            "legal": "Perda 1/2024", "effective_day": "2024-01-05", "note": "per lembar",
        }
    ],
    "complaint_routes": [{"channel": "phone", "address": "1500537", "note": "pusat"}],
    "legal": ["UU 24/2013"],
    "facilities": "Ruang tunggu dan kursi roda",
    "staff_count": 4,
    "external_steps": [{"name": "Ambil darah", "where": "Puskesmas", "note": ""}],
    "citizen_deadlines": [
        {"value": 10, "unit": "working_day", "since": "sebelum akad", "note": "Boleh dispensasi"}
    ],
    "decree_number": "100/SP/2026",
    "note": "Bawa yang asli.",
}  # fmt: skip


def text(client: Client, path: str, language: str = "id", *, status: int = 200) -> str:
    response = client.get(path, headers={"Accept-Language": language})
    assert response.status_code == status
    return response.content.decode()


def test_all_components_are_shown_the_public_ones_first(hall: Hall, client: Client) -> None:
    papers(hall.mall, D_KK="Kartu Keluarga", D_SEHAT="Surat sehat")
    DocumentType.objects.filter(code="D_KK").update(lookup_system="siak")
    DocumentType.objects.filter(code="D_SEHAT").update(where_from="Puskesmas mana pun")
    publish(hall.mall, "KK", products=["D_KK"])
    publish(hall.mall, "KTP", "D_KK", "D_SEHAT|D_IJAZAH", products=["D_KTP"], **FIRST)
    publish(hall.mall, "SKCK", "D_KTP")
    page = text(client, "/batu/layanan/KTP/")
    for words in (
        "Bawa yang asli.", "Kartu Keluarga", "sudah ada di SIAK (kependudukan)",
        'Urus di sini: <a href="/batu/layanan/KK/"', "Salah satu:", "Puskesmas mana pun",
        "Ambil darah", "Isi formulir.", "Pemohon", "1–3 hari kerja", "10 hari kerja sebelum akad",
        "Boleh dispensasi", "Rp50.000", "retribusi daerah", "Perda 1/2024", "5 Januari 2024",
        "per lembar", "Diminta oleh 1 layanan lain", "1500537", "/batu/pengaduan/?layanan=KTP",
        "UU 24/2013", "Ruang tunggu dan kursi roda", "Jumlah pelaksana", "100/SP/2026",
        "Berlaku sejak", "versi 1", "/batu/layanan/KTP/perubahan/", "/batu/layanan/SKCK/",
    ):  # fmt: skip
        assert words in page, words
    public = [page.index(f'id="{part}"') for part in ("syarat", "alur", "lama", "biaya", "produk")]
    assert public == sorted(public)
    assert page.index('id="aduan"') < page.index("Ruang tunggu dan kursi roda")


def test_a_service_is_not_the_place_to_get_the_paper_it_asks_for(
    hall: Hall, client: Client
) -> None:
    """Who replaces a lost paper needs the old one for some cases; nobody gets it there first."""
    main = Service.objects.get(mall=hall.mall, code="KTP")
    Service.objects.filter(mall=hall.mall, code="SKCK").update(variant_of=main)
    papers(hall.mall, D_KTP="Kartu tanda penduduk")
    publish(hall.mall, "SKCK", "D_KTP", products=["D_KTP"])
    publish(hall.mall, "KTP", "D_KTP", products=["D_KTP"])
    for code in ("KTP", "SKCK"):
        page = text(client, f"/batu/layanan/{code}/")
        assert "Kartu tanda penduduk" in page and "Belum punya?" not in page
    publish(hall.mall, "KK", products=["D_KTP"])
    page = text(client, "/batu/layanan/KTP/")
    told = page[page.index("Belum punya?") :].partition("</small>")[0]
    assert re.findall(r'href="(.*?)"', told) == ["/batu/layanan/KK/"]


def test_the_page_holds_its_service_for_search_engines(hall: Hall, client: Client) -> None:
    Service.objects.filter(mall=hall.mall, code="KTP").update(name="KTP </script><b>&")
    publish(hall.mall, "KTP", "D_KK", **FIRST)
    response = client.get("/batu/layanan/KTP/")
    page = response.content.decode()
    [held] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    about = json.loads(held)
    assert about["@type"] == "GovernmentService" and about["@context"] == "https://schema.org"
    assert about["name"] == "KTP </script><b>&"
    assert about["url"] == "http://testserver/batu/layanan/KTP/"
    assert "<" not in held
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_a_service_without_a_standard_says_so(hall: Hall, client: Client) -> None:
    page = text(client, "/batu/layanan/KTP/")
    assert "belum diterbitkan di sini" in page and "Tidak ada berkas khusus" not in page
    assert "Belum ada standar" in text(client, "/batu/layanan/KTP/perubahan/")


@pytest.mark.parametrize(
    ("certainty", "words"), [("low", "belum kami pastikan"), ("medium", "dari sumber terbuka")]
)
def test_doubt_is_told(hall: Hall, client: Client, certainty: str, words: str) -> None:
    publish(hall.mall, "KTP", "D_KK", certainty=certainty)
    assert words in text(client, "/batu/layanan/KTP/")
    publish(hall.mall, "KK", "D_KK")
    assert words not in text(client, "/batu/layanan/KK/")


def test_variants_are_siblings(hall: Hall, client: Client) -> None:
    main = Service.objects.get(mall=hall.mall, code="KK")
    Service.objects.filter(mall=hall.mall, code="KTP").update(variant_of=main)
    Brief.forget_everything()
    for code, other in (("KK", "KTP"), ("KTP", "KK")):
        page = text(client, f"/batu/layanan/{code}/")
        assert "Ragam layanan ini" in page and f'href="/batu/layanan/{other}/"' in page
    assert "Ragam layanan ini" not in text(client, "/batu/layanan/SKCK/")


def test_what_is_announced_stands_on_the_page_before_it_holds(hall: Hall, client: Client) -> None:
    publish(hall.mall, "KTP", "D_KK", **FIRST)
    assert "standar layanan ini berubah" not in text(client, "/batu/layanan/KTP/")
    publish(hall.mall, "KTP", "D_PASPOR", in_days=9, number=2, **FIRST)
    page = text(client, "/batu/layanan/KTP/")
    assert "standar layanan ini berubah" in page and "perubahan/#versi-2" in page
    assert "D_Kk" in page and "D_Paspor" not in page  # today's still holds


def test_the_changes_are_told_component_by_component(hall: Hall, client: Client) -> None:
    publish(hall.mall, "KTP", "D_KK", "D_FOTO", **FIRST)
    later = FIRST | {
        "duration": {"value": 1, "longest": None, "unit": "working_day", "note": ""},
        "staff_count": 6,
        "change_note": "Lebih cepat.",
        "decree_number": "200/SP/2026",
    }
    publish(hall.mall, "KTP", "D_KK", in_days=5, number=2, **later)
    page = text(client, "/batu/layanan/KTP/perubahan/")
    newest = page[page.index('id="versi-2"') : page.index('id="versi-1"')]
    assert re.findall(r"<dt>(.*?)</dt>", newest) == [
        "Persyaratan", "Jangka waktu", "Jumlah pelaksana",
    ]  # fmt: skip
    gone = re.findall(r"<del>.*?</span>(.*?)</del>", newest)
    new = re.findall(r"<ins>.*?</span>(.*?)</ins>", newest)
    assert gone == ["D_Foto", "1–3 hari kerja", "4"] and new == ["1 hari kerja", "6"]
    assert "Lebih cepat." in newest and "200/SP/2026" in newest and "Tidak berubah:" in newest
    assert "Versi pertama di sini." in page[page.index('id="versi-1"') :]


def test_each_version_says_when_it_holds(hall: Hall, client: Client) -> None:
    publish(hall.mall, "KTP", "D_KK")
    publish(hall.mall, "KTP", "D_KTP", in_days=4, number=2)
    page = text(client, "/batu/layanan/KTP/perubahan/")
    assert 'data-state="called">mulai' in page and 'data-state="done">berlaku sejak' in page
    assert "yang berlaku sekarang" in text(client, "/batu/layanan/KTP/perubahan/1/")
    second = text(client, "/batu/layanan/KTP/perubahan/2/")
    assert "baru berlaku mulai" in second and "D_Ktp" in second and "D_Kk" not in second


def test_only_what_is_published_here_can_be_read(
    hall: Hall, neighbour: Hall, client: Client
) -> None:
    standard = publish(hall.mall, "KTP", "D_KK", note="terbit")
    ServiceStandard.objects.create(
        mall=hall.mall, service=standard.service, number=2, note="masih rahasia"
    )
    assert "masih rahasia" not in text(client, "/batu/layanan/KTP/perubahan/")
    text(client, "/batu/layanan/KTP/perubahan/2/", status=404)
    text(client, "/batu/layanan/TIDAK_ADA/perubahan/", status=404)
    assert "Belum ada standar" in text(client, "/tetangga/layanan/KTP/perubahan/")
    text(client, "/tetangga/layanan/KTP/perubahan/1/", status=404)
    assert client.post("/batu/layanan/KTP/perubahan/").status_code == 405


def test_lines_are_compared_in_their_order() -> None:
    assert compared(["a", "b"], ["a", "b"]) == []
    assert compared(["a", "b", "c"], ["a", "x", "c"]) == [
        Line("kept", "a"),
        Line("gone", "b"),
        Line("added", "x"),
        Line("kept", "c"),
    ]
    assert compared([], ["a"]) == [Line("added", "a")]


def test_what_everybody_brings_leaves_out_the_rare(hall: Hall) -> None:
    publish(
        hall.mall, "KTP", "D_KK", "D_NIKAH|D_CERAI", {"documents": ["D_WALI"], "when": "bila anak"}
    )
    publish(hall.mall, "KK", "D_KK")
    services = [Service.objects.get(mall=hall.mall, code=code) for code in ("KTP", "KK")]
    assert essentials(hall.mall, services) == [["D_Kk"], ["D_Nikah", "D_Cerai"]]


def test_a_version_of_tomorrow_is_not_todays(hall: Hall, client: Client) -> None:
    """The first version may begin later, too: until then nothing is promised."""
    publish(hall.mall, "KTP", "D_KK", in_days=2)
    page = text(client, "/batu/layanan/KTP/")
    assert "belum diterbitkan di sini" in page and "standar layanan ini berubah" in page
    found = ServiceStandard.objects.get()
    assert found.valid_from == hall.mall.today() + timedelta(days=2)
