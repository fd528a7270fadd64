# SPDX-License-Identifier: Apache-2.0
"""A real demonstration for the journeys: the same processes a person starts, on a free port."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START = "import sys; from satuhadir.launch.cli import main; sys.exit(main())"
PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class Demonstration:
    """A running `./satuhadir demo --still`: its address, and what `demo.json` says."""

    url: str
    facts: dict[str, Any]

    @property
    def mall(self) -> str:
        """The address of the mall's home."""
        return f"{self.url}/{self.facts['mall']}"

    def account(self, role: str) -> dict[str, str]:
        """Return username and password of the first account with this role."""
        accounts: list[dict[str, str]] = self.facts["accounts"]
        return next(account for account in accounts if account["role"] == role)


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def surroundings() -> dict[str, str]:
    """Return the environment of a person's shell: nothing of this test run in it."""
    ours = ("SATUHADIR_", "DATABASE_", "DJANGO_", "PYTEST_", "PG")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return kept | {"PYTHONPATH": str(ROOT / "src")}


@contextmanager
def demonstration(*, still: bool = True) -> Iterator[Demonstration]:
    """Run a demonstration and stop all of it afterwards; `still`: nothing happens by itself.

    With JOURNEYS_DATA, use the one that already runs on that data directory: for whoever writes
    a journey and starts it again and again.
    """
    if "JOURNEYS_DATA" in os.environ:
        facts = json.loads(Path(os.environ["JOURNEYS_DATA"], "demo.json").read_text("utf-8"))
        yield Demonstration(url=facts["url"], facts=facts)
        return
    # Not below pytest's own folder: the database runs as a user who may not enter that one.
    home = Path(tempfile.mkdtemp(prefix="satuhadir-journeys-"))
    home.chmod(0o755)
    data, log = home / "data", home / "log"
    words = ["demo", "--no-browser", "--data", str(data), "--port", str(free_port())]
    words += ["--still"] if still else []
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", START, *words],
            cwd=ROOT,
            env=surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        facts = facts_of(process, data / "demo.json", log)
        yield Demonstration(url=facts["url"], facts=facts)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(home, ignore_errors=True)


def facts_of(process: "subprocess.Popen[bytes]", place: Path, log: Path) -> dict[str, Any]:
    """Wait until the demonstration is ready to serve and return what it says about itself."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not place.is_file():
        if process.poll() is not None or time.monotonic() > end:
            said = log.read_text(encoding="utf-8", errors="replace")[-4000:]
            raise RuntimeError(f"the demonstration did not start:\n{said}")
        time.sleep(0.1)
    facts: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return facts
