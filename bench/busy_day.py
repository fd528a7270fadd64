# SPDX-License-Identifier: Apache-2.0
"""Six hours of a busy day at ten times its speed: is the memory flat, is nothing refused or lost?

Arrivals follow a morning peak and a smaller one after noon; service times are lognormal around
each line's mean. People come to the kiosk or by phone, some are called twice, some lack a paper
and come back, some are sent on to another counter; screens and phones watch all the while.
"""

import asyncio
import contextlib
import math
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from bench.api import Answer, Client, NoAnswer
from bench.demonstration import ROOT, Demonstration, new_demonstration
from bench.figures import Report, Row
from bench.memory_and_start import memory
from bench.watching import Wall

HOURS = 6.0
QUICK_HOURS = 0.5
SPEED = 10.0
VISITORS = 1_500
COUNTERS = 40
SCREENS = 40
PHONES = 60
WARM_SHARE = 1 / 6
SAMPLE_SECONDS = 10.0
WANTED_SHARE = 0.05
MEAN_MINUTES = 7.0
WALK_MINUTES = 0.5

Fine = tuple[int, ...]


class Day:
    """What all who take part share: the clock of the simulated day, and what went wrong."""

    def __init__(self, demonstration: Demonstration, hours: float) -> None:
        self.demonstration = demonstration
        self.seconds = hours * 3600 / SPEED
        self.began = time.monotonic()
        self.done: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.tracks: list[str] = []
        self._lock = threading.Lock()

    @property
    def share(self) -> float:
        """How much of the day has passed, 0 to 1."""
        return (time.monotonic() - self.began) / self.seconds

    def sleep(self, minutes: float) -> None:
        """Sleep so many minutes of the simulated day, or to its end."""
        left = self.began + self.seconds - time.monotonic()
        time.sleep(max(0.0, min(minutes * 60 / SPEED, left)))

    def post(
        self, what: str, client: Client, path: str, body: object = None, *, fine: Fine = (200,)
    ) -> Answer | None:
        """Post; count it, and any answer that is not one of `fine`. None when there was none."""
        return self._count(what, fine, lambda: client.post(path, body))

    def get(self, what: str, client: Client, path: str) -> None:
        self._count(what, (200,), lambda: client.get(path))

    def _count(self, what: str, fine: Fine, act: Callable[[], Answer]) -> Answer | None:
        answer: Answer | None = None
        with contextlib.suppress(NoAnswer):
            answer = act()
        status = answer.status if answer is not None else 0
        with self._lock:
            self.done[what] += 1
            if status not in fine:
                self.errors[f"{what} {status}"] += 1
        return answer


def run(hours: float = HOURS) -> Report:
    """Live the day, watching the memory; then read the log again."""
    with new_demonstration() as demonstration:
        day = Day(demonstration, hours)
        crew = _crew(day)
        for thread in crew:
            thread.start()
        samples = _watch_memory(day)
        for thread in crew:
            thread.join(timeout=60)
        verified = _verify(demonstration)
        complaints = _complaints(demonstration)
    return _report(day, hours, samples, verified, complaints)


def arrivals_an_hour(share: float) -> float:
    """Return the rate of arrivals at a share of the day: 1,500 in six hours, most before ten."""
    morning = math.exp(-(((share - 0.25) / 0.18) ** 2))
    noon = 0.5 * math.exp(-(((share - 0.75) / 0.15) ** 2))
    return VISITORS / 6 * (0.35 + 1.45 * morning + noon)


def _crew(day: Day) -> list[threading.Thread]:
    services = _services(day.demonstration)
    counters = day.demonstration.shown["counters"][:COUNTERS]
    manager = day.demonstration.client("manager")
    for counter in counters:
        manager.post(f"{day.demonstration.mall}/counters/{counter['id']}/open").expect(200)
    manager.close()
    works: list[Callable[[], None]] = [lambda: _come(day, services)]
    works += [
        _officer(day, counter["id"], services, number) for number, counter in enumerate(counters)
    ]
    works += [lambda: _watch_phones(day), lambda: _watch_screens(day)]
    return [threading.Thread(target=work, daemon=True) for work in works]


def _services(demonstration: Demonstration) -> list[str]:
    """Return the services that the counters of the day serve, each as often as it is served."""
    counters = demonstration.shown["counters"][:COUNTERS]
    return [service for counter in counters for service in counter["services"][:3]]


def _come(day: Day, services: list[str]) -> None:
    """Let people arrive, two thirds at the kiosk and a third by phone who are present soon."""
    chance = random.Random(1)
    kiosk, phone = day.demonstration.client("kiosk"), day.demonstration.client()
    tickets = f"{day.demonstration.mall}/tickets"
    while day.share < 0.97:
        day.sleep(chance.expovariate(arrivals_an_hour(day.share)) * 60)
        body: dict[str, Any] = {"service": chance.choice(services)}
        if chance.random() < 0.12:
            body["needs"] = ["elderly"]
        if chance.random() < 2 / 3:
            answer = day.post("number at the kiosk", kiosk, tickets, body, fine=(201,))
        else:
            answer = day.post("number by phone", phone, tickets, body, fine=(201,))
            if answer is not None and answer.status == 201:
                day.post("present", kiosk, f"{tickets}/{answer.data['id']}/present")
        if answer is not None and answer.status == 201:
            day.tracks.append(answer.data["track"])


