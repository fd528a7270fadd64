# SPDX-License-Identifier: Apache-2.0
"""How long a press of "call next" takes at half the saturated rate, over HTTP and raw.

Open loop: presses come at a constant rate whatever the answers do, and each is timed from the
instant it was due, so that a slow moment counts for all who would have waited in it.
"""

import time
from collections.abc import Callable
from typing import Any, Protocol

from bench import raw
from bench.crowd import crowd, shared_counter
from bench.demonstration import Demonstration, new_demonstration
from bench.figures import Report, Row, median, milliseconds, percentile
from bench.hall import Desk, Visitor, desks
from bench.visits import http_saturation

LINES = 3
COUNTERS = 4
CLIENTS = LINES * COUNTERS
SATURATED_SECONDS = 4.0
ROUNDS = 5
ROUND_SECONDS = 6.0
WANTED = 4.0


class AnyVisitor(Protocol):
    """Somebody who can do the four steps of a visit, over HTTP or raw."""

    def issue(self) -> None: ...
    def call(self) -> Any: ...
    def start(self, ticket: Any) -> None: ...
    def finish(self, ticket: Any) -> None: ...


def run() -> Report:
    """Find the saturated rate, then press at half of it, raw and over HTTP in turn."""
    with new_demonstration() as demonstration:
        raw.prepare(demonstration.database_url, LINES, COUNTERS)
        places = [desk for line in desks(demonstration, LINES, COUNTERS) for desk in line]
        http_saturation(demonstration, places[:8], 2.0)  # warm
        saturated = http_saturation(demonstration, places[:8], SATURATED_SECONDS).per_second
        rate = max(1.0, saturated / 2)
        ours: list[list[float]] = []
        peers: list[list[float]] = []
        for _ in range(ROUNDS):
            peers.append(_presses(rate, _raw(demonstration)))
            ours.append(_presses(rate, _http(demonstration, places)))
    return _report(saturated, rate, ours, peers)


def _report(
    saturated: float, rate: float, ours: list[list[float]], peers: list[list[float]]
) -> Report:
    p99, peer99 = _p99(ours), _p99(peers)
    p50, peer50 = median(_all(ours)), median(_all(peers))
    ratio = p99 / peer99
    row = Row(
        name="call_next",
        what=f"call next, p99, open loop at {rate:.0f}/s, median of {ROUNDS} rounds",
        figure=milliseconds(p99),
        beside=f"raw PostgreSQL's p99 {milliseconds(peer99)}",
        ratio=f"{ratio:.2f}",
        wanted=f"≤ {WANTED:.0f}",
        is_met=ratio <= WANTED,
    )
    remarks = [
        f"{len(_all(ours))} presses each, in {ROUNDS} rounds in turn, at half the saturated"
        f" {saturated:.0f} visits/s; {CLIENTS} clients take whatever press is due next, then"
        " start and finish that ticket and take a new number; median over HTTP"
        f" {milliseconds(p50)}, raw {milliseconds(peer50)};"
        f" p99 of all rounds together {milliseconds(percentile(_all(ours), 0.99))}, raw"
        f" {milliseconds(percentile(_all(peers), 0.99))}",
        "p99 by round: over HTTP " + _by_round(ours) + "; raw " + _by_round(peers),
    ]
    values = {
        "rate_per_second": rate,
        "saturated_per_second": saturated,
        "p50_seconds": p50,
        "p99_seconds": p99,
        "raw_p50_seconds": peer50,
        "raw_p99_seconds": peer99,
        "ratio": ratio,
        "presses": len(_all(ours)),
    }
    return Report([row], remarks, values)


def _http(demonstration: Demonstration, places: list[Desk]) -> Callable[[int], AnyVisitor]:
    return lambda index: Visitor(demonstration, places[index])


def _raw(demonstration: Demonstration) -> Callable[[int], AnyVisitor]:
    return lambda index: raw.RawVisitor(
        demonstration.database_url, *raw.counter_and_line(index, COUNTERS)
    )


def _presses(rate: float, visitor_of: Callable[[int], AnyVisitor]) -> list[float]:
    """Return the seconds from due to answered of every press of one round."""
    take = shared_counter()
    many = int(rate * ROUND_SECONDS)
    begins = time.monotonic() + 1.5

    def work(index: int, ready: Callable[[], None]) -> list[float]:
        visitor = visitor_of(index)
        visitor.issue()  # somebody waits for this client's first press
        ready()
        found = []
        while (press := take()) < many:
            due = begins + press / rate
            time.sleep(max(0.0, due - time.monotonic()))
            ticket = visitor.call()
            found.append(time.monotonic() - due)
            visitor.start(ticket)
            visitor.finish(ticket)
            visitor.issue()
        return found

    parts = crowd(CLIENTS, work, limit_seconds=ROUND_SECONDS * 3 + 60)
    return [one for part in parts for one in part]


def _p99(rounds: list[list[float]]) -> float:
    """Return the median of the rounds' p99: one bad moment of the machine spoils one round."""
    return median(percentile(part, 0.99) for part in rounds)


def _all(rounds: list[list[float]]) -> list[float]:
    return [one for part in rounds for one in part]


def _by_round(rounds: list[list[float]]) -> str:
    return " ".join(milliseconds(percentile(part, 0.99)) for part in rounds)
