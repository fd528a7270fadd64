# SPDX-License-Identifier: Apache-2.0
"""The manager's pages of figures: who may see what, every state, every file."""

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from satuhadir.accounts import actions as accounts
from satuhadir.accounts.models import User
from satuhadir.insights import actions, queries
from satuhadir.insights.errors import TargetInvalid
from satuhadir.insights.models import Target
from satuhadir.insights.tests.conftest import Put, at
from satuhadir.malls.models import Agency, SetupRecord
from satuhadir.queue import actions as queue
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in

WHOLE = ("angka/", "angka/mutu/", "angka/sasaran/", "angka/laporan/", "angka/laporan/2027-03.xlsx")
SHARED = (
    "angka/instansi/DUKCAPIL/", "angka/rincian/loket/", "angka/tabel/antrean.csv",
    "angka/tabel/layanan.xlsx",
)  # fmt: skip
ALL = (*WHOLE, *SHARED)


@pytest.fixture
def counted(hall: Hall, stand_at: Put) -> Hall:
    """Three people on Tuesday 2 March 2027 and one today, the third."""
    queue.close_days(hall.mall)
    stand_at(at(2, 9))
    for number in hall.counters:
        queue.open_counter(mall=hall.mall, counter_id=hall.counters[number].pk, actor="test")
    hall.issue("KTP")
    hall.issue("SKCK")
    hall.issue("AKTA", people=2)
    stand_at(at(2, 9, 12))
    for number in (1, 3):
        ticket = hall.call(number)
        hall.move(ticket, "start", number)
        stand_at(at(2, 9, 20 + number))
        hall.move(ticket, "finish", number)
    stand_at(at(3, 0, 1))
    queue.close_days(hall.mall)
    actions.count_closed_days()
    stand_at(at(3, 9))
    hall.issue("KTP")
    actions.count_today(mall=hall.mall)
    return hall


@pytest.fixture
def manager(counted: Hall) -> Client:
    return sign_in("pengelola", "manager", counted)


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(f"/kelola/batu/{path}")
    assert response.status_code == status, path
    return response.content.decode(errors="replace")


def test_each_page_knows_who_may_see_it(
    counted: Hall, neighbour: Hall, manager: Client, client: Client
) -> None:
    stranger, officer = sign_in("asing"), sign_in("petugas", "officer", counted)
    next_door = sign_in("sebelah", "manager", neighbour)
    for path in ALL:
        response = client.get(f"/kelola/batu/{path}")
        assert response.status_code == 302, path
        assert response.headers["Location"].startswith("/masuk/?next="), path
        text(stranger, path, 403)
        text(officer, path, 403)
        text(next_door, path, 404)
        text(manager, path)


def test_an_agencys_manager_sees_only_its_agency(counted: Hall) -> None:
    own = sign_in("dukcapil", "agency_manager", counted, "DUKCAPIL")
    response = own.get("/kelola/batu/angka/?rentang=hari&tanggal=2027-03-02")
    assert response.headers["Location"] == (
        "/kelola/batu/angka/instansi/DUKCAPIL/?rentang=hari&tanggal=2027-03-02"
    )
    text(own, "angka/instansi/POLRES/", 404)
    for path in WHOLE[1:]:
        text(own, path, 403)
    query = "?rentang=hari&tanggal=2027-03-02"
    page = text(own, f"angka/rincian/antrean/{query}")
    assert "KTP dan KK" in page
    assert "SKCK" not in page
    rows = list(csv.reader(io.StringIO(text(own, f"angka/tabel/loket.csv{query}"))))
    assert len(rows) > 1
    assert text(own, f"angka/tabel/antrean.csv{query}&instansi=POLRES", 404)
    agencies = text(own, f"angka/tabel/instansi.csv{query}")
    assert "Dukcapil" in agencies
    assert "Polres" not in agencies


def test_a_manager_of_several_agencies_sees_the_sum_of_those_and_not_the_mall(
    counted: Hall,
) -> None:
    own = sign_in("dua", "agency_manager", counted, "DUKCAPIL")
    empty = Agency.objects.create(mall=counted.mall, code="BPN", name="Pertanahan")
    accounts.grant_role(
        user=User.objects.get(username="dua"),
        role="agency_manager",
        mall=counted.mall,
        agency=empty,
    )
    whole = sign_in("pengelola", "manager", counted)
    one = sign_in("satu", "agency_manager", counted, "DUKCAPIL")
    for length in ("hari", "tahun"):
        for name in ("saluran", "jam", "hari", "antrean", "layanan", "perkiraan"):
            path = f"angka/tabel/{name}.csv?rentang={length}&tanggal=2027-03-02"
            rows = [list(csv.reader(io.StringIO(text(who, path)))) for who in (own, one, whole)]
            bare = [[re.sub(r" \(.*", "", row[0]), *row[1:]] for row in rows[0]]
            assert bare == rows[1], path
            assert name == "perkiraan" or rows[0] != rows[2], path


def test_the_figures_of_a_day_stand_in_sentences(manager: Client) -> None:
    page = text(manager, "angka/?rentang=hari&tanggal=2027-03-02")
    assert "3 nomor untuk 4 orang, dalam 3 kunjungan." in page
    assert "Separuh menunggu paling lama 12 menit" in page
    assert "Tidak ada panggilan yang mendahului urutan." in page
    assert page.count("<h1") == 1
    assert '<svg class="chart" role="img"' in page
    assert "style=" not in page


