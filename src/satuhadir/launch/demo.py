# SPDX-License-Identifier: Apache-2.0
"""`satuhadir demo`: the whole of it on this machine, with nothing to set up."""

import argparse
import http.client
import json
import os
import signal
import sys
import time
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from satuhadir.launch import commands
from satuhadir.launch.datadir import DataDirectory, default_directory, is_data_directory
from satuhadir.launch.embedded import (
    CHILDREN,
    READY_FILE,
    embedded_postgres,
    environment_for,
    migrate,
    run_step,
)
from satuhadir.launch.errors import LaunchError
from satuhadir.launch.postgres import Cluster, free_port, port_is_free
from satuhadir.launch.processes import Child, Family

READY_SECONDS = 90
WATCH_SECONDS = 0.2
PATIENCE_SECONDS = 3.0
GRACE_SECONDS = 0.3
SCREENS = (
    ("Pilih mal", "/"),
    ("Beranda mal", "/{mall}/"),
    ("Layanan", "/{mall}/layanan/"),
    ("Peristiwa", "/{mall}/peristiwa/"),
    ("Pengaduan", "/{mall}/pengaduan/"),
    ("Kepuasan", "/{mall}/skm/"),
    ("Angka terbuka", "/{mall}/angka/"),
    ("Data terbuka", "/{mall}/data/"),
    ("Kios nomor", "/{mall}/kios/"),
    ("Kios survei", "/{mall}/kios/nilai/"),
    ("Layar aula", "/{mall}/layar/"),
    ("Loket petugas", "/loket/"),
    ("Pengelola", "/kelola/"),
    ("Penataan", "/admin/"),
)


def run_demo(options: argparse.Namespace) -> int:
    """Start everything, wait, stop everything. Returns the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup wants it ignored
        signal.signal(signal.SIGHUP, _interrupt)
    try:
        _run(options)
    except KeyboardInterrupt:
        _say("Semua dihentikan.")
    return 0


def _run(options: argparse.Namespace) -> None:
    directory = Path(options.data) if options.data else default_directory()
    if is_data_directory(directory):
        _refuse_if_held_port_is_taken(directory, options.port)
    elif options.port and not port_is_free(options.port):
        raise _port_trouble(options.port)
    with embedded_postgres(directory, fresh=options.fresh, say=_say) as (data, cluster):
        if options.port and not port_is_free(options.port):
            raise _port_trouble(options.port)
        port = options.port or free_port()
        still = options.still or bool(data.read("demo.quiet"))
        environment = environment_for(
            data,
            cluster,
            SATUHADIR_DEMO="1",
            SATUHADIR_PORT=str(port),
            **({"SATUHADIR_STILL": "1"} if still else {}),
        )
        migrate(data, environment, _say)
        _load(data, environment, still=still)
        family = Family(environment, data.path / CHILDREN, _say)
        try:
            family.start(Child("web", commands.web_command(), data.path / "web.log"))
            family.start(Child("worker", commands.worker_command(), data.path / "worker.log"))
            _await_ready(family, port)
            shown = _publish(data, cluster, port)
            _print_summary(shown, data)
            _open_browser(shown["url"], wanted=not options.no_browser)
            _watch(family, cluster)
        finally:
            _hold_signals()
            (data.path / READY_FILE).unlink(missing_ok=True)
            family.stop()


def _refuse_if_held_port_is_taken(directory: Path, port: int) -> None:
    """Say at once that a port is taken, unless our own former children have it."""
    if port and not port_is_free(port) and not (directory / CHILDREN).exists():
        raise _port_trouble(port)


def _load(data: DataDirectory, environment: dict[str, str], *, still: bool) -> None:
    """The demonstration mall, once in a directory's life."""
    if data.read("demo.loaded"):
        return
    _say("Mengisi mal contoh …")
    file = data.path / "demo.parts.json"
    owner = environment | {"SATUHADIR_ROLE": "owner"}  # it tells a past, with the clock in hand
    run_step(data, "demo_load", commands.load_command(file, still=still), owner)
    if not file.exists():
        raise LaunchError(f"Mal contoh tidak lengkap: {file} tidak dibuat.")
    data.write(file.name, file.read_text())
    data.write("demo.loaded", "1\n")


def _await_ready(family: Family, port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        family.raise_if_dead()
        if _answers(port):
            return
        time.sleep(0.05)
    logs = ", ".join(str(child.log) for child in family.children)
    raise LaunchError(f"Belum siap setelah {READY_SECONDS} detik. Rincian: {logs}")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Connection": "close"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _publish(data: DataDirectory, cluster: Cluster, port: int) -> dict[str, Any]:
    """Write demo.json: all a person or a program needs to work with the demonstration."""
    parts: dict[str, Any] = json.loads(data.read("demo.parts.json"))
    shown = parts | {"url": f"http://127.0.0.1:{port}", "database_url": cluster.app_url}
    data.write(READY_FILE, json.dumps(shown, indent=1, ensure_ascii=False) + "\n")
    return shown


def _print_summary(shown: Mapping[str, Any], data: DataDirectory) -> None:
    mall = str(shown.get("mall", ""))
    lines = ["", f"SatuHadir siap: {shown['url']}", ""]
    lines += [f"  {name:<15}{shown['url']}{path.format(mall=mall)}" for name, path in SCREENS]
    accounts = shown.get("accounts", [])
    if accounts:
        lines += ["", "Akun contoh (masuk di /masuk/):"]
        for account in accounts:
            lines.append(f"  {account['role']:<15}{account['username']:<22}{account['password']}")
    lines += ["", f"Data: {data.path}", *([f"      {data.cluster_home}"] * data.is_elsewhere)]
    lines += ["Berhenti dengan Ctrl-C.", ""]
    print("\n".join(lines), flush=True)


def _open_browser(url: str, *, wanted: bool) -> None:
    has_screen = sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if wanted and has_screen and os.geteuid() != 0:
        webbrowser.open(url)


def _watch(family: Family, cluster: Cluster) -> NoReturn:
    trouble = ""
    while True:
        try:
            if cluster.has_died():
                time.sleep(GRACE_SECONDS)  # whoever stops us all may just have reached it first
            if cluster.restart_if_dead():
                trouble = ""
                _say("PostgreSQL berhenti sendiri dan sudah dijalankan lagi; data utuh.")
        except LaunchError as error:
            # A full disk, most likely: whoever makes room should not have to start again as well.
            if str(error) != trouble:
                trouble = str(error)
                _say(f"{trouble} Dicoba lagi setiap {PATIENCE_SECONDS:.0f} detik.")
            time.sleep(PATIENCE_SECONDS)
        family.look_after()
        time.sleep(WATCH_SECONDS)


def _port_trouble(port: int) -> LaunchError:
    other = next((number for number in range(port + 1, port + 50) if port_is_free(number)), 0)
    example = other or "PORT lain"
    return LaunchError(
        f"Port {port} sedang dipakai program lain (atau tidak boleh dipakai). "
        f"Pilih yang lain: ./satuhadir demo --port {example}"
    )


def _interrupt(_number: int, _frame: object) -> NoReturn:
    _hold_signals()
    raise KeyboardInterrupt


def _hold_signals() -> None:
    """From here on we are stopping; it is bounded, and a second Ctrl-C must not cut it short."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
