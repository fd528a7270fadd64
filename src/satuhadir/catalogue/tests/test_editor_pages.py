# SPDX-License-Identifier: Apache-2.0
"""The editors: who may enter, what a form keeps, what an agency may do and what only the mall."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from satuhadir.accounts import actions as accounts
from satuhadir.accounts.models import User
from satuhadir.accounts.tests.conftest import PASSWORD
from satuhadir.accounts.tests.test_sign_in import sign_in
from satuhadir.catalogue import actions, queries
from satuhadir.catalogue.exporting import as_yaml, document_of
from satuhadir.catalogue.models import DocumentType, LifeEvent, Service, ServiceStandard
from satuhadir.catalogue.sheets import as_workbook, read_workbook
from satuhadir.malls.models import Agency, Mall

BASE = "/kelola/satu/"
PAGES = [
    "layanan/", "layanan/baru/", "layanan/cakupan/", "layanan/berkas/", "layanan/KK/",
    "layanan/KK/rancangan/", "layanan/KK/rancangan/tinjau/", "layanan/KK/versi/1/", "dokumen/",
    "dokumen/baru/", "dokumen/D_KK/", "peristiwa/", "peristiwa/baru/", "peristiwa/HILANG/",
    "layanan/berkas/katalog.yaml", "layanan/berkas/katalog.xlsx", "layanan/cakupan/berkas.csv",
    "layanan/cakupan/berkas.xlsx",
]  # fmt: skip
EVENT = """
events:
  - code: HILANG
    name: Dokumen hilang
    steps:
      - {service: KK}
      - {service: SIM-C, after: [KK]}
"""


def entered(username: str, **role: Any) -> Client:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = accounts.create_user(username=username, password=PASSWORD, display_name=username)
        if role:
            accounts.grant_role(user=user, **role)
    client = Client()
    assert sign_in(client, username).status_code == 302
    return client


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def shop(mall: Mall, text: str) -> Mall:
    document = actions.read_catalogue((text + EVENT).encode(), file="berkas.yaml")
    actions.import_catalogue(mall, document, actor="test")
    actions.draft_standard(service=Service.objects.get(mall=mall, code="KK"), actor="test")
    return mall


@pytest.fixture
def manager(shop: Mall) -> Client:
    return entered("pengelola", role="manager", mall=shop)


@pytest.fixture
def police(shop: Mall) -> Client:
    agency = Agency.objects.get(mall=shop, code="POLRES")
    return entered("polres", role="agency_manager", agency=agency)


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_refused_and_neighbours_find_nothing(
    shop: Mall, neighbour: Mall, page: str
) -> None:
    path = f"{BASE}{page}"
    assert Client().get(path)["Location"] == f"/masuk/?next={path}"
    assert entered("warga").get(path).status_code == 403
    other = entered("tetangga", role="manager", mall=neighbour)
    assert other.get(path).status_code == 404
    assert other.post(path, {"aksi": "simpan"}).status_code in {404, 405}


@pytest.mark.parametrize("page", PAGES)
def test_the_manager_opens_every_page(manager: Client, page: str) -> None:
    answer = manager.get(f"{BASE}{page}")
    assert answer.status_code == 200, page
    if answer["Content-Type"].startswith("text/html"):
        assert answer.content.decode().count("<h1") == 1


def test_an_agency_sees_its_own_services_only(police: Client) -> None:
    listed = police.get(f"{BASE}layanan/").content.decode()
    assert "Perpanjangan SIM C" in listed and "Kartu Keluarga" not in listed
    assert police.get(f"{BASE}layanan/KK/").status_code == 404
    assert police.post(f"{BASE}layanan/KK/rancangan/", {"aksi": "simpan"}).status_code == 404
    assert police.get(f"{BASE}layanan/SIM-C/").status_code == 200
    for page in ("dokumen/baru/", "peristiwa/baru/", "peristiwa/HILANG/"):
        assert police.get(f"{BASE}{page}").status_code == 403, page
    assert police.post(f"{BASE}dokumen/D_KK/", {"nama": "X"}).status_code == 403
    assert police.post(f"{BASE}layanan/berkas/", {"aksi": "masukkan"}).status_code == 403
    assert "KK" not in police.get(f"{BASE}layanan/berkas/katalog.yaml").content.decode().split(
        "services:")[1]  # fmt: skip


def fields_of(page: str) -> dict[str, Any]:
    """Return what a browser would send of a page's long form, as it was shown."""
    form = page.split('class="stack form-page draft"', 1)[1].split("</form>", 1)[0]
    found: dict[str, Any] = {}

    def put(name: str, value: str) -> None:
        found.setdefault(name, []).append(value)

    for tag in re.findall(r"<input [^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ('type="radio"' not in tag or " checked" in tag):
            put(name[1], value[1] if value else "")
    for name, inside in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        put(name, chosen[1] if chosen else "")
    for name, inside in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form,
                                   re.S):  # fmt: skip
        put(name, inside)
    found.pop("csrfmiddlewaretoken", None)
    return found


