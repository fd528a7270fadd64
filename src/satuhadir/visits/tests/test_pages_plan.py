# SPDX-License-Identifier: Apache-2.0
import html
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.notices import actions as notices
from satuhadir.notices.models import Notice
from satuhadir.notices.wording import unsealed
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.promises import life_event, papers, publish
from satuhadir.shared import limits
from satuhadir.shared.http import DEVICE_COOKIE
from satuhadir.visits import actions, tracks
from satuhadir.visits.models import Advice, Slot, Visit
from satuhadir.visits.tests.conftest import Clock, book, tomorrow

NOW = {"value": 10, "unit": "minute"}


def page(client: Client, path: str = "", status: int = 200, **query: Any) -> str:
    address = f"/batu/rencana/{path}?{urlencode(query, doseq=True)}"
    response = client.get(address)
    assert response.status_code == status, response.content[:500]
    return html.unescape(response.content.decode())


def press(client: Client, path: str = "", **said: Any) -> Any:
    return client.post(f"/batu/rencana/{path}", said)


def test_first_it_asks_what_is_needed(hall: Hall, client: Client) -> None:
    life_event(hall.mall, "PINDAH", KK="", KTP="KK")
    first = page(client)
    assert "Selesai dalam sekali datang" in first and "?peristiwa=PINDAH" in first
    assert 'value="SKCK"' in page(client, q="SKCK")
    assert "Tidak ada yang cocok" in page(client, q="zzzz")
    of_event = page(client, peristiwa="PINDAH")
    assert 'value="KK" checked' in of_event and 'value="KTP" checked' in of_event


def test_then_it_asks_for_papers_only_where_they_matter(hall: Hall, client: Client) -> None:
    papers(hall.mall, D_SKCK="Surat catatan")
    publish(hall.mall, "SKCK", "D_KTP", duration=NOW, products=["D_SKCK"])
    publish(hall.mall, "AKTA", "D_SKCK", "D_KTP", duration=NOW)
    both = page(client, layanan=["AKTA", "SKCK"])
    assert "Mana yang sudah Anda punya?" in both and 'value="D_SKCK"' in both
    assert 'value="D_KTP"' not in both
    assert "Mana yang sudah Anda punya?" not in page(client, layanan=["SKCK"])
    assert 'value="XX"' not in page(client, layanan=["SKCK", "XX"])


def test_what_people_most_likely_have_is_asked_with_a_yes(hall: Hall, client: Client) -> None:
    publish(hall.mall, "KK", "D_KK", duration=NOW, products=["D_KK"])
    publish(hall.mall, "AKTA", "D_KK", "D_SKCK", duration=NOW)
    publish(hall.mall, "SKCK", "D_KTP", duration=NOW, products=["D_SKCK"])
    asked = page(client, layanan=["AKTA", "SKCK", "KK"])
    assert 'value="D_KK" checked' in asked and 'value="D_SKCK">' in asked
    life_event(hall.mall, "KERJA", AKTA="", SKCK="AKTA")
    assert 'value="D_SKCK" checked' in page(client, peristiwa="KERJA")
    assert 'value="D_KK">' in page(client, layanan=["AKTA", "SKCK", "KK"], tahu="1")


def test_one_page_tells_the_whole_visit(hall: Hall, client: Client) -> None:
    papers(hall.mall, D_SKCK="Surat catatan", D_KTP="Kartu tanda penduduk")
    publish(
        hall.mall, "SKCK", "D_KTP", duration=NOW, products=["D_SKCK"],
        fees=[{"kind": "non_tax_revenue", "amount_rupiah": 30000}],
        external_steps=[{"name": "Sidik jari", "where": "Polsek", "note": ""}],
    )  # fmt: skip
    publish(hall.mall, "AKTA", "D_SKCK", "D_KTP", duration=NOW, fees=[{"kind": "free"}])
    day = tomorrow(hall.mall).isoformat()
    answer = press(client, layanan=["AKTA", "SKCK"], tahu="1", hari=day, datang="09:00")
    assert answer.status_code == 302 and "datang=540" in answer["Location"]
    assert Advice.objects.count() == 2
    told = html.unescape(client.get(answer["Location"]).content.decode())
    assert told.index(">SKCK</a>") < told.index(">AKTA</a>")
    assert "09.00" in told and "Rp30.000" in told and "Sidik jari" in told
    assert told.count("Kartu tanda penduduk") == 1
    assert "memakai berkas yang terbit dari SKCK" in told
    assert "terbit di jalan" in told and "Pesan semua" not in told
    assert Advice.objects.count() == 2  # looking again takes nothing


