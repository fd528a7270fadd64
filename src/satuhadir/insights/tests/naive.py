# SPDX-License-Identifier: Apache-2.0
"""The figures of a day worked out again the slow and plain way, ticket by ticket, from its log."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Span = tuple[float, float]
NEVER = float("inf")


@dataclass
class Plain:
    """What the slow way knows of one scope."""

    issued: int = 0
    people: int = 0
    visits: int = 0
    served_visits: int = 0
    whole_visits: int = 0
    ends: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    waits: list[int] = field(default_factory=list)
    services: list[int] = field(default_factory=list)
    stays: list[int] = field(default_factory=list)
    judged: int = 0
    kept: int = 0
    late: int = 0
    missed: int = 0
    moved_in: int = 0
    moved_out: int = 0
    returned: int = 0
    parked: int = 0
    waiting_seconds: float = 0.0
    serving_seconds: float = 0.0


def recount(bodies: Iterable[str]) -> dict[tuple[str, str], Plain]:
    """Return the figures by ("mall", ""), ("line", its id), and ("told", its bin)."""
    rows = [json.loads(body) for body in bodies]
    for row in rows:
        row["t"] = datetime.fromisoformat(row["at"]).timestamp()
    tickets: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["event"].startswith("ticket."):
            tickets[row["ticket"]].append(row)
    of_person: dict[str, list[str]] = defaultdict(list)
    for ticket, told in tickets.items():
        of_person[told[0]["attendance"]].append(ticket)
    found: dict[tuple[str, str], Plain] = defaultdict(Plain)
    for ticket, told in tickets.items():
        mates = of_person[told[0]["attendance"]]
        busy = [span for one in mates if one != ticket for span in _at_counter(tickets[one])]
        came = _came([row for one in mates for row in tickets[one]])
        _count(told, busy, max(came, told[0]["t"]), found)
    for mates in of_person.values():
        _visit([tickets[one] for one in mates], found["mall", ""])
    return found


def _came(rows: list[dict[str, Any]]) -> float:
    return min(
        (
            row["t"]
            for row in rows
            if (row["event"] == "ticket.issued" and row["present"])
            or row["event"] in {"ticket.present", "ticket.returned"}
        ),
        default=NEVER,
    )


def _states(told: list[dict[str, Any]]) -> list[tuple[Any, Any, Any]]:
    """Return (instant, state, line) as the ticket's own rows say; being held is not in them."""
    found = []
    for row in told:
        state = "called" if row["event"] == "ticket.called" else row.get("to", row.get("state"))
        found.append((row["t"], "waiting" if state == "held" else state, row["line"]))
    return found


def _at_counter(told: list[dict[str, Any]]) -> list[Span]:
    states = _states(told)
    found = []
    for (begin, state, _), (end, _, _) in zip(states, [*states[1:], (NEVER, "", "")], strict=True):
        if state in {"called", "serving"}:
            found.append((begin, end))
    return found


def _overlap(span: Span, others: list[Span]) -> float:
    return sum(max(0.0, min(span[1], end) - max(span[0], begin)) for begin, end in others)


def _count(
    told: list[dict[str, Any]], busy: list[Span], came: float, found: dict[Any, Plain]
) -> None:
    first = told[0]
    scopes = [found["mall", ""], found["line", first["line"]]]
    for one in scopes:
        one.issued += 1
        one.people += first["people"]
    legs: list[tuple[str, float]] = [(first["line"], first["t"])]
    legs += [(row["line"], row["t"]) for row in told if row["event"] == "ticket.transferred"]
    for place, (line, begin) in enumerate(legs):
        end = legs[place + 1][1] if place + 1 < len(legs) else NEVER
        here = [found["mall", ""], found["line", line]]
        inside = [row for row in told if begin <= row["t"] < end or row is told[-1]]
        inside = inside if place + 1 == len(legs) else [r for r in told if begin <= r["t"] < end]
        _count_leg(first, inside, begin, busy, came, place, here, found)
        for one in here:
            one.moved_in += place > 0
            one.moved_out += place + 1 < len(legs)
    last = [found["mall", ""], found["line", legs[-1][0]]]
    for one in last:
        one.returned += any(row["event"] == "ticket.returned" for row in told)
        one.ends[_end(told, came)] += 1
    if told[-1]["event"] == "ticket.finished":
        seconds = _serving(told, legs[-1][1])
        for one in last:
            one.services.append(int(seconds // 60))


def _count_leg(
    first: dict[str, Any],
    rows: list[dict[str, Any]],
    begin: float,
    busy: list[Span],
    came: float,
    place: int,
    here: list[Plain],
    found: dict[Any, Plain],
) -> None:
    calls = [row["t"] for row in rows if row["event"] == "ticket.called"]
    for one in here:
        one.parked += sum(row["event"] == "ticket.parked" for row in rows)
    if not calls:
        return
    start = max(begin, came)
    wait = calls[0] - start - _overlap((start, calls[0]), busy)
    for one in here:
        one.waits.append(int(wait // 60))
    low, high = first["promised_low"], first["promised_high"]
    if place or low is None or _overlap((begin, calls[0]), busy) > 0:
        return
    if came > first["t"] + low * 60:
        return
    minutes = int((calls[0] - first["t"]) // 60)
    middle = (low + high) / 2
    key = "60" if middle >= 60 else "30" if middle >= 30 else "15" if middle >= 15 else ""
    key = key or ("05" if middle >= 5 else "00")
    for one in (*here, found["told", key]):
        one.judged += 1
        one.late += minutes > (high or 5)
        one.missed += round(abs(calls[0] - first["t"] - (low + high) * 30))
        one.kept += low <= minutes <= (high or 5)


def _serving(told: list[dict[str, Any]], since: float) -> float:
    """Return how long it was served; a finish that was taken back is none."""
    seconds, begun = 0.0, 0.0
    for place, row in enumerate(told):
        if row["t"] < since:
            continue
        if row["event"] == "ticket.started":
            begun = row["t"]
        elif row["event"] in {"ticket.parked", "ticket.released", "ticket.finished"}:
            taken_back = place + 1 < len(told) and told[place + 1]["event"] == "ticket.undone"
            if not taken_back and begun:
                seconds += row["t"] - begun
                begun = 0.0
    return seconds


def _end(told: list[dict[str, Any]], came: float) -> str:
    last = told[-1]
    if last["event"] in {"ticket.finished", "ticket.no_show"}:
        return {"ticket.finished": "done", "ticket.no_show": "no_show"}[last["event"]]
    if last["event"] not in {"ticket.cancelled", "ticket.expired"}:
        return last.get("to", "")
    if last["from"] in {"waiting", "held"}:
        return "abandoned" if came < NEVER else "never_came"
    return "unfinished" if last["from"] == "parked" else "stopped"


def _visit(tickets: list[list[dict[str, Any]]], mall: Plain) -> None:
    came = _came([row for told in tickets for row in told])
    if came == NEVER:
        return
    mall.visits += 1
    done = [told[-1]["t"] for told in tickets if told[-1]["event"] == "ticket.finished"]
    if done:
        mall.served_visits += 1
        mall.whole_visits += len(done) == len(tickets)
        mall.stays.append(int((max(done) - came) // 60))