def test_a_draft_shown_and_sent_back_is_the_same_draft(manager: Client, shop: Mall) -> None:
    before = ServiceStandard.objects.get(mall=shop, state="draft")
    said = fields_of(manager.get(f"{BASE}layanan/KK/rancangan/").content.decode())
    answer = manager.post(f"{BASE}layanan/KK/rancangan/", said | {"aksi": "simpan"})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    after = ServiceStandard.objects.get(pk=before.pk)
    assert after.revision == before.revision == 1
    assert document_of(shop) == document_of(shop)


def test_what_is_typed_is_saved_and_a_second_press_counts_once(manager: Client, shop: Mall) -> None:
    path = f"{BASE}layanan/KK/rancangan/"
    said = fields_of(manager.get(path).content.decode())
    said |= {
        "decree_number": "188/7/2026", "decree_day": "2026-01-12",
        "complaint_routes-0-channel": "desk", "complaint_routes-0-address": "Loket 1",
        "requirements-2-documents": ["Kartu Keluarga (D_KK)", "ktp-el"], "fees-0-kind": "charge",
        "fees-0-amount_rupiah": "Rp 25.000", "staff_count": "4", "facilities": "Ruang\r\ntunggu",
        "aksi": "simpan",
    }  # fmt: skip
    for _press in range(2):
        answer = manager.post(path, said)
        assert answer.status_code == 302, re.findall(
            r'<li><a href="#id_.*', answer.content.decode()
        )
    draft = ServiceStandard.objects.get(mall=shop, state="draft")
    assert (draft.revision, draft.drafted_by.split(":")[0]) == (2, "user")
    assert draft.requirements[2]["documents"] == ["D_KK", "D_KTP"]
    assert draft.fees[0]["amount_rupiah"] == 25000
    assert (draft.facilities, draft.staff_count) == ("Ruang\ntunggu", 4)
    assert draft.complaint_routes == [{"channel": "desk", "address": "Loket 1", "note": ""}]


def test_rows_grow_and_go_without_saving_anything(manager: Client, shop: Mall) -> None:
    path = f"{BASE}layanan/KK/rancangan/"
    said = fields_of(manager.get(path).content.decode())
    grown = manager.post(path, said | {"aksi": "tambah:procedure", "note": "belum disimpan"})
    assert grown.status_code == 200
    page = grown.content.decode()
    assert "procedure-4-step" in page and "belum disimpan" in page
    gone = manager.post(path, said | {"aksi": "hapus:procedure:1"}).content.decode()
    assert 'name="procedure-0-step" value="Tunggu."' in gone
    lifted = manager.post(path, said | {"aksi": "naik:procedure:2"}).content.decode()
    assert 'name="procedure-0-step" value="Tunggu."' in lifted
    assert ServiceStandard.objects.get(mall=shop, state="draft").revision == 1


