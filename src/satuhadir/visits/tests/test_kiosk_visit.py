# SPDX-License-Identifier: Apache-2.0
"""The kiosk takes in who booked, at once or with what it kept while it had no server."""

import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.printing.models import KioskPrinter, Printer, PrintJob
from satuhadir.queue import actions as queue
from satuhadir.queue.models import Attendance, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in
from satuhadir.visits import actions, passes, queries, tracks
from satuhadir.visits.models import RefusedCheckIn, Visit
from satuhadir.visits.tests.conftest import NINE, TEN, Clock, book
from satuhadir.visits.values import Wanted


@pytest.fixture
def client(hall: Hall) -> Client:
    """A kiosk of the mall, which is a demonstration and so needs nobody's sign-in."""
    Mall.objects.filter(pk=hall.mall.pk).update(is_demo=True)
    malls.forget()
    return Client()


@pytest.fixture
def visit(hall: Hall, clock: Clock) -> Visit:
    """A visit of two counters, booked at six; now it is five minutes before the first."""
    clock(6, 0)
    wanted = [Wanted("KTP", NINE), Wanted("SKCK", TEN)]
    booked = book(hall, day=hall.mall.today(), wanted=wanted)
    clock(8, 55)
    return booked


def scan(client: Client, text: str) -> tuple[int, str]:
    """Scan at the page that takes numbers, too; return the status and the page at the end."""
    answer = client.post("/batu/kios/hadir/", {"kode": text}, follow=True)
    return answer.status_code, answer.content.decode()


def hand_in(client: Client, qr: str, at: datetime | str) -> tuple[int, dict[str, object]]:
    said = at if isinstance(at, str) else str(int(at.timestamp()))
    answer = client.post("/batu/kios/kunjungan/susulan/", {"qr": qr, "at": said})
    return answer.status_code, answer.json()


def test_a_scanned_pass_gives_every_number_of_the_visit(client: Client, visit: Visit) -> None:
    status, page = scan(client, queries.pass_of(visit))
    assert status == 200
    codes = list(Ticket.objects.values_list("code", flat=True))
    assert len(codes) == 2
    for code in codes:
        assert page.count(code) >= 2  # on the glass and on the paper
    assert "Pindai untuk mengikuti kunjungan ini" in page
    assert scan(client, queries.pass_of(visit))[0] == 200
    assert Attendance.objects.count() == 1


def test_a_closed_line_is_named_on_the_glass_the_paper_and_the_phone(
    client: Client, hall: Hall, visit: Visit
) -> None:
    queue.close_line(
        mall=hall.mall, line_id=hall.lines["C"].pk, actor="test", reason="Alat rekam rusak"
    )
    status, page = scan(client, queries.pass_of(visit))
    assert status == 200 and Ticket.objects.count() == 1
    assert "SKCK" in page.split('class="left-out"')[1].split("</section>")[0]
    assert "Alat rekam rusak" in page and "SKCK" in page.split('class="slip')[1]
    phone = client.get(tracks.visit_path("batu", tracks.track_of(visit.pk))).content.decode()
    assert "Belum ada nomor" in phone and "Alat rekam rusak" in phone
    queue.open_line(mall=hall.mall, line_id=hall.lines["C"].pk, actor="test")
    assert "left-out" not in scan(client, queries.pass_of(visit))[1]


def test_a_typed_code_lets_in_but_prints_no_key(client: Client, visit: Visit) -> None:
    status, page = scan(client, f"{visit.code[:3].lower()}-{visit.code[3:]}")
    assert status == 200
    assert Ticket.objects.count() == 2
    assert "Pindai untuk mengikuti" not in page
    assert tracks.track_of(visit.pk) not in page


def test_the_link_of_a_visit_is_as_good_as_its_pass(client: Client, visit: Visit) -> None:
    link = f"https://mpp.example/{visit.mall.slug}/kunjungan/{tracks.track_of(visit.pk)}/"
    assert scan(client, link)[0] == 200
    assert Attendance.objects.count() == 1


