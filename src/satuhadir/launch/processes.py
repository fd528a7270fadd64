# SPDX-License-Identifier: Apache-2.0
"""Start children, keep them alive, stop them all."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from satuhadir.launch.errors import LaunchError
from satuhadir.launch.leftovers import end_process
from satuhadir.launch.lifeline import dies_with_parent

STOP_SECONDS = 4.0
# A child that lived this long is not counted among the quickly dying.
STEADY_SECONDS = 30.0
LONGEST_PAUSE = 3.0
LOG_BYTES = 8_000_000


@dataclass
class Child:
    """One process to keep alive."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    began_at: float = 0.0
    quick_deaths: int = 0
    start_again_at: float = 0.0


@dataclass
class Family:
    """The children of one launcher. Their numbers are kept in `record` for the next launcher."""

    environment: Mapping[str, str]
    record: Path
    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)

    def start(self, child: Child) -> None:
        """Start a child and watch over it from now on."""
        if child not in self.children:
            self.children.append(child)
        if child.log.exists() and child.log.stat().st_size > LOG_BYTES:
            child.log.replace(child.log.with_suffix(".log.1"))
        with child.log.open("ab") as log:
            child.process = subprocess.Popen(
                child.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop the others in order
                preexec_fn=dies_with_parent("SIGTERM"),  # noqa: PLW1509 - one thread here
            )
        child.began_at = time.monotonic()
        self._note()

    def look_after(self) -> None:
        """Start again who has died, after a pause that grows while it keeps dying."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            if not child.start_again_at:
                steady = now - child.began_at > STEADY_SECONDS
                child.quick_deaths = 0 if steady else child.quick_deaths + 1
                pause = min(LONGEST_PAUSE, 0.2 * 2**child.quick_deaths) if not steady else 0.0
                child.start_again_at = now + pause
                self.say(
                    f"Proses {child.name} berhenti (kode {child.process.returncode}); "
                    f"dijalankan lagi. Lihat {child.log}."
                )
                _end_group(child.process.pid)
            if now >= child.start_again_at:
                child.start_again_at = 0.0
                self.start(child)

    def raise_if_dead(self) -> None:
        """Raise LaunchError with the log's last lines when a child has died."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                raise LaunchError(
                    f"Proses {child.name} tidak mau berjalan (kode {child.process.returncode}). "
                    f"Rincian: {child.log}\n{last_lines(child.log)}"
                )

    def stop(self) -> None:
        """Ask all to stop, wait a few seconds, end the rest."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(timeout=max(0.05, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _end_group(process.pid)
        self.children.clear()
        self.record.unlink(missing_ok=True)

    def _note(self) -> None:
        pids = [child.process.pid for child in self.children if child.process is not None]
        self.record.write_text(json.dumps(pids))


def end_former_children(record: Path) -> None:
    """End what a killed launcher left running, so that its port is free."""
    try:
        pids = json.loads(record.read_text())
    except (OSError, ValueError):
        return
    for pid in pids if isinstance(pids, list) else []:
        if isinstance(pid, int):
            end_process(pid, "satuhadir")
    record.unlink(missing_ok=True)


def last_lines(log: Path, count: int = 8) -> str:
    """The end of a log, indented, for a message."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8000))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in lines[-count:])


def _end_group(leader: int) -> None:
    """End what a dead leader left of its process group."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
