# SPDX-License-Identifier: Apache-2.0
"""Eight processes race for numbers and calls, break off and try again; the log tells on them."""

import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.crowd import crowd
from bench.demonstration import ROOT, Demonstration, new_demonstration
from bench.figures import Report, Row
from bench.hall import Desk, desks
from bench.logbook import Findings, examine, read_log
from bench.persistence import Persistent

LINES = 2
COUNTERS = 4
CLIENTS = LINES * COUNTERS
ACTS = 5_000
LIMIT_SECONDS = 900.0
PATIENCE_SECONDS = 60.0
# Shares of all acts.
BROKEN_OFF = 0.03
TWO_LINES = 0.2
AT_A_NEIGHBOUR = 0.15
SERVED = 0.2


@dataclass
class Acknowledged:
    """What one client was told has happened."""

    tickets: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    days: set[str] = field(default_factory=set)
    issues: int = 0
    presses: int = 0
    retries: int = 0
    server_errors: int = 0


def run(acts: int = ACTS) -> Report:
    """Race, then read the log of the day and let `queue verify` recompute it."""
    with new_demonstration() as demonstration:
        places = desks(demonstration, LINES, COUNTERS)
        began = time.monotonic()

        def work(index: int, ready: Callable[[], None]) -> Acknowledged:
            racer = Racer(demonstration, places, index)
            ready()
            return racer.race(acts, began + LIMIT_SECONDS)

        told = crowd(CLIENTS, work, limit_seconds=LIMIT_SECONDS + 120)
        seconds = time.monotonic() - began
        found = examine(read_log(demonstration, set().union(*(one.days for one in told))))
        verdict = verify(demonstration)
    return _report(acts, told, found, verdict, seconds)


class Racer:
    """One client: a kiosk and an officer who presses at others' counters too."""

    def __init__(self, demonstration: Demonstration, places: list[list[Desk]], index: int) -> None:
        self._chance = random.Random(index)
        self._mall = demonstration.mall
        self._own = places[index // COUNTERS][index % COUNTERS]
        self._neighbours = [desk for line in places for desk in line if desk != self._own]
        self._other_service = places[1 - index // COUNTERS][0].service
        self._kiosk = self._persistent(demonstration, "kiosk")
        self._counter = self._persistent(demonstration, "counter")
        self._said = Acknowledged()

    def race(self, acts: int, until: float) -> Acknowledged:
        """Take `acts` numbers and press "call next" as often; stop early when time is up."""
        attendance = ""
        for _ in range(acts):
            if time.monotonic() > until:
                break
            attendance = self._take_number(attendance)
            self._press()
        said = self._said
        said.retries = self._kiosk.retries + self._counter.retries
        said.server_errors = self._kiosk.server_errors + self._counter.server_errors
        return said

    def _take_number(self, attendance: str) -> str:
        """Take a number; return the person if they shall take one in the other line, too."""
        body = {"service": self._own.service}
        if attendance:
            body = {"service": self._other_service, "attendance": attendance}
        ticket = self._kiosk.post(f"{self._mall}/tickets", body).expect(201).data
        self._said.issues += 1
        self._said.tickets[ticket["id"]] = ticket["code"]
        self._said.days.add(ticket["day"])
        goes_on = not attendance and self._chance.random() < TWO_LINES
        return str(ticket["attendance"]) if goes_on else ""

    def _press(self) -> None:
        desk = self._own
        if self._chance.random() < AT_A_NEIGHBOUR:
            desk = self._chance.choice(self._neighbours)
        path = f"{self._mall}/counters/{desk.counter}/call-next"
        answer = self._counter.post(path).expect(200, 204, 409)
        self._said.presses += 1
        if answer.status != 200:
            return
        ticket = str(answer.data["id"])
        self._said.calls.append(ticket)
        verbs = ("start", "finish") if self._chance.random() < SERVED else ("cancel",)
        for verb in verbs:
            body = {"counter": desk.counter}
            self._counter.post(f"{self._mall}/tickets/{ticket}/{verb}", body).expect(200)

    def _persistent(self, demonstration: Demonstration, token: str) -> Persistent:
        return Persistent(
            demonstration.client(token),
            patience_seconds=PATIENCE_SECONDS,
            chance=self._chance,
            impatient_share=BROKEN_OFF,
        )


def verify(demonstration: Demonstration) -> str:
    """Let the product recompute its log; return what it complains of, empty when nothing."""
    command = [str(ROOT / "satuhadir"), "queue", "verify", "--data", str(demonstration.folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()


def _report(
    acts: int, told: list[Acknowledged], found: Findings, verdict: str, seconds: float
) -> Report:
    tickets = {ticket: code for one in told for ticket, code in one.tickets.items()}
    calls = Counter(ticket for one in told for ticket in one.calls)
    issues, presses = sum(one.issues for one in told), sum(one.presses for one in told)
    doubled = len(found.doubled_numbers) + abs(len(found.issued) - issues)
    double_calls = len(found.double_calls) + sum((Counter(found.called) - calls).values())
    double_calls += sum(n - 1 for n in calls.values())
    lost = [one for one in tickets if found.issued.get(one, {}).get("code") != tickets[one]]
    counts = (doubled, double_calls, len(found.gaps), len(lost), len(found.broken_links))
    is_whole = issues == presses == CLIENTS * acts
    row = Row(
        name="races",
        what=f"{CLIENTS} × {acts} racing issues and as many calls, with retries",
        figure=f"{doubled} doubled numbers, {double_calls} double calls, {len(found.gaps)} gaps",
        beside="0, 0, 0",
        ratio="–",
        wanted="all 0",
        is_met=is_whole and not any(counts) and not verdict,
    )
    retries = sum(one.retries for one in told)
    remarks = [
        f"{issues} issues and {presses} presses of call-next ({sum(calls.values())} tickets called)"
        f" in {seconds:.0f} s; {retries} requests sent again after a broken-off connection or a"
        f" 503; {sum(one.server_errors for one in told)} answers 500",
        f"acknowledged tickets that are not in the log: {len(lost)}; broken links of its chain:"
        f" {len(found.broken_links)}; `queue verify`: {verdict or 'intact'}",
    ]
    names = ("doubled_numbers", "double_calls", "gaps", "lost_tickets", "broken_links")
    values = {
        **dict(zip(names, counts, strict=True)),
        "issues": issues,
        "presses": presses,
        "calls": sum(calls.values()),
        "retries": retries,
        "seconds": seconds,
    }
    return Report([row], remarks, values)
