# SPDX-License-Identifier: Apache-2.0
"""Small counts are not published, nor what would give them away."""

import random
from datetime import date

import pytest
from django.test import Client

from satuhadir.insights import actions
from satuhadir.insights.publishing import as_rows, open_month
from satuhadir.insights.suppressing import LEAST, hidden_of
from satuhadir.insights.tests.conftest import Put, at
from satuhadir.queue import actions as queue
from satuhadir.queue.tests.conftest import Hall


def test_nothing_small_hides_nothing() -> None:
    assert hidden_of({"a": 10, "b": 400, "c": 0}) == (frozenset(), False)


def test_one_small_count_takes_a_second_with_it() -> None:
    assert hidden_of({"a": 3, "b": 40, "c": 200}) == (frozenset({"a", "b"}), False)


def test_small_ones_that_sum_to_ten_hide_each_other() -> None:
    assert hidden_of({"a": 6, "b": 7, "c": 200}) == (frozenset({"a", "b"}), False)


def test_two_tiny_ones_need_a_third() -> None:
    assert hidden_of({"a": 1, "b": 1, "c": 50, "d": 60}) == (frozenset({"a", "b", "c"}), False)


def test_where_nothing_can_stand_beside_it_the_sum_is_hidden_too() -> None:
    assert hidden_of({"a": 4}).total
    assert hidden_of({"a": 4, "b": 0}).total


@pytest.mark.parametrize("seed", range(60))
def test_no_small_count_can_be_worked_out(seed: int) -> None:
    chance = random.Random(seed)
    counts = {n: chance.choice((0, 1, 3, 9, 10, 12, 80, 900)) for n in range(chance.randint(1, 9))}
    hidden = hidden_of(counts)
    small = {key for key, count in counts.items() if 0 < count < LEAST}
    assert small <= hidden.cells
    if small and not hidden.total:
        rest = sum(counts.values()) - sum(n for k, n in counts.items() if k not in hidden.cells)
        assert len(hidden.cells) >= 2
        assert rest >= LEAST, "what is left of the sum is a small count"


@pytest.fixture
def two_days(hall: Hall, stand_at: Put) -> Hall:
    """Twelve numbers on the first of March, three on the second, one on the third: today."""
    queue.close_days(hall.mall)
    for day, numbers in ((1, 12), (2, 3), (3, 1)):
        stand_at(at(day, 9))
        for n in range(numbers):
            hall.issue("KTP" if n % 2 else "SKCK")
        if day < 3:
            stand_at(at(day + 1, 0, 1))
            queue.close_days(hall.mall)
            actions.count_closed_days()
    actions.count_today(mall=hall.mall)
    return hall


def test_today_is_never_published(two_days: Hall) -> None:
    month = open_month(two_days.mall, date(2027, 3, 1))
    assert set(month.days) == {date(2027, 3, 1), date(2027, 3, 2)}
    assert not month.is_over
    assert month.agencies == {}, "an agency's sum that grows would tell each day"


def test_a_small_day_hides_with_another(two_days: Hall) -> None:
    month = open_month(two_days.mall, date(2027, 3, 1))
    assert all(one.is_hidden and one.numbers is None for one in month.days.values())
    assert month.whole.numbers == 15


def test_agencies_stand_once_their_month_is_over(two_days: Hall, stand_at: Put) -> None:
    stand_at(at(2, 9, month=4))
    queue.close_days(two_days.mall)
    actions.count_closed_days()
    month = open_month(two_days.mall, date(2027, 3, 1))
    assert month.is_over
    assert set(month.agencies) == {"DUKCAPIL", "POLRES"}
    assert all(one.is_hidden for one in month.agencies.values()), "eight each"
    assert month.whole.numbers == 16, "their sum is no small count"
    for row in as_rows(two_days.mall, month):
        assert row["numbers"] is None or row["numbers"] >= LEAST


def test_the_page_the_csv_and_the_json_say_the_same(two_days: Hall, client: Client) -> None:
    page = client.get("/batu/angka/?bulan=2027-03").content.decode()
    assert "terlalu sedikit" in page
    assert "15" in page
    table = client.get("/batu/angka/data.csv?bulan=2027-03")
    assert table["Content-Type"].startswith("text/csv")
    assert "2027-03-01" in table.content.decode()
    plain = client.get("/batu/angka/data.json?bulan=2027-03").json()
    assert plain["licence"].endswith("/by/4.0/")
    assert [one["numbers"] for one in plain["items"]] == [15, None, None]
    assert client.get("/batu/angka/data.json?bulan=1999-01").status_code == 404
    assert client.get("/batu/angka/data.xml").status_code == 404
    assert "Pilih salah satu" in client.get("/batu/angka/?bulan=1999-01").content.decode()


def test_a_mall_without_a_day_says_so(hall: Hall, client: Client) -> None:
    assert "Belum ada data" in client.get("/batu/angka/").content.decode()
    assert client.get("/batu/angka/data.json").json()["items"] == []
    assert client.get("/batu/angka/data.csv").status_code == 200
