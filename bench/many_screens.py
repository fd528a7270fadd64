# SPDX-License-Identifier: Apache-2.0
"""Thirty malls with a hundred live screens each: how late the last one is, what each weighs, and
how soon all are back after the server was killed or the network was cut.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import uvloop

from bench.crowd import crowd, shared_flag
from bench.demonstration import Demonstration, new_demonstration
from bench.figures import Report, Row, median, milliseconds, percentile
from bench.many_malls import Caller, SmallMall, found_malls, recall_in_turn
from bench.memory_and_start import name_of, proportional_bytes
from bench.watching import Wall

MALLS = 30
SCREENS_A_MALL = 100
EVENTS_A_MALL = 200
SECONDS_A_ROUND = 1.0
STORMY_ROUNDS = 60
PATIENCE_SECONDS = 60.0
WANTED_SECONDS = 0.150
WANTED_KIBIBYTES = 60.0
WANTED_STORM_SECONDS = 10.0
STORMS = 3
SETTLED_SECONDS = 2.0  # an event older than this has come everywhere, or is missed

Flag = tuple[Callable[[], None], Callable[[], bool]]


class Watched(NamedTuple):
    """What the wall saw."""

    last_seconds: list[float]
    missed: int
    bytes_a_screen: float
    hung_seconds: float
    storms: dict[str, list[float]]
    lost_in_storms: int


def run() -> Report:
    """Hang all screens, let each mall call once a second, then kill and cut."""
    with new_demonstration() as demonstration:
        malls = found_malls(demonstration, MALLS)
        over = shared_flag()

        def work(index: int, ready: Callable[[], None]) -> Any:
            if index == 0:
                with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                    return runner.run(_watch(demonstration, malls, ready, over))
            return _call(demonstration, malls, ready, over)

        longest = EVENTS_A_MALL * SECONDS_A_ROUND + STORMS * 120 + 240
        watched, recalled = crowd(2, work, limit_seconds=longest)
    return _report(watched, recalled)


def _report(watched: Watched, recalled: int) -> Report:
    """Set what was seen beside what is wanted. Long, for it is one list of figures."""
    p50, p99 = median(watched.last_seconds), percentile(watched.last_seconds, 0.99)
    kibibytes = watched.bytes_a_screen / 1024
    storm = max(one for found in watched.storms.values() for one in found)
    lost = watched.missed + watched.lost_in_storms
    screens = MALLS * SCREENS_A_MALL
    rows = [
        Row(
            name="many_screens",
            what=f"{MALLS} malls × {SCREENS_A_MALL} screens: an event to its mall's last, p99",
            figure=milliseconds(p99),
            beside=milliseconds(WANTED_SECONDS),
            ratio=f"{p99 / WANTED_SECONDS:.2f}",
            wanted="< 1",
            is_met=p99 < WANTED_SECONDS and watched.missed == 0,
        ),
        Row(
            name="screen_memory",
            what="memory of the web process for each of them",
            figure=f"{kibibytes:.1f} KiB",
            beside=f"{WANTED_KIBIBYTES:.0f} KiB",
            ratio=f"{kibibytes / WANTED_KIBIBYTES:.2f}",
            wanted="≤ 1",
            is_met=kibibytes <= WANTED_KIBIBYTES,
        ),
        Row(
            name="storm",
            what=f"{screens} screens at once: all served again, worst of {2 * STORMS} storms",
            figure=f"{storm:.1f} s",
            beside=f"{WANTED_STORM_SECONDS:.0f} s",
            ratio=f"{storm / WANTED_STORM_SECONDS:.2f}",
            wanted="≤ 1, nothing missed",
            is_met=storm <= WANTED_STORM_SECONDS and watched.lost_in_storms == 0,
        ),
    ]
    by_kind = "; ".join(
        f"{kind} {' '.join(f'{one:.1f}' for one in found)} s"
        for kind, found in watched.storms.items()
    )
    remarks = [
        f"{len(watched.last_seconds)} events in the calm, one a second at each mall, from the"
        f" event's own instant in the log (before its commit); median {milliseconds(p50)}, worst"
        f" {milliseconds(max(watched.last_seconds))}; {watched.missed} messages missed; all"
        f" screens were up within {watched.hung_seconds:.1f} s, 50 at a time",
        f"storms, from the blow to the last screen's answer, calls going on: {by_kind};"
        f" {watched.lost_in_storms} messages missed of {recalled} events in all",
    ]
    values = {
        "events": len(watched.last_seconds),
        "last_screen_p50_seconds": p50,
        "last_screen_p99_seconds": p99,
        "kibibytes_a_screen": kibibytes,
        "storm_seconds": watched.storms,
        "missed": lost,
    }
    return Report(rows, remarks, values)


async def _watch(
    demonstration: Demonstration, malls: list[SmallMall], ready: Callable[[], None], over: Flag
) -> Watched:
    wall = Wall(demonstration.url, [one.mall for one in malls], SCREENS_A_MALL)
    before = _web_bytes(demonstration)
    began = time.monotonic()
    await wall.hang()
    hung, begins = time.monotonic() - began, time.time()
    await asyncio.to_thread(ready)
    calm = EVENTS_A_MALL * MALLS
    await wall.wait(lambda: len(wall.told) >= calm, EVENTS_A_MALL * SECONDS_A_ROUND + 30)
    weight = (_web_bytes(demonstration) - before) / len(wall.screens)
    now = time.time() - SETTLED_SECONDS
    last, missed = wall.last_seconds(begins, now), wall.missed(begins, now)
    storms: dict[str, list[float]] = {"server killed": [], "network cut": []}
    for _ in range(STORMS):
        storms["server killed"].append(await _storm(wall, lambda: _kill_web(demonstration)))
        storms["network cut"].append(await _storm(wall, wall.cut))
    over[0]()
    await asyncio.sleep(2 * SETTLED_SECONDS)
    lost = wall.missed(begins, time.time() - SETTLED_SECONDS)
    wall.take_down()
    return Watched(last, missed, weight, hung, storms, lost)


async def _storm(wall: Wall, blow: Callable[[], None]) -> float:
    """Return the seconds from a blow to the last screen that is served again; calm afterwards."""
    known = {screen: screen.connections for screen in wall.screens}
    began = time.time()
    await asyncio.to_thread(blow) if blow != wall.cut else blow()

    def is_back() -> bool:
        return all(one.served_at and one.connections > known[one] for one in wall.screens)

    if not await wall.wait(is_back, 120):
        return 120.0
    seconds = max(screen.served_at for screen in wall.screens) - began
    await asyncio.sleep(4.0)
    return seconds


def _call(
    demonstration: Demonstration, malls: list[SmallMall], ready: Callable[[], None], over: Flag
) -> int:
    callers = [Caller(demonstration, one, patience=PATIENCE_SECONDS) for one in malls]
    ready()
    everybody = EVENTS_A_MALL + STORMS * 2 * STORMY_ROUNDS
    recall_in_turn(callers, everybody, seconds_a_round=SECONDS_A_ROUND, go_on=lambda: not over[1]())
    return sum(one.recalled for one in callers)


def _web_bytes(demonstration: Demonstration) -> int:
    return sum(
        proportional_bytes(one) for one in demonstration.processes() if name_of(one) == "web"
    )


def _kill_web(demonstration: Demonstration) -> None:
    for one in demonstration.processes():
        if name_of(one) == "web":
            one.kill()
