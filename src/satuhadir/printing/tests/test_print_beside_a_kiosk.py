# SPDX-License-Identifier: Apache-2.0
"""The whole way over a real line: the server, the hall agent as its own process, a printer.

The agent is killed in the middle, its answers are lost, its printer breaks: one press stays one
paper.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from satuhadir.accounts.actions import create_token
from satuhadir.accounts.models import ApiToken, User
from satuhadir.agent.configuration import Configuration, LocalPrinter
from satuhadir.agent.tests.simulator import Simulator
from satuhadir.devices.actions import confirm_pairing
from satuhadir.devices.models import Device
from satuhadir.devices.values import Given
from satuhadir.malls.models import Mall
from satuhadir.printing import actions, queries
from satuhadir.printing.models import Printer, PrintJob
from satuhadir.printing.tests.conftest import SLIP, make_mall
from satuhadir.shared.tests.racing import eventually

PATIENCE = 25.0


class Corner:
    """A kiosk's corner: a mall, its agent with a key, a printer, and the program as it runs."""

    def __init__(self, place: Path, url: str, printer: Simulator) -> None:
        self.mall: Mall = make_mall("batu")
        token = create_token(role="hall_agent", mall=self.mall)
        self.agent = Device.objects.create(
            id=uuid4(), mall=self.mall, kind="hall_agent", name="PC kios 1",
            token=ApiToken.objects.get(role="hall_agent"),
        )  # fmt: skip
        self.file = place / "hall-agent.json"
        self.configuration = Configuration(
            server=url, mall="batu", token=token, device=str(self.agent.pk),
            data=str(place / "data"), printers=[LocalPrinter("usb", printer.address, 58)],
        )  # fmt: skip
        self.configuration.write(self.file)
        self.log = place / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "satuhadir.launch.cli", "hall-agent", "run"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--config", str(self.file)], stderr=log, env=dict(os.environ)
            )
        eventually(
            lambda: Printer.objects.exclude(state="unknown").filter(agent=self.agent).exists()
        )

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def ask(self) -> UUID:
        ticket = uuid4()
        printer = Printer.objects.get(agent=self.agent)
        actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP)
        return ticket

    def became(self, ticket: UUID) -> str:
        found = queries.paper_of(self.mall, ticket)
        assert found is not None
        return found.state

    def entries(self) -> list[dict[str, object]]:
        return [json.loads(one.read_text()) for one in Path(self.configuration.data).glob("*.json")]


@pytest.fixture
def printer() -> Iterator[Simulator]:
    made = Simulator()
    yield made
    made.close()


@pytest.fixture
def corner(
    transactional_db: None,
    live_server: LiveServer,
    printer: Simulator,
    tmp_path: Path,
    settings: object,
) -> Iterator[Corner]:
    settings.SECURE_SSL_REDIRECT = False  # type: ignore[attr-defined]
    made = Corner(tmp_path, live_server.url, printer)
    made.start()
    yield made
    made.kill()


def test_a_press_is_one_paper(corner: Corner, printer: Simulator) -> None:
    ticket = corner.ask()
    eventually(lambda: len(printer.papers) == 1)
    eventually(lambda: corner.became(ticket) == "printed")
    assert printer.papers[0].qr == [SLIP.track_url]
    time.sleep(1.0)
    assert len(printer.papers) == 1


def test_killed_between_the_journal_and_the_printer_it_never_prints_that_paper_again(
    corner: Corner, printer: Simulator
) -> None:
    printer.hangs = True  # so that the agent stands between its journal and the first byte
    ticket = corner.ask()
    eventually(lambda: any(one["result"] == "begun" for one in corner.entries()))
    corner.kill()
    printer.hangs = False
    corner.start()
    eventually(lambda: corner.became(ticket) == "uncertain")
    time.sleep(1.5)
    assert not printer.papers