def test_what_is_impossible_is_told_with_the_day_it_is_possible(hall: Hall, client: Client) -> None:
    publish(hall.mall, "SKCK", duration={"value": 1, "unit": "working_day"}, products=["D_SKCK"])
    publish(hall.mall, "AKTA", "D_SKCK", duration=NOW)
    told = page(
        client,
        layanan=["AKTA", "SKCK"],
        tahu="1",
        hari=tomorrow(hall.mall).isoformat(),
        datang="540",
    )
    assert "terbit 1 hari kerja kemudian" in told and "Paling cepat:" in told


def test_a_full_day_is_told_as_full_with_the_next_one(
    hall: Hall, clock: Clock, client: Client
) -> None:
    clock(13, 0)
    day = hall.mall.today()
    actions.ensure_slots(hall.mall, [hall.lines["C"].pk], day)
    Slot.objects.update(seats_online=0, seats_desk=0)
    said: dict[str, Any] = {
        "layanan": "SKCK",
        "tahu": "1",
        "hari": day.isoformat(),
        "cara": "pesan",
    }
    answer = press(client, **said)
    assert answer["Location"].endswith("&datang=terbaik")
    told = page(client, **said, datang="terbaik")
    assert "sudah lewat" not in told and "terisi" in told and "Paling cepat:" in told


def test_plans_have_a_limit_however_they_are_asked_for(hall: Hall, client: Client) -> None:
    limits.forget()
    client.cookies[DEVICE_COOKIE] = "b" * 32
    said: dict[str, Any] = {"layanan": "SKCK", "tahu": "1", "hari": tomorrow(hall.mall).isoformat()}
    for _ in range(60):
        limits.hit("visits.plan.device", "b" * 32, "60/minute")
    page(client, status=429, **said, datang="terbaik")
    page(client, **said)  # it calculates nothing
    limits.forget()


def test_one_address_does_not_move_everybodys_advice(hall: Hall, client: Client) -> None:
    limits.forget()
    for _ in range(120):
        limits.hit("visits.advice.address", "127.0.0.1", "120/hour")
    said: dict[str, Any] = {"layanan": "SKCK", "tahu": "1", "hari": tomorrow(hall.mall).isoformat()}
    assert press(client, **said).status_code == 302
    assert not Advice.objects.exists()
    limits.forget()


@pytest.mark.parametrize("day", ["2020-01-01", "2090-01-01"])
def test_a_day_that_cannot_be_keeps_what_was_said(hall: Hall, client: Client, day: str) -> None:
    answer = press(client, layanan=["SKCK"], tahu="1", hari=day)
    assert answer.status_code == 422
    shown = html.unescape(answer.content.decode())
    assert 'role="alert"' in shown and 'value="SKCK" checked' in shown
    assert not Advice.objects.exists()
    assert 'value="09:00"' in page(client, status=422, layanan="SKCK", hari=day, datang="540")


def plan_with_seats(hall: Hall, client: Client) -> dict[str, Any]:
    """Return what the button of a plan with seats would send."""
    day = tomorrow(hall.mall)
    actions.ensure_slots(hall.mall, [line.pk for line in hall.lines.values()], day)
    said: dict[str, Any] = {
        "layanan": ["KTP", "SKCK"],
        "tahu": "1",
        "hari": day.isoformat(),
        "cara": "pesan",
    }
    answer = press(client, **said, datang="09:00")
    told = client.get(answer["Location"]).content.decode()
    assert "Pesan semua waktu ini" in told
    fields = {
        part.split('"')[0]: part.split('value="')[1].split('"')[0]
        for part in told.split('name="')[1:]
        if part.startswith("pukul-")
    }
    assert set(fields) == {"pukul-KTP", "pukul-SKCK"}
    return {**said, "datang": "540", **fields}


def test_all_its_times_are_booked_in_one_press(hall: Hall, client: Client) -> None:
    said = plan_with_seats(hall, client)
    assert Advice.objects.count() == 2
    answer = press(client, "pesan/", **said)
    assert answer.status_code == 302 and "/batu/kunjungan/" in answer["Location"]
    assert not Advice.objects.exists()  # what is booked counts once
    visit = Visit.objects.get()
    stops = {one.service.code: one for one in visit.stops.all()}
    assert stops["KTP"].starts_minute == int(said["pukul-KTP"])
    assert stops["SKCK"].seat is not None and stops["SKCK"].start_high is not None


def test_two_presses_of_a_browser_that_was_never_here_book_once(hall: Hall, client: Client) -> None:
    said = plan_with_seats(hall, client) | {"kunci": str(uuid4())}
    told = Client()
    day = said["hari"]
    page(told, layanan=["KTP", "SKCK"], tahu="1", hari=day, cara="pesan", datang="540")
    assert len(told.cookies[DEVICE_COOKIE].value) == 32
    step = Client()
    step.get("/batu/pesan/diri/", {"layanan": "KTP", "hari": day, "pukul-KTP": "540"})
    twice = {"layanan": "KTP", "hari": day, "pukul-KTP": "540", "untuk": "self",
             "kunci": str(uuid4())}  # fmt: skip
    known = step.cookies[DEVICE_COOKIE].value
    for _ in range(2):  # both left before the first was answered
        step.cookies.clear()
        step.cookies[DEVICE_COOKIE] = known
        assert step.post("/batu/pesan/diri/", twice).status_code == 302
    assert Visit.objects.count() == 1


