# SPDX-License-Identifier: Apache-2.0
"""`satuhadir hall-agent …`: pair, find printers, try one, run."""

import argparse
import contextlib
import logging
import os
import platform
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final
from uuid import uuid4

from satuhadir.agent import finding
from satuhadir.agent.configuration import (
    WIDTHS,
    Configuration,
    ConfigurationTrouble,
    LocalPrinter,
    default_path,
)
from satuhadir.agent.delivery import deliver
from satuhadir.agent.escpos import PrinterState
from satuhadir.agent.links import LinkBroken, open_link
from satuhadir.agent.running import Agent
from satuhadir.agent.server import (
    Server,
    ServerAway,
    ServerRefused,
    checked_url,
    is_open_to_listeners,
)

HELP: Final = """\
Agen balai: mencetak nomor di pencetak USB atau serial komputer ini, untuk server SatuHadir.

Pemakaian: satuhadir hall-agent PERINTAH [--config BERKAS]

  pair --server ALAMAT [--name NAMA]
                           minta kode, tunggu pengelola memasukkannya, simpan kuncinya
  printers                 pencetak yang dipakai, dan yang tertancap di komputer ini
  add NAMA ALAMAT [--width 58]
                           pakai sebuah pencetak: usb:04b8:0e15, file:/dev/usb/lp0,
                           serial:/dev/ttyUSB0:9600, net:192.168.1.50:9100
  remove NAMA              jangan pakai lagi
  test NAMA                cetak satu lembar percobaan
  run                      bekerja sampai dihentikan

Petunjuk: docs/operate/printing.md
"""
WORDS: Final[dict[PrinterState, str]] = {
    "ok": "siap",
    "near_end": "siap, kertas hampir habis",
    "paper_out": "kertas habis",
    "cover_open": "tutup terbuka",
    "jam": "macet",
    "offline": "tidak terhubung",
    "unknown": "tidak memberi kabar",
}


class Trouble(Exception):
    """One line for the person at the terminal."""


class Parser(argparse.ArgumentParser):
    """argparse that answers a slip with one line."""

    def error(self, message: str) -> Any:
        """Say what is wrong and where the help is."""
        raise Trouble(f"{message}. Lihat: satuhadir hall-agent --help")


