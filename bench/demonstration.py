# SPDX-License-Identifier: Apache-2.0
"""`./satuhadir demo` as a person starts it, in a directory of its own, and stopped again."""

import contextlib
import json
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from bench.api import Client

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 180.0
STOP_SECONDS = 30.0


class DemonstrationError(Exception):
    """The demonstration did not start, or died."""


class Demonstration:
    """One run of the demonstration on one directory; `shown` is its demo.json."""

    def __init__(self, folder: Path, *, still: bool) -> None:
        self.folder = folder
        self.log = folder.with_suffix(".log")
        self.shown: dict[str, Any] = {}
        self._still = still
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and return the seconds until it said that it is ready to serve."""
        command = [str(ROOT / "satuhadir"), "demo", "--no-browser"]
        command += ["--data", str(self.folder), "--port", str(self._port)]
        began = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *(["--still"] if self._still else [])],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        ready = self.folder / "demo.json"
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() - began > READY_SECONDS:
                raise DemonstrationError(f"the demonstration did not start:\n{self.last_words()}")
            time.sleep(0.01)
        seconds = time.monotonic() - began
        self.shown = json.loads(ready.read_text())
        return seconds

    def stop(self) -> None:
        """Stop it as Ctrl-C does; end by force what does not go."""
        process, self._process = self._process, None
        if process is None:
            return
        family = _family(process.pid)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=STOP_SECONDS)
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait(timeout=STOP_SECONDS)

    # -- what a benchmark needs of it

    @property
    def mall(self) -> str:
        """The path of the demonstration mall in the API."""
        return f"/api/v1/malls/{self.shown['mall']}"

    @property
    def url(self) -> str:
        return str(self.shown["url"])

    @property
    def database_url(self) -> str:
        return str(self.shown["database_url"])

    def token(self, name: str) -> str:
        return str(self.shown["tokens"][name])

    def client(self, token: str = "") -> Client:
        """Return a client with one of the demonstration's tokens, by its name in demo.json."""
        return Client(self.url, self.token(token) if token else "")

    def processes(self) -> list[psutil.Process]:
        """Return everything that belongs to it now, the launcher first."""
        family = _family(self._process.pid) if self._process else []
        if not family or family[0].status() == psutil.STATUS_ZOMBIE:
            raise DemonstrationError(f"the demonstration has died:\n{self.last_words()}")
        return family

    def last_words(self) -> str:
        """Return the end of what it printed."""
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])
        return ""


@contextlib.contextmanager
def new_demonstration(*, still: bool = True) -> Iterator[Demonstration]:
    """A demonstration in a new directory, running; stopped and deleted at the end."""
    folder = Path(tempfile.gettempdir()) / f"satuhadir-bench-{secrets.token_hex(4)}"
    demonstration = Demonstration(folder, still=still)
    try:
        demonstration.start()
        yield demonstration
    finally:
        demonstration.stop()
        shutil.rmtree(folder, ignore_errors=True)
        demonstration.log.unlink(missing_ok=True)


def _family(pid: int) -> list[psutil.Process]:
    try:
        eldest = psutil.Process(pid)
        return [eldest, *eldest.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
