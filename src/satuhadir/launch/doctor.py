# SPDX-License-Identifier: Apache-2.0
"""`satuhadir doctor`: what is wrong with this installation, one line each, and what to do.

Here stands what can be seen without Django, so that it is told even when the settings are wrong;
the rest comes from the management command `satuhadir_doctor`, finding by finding.
"""

import contextlib
import http.client
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from satuhadir.launch import commands, serving
from satuhadir.launch.datadir import default_directory, is_data_directory, is_held
from satuhadir.launch.embedded import UNFINISHED
from satuhadir.launch.errors import LaunchError

ROOT = Path(__file__).resolve().parents[3]
LEAST_FREE_BYTES = 1_000_000_000
SECONDS = 120
WORDS = {"ok": "OK", "problem": "MASALAH", "info": "INFO"}


class Finding(NamedTuple):
    """One line: what was looked at, `ok`, `problem` or `info`, how it is, what to do."""

    name: str
    state: str
    says: str
    todo: str = ""


def main(words: list[str]) -> int:
    """Print all that was found; 1 when anything is a problem."""
    rest, directory = serving.take_data_option(words)
    as_json = "--json" in rest
    if [word for word in rest if word != "--json"]:
        raise LaunchError("Pemakaian: satuhadir doctor [--json] [--data DIR]")
    found: list[Finding] = []
    for finding in examine(directory):
        found.append(finding)
        if not as_json:
            print(_line(finding), flush=True)
    problems = sum(finding.state == "problem" for finding in found)
    if as_json:
        told = [finding._asdict() for finding in found]
        print(json.dumps({"problems": problems, "findings": told}, ensure_ascii=False, indent=1))
    else:
        print(f"\n{problems} masalah." if problems else "\nSemua baik.")
    return 1 if problems else 0


def examine(directory: Path | None) -> Iterator[Finding]:
    """Yield everything found, what lies nearest first."""
    yield from check_python()
    yield from check_packages()
    yield from check_voice()
    if directory is None and os.environ.get("DATABASE_URL"):
        yield from check_disk(Path.cwd())
        yield from check_owner()
        yield from check_port()
        environment = dict(os.environ) | {"DJANGO_SETTINGS_MODULE": commands.SETTINGS_MODULE}
        yield from _inside(environment)
        return
    directory = directory or default_directory()
    if not is_data_directory(directory):
        yield Finding(
            "pemasangan",
            "problem",
            f"DATABASE_URL tidak diisi dan {directory} bukan direktori data SatuHadir",
            "Isi DATABASE_URL, atau tunjuk data demo dengan --data DIR.",
        )
        return
    yield from check_directory(directory)
    yield from check_disk(directory)
    try:
        with serving.environment_of(directory) as environment:
            yield from _inside(environment)
    except LaunchError as error:
        yield Finding("basis data", "problem", str(error))