def main(words: list[str]) -> int:
    """Run one command; the return value is the exit code."""
    if not words or words[0] in {"-h", "--help", "help", "bantuan"}:
        sys.stdout.write(HELP)
        return 0 if words else 2
    try:
        options = _options(words)
        path = Path(options.config).expanduser() if options.config else default_path()
        return COMMANDS[options.command](options, Configuration.read(path), path)
    except (Trouble, ConfigurationTrouble) as trouble:
        sys.stderr.write(f"satuhadir hall-agent: {trouble}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def _options(words: list[str]) -> argparse.Namespace:
    parser = Parser(prog="satuhadir hall-agent", add_help=False, allow_abbrev=False)
    parser.add_argument("command", choices=list(COMMANDS))
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--config")
    parser.add_argument("--server")
    parser.add_argument("--name", default="")
    parser.add_argument("--width", type=int, default=80, choices=WIDTHS)
    return parser.parse_args(words)


def _pair(options: argparse.Namespace, configuration: Configuration, path: Path) -> int:
    """Show a code until a manager has entered it; keep the key."""
    server = _server(options.server or configuration.server)
    if is_open_to_listeners(server.url):
        _say("Perhatian: alamat ini tanpa https; siapa pun di jaringan dapat membaca kuncinya.")
    name = (options.name or platform.node() or "PC kios")[:60]
    body = {"kind": "hall_agent", "name": name, "software": f"hall-agent {platform.system()}"[:60]}
    started = _ask(lambda: server.call("POST", "/devices/pairings", body))
    _say(f"Kode sambung: {started['code']}")
    _say(f"Minta pengelola memasukkannya di {started['enter_at']}. Kode berlaku 10 menit.")
    claim_key = str(uuid4())
    while True:
        time.sleep(max(1, min(int(started.get("poll_seconds", 3)), 30)))
        secret = {"poll_secret": started["poll_secret"]}
        try:
            answer = server.call(
                "POST", "/devices/pairings/claim", secret, {"Idempotency-Key": claim_key}
            )
        except ServerAway:
            continue
        except ServerRefused as error:
            raise Trouble(f"Kode ini tidak berlaku lagi ({error}). Ulangi perintahnya.") from None
        if answer.get("token"):
            break
    configuration.server, configuration.mall = server.url, answer["mall"]
    configuration.token, configuration.device = answer["token"], str(answer["device"])
    _add_sure_ones(configuration)
    configuration.write(path)
    _say(f"Tersambung ke {configuration.mall}. Kunci disimpan di {path}.")
    _say("Berikutnya: satuhadir hall-agent printers, lalu satuhadir hall-agent run")
    return 0


def _add_sure_ones(configuration: Configuration) -> None:
    """Take the printers that are plugged in, when none was named before."""
    if configuration.printers:
        return
    for found in finding.find_printers():
        if found.is_sure:
            taken = {one.name for one in configuration.printers}
            printer = LocalPrinter(finding.name_for(found, taken), found.address)
            configuration.printers.append(printer)
            _say(f"Pencetak ditemukan dan dipakai: {printer.name} ({printer.address}), 80 mm")


def _printers(_options: argparse.Namespace, configuration: Configuration, _path: Path) -> int:
    """List the printers that are used, and what else is plugged in."""
    for one in configuration.printers:
        _say(f"dipakai     {one.name:<14} {one.address:<32} {one.width} mm")
    used = {one.address for one in configuration.printers}
    others = [one for one in finding.find_printers() if one.address not in used]
    for other in others:
        _say(f"tertancap   {'':<14} {other.address:<32} {other.about}")
    if others:
        _say("Untuk memakainya: satuhadir hall-agent add NAMA ALAMAT --width 58")
    elif not configuration.printers:
        _say("Tidak ada pencetak. Pasang kabelnya dan nyalakan, lalu ulangi perintah ini.")
    return 0


def _add(options: argparse.Namespace, configuration: Configuration, path: Path) -> int:
    name, address = _two(options.rest)
    if not 0 < len(name) <= 60 or not name.isprintable():
        raise Trouble("Nama pencetak paling banyak 60 huruf")
    if not _is_address(address):
        raise Trouble(f"Bukan alamat pencetak: {address}. Lihat: satuhadir hall-agent --help")
    rest = [one for one in configuration.printers if one.name != name]
    configuration.printers = [*rest, LocalPrinter(name, address, options.width)]
    configuration.write(path)
    _say(
        f"{name} dipakai. Coba: satuhadir hall-agent test {name}. Bila agen berjalan, mulai ulang."
    )
    return 0


def _remove(options: argparse.Namespace, configuration: Configuration, path: Path) -> int:
    printer = _named(options, configuration)
    configuration.printers.remove(printer)
    configuration.write(path)
    _say(f"{printer.name} tidak dipakai lagi.")
    return 0


def _test(options: argparse.Namespace, configuration: Configuration, _path: Path) -> int:
    """Print one page and say how the printer answered."""
    printer = _named(options, configuration)
    columns = 32 if printer.width == 58 else 48
    lines = ("SatuHadir", "Cetak percobaan", printer.name, "-" * columns, "0123456789" * 5)
    text = "\n".join(line[:columns] for line in lines)
    data = b"\x1b@" + text.encode("ascii", "replace") + b"\n\x1bd\x06\x1dV\x01"
    outcome = deliver(printer.address, data, has_answered=False)
    word = {"printed": "tercetak", "failed": "tidak tercetak", "uncertain": "tidak pasti"}
    _say(f"{printer.name}: {word[outcome.result]}; pencetak {WORDS[outcome.state]}")
    return 0 if outcome.result == "printed" else 1


def _run(_options: argparse.Namespace, configuration: Configuration, _path: Path) -> int:
    """Work until SIGTERM or Ctrl-C."""
    if not configuration.token:
        raise Trouble(
            "Agen ini belum tersambung. Mulai dengan: satuhadir hall-agent pair --server ALAMAT"
        )
    if not configuration.printers:
        raise Trouble("Belum ada pencetak. Lihat: satuhadir hall-agent printers")
    checked_url(configuration.server)
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with _alone(configuration.data_directory()):
        logging.getLogger("hall-agent").info(
            "bekerja untuk %s dengan %s pencetak", configuration.server, len(configuration.printers)
        )
        Agent(configuration, stop).run()
    return 0


@contextlib.contextmanager
def _alone(directory: Path) -> Iterator[IO[str]]:
    """Hold the journal for this process alone: two agents on one would call papers uncertain."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (directory / "running").open("a+", encoding="ascii") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise Trouble("Agen balai sudah berjalan di komputer ini.") from None
        yield file


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _server(url: str) -> Server:
    try:
        return Server(url)
    except ValueError:
        raise Trouble("Tulis alamat server: --server https://hadir.contoh.go.id") from None


def _ask(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except ServerAway as error:
        raise Trouble(
            f"Server tidak terjangkau ({error}). Periksa alamat dan jaringannya."
        ) from None
    except ServerRefused as error:
        raise Trouble(f"Server menolak ({error}).") from None


def _two(rest: list[str]) -> tuple[str, str]:
    if len(rest) != 2:
        raise Trouble("Pemakaian: satuhadir hall-agent add NAMA ALAMAT [--width 58]")
    return rest[0], rest[1]


def _named(options: argparse.Namespace, configuration: Configuration) -> LocalPrinter:
    name = options.rest[0] if len(options.rest) == 1 else ""
    for one in configuration.printers:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in configuration.printers) or "belum ada"
    raise Trouble(f"Tulis nama pencetak yang dipakai: {known}")


def _is_address(address: str) -> bool:
    """Say whether an address can be read, without asking the printer to be there."""
    try:
        open_link(address).close()
    except ValueError:
        return False
    except LinkBroken:
        return True
    return True


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


COMMANDS: Final[dict[str, Callable[[argparse.Namespace, Configuration, Path], int]]] = {
    "pair": _pair,
    "printers": _printers,
    "add": _add,
    "remove": _remove,
    "test": _test,
    "run": _run,
}
