# SPDX-License-Identifier: Apache-2.0
"""The whole of `satuhadir demo` with small processes in the places of Django's."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from satuhadir.launch.datadir import open_data_directory
from satuhadir.launch.embedded import run_step
from satuhadir.launch.errors import LaunchError
from satuhadir.launch.postgres import free_port

WEB = """
import http.server, os
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
address = ("127.0.0.1", int(os.environ["SATUHADIR_PORT"]))
http.server.ThreadingHTTPServer(address, Ready).serve_forever()
"""
LOAD = """
import json, os, sys
accounts = [{"role": "officer", "username": "petugas", "password": "sandi"}]
json.dump({"mall": "among-warga", "accounts": accounts, "still": os.environ.get("SATUHADIR_STILL"),
           "secret": bool(os.environ.get("SATUHADIR_SECRET_FILE"))}, open(sys.argv[1], "w"))
"""
LAUNCHER = f"""
import sys
from satuhadir.launch import commands
python = [sys.executable, "-c"]
commands.web_command = lambda: [*python, {WEB!r}]
commands.worker_command = lambda: [*python, "import time; time.sleep(600)  # satuhadir"]
commands.load_command = lambda file, still: [*python, {LOAD!r}, str(file)]
commands.managed_command = lambda name, *rest: [*python, "print('migrated')"]
from satuhadir.launch.cli import main
sys.exit(main(sys.argv[1:]))
"""


@contextlib.contextmanager
def launched(*words: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SATUHADIR_", "DATABASE_"))}
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, "demo", "--no-browser", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=kept | more,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=15)


def ready(directory: Path, process: subprocess.Popen[str]) -> dict[str, Any]:
    until = time.monotonic() + 60
    while not (directory / "demo.json").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.02)
    shown: dict[str, Any] = json.loads((directory / "demo.json").read_text())
    return shown


def test_a_demo_is_published_killed_started_again_and_stopped(room: Path) -> None:
    directory, port = room / "d", free_port()
    words = ("--data", str(directory), "--port", str(port))
    with launched(*words, "--still", DATABASE_URL="postgresql://else.where/x") as first:
        shown = ready(directory, first)
        assert shown["url"] == f"http://127.0.0.1:{port}"
        assert shown["database_url"].startswith("postgresql://satuhadir_app:")
        assert shown["still"] == "1"
        assert shown["secret"]
        assert (directory / "demo.json").stat().st_mode & 0o777 == 0o600
        with urllib.request.urlopen(f"{shown['url']}/readyz") as answer:
            assert answer.status == 200
        first.kill()
        first.communicate()
    # It still says "ready", and must not when the next one begins.
    (directory / "demo.json").unlink()
    with launched(*words) as second:
        assert ready(directory, second) == shown
        second.send_signal(signal.SIGINT)
        printed, _ = second.communicate(timeout=60)
    assert second.returncode == 0
    assert f"http://127.0.0.1:{port}/among-warga/kios/" in printed
    assert "petugas" in printed
    assert not (directory / "demo.json").exists()
    assert not (directory / "postgres" / "postmaster.pid").exists()


def test_a_taken_port_is_one_line_that_names_another(room: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with launched("--data", str(room / "d"), "--port", str(port)) as process:
            _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert said.count("\n") == 1
    assert f"Port {port} sedang dipakai" in said
    assert "--port" in said
    assert not (room / "d").exists()


def test_a_step_that_fails_is_told_with_its_log(room: Path) -> None:
    with contextlib.closing(open_data_directory(room / "d")) as data:
        code = "import sys; print('mulai'); sys.exit('kolom X bentrok')"
        with pytest.raises(LaunchError, match="kolom X bentrok") as told:
            run_step(data, "migrate", [sys.executable, "-c", code], dict(os.environ))
        assert str(data.path / "migrate.log") in str(told.value)
        assert "mulai" in (data.path / "migrate.log").read_text()
