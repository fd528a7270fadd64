# SPDX-License-Identifier: Apache-2.0
"""How often what people were told came true: published, with small counts hidden."""

from datetime import date

import pytest
from django.test import Client

from satuhadir.insights.accuracy import Right, accuracy_rows, open_accuracy
from satuhadir.insights.actions.counting import store, sum_month
from satuhadir.insights.models import CountedSpan
from satuhadir.insights.suppressing import LEAST
from satuhadir.insights.tests.conftest import Put, at
from satuhadir.insights.values import Numbers, Scope, told_key
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in

MARCH = date(2027, 3, 1)


def numbers(judged: int, kept: int, late: int = 0) -> Numbers:
    return Numbers(
        issued=judged, judged=judged, kept=kept, late=late, missed_seconds=judged * 240
    )  # fmt: skip


def keep(hall: Hall, day: date, figures: dict[Scope, Numbers]) -> None:
    """Keep a day's figures as if counted, and sum its month."""
    span = CountedSpan.objects.create(
        mall=hall.mall, span="day", first_day=day, is_final=True, days=1
    )
    store(span, figures)
    sum_month(mall=hall.mall, month=day.replace(day=1))


@pytest.fixture
def told(hall: Hall, stand_at: Put) -> Hall:
    """Two days of March 2027 and one of February, looked at in April."""
    line = str(hall.lines["A"].pk)
    keep(hall, date(2027, 2, 3), {Scope("mall"): numbers(40, 30)})
    keep(hall, date(2027, 3, 2), {
        Scope("mall"): numbers(100, 82, 10),
        Scope("agency", "DUKCAPIL"): numbers(60, 52, 6),
        Scope("agency", "POLRES"): numbers(40, 30, 4),
        Scope("line", "DUKCAPIL", line): numbers(60, 52, 6),
        Scope("told", "", "00"): numbers(20, 19),
        Scope("told", "", "05"): numbers(76, 60, 10),
        Scope("told", "", "60"): numbers(4, 3),
    })  # fmt: skip
    keep(hall, date(2027, 3, 3), {
        Scope("mall"): numbers(20, 10, 9), Scope("agency", "DUKCAPIL"): numbers(20, 10, 9),
        Scope("told", "", "05"): numbers(20, 10, 9),
    })  # fmt: skip
    stand_at(at(5, 9, month=4))
    return hall


@pytest.mark.parametrize(
    ("low", "high", "key"),
    [(0, 0, "00"), (2, 8, "05"), (4, 5, "00"), (10, 40, "15"), (55, 90, "60")],
)
def test_what_was_told_belongs_to_the_bin_of_its_middle(low: int, high: int, key: str) -> None:
    assert told_key(low, high) == key


def test_a_month_says_how_often_ranges_were_right_and_its_worst_day(told: Hall) -> None:
    found = open_accuracy(told.mall, MARCH)
    assert found.whole == Right(120, 92 / 120, 19 / 120, 9 / 120, 4.0)
    assert found.worst == (date(2027, 3, 3), Right(20, 0.5, 0.45, 0.05, 4.0))
    assert found.agencies["DUKCAPIL"].judged == 80
    assert [month.month for month in found.months] == [2, 3]


def test_a_small_bin_hides_with_another_so_that_the_sum_does_not_tell_it(told: Hall) -> None:
    bins = open_accuracy(told.mall, MARCH).bins
    assert bins["60"] == Right(None)
    assert bins["00"] == Right(None), "the next larger one goes with it"
    assert bins["05"].judged == 96
    for row in accuracy_rows(told.mall, open_accuracy(told.mall, MARCH)):
        assert row["judged"] is None or row["judged"] >= LEAST
        assert (row["right_percent"] is None) == row["hidden"]


def test_a_month_that_runs_shows_its_sum_alone_and_not_today(told: Hall, stand_at: Put) -> None:
    stand_at(at(3, 9))
    found = open_accuracy(told.mall, MARCH)
    assert found.whole.judged == 100
    assert (found.bins, found.agencies) == ({}, {})
    assert list(found.months) == [date(2027, 2, 1)]


def test_the_page_and_the_files_say_the_same(told: Hall, client: Client) -> None:
    page = client.get("/batu/angka/ketepatan/?bulan=2027-03").content.decode()
    for said in ("77 %", "Rabu, 3 Maret", "terlalu sedikit", "Dukcapil", "Meleset"):
        assert said in page, said
    assert '<svg class="chart" role="img"' in page
    assert page.count("<h1") == 1
    assert "style=" not in page
    items = client.get("/batu/angka/ketepatan.json?bulan=2027-03").json()["items"]
    assert [one["judged"] for one in items] == [120, None, 96, None, 80, 40, 20]
    assert client.get("/batu/angka/ketepatan.csv?bulan=2027-03").content.decode().count("\n") == 8
    assert client.get("/batu/angka/ketepatan.json?bulan=1999-01").status_code == 404
    assert client.get("/batu/angka/ketepatan.xml").status_code == 404
    unknown = client.get("/batu/angka/ketepatan/?bulan=1999-01").content.decode()
    assert "Pilih salah satu" in unknown


def test_a_mall_without_a_day_says_that_nothing_is_known(hall: Hall, client: Client) -> None:
    assert "Belum ada data" in client.get("/batu/angka/ketepatan/").content.decode()
    assert client.get("/batu/angka/ketepatan.json").json()["items"] == []


def test_a_neighbour_does_not_show_ours(told: Hall, neighbour: Hall, client: Client) -> None:
    assert "Belum ada data" in client.get("/tetangga/angka/ketepatan/").content.decode()


def test_a_manager_sees_it_line_by_line_with_the_month_before(told: Hall) -> None:
    line = str(told.lines["A"].pk)
    keep(told, date(2027, 2, 4), {
        Scope("mall"): numbers(20, 10), Scope("agency", "DUKCAPIL"): numbers(20, 10),
        Scope("line", "DUKCAPIL", line): numbers(20, 10),
    })  # fmt: skip
    client = sign_in("pengelola", "manager", told)
    query = "?rentang=bulan&tanggal=2027-03-02"
    page = client.get(f"/kelola/batu/angka/rincian/ketepatan/{query}").content.decode()
    assert "KTP dan KK" in page
    assert "87 %" in page
    assert "bulan sebelumnya 50 % tepat" in page
    by_told = client.get(f"/kelola/batu/angka/tabel/perkiraan.csv{query}").content.decode()
    assert "5–15 menit,96" in by_told
