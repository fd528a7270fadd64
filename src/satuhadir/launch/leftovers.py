# SPDX-License-Identifier: Apache-2.0
"""What a killed launcher left behind: a postmaster still running, or only its pid file."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from satuhadir.launch.identity import Identity

# Fast shutdown, then the immediate one (recovers at the next start), then the end.
STOP_SIGNALS = ((signal.SIGINT, 4.0), (signal.SIGQUIT, 1.0), (signal.SIGKILL, 1.0))


def postmaster_is_ready(data: Path, pid: int) -> bool:
    """Whether the postmaster `pid` of this directory accepts connections (its pid file says so)."""
    lines = _pid_file(data)
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def stop_postmaster(data: Path, pg_ctl: str, identity: Identity) -> None:
    """Stop a postmaster that still works on `data`; forget a pid file that names a stranger.

    Only called while we hold the directory's lock, so whoever runs there has lost its launcher.
    """
    lines = _pid_file(data)
    if not lines or not lines[0].strip().isdigit():
        return
    pid = int(lines[0])
    if not _is_alive(pid):
        return  # PostgreSQL itself sees to a stale file
    if not _works_on(pid, data):
        # The number belongs to somebody else by now and would keep PostgreSQL from starting.
        if not _anybody_in(data):
            (data / "postmaster.pid").unlink(missing_ok=True)
        return
    for mode, seconds in (("fast", 10), ("immediate", 5)):
        subprocess.run(
            [pg_ctl, "stop", "-D", str(data), "-m", mode, "-w", "-t", str(seconds)],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            **identity.run_as(),
        )
        if not _is_alive(pid):
            return
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.3)


def kill_postmaster(data: Path) -> None:
    """End a postmaster whose data are about to be deleted."""
    lines = _pid_file(data)
    if lines and lines[0].strip().isdigit():
        end_process(int(lines[0]), str(data))


def end_process(pid: int, word: str, patience: float = 3.0) -> None:
    """End a process, and its group when it leads one, if `word` stands in its command line."""
    if not _is_alive(pid) or word not in command_line(pid):
        return
    leads = os.getpgid(pid) == pid
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 2.0)):
        with contextlib.suppress(ProcessLookupError):
            if leads and number == signal.SIGKILL:
                os.killpg(pid, number)
            else:
                os.kill(pid, number)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not _is_alive(pid):
                return
            time.sleep(0.05)


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state == "Z"


def _works_on(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL started on `data`, judged by its command line."""
    return str(data) in command_line(pid)


def command_line(pid: int) -> str:
    """The process's command line, empty when there is none to read."""
    if sys.platform.startswith("linux"):
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, UnicodeDecodeError):
            return ""
    answer = subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def _anybody_in(data: Path) -> bool:
    """Whether some process has `data` as its working directory, as every backend does (Linux)."""
    real = str(data.resolve())
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if str(entry.readlink()) == real:
                return True
        except OSError:
            continue
    return False