@pytest.mark.parametrize("length", ["hari", "minggu", "bulan", "tahun"])
def test_every_length_shows_its_period(manager: Client, length: str) -> None:
    page = text(manager, f"angka/?rentang={length}&tanggal=2027-03-02")
    assert "Angkanya sebagai tabel" in page
    assert "Sebelumnya" in page


def test_a_period_without_a_log_says_that_nothing_is_known(manager: Client) -> None:
    page = text(manager, "angka/?rentang=bulan&tanggal=2020-02-10")
    assert "Belum ada data" in page
    assert "belum memakai SatuHadir" in page
    assert "Februari 2020" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("rentang=bulan&tanggal=kemarin", "Tulis tanggal seperti"),
        ("rentang=abad&tanggal=2027-03-02", "Pilih hari, minggu, bulan, atau tahun."),
        ("rentang=bulan&tanggal=0001-01-01", "Pilih tanggal antara"),
        ("rentang=tahun&tanggal=9999-12-31", "Pilih tanggal antara"),
    ],
)
def test_an_unreadable_period_is_said_beside_the_field(
    manager: Client, query: str, said: str
) -> None:
    assert said in text(manager, f"angka/?{query}")


def test_the_table_of_a_chart_and_its_files_say_the_same(manager: Client) -> None:
    query = "?rentang=bulan&tanggal=2027-03-02"
    rows = list(csv.DictReader(io.StringIO(text(manager, f"angka/tabel/instansi.csv{query}")[1:])))
    assert {row["Instansi"]: row["Nomor"] for row in rows} == {"Dukcapil": "3", "Polres": "1"}
    answer = manager.get(f"/kelola/batu/angka/tabel/instansi.xlsx{query}")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [cell.value for cell in next(sheet.iter_rows(min_row=2))][:2] == ["Dukcapil", 3]
    text(manager, "angka/tabel/rahasia.csv", 404)
    text(manager, "angka/tabel/antrean.pdf", 404)
    text(manager, "angka/rincian/rahasia/", 404)
    text(manager, "angka/instansi/TIDAKADA/", 404)


def test_the_report_is_a_pdf_with_all_its_parts(manager: Client) -> None:
    answer = manager.get("/kelola/batu/angka/laporan/2027-03.pdf")
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    told = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    for part in ("Laporan kinerja", "Maret 2027", "Angka pokok", "Per instansi", "Kecepatan",
                 "Keamanan", "Survei kepuasan", "Pengaduan", "Cara menghitung"):  # fmt: skip
        assert part in told, part
    assert manager.get("/kelola/batu/angka/laporan/2020-01.pdf").status_code == 404
    assert manager.get("/kelola/batu/angka/laporan/kapan.pdf").status_code == 404
    book = load_workbook(io.BytesIO(manager.get("/kelola/batu/angka/laporan/2027-03.xlsx").content))
    assert "Lima mutu" in book.sheetnames
    assert len(book.sheetnames) == 12
    assert any(name.startswith("Janji selesai") for name in book.sheetnames)


def test_the_five_qualities_say_what_is_not_measured(manager: Client) -> None:
    page = text(manager, "angka/mutu/")
    for name in ("Kecepatan", "Kemudahan", "Keterjangkauan", "Kenyamanan", "Keamanan"):
        assert f">{name}</h2>" in page
    assert page.count("Tidak diukur.") == 5


def test_a_target_counts_from_its_month_on_and_is_kept_in_the_history(
    counted: Hall, manager: Client
) -> None:
    said = {"wait_minutes": "20", "wait_percent": "90", "kept_percent": "80",
            "whole_percent": "85", "no_show_percent": "5", "crowding_tenths": "30",
            "mulai": "2027-04-01"}  # fmt: skip
    assert manager.post("/kelola/batu/angka/sasaran/", said).status_code == 302
    assert manager.post("/kelola/batu/angka/sasaran/", said).status_code == 302
    assert Target.objects.count() == 1, "sent twice, set once"
    assert queries.target_on(counted.mall, date(2027, 3, 31)).wait_minutes == 30
    assert queries.target_on(counted.mall, date(2027, 4, 1)).wait_minutes == 20
    assert SetupRecord.objects.filter(table_name="insights_target").exists()


def test_a_target_out_of_bounds_is_said_beside_its_field(counted: Hall, manager: Client) -> None:
    said = {"wait_minutes": "0", "wait_percent": "101", "kept_percent": "", "whole_percent": "85",
            "no_show_percent": "5", "crowding_tenths": "30", "mulai": "2027-01-01"}  # fmt: skip
    response = manager.post("/kelola/batu/angka/sasaran/", said)
    assert response.status_code == 422
    page = response.content.decode()
    assert page.count('class="error"') == 4
    assert 'value="101"' in page, "what was typed is kept"
    assert not Target.objects.exists()
    with pytest.raises(TargetInvalid):
        actions.set_target(mall=counted.mall, from_day=date(2027, 1, 1))
    with pytest.raises(TargetInvalid):
        actions.set_target(mall=counted.mall, from_day=date(2027, 4, 1), wait_minutes=0)


def test_a_page_of_a_year_asks_as_much_as_a_page_of_a_day(manager: Client) -> None:
    def asked(query: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            text(manager, f"angka/?{query}")
        return len(found)

    day, year = asked("rentang=hari&tanggal=2027-03-02"), asked("rentang=tahun&tanggal=2027-03-02")
    assert abs(year - day) <= 3
    assert year <= 45
