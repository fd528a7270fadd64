# SPDX-License-Identifier: Apache-2.0
"""The command `satuhadir`. Imports late, so that each command loads only what it needs."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from satuhadir.launch.errors import LaunchError, os_trouble

ROOT = Path(__file__).resolve().parents[3]

HELP = """\
SatuHadir: antrean satu mal pelayanan publik, dari mengambil nomor sampai selesai dilayani.

Pemakaian: satuhadir PERINTAH [PILIHAN]

  demo                     mal contoh di komputer ini, lengkap dengan basis datanya
      --port 8000          port web di 127.0.0.1
      --data DIR           tempat data disimpan (bawaan: .satuhadir)
      --fresh              hapus DIR lalu mulai dari awal
      --still              tanpa pengunjung rekaan; tidak ada yang bergerak sendiri
      --no-browser         jangan buka peramban
  serve                    proses web untuk dipakai sungguhan (perlu DATABASE_URL)
  worker                   pekerjaan latar belakang (perlu DATABASE_URL)
  migrate                  bawa basis data ke versi ini (perlu DATABASE_OWNER_URL)
  backup BERKAS            salin semuanya ke satu berkas, sambil terus melayani
  restore BERKAS           pulihkan ke tempat yang kosong, lalu buktikan sama
  doctor [--json]          periksa pemasangan ini; keluar 1 bila ada masalah
  hall-agent PERINTAH      mencetak nomor di pencetak komputer ini (pair, run, …)
  catalogue import BERKAS --mall MAL
  catalogue export BERKAS --mall MAL
                           periksa lalu masukkan layanan dari berkas YAML
  queue verify …           hitung ulang rantai catatan antrean
  insights rebuild [--mall MAL] [--day HARI]
                           hitung ulang angka dari catatan antrean
  accounts create-manager PENGGUNA --mall MAL
                           pengelola pertama; kata sandinya ditampilkan sekali
  accounts reset-factors PENGGUNA
                           lepas pengaman kedua yang ponselnya hilang
  speech make [--folder DIR] [--language id]
                           rekaman suara panggilan, dibuat espeak-ng
  simulate-sp4n [--port 8170] [--mode CARA …]
                           SP4N-LAPOR! tiruan yang berulah, untuk pengembang
  simulate-notices [--port 8171] [--smtp-port 8172] [--mode CARA …]
                           gerbang e-mail, WhatsApp, SMS dan push tiruan yang berulah
  engine NAMA              satu perhitungan: JSON dari masukan ke keluaran
  manage …                 perintah pengelolaan Django yang lain
  test [ARGUMEN PYTEST]    semua uji
  check                    gaya, tipe, batas ruang, migrasi, terjemahan, tautan
  bench [NAMA] [--json BERKAS]
                           pengukuran

backup, restore, doctor, migrate, catalogue, queue, insights, accounts dan manage memakai
DATABASE_URL, atau data demo dengan --data DIR.

