# SPDX-License-Identifier: Apache-2.0
"""The manager's pages: who may decide what, and that every decision is taken and told."""

import json
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.malls import actions as setup
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Closure, SetupRecord
from satuhadir.queue import actions
from satuhadir.queue.models import AgeKept, Counter, Event, Line, Policy, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in
from satuhadir.shared.tests.racing import together


@pytest.fixture
def manager(hall: Hall) -> Client:
    return sign_in("ahmad", "manager", hall)


@pytest.fixture
def of_dukcapil(hall: Hall) -> Client:
    return sign_in("dewi", "agency_manager", hall, agency="DUKCAPIL")


def addresses(hall: Hall) -> list[str]:
    here = f"/kelola/{hall.mall.slug}/"
    return [
        here,
        f"{here}antrean/{hall.lines['A'].pk}/",
        f"{here}loket/{hall.counters[1].pk}/",
        f"{here}aturan/",
        f"{here}hari-tutup/",
        f"{here}catatan/",
    ]


def line_url(hall: Hall, prefix: str = "A") -> str:
    return f"/kelola/{hall.mall.slug}/antrean/{hall.lines[prefix].pk}/"


def counter_url(hall: Hall, number: int = 1) -> str:
    return f"/kelola/{hall.mall.slug}/loket/{hall.counters[number].pk}/"


def events(hall: Hall) -> list[str]:
    rows = Event.objects.filter(mall=hall.mall).order_by("seq")
    return list(rows.values_list("event", flat=True))


def test_the_public_is_led_to_sign_in_and_back(hall: Hall) -> None:
    for path in ["/kelola/", *addresses(hall)]:
        response = Client().get(path)
        assert (response.status_code, response["Location"]) == (302, f"/masuk/?next={path}")


def test_who_manages_nothing_is_refused(hall: Hall) -> None:
    for client in (
        sign_in("warga"),
        sign_in("menteri", "ministry", hall),
        sign_in("petugas", "officer", hall),
    ):
        for path in ["/kelola/", *addresses(hall)]:
            assert client.get(path).status_code == 403
            assert client.post(path).status_code == 403


def test_a_neighbours_manager_finds_nothing_here(hall: Hall, neighbour: Hall) -> None:
    other = sign_in("tetangga", "manager", neighbour)
    for path in addresses(hall):
        assert other.get(path).status_code == 404
        assert other.post(path, {"aksi": "tutup", "alasan": "x"}).status_code in {404, 405}
    borrowed = f"/kelola/{neighbour.mall.slug}/antrean/{hall.lines['A'].pk}/"
    assert other.get(borrowed).status_code == 404
    borrowed = f"/kelola/{neighbour.mall.slug}/loket/{hall.counters[1].pk}/"
    assert other.post(borrowed, {"aksi": "tutup"}).status_code == 404
    assert Counter.objects.get(pk=hall.counters[1].pk).state == "open"


def test_every_page_of_the_manager_opens(hall: Hall, manager: Client) -> None:
    hall.issue()
    hall.call(1)
    for path in ["/kelola/", *addresses(hall)]:
        assert manager.get(path).status_code == 200
    page = manager.get("/kelola/").content.decode()
    assert "KTP dan KK" in page and "A-001" in page


def test_a_manager_of_several_malls_chooses(hall: Hall, neighbour: Hall) -> None:
    from satuhadir.accounts import actions as accounts
    from satuhadir.queue.tests.desks import account

    client = sign_in("dua", "manager", hall)
    accounts.grant_role(user=account(client), role="manager", mall=neighbour.mall)
    page = client.get("/kelola/").content.decode()
    assert "MPP batu" in page and "MPP tetangga" in page


def test_an_agencys_manager_sees_and_changes_its_own(hall: Hall, of_dukcapil: Client) -> None:
    page = of_dukcapil.get("/kelola/").content.decode()
    assert "KTP dan KK" in page and "SKCK" not in page
    assert of_dukcapil.get(line_url(hall, "A")).status_code == 200
    assert of_dukcapil.get(line_url(hall, "C")).status_code == 403
    closing = {"aksi": "tutup", "alasan": "rapat"}
    assert of_dukcapil.post(line_url(hall, "C"), closing).status_code == 403
    assert of_dukcapil.post(line_url(hall, "A"), closing).status_code == 302
    for word in ("aturan", "catatan"):
        assert of_dukcapil.get(f"/kelola/{hall.mall.slug}/{word}/").status_code == 403
    assert not Line.objects.get(pk=hall.lines["A"].pk).is_open
    assert Line.objects.get(pk=hall.lines["C"].pk).is_open


