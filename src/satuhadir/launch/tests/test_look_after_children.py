# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from satuhadir.launch.errors import LaunchError
from satuhadir.launch.leftovers import _is_alive
from satuhadir.launch.processes import Child, Family, end_former_children
from satuhadir.shared.tests.racing import eventually

SLEEP = "import time; time.sleep(600)  # satuhadir"
STUBBORN = (
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('x', flush=True); " + SLEEP
)
PARENT = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "{SLEEP}"])
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def family(tmp_path: Path, said: list[str]) -> Iterator[Family]:
    made = Family(dict(os.environ), tmp_path / "children.json", said.append)
    yield made
    made.stop()


def child(tmp_path: Path, code: str) -> Child:
    return Child("contoh", [sys.executable, "-c", code], tmp_path / "contoh.log")


def pid_of(one: Child) -> int:
    assert one.process is not None
    return one.process.pid


def test_a_child_that_dies_is_started_again(
    family: Family, tmp_path: Path, said: list[str]
) -> None:
    one = child(tmp_path, SLEEP)
    family.start(one)
    first = pid_of(one)
    os.kill(first, 9)

    def back() -> bool:
        family.look_after()
        return pid_of(one) != first and _is_alive(pid_of(one))

    eventually(back)
    assert len(said) == 1
    assert "contoh.log" in said[0]


def test_a_child_that_keeps_dying_is_not_started_in_a_frenzy(
    family: Family, tmp_path: Path, said: list[str]
) -> None:
    family.start(child(tmp_path, "raise SystemExit(3)"))
    until = time.monotonic() + 2
    while time.monotonic() < until:
        family.look_after()
        time.sleep(0.02)
    assert 1 <= len(said) <= 4


def test_a_child_that_dies_at_the_start_is_told_with_its_last_words(
    family: Family, tmp_path: Path
) -> None:
    family.start(child(tmp_path, "raise SystemExit('setelan X hilang')"))

    one = family.children[0].process
    assert one is not None
    one.wait(10)
    with pytest.raises(LaunchError, match="setelan X hilang") as told:
        family.raise_if_dead()
    assert str(tmp_path / "contoh.log") in str(told.value)


def test_stopping_ends_all_even_the_stubborn(family: Family, tmp_path: Path) -> None:
    stubborn, parent = child(tmp_path, STUBBORN), child(tmp_path, PARENT)
    parent.log = tmp_path / "parent.log"
    family.start(stubborn)
    family.start(parent)
    eventually(lambda: stubborn.log.read_text() != "" and parent.log.read_text() != "")
    grandchild = int(parent.log.read_text())
    pids = [pid_of(stubborn), pid_of(parent), grandchild]
    family.stop()
    eventually(lambda: not any(_is_alive(pid) for pid in pids))
    assert not family.record.exists()


def test_what_a_killed_launcher_left_is_ended_and_a_stranger_is_not(tmp_path: Path) -> None:
    ours = subprocess.Popen([sys.executable, "-c", SLEEP], start_new_session=True)
    stranger = subprocess.Popen(["sleep", "60"])
    record = tmp_path / "children.json"
    record.write_text(f"[{ours.pid}, {stranger.pid}]")
    try:
        end_former_children(record)
        assert ours.wait(5) != 0
        assert stranger.poll() is None
        assert not record.exists()
    finally:
        ours.kill()
        stranger.kill()
        stranger.wait()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux tells children")
def test_children_end_with_a_killed_launcher(tmp_path: Path) -> None:
    code = f"""
import os, sys, time
from pathlib import Path
from satuhadir.launch.processes import Child, Family
family = Family(dict(os.environ), Path(sys.argv[1]) / "children.json", print)
one = Child("x", [sys.executable, "-c", "{SLEEP}"], Path(sys.argv[1]) / "x.log")
family.start(one)
print(one.process.pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as launcher:
        assert launcher.stdout is not None
        pid = int(launcher.stdout.readline())
        assert _is_alive(pid)
        launcher.kill()
    eventually(lambda: not _is_alive(pid))
