# SPDX-License-Identifier: Apache-2.0
"""The server brings papers to printers of the network, through good days and bad ones."""

import time
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from satuhadir.agent.tests.simulator import Simulator
from satuhadir.malls.models import Mall
from satuhadir.printing import actions, jobs, queries
from satuhadir.printing.addresses import checked_host
from satuhadir.printing.models import Printer, PrintJob
from satuhadir.printing.tests.conftest import SLIP, make_mall, make_printer
from satuhadir.printing.values import PaperState


@pytest.fixture(autouse=True)
def demonstration(settings: object) -> None:
    settings.SATUHADIR_DEMO = True  # type: ignore[attr-defined]


@pytest.fixture
def printer(mall: Mall, simulator: Simulator) -> Printer:
    return make_printer(mall, port=simulator.port, answers=True)


def ask(printer: Printer) -> UUID:
    ticket = uuid4()
    actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP)
    return ticket


def became(printer: Printer, ticket: UUID) -> PaperState:
    found = queries.paper_of(printer.mall, ticket)
    assert found is not None
    return found


def test_a_press_is_one_paper_with_the_number_and_its_code(
    printer: Printer, simulator: Simulator
) -> None:
    ticket = ask(printer)
    jobs.print_all(printer)
    jobs.print_all(printer)
    (paper,) = simulator.papers
    assert "A-012" in paper.text
    assert paper.qr == [SLIP.track_url]
    assert became(printer, ticket).state == "printed"


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ("paper_out", "Kertas habis."),
        ("cover_open", "Tutup pencetak terbuka."),
        ("jammed", "Kertas macet."),
        ("hangs", "Pencetak tidak terhubung."),
    ],
)
def test_a_fault_is_said_and_the_paper_does_not_come_later(
    printer: Printer, simulator: Simulator, fault: str, word: str
) -> None:
    setattr(simulator, fault, True)
    ticket = ask(printer)
    jobs.print_all(printer)
    paper = became(printer, ticket)
    assert (paper.state, paper.reason) == ("failed", word)
    assert queries.broken_printers(printer.mall)[0].name == printer.name
    setattr(simulator, fault, False)
    jobs.look(printer)
    jobs.print_all(printer)
    assert not simulator.papers
    assert not queries.broken_printers(printer.mall)


def test_paper_that_ends_in_the_middle_leaves_it_uncertain_and_once_more_is_a_copy(
    printer: Printer, simulator: Simulator
) -> None:
    simulator.paper_ends_after = 400
    ticket = ask(printer)
    jobs.print_all(printer)
    assert became(printer, ticket).state == "uncertain"
    simulator.paper_out = False
    actions.queue_copy(printer=printer, ticket_id=ticket, slip=SLIP, press=uuid4())
    jobs.print_all(printer)
    (paper,) = simulator.papers
    assert "Cetak ulang ke-1." in paper.text
    assert became(printer, ticket).state == "printed"


def test_an_address_that_is_nobodys_on_this_network_is_never_asked(
    printer: Printer, simulator: Simulator, settings: object
) -> None:
    settings.SATUHADIR_DEMO = False  # type: ignore[attr-defined]
    ticket = ask(printer)
    jobs.print_all(printer)
    jobs.look(printer)
    assert simulator.connections == 0
    assert became(printer, ticket).state == "failed"


@pytest.mark.parametrize(
    "host",
    [
        "8.8.8.8", "169.254.169.254", "127.0.0.1", "::1", "0.0.0.0", "224.0.0.1", "fe80::1",
        "::ffff:8.8.8.8", "localhost", "printer.local", "10.0.0.256", "", "2001:db8::1", "1",
    ],
)  # fmt: skip
def test_no_printer_stands_outside_the_halls_network(host: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the type says it all
        checked_host(host, loopback=False)


@pytest.mark.parametrize(
    ("host", "kept"),
    [(" 192.168.1.50 ", "192.168.1.50"), ("10.0.0.9", "10.0.0.9"), ("fd00::9", "fd00::9"),
     ("::ffff:192.168.1.5", "192.168.1.5"), ("172.31.0.1", "172.31.0.1")],
)  # fmt: skip
def test_a_private_address_is_kept_in_one_form(host: str, kept: str) -> None:
    assert checked_host(host, loopback=False) == kept


@pytest.fixture
def two_printers(transactional_db: None) -> Iterator[tuple[Printer, Printer, Simulator, Simulator]]:
    mall, good, bad = make_mall("batu"), Simulator(), Simulator()
    bad.hangs = True
    yield (
        make_printer(mall, "baik", port=good.port, answers=True),
        make_printer(mall, "rusak", port=bad.port, answers=True),
        good,
        bad,
    )
    good.close()
    bad.close()


def test_a_printer_that_hangs_holds_up_nobody_elses_paper(
    two_printers: tuple[Printer, Printer, Simulator, Simulator],
) -> None:
    good, bad, prints, _hangs = two_printers
    ask(bad)
    ask(good)
    jobs.print_waiting_papers()
    jobs.print_waiting_papers()
    until = time.monotonic() + 20
    while time.monotonic() < until and PrintJob.objects.filter(slip__isnull=False).exists():
        time.sleep(0.05)
        if PrintJob.objects.get(printer=good).state == "printed" and not hasattr(prints, "at"):
            prints.at = time.monotonic()  # type: ignore[attr-defined]
            assert PrintJob.objects.get(printer=bad).state == "sent"
    assert len(prints.papers) == 1
    assert PrintJob.objects.get(printer=bad).state == "failed"
