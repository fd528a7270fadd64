# SPDX-License-Identifier: Apache-2.0
"""The largest share of age that harms nobody at the mall: found, told, and set by a button."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from satuhadir.planning import actions, advising, queries
from satuhadir.planning.errors import NoShareFound
from satuhadir.planning.models import Run
from satuhadir.planning.tests.conftest import Hall, measured, small_base
from satuhadir.planning.tests.test_compare_days import nothing
from satuhadir.queue.models import Event, Policy
from satuhadir.queue.queries.managing import policy_of
from satuhadir.queue.tests.desks import sign_in

AT = "/kelola/batu/rencana-mal/"


def told(single: float | None, multi: float | None = -1.0) -> dict[str, Any]:
    """Return what a share changes against the own order, as a run keeps it."""
    return {
        name: {"before": 20.0, "after": 20.0, "gap": None if gap is None else [gap, gap, gap]}
        for name, gap in (("single", single), ("multi", multi), ("all", 0.0))
    }


def result(harmless: int | None = 25, **rests_on: Any) -> dict[str, Any]:
    rows = [
        {"kind": "theta", "amount": amount, "visits": told(0.1), "ahead": {},
         "alone": told((amount - 25) / 10 + (0 if harmless else 3))}
        for amount in advising.THETAS
    ]  # fmt: skip
    days = {"days": 12, "people": 300, "is_sample": False, "first": "2027-03-01",
            "last": "2027-03-12", **rests_on}  # fmt: skip
    return {
        "rows": rows, "harmless": harmless, "age_kept": 10, "head_start": 20, "days": 128,
        "several_share": 0.3, "rests_on": days,
    }  # fmt: skip


def a_run(
    hall: Hall, found: dict[str, Any], *, days_ago: int = 1, weekday: int | None = None
) -> Run:
    return Run.objects.create(
        mall=hall.mall, kind="fairness", state="done", asked={"weekday": weekday}, digest="x",
        percent=100, result=found, ended_at=timezone.now() - timedelta(days=days_ago),
    )  # fmt: skip


@pytest.fixture
def manager(hall: Hall) -> Client:
    return sign_in("pengelola", "manager", hall)


def seen(client: Client, run: Run) -> str:
    response = client.get(f"{AT}hitungan/{run.pk}/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def press(client: Client, run: Run) -> Any:
    return client.post(f"{AT}hitungan/{run.pk}/", {"aksi": "pakai"})


def changes(hall: Hall) -> list[Any]:
    """Return what the log tells about the share."""
    rows = Event.objects.filter(mall=hall.mall, event="policy.changed").order_by("seq")
    told_of = (json.loads(row.body) for row in rows)
    return [one for one in told_of if "age_kept_percent" in one["after"]]


def test_the_largest_share_is_taken_that_harms_neither() -> None:
    rows = [{"amount": n, "alone": told(s, m)} for n, s, m in (
        (100, 2.4, -7.0), (50, 0.2, -4.0), (25, 0.0, -3.0), (10, -0.3, -2.0), (0, -0.5, -1.0),
    )]  # fmt: skip
    assert advising.harmless_share(rows) == 25
    assert advising.harmless_share(rows[:2]) is None
    assert advising.harmless_share([{"amount": 10, "alone": told(-0.3, 0.4)}]) is None
    assert advising.harmless_share([{"amount": 10, "alone": told(-0.3, None)}]) is None


def test_each_share_meets_the_same_people_as_the_own_order() -> None:
    base = small_base()
    came = base.visits[("a",)]
    both = replace(
        base, visits={**base.visits, ("a", "b"): tuple(n / 3 for n in came)}, head_start=0
    )
    found = advising.fairness(both, step=nothing, batches=2)
    rows = [one for one in found["rows"] if one["kind"] == "theta"]
    assert [one["amount"] for one in rows] == [100, 75, 50, 25, 10, 0]
    assert len({one["alone"]["single"]["before"] for one in rows}) == 1
    assert len({one["visits"]["single"]["before"] for one in rows}) == 1
    assert found["age_kept"] == 100
    assert rows[0]["visits"]["all"]["gap"] == [0.0, 0.0, 0.0], "the rule of now against itself"
    assert rows[-1]["alone"]["single"]["after"] < rows[0]["alone"]["single"]["after"]
    assert found["harmless"] == advising.harmless_share(rows)


def test_the_page_says_it_and_a_button_makes_it_the_malls_share(
    hall: Hall, manager: Client
) -> None:
    run = a_run(hall, result())
    page = seen(manager, run)
    assert "Umur terbesar yang tidak merugikan siapa pun di mal ini: 25 %." in page
    assert "Pakai 25 % di mal ini" in page and "Sekarang 10 %." in page
    assert press(manager, run).status_code == 302
    assert Policy.objects.get(mall=hall.mall).age_kept_percent == 25
    (body,) = changes(hall)
    assert (body["before"], body["after"]) == ({"age_kept_percent": 10}, {"age_kept_percent": 25})
    assert body["actor"].startswith("user:")
    page = seen(manager, run)
    assert "Angka ini sudah dipakai mal ini." in page and 'value="pakai"' not in page
    assert press(manager, run).status_code == 302
    assert len(changes(hall)) == 1, "pressed twice, set once"


@pytest.mark.parametrize(
    ("found", "more", "words"),
    [
        (result(is_sample=True), {}, "dari data contoh"),
        (result(), {"days_ago": 31}, "lebih dari 30 hari"),
        (result(), {"weekday": 0}, "rata-rata semua hari"),
        (result(None), {}, "tidak menetapkan angka"),
    ],
)
def test_what_says_too_little_of_now_is_told_and_not_set(
    hall: Hall, manager: Client, found: dict[str, Any], more: dict[str, Any], words: str
) -> None:
    run = a_run(hall, found, **more)
    page = seen(manager, run)
    assert words in page and 'value="pakai"' not in page
    answer = press(manager, run)
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert policy_of(hall.mall).age_kept_percent == 10
    assert not changes(hall)


def test_where_every_share_harms_the_page_names_the_one_that_harms_least(
    hall: Hall, manager: Client
) -> None:
    page = seen(manager, a_run(hall, result(None)))
    assert "setiap angka merugikan sebagian orang" in page
    assert "dengan satu layanan: 0 %." in page


def test_a_result_of_the_version_before_is_shown_without_advice(
    hall: Hall, manager: Client
) -> None:
    old = result()
    del old["harmless"], old["age_kept"]
    for row in old["rows"]:
        del row["alone"]
    page = seen(manager, a_run(hall, old))
    assert "Umur terbesar" not in page and "Dibanding mengambil nomor" not in page
    assert "naik 0,1 menit" in page


def test_only_who_manages_the_whole_mall_sets_it(
    hall: Hall, neighbour: Hall, client: Client
) -> None:
    run = a_run(hall, result())
    assert press(client, run).headers["Location"].startswith("/masuk/?next=")
    for who, status in (
        (sign_in("asing"), 403),
        (sign_in("petugas", "officer", hall), 403),
        (sign_in("sebelah", "manager", neighbour), 404),
        (sign_in("polres", "agency_manager", hall, "POLRES"), 404),
    ):
        assert press(who, run).status_code == status
    elsewhere = a_run(measured(neighbour), result())
    assert press(sign_in("pengelola", "manager", hall), elsewhere).status_code == 404
    assert policy_of(hall.mall).age_kept_percent == policy_of(neighbour.mall).age_kept_percent == 10


def test_another_calculation_has_no_share(hall: Hall) -> None:
    run = a_run(hall, result())
    run.kind = Run.Kind.HOURS
    with pytest.raises(NoShareFound):
        queries.share_at(run)
    with pytest.raises(NoShareFound):
        actions.use_share(run=Run(mall=hall.mall, kind="fairness", asked={}), actor="test")