def test_a_line_closes_now_and_opens_again(hall: Hall, manager: Client) -> None:
    response = manager.post(line_url(hall), {"aksi": "tutup", "alasan": "listrik padam"})
    assert response.status_code == 302
    page = manager.get(line_url(hall)).content.decode()
    assert "Antrean A ditutup." in page and "listrik padam" in page
    assert events(hall)[-1] == "line.closed"
    assert manager.post(line_url(hall), {"aksi": "buka"}).status_code == 302
    assert Line.objects.get(pk=hall.lines["A"].pk).is_open
    assert events(hall)[-1] == "line.opened"


def test_a_line_closes_from_a_time_today(hall: Hall, manager: Client) -> None:
    manager.post(line_url(hall), {"aksi": "tutup", "dari": "23.59", "alasan": "instansi pulang"})
    line = Line.objects.get(pk=hall.lines["A"].pk)
    assert line.is_open and line.closed_from is not None
    past = {"aksi": "tutup", "dari": "00.00", "alasan": "lupa"}
    response = manager.post(line_url(hall), past)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Jam itu sudah lewat" in page and 'value="lupa"' in page


def test_a_wrong_time_keeps_what_was_typed(hall: Hall, manager: Client) -> None:
    response = manager.post(line_url(hall), {"aksi": "tutup", "dari": "sore", "alasan": ""})
    assert response.status_code == 422
    page = response.content.decode()
    assert 'value="sore"' in page and "Tulis jam seperti 14.00." in page
    assert "Tulis alasannya" in page
    assert Line.objects.get(pk=hall.lines["A"].pk).is_open


def test_quotas_are_set_and_an_empty_one_is_no_limit(hall: Hall, manager: Client) -> None:
    said = {"aksi": "kuota", "daily_quota": "40", "quota_kiosk": "", "quota_phone": "0"}
    assert manager.post(line_url(hall), said).status_code == 302
    line = Line.objects.get(pk=hall.lines["A"].pk)
    assert (line.daily_quota, line.quota_kiosk, line.quota_phone) == (40, None, 0)
    assert events(hall)[-1] == "line.quotas_set"
    for wrong in ("-1", "banyak", "9" * 30):
        response = manager.post(line_url(hall), {"aksi": "kuota", "daily_quota": wrong})
        assert response.status_code == 422
        assert wrong in response.content.decode()


def test_a_stuck_ticket_is_released_by_the_manager_only(
    hall: Hall, manager: Client, of_dukcapil: Client
) -> None:
    ticket = hall.issue().ticket
    hall.call(1)
    said = {"aksi": "lepas", "nomor": str(ticket.id)}
    assert of_dukcapil.post(counter_url(hall), said).status_code == 403
    assert "tersangkut" in manager.get(counter_url(hall)).content.decode()
    assert manager.post(counter_url(hall), said).status_code == 302
    assert Ticket.objects.get().state == "waiting"
    again = manager.post(counter_url(hall), said)
    assert again.status_code == 409
    assert "sudah berubah keadaan" in again.content.decode()
    unknown = {"aksi": "lepas", "nomor": str(uuid4())}
    assert manager.post(counter_url(hall), unknown).status_code == 404


def test_a_counter_is_closed_opened_and_renamed(hall: Hall, manager: Client) -> None:
    manager.post(counter_url(hall), {"aksi": "tutup"})
    assert Counter.objects.get(pk=hall.counters[1].pk).state == "closed"
    manager.post(counter_url(hall), {"aksi": "buka"})
    assert Counter.objects.get(pk=hall.counters[1].pk).state == "open"
    manager.post(counter_url(hall), {"aksi": "nama", "nama": "Loket VIP"})
    assert Counter.objects.get(pk=hall.counters[1].pk).name == "Loket VIP"
    taken = manager.post(counter_url(hall), {"aksi": "nama", "nama": "Loket 2"})
    assert taken.status_code == 422
    assert "sudah dipakai loket lain" in taken.content.decode()
    assert Counter.objects.get(pk=hall.counters[1].pk).name == "Loket VIP"


