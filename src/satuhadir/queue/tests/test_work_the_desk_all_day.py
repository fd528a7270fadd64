# SPDX-License-Identifier: Apache-2.0
"""What an officer has besides the one key: help, notes, own figures, breaks, a tab behind."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from satuhadir.queue import actions, hotpath
from satuhadir.queue.errors import NoteChanged
from satuhadir.queue.models import Counter, Event, Note, Ticket
from satuhadir.queue.queries.desk import own_day
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import Desk, account, sign_in, text_of
from satuhadir.shared.tests.racing import together


@pytest.fixture
def desk(hall: Hall) -> Desk:
    return Desk(sign_in("rahma", "officer", hall), hall.counters[1].pk)


@pytest.fixture
def colleague(hall: Hall) -> Desk:
    return Desk(sign_in("budi", "officer", hall), hall.counters[1].pk)


def lists_of(page: str) -> str:
    """Return the part of the page with the people who wait."""
    found = re.search(r'<section class="queue stack".*', page, re.DOTALL)
    assert found
    return found[0]


def test_help_stands_with_the_person_and_never_in_the_list(hall: Hall, desk: Desk) -> None:
    hall.issue(help=["approach", "wheelchair"], wants_head_start=True)
    waiting = desk.page()
    assert "prioritas" in lists_of(waiting)
    assert "datangi" not in waiting and "kursi roda" not in waiting
    desk.press("panggil")
    called = desk.page()
    assert ">datangi<" in called and ">kursi roda<" in called
    assert "Datangi ke ruang tunggu" in called
    assert "datangi" not in lists_of(called)


def test_the_list_shows_the_wait_that_was_promised_and_when_it_is_broken(
    hall: Hall, desk: Desk, at_clock: Callable[[datetime], None]
) -> None:
    ticket = hall.issue().ticket
    Ticket.objects.filter(pk=ticket.id).update(promised_low=5, promised_high=12)
    assert "janji 5–12 menit" in desk.page()
    assert 'data-state="late"' not in lists_of(desk.page())
    at_clock(ticket.issued_at + timedelta(minutes=13))
    assert 'class="state" data-state="late">janji 5–12 menit' in lists_of(desk.page())


def test_a_note_goes_with_the_ticket_to_its_next_officer(hall: Hall, desk: Desk) -> None:
    ticket = hall.issue().ticket
    desk.press("panggil")
    desk.press("mulai", nomor=ticket.id)
    answer = desk.press("catatan", nomor=ticket.id, versi=0, catatan=" Foto sudah,  tinggal cetak ")
    assert "Catatan disimpan." in text_of(answer)
    assert '<q lang="id">Foto sudah, tinggal cetak</q>' in desk.page()
    desk.press("tahan", nomor=ticket.id, alasan="document")
    assert "Foto sudah" in desk.page()  # where what is held stands
    desk.press("lengkap", nomor=ticket.id)
    assert "Foto sudah" in desk.page()  # with who is next
    other = Desk(sign_in("budi", "officer", hall), hall.counters[2].pk)
    other.press("panggil")
    assert "Catatan Loket 1" in other.page() and "Foto sudah" in other.page()
    assert not Event.objects.filter(body__contains="Foto").exists()


def test_a_note_written_over_one_not_seen_is_refused_and_the_first_stays(
    hall: Hall, desk: Desk
) -> None:
    ticket = hall.issue().ticket
    desk.press("panggil")
    desk.press("catatan", nomor=ticket.id, versi=0, catatan="pertama")
    late = desk.press("catatan", nomor=ticket.id, versi=0, catatan="kedua")
    assert late.status_code == 409
    assert "baru saja diubah petugas lain" in text_of(late)
    assert Note.objects.get().text == "pertama"
    desk.press("catatan", nomor=ticket.id, versi=1, catatan="")
    assert "pertama" not in desk.page()
    # Taken away is a version of its own: who still saw the first text does not write over it.
    assert desk.press("catatan", nomor=ticket.id, versi=1, catatan="lagi").status_code == 409


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hubungi 0812 3456 7890", "angka sepanjang NIK"),
        ("NIK 3507012345678901", "angka sepanjang NIK"),
        ("a" * 201, "paling panjang 200 huruf"),
        ("a\u0007b", "tidak dapat ditampilkan"),
    ],
)
def test_a_note_that_names_somebody_or_can_not_be_read_is_refused(
    hall: Hall, desk: Desk, text: str, said: str
) -> None:
    ticket = hall.issue().ticket
    desk.press("panggil")
    refused = desk.press("catatan", nomor=ticket.id, versi=0, catatan=text)
    assert refused.status_code == 422
    assert said in text_of(refused)
    assert not Note.objects.exists()


def test_a_note_is_for_open_tickets_of_lines_the_counter_serves(hall: Hall, desk: Desk) -> None:
    theirs = hall.issue("SKCK").ticket
    assert desk.press("catatan", nomor=theirs.id, versi=0, catatan="x").status_code == 403
    over = hall.issue().ticket
    hall.move(over, "cancel", None, override=True)
    assert desk.press("catatan", nomor=over.id, versi=0, catatan="x").status_code == 404
    assert not Note.objects.exists()


def test_notes_are_gone_when_the_day_closes(
    hall: Hall, at_clock: Callable[[datetime], None]
) -> None:
    ticket = hall.issue().ticket
    actions.write_note(
        mall=hall.mall, ticket_id=ticket.id, counter_id=hall.counters[1].pk, text="x", version=0
    )
    at_clock(hall.mall.local_now() + timedelta(days=1))
    hotpath.close_day(mall_id=hall.mall.pk, day=ticket.day, actor="system")
    assert not Note.objects.exists()


@pytest.mark.race
def test_of_two_first_notes_at_once_one_is_kept_and_the_other_told(busy_hall: Hall) -> None:
    ticket = busy_hall.issue().ticket

    def write(index: int) -> str:
        try:
            actions.write_note(
                mall=busy_hall.mall,
                ticket_id=ticket.id,
                counter_id=busy_hall.counters[1].pk,
                text=f"catatan {index}",
                version=0,
            )
        except NoteChanged:
            return "told"
        return "kept"

    assert sorted(together(6, write)) == ["kept", *["told"] * 5]


def _serve(desk: Desk, ticket: Any) -> None:
    desk.press("panggil")
    desk.press("mulai", nomor=ticket.id)
    desk.press("selesai", nomor=ticket.id)


def test_an_officers_figures_are_their_own_and_follow_what_stands(
    hall: Hall, desk: Desk, colleague: Desk
) -> None:
    tickets = [hall.issue().ticket for _ in range(4)]
    for ticket in tickets[:3]:
        _serve(desk, ticket)
    for place, minutes in enumerate((6, 12)):
        ended = Ticket.objects.get(pk=tickets[place].id).ended_at
        assert ended is not None
        started = ended - timedelta(minutes=minutes)
        Ticket.objects.filter(pk=tickets[place].id).update(started_at=started)
    desk.press("urungkan", nomor=tickets[2].id)
    colleague.press("ambil-alih")
    colleague.press("selesai", nomor=tickets[2].id)
    mine = own_day(hall.mall, f"user:{account(desk.client).pk}")
    assert (mine.served, mine.no_shows, mine.mean) == (2, 0, 9)
    assert mine.longest is not None and mine.longest.code == tickets[1].code
    assert [one.code for one in mine.last] == [tickets[1].code, tickets[0].code]
    theirs = own_day(hall.mall, f"user:{account(colleague.client).pk}")
    assert [one.code for one in theirs.last] == [tickets[2].code]
    page = text_of(colleague.client.get(f"{colleague.url}hari-ini/"))  # type: ignore[arg-type]
    assert tickets[2].code in page and tickets[1].code not in page
    assert "Urungkan" in page


def test_the_figures_say_why_finish_and_call_next_can_not_be_undone(hall: Hall, desk: Desk) -> None:
    first, second = hall.issue().ticket, hall.issue().ticket
    desk.press("panggil")
    desk.press("mulai", nomor=first.id)
    desk.press("selesai-panggil", nomor=first.id)
    page = desk.page()
    assert f"Tidak dapat diurungkan: {second.code} sudah dipanggil ke sini" in page
    assert "urungkan/" not in page
    own = text_of(desk.client.get(f"{desk.url}hari-ini/"))  # type: ignore[arg-type]
    assert f"{second.code} sudah di sini" in own


def test_nobody_else_opens_an_officers_figures(hall: Hall, neighbour: Hall, desk: Desk) -> None:
    path = f"{desk.url}hari-ini/"
    assert sign_in("warga").get(path).status_code == 403
    assert sign_in("tetangga", "officer", neighbour).get(path).status_code == 404
    assert Client().get(path).status_code == 302
    assert desk.client.post(path).status_code == 405


def test_a_break_that_is_over_says_so(
    hall: Hall, desk: Desk, at_clock: Callable[[datetime], None]
) -> None:
    hall.issue()
    desk.press("istirahat", menit=15)
    counter = Counter.objects.get(pk=desk.counter_id)
    assert counter.back_at is not None
    assert f'data-back="{counter.back_at.isoformat()}"' in desk.page()
    assert "Waktunya kembali" not in desk.page().split('data-overdue="Waktunya kembali"')[1]
    at_clock(counter.back_at + timedelta(minutes=2))
    page = desk.page()
    assert "Istirahat sudah selesai" in page and "Waktunya kembali, sejak" in page
    assert "1 orang menunggu" in page


def test_a_break_ends_later_today_and_a_repeat_starts_it_once(hall: Hall, desk: Desk) -> None:
    key = uuid4()
    for _ in range(2):
        assert "Istirahat sampai" in text_of(desk.press("istirahat", key, menit=5))
    assert Event.objects.filter(event="counter.break").count() == 1
    desk.press("buka")
    earlier = hall.mall.local_now() - timedelta(minutes=2)
    if earlier.date() == hall.mall.today():
        refused = desk.press("istirahat", kembali=f"{earlier:%H.%M}")
        assert refused.status_code == 422
        assert "sudah lewat" in text_of(refused)
        assert Counter.objects.get(pk=desk.counter_id).state == "open"


def test_the_officer_whose_counter_is_taken_over_is_told_by_whom(
    hall: Hall, desk: Desk, colleague: Desk
) -> None:
    ticket = hall.issue().ticket
    desk.press("panggil")
    desk.page()
    assert "atas nama petugas lain" in colleague.page()
    colleague.press("ambil-alih")
    page = desk.page()
    assert "Diambil alih oleh budi" in page and "Ambil alih kembali" in page
    assert "A-001 masih di sini" in page
    refused = desk.press("mulai", nomor=ticket.id)
    assert refused.status_code == 409
    assert "Diambil alih oleh budi" in text_of(refused)
    assert Ticket.objects.get().state == "called"
    assert colleague.press("mulai", nomor=ticket.id).status_code == 200
    desk.press("ambil-alih")
    assert "Diambil alih oleh rahma" in colleague.page()
    desk.press("selesai", nomor=ticket.id)
    desk.press("tutup")
    assert colleague.press("buka").status_code == 200
    assert "Diambil alih" not in desk.page()  # closed it oneself: somebody else's day now


STALE = ("mulai", "selesai", "selesai-panggil", "ulang", "tidak-hadir", "tahan", "batal")


@pytest.mark.parametrize("word", STALE)
def test_a_tab_that_is_behind_does_nothing_to_the_ticket_here_now(
    hall: Hall, desk: Desk, word: str
) -> None:
    old, new = hall.issue().ticket, hall.issue().ticket
    _serve(desk, old)
    desk.press("panggil")
    if word in {"selesai", "selesai-panggil", "tahan"}:
        desk.press("mulai", nomor=new.id)
    before = Ticket.objects.get(pk=new.id).state
    refused = desk.press(word, nomor=old.id)
    assert refused.status_code == 409
    assert f"Di loket ini sekarang {new.code}" in text_of(refused)
    assert Ticket.objects.get(pk=new.id).state == before


def test_a_number_for_the_person_here_is_for_the_person_on_the_page(hall: Hall, desk: Desk) -> None:
    old, new = hall.issue().ticket, hall.issue().ticket
    _serve(desk, old)
    desk.press("panggil")
    desk.press("nomor", layanan="AKTA", orang_ini="1", nomor=old.id)
    given = Ticket.objects.get(line=hall.lines["B"])
    assert given.attendance_id == old.attendance != new.attendance


def test_the_person_here_and_their_other_numbers_stand_together(hall: Hall, desk: Desk) -> None:
    first = hall.issue(services=["KTP", "KK"]).ticket
    hall.issue("AKTA", attendance_id=first.attendance)
    desk.press("panggil")
    page = desk.page()
    assert "2 layanan" in page and "Orang ini juga punya nomor:" in page
    assert "<strong>B-001</strong>" in page


def test_yesterdays_notes_can_not_be_read_by_the_application(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE relname = 'queue_note'")
        assert cursor.fetchone() == (True,)