def test_what_does_not_hold_is_said_and_gives_nothing(
    client: Client, hall: Hall, visit: Visit, clock: Clock
) -> None:
    good = queries.pass_of(visit)
    last = "A" if good[-2] != "A" else "B"
    status, page = scan(client, f"{good[:-2]}{last}{good[-1]}")
    assert status == 422 and "bukan dari kami" in page
    elsewhere = passes.sign(
        mall="lain", visit=visit.pk, day=visit.day, code=visit.code,
        opens=visit.made_at, ends=visit.made_at,
    )  # fmt: skip
    status, page = scan(client, elsewhere)
    assert status == 404 and "dipesan di mal lain" in page
    clock(7, 0)
    status, page = scan(client, good)
    assert status == 409 and "08.4" in page
    assert scan(client, "QQQQQQ")[0] == 404
    assert not Attendance.objects.exists()


def test_who_scans_between_two_counters_is_told_what_is_over_and_where_to_go(
    client: Client, visit: Visit, hall: Hall
) -> None:
    scan(client, queries.pass_of(visit))
    first = hall.call()
    hall.move(hall.move(first, "start"), "finish")
    _status, page = scan(client, queries.pass_of(visit))
    listed = re.sub(r"\s+", " ", page.partition('<ol class="legs')[2].partition("</ol>")[0])
    shown = re.findall(r'<span class="code">([^<]+)</span>', listed)
    assert "Loket Anda</h2>" in page and shown[1:] == [first.code]
    assert "Selesai" in listed.rpartition("<li")[2] and "Selesai" not in listed.rpartition("<li")[0]
    slip = page.partition('<div class="slip itinerary')[2]
    assert shown[0] in slip and first.code not in slip
    assert PrintJob.objects.count() == 0  # no printer stands here


def test_numbers_are_shown_to_nobody_else(client: Client, visit: Visit) -> None:
    scan(client, queries.pass_of(visit))
    assert client.get("/batu/kios/kunjungan/nomor/").status_code == 200
    client.get("/batu/kios/awal/")
    assert client.get("/batu/kios/kunjungan/nomor/").status_code == 404


def test_what_was_kept_offline_counts_once_and_from_its_time(
    client: Client, visit: Visit, clock: Clock
) -> None:
    scanned = clock(8, 58)
    clock(9, 40)
    qr = queries.pass_of(visit)
    assert hand_in(client, qr, scanned) == (200, {"code": "", "message": "", "again": False})
    assert hand_in(client, qr, scanned + timedelta(minutes=5))[0] == 200
    visit.refresh_from_db()
    assert visit.checked_in_at is not None
    assert int(visit.checked_in_at.timestamp()) == int(scanned.timestamp())
    assert not visit.came_late
    assert Attendance.objects.count() == 1


def test_a_clock_far_ahead_and_a_forged_pass_are_refused_with_their_codes(
    client: Client, visit: Visit, clock: Clock
) -> None:
    qr = queries.pass_of(visit)
    status, said = hand_in(client, qr, clock(8, 55) + timedelta(minutes=6))
    assert (status, said["code"], said["again"]) == (422, "visits.clock_ahead", False)
    for text, at in [(qr[:-4] + "AAAA", "1"), (visit.code, "1"), (qr, "x"), (qr, "")]:
        assert hand_in(client, text, at)[1]["code"] == "visits.bad_pass"
    assert not Attendance.objects.exists()


def test_a_kiosk_keeps_the_keys_the_time_and_a_proof(client: Client, hall: Hall) -> None:
    answer = client.get("/batu/kios/kunjungan/kunci/")
    said = answer.json()
    assert said["keys"] == passes.public_keys()
    assert {"now", "token"} < set(said)
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/batu/kios/kunjungan/").headers["Location"] == "/batu/kios/hadir/"