def check_python() -> Iterator[Finding]:
    """Look at the Python we run on."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        yield Finding("python", "ok", version)
    else:
        yield Finding("python", "problem", version, "Pakai Python 3.11, 3.12 atau 3.13.")


def check_packages() -> Iterator[Finding]:
    """Compare what is installed with the lock file."""
    lock = ROOT / "requirements" / "run.txt"
    if not lock.exists():
        yield Finding("paket", "info", "tanpa berkas kunci; tidak dibandingkan")
        return
    wrong = []
    for line in lock.read_text().splitlines():
        pin = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)(.*)", line)
        if not pin or "sys_platform" in pin[3] or "python_version" in pin[3]:
            continue
        try:
            here = importlib.metadata.version(pin[1])
        except importlib.metadata.PackageNotFoundError:
            here = "tidak ada"
        if here != pin[2]:
            wrong.append(f"{pin[1]} {here}, seharusnya {pin[2]}")
    if wrong:
        yield Finding("paket", "problem", "; ".join(wrong[:5]), "Hapus .venv, jalankan lagi.")
    else:
        yield Finding("paket", "ok", "sama dengan berkas kunci")


def check_voice() -> Iterator[Finding]:
    """Look for the program that reads names and pages aloud; calls are spoken without it."""
    if shutil.which("espeak-ng"):
        yield Finding("suara", "ok", "espeak-ng ada")
    else:
        yield Finding("suara", "info", "espeak-ng tidak ada: Ruang Foto tidak terucapkan",
                      "sudo apt install espeak-ng")  # fmt: skip


def check_directory(directory: Path) -> Iterator[Finding]:
    """Look who may read a data directory, and whether a restore into it is complete."""
    mode = directory.stat().st_mode & 0o777
    if mode & 0o077:
        yield Finding(
            "direktori", "problem", f"{directory} terbuka bagi orang lain", f"chmod 700 {directory}"
        )
    elif (directory / UNFINISHED).exists():
        yield Finding(
            "direktori",
            "problem",
            "pemulihan ke sini belum selesai",
            f"Hapus {directory}, lalu ulangi satuhadir restore.",
        )
    else:
        running = "sedang dipakai demo" if is_held(directory) else "tidak sedang dipakai"
        yield Finding("direktori", "ok", f"{directory}, {running}")


def check_disk(place: Path) -> Iterator[Finding]:
    """Look how much room is left."""
    free = shutil.disk_usage(place).free
    state = "ok" if free >= LEAST_FREE_BYTES else "problem"
    todo = "" if state == "ok" else "Kosongkan ruang; PostgreSQL berhenti saat disk penuh."
    yield Finding("disk", state, f"{free / 1e9:.1f} GB tersisa di {place}", todo)


def check_owner() -> Iterator[Finding]:
    """Look whether the role that migrates is another than the one that works."""
    if not os.environ.get("DATABASE_OWNER_URL"):
        yield Finding(
            "peran pemilik",
            "info",
            "DATABASE_OWNER_URL tidak diisi di sini; perlu untuk migrate, backup dan restore",
        )


def check_port() -> Iterator[Finding]:
    """Look who listens where the web process should."""
    port = os.environ.get("SATUHADIR_PORT") or "8000"
    host = os.environ.get("SATUHADIR_HOST") or "127.0.0.1"
    connection = http.client.HTTPConnection(host, int(port) if port.isdigit() else 0, timeout=3)
    try:
        connection.request("GET", "/healthz", headers={"Connection": "close"})
        answer = connection.getresponse()
        said = answer.read(8)
    except (OSError, http.client.HTTPException):
        yield Finding("web", "info", f"tidak berjalan di {host}:{port}", "satuhadir serve")
        return
    finally:
        connection.close()
    if answer.status == 200 and said.strip() == b"ok":
        yield Finding("web", "ok", f"menjawab di {host}:{port}")
    else:
        yield Finding(
            "web",
            "problem",
            f"port {port} dipakai program lain",
            "Hentikan program itu, atau pilih SATUHADIR_PORT yang lain.",
        )


def _inside(environment: dict[str, str]) -> Iterator[Finding]:
    """What Django sees. When it can't even start, its last line says why."""
    command = commands.managed_command("satuhadir_doctor")
    try:
        done = subprocess.run(
            command,
            env=environment | {"SATUHADIR_ROLE": "app"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        yield Finding("basis data", "problem", f"tidak selesai dalam {SECONDS} detik")
        return
    for line in done.stdout.splitlines():
        with contextlib.suppress(ValueError, TypeError):
            yield Finding(**json.loads(line))
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["tanpa pesan"])[-1]
        yield Finding(
            "pengaturan",
            "problem",
            last.removeprefix("django.core.exceptions.ImproperlyConfigured: "),
            "Lihat docs/settings.md.",
        )


def _line(finding: Finding) -> str:
    todo = f"\n{'':<26}→ {finding.todo}" if finding.todo and finding.state != "ok" else ""
    return f"{WORDS[finding.state]:<9}{finding.name:<17}{finding.says}{todo}"