def test_a_wrong_row_is_told_beside_it_and_everything_typed_stays(
    manager: Client, shop: Mall
) -> None:
    path = f"{BASE}layanan/KK/rancangan/"
    said = fields_of(manager.get(path).content.decode())
    said |= {
        "requirements-2-documents": ["Surat Ajaib"], "fees-0-kind": "tax",
        "fees-0-amount_rupiah": "murah", "decree_day": "kemarin", "note": "tetap di sini",
        "aksi": "simpan",
    }  # fmt: skip
    answer = manager.post(path, said)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Surat Ajaib", "murah", "tetap di sini", "harus bilangan bulat", "autofocus"):
        assert words in page
    assert 'href="#id_requirements-2-documents"' in page and 'href="#id_decree_day"' in page
    assert ServiceStandard.objects.get(mall=shop, state="draft").revision == 1


def test_two_writers_do_not_write_over_each_other(manager: Client, shop: Mall) -> None:
    path = f"{BASE}layanan/KK/rancangan/"
    said = fields_of(manager.get(path).content.decode())
    assert manager.post(path, said | {"note": "satu", "aksi": "simpan"}).status_code == 302
    answer = manager.post(path, said | {"note": "dua", "aksi": "simpan"})
    assert answer.status_code == 422 and "dua" in answer.content.decode()
    assert ServiceStandard.objects.get(mall=shop, state="draft").note == "satu"


def complete(client: Client, code: str) -> None:
    path = f"{BASE}layanan/{code}/rancangan/"
    said = fields_of(client.get(path).content.decode())
    said |= {
        "decree_number": "1/2026", "decree_day": "2026-01-12", "legal-0-": "UU 25/2009",
        "complaint_routes-0-channel": "desk", "complaint_routes-0-address": "Loket 1",
        "procedure-0-step": "Datang.", "aksi": "simpan",
    }  # fmt: skip
    assert client.post(path, said).status_code == 302


def test_the_agency_hands_in_and_the_mall_publishes(
    manager: Client, police: Client, shop: Mall
) -> None:
    path = f"{BASE}layanan/SIM-C/"
    assert police.post(path, {"aksi": "susun"})["Location"] == f"{path}rancangan/"
    review = f"{path}rancangan/tinjau/"
    refused = police.post(review, {"aksi": "ajukan", "revisi": "1"})
    assert refused.status_code == 422
    complete(police, "SIM-C")
    day = (shop.today() + dt.timedelta(days=5)).isoformat()
    said = {"revisi": "2", "mulai": day}
    assert police.post(review, said | {"aksi": "terbitkan"}).status_code == 403
    assert police.post(review, said | {"aksi": "ajukan"}).status_code == 302
    assert "diajukan" in manager.get(f"{BASE}layanan/?keadaan=diajukan").content.decode()
    today = shop.today().isoformat()
    early = manager.post(review, {"aksi": "terbitkan", "revisi": "2", "mulai": today})
    assert early.status_code == 422 and 'id="id_mulai-e"' in early.content.decode()
    assert manager.post(review, said | {"aksi": "terbitkan"}).status_code == 302
    service = Service.objects.get(mall=shop, code="SIM-C")
    newest = queries.standards_of(service)[0]
    assert (newest.number, newest.valid_from) == (2, dt.date.fromisoformat(day))
    assert manager.get(review).status_code == 404


def test_an_incomplete_draft_tells_what_it_lacks(manager: Client) -> None:
    page = manager.get(f"{BASE}layanan/KK/rancangan/tinjau/").content.decode()
    assert "Jalur pengaduan belum diisi" in page and "Nomor keputusan penetapan" in page
    answer = manager.post(
        f"{BASE}layanan/KK/rancangan/tinjau/", {"aksi": "terbitkan", "revisi": "1"}
    )
    assert answer.status_code == 422


def test_a_draft_is_thrown_away(manager: Client, shop: Mall) -> None:
    path = f"{BASE}layanan/KK/rancangan/tinjau/"
    assert manager.post(path, {"aksi": "buang", "revisi": "1"}).status_code == 302
    assert not ServiceStandard.objects.filter(mall=shop, state="draft").exists()