def test_what_is_refused_for_good_is_kept_for_the_staff(
    client: Client, hall: Hall, visit: Visit, clock: Clock
) -> None:
    """Somebody was told that they are in: the manager reads the code, the reason and the hour."""
    qr, scanned = queries.pass_of(visit), clock(8, 58)
    actions.cancel_visit(visit_id=visit.pk, mall=hall.mall)
    clock(9, 40)
    for _ in range(2):
        status, said = hand_in(client, qr, scanned)
        assert (status, said["code"], said["again"]) == (409, "visits.cancelled", False)
    kept = RefusedCheckIn.objects.get()
    assert (kept.code, kept.reason, kept.visit) == (visit.code, "visits.cancelled", visit)
    day = hall.mall.today()
    page = listed(sign_in("pengelola", "manager", hall), day)
    assert "Check-in tanpa jaringan yang ditolak" in page
    assert visit.code in page and "08.58" in page and "sudah dibatalkan" in page
    assert "tanpa jaringan" not in listed(sign_in("lain", "manager", hall), day + timedelta(days=1))
    RefusedCheckIn.objects.update(handed_in_at=clock(9, 0) - timedelta(days=8))
    actions.forget_old(hall.mall)
    assert not RefusedCheckIn.objects.exists()


def test_an_agency_reads_its_own_refused_check_ins_until_they_got_in(
    client: Client, hall: Hall, visit: Visit, clock: Clock
) -> None:
    day = hall.mall.today()
    other = book(hall, "KTP", day=day, at=TEN)
    for one in (visit, other):
        Visit.objects.filter(pk=one.pk).update(state="choose_again")
        hand_in(client, queries.pass_of(one), clock(9, 58))
    police = sign_in("polres", "agency_manager", hall, "POLRES")
    page = listed(police, day)
    assert "tanpa jaringan" in page and visit.code in page
    assert other.code not in page
    assert other.code in listed(sign_in("pengelola", "manager", hall), day)
    Visit.objects.filter(pk=visit.pk).update(state="booked")
    assert scan(client, visit.code)[0] == 200
    assert "tanpa jaringan" not in listed(police, day)


def test_what_no_kiosk_of_the_mall_would_have_taken_is_not_kept(
    client: Client, visit: Visit, clock: Clock
) -> None:
    qr, at = queries.pass_of(visit), clock(8, 58)
    elsewhere = passes.sign(
        mall="lain", visit=visit.pk, day=visit.day, code=visit.code,
        opens=visit.made_at, ends=visit.made_at,
    )  # fmt: skip
    for text in (qr[:-4] + "AAAA", elsewhere, visit.code):
        assert hand_in(client, text, at)[1]["again"] is False
    assert not RefusedCheckIn.objects.exists()


def listed(client: Client, day: date) -> str:
    return client.get(f"/kelola/batu/pemesanan/?hari={day}").content.decode()


@pytest.fixture
def printer(hall: Hall) -> Printer:
    """The printer at the kiosks of the mall that are not paired."""
    made = Printer.objects.create(
        id=uuid4(), mall=hall.mall, name="Kios utara", host="10.0.0.9", answers=True
    )
    KioskPrinter.objects.create(mall=hall.mall, kiosk=None, printer=made)
    return made


def slips() -> list[dict[str, object]]:
    return [job.slip or {} for job in PrintJob.objects.order_by("copy")]


def test_the_order_of_the_visit_comes_out_once_on_one_paper(
    client: Client, visit: Visit, printer: Printer
) -> None:
    _, page = scan(client, queries.pass_of(visit))
    assert 'id="kertas"' in page
    assert 'id="cetak"' not in page  # the browser leaves it to the printer
    scan(client, queries.pass_of(visit))
    (slip,) = slips()
    first, second = Ticket.objects.order_by("turn").values_list("code", flat=True)
    assert slip["code"] == first
    assert slip["wait"] == "dipesan pukul 09.00"
    assert str(slip["bring"][0]).startswith(f"{second}. dipesan pukul 10.00. ")  # type: ignore[index]
    assert tracks.track_of(visit.pk) in str(slip["track_url"])
    PrintJob.objects.update(state="printed", slip=None, done_at=timezone.now())
    address = "/batu/kios/kunjungan/kertas/"
    assert "Ambil kertas Anda" in client.get(address).content.decode()
    key = str(uuid4())
    for _ in range(2):
        assert client.post(address, {"key": key}).status_code == 302
    assert [one.get("code") for one in slips()] == [None, first]  # one copy, not two


def test_who_typed_the_code_gets_a_paper_without_the_key(
    client: Client, visit: Visit, printer: Printer
) -> None:
    scan(client, visit.code)
    (slip,) = slips()
    assert slip["track_url"] == ""
    assert visit.code in str(slip["issued"])
