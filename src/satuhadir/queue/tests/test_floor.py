# SPDX-License-Identifier: Apache-2.0
"""The manager's floor: what needs attention is said, with the press that helps; who may press."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from satuhadir.devices.models import Device
from satuhadir.malls.models import WeeklyHours
from satuhadir.queue import actions
from satuhadir.queue.models import Attendance, Counter, CounterLine, Line, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in, text_of
from satuhadir.shared.memory import Brief

SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def manager(hall: Hall) -> Client:
    return sign_in("ahmad", "manager", hall)


@pytest.fixture
def of_dukcapil(hall: Hall) -> Client:
    return sign_in("dewi", "agency_manager", hall, agency="DUKCAPIL")


def floor(hall: Hall, client: Client) -> str:
    Brief.forget_everything()
    return text_of(client.get(f"/kelola/{hall.mall.slug}/?bagian=lantai", headers=SCRIPT))  # type: ignore[arg-type]


def press(hall: Hall, client: Client, what: str, **extra: Any) -> HttpResponse:
    url = f"/kelola/{hall.mall.slug}/tindakan/"
    return client.post(url, {"tekan": what}, headers=SCRIPT, **extra)  # type: ignore[return-value]


def aged(ticket: Any, minutes: float, **fields: Any) -> None:
    """Let a ticket, and its person's coming, be so many minutes older."""
    back = timedelta(minutes=minutes)
    came = Attendance.objects.filter(tickets=ticket.id)
    came.update(present_at=F("present_at") - back)
    row = Ticket.objects.get(pk=ticket.id)
    moved = {
        name: getattr(row, name) - back
        for name in ("issued_at", "called_at", "recalled_at", "started_at")
        if getattr(row, name) is not None
    }
    guard = "TRIGGER queue_ticket_moves_only_as_the_contract_says"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE queue_ticket DISABLE {guard}")
        Ticket.objects.filter(pk=ticket.id).update(**moved, **fields)
        cursor.execute(f"ALTER TABLE queue_ticket ENABLE {guard}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def close_all(hall: Hall) -> None:
    for counter in hall.counters.values():
        actions.close_counter(mall=hall.mall, counter_id=counter.pk, actor="test")


def test_a_quiet_hall_is_calm(hall: Hall, manager: Client) -> None:
    assert "Semua berjalan sesuai janji" in floor(hall, manager)


def test_a_wait_beyond_what_was_told_is_said_and_far_beyond_rings(
    hall: Hall, manager: Client
) -> None:
    one = hall.issue("SKCK").ticket
    aged(one, 19, promised_high=20)
    assert "lebih lama dari janji" not in floor(hall, manager)
    aged(one, 3)
    page = floor(hall, manager)
    assert "SKCK: 1 orang menunggu lebih lama dari janji" in page and 'data-alarms="0"' in page
    aged(one, 39)
    page = floor(hall, manager)
    assert f"{one.code} menunggu 1 jam" in page or f"{one.code} menunggu 61 menit" in page
    assert 'data-alarms="1"' in page and 'data-level="alarm"' in page


def test_who_is_not_in_the_hall_or_was_served_once_raises_no_alarm(
    hall: Hall, manager: Client
) -> None:
    aged(hall.issue(channel="phone").ticket, 200, promised_high=5)
    served = hall.issue().ticket
    hall.call(1)
    hall.move(served, "start")
    hall.move(served, "transfer", to_service="AKTA")
    aged(served, 200, promised_high=5)
    assert 'data-alarms="0"' in floor(hall, manager)


def test_a_number_from_a_phone_waits_from_when_its_person_came(hall: Hall, manager: Client) -> None:
    one = hall.issue(channel="phone").ticket
    aged(one, 200, promised_high=5)
    hall.move(one, "present")
    assert "lebih lama dari janji" not in floor(hall, manager)
    assert 'data-alarms="0"' in floor(hall, manager)
    came = hall.mall.local_now() - timedelta(minutes=16)
    Attendance.objects.filter(pk=one.attendance).update(present_at=came)
    assert 'data-alarms="1"' in floor(hall, manager)


def test_a_line_with_people_and_no_counter_is_said_with_the_counter_to_open(
    hall: Hall, manager: Client
) -> None:
    hall.issue("KTP")
    for number in (1, 2):
        actions.close_counter(mall=hall.mall, counter_id=hall.counters[number].pk, actor="test")
    page = floor(hall, manager)
    assert "KTP dan KK: tidak ada loket buka" in page
    wanted = f"buka-loket:{hall.counters[1].pk}"
    assert wanted in page
    assert press(hall, manager, wanted).status_code == 200
    assert Counter.objects.get(pk=hall.counters[1].pk).state == "open"
    assert "tidak ada loket buka" not in floor(hall, manager)


def test_an_agency_that_has_not_opened_is_said_once_its_hours_began(
    hall: Hall, manager: Client
) -> None:
    close_all(hall)
    Counter.objects.update(officer=None)
    page = floor(hall, manager)
    assert "Dukcapil belum buka sejak 00.00" in page
    hall.issue("KTP")
    page = floor(hall, manager)
    assert "1 orang menunggu" in page and "tidak ada loket buka" not in page
    WeeklyHours.objects.filter(mall=hall.mall).delete()
    assert "belum buka" not in floor(hall, manager)  # not its hours


def test_an_agency_that_called_today_and_closed_again_has_opened(
    hall: Hall, manager: Client
) -> None:
    mine = hall.issue("KTP").ticket
    hall.call(1)
    hall.move(mine, "start")
    hall.move(mine, "finish")
    close_all(hall)
    assert "Dukcapil belum buka" not in floor(hall, manager)


def test_a_break_past_its_time_ends_with_one_press(hall: Hall, manager: Client) -> None:
    soon = hall.mall.local_now() + timedelta(minutes=5)
    actions.start_break(mall=hall.mall, counter_id=hall.counters[1].pk, actor="test", back_at=soon)
    assert "belum kembali dari istirahat" not in floor(hall, manager)
    Counter.objects.update(back_at=hall.mall.local_now() - timedelta(minutes=1))
    assert "Loket 1 belum kembali dari istirahat" in floor(hall, manager)
    press(hall, manager, f"buka-loket:{hall.counters[1].pk}")
    assert "belum kembali" not in floor(hall, manager)


def test_a_stuck_call_and_an_endless_service_are_released_from_the_floor(
    hall: Hall, manager: Client, of_dukcapil: Client
) -> None:
    one = hall.issue("KTP").ticket
    hall.call(1)
    aged(one, 4)
    assert "belum dilayani" not in floor(hall, manager)
    aged(one, 5)
    page = floor(hall, manager)
    assert f"{one.code} dipanggil 9 menit yang lalu, belum dilayani" in page
    wanted = f"lepas:{hall.counters[1].pk}:{one.id}"
    assert wanted in page
    assert wanted not in floor(hall, of_dukcapil)  # releasing is the mall's
    assert press(hall, of_dukcapil, wanted).status_code == 403
    hall.move(one, "start")
    aged(one, 60)
    assert f"{one.code} dilayani sudah" in floor(hall, manager)
    said = text_of(press(hall, manager, wanted))
    assert "kembali ke antrean, di urutannya semula" in said
    assert Ticket.objects.get(pk=one.id).state == "waiting"
    again = press(hall, manager, wanted)
    assert again.status_code == 409 and "sudah berubah keadaan" in text_of(again)


def test_quotas_nearly_used_are_said(hall: Hall, manager: Client) -> None:
    line = hall.lines["C"].pk
    actions.set_quotas(mall=hall.mall, line_id=line, quotas={"daily_quota": 2}, actor="test")
    hall.issue("SKCK")
    assert "kuota" not in floor(hall, manager)
    hall.issue("SKCK")
    assert "SKCK: kuota habis" in floor(hall, manager)


def test_silent_devices_are_said_to_who_manages_the_mall(
    hall: Hall, manager: Client, of_dukcapil: Client
) -> None:
    seen = hall.mall.local_now() - timedelta(minutes=30)
    Device.objects.create(mall=hall.mall, kind="kiosk", name="Kios 7", last_seen_at=seen)
    assert "Kios 7 tidak terdengar" in floor(hall, manager)
    assert "Kios 7" not in floor(hall, of_dukcapil)


def test_a_press_on_a_row_opens_and_closes_and_can_be_taken_back(
    hall: Hall, manager: Client
) -> None:
    line, counter = hall.lines["A"].pk, hall.counters[1].pk
    said = text_of(press(hall, manager, f"tutup-antrean:{line}"))
    assert "Antrean A ditutup." in said and f"buka-antrean:{line}" in said
    assert not Line.objects.get(pk=line).is_open
    assert "Antrean A dibuka." in text_of(press(hall, manager, f"buka-antrean:{line}"))
    assert "Loket 1 ditutup." in text_of(press(hall, manager, f"tutup-loket:{counter}"))
    assert "Loket 1 dibuka." in text_of(press(hall, manager, f"buka-loket:{counter}"))
    plain = manager.post(f"/kelola/{hall.mall.slug}/tindakan/", {"tekan": f"tutup-loket:{counter}"})
    assert plain.status_code == 302
    assert "Loket 1 ditutup." in text_of(manager.get(plain["Location"]))  # type: ignore[arg-type]


def test_what_no_button_says_is_not_found(hall: Hall, manager: Client) -> None:
    url = f"/kelola/{hall.mall.slug}/tindakan/"
    counter = hall.counters[1].pk
    for wrong in ("", "x", "buka-loket", "buka-loket:x", f"buka-loket:{counter}:{counter}",
                  f"lepas:{counter}", f"hapus:{counter}", "buka-loket:" + "0" * 500):  # fmt: skip
        assert manager.post(url, {"tekan": wrong}).status_code == 404, wrong
    assert manager.post(url, {"tekan": f"buka-loket:{uuid4()}"}).status_code == 404
    assert manager.get(url).status_code == 302


def test_a_press_is_for_who_manages_what_it_is_about(
    hall: Hall, neighbour: Hall, of_dukcapil: Client
) -> None:
    police = f"tutup-antrean:{hall.lines['C'].pk}"
    assert press(hall, of_dukcapil, police).status_code == 403
    assert press(hall, of_dukcapil, f"tutup-antrean:{hall.lines['A'].pk}").status_code == 200
    other = sign_in("tetangga", "manager", neighbour)
    assert press(hall, other, f"tutup-loket:{hall.counters[1].pk}").status_code == 404
    borrowed = press(neighbour, other, f"tutup-loket:{hall.counters[1].pk}")
    assert borrowed.status_code == 404
    for nobody in (sign_in("warga"), sign_in("petugas", "officer", hall)):
        assert press(hall, nobody, police).status_code == 403
    url = f"/kelola/{hall.mall.slug}/tindakan/"
    assert Client().post(url, {"tekan": police})["Location"].startswith("/masuk/?next=")
    assert Counter.objects.get(pk=hall.counters[1].pk).state == "open"
    assert Line.objects.get(pk=hall.lines["C"].pk).is_open


def test_a_counter_is_lent_and_given_back(hall: Hall, manager: Client, of_dukcapil: Client) -> None:
    line, counter = hall.lines["C"].pk, hall.counters[1].pk
    url = f"/kelola/{hall.mall.slug}/antrean/{line}/"
    said = {"aksi": "pinjam", "loket": str(counter), "sampai": "23.59"}
    assert of_dukcapil.post(url, said).status_code == 403
    answer = manager.post(url, said, headers=SCRIPT)
    assert "Loket 1 melayani antrean C juga, sampai 23.59." in text_of(answer)  # type: ignore[arg-type]
    page = floor(hall, manager)
    assert "juga C sampai 23.59" in page
    back = f"kembalikan:{counter}:{line}"
    assert "tidak lagi melayani" in text_of(press(hall, manager, back))
    assert not CounterLine.objects.filter(lent_until__isnull=False).exists()
    counter_url = f"/kelola/{hall.mall.slug}/loket/{counter}/"
    assert manager.post(counter_url, {"aksi": "pinjam", "antrean": str(line)}).status_code == 302
    assert CounterLine.objects.filter(lent_until__isnull=False).count() == 1
    said = {"aksi": "kembali", "antrean": str(line)}
    assert manager.post(counter_url, said).status_code == 302
    chosen = {"loket": str(counter)}
    for wrong in ({"loket": str(uuid4())}, {"loket": "x"}, {**chosen, "sampai": "sore"},
                  {**chosen, "sampai": "00.00"}):  # fmt: skip
        assert manager.post(url, {"aksi": "pinjam", **wrong}).status_code == 422, wrong
    own = {"aksi": "pinjam", "loket": str(counter)}
    refused = manager.post(f"/kelola/{hall.mall.slug}/antrean/{hall.lines['A'].pk}/", own)
    assert refused.status_code == 409
    assert not CounterLine.objects.filter(lent_until__isnull=False).exists()


def test_an_agencys_manager_lends_only_among_its_own(hall: Hall, of_dukcapil: Client) -> None:
    counter_url = f"/kelola/{hall.mall.slug}/loket/{hall.counters[1].pk}/"
    theirs = {"aksi": "pinjam", "antrean": str(hall.lines["C"].pk)}
    assert of_dukcapil.post(counter_url, theirs).status_code == 422
    own = {"aksi": "pinjam", "antrean": str(hall.lines["B"].pk)}
    assert of_dukcapil.post(counter_url, own).status_code == 302


def test_a_script_gets_the_part_and_nothing_when_nothing_changed(
    hall: Hall, manager: Client
) -> None:
    url = f"/kelola/{hall.mall.slug}/"
    first = manager.get(url, {"bagian": "lantai"}, headers=SCRIPT)
    assert first["X-Bagian"] == "lantai" and "<html" not in first.content.decode()
    version = first.content.decode().split('data-versi="')[1].split('"')[0]
    same = manager.get(url, {"bagian": "lantai", "versi": version}, headers=SCRIPT)
    assert (same.status_code, same["X-Bagian"]) == (204, "lantai")
    hall.issue()
    other = manager.get(url, {"bagian": "lantai", "versi": version}, headers=SCRIPT)
    assert other.status_code == 200
    dialog = manager.get(f"{url}antrean/{hall.lines['A'].pk}/", headers=SCRIPT)
    assert dialog["X-Bagian"] == "dialog" and "<html" not in dialog.content.decode()


def test_the_floor_costs_few_questions(
    hall: Hall, manager: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        hall.issue("KTP")
        hall.issue("SKCK")
    hall.call(1)
    floor(hall, manager)
    with django_assert_max_num_queries(15):
        manager.get(f"/kelola/{hall.mall.slug}/?bagian=lantai", headers=SCRIPT)


def test_the_floor_keeps_to_indexes(hall: Hall, manager: Client) -> None:
    """No question of the floor reads the table of tickets from end to end."""
    hall.issue()
    hall.call(1)
    with CaptureQueriesContext(connection) as asked:
        floor(hall, manager)
    statements = [one["sql"] for one in asked if '"queue_ticket"' in one["sql"]]
    assert statements
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the tables of a test are too small
        for sql in statements:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan on queue_ticket" not in plan, f"{sql}\n{plan}"