def test_the_rules_are_changed_within_bounds(hall: Hall, manager: Client) -> None:
    url = f"/kelola/{hall.mall.slug}/aturan/"
    said = {
        "head_start_minutes": "30", "no_show_minutes": "3", "come_back_minutes": "10",
        "undo_seconds": "60", "opens_before_minutes": "60", "display_code_minutes": "5",
        "closes_counters": "on", "age_kept_percent": "10",
    }  # fmt: skip
    assert manager.post(url, said).status_code == 302
    policy = Policy.objects.get(mall=hall.mall)
    assert (policy.head_start_minutes, policy.no_show_minutes) == (30, 3)
    assert policy.closes_counters and not policy.refuses_too_late
    assert events(hall)[-1] == "policy.changed"
    response = manager.post(url, said | {"head_start_minutes": "9999"})
    assert response.status_code == 422
    assert 'value="9999"' in response.content.decode()
    assert Policy.objects.get(mall=hall.mall).head_start_minutes == 30


def test_what_of_a_tickets_age_is_kept_is_set_for_the_mall_and_by_agency(
    hall: Hall, manager: Client
) -> None:
    url = f"/kelola/{hall.mall.slug}/aturan/"
    own = hall.lines["A"].booth.agency_id
    said = {
        "head_start_minutes": "30", "no_show_minutes": "3", "come_back_minutes": "10",
        "undo_seconds": "60", "opens_before_minutes": "60", "display_code_minutes": "5",
        "offers_summon": "on", "age_kept_percent": "25", f"umur-{own}": "50",
    }  # fmt: skip
    page = manager.get(url).content.decode()
    assert 'name="age_kept_percent" id="id_age_kept_percent" value="10"' in page
    assert page.count('placeholder="ikut mal: 10"') == 2
    assert manager.post(url, said).status_code == 302
    policy = Policy.objects.get(mall=hall.mall)
    assert policy.offers_summon and policy.age_kept_percent == 25
    assert dict(AgeKept.objects.values_list("agency", "percent")) == {own: 50}
    assert events(hall)[-1] == "age_kept.changed"
    for wrong, kept in ((f"umur-{own}", "101"), ("age_kept_percent", "dua")):
        response = manager.post(url, said | {wrong: kept})
        assert response.status_code == 422
        page = response.content.decode()
        assert f'value="{kept}"' in page and f"id_{wrong}-e1" in page
    assert AgeKept.objects.get().percent == 50
    assert Policy.objects.get(mall=hall.mall).age_kept_percent == 25
    assert 'placeholder="ikut mal: 25"' in manager.get(url).content.decode()
    assert SetupRecord.objects.filter(table_name="queue_agekept").count() == 1


def test_an_emptied_field_gives_an_agency_the_usual_share_again(
    hall: Hall, manager: Client
) -> None:
    url = f"/kelola/{hall.mall.slug}/aturan/"
    own, other = (hall.lines[one].booth.agency_id for one in "AC")
    percents: dict[int, int | None] = {own: 50, other: 70}
    actions.set_age_kept(mall=hall.mall, percents=percents, actor="test")
    said = {
        "head_start_minutes": "30", "no_show_minutes": "3", "come_back_minutes": "10",
        "undo_seconds": "60", "opens_before_minutes": "60", "display_code_minutes": "5",
        "age_kept_percent": "10", f"umur-{own}": "",
    }  # fmt: skip
    assert manager.post(url, said).status_code == 302
    assert dict(AgeKept.objects.values_list("agency", "percent")) == {other: 70}, "not on the page"
    body = Event.objects.filter(event="age_kept.changed").order_by("seq").last()
    assert body is not None
    assert json.loads(body.body)["after"] == {str(own): None}
    told = SetupRecord.objects.filter(table_name="queue_agekept")
    assert list(told.order_by("pk").values_list("kind", flat=True)) == ["insert"] * 2 + ["delete"]
    assert manager.post(url, said).status_code == 302
    assert Event.objects.filter(event="age_kept.changed").count() == 2, "nothing changed again"


