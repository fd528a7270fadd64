# SPDX-License-Identifier: Apache-2.0
"""Many malls in one demonstration, and somebody called again at each of them at a steady pace."""

import json
import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bench.api import Client
from bench.demonstration import ROOT, Demonstration, DemonstrationError
from bench.persistence import Persistent


class SmallMall(NamedTuple):
    """A mall with one counter, and the key to work it."""

    mall: str
    counter: str
    service: str
    key: str


def found_malls(demonstration: Demonstration, many: int) -> list[SmallMall]:
    """Make `many` malls in the running demonstration."""
    script = Path(__file__).with_name("found_malls.py").read_text()
    command = [str(ROOT / "satuhadir"), "manage", "shell", "-v", "0", "-c", script]
    done = subprocess.run(
        [*command, "--data", str(demonstration.folder)],
        cwd=ROOT,
        input=f"{many}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DemonstrationError(f"the malls could not be made:\n{done.stderr[-2000:]}")
    return [SmallMall(**one) for one in json.loads(done.stdout)]


class Caller:
    """Calls one person of a small mall again and again: each recall is one event on its screens."""

    def __init__(self, demonstration: Demonstration, mall: SmallMall, *, patience: float) -> None:
        self.mall = mall.mall
        self.recalled = 0
        client = Client(demonstration.url, mall.key)
        self._client = Persistent(client, patience_seconds=patience, chance=random.Random(1))
        path = f"/api/v1/malls/{mall.mall}"
        self._client.post(f"{path}/tickets", {"service": mall.service}).expect(201)
        called = self._client.post(f"{path}/counters/{mall.counter}/call-next").expect(200)
        self._path = f"{path}/tickets/{called.data['id']}/recall"
        self._at_counter = {"counter": mall.counter}

    def recall(self) -> None:
        self._client.post(self._path, self._at_counter).expect(200)
        self.recalled += 1


def recall_in_turn(
    callers: list[Caller], rounds: int, *, seconds_a_round: float, go_on: Callable[[], bool]
) -> None:
    """Recall once at each mall in every round, evenly spread over its seconds."""
    begins = time.monotonic()
    pause = seconds_a_round / len(callers)
    for number in range(rounds * len(callers)):
        time.sleep(max(0.0, begins + number * pause - time.monotonic()))
        if number % len(callers) == 0 and not go_on():
            return
        callers[number % len(callers)].recall()
