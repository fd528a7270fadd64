# SPDX-License-Identifier: Apache-2.0
"""The version before goes on giving numbers and calling while this one migrates and takes over."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest

from satuhadir.launch.postgres import free_port, throwaway_cluster

ROOT = Path(__file__).resolve().parents[2]
# The version that malls would come from.
OLD = "f8adb0a2d765cbc80f3ed667a2fee0f3b10911e7"
SECONDS_EACH = 2.0


@pytest.fixture(scope="module")
def old_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source of the version before, out of the history."""
    packed = subprocess.run(
        ["git", "archive", OLD, "src"], cwd=ROOT, capture_output=True, check=False
    )
    if packed.returncode:
        pytest.skip(f"this clone has no history back to {OLD[:7]}")
    place = tmp_path_factory.mktemp("old")
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
        archive.extractall(place, filter="data")
    return place / "src"


def environment(source: Path, owner_url: str, app_url: str, port: int = 0) -> dict[str, str]:
    ours = ("SATUHADIR_", "DATABASE_", "DJANGO_", "PYTEST_", "PG")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return kept | {
        "PYTHONPATH": str(source),
        "DJANGO_SETTINGS_MODULE": "satuhadir.config.settings",
        "DATABASE_URL": app_url,
        "DATABASE_OWNER_URL": owner_url,
        "SATUHADIR_DEMO": "1",
        "SATUHADIR_STILL": "1",
        "SATUHADIR_SECRET": "only-for-tests-" + "0" * 40,
        "SATUHADIR_PORT": str(port),
    }


def manage(known: dict[str, str], *words: str, role: str = "owner") -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", *words],
        env=known | {"SATUHADIR_ROLE": role},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def web(known: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "satuhadir.launch.web"],
            env=known,
            cwd="/",
            stdout=file,
            stderr=file,
        )
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with contextlib.closing(
                http.client.HTTPConnection("127.0.0.1", int(known["SATUHADIR_PORT"]))
            ) as asking:
                asking.request("GET", "/readyz", headers={"Connection": "close"})
                if asking.getresponse().status == 200:
                    return process
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text()[-3000:])


@dataclass
class Hall:
    """People who press without a pause, at the port their version listens on."""

    facts: dict[str, Any]
    ports: list[int]
    errors: list[str] = field(default_factory=list)
    presses: dict[str, int] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)

    def ask(self, who: int, path: str, token: str, body: dict[str, Any]) -> tuple[int, Any]:
        port = self.ports[who % len(self.ports)]
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {
            "Authorization": f"Bearer {self.facts['tokens'][token]}",
            "Content-Type": "application/json",
            "Connection": "close",
        }
        asking.request(
            "POST", f"/api/v1/malls/{self.facts['mall']}{path}", json.dumps(body), headers
        )
        answer = asking.getresponse()
        text = answer.read()
        asking.close()
        verb = path.rpartition("/")[2]
        self.presses[verb] = self.presses.get(verb, 0) + 1
        return answer.status, json.loads(text) if text else None

    def expect(self, who: int, path: str, token: str, body: dict[str, Any], *fine: int) -> Any:
        status, answer = self.ask(who, path, token, body)
        if status not in fine:
            self.errors.append(f"{path}: {status} {answer}")
        return answer

    def take_numbers(self, who: int) -> None:
        services = [code for counter in self.facts["counters"][:4] for code in counter["services"]]
        turn = 0
        while not self.stop.is_set():
            turn += 1
            body = {"service": services[turn % len(services)]}
            self.expect(who, "/tickets", "kiosk", body, 201)
            time.sleep(0.01)

    def serve(self, who: int) -> None:
        counter = self.facts["counters"][who]["id"]
        self.expect(who, f"/counters/{counter}/open", "counter", {}, 200)
        while not self.stop.is_set():
            ticket = self.expect(who, f"/counters/{counter}/call-next", "counter", {}, 200, 204)
            if not ticket:
                time.sleep(0.05)
                continue
            for verb in ("start", "finish"):
                path = f"/tickets/{ticket['id']}/{verb}"
                self.expect(who, path, "counter", {"counter": counter}, 200)

    def run(self, work: Any, who: int) -> None:
        try:
            work(who)
        except Exception as error:  # noqa: BLE001 - told by the test
            self.errors.append(f"{work.__name__}: {type(error).__name__} {error}")

    def begin(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self.run, args=(self.take_numbers, n)) for n in (0, 1)]
        threads += [threading.Thread(target=self.run, args=(self.serve, n)) for n in range(4)]
        for thread in threads:
            thread.start()
        return threads


@pytest.fixture
def cluster() -> Iterator[tuple[str, str]]:
    with throwaway_cluster() as urls:
        yield urls


def test_no_press_fails_while_this_version_migrates_and_takes_over(
    old_source: Path, cluster: tuple[str, str], tmp_path: Path
) -> None:
    owner_url, app_url = cluster
    before = environment(old_source, owner_url, app_url, free_port())
    after = environment(ROOT / "src", owner_url, app_url, free_port())
    manage(before, "satuhadir_migrate", "-v0")
    manage(before, "demo_load", "--file", str(tmp_path / "parts.json"), "--still")
    facts = json.loads((tmp_path / "parts.json").read_text())
    old, new = int(before["SATUHADIR_PORT"]), int(after["SATUHADIR_PORT"])
    running = [web(before, tmp_path / "old.log")]
    hall = Hall(facts, [old])
    threads = hall.begin()
    try:
        time.sleep(SECONDS_EACH)
        assert hall.presses.get("tickets", 0) > 10, hall.errors
        manage(after, "satuhadir_migrate", "-v0")
        migrated = dict(hall.presses)
        time.sleep(SECONDS_EACH)  # the old one on the new tables
        assert hall.presses["tickets"] > migrated["tickets"]
        assert hall.presses["call-next"] > migrated["call-next"]
        running.append(web(after, tmp_path / "new.log"))
        hall.ports = [old, new]
        time.sleep(SECONDS_EACH)  # both beside each other
        hall.ports = [new]
        time.sleep(0.5)
        running[0].terminate()
        assert running[0].wait(timeout=10) == 0
        time.sleep(SECONDS_EACH)
    finally:
        hall.stop.set()
        for thread in threads:
            thread.join()
        for process in running:
            process.kill()
            process.wait()
    assert not hall.errors, hall.errors[:5]
    manage(after, "queue_verify", role="app")
    with psycopg.connect(owner_url) as database:
        gaps = database.execute(
            "SELECT issue_line_id, count(*), max(number) FROM queue_ticket GROUP BY 1, day"
            " HAVING count(*) <> max(number)"
        ).fetchall()
        assert not gaps
        taken = database.execute("SELECT count(*) FROM queue_ticket").fetchone()
        assert taken == (hall.presses["tickets"],)
