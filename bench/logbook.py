# SPDX-License-Identifier: Apache-2.0
"""What a mall's event log proves, worked out again from the log alone."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.demonstration import Demonstration

AT_A_COUNTER = frozenset({"called", "serving"})
# Where a ticket stands after an event that does not say so.
_STATES = {"ticket.called": "called", "ticket.recalled": "called"}

Event = Mapping[str, Any]


@dataclass
class Findings:
    """What was found; each list names the tickets or places where a promise was broken."""

    issued: dict[str, Event] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    doubled_numbers: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    double_calls: list[str] = field(default_factory=list)
    broken_links: list[str] = field(default_factory=list)


def read_log(demonstration: Demonstration, days: Iterable[str]) -> list[Event]:
    """Return the whole log of some days of the demonstration mall, in order, over the API."""
    manager = demonstration.client("manager")
    events: list[Event] = []
    for day in sorted(set(days)):
        cursor = ""
        while cursor is not None:
            path = f"{demonstration.mall}/log?day={day}&limit=200"
            answer = manager.get(path + (f"&cursor={cursor}" if cursor else ""))
            page = answer.expect(200).data
            events += page["items"]
            cursor = page["next"]
    manager.close()
    return events


def examine(events: Iterable[Event]) -> Findings:
    """Walk through a log in its order and note every broken promise."""
    found = Findings()
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    codes: set[tuple[str, str]] = set()
    people: dict[str, str] = {}
    counters: dict[str, str] = {}
    last: Event | None = None
    for event in events:
        _check_link(event, last, found)
        last = event
        ticket = event["ticket"]
        if event["event"] == "ticket.issued":
            if (event["day"], event["code"]) in codes or ticket in found.issued:
                found.doubled_numbers.append(event["code"])
            codes.add((event["day"], event["code"]))
            found.issued[ticket] = event
            numbers[event["day"], event["line"]].append(event["number"])
        if event["event"] == "ticket.called":
            found.called.append(ticket)
        state = _STATES.get(event["event"]) or event.get("to") or event.get("state")
        if ticket is None or state is None:
            continue
        found.states[ticket] = state
        is_call = event["event"] == "ticket.called"
        _seat(people, event.get("attendance"), ticket, state, is_call, found)
        _seat(counters, event["counter"], ticket, state, is_call, found)
    for (day, line), given in numbers.items():
        found.gaps += [
            f"{day} {line}: {n}" for n in sorted(set(range(1, max(given) + 1)) - set(given))
        ]
        if len(set(given)) < len(given):
            found.doubled_numbers.append(f"{day} {line}")
    return found


def _seat(
    seats: dict[str, str],
    who: str | None,
    ticket: str,
    state: str,
    is_call: bool,
    found: Findings,
) -> None:
    """Note who is at a counter (or which counter has somebody) with which ticket."""
    if who is None:
        return
    if state in AT_A_COUNTER:
        if (is_call and who in seats) or seats.setdefault(who, ticket) != ticket:
            found.double_calls.append(ticket)
    elif seats.get(who) == ticket:
        del seats[who]


def _check_link(event: Event, last: Event | None, found: Findings) -> None:
    """Check one row's hash and that it stands on the row before."""
    body = {name: value for name, value in event.items() if name != "hash"}
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256((event["prev"] + canonical).encode()).hexdigest()
    is_first = last is None or last["day"] != event["day"]
    stands_on = (0, "0" * 64) if is_first or last is None else (last["seq"], last["hash"])
    if digest != event["hash"] or stands_on != (event["seq"] - 1, event["prev"]):
        found.broken_links.append(f"{event['day']}-{event['seq']}")
