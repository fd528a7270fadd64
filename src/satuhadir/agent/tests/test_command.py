# SPDX-License-Identifier: Apache-2.0
"""`satuhadir hall-agent …` at a terminal: what it keeps, what it says, what it refuses."""

import json
import stat
from pathlib import Path

import pytest

from satuhadir.agent import delivery
from satuhadir.agent.command import main
from satuhadir.agent.configuration import Configuration, LocalPrinter
from satuhadir.agent.server import Server, ServerAway, checked_url, is_open_to_listeners
from satuhadir.agent.tests.simulator import Simulator


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "below" / "hall-agent.json"


def run(file: Path, *words: str) -> int:
    return main([*words, "--config", str(file)])


def test_a_printer_is_added_changed_tried_and_removed(
    file: Path,
    printer: Simulator,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "ANSWER_SECONDS", 0.2)
    assert run(file, "add", "usb", printer.address) == 0
    assert run(file, "add", "usb", printer.address, "--width", "58") == 0
    assert Configuration.read(file).printers == [LocalPrinter("usb", printer.address, 58)]
    assert run(file, "test", "usb") == 0
    assert "tercetak; pencetak siap" in capsys.readouterr().out
    assert "Cetak percobaan" in printer.papers[0].text
    printer.paper_out = True
    assert run(file, "test", "usb") == 1
    assert "kertas habis" in capsys.readouterr().out
    assert run(file, "printers") == 0
    assert "58 mm" in capsys.readouterr().out
    assert run(file, "remove", "usb") == 0
    assert Configuration.read(file).printers == []


def test_the_file_is_for_its_owner_alone(file: Path) -> None:
    Configuration(server="https://a.example", mall="batu", token="sh_x").write(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["token"] == "sh_x"


@pytest.mark.parametrize(
    "words",
    [
        ["fly"], ["add"], ["add", "usb"], ["add", "usb", "ftp:x"], ["add", "", "file:/tmp/x"],
        ["add", "usb", "net:h:1", "--width", "70"], ["test", "usb"], ["remove"], ["run"],
        ["pair"], ["pair", "--server", "hadir.example"], ["pair", "--server", "ftp://x"],
        ["pair", "--server", "http://127.0.0.1:9"],
    ],
)  # fmt: skip
def test_a_slip_is_answered_with_one_line(
    file: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, *words) == 2
    said = capsys.readouterr().err
    assert said.startswith("satuhadir hall-agent: ")
    assert said.count("\n") == 1
    assert not file.exists()


def test_a_broken_file_is_said_and_not_overwritten(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.parent.mkdir()
    file.write_text("{")
    assert run(file, "add", "usb", "file:/tmp/x") == 2
    assert str(file) in capsys.readouterr().err
    assert file.read_text() == "{"


def test_without_words_it_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["--help"]) == 0
    assert "pair --server" in capsys.readouterr().out


@pytest.mark.parametrize(
    "url", ["", "x", "file:///etc", "https://", "https://u@h", "https://h/?q=1"]
)
def test_only_a_plain_address_of_the_web_is_a_server(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the type says it all
        checked_url(url)


def test_a_key_in_the_clear_is_warned_of() -> None:
    assert is_open_to_listeners("http://192.168.1.2:8000")
    assert not is_open_to_listeners("https://hadir.example")
    assert not is_open_to_listeners("http://127.0.0.1:8000")


def test_a_server_that_is_not_there_is_away() -> None:
    with pytest.raises(ServerAway):
        Server("http://127.0.0.1:9").call("GET", "/malls/x/printers")