def test_a_plan_pressed_twice_is_booked_once(hall: Hall, client: Client) -> None:
    said = plan_with_seats(hall, client) | {"kunci": str(uuid4())}
    first = press(client, "pesan/", **said)
    assert press(client, "pesan/", **said)["Location"] == first["Location"]
    assert Visit.objects.count() == 1


def test_a_plan_is_booked_with_a_code_where_the_mall_sends_them(
    hall: Hall, client: Client, settings: Any
) -> None:
    settings.SATUHADIR_NOTICE_GATEWAYS = {"sms": True}
    notices.save_policy(mall=hall.mall, sms_on=True)
    said = plan_with_seats(hall, client) | {"kunci": str(uuid4())}
    asked = press(client, "pesan/", **said)
    assert "Siapa yang datang?" in asked.content.decode()
    said |= {"untuk": "self", "ponsel": "0812 3456 7890", "nama": "Sulastri"}
    assert press(client, "pesan/", **said | {"ponsel": ""}).status_code == 422
    wrong = press(client, "pesan/", **said | {"ponsel": "0812"}).content.decode()
    assert "0812 3456 7890." in wrong and "atau kosongkan" not in wrong
    asked = press(client, "pesan/", **said)
    shown = asked.content.decode()
    assert "Tulis kodenya" in shown and 'action="/batu/rencana/pesan/"' in shown
    assert press(client, "pesan/", **said | {"kode": "x"}).status_code == 422
    assert not Visit.objects.exists()
    content = unsealed(Notice.objects.get(kind="visits.code"))
    assert content is not None
    done = press(client, "pesan/", **said | {"kode": content.values["code"]})
    visit = Visit.objects.get()
    assert done["Location"] == f"{tracks.visit_path('batu', tracks.track_of(visit.pk))}?baru=1"
    assert "Sudah dipesan" in client.get(done["Location"]).content.decode()
    assert (visit.phone_is_proven, visit.stops.count()) == (True, 2)
    stops = {one.service.code: one for one in visit.stops.all()}
    assert stops["SKCK"].seat is not None and stops["SKCK"].start_high is not None


def test_who_is_asked_sees_only_what_will_be_booked(
    hall: Hall, client: Client, settings: Any
) -> None:
    settings.SATUHADIR_NOTICE_GATEWAYS = {"sms": True}
    notices.save_policy(mall=hall.mall, sms_on=True)
    late = {"value": 2, "unit": "working_day"}
    publish(hall.mall, "KTP", duration=late, products=["D_KTP"])
    publish(hall.mall, "KK", "D_KTP", duration=NOW)
    actions.ensure_slots(hall.mall, [hall.lines["A"].pk], tomorrow(hall.mall))
    day = tomorrow(hall.mall).isoformat()
    said = {"layanan": ["KK", "KTP"], "tahu": "1", "hari": day, "cara": "pesan", "datang": "540"}
    shown = html.unescape(press(client, "pesan/", **said).content.decode())
    assert shown.count('class="summary"') == 1
    summary = shown.split('class="summary"')[1].split("</section>")[0]
    assert ">KTP<" in summary and ">KK<" not in summary
    assert 'name="layanan" value="KK"' in shown  # the plan is the same when it is looked at again


@pytest.mark.parametrize("twice", [False, True])
def test_when_the_last_seat_of_one_is_gone_nothing_is_booked(
    hall: Hall, client: Client, twice: bool
) -> None:
    said = plan_with_seats(hall, client) | {"kunci": str(uuid4())}
    first = press(client, "pesan/", **said) if twice else None
    Slot.objects.filter(line=hall.lines["C"]).update(seats_online=0, seats_desk=0)
    again = press(client, "pesan/", **said)
    assert Visit.objects.count() == bool(first)
    if first is None:
        shown = again.content.decode()
        assert again.status_code == 422 and "Belum dipesan" in shown and "Rencana di bawah" in shown
    else:
        assert again["Location"] == first["Location"]


def test_when_one_of_them_is_gone_nothing_is_booked(hall: Hall, client: Client) -> None:
    said = plan_with_seats(hall, client)
    book(hall, "SKCK", at=int(said["pukul-SKCK"]))
    answer = press(client, "pesan/", **said)
    assert answer.status_code == 409
    shown = html.unescape(answer.content.decode())
    assert "Belum dipesan" in shown and "Pesan semua waktu ini" in shown
    assert Visit.objects.count() == 1
