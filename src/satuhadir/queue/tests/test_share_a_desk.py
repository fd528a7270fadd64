# SPDX-License-Identifier: Apache-2.0
"""Two hands on one desk: two officers, two tabs, no script, and everything that is refused."""

from typing import Any
from uuid import uuid4

import pytest

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Counter, Event, Ticket
from satuhadir.queue.staff.desk.presses import PRESSES
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import Desk, account, sign_in, text_of


@pytest.fixture
def desk(hall: Hall) -> Desk:
    return Desk(sign_in("rahma", "officer", hall), hall.counters[1].pk)


@pytest.fixture
def colleague(hall: Hall) -> Desk:
    """Another officer's browser at the same counter."""
    return Desk(sign_in("budi", "officer", hall), hall.counters[1].pk)


def test_a_desk_without_a_name_takes_the_first_officers(desk: Desk) -> None:
    assert Counter.objects.get(pk=desk.counter_id).officer is None
    desk.press("panggil")
    assert Counter.objects.get(pk=desk.counter_id).officer == account(desk.client)


def test_a_colleague_takes_over_with_the_ticket(hall: Hall, desk: Desk, colleague: Desk) -> None:
    ticket = hall.issue().ticket
    desk.press("panggil")
    assert colleague.stage() == "theirs"
    page = colleague.page()
    assert "rahma" in page and "A-001 masih di sini" in page
    refused = colleague.press("mulai", nomor=ticket.id)
    assert refused.status_code == 409
    assert "atas nama petugas lain" in text_of(refused)
    assert colleague.press("ambil-alih").status_code == 200
    assert colleague.stage() == "called"
    assert desk.stage() == "theirs"
    assert desk.press("mulai", nomor=ticket.id).status_code == 409
    assert colleague.press("mulai", nomor=ticket.id).status_code == 200
    assert "counter.taken_over" in Event.objects.values_list("event", flat=True)


def test_a_closed_desk_without_a_ticket_is_free_for_all(desk: Desk, colleague: Desk) -> None:
    desk.press("panggil")
    desk.press("tutup")
    assert colleague.stage() == "closed"
    assert colleague.press("buka").status_code == 200
    assert colleague.stage() == "idle"


def test_an_open_desk_is_not_opened_over_its_officer(desk: Desk, colleague: Desk) -> None:
    desk.press("panggil")
    assert colleague.press("buka").status_code == 409


def test_the_second_tab_does_no_harm_and_shows_the_truth(hall: Hall, desk: Desk) -> None:
    ticket = hall.issue().ticket
    hall.issue()
    desk.press("panggil")
    desk.press("mulai", nomor=ticket.id)
    desk.press("selesai-panggil", nomor=ticket.id)
    stale = desk.press("selesai-panggil", nomor=ticket.id)  # another tab: another key
    assert stale.status_code == 409
    assert "Di loket ini sekarang" in text_of(stale)
    assert "A-002" in text_of(stale) and "stage-called" in text_of(stale)
    busy = desk.press("panggil")
    assert busy.status_code == 409
    assert "Di loket ini sekarang A-002" in text_of(busy)


def test_without_a_script_every_press_is_a_page(hall: Hall, desk: Desk) -> None:
    ticket = hall.issue().ticket
    response = desk.press_plainly("panggil")
    assert (response.status_code, response["Location"]) == (302, desk.url)
    assert "A-001 dipanggil." in desk.page()
    refused = desk.press_plainly("panggil")
    assert refused.status_code == 409
    assert "<html" in text_of(refused) and "Di loket ini sekarang" in text_of(refused)
    assert desk.press_plainly("mulai", nomor=ticket.id).status_code == 302
    found = desk.client.get(f"{desk.url}tujuan/", {"untuk": "alihkan", "q": "skck"})
    assert "<html" in found.content.decode() and 'value="SKCK"' in found.content.decode()
    given = desk.press_plainly("nomor", layanan="KK")
    assert given.status_code == 200
    assert "Nomor A-002 diberikan." in text_of(given)


def test_a_poll_answers_nothing_while_nothing_changed(hall: Hall, desk: Desk) -> None:
    first = desk.client.get(desk.url, {"bagian": "meja"})
    version = first.content.decode().split('data-versi="')[1].split('"')[0]
    known = {"bagian": "meja", "versi": version}
    assert desk.client.get(desk.url, known).status_code == 204
    hall.issue()
    changed = desk.client.get(desk.url, known)
    assert changed.status_code == 200
    assert "A-001" in changed.content.decode()
    assert changed["X-Bagian"] == "meja"


def test_coming_back_from_sign_in_leads_to_the_desk(desk: Desk) -> None:
    response = desk.client.get(f"{desk.url}panggil/")
    assert (response.status_code, response["Location"]) == (302, desk.url)
    assert desk.client.get(f"{desk.url}menari/").status_code == 404


def test_another_counters_ticket_is_not_touched(hall: Hall, desk: Desk) -> None:
    ticket = hall.issue().ticket
    hall.call(2)
    for word in ("mulai", "ulang", "batal", "selesai"):
        answer = desk.press(word, nomor=ticket.id)
        assert answer.status_code == 403
        assert "dipegang loket lain" in text_of(answer)
    assert Ticket.objects.get().state == "called"


def test_a_ticket_of_a_line_the_counter_does_not_serve_stays(hall: Hall, desk: Desk) -> None:
    hall.issue("SKCK", channel="phone")
    ticket = Ticket.objects.get()
    for word in ("hadir", "batal", "benarkan", "lengkap"):
        assert desk.press(word, nomor=ticket.pk).status_code == 403
    assert not Ticket.objects.get().present


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"nomor": "bukan-uuid", "layanan": "\u202e" * 70, "orang": "9" * 40, "menit": "-1"},
        {"nomor": str(uuid4()), "layanan": "TIDAK-ADA", "orang": "0", "kembali": "pagi"},
        {"kunci": "bukan-uuid", "nomor": "x" * 5000, "alasan": "x" * 5000, "menit": "1e9"},
    ],
)
def test_bad_input_is_told_in_a_sentence(hall: Hall, desk: Desk, said: dict[str, Any]) -> None:
    for word in sorted(PRESSES):
        response = desk.press(word, **said)
        assert response.status_code in {200, 403, 404, 409, 422}, word
        if response.status_code != 200:
            assert 'data-state="late"' in text_of(response), word
            assert "stage-" in text_of(response)


def test_a_neighbours_ticket_is_not_found(hall: Hall, neighbour: Hall, desk: Desk) -> None:
    ticket = neighbour.issue().ticket
    for word in ("mulai", "batal", "hadir", "urungkan"):
        assert desk.press(word, nomor=ticket.id).status_code == 404
    assert Ticket.objects.get().state == "waiting"


def test_the_longest_names_are_drawn(hall: Hall, desk: Desk) -> None:
    Mall.objects.filter(pk=hall.mall.pk).update(name="MPP " + "Kabupaten " * 11)
    long = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"
    hall.mall.agencies.filter(code="DUKCAPIL").update(name=long)
    assert long in desk.page()