def test_a_holiday_declared_this_morning_is_in_the_log(hall: Hall, manager: Client) -> None:
    url = f"/kelola/{hall.mall.slug}/hari-tutup/"
    today = hall.mall.today()
    said = {"gerai": "", "dari": today.isoformat(), "alasan": "Cuti bersama"}
    assert manager.post(url, said).status_code == 302
    assert malls.calendar_of(hall.mall).intervals(today) == ()
    assert events(hall)[-1] == "mall.closure_declared"
    page = manager.get(url).content.decode()
    assert "Cuti bersama" in page
    closure = Closure.objects.get()
    assert manager.post(url, {"aksi": "cabut", "tutup": closure.pk}).status_code == 302
    assert not Closure.objects.exists()
    assert events(hall)[-1] == "mall.closure_withdrawn"


def test_a_wrong_closure_says_what_is_wrong(hall: Hall, manager: Client) -> None:
    url = f"/kelola/{hall.mall.slug}/hari-tutup/"
    today = hall.mall.today()
    before = (today - timedelta(days=1)).isoformat()
    for said, words in (
        ({"dari": before, "alasan": "x"}, "sudah lewat"),
        ({"dari": today.isoformat(), "sampai": before, "alasan": "x"}, "tidak boleh sebelum"),
        ({"dari": "besok", "alasan": "x"}, "error"),
        ({"dari": today.isoformat(), "sampai": "9999-12-31", "alasan": "x"}, "periksa tahunnya"),
        ({"dari": today.isoformat(), "alasan": "x", "gerai": "999999"}, "Pilih gerai"),
    ):
        response = manager.post(url, said)
        assert response.status_code == 422
        assert words in response.content.decode()
    assert not Closure.objects.exists()


def test_a_closure_sent_twice_is_open_again_when_taken_back_once(
    hall: Hall, manager: Client
) -> None:
    url = f"/kelola/{hall.mall.slug}/hari-tutup/"
    today = hall.mall.today()
    for _ in range(2):
        manager.post(url, {"gerai": "", "dari": today.isoformat(), "alasan": "Rapat"})
    assert events(hall).count("mall.closure_declared") == 1
    manager.post(url, {"aksi": "cabut", "tutup": Closure.objects.get().pk})
    assert malls.calendar_of(hall.mall).intervals(today) != ()


@pytest.mark.race
def test_hands_that_declare_the_same_closure_close_once(busy_hall: Hall) -> None:
    mall, day = busy_hall.mall, busy_hall.mall.today()
    ready = threading.Barrier(6)

    def declare(_n: int) -> bool:
        ready.wait(20)
        return setup.declare_closure(mall=mall, first_day=day, reason="Rapat") is not None

    assert sum(together(6, declare)) == 1
    assert Closure.objects.count() == 1


def test_an_agencys_manager_closes_its_own_booth_only(hall: Hall, of_dukcapil: Client) -> None:
    url = f"/kelola/{hall.mall.slug}/hari-tutup/"
    said = {"dari": hall.mall.today().isoformat(), "alasan": "rapat"}
    other = hall.lines["C"].booth_id
    assert of_dukcapil.post(url, said | {"gerai": other}).status_code == 422
    assert of_dukcapil.post(url, said).status_code == 422
    own = hall.lines["A"].booth_id
    assert of_dukcapil.post(url, said | {"gerai": own}).status_code == 302
    assert [one.booth_id for one in Closure.objects.all()] == [own]
    whole = Closure.objects.create(
        mall=hall.mall, first_day=hall.mall.today(), last_day=hall.mall.today(), reason="x"
    )
    of_dukcapil.post(url, {"aksi": "cabut", "tutup": whole.pk})
    assert Closure.objects.filter(pk=whole.pk).exists()


def test_a_day_of_the_log_is_checked_on_request(hall: Hall, manager: Client) -> None:
    hall.issue()
    url = f"/kelola/{hall.mall.slug}/catatan/"
    assert "utuh" not in manager.get(url).content.decode().split("<table")[0]
    today = hall.mall.today().isoformat()
    assert "utuh" in manager.get(url, {"hari": today}).content.decode()
    assert manager.get(url, {"hari": "2001-01-01"}).status_code == 404
    assert manager.get(url, {"hari": "kemarin"}).status_code == 404