def _officer(day: Day, counter: str, services: list[str], number: int) -> Callable[[], None]:
    chance = random.Random(1000 + number)
    mall = day.demonstration.mall

    def serve(client: Client, ticket: str) -> None:
        def move(word: str, *, fine: Fine = (200,), **more: Any) -> None:
            body = {"counter": counter, **more}
            day.post(word, client, f"{mall}/tickets/{ticket}/{word}", body, fine=fine)

        day.sleep(WALK_MINUTES)
        if chance.random() < 0.1:
            move("recall")
            day.sleep(WALK_MINUTES)
        move("start")
        day.sleep(MEAN_MINUTES * chance.lognormvariate(-0.18, 0.6))
        what = chance.random()
        if what < 0.04:
            move("hold")
            day.sleep(1.0)
            move("resume")
        elif what < 0.07:
            move("transfer", fine=(200, 409), service=chance.choice(services))
        else:
            move("finish")

    def work() -> None:
        client = day.demonstration.client("counter")
        while day.share < 1:
            path = f"{mall}/counters/{counter}/call-next"
            answer = day.post("call next", client, path, fine=(200, 204, 409))
            if answer is not None and answer.status == 200:
                serve(client, answer.data["id"])
            elif answer is not None and answer.status == 409:
                _leave(day, client, counter)
            else:
                day.sleep(0.5)

    return work


def _leave(day: Day, client: Client, counter: str) -> None:
    """Finish what a refused transfer left at the counter."""
    mall = day.demonstration.mall
    ticket = client.get(f"{mall}/counters/{counter}").expect(200).data["ticket"]
    if ticket is not None:
        path = f"{mall}/tickets/{ticket['id']}/finish"
        day.post("finish", client, path, {"counter": counter}, fine=(200, 409))


def _watch_phones(day: Day) -> None:
    chance, client = random.Random(2), day.demonstration.client()
    while day.share < 1:
        for track in chance.sample(day.tracks, min(PHONES, len(day.tracks))):
            day.get("look by phone", client, f"/api/v1/track/{track}")
            time.sleep(0.05)
        day.get("board", client, f"{day.demonstration.mall}/board")
        time.sleep(1.0)


def _watch_screens(day: Day) -> None:
    async def watch() -> None:
        wall = Wall(day.demonstration.url, [day.demonstration.shown["mall"]], SCREENS)
        await wall.hang()
        await wall.wait(lambda: day.share >= 1, day.seconds + 60)
        wall.take_down()

    asyncio.run(watch())


def _watch_memory(day: Day) -> list[dict[str, float]]:
    """Return the memory by process every few seconds, from when the day has warmed up."""
    samples = []
    while day.share < 1:
        time.sleep(min(SAMPLE_SECONDS, day.seconds / 60))
        if day.share >= WARM_SHARE:
            samples.append(memory(day.demonstration))
    return samples


def _verify(demonstration: Demonstration) -> bool:
    command = [str(ROOT / "satuhadir"), "queue", "verify", "--data", str(demonstration.folder)]
    return not subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


def _complaints(demonstration: Demonstration) -> int:
    """Count the lines of trouble in the logs of its processes."""
    lines = [
        line
        for log in demonstration.folder.glob("*.log")
        for line in log.read_text(errors="replace").splitlines()
    ]
    return sum(" ERROR " in line or "Traceback" in line for line in lines)


def _report(
    day: Day, hours: float, samples: list[dict[str, float]], verified: bool, complaints: int
) -> Report:
    """Set what the day left beside what is wanted. Long, for it is one list of figures."""
    ours = [sample.get("web", 0.0) + sample.get("worker", 0.0) for sample in samples]
    whole = [sum(sample.values()) for sample in samples]
    swing, whole_swing = _swing(ours), _swing(whole)
    errors = sum(day.errors.values()) + complaints
    rows = [
        Row(
            name="busy_day_memory",
            what=f"{hours:g} hours at {SPEED:g} × speed: memory around its middle",
            figure=f"± {whole_swing:.1%}",
            beside=f"± {WANTED_SHARE:.0%}",
            ratio=f"{whole_swing / WANTED_SHARE:.2f}",
            wanted="≤ 1",
            is_met=whole_swing <= WANTED_SHARE,
        ),
        Row(
            name="busy_day_errors",
            what="requests refused without reason, and errors in the logs; the log verifies",
            figure=f"{errors}, {'yes' if verified else 'no'}",
            beside="0, yes",
            ratio="–",
            wanted="0, yes",
            is_met=errors == 0 and verified,
        ),
    ]
    first, last = samples[0], samples[-1]
    remarks = [
        f"{sum(day.done.values())} requests: "
        + ", ".join(f"{name} {many}" for name, many in day.done.most_common()),
        "memory after the warm-up and at the end: "
        + ", ".join(f"{name} {first[name]:.0f} → {last.get(name, 0):.0f} MB" for name in first)
        + f"; web and worker alone ± {swing:.1%}",
        f"not as expected: {dict(day.errors) or 'nothing'}; {complaints} errors in the logs",
    ]
    values = {
        "hours": hours,
        "requests": dict(day.done),
        "errors": dict(day.errors),
        "memory_swing": whole_swing,
        "web_and_worker_swing": swing,
        "verified": verified,
    }
    return Report(rows, remarks, values)


def _swing(sizes: list[float]) -> float:
    """Return how far the largest and smallest lie from the middle between them, as a share."""
    return (max(sizes) - min(sizes)) / (max(sizes) + min(sizes))
