# SPDX-License-Identifier: Apache-2.0
"""How often visits of several services ended as promised: by months, small counts hidden."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from satuhadir.insights.accuracy import Right
from satuhadir.insights.actions.counting import store, sum_month
from satuhadir.insights.ends import bin_of, ends_rows, open_ends
from satuhadir.insights.models import CountedSpan
from satuhadir.insights.suppressing import LEAST
from satuhadir.insights.tests.conftest import Put, at
from satuhadir.insights.values import Numbers, Scope
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in
from satuhadir.visits import actions
from satuhadir.visits.models import EndPromise
from satuhadir.visits.values import ToldEnd

MARCH, DAY, OTHER = date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 3)


def ended(day: date, count: int, took: int | None, **said: Any) -> list[ToldEnd]:
    """Visits told to take 30 to 50 minutes, 40 likely, unless said otherwise."""
    return [ToldEnd(day, 2, 30, 40, 50, 35, 45, took)._replace(**said)] * count


@pytest.fixture
def told(hall: Hall, stand_at: Put) -> Hall:
    """Two days of March 2027, looked at in April."""
    for day in (DAY, OTHER):
        span = CountedSpan.objects.create(
            mall=hall.mall, span="day", first_day=day, is_final=True, days=1
        )
        store(span, {Scope("mall"): Numbers(issued=60)})
        sum_month(mall=hall.mall, month=MARCH)
    long = {"low": 100, "likely": 130, "high": 170, "composed_low": 110, "composed_high": 150}
    actions.keep_sample_promises(hall.mall, [
        *ended(DAY, 30, 44), *ended(DAY, 6, 60), *ended(DAY, 4, 20),
        *ended(OTHER, 10, 48), *ended(OTHER, 10, 55),
        *ended(OTHER, 20, 140, **long),
        *ended(OTHER, 5, 12, low=10, likely=15, high=20, composed_low=12, composed_high=18),
        *ended(OTHER, 12, None), *ended(OTHER, 3, 90, high=None, composed_high=None),
    ])  # fmt: skip
    EndPromise.objects.create(
        mall=hall.mall, day=OTHER, services=2, low=1, likely=2, composed_low=1
    )
    stand_at(at(5, 9, month=4))
    return hall


@pytest.mark.parametrize(
    ("likely", "begins"), [(0, 0), (29, 0), (30, 30), (59, 30), (60, 60), (120, 120), (400, 120)]
)
def test_a_promise_belongs_to_the_bin_of_its_likely_minutes(likely: int, begins: int) -> None:
    assert bin_of(likely) == begins


def test_a_month_says_how_often_visits_ended_as_promised(told: Hall) -> None:
    found = open_ends(told.mall, MARCH)
    assert found is not None
    assert found.whole == Right(85, 65 / 85, 16 / 85, 4 / 85, 8.0)
    assert found.worst == (DAY, Right(40, 30 / 40, 6 / 40, 4 / 40, 4.0))
    assert found.left == 12, "told apart, and not judged"
    assert found.unbounded is None, "three are too few to say"


def test_a_small_bin_hides_with_another(told: Hall) -> None:
    found = open_ends(told.mall, MARCH)
    assert found is not None
    assert found.bins[0] == Right(None), "five"
    assert found.bins[120] == Right(None), "the next larger one goes with it"
    assert found.bins[30].judged == 60
    for row in ends_rows(told.mall, MARCH, found):
        assert row["judged"] is None or row["judged"] >= LEAST
        assert (row["right_percent"] is None) == row["hidden"]


def test_few_visits_are_not_published_at_all(hall: Hall, stand_at: Put) -> None:
    actions.keep_sample_promises(hall.mall, ended(DAY, 9, 44))
    stand_at(at(5, 9, month=4))
    found = open_ends(hall.mall, MARCH)
    assert found is not None and found.worst is None
    assert (found.whole, found.bins) == (Right(None), {30: Right(None)})


def test_a_month_that_runs_shows_its_sum_alone_and_not_today(told: Hall, stand_at: Put) -> None:
    stand_at(at(3, 9))
    found = open_ends(told.mall, MARCH)
    assert found is not None
    assert (found.whole.judged, found.bins) == (40, {})


def test_page_and_files_say_the_same(told: Hall, client: Client) -> None:
    page = client.get("/batu/angka/ketepatan/?bulan=2027-03").content.decode()
    for said in ("Janji selesai", "76 %", "Selasa, 2 Maret: 75 %", "12 kunjungan lain"):
        assert said in page, said
    assert "terlalu sedikit" in page and "30–60 menit" in page
    items = client.get("/batu/angka/ketepatan.json?bulan=2027-03").json()["items"]
    ends = [one for one in items if one["kind"].startswith("selesai")]
    assert [one["judged"] for one in ends] == [85, None, 60, None, 40]
    assert ends[0]["median_error_minutes"] == 8.0
    text = client.get("/batu/angka/ketepatan.csv?bulan=2027-03").content.decode()
    assert "selesai_hari_terburuk,2027-03-02" in text


def test_a_neighbour_says_nothing_of_ours(told: Hall, neighbour: Hall, client: Client) -> None:
    assert open_ends(neighbour.mall, MARCH) is None
    assert "Janji selesai" not in client.get("/tetangga/angka/ketepatan/").content.decode()


def test_a_manager_of_the_mall_sees_every_bin(told: Hall) -> None:
    client = sign_in("pengelola", "manager", told)
    query = "?rentang=bulan&tanggal=2027-03-02"
    page = client.get(f"/kelola/batu/angka/{query}").content.decode()
    assert "Janji selesai kunjungan dengan beberapa layanan" in page
    text = client.get(f"/kelola/batu/angka/tabel/selesai.csv{query}").content.decode()
    assert "kurang dari 30 menit,5,100" in text and "120 menit atau lebih,20,100" in text
