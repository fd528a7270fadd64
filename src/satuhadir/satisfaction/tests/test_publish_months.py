# SPDX-License-Identifier: Apache-2.0
"""A month is published whole, after its last survey is closed, and small numbers never."""

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from satuhadir.malls import queries as malls
from satuhadir.queue.tests.api_client import Api
from satuhadir.queue.tests.conftest import Hall
from satuhadir.satisfaction import actions, queries
from satuhadir.satisfaction.models import ProfileTally, SampleShare
from satuhadir.satisfaction.tests.conftest import a_month_ago, count, keep, on_day
from satuhadir.shared.memory import Brief
from satuhadir.shared.paper import can_draw


@pytest.fixture
def month(hall: Hall) -> date:
    """A published month: 30 for KTP, 12 for KK, 4 for SKCK; half of them invited."""
    first = a_month_ago(hall.mall)
    keep(hall.mall, "KTP", first, 15, "invited", waktu=2, sarana=1)
    keep(hall.mall, "KTP", first, 15, "volunteer", waktu=2, sarana=2)
    keep(hall.mall, "KK", first + timedelta(days=3), 12, "invited")
    keep(hall.mall, "SKCK", first + timedelta(days=4), 4, "exit_kiosk", biaya=1)
    count(hall.mall, "KTP", first, 400, 40)
    count(hall.mall, "KK", first, 90, 30)
    count(hall.mall, "SKCK", first, 60, 0)
    return first


def skm(api: Api, **query: str) -> Any:
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return api.get(f"{api.mall}/skm?{words}")


def text_of(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def test_a_month_is_answered_whole(api: Api, month: date) -> None:
    said = skm(api, month=f"{month:%Y-%m}").json
    assert (said["n"], said["population"], said["sample_needed"]) == (46, 550, 226)
    assert said["too_few"] is False
    assert said["lowest"] == ["sarana", "waktu", "biaya"]
    assert said["elements"]["waktu"] == {"nrr": 2.348}
    assert said["elements"]["biaya"] == {"nrr": 2.826}
    total = (46 * 3 * 9 - 30 - 15 * 2 - 15 - 4 * 2) / 46 / 9 * 25
    assert said["ikm"] == pytest.approx(total, abs=0.005)
    assert said["grade"] == "C"
    invited, volunteers = said["invited"], said["volunteers"]
    assert (invited["n"], invited["asked"], invited["response_percent"]) == (27, 70, 38.5)
    assert (volunteers["n"], volunteers["asked"]) == (19, 480)
    assert invited["low"] <= invited["ikm"] <= invited["high"]


def test_without_a_month_the_newest_is_answered(api: Api, month: date) -> None:
    assert skm(api).json["month"] == f"{month:%Y-%m}"


def test_an_agency_that_would_give_another_away_is_held_back(api: Api, month: date) -> None:
    """POLRES has four answers; DUKCAPIL would leave it as the rest."""
    here = f"{month:%Y-%m}"
    for agency in ("DUKCAPIL", "POLRES"):
        said = skm(api, month=here, agency=agency).json
        assert (said["too_few"], said["n"], said["ikm"]) == (True, None, None)
        assert said["invited"] is None
    keep(the_mall(), "SKCK", month, 10)
    Brief.forget_everything()
    assert skm(api, month=here, agency="DUKCAPIL").json["n"] == 42
    assert skm(api, month=here, agency="POLRES").json["n"] == 14
    assert skm(api, month=here, agency="DUKCAPIL", service="KTP").json["n"] == 30


def the_mall() -> Any:
    return malls.mall_by_slug("batu")


def test_nine_answers_are_too_few_and_ten_are_not(api: Api, hall: Hall) -> None:
    first = a_month_ago(hall.mall)
    keep(hall.mall, "KTP", first, 9)
    said = skm(api, month=f"{first:%Y-%m}").json
    assert (said["too_few"], said["n"], said["skm"], said["lowest"]) == (True, None, None, None)
    assert said["elements"]["waktu"] == {"nrr": None}
    keep(hall.mall, "KTP", first, 1)
    Brief.forget_everything()
    assert skm(api, month=f"{first:%Y-%m}").json["n"] == 10


def test_a_running_and_a_coming_month_are_not_published(api: Api, hall: Hall) -> None:
    today = hall.mall.today()
    keep(hall.mall, "KTP", today, 40)
    for asked in (today.replace(day=1), today.replace(day=1) + timedelta(days=40)):
        said = skm(api, month=f"{asked:%Y-%m}").json
        assert (said["published"], said["too_few"], said["n"]) == (False, True, None)
    assert queries.published_months(hall.mall) == []


def test_a_month_is_published_when_its_last_tickets_can_no_longer_answer(hall: Hall) -> None:
    keep(hall.mall, "KTP", date(2026, 10, 31), 12)
    with on_day(hall.mall, date(2026, 11, 1)):
        assert queries.newest_month(hall.mall) == date(2026, 9, 1)
    with on_day(hall.mall, date(2026, 11, 2)):
        Brief.forget_everything()
        assert queries.newest_month(hall.mall) == date(2026, 10, 1)
        assert queries.published_months(hall.mall) == [date(2026, 10, 1)]


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "november", "1999-01"])
def test_a_month_that_is_none_is_refused(api: Api, month: str) -> None:
    reply = skm(api, month=month)
    assert (reply.status, reply.fields[0][0]) == (422, "month")