def test_names_and_words_change_at_once(manager: Client, shop: Mall) -> None:
    said = {
        "nama": "Kartu  Keluarga baru", "nama_en": "", "untuk": "person", "menit": "12",
        "kata": "kk, kartu, kk", "ragam_dari": "",
    }  # fmt: skip
    assert manager.post(f"{BASE}layanan/KK/", said).status_code == 302
    service = queries.service_at(shop, "KK")
    assert (service.name, service.words) == ("Kartu Keluarga baru", ["kk", "kartu"])
    wrong = manager.post(f"{BASE}layanan/KK/", said | {"menit": "0"})
    assert wrong.status_code == 422 and "Kartu  Keluarga baru" in wrong.content.decode()


def test_a_service_is_added_once(manager: Client, shop: Mall) -> None:
    said = {
        "kode": "sim-d", "instansi": "POLRES", "nama": "SIM D", "untuk": "person", "menit": "9",
        "ragam_dari": "SIM-C",
    }  # fmt: skip
    path = f"{BASE}layanan/baru/"
    assert manager.post(path, said)["Location"] == f"{BASE}layanan/SIM-D/"
    assert manager.post(path, said).status_code == 422
    made = Service.objects.get(mall=shop, code="SIM-D")
    assert made.variant_of and made.variant_of.code == "SIM-C"


def test_kinds_of_papers_are_made_mended_and_kept_while_used(manager: Client, shop: Mall) -> None:
    path = f"{BASE}dokumen/"
    said = {"kode": "D_BARU", "nama": "Surat baru", "sistem": "oss", "dari": "Kantor desa"}
    assert manager.post(f"{path}baru/", said).status_code == 302
    assert manager.post(f"{path}baru/", said).status_code == 422
    assert manager.post(f"{path}D_BARU/", said | {"nama": "Surat lain"}).status_code == 302
    assert DocumentType.objects.get(mall=shop, code="D_BARU").label == "Surat lain"
    assert manager.post(f"{path}D_KK/", {"aksi": "hapus"}).status_code == 422
    assert manager.post(f"{path}D_BARU/", {"aksi": "hapus"}).status_code == 302
    assert not DocumentType.objects.filter(code="D_BARU").exists()


def test_life_events_name_services_in_an_order(manager: Client, shop: Mall) -> None:
    path = f"{BASE}peristiwa/HILANG/"
    said = fields_of(manager.get(path).content.decode())
    assert manager.post(path, said | {"aksi": "simpan"}).status_code == 302
    assert LifeEvent.objects.get(mall=shop).steps[1] == {
        "service": "SIM-C", "after": ["KK"], "note": ""
    }  # fmt: skip
    circle = said | {"steps-0-after": ["Perpanjangan SIM C (SIM-C)"], "aksi": "simpan"}
    answer = manager.post(path, circle)
    assert answer.status_code == 422 and "berputar" in answer.content.decode()
    unknown = manager.post(path, said | {"steps-0-service": "Tiada", "aksi": "simpan"})
    assert unknown.status_code == 422 and "Tiada" in unknown.content.decode()
    assert manager.post(path, {"aksi": "hapus"}).status_code == 302
    assert not LifeEvent.objects.filter(mall=shop).exists()


def upload(name: str, body: bytes) -> dict[str, Any]:
    return {"berkas": SimpleUploadedFile(name, body)}


def test_a_file_is_looked_at_before_it_changes_anything(manager: Client, shop: Mall) -> None:
    path = f"{BASE}layanan/berkas/"
    body = as_yaml(document_of(shop)).replace(b"desk_minutes: 10", b"desk_minutes: 11").replace(
        b"amount_rupiah: 75000", b"amount_rupiah: 80000"
    )  # fmt: skip
    looked = manager.post(path, upload("a.yaml", body) | {"aksi": "periksa"})
    page = looked.content.decode()
    assert "Yang akan berubah" in page and "rancangan standar" in page and "biaya" in page
    assert Service.objects.get(mall=shop, code="SIM-C").desk_minutes == 10
    brought = manager.post(path, upload("a.yaml", body) | {"aksi": "masukkan"})
    assert "Sudah dimasukkan" in brought.content.decode()
    assert Service.objects.get(mall=shop, code="SIM-C").desk_minutes == 11
    sim = ServiceStandard.objects.filter(service__code="SIM-C").order_by("number")
    assert [one.state for one in sim] == ["published", "draft"]
    assert sim[1].fees[0]["amount_rupiah"] == 80000


