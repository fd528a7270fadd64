# SPDX-License-Identifier: Apache-2.0
"""The manager's printers: who may, what is taken, what a test page and a desk's number do."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.agent import delivery
from satuhadir.agent.tests.simulator import Simulator
from satuhadir.devices.models import Device
from satuhadir.printing import jobs
from satuhadir.printing.models import KioskPrinter, Printer, PrintJob
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in

HERE = "/kelola/batu/pencetak/"
GOOD = {"nama": "Kios utara", "alamat": "192.168.1.50", "port": "9100", "lebar": "58"}


@pytest.fixture
def manager(hall: Hall) -> Client:
    return sign_in("ahmad", "manager", hall)


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Simulator]:
    monkeypatch.setattr(delivery, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(delivery, "DONE_SECONDS", 0.3)
    monkeypatch.setattr(delivery, "_confirming", set())
    settings.SATUHADIR_DEMO = True
    made = Simulator()
    yield made
    made.close()


def a_printer(hall: Hall, **fields: Any) -> Printer:
    fields = {"name": "Kasir", "host": "127.0.0.1", "port": 9100, "width": 58} | fields
    return Printer.objects.create(id=uuid4(), mall=hall.mall, **fields)


def test_strangers_agencies_and_neighbours_stay_outside(hall: Hall, neighbour: Hall) -> None:
    one = f"{HERE}{a_printer(hall).pk}/"
    citizen = sign_in("warga")
    of_agency = sign_in("dewi", "agency_manager", hall, agency="DUKCAPIL")
    of_neighbour = sign_in("tetangga", "manager", neighbour)
    for path in (HERE, one):
        assert Client().get(path)["Location"] == f"/masuk/?next={path}"
        assert citizen.get(path).status_code == 403
        assert of_agency.get(path).status_code == 403
        assert of_neighbour.get(path).status_code == 404


def test_a_printer_of_another_mall_is_not_there(
    manager: Client, hall: Hall, neighbour: Hall
) -> None:
    theirs = f"{HERE}{a_printer(neighbour).pk}/"
    assert manager.get(theirs).status_code == 404
    assert manager.post(theirs, {"aksi": "lepas"}).status_code == 404
    assert Printer.objects.exists()


def test_a_network_printer_is_added_for_the_kiosks_not_paired(manager: Client, hall: Hall) -> None:
    answer = manager.post(HERE, GOOD | {"kios": "lain", "petugas": "1"})
    made = Printer.objects.get()
    assert answer["Location"] == f"{HERE}{made.pk}/"
    assert (made.mall, made.host, made.width, made.for_desks) == (
        hall.mall, "192.168.1.50", 58, True,
    )  # fmt: skip
    assert KioskPrinter.objects.get().kiosk is None
    page = manager.get(answer["Location"]).content.decode()
    assert "belum memberi kabar" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("alamat", "8.8.8.8"), ("alamat", "169.254.169.254"), ("alamat", "127.0.0.1"),
        ("alamat", "printer.local"), ("alamat", ""), ("port", "22"), ("port", "x"),
        ("nama", ""), ("nama", "x" * 61), ("nama", "a\x00b"), ("lebar", "70"),
        ("kios", "00000000-0000-0000-0000-000000000000"),
    ],
)  # fmt: skip
def test_what_is_no_printer_of_this_hall_is_refused_and_nothing_is_written(
    manager: Client, field: str, value: str
) -> None:
    response = manager.post(HERE, GOOD | {field: value})
    assert response.status_code in {400, 422}
    assert not Printer.objects.exists()


def test_two_printers_have_two_names(manager: Client, hall: Hall) -> None:
    a_printer(hall, name="Kios utara")
    response = manager.post(HERE, GOOD)
    assert response.status_code == 422
    assert "Sudah ada pencetak dengan nama ini" in response.content.decode()
    assert Printer.objects.count() == 1


def test_a_kiosk_and_the_desks_move_to_the_printer_that_is_named_last(
    manager: Client, hall: Hall
) -> None:
    kiosk = Device.objects.create(id=uuid4(), mall=hall.mall, kind="kiosk", name="Kios 1")
    old = a_printer(hall, name="Lama", for_desks=True)
    KioskPrinter.objects.create(mall=hall.mall, kiosk=kiosk, printer=old)
    manager.post(HERE, GOOD | {"kios": str(kiosk.pk), "petugas": "1"})
    new = Printer.objects.get(name="Kios utara")
    assert KioskPrinter.objects.get().printer == new
    assert list(Printer.objects.filter(for_desks=True)) == [new]


def test_the_printer_of_an_agent_keeps_its_agent(manager: Client, hall: Hall) -> None:
    agent = Device.objects.create(id=uuid4(), mall=hall.mall, kind="hall_agent", name="PC kios")
    made = a_printer(hall, name="usb", host="", agent=agent, local_name="usb")
    url = f"{HERE}{made.pk}/"
    assert 'name="alamat"' not in manager.get(url).content.decode()
    manager.post(
        url, {"aksi": "simpan", "nama": "Kios selatan", "alamat": "8.8.8.8", "lebar": "58"}
    )
    made.refresh_from_db()
    assert (made.name, made.host, made.agent) == ("Kios selatan", "", agent)


def test_a_test_page_comes_out_and_says_so(
    manager: Client, hall: Hall, simulator: Simulator
) -> None:
    made = a_printer(hall, port=simulator.port, answers=True)
    there = manager.post(f"{HERE}{made.pk}/", {"aksi": "coba"})["Location"]
    assert "Percobaan sedang dicetak" in manager.get(there).content.decode()
    jobs.print_all(made)
    (paper,) = simulator.papers
    assert "Cetak percobaan" in paper.text
    assert "Percobaan tercetak" in manager.get(there).content.decode()
    simulator.paper_out = True
    there = manager.post(f"{HERE}{made.pk}/", {"aksi": "coba"})["Location"]
    jobs.print_all(made)
    page = manager.get(there).content.decode()
    assert "Kertas habis. Percobaan tidak tercetak." in page
    assert "kertas habis" in manager.get(HERE).content.decode()


def test_a_printer_that_is_taken_away_takes_its_waiting_papers_with_it(
    manager: Client, hall: Hall
) -> None:
    made = a_printer(hall)
    manager.post(f"{HERE}{made.pk}/", {"aksi": "coba"})
    assert manager.post(f"{HERE}{made.pk}/", {"aksi": "lepas"})["Location"] == HERE
    assert not Printer.objects.exists()
    assert PrintJob.objects.get().state == "failed"


def test_a_number_given_at_a_desk_comes_out_where_desks_print(
    hall: Hall, simulator: Simulator
) -> None:
    made = a_printer(hall, port=simulator.port, answers=True, for_desks=True)
    officer = sign_in("sari", "officer", hall)
    url = f"/loket/{hall.counters[1].pk}/"
    officer.post(f"{url}ambil-alih/", {"kunci": str(uuid4())})
    said = officer.post(f"{url}nomor/", {"kunci": str(uuid4()), "layanan": "KTP"}, follow=True)
    assert f"Kertasnya keluar di {made.name}." in said.content.decode()
    jobs.print_all(made)
    assert "A-001" in simulator.papers[0].text
    Printer.objects.update(state="paper_out")
    said = officer.post(f"{url}nomor/", {"kunci": str(uuid4()), "layanan": "KTP"}, follow=True)
    assert f"Pencetak {made.name}: kertas habis." in said.content.decode()
    assert PrintJob.objects.count() == 1