def test_killed_after_the_paper_came_out_and_before_the_word_it_is_not_printed_twice(
    corner: Corner, printer: Simulator
) -> None:
    printer.knows_done = False
    printer.loses_answers = 0
    ticket = corner.ask()
    eventually(lambda: len(printer.papers) == 1)
    corner.kill()  # its word on the paper is still to come
    corner.start()
    eventually(lambda: corner.became(ticket) in {"uncertain", "printed"})
    time.sleep(1.5)
    assert len(printer.papers) == 1


def test_a_paper_handed_out_twice_is_printed_once(corner: Corner, printer: Simulator) -> None:
    ticket = corner.ask()
    eventually(lambda: corner.became(ticket) == "printed")
    PrintJob.objects.update(  # as if the agent's word had never arrived
        state="sent", slip=SLIP.plain(), done_at=None,
        leased_until=timezone.now() + timedelta(seconds=60),
    )  # fmt: skip
    eventually(lambda: corner.became(ticket) == "printed")
    assert len(printer.papers) == 1


def test_paper_out_is_said_and_after_new_paper_the_next_press_prints(
    corner: Corner, printer: Simulator
) -> None:
    printer.paper_out = True
    first = corner.ask()
    eventually(lambda: corner.became(first) == "failed")
    eventually(lambda: [one.state for one in queries.broken_printers(corner.mall)] == ["paper_out"])
    printer.paper_out = False
    eventually(lambda: not queries.broken_printers(corner.mall))
    second = corner.ask()
    eventually(lambda: corner.became(second) == "printed")
    assert len(printer.papers) == 1


def test_stopped_in_order_it_reports_before_it_goes(corner: Corner, printer: Simulator) -> None:
    ticket = corner.ask()
    eventually(lambda: len(printer.papers) == 1)
    assert corner.process is not None
    corner.process.send_signal(signal.SIGTERM)
    assert corner.process.wait(timeout=20) == 0
    assert corner.became(ticket) == "printed"


def test_the_log_has_no_key_and_nothing_of_the_paper(corner: Corner, printer: Simulator) -> None:
    ticket = corner.ask()
    eventually(lambda: corner.became(ticket) == "printed")
    said = corner.log.read_text()
    assert "cetakan" in said
    for secret in (corner.configuration.token, "A-012", "antrean/"):
        assert secret not in said


def test_an_agent_is_let_in_by_its_code_and_prints(
    transactional_db: None,
    live_server: LiveServer,
    printer: Simulator,
    tmp_path: Path,
    settings: object,
) -> None:
    settings.SECURE_SSL_REDIRECT = False  # type: ignore[attr-defined]
    mall, file = make_mall("batu"), tmp_path / "hall-agent.json"
    configuration = Configuration(
        data=str(tmp_path / "data"), printers=[LocalPrinter("usb", printer.address, 58)]
    )
    configuration.write(file)
    command = [sys.executable, "-m", "satuhadir.launch.cli", "hall-agent"]
    words = [*command, "pair", "--server", live_server.url, "--config", str(file)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as pairing:
        assert pairing.stdout is not None
        code = pairing.stdout.readline().removeprefix("Kode sambung: ").strip()
        boss = User.objects.create_user("ahmad")
        confirm_pairing(mall=mall, code=code, given=Given(name="PC kios 1"), by=boss)
        assert pairing.wait(timeout=PATIENCE) == 0
        said = pairing.stdout.read()
    kept = Configuration.read(file)
    assert (kept.mall, kept.printers) == ("batu", configuration.printers)
    assert kept.token.startswith("sh_")
    assert kept.token not in said
    with subprocess.Popen([*command, "run", "--config", str(file)]) as agent:
        eventually(lambda: Printer.objects.filter(agent__name="PC kios 1").exists())
        ticket = uuid4()
        actions.queue_paper(printer=Printer.objects.get(), ticket_id=ticket, slip=SLIP)
        eventually(lambda: len(printer.papers) == 1)
        agent.send_signal(signal.SIGTERM)
        assert agent.wait(timeout=PATIENCE) == 0
    paper = queries.paper_of(mall, ticket)
    assert paper is not None and paper.state == "printed"
