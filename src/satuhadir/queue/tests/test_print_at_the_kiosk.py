# SPDX-License-Identifier: Apache-2.0
"""A kiosk with a printer: one press is one paper, and without paper the glass says what to do."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.agent import delivery
from satuhadir.agent.tests.simulator import Simulator
from satuhadir.devices.models import Device
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.printing import jobs
from satuhadir.printing.models import KioskPrinter, Printer, PrintJob
from satuhadir.queue import tracks
from satuhadir.queue.models import Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.test_kiosk import KIOSK, key_in, press, text_of

PAPER = f"{KIOSK}nomor/A-001/kertas/"


@pytest.fixture
def kiosk(hall: Hall) -> Client:
    Mall.objects.filter(pk=hall.mall.pk).update(is_demo=True)
    malls.forget()
    return Client()


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Simulator]:
    monkeypatch.setattr(delivery, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(delivery, "DONE_SECONDS", 0.3)
    monkeypatch.setattr(delivery, "_confirming", set())
    settings.SATUHADIR_DEMO = True
    made = Simulator()
    yield made
    made.close()


@pytest.fixture
def printer(hall: Hall, simulator: Simulator) -> Printer:
    """The printer at the kiosks of the mall that are not paired."""
    made = Printer.objects.create(
        id=uuid4(), mall=hall.mall, name="Kios utara", host="127.0.0.1", port=simulator.port,
        width=58, answers=True,
    )  # fmt: skip
    KioskPrinter.objects.create(mall=hall.mall, kiosk=None, printer=made)
    return made


def test_one_press_is_one_paper_with_all_of_the_number(
    kiosk: Client,
    printer: Printer,
    simulator: Simulator,
) -> None:
    page = kiosk.get(press(kiosk)["Location"])
    assert "Sedang dicetak" in text_of(page)
    assert 'http-equiv="refresh"' in text_of(page)
    assert 'id="cetak"' not in text_of(page)  # the browser leaves it to the printer
    jobs.print_all(printer)
    (paper,) = simulator.papers
    assert "A-001" in paper.text
    assert "Gerai 1, lantai 1" in paper.text
    track = tracks.track_of(Ticket.objects.get().pk)
    assert paper.qr == [f"http://testserver/batu/antrean/{track}/"]
    assert "Ambil kertas Anda" in text_of(kiosk.get(PAPER))


def test_a_second_click_of_the_same_press_makes_no_second_paper(
    kiosk: Client,
    printer: Printer,
    simulator: Simulator,
) -> None:
    key = key_in(kiosk.get(f"{KIOSK}layanan/KTP/"))
    again = Client()
    again.cookies.update(kiosk.cookies)
    press(kiosk, key=key)
    press(again, key=key)
    press(kiosk, key=key)
    jobs.print_all(printer)
    assert Ticket.objects.count() == 1
    assert len(simulator.papers) == 1


def test_without_paper_the_glass_says_so_and_shows_the_number_with_its_code(
    kiosk: Client,
    printer: Printer,
    simulator: Simulator,
) -> None:
    simulator.paper_out = True
    there = press(kiosk)["Location"]
    jobs.print_all(printer)
    page = text_of(kiosk.get(there))
    assert 'data-at="failed"' in page
    assert "Kertas habis." in page
    assert "<svg" in page
    assert "Cetak ulang" in page


def test_print_again_makes_one_more_paper_however_often_it_is_pressed(
    kiosk: Client,
    printer: Printer,
    simulator: Simulator,
) -> None:
    there = press(kiosk)["Location"]
    jobs.print_all(printer)
    key = key_in(kiosk.get(there))
    for _ in range(3):
        answer = kiosk.post(PAPER, {"key": key})
        assert answer["Location"] == f"{KIOSK}nomor/A-001/"
        jobs.print_all(printer)
    assert len(simulator.papers) == 2
    assert "Cetak ulang ke-1." in simulator.papers[1].text
    assert simulator.papers[0].qr == simulator.papers[1].qr


def test_after_enough_copies_the_button_is_gone_and_a_press_is_refused(
    kiosk: Client,
    printer: Printer,
) -> None:
    there = press(kiosk)["Location"]
    for _ in range(4):
        PrintJob.objects.update(state="printed", slip=None, done_at=Ticket.objects.get().issued_at)
        kiosk.post(PAPER, {"key": str(uuid4())})
    PrintJob.objects.update(state="printed", slip=None, done_at=Ticket.objects.get().issued_at)
    assert "Cetak ulang" not in text_of(kiosk.get(there))
    refused = kiosk.post(PAPER, {"key": str(uuid4())})
    assert refused.status_code == 409
    assert PrintJob.objects.count() == 5


def test_a_paper_is_nobodys_who_does_not_hold_the_number(
    kiosk: Client,
    printer: Printer,
) -> None:
    press(kiosk)
    stranger = Client()
    assert stranger.get(PAPER).status_code == 404
    assert stranger.post(PAPER, {"key": str(uuid4())}).status_code == 404
    stranger.post(f"{KIOSK}hadir/", {"kode": "A-001"})  # typed, as it hangs on the wall
    assert stranger.post(PAPER, {"key": str(uuid4())}).status_code == 404
    assert PrintJob.objects.count() == 1


def test_a_kiosk_without_a_printer_lets_its_browser_print(
    kiosk: Client,
    hall: Hall,
) -> None:
    page = text_of(kiosk.get(press(kiosk)["Location"]))
    assert 'id="cetak"' in page
    assert 'id="kertas"' not in page
    assert not PrintJob.objects.exists()


def test_the_printer_of_another_kiosk_prints_nothing_of_this_one(
    kiosk: Client,
    printer: Printer,
    hall: Hall,
) -> None:
    other = Device.objects.create(id=uuid4(), mall=hall.mall, kind="kiosk", name="Kios selatan")
    KioskPrinter.objects.update(kiosk=other)
    press(kiosk)
    assert not PrintJob.objects.exists()


def test_a_number_whose_paper_was_never_asked_for_can_be_printed(
    kiosk: Client,
    printer: Printer,
    simulator: Simulator,
) -> None:
    there = press(kiosk)["Location"]
    PrintJob.objects.all().delete()  # as if the server had died between the number and its paper
    page = kiosk.get(there)
    assert "Belum dicetak" in text_of(page)
    kiosk.post(PAPER, {"key": key_in(page)})
    jobs.print_all(printer)
    (paper,) = simulator.papers
    assert "Cetak ulang" not in paper.text


def test_the_paper_speaks_the_language_of_the_visitor(
    kiosk: Client,
    printer: Printer,
    simulator: Simulator,
) -> None:
    kiosk.post(f"{KIOSK}tampilan/", {"language": "en", "next": KIOSK})
    press(kiosk)
    jobs.print_all(printer)
    assert re.search(r"Queue number|Your number|number", simulator.papers[0].text)
    assert "Nomor antrean" not in simulator.papers[0].text
