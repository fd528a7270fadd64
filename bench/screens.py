# SPDX-License-Identifier: Apache-2.0
"""From a call to the last of a thousand live screens of one mall."""

import asyncio
import json
import resource
import time
from collections.abc import Callable
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

import uvloop

from bench.crowd import crowd
from bench.demonstration import Demonstration, new_demonstration
from bench.figures import Report, Row, median, milliseconds, percentile
from bench.hall import Desk, Visitor, desks

SCREENS = 1000
CALLS = 100
PAUSE_SECONDS = 0.5
CONNECT_SECONDS = 60.0
AFTERWARDS_SECONDS = 10.0
AT_ONCE = 50
WANTED_SECONDS = 0.5
_EVENT = b"event: call\n"

Seen = dict[str, float]


class Screen(asyncio.Protocol):
    """One screen: a raw connection that notes when each call came. Nothing is drawn."""

    def __init__(self, request: bytes) -> None:
        self.came: list[tuple[bytes, float]] = []
        self.is_live = asyncio.get_running_loop().create_future()
        self.has_seen_all = asyncio.get_running_loop().create_future()
        self._request = request
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast(asyncio.Transport, transport).write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        if not self.is_live.done():
            self.is_live.set_result(data.startswith(b"HTTP/1.1 200"))
        whole = self._rest + data
        end = whole.rfind(b"\n\n") + 1
        self._rest = whole[end:]
        for told in whole[:end].split(_EVENT)[1:]:
            self.came.append((told.partition(b"\n\n")[0], now))
        if len(self.came) >= CALLS and not self.has_seen_all.done():
            self.has_seen_all.set_result(True)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.is_live.done():
            self.is_live.set_result(False)

    def delays(self) -> Seen:
        """Return the seconds from each call's instant in the log to this screen, by its id."""
        found: Seen = {}
        for told, came in self.came:
            fields = dict(
                line.split(": ", 1) for line in told.decode().splitlines() if ": " in line
            )
            at = datetime.fromisoformat(json.loads(fields["data"])["at"])
            found[fields["id"]] = came - at.timestamp()
        return found


def run() -> Report:
    """Open the screens in a process of their own, then call at a steady pace."""
    with new_demonstration() as demonstration:
        [line] = desks(demonstration, 1, 4)

        def work(index: int, ready: Callable[[], None]) -> list[Seen]:
            if index == 0:
                with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                    return runner.run(_watch(demonstration, ready))
            _call(demonstration, line, ready)
            return []

        longest = CONNECT_SECONDS + CALLS * PAUSE_SECONDS + AFTERWARDS_SECONDS + 60
        screens = crowd(2, work, limit_seconds=longest)[0]
    return _report(screens)


def _report(screens: list[Seen]) -> Report:
    ids = {one for seen in screens for one in seen}
    last = [max(seen.get(one, float("inf")) for seen in screens) for one in ids]
    missed = CALLS * SCREENS - sum(len(seen) for seen in screens)
    p50, p99 = median(last), percentile(last, 0.99)
    row = Row(
        name="screens",
        what=f"a call to the last of {len(screens)} live screens, p99",
        figure=milliseconds(p99),
        beside=milliseconds(WANTED_SECONDS),
        ratio=f"{p99 / WANTED_SECONDS:.2f}",
        wanted="< 1",
        is_met=p99 < WANTED_SECONDS and missed == 0 and len(screens) == SCREENS,
    )
    remarks = [
        f"{len(ids)} calls, one each {PAUSE_SECONDS} s, from the call's own instant in the log"
        f" (before its commit); last screen median {milliseconds(p50)}, worst"
        f" {milliseconds(max(last))}; {missed} of {CALLS * SCREENS} messages missed",
    ]
    values = {
        "screens": len(screens),
        "calls": len(ids),
        "last_screen_p50_seconds": p50,
        "last_screen_p99_seconds": p99,
        "missed_messages": missed,
    }
    return Report([row], remarks, values)


async def _watch(demonstration: Demonstration, ready: Callable[[], None]) -> list[Seen]:
    """Open all screens, say ready, and return what each saw once all have seen every call."""
    _allow_many_files()
    address = urlsplit(demonstration.url)
    request = (
        f"GET {demonstration.mall}/events HTTP/1.1\r\nHost: {address.netloc}\r\n"
        "Accept: text/event-stream\r\n\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    screens: list[Screen] = []
    async with asyncio.timeout(CONNECT_SECONDS):
        while len(screens) < SCREENS:
            some = [
                await loop.create_connection(
                    lambda: Screen(request), address.hostname or "", address.port or 80
                )
                for _ in range(min(AT_ONCE, SCREENS - len(screens)))
            ]
            if not all([await screen.is_live for _transport, screen in some]):
                raise ConnectionError("a screen was not let in")
            screens += [screen for _transport, screen in some]
    await asyncio.to_thread(ready)
    longest = CALLS * PAUSE_SECONDS + AFTERWARDS_SECONDS
    await asyncio.wait([screen.has_seen_all for screen in screens], timeout=longest)
    return [screen.delays() for screen in screens]


def _call(demonstration: Demonstration, line: list[Desk], ready: Callable[[], None]) -> None:
    visitors = [Visitor(demonstration, desk) for desk in line]
    for _ in range(CALLS):
        visitors[0].issue()
    ready()
    begins = time.monotonic() + 1.0
    for number in range(CALLS):
        time.sleep(max(0.0, begins + number * PAUSE_SECONDS - time.monotonic()))
        visitor = visitors[number % len(visitors)]
        ticket = visitor.call()
        visitor.start(ticket)
        visitor.finish(ticket)


def _allow_many_files() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