SatuHadir runs the queue of one public service mall. Start with: ./satuhadir demo
"""


class Parser(argparse.ArgumentParser):
    """argparse that answers a slip with one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the help is."""
        for english, ours in (
            ("unrecognized arguments", "pilihan tidak dikenal"),
            ("expected one argument", "perlu satu nilai"),
            ("argument ", ""),
        ):
            message = message.replace(english, ours)
        raise UsageError(f"{message}. Lihat: satuhadir --help")


class UsageError(Exception):
    """The command line can't be understood; exit code 2."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help", "bantuan"}:
        print(HELP, end="")
        return 0 if words else 2
    try:
        run = COMMANDS.get(words[0])
        if run is None:
            raise UsageError(f"Perintah tidak dikenal: {words[0]}. Lihat: satuhadir --help")
        return run(words[1:])
    except UsageError as error:
        print(f"satuhadir: {error}", file=sys.stderr)
        return 2
    except LaunchError as error:
        print(f"satuhadir: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"satuhadir: {os_trouble(error, Path(error.filename or '.'))}", file=sys.stderr)
        return 1


def _demo(words: list[str]) -> int:
    parser = Parser(prog="satuhadir demo", add_help=False, allow_abbrev=False)
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument("--data")
    for flag in ("--fresh", "--still", "--no-browser", "--help", "-h"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args(words)
    if options.help or options.h:
        print(HELP, end="")
        return 0
    from satuhadir.launch.demo import run_demo

    return run_demo(options)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"port harus bilangan 1 sampai 65535, bukan {text}")
    return int(text)


def _serve(words: list[str]) -> int:
    from satuhadir.launch import serving

    return serving.serve(words)


def _managed(first: str) -> Callable[[list[str]], int]:
    """A command that Django does: `migrate`, `catalogue import` and so on."""

    def run(words: list[str]) -> int:
        from satuhadir.launch import commands, serving

        typed = (first, *words)
        for key, (name, role) in commands.MANAGED.items():
            if typed[: len(key)] == key:
                return serving.run_managed(name, list(typed[len(key) :]), role=role)
        known = [" ".join(("satuhadir", *key)) for key in commands.MANAGED if key[0] == first]
        raise UsageError(f"Yang ada: {', '.join(known)}")

    return run


def _kept(verb: str) -> Callable[[list[str]], int]:
    """`backup` and `restore`."""

    def run(words: list[str]) -> int:
        from satuhadir.launch import keeping

        return keeping.back_up(words) if verb == "backup" else keeping.restore(words)

    return run


def _doctor(words: list[str]) -> int:
    from satuhadir.launch import doctor

    return doctor.main(words)


def _speech(words: list[str]) -> NoReturn:
    """`speech make` needs no database."""
    if words[:1] != ["make"]:
        raise UsageError("Yang ada: satuhadir speech make")
    from satuhadir.launch import commands

    command = commands.managed_command("speech_make", *words[1:])
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": commands.SETTINGS_MODULE}
    os.execve(command[0], command, environment)  # noqa: S606


def _manage(words: list[str]) -> int:
    from satuhadir.launch import serving

    return serving.run_managed(words[0] if words else "help", words[1:], role="app")


def _hall_agent(words: list[str]) -> int:
    from satuhadir.agent.command import main as run_agent

    return run_agent(words)


def _engine(words: list[str]) -> int:
    if len(words) != 1:
        raise UsageError("Pemakaian: satuhadir engine NAMA < masukan.json > keluaran.json")
    from satuhadir.engines.command import main as run_engine

    return run_engine(words[0], sys.stdin.buffer, sys.stdout, sys.stderr)


def _simulate_sp4n(words: list[str]) -> NoReturn:
    """Needs no database and no settings: the other side, for developers."""
    module = "satuhadir.feedback.sp4n.simulator"
    os.execv(sys.executable, [sys.executable, "-m", module, *words])  # noqa: S606


def _simulate_notices(words: list[str]) -> NoReturn:
    """The same for the gateways of messages."""
    module = "satuhadir.notices.gateways.simulator"
    os.execv(sys.executable, [sys.executable, "-m", module, *words])  # noqa: S606


def _test(words: list[str]) -> int:
    os.chdir(_clone("test"))
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *words])  # noqa: S606


def _check(words: list[str]) -> int:
    from satuhadir.launch import check

    return check.main(words)


def _bench(words: list[str]) -> int:
    os.chdir(_clone("bench"))
    os.execv(sys.executable, [sys.executable, "-m", "bench", *words])  # noqa: S606


def _clone(command: str) -> Path:
    """The root of the clone we are installed from."""
    if not (ROOT / "pyproject.toml").exists():
        raise LaunchError(f"{command} berjalan dari salinan sumber: ./satuhadir {command}")
    return ROOT


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": _demo,
    "serve": _serve,
    "worker": _managed("worker"),
    "migrate": _managed("migrate"),
    "backup": _kept("backup"),
    "restore": _kept("restore"),
    "doctor": _doctor,
    "catalogue": _managed("catalogue"),
    "queue": _managed("queue"),
    "insights": _managed("insights"),
    "accounts": _managed("accounts"),
    "speech": _speech,
    "manage": _manage,
    "engine": _engine,
    "hall-agent": _hall_agent,
    "simulate-sp4n": _simulate_sp4n,
    "simulate-notices": _simulate_notices,
    "test": _test,
    "check": _check,
    "bench": _bench,
}

if __name__ == "__main__":
    sys.exit(main())
