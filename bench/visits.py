# SPDX-License-Identifier: Apache-2.0
"""Visits a second over HTTP beside the same four transitions in raw PostgreSQL."""

import time
from collections.abc import Callable
from typing import NamedTuple

from bench import raw
from bench.api import generator
from bench.crowd import crowd_with_costs
from bench.demonstration import Demonstration, new_demonstration
from bench.figures import Report, Row, median
from bench.hall import Desk, Visitor, desks

LINES = 2
COUNTERS = 4
CLIENTS = LINES * COUNTERS
ROUNDS = 4
ROUND_SECONDS = 5.0
WANTED = 0.15


class Speed(NamedTuple):
    """What a crowd did a second, and what one of its acts cost the crowd itself."""

    per_second: float
    own_seconds: float


def run() -> Report:
    """Interleave both, round by round, on one server, and compare their medians."""
    with new_demonstration() as demonstration:
        raw.prepare(demonstration.database_url, LINES, COUNTERS)
        places = [desk for line in desks(demonstration, LINES, COUNTERS) for desk in line]
        idle = _health(demonstration)
        http_saturation(demonstration, places, 2.0)  # warm
        raw_saturation(demonstration, 1.0)
        ours, peers = [], []
        for _ in range(ROUNDS):
            peers.append(raw_saturation(demonstration, ROUND_SECONDS))
            ours.append(http_saturation(demonstration, places, ROUND_SECONDS))
    figure = median(speed.per_second for speed in ours)
    peer = median(speed.per_second for speed in peers)
    own = median(speed.own_seconds for speed in ours) / 4
    ratio = figure / peer
    row = Row(
        name="visits",
        what=f"visits over HTTP, {CLIENTS} clients",
        figure=f"{figure:.0f} visits/s",
        beside=f"raw PostgreSQL {peer:.0f} visits/s",
        ratio=f"{ratio:.2f}",
        wanted=f"≥ {WANTED}",
        is_met=ratio >= WANTED,
    )
    remarks = [
        f"load generator: {generator()}, {CLIENTS} processes; alone against /healthz"
        f" {idle.per_second:.0f} requests/s at {idle.own_seconds * 1e6:.0f} µs of its own"
        f" processor time each; during visits {own * 1e6:.0f} µs a request",
        f"{ROUNDS} rounds of {ROUND_SECONDS:.0f} s each, in turn; over HTTP "
        + _listed(ours)
        + "; raw "
        + _listed(peers),
    ]
    values = {
        "visits_per_second": figure,
        "raw_visits_per_second": peer,
        "ratio": ratio,
        "rounds": [speed.per_second for speed in ours],
        "raw_rounds": [speed.per_second for speed in peers],
        "healthz_per_second": idle.per_second,
        "generator_seconds_per_request": own,
    }
    return Report([row], remarks, values)


def http_saturation(demonstration: Demonstration, places: list[Desk], seconds: float) -> Speed:
    """Return how many visits a second the clients do, one client per place."""

    def prepare(index: int) -> Callable[[], None]:
        visitor = Visitor(demonstration, places[index])
        return visitor.visit

    return _speed(prepare, len(places), seconds)


def raw_saturation(demonstration: Demonstration, seconds: float) -> Speed:
    """Return how many visits a second PostgreSQL alone does with as many clients."""

    def prepare(index: int) -> Callable[[], None]:
        place = raw.counter_and_line(index, COUNTERS)
        return raw.RawVisitor(demonstration.database_url, *place).visit

    return _speed(prepare, CLIENTS, seconds)


def _health(demonstration: Demonstration) -> Speed:
    def prepare(_index: int) -> Callable[[], None]:
        client = demonstration.client()

        def ask() -> None:
            client.get("/healthz").expect(200)

        return ask

    return _speed(prepare, CLIENTS, 2.0)


def _speed(prepare: Callable[[int], Callable[[], None]], clients: int, seconds: float) -> Speed:
    def work(index: int, ready: Callable[[], None]) -> int:
        act = prepare(index)
        ready()
        until = time.monotonic() + seconds
        done = 0
        while True:
            act()
            if time.monotonic() > until:
                return done
            done += 1

    told = crowd_with_costs(clients, work, limit_seconds=seconds + 60)
    done = sum(one.result for one in told)
    return Speed(done / seconds, sum(one.cpu_seconds for one in told) / max(1, done))


def _listed(speeds: list[Speed]) -> str:
    return " ".join(f"{speed.per_second:.0f}" for speed in speeds)