def test_a_broken_file_changes_nothing_and_names_every_bad_row(manager: Client, shop: Mall) -> None:
    before = as_yaml(document_of(shop))
    body = before.replace(b"desk_minutes: 10", b"desk_minutes: 0").replace(
        b"agency: DUKCAPIL", b"agency: X"
    )
    answer = manager.post(f"{BASE}layanan/berkas/", upload("a.yaml", body) | {"aksi": "masukkan"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "SIM-C.desk_minutes" in page and "KK.agency" in page
    assert as_yaml(document_of(shop)) == before
    missing = manager.post(f"{BASE}layanan/berkas/", {"aksi": "masukkan"})
    assert missing.status_code == 422 and "Pilih berkas" in missing.content.decode()


def test_a_workbook_comes_back_as_it_went_out(shop: Mall) -> None:
    document = document_of(shop)
    again = read_workbook(as_workbook(document), file="a.xlsx")
    assert as_yaml(again) == as_yaml(document)


def test_a_bad_cell_is_named_by_sheet_and_row(manager: Client, shop: Mall) -> None:
    book = load_workbook(io.BytesIO(as_workbook(document_of(shop))))
    book["biaya"].cell(2, 2).value = "suap"
    book["persyaratan"].cell(3, 1).value = "TIADA"
    book["layanan"].cell(2, 6).value = 999
    out = io.BytesIO()
    book.save(out)
    answer = manager.post(
        f"{BASE}layanan/berkas/", upload("a.xlsx", out.getvalue()) | {"aksi": "periksa"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for row in ("layanan, baris 2", "biaya, baris 2", "persyaratan, baris 3"):
        assert f"lembar {row}" in page, row


def test_the_row_that_is_wrong_is_named_before_those_that_hang_on_it(
    manager: Client, shop: Mall
) -> None:
    """A code written twice leaves the other's rows without an owner; it is the one to mend."""
    book = load_workbook(io.BytesIO(as_workbook(document_of(shop))))
    sheet = book["layanan"]
    sheet.cell(3, 1).value = sheet.cell(2, 1).value
    out = io.BytesIO()
    book.save(out)
    page = manager.post(
        f"{BASE}layanan/berkas/", upload("a.xlsx", out.getvalue()) | {"aksi": "masukkan"}
    ).content.decode()
    hanging = page.index("tidak ada di lembar induknya")
    assert page.index("kode ini sudah dipakai layanan lain") < hanging


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04xxxx", b"\xff\xfe\x00", b"<html>"])
def test_what_is_no_catalogue_is_refused_in_words(manager: Client, body: bytes) -> None:
    answer = manager.post(f"{BASE}layanan/berkas/", upload("a.xlsx", body) | {"aksi": "masukkan"})
    assert answer.status_code == 422


def test_coverage_tells_what_is_not_offered_yet(manager: Client, shop: Mall) -> None:
    page = manager.get(f"{BASE}layanan/cakupan/").content.decode()
    assert "Akta kelahiran" in page and "Kartu Keluarga untuk keluarga baru" in page
    body = as_yaml(document_of(shop))
    compared = manager.post(
        f"{BASE}layanan/cakupan/", {"daftar": SimpleUploadedFile("b.yaml", body)}
    ).content.decode()
    assert "lengkap" in compared and "Akta kelahiran" not in compared
    csv = manager.get(f"{BASE}layanan/cakupan/berkas.csv").content.decode("utf-8-sig")
    assert csv.splitlines()[0].startswith("Instansi,Kode")
