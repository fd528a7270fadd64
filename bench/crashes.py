# SPDX-License-Identifier: Apache-2.0
"""`kill -9` of PostgreSQL and of the web process under load; nothing told may be lost."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psutil

from bench.api import Client
from bench.crowd import crowd, shared_flag
from bench.demonstration import Demonstration, DemonstrationError, new_demonstration
from bench.figures import Report, Row
from bench.hall import Desk, desks
from bench.logbook import Findings, examine, read_log
from bench.persistence import Persistent
from bench.races import verify

LINES = 2
COUNTERS = 4
CLIENTS = LINES * COUNTERS
ROUNDS = 10
LOAD_SECONDS = 1.5
PATIENCE_SECONDS = 90.0
VICTIMS = ("PostgreSQL", "web")
# How far a ticket has come; the load knows no other states.
STEPS = ("waiting", "called", "serving", "done")


@dataclass
class Kept:
    """What a client was told: tickets as they were issued, and how far each has come."""

    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    recoveries: list[float] = field(default_factory=list)
    retries: int = 0
    server_errors: int = 0


def run(rounds: int = ROUNDS) -> Report:
    """Kill one after the other while eight clients work, then compare all they were told."""
    with new_demonstration() as demonstration:
        places = [desk for line in desks(demonstration, LINES, COUNTERS) for desk in line]
        give_sign, is_over = shared_flag()

        def work(index: int, ready: Callable[[], None]) -> Kept:
            if index == CLIENTS:
                return _kill(demonstration, places[0], rounds, ready, give_sign)
            return _serve(demonstration, places[index], ready, is_over)

        longest = rounds * (LOAD_SECONDS + PATIENCE_SECONDS) + 60
        told = crowd(CLIENTS + 1, work, limit_seconds=longest)
        tickets = {name: one for kept in told for name, one in kept.tickets.items()}
        states = _furthest(told)
        lost = _lost_or_changed(demonstration.client(), tickets, states)
        days = {str(one["day"]) for one in tickets.values()}
        found = examine(read_log(demonstration, days))
        verdict = verify(demonstration)
    return _report(told, tickets, states, lost, found, verdict)


def _report(
    told: list[Kept],
    tickets: dict[str, dict[str, Any]],
    states: dict[str, str],
    lost: list[str],
    found: Findings,
    verdict: str,
) -> Report:
    never_told = set(found.issued) - set(tickets)
    broken = [*found.doubled_numbers, *found.gaps, *found.double_calls, *found.broken_links]
    recoveries = [one for kept in told for one in kept.recoveries]
    row = Row(
        name="crashes",
        what=f"kill -9 of PostgreSQL and of the web process under load, {len(recoveries)} rounds",
        figure=f"{len(lost)} acknowledged tickets lost or changed",
        beside="0",
        ratio="–",
        wanted="0",
        is_met=not lost and not never_told and not broken and not verdict and bool(tickets),
    )
    remarks = [
        f"{len(tickets)} tickets acknowledged, {sum(STEPS.index(one) for one in states.values())}"
        f" steps of theirs too; {sum(kept.retries for kept in told)} requests sent again,"
        f" {sum(kept.server_errors for kept in told)} answers 500",
        "seconds from the kill to the next number given: "
        + "; ".join(
            f"{victim} " + " ".join(f"{one:.1f}" for one in recoveries[i :: len(VICTIMS)])
            for i, victim in enumerate(VICTIMS)
        ),
        f"given but never told: {len(never_told)}; broken promises in the log: {len(broken)};"
        f" `queue verify`: {verdict or 'intact'}",
    ]
    values = {
        "acknowledged": len(tickets),
        "lost_or_changed": len(lost),
        "given_but_never_told": len(never_told),
        "broken_in_log": len(broken),
        "recovery_seconds": dict(
            zip(VICTIMS, (recoveries[i :: len(VICTIMS)] for i in range(len(VICTIMS))), strict=True)
        ),
    }
    return Report([row], remarks, values)


def _serve(
    demonstration: Demonstration, desk: Desk, ready: Callable[[], None], is_over: Callable[[], bool]
) -> Kept:
    """Give numbers and serve people at one counter until the end; stop between two visits."""
    kept = Kept()
    kiosk, counter = _persistent(demonstration, "kiosk"), _persistent(demonstration, "counter")
    mall, body = demonstration.mall, {"counter": desk.counter}
    ready()
    while not is_over():
        _issue(kiosk, mall, desk, kept)
        called = counter.post(f"{mall}/counters/{desk.counter}/call-next").expect(200)
        ticket = str(called.data["id"])
        kept.states[ticket] = "called"
        for verb, state in (("start", "serving"), ("finish", "done")):
            counter.post(f"{mall}/tickets/{ticket}/{verb}", body).expect(200)
            kept.states[ticket] = state
    kept.retries = kiosk.retries + counter.retries
    kept.server_errors = kiosk.server_errors + counter.server_errors
    return kept


def _kill(
    demonstration: Demonstration,
    desk: Desk,
    rounds: int,
    ready: Callable[[], None],
    give_sign: Callable[[], None],
) -> Kept:
    """Kill, wait until a number is given again, and so on; then tell the others to end."""
    kept = Kept()
    kiosk = _persistent(demonstration, "kiosk")
    try:
        ready()
        for number in range(rounds):
            time.sleep(LOAD_SECONDS)
            victims = _victims(demonstration, VICTIMS[number % len(VICTIMS)])
            for victim in victims:
                victim.kill()
            began = time.monotonic()
            psutil.wait_procs(victims, timeout=10)
            _issue(kiosk, demonstration.mall, desk, kept)
            kept.recoveries.append(time.monotonic() - began)
    finally:
        give_sign()
    return kept


def _victims(demonstration: Demonstration, name: str) -> list[psutil.Process]:
    """Return the processes to kill: the postmaster and its children, or the web process."""
    if name == "PostgreSQL":
        found = [one for one in demonstration.processes() if one.name().startswith("postgres")]
    else:
        found = [
            one for one in demonstration.processes() if "satuhadir.launch.web" in one.cmdline()
        ]
    if not found:
        raise DemonstrationError(f"nothing runs that is {name}")
    return found


def _issue(kiosk: Persistent, mall: str, desk: Desk, kept: Kept) -> None:
    ticket = kiosk.post(f"{mall}/tickets", {"service": desk.service}).expect(201).data
    kept.tickets[ticket["id"]] = ticket
    kept.states.setdefault(ticket["id"], "waiting")


def _furthest(told: list[Kept]) -> dict[str, str]:
    """Return how far each ticket has come by what any client was told."""
    furthest: dict[str, str] = {}
    for kept in told:
        for ticket, state in kept.states.items():
            known = furthest.get(ticket, STEPS[0])
            furthest[ticket] = max(known, state, key=STEPS.index)
    return furthest


def _lost_or_changed(
    anyone: Client, tickets: dict[str, dict[str, Any]], states: dict[str, str]
) -> list[str]:
    """Ask for every acknowledged ticket with its track; return the codes that are not as told."""
    wrong = []
    for name, ticket in tickets.items():
        answer = anyone.get(f"/api/v1/track/{ticket['track']}")
        now = answer.data if answer.status == 200 else {}
        same = all(now.get(key) == ticket[key] for key in ("code", "number", "line", "issued_at"))
        if not same or STEPS.index(now["state"]) < STEPS.index(states[name]):
            wrong.append(ticket["code"])
    return wrong


def _persistent(demonstration: Demonstration, token: str) -> Persistent:
    return Persistent(
        demonstration.client(token), patience_seconds=PATIENCE_SECONDS, chance=random.Random()
    )
