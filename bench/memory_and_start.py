# SPDX-License-Identifier: Apache-2.0
"""The memory of the whole demonstration while its people move, and how soon it is there again."""

import contextlib
import re
import sys
import time
from pathlib import Path

import psutil

from bench.demonstration import Demonstration, new_demonstration
from bench.figures import Report, Row, median

RUNNING_SECONDS = 60.0
STARTS = 3
WANTED_MEGABYTES = 450.0
WANTED_SECONDS = 5.0


def run() -> Report:
    """Let it run a minute with its invented people, add up, and start it again on its data."""
    with new_demonstration(still=False) as demonstration:
        time.sleep(RUNNING_SECONDS)
        parts = memory(demonstration)
        starts = []
        for _ in range(STARTS):
            demonstration.stop()
            starts.append(demonstration.start())
    total, start = sum(parts.values()), median(starts)
    memory_row = Row(
        name="memory",
        what="whole demonstration after a minute, proportional memory",
        figure=f"{total:.0f} MB",
        beside=f"{WANTED_MEGABYTES:.0f} MB",
        ratio=f"{total / WANTED_MEGABYTES:.2f}",
        wanted="≤ 1",
        is_met=total <= WANTED_MEGABYTES,
    )
    start_row = Row(
        name="start",
        what="second start, until it serves",
        figure=f"{start:.1f} s",
        beside=f"{WANTED_SECONDS:.0f} s",
        ratio=f"{start / WANTED_SECONDS:.2f}",
        wanted="≤ 1",
        is_met=start <= WANTED_SECONDS,
    )
    listed = ", ".join(
        f"{name} {size:.0f} MB" for name, size in sorted(parts.items(), key=lambda item: -item[1])
    )
    remarks = [
        f"memory: {listed}",
        f"{STARTS} starts: " + " ".join(f"{one:.1f}" for one in starts) + " s",
    ]
    values = {"megabytes": total, "parts_megabytes": parts, "start_seconds": starts}
    return Report([memory_row, start_row], remarks, values)


def memory(demonstration: Demonstration) -> dict[str, float]:
    """Return the proportional set size in MB (10⁶ bytes) by what the processes are."""
    parts: dict[str, float] = {}
    for process in demonstration.processes():
        with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
            size = proportional_bytes(process) / 1e6
            name = name_of(process)
            parts[name] = parts.get(name, 0.0) + size
    return parts


def proportional_bytes(process: psutil.Process) -> int:
    """Return the memory of a process; a page that n of them share counts as 1/n in each."""
    if not sys.platform.startswith("linux"):
        return int(process.memory_info().rss)  # only Linux tells the share: this is more
    text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def name_of(process: psutil.Process) -> str:
    """Return what a process of the demonstration is: web, worker, PostgreSQL or launcher."""
    words = " ".join(process.cmdline())
    for word, name in (
        ("satuhadir.launch.web", "web"),
        ("satuhadir_worker", "worker"),
        ("postgres", "PostgreSQL"),
        (" demo ", "launcher"),
    ):
        if word in words:
            return name
    return str(process.name())