def test_an_unknown_unit_is_404(api: Api, month: date) -> None:
    assert skm(api, agency="NASA").code == "satisfaction.unit_not_found"
    assert skm(api, agency="DUKCAPIL", service="SKCK").code == "satisfaction.unit_not_found"


def test_a_neighbours_answers_are_none_of_ours(api: Api, month: date, neighbour: Hall) -> None:
    keep(neighbour.mall, "KTP", month, 100, waktu=1)
    Brief.forget_everything()
    assert skm(api, month=f"{month:%Y-%m}").json["n"] == 46


def test_the_page_says_the_index_and_both_samples(month: date) -> None:
    page = text_of("/batu/skm/")
    assert "46 dari 550" in page
    assert "27 dari 70 yang diundang menjawab (38,5 %)" in page
    assert "19 dari 480 yang tidak diundang" in page
    assert page.count('class="bar"') >= 9
    assert "tidak ditampilkan" in page
    assert "belum diumumkan" in page  # no plan yet for the three lowest


def test_the_page_of_a_held_back_agency_shows_no_value(month: date) -> None:
    page = text_of(f"/batu/skm/POLRES/?bulan={month:%Y-%m}")
    assert "Nilai tidak ditampilkan" in page
    assert not re.search(r"\d,\d{3}\b", page)


def test_pages_of_units_and_wrong_ones(month: date) -> None:
    keep(the_mall(), "SKCK", month, 10)
    assert "Dukcapil" in text_of("/batu/skm/DUKCAPIL/")
    assert "KTP" in text_of("/batu/skm/DUKCAPIL/KTP/")
    for path in ("/batu/skm/NASA/", "/batu/skm/DUKCAPIL/SKCK/", "/batu/skm/?bulan=2020-01"):
        assert Client().get(path).status_code == 404


def test_a_mall_without_months_says_so(hall: Hall) -> None:
    assert "Belum ada bulan yang diumumkan" in text_of("/batu/skm/")


def test_plans_are_read_beside_the_lowest(month: date, hall: Hall) -> None:
    actions.follow_up(
        mall=hall.mall, month=month, element="sarana", agency=None, plan="Kursi ditambah.",
        due_day=month + timedelta(days=60), status="started", note="Sudah dipesan.", version=0,
    )  # fmt: skip
    page = text_of("/batu/skm/")
    assert "Kursi ditambah." in page and "Sudah dipesan." in page
    assert "sedang dikerjakan" in page


def test_small_kinds_of_people_stand_together(month: date, hall: Hall) -> None:
    for choice, n in (("female", 24), ("male", 3)):
        ProfileTally.objects.create(
            mall=hall.mall, month=month, question="sex", choice=choice, count=n
        )
    found = queries.published_month(hall.mall, month)
    assert [(row.label, row.count) for row in found.profile["sex"]] == [("female", 24), ("", 22)]
    assert "Laki-laki" not in text_of("/batu/skm/")


@pytest.mark.skipif(not can_draw(), reason="this machine has no Pango")
def test_the_report_on_paper_has_the_tables_of_the_regulation(month: date) -> None:
    answer = Client().get(f"/batu/skm/laporan.pdf?bulan={month:%Y-%m}")
    assert answer["Content-Type"] == "application/pdf"
    assert f"skm-batu-{month:%Y-%m}.pdf" in answer["Content-Disposition"]
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for said in ("NRR tertimbang", "Krejcie dan Morgan", "2,348", "Tindak lanjut", "kuesioner"):
        assert said in text, said


def test_the_workbook_says_the_same_in_numbers(month: date) -> None:
    answer = Client().get(f"/batu/skm/laporan.xlsx?bulan={month:%Y-%m}")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[:2] == ["Hasil", "Unsur"]
    told = {row[0].value: row[1].value for row in book["Hasil"].iter_rows()}
    assert told["Responden"] == 46
    assert told["IKM (bobot 1/9)"] > told["IKM dengan bobot 0,11"]
    units = [[cell.value for cell in row] for row in book["Instansi dan layanan"].iter_rows()]
    assert ["Polres", "SKCK", 60, None, None, "tidak ditampilkan"] in units


def test_a_month_costs_few_queries(
    month: date, hall: Hall, django_assert_max_num_queries: Any
) -> None:
    SampleShare.objects.all().delete()
    with django_assert_max_num_queries(8):
        queries.published_month(hall.mall, month)
