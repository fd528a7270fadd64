# SPDX-License-Identifier: Apache-2.0
"""The officer's page: who may enter, and what the page says at each stage of a visit."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from satuhadir.queue.models import Counter, Event, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import Desk, account, browser_of, sign_in, text_of


@pytest.fixture
def desk(hall: Hall) -> Desk:
    return Desk(sign_in("rahma", "officer", hall), hall.counters[1].pk)


def test_the_public_is_led_to_sign_in_and_back(hall: Hall) -> None:
    here = f"/loket/{hall.counters[1].pk}/"
    for path in ("/loket/", here):
        response = Client().get(path)
        assert response.status_code == 302
        assert response["Location"] == f"/masuk/?next={path}"


def test_a_stranger_and_the_ministry_are_refused(hall: Hall) -> None:
    here = f"/loket/{hall.counters[1].pk}/"
    for client in (sign_in("warga"), sign_in("menteri", "ministry", hall)):
        for path in ("/loket/", here, f"{here}panggil/"):
            assert client.get(path).status_code == 403
        assert client.post(f"{here}panggil/").status_code == 403


def test_a_neighbours_officer_finds_no_such_counter(hall: Hall, neighbour: Hall) -> None:
    other = sign_in("tetangga", "officer", neighbour)
    here = f"/loket/{hall.counters[1].pk}/"
    assert other.get(here).status_code == 404
    assert other.post(f"{here}panggil/").status_code == 404
    assert other.get(f"/loket/{uuid4()}/").status_code == 404
    assert "Loket 1" in other.get("/loket/").content.decode()
    assert str(hall.counters[1].pk) not in other.get("/loket/").content.decode()


def test_an_officer_of_one_agency_works_its_counters_only(hall: Hall) -> None:
    police = sign_in("polisi", "officer", hall, agency="POLRES")
    assert police.get(f"/loket/{hall.counters[1].pk}/").status_code == 403
    assert str(hall.counters[1].pk) not in police.get("/loket/").content.decode()
    dukcapil = sign_in("dukcapil", "officer", hall, agency="DUKCAPIL")
    assert dukcapil.get(f"/loket/{hall.counters[1].pk}/").status_code == 200


def test_the_choice_remembers_the_counter_of_this_pc(desk: Desk) -> None:
    assert "Lanjutkan di" not in desk.client.get("/loket/").content.decode()
    desk.page()
    assert "Lanjutkan di Loket 1" in desk.client.get("/loket/").content.decode()


def test_one_key_takes_a_person_from_the_line_to_the_end(hall: Hall, desk: Desk) -> None:
    first, second = hall.issue().ticket, hall.issue("KK").ticket
    assert desk.stage() == "idle"
    assert f'action="{desk.url}panggil/" data-main' in desk.page()
    assert desk.press("panggil").status_code == 200
    assert desk.stage() == "called"
    assert f'action="{desk.url}mulai/" data-main' in desk.page()
    desk.press("mulai", nomor=first.id)
    assert desk.stage() == "serving"
    page = desk.page()
    assert f'action="{desk.url}selesai-panggil/" data-main' in page
    assert f"{second.code}, KK, menunggu" in page
    answer = text_of(desk.press("selesai-panggil", nomor=first.id))
    assert f"{second.code} dipanggil." in answer
    assert Ticket.objects.get(pk=first.id).state == "done"
    assert Ticket.objects.get(pk=second.id).state == "called"
    desk.press("mulai", nomor=second.id)
    assert "Belum ada lagi" in text_of(desk.press("selesai-panggil", nomor=second.id))
    assert "Tidak ada yang menunggu" in desk.page()


def test_the_same_press_twice_is_one_press(hall: Hall, desk: Desk) -> None:
    tickets = [hall.issue().ticket for _ in range(3)]
    key = uuid4()
    for _ in range(2):
        assert "A-001 dipanggil." in text_of(desk.press("panggil", key))
    desk.press("mulai", nomor=tickets[0].id)
    key = uuid4()
    for _ in range(2):
        answer = text_of(desk.press("selesai-panggil", key, nomor=tickets[0].id))
        assert "A-002 dipanggil." in answer
    states = [Ticket.objects.get(pk=one.id).state for one in tickets]
    assert states == ["done", "called", "waiting"]


def test_a_press_cut_in_the_middle_is_finished_by_its_repeat(hall: Hall, desk: Desk) -> None:
    first, second = hall.issue().ticket, hall.issue().ticket
    hall.call(1)
    hall.move(first, "start")
    hall.move(first, "finish")  # as if the answer, and the call, had been lost
    assert desk.press("selesai-panggil", nomor=first.id).status_code == 409
    assert desk.press("panggil").status_code == 200
    assert Ticket.objects.get(pk=second.id).state == "called"


def test_a_number_given_at_the_desk_is_given_once(hall: Hall, desk: Desk) -> None:
    key = uuid4()
    for _ in range(2):
        answer = text_of(desk.press("nomor", key, layanan="KK", orang=3, dahulukan="1"))
        assert "Nomor A-001 diberikan." in answer
        assert "/cetak/" in answer
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.people, ticket.present) == ("desk", 3, True)
    assert ticket.head_start_minutes == 20


def test_another_number_for_the_person_here_keeps_their_place(hall: Hall, desk: Desk) -> None:
    hall.issue()
    desk.press("panggil")
    here = Ticket.objects.get()
    desk.press("nomor", layanan="AKTA", orang_ini="1", nomor=here.pk)
    held = Ticket.objects.get(state="held")
    assert held.attendance == Ticket.objects.get(state="called").attendance
    other = Desk(desk.client, hall.counters[3].pk)
    assert "sedang di Gerai 1" in other.page()


def test_an_officer_of_one_agency_gives_no_numbers_of_another(hall: Hall) -> None:
    desk = Desk(sign_in("dukcapil", "officer", hall, "DUKCAPIL"), hall.counters[1].pk)
    assert desk.press("nomor", layanan="SKCK").status_code == 403
    assert not Ticket.objects.exists()
    found = desk.client.get(f"{desk.url}tujuan/", {"untuk": "nomor", "q": "skck"})
    assert 'value="SKCK"' not in text_of(found)  # type: ignore[arg-type]


def test_nobody_is_marked_absent_before_two_minutes(hall: Hall, desk: Desk) -> None:
    ticket = hall.issue().ticket
    desk.press("panggil")
    refused = desk.press("tidak-hadir", nomor=ticket.id)
    assert refused.status_code == 409
    assert "Tunggu sampai 2 menit" in text_of(refused)
    assert "data-from=" in desk.page()
    Ticket.objects.update(called_at=timezone.now() - timedelta(minutes=3))
    assert "data-from=" not in desk.page()
    assert desk.press("tidak-hadir", nomor=ticket.id).status_code == 200
    assert "A-001 tidak hadir" in desk.page()


def test_what_was_ended_may_be_taken_back_for_a_minute(hall: Hall, desk: Desk) -> None:
    ticket = hall.issue().ticket
    desk.press("panggil")
    desk.press("mulai", nomor=ticket.id)
    desk.press("selesai", nomor=ticket.id)
    assert "Urungkan" in desk.page()
    assert desk.press("urungkan", nomor=ticket.id).status_code == 200
    assert desk.stage() == "serving"
    desk.press("selesai", nomor=ticket.id)
    Ticket.objects.update(ended_at=timezone.now() - timedelta(seconds=61))
    assert "Urungkan" not in desk.page()
    late = desk.press("urungkan", nomor=ticket.id)
    assert late.status_code == 409
    assert "Sudah lewat 60 detik" in text_of(late)


def test_a_held_ticket_waits_at_the_foot_until_it_is_complete(hall: Hall, desk: Desk) -> None:
    ticket = hall.issue().ticket
    desk.press("panggil")
    desk.press("mulai", nomor=ticket.id)
    desk.press("tahan", nomor=ticket.id, alasan="payment")
    page = desk.page()
    assert "A-001 ditahan" in page and "belum membayar" in page
    assert desk.stage() == "idle"
    desk.press("lengkap", nomor=ticket.id)
    assert Ticket.objects.get().state == "waiting"


def test_a_transfer_keeps_the_number(hall: Hall, desk: Desk) -> None:
    ticket = hall.issue().ticket
    desk.press("panggil")
    desk.press("mulai", nomor=ticket.id)
    found = desk.client.get(f"{desk.url}tujuan/", {"untuk": "alihkan", "q": "skck"})
    assert 'value="SKCK"' in text_of(found)  # type: ignore[arg-type]
    assert "A-001 dialihkan" in text_of(desk.press("alihkan", nomor=ticket.id, layanan="SKCK"))
    assert Ticket.objects.get().line == hall.lines["C"]
    assert desk.press("alihkan", nomor=ticket.id, layanan="TIDAK-ADA").status_code == 404


def test_a_name_is_shown_to_who_serves_the_person_and_nobody_else(hall: Hall, desk: Desk) -> None:
    hall.issue(channel="phone", name="Bu Sri", phone="081234500012")
    ticket = Ticket.objects.get()
    assert "belum hadir" in desk.page() and "Bu Sri" not in desk.page()
    desk.press("hadir", nomor=ticket.pk)
    desk.press("panggil")
    assert "Bu Sri" in desk.page()
    colleague = Desk(sign_in("budi", "officer", hall), desk.counter_id)
    assert "Bu Sri" not in colleague.page()
    assert all("Bu Sri" not in row.body for row in Event.objects.all())


def test_a_head_start_asked_on_a_phone_is_confirmed_at_the_desk(hall: Hall, desk: Desk) -> None:
    hall.issue()
    hall.issue(channel="phone", wants_head_start=True)
    asked = Ticket.objects.get(channel="phone")
    page = desk.page()
    assert "minta didahulukan" in page and "prioritas" not in page
    desk.press("hadir", nomor=asked.pk)
    desk.press("benarkan", nomor=asked.pk)
    assert "prioritas" in desk.page()
    assert "A-002 dipanggil." in text_of(desk.press("panggil"))


def test_a_break_has_a_time_to_be_back(hall: Hall, desk: Desk) -> None:
    answer = desk.press("istirahat", menit=30)
    assert "Istirahat sampai" in text_of(answer)
    counter = Counter.objects.get(pk=desk.counter_id)
    assert counter.state == "break" and counter.back_at is not None
    assert desk.stage() == "break"
    assert desk.press("panggil").status_code == 409
    desk.press("buka")
    assert desk.stage() == "idle"
    wrong = desk.press("istirahat", kembali="25.99")
    assert wrong.status_code == 422
    assert "Tulis jam seperti 14.00." in text_of(wrong)


def test_a_closed_counter_calls_nobody_until_it_opens(hall: Hall, desk: Desk) -> None:
    hall.issue()
    desk.press("tutup")
    assert desk.stage() == "closed"
    refused = desk.press("panggil")
    assert refused.status_code == 409
    assert "Buka loket dahulu" in text_of(refused)
    desk.press("buka")
    assert Counter.objects.get(pk=desk.counter_id).officer == account(desk.client)


def test_a_ticket_of_a_closed_counter_can_still_be_finished(hall: Hall, desk: Desk) -> None:
    ticket = hall.issue().ticket
    desk.press("panggil")
    desk.press("mulai", nomor=ticket.id)
    desk.press("tutup")
    page = desk.page()
    assert f'action="{desk.url}selesai/" data-main' in page
    assert "loket tidak memanggil lagi" in page
    desk.press("selesai", nomor=ticket.id)
    assert desk.stage() == "closed"


def test_a_ticket_stays_with_the_counter_when_the_officer_leaves(hall: Hall, desk: Desk) -> None:
    hall.issue()
    desk.press("panggil")
    officer = account(desk.client)
    desk.client.logout()
    assert Ticket.objects.get().state == "called"
    assert Desk(browser_of(officer), desk.counter_id).stage() == "called"
