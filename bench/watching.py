# SPDX-License-Identifier: Apache-2.0
"""Live screens by the thousand, over raw sockets: what each was told, and when. None is drawn."""

import asyncio
import json
import random
import resource
import time
from collections.abc import Callable
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

AT_ONCE = 50
CONNECT_SECONDS = 60.0
CALLS = frozenset({b"call", b"recall"})
_SHORTEST_RETRY_SECONDS = 0.2
_LOOK_SECONDS = 0.01


class Screen(asyncio.Protocol):
    """One screen of one mall, which comes back by itself when its connection ends, as browsers
    do: after the pause it was told, with the id of what it saw last.
    """

    def __init__(self, wall: "Wall", mall: str) -> None:
        self.mall = mall
        self.seen: dict[bytes, float] = {}
        self.last_id = b""
        self.served_at = 0.0  # when the newest connection was first answered
        self.connections = 0
        self.trouble = ""
        self.transport: asyncio.Transport | None = None
        self._wall = wall
        self._rest = b""
        self._retry = 2.0

    async def open(self) -> None:
        """Connect; try again after the pause until it is done or the wall is taken down."""
        while not self._wall.is_over:
            try:
                await asyncio.get_running_loop().create_connection(
                    lambda: self, self._wall.host, self._wall.port
                )
            except OSError:
                await asyncio.sleep(max(_SHORTEST_RETRY_SECONDS, self._retry))
            else:
                return

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._rest = b""
        self.served_at = 0.0
        resume = b"Last-Event-ID: %s\r\n" % self.last_id if self.last_id else b""
        self.transport.write(
            b"GET /api/v1/malls/%s/events HTTP/1.1\r\nHost: %s\r\n"
            b"Accept: text/event-stream\r\n%s\r\n"
            % (self.mall.encode(), self._wall.netloc.encode(), resume)
        )

    def data_received(self, data: bytes) -> None:
        now = time.time()
        if not self.served_at:
            if not data.startswith(b"HTTP/1.1 200"):
                self.trouble = data[:60].decode("latin-1")
            self.served_at = now
            self.connections += 1
        whole = self._rest + data
        end = whole.rfind(b"\n\n") + 2
        if end == 1:
            self._rest = whole
            return
        self._rest = whole[end:]
        for told in whole[:end].split(b"\n\n"):
            self._hear(told, now)

    def _hear(self, told: bytes, now: float) -> None:
        fields = dict(one.split(b": ", 1) for one in told.split(b"\n") if b": " in one)
        if b"retry" in fields:
            self._retry = int(fields[b"retry"].split(b"\r")[0]) / 1000
        if b"id" not in fields:
            return
        self.last_id = fields[b"id"]
        if fields.get(b"event") in CALLS:
            self.seen.setdefault(self.last_id, now)
            self._wall.note(self.mall, self.last_id, fields[b"data"])

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if not self._wall.is_over:
            self._wall.reopen(self, self._retry)


def _are_served(screens: list[Screen]) -> Callable[[], bool]:
    return lambda: all(one.served_at for one in screens)


class Wall:
    """All screens of a benchmark, in one process. Run inside an event loop."""

    def __init__(self, url: str, malls: list[str], screens_a_mall: int) -> None:
        address = urlsplit(url)
        self.host, self.port = address.hostname or "", address.port or 80
        self.netloc = address.netloc
        self.is_over = False
        self.told: dict[tuple[str, bytes], float] = {}
        self.screens = [Screen(self, mall) for mall in malls for _ in range(screens_a_mall)]
        self._tasks: set[asyncio.Task[None]] = set()
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    async def hang(self) -> None:
        """Open every screen, some at a time; each has been answered when this returns."""
        waiting = list(self.screens)
        random.Random(1).shuffle(waiting)
        while waiting:
            some = [waiting.pop() for _ in range(min(AT_ONCE, len(waiting)))]
            await asyncio.gather(*(screen.open() for screen in some))
            if not await self.wait(_are_served(some), CONNECT_SECONDS):
                raise ConnectionError("a screen was not answered")
        refused = [screen.trouble for screen in self.screens if screen.trouble]
        if refused:
            raise ConnectionError(f"{len(refused)} screens were refused: {refused[0]}")

    def note(self, mall: str, identity: bytes, data: bytes) -> None:
        """Keep an event's own instant in the log, once for all screens."""
        key = (mall, identity)
        if key not in self.told:
            self.told[key] = datetime.fromisoformat(json.loads(data)["at"]).timestamp()

    def reopen(self, screen: Screen, pause: float) -> None:
        async def later() -> None:
            await asyncio.sleep(pause)
            await screen.open()

        task = asyncio.get_running_loop().create_task(later())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cut(self) -> None:
        """Break every connection at once and come back at once, as after a switch's restart."""
        for screen in self.screens:
            screen._retry = 0.0  # noqa: SLF001 - the wall's own screens
            if screen.transport is not None:
                screen.transport.abort()

    async def wait(self, is_done: Callable[[], bool], seconds: float) -> bool:
        """Look again and again whether it is done; say whether it was in time."""
        until = time.monotonic() + seconds
        while not is_done():
            if time.monotonic() > until:
                return False
            await asyncio.sleep(_LOOK_SECONDS)
        return True

    def take_down(self) -> None:
        self.is_over = True
        for screen in self.screens:
            if screen.transport is not None:
                screen.transport.abort()

    def last_seconds(self, since: float, until: float) -> list[float]:
        """Return the seconds to the last screen for each event between two instants."""
        last: dict[tuple[str, bytes], float] = {}
        for screen in self.screens:
            for identity, came in screen.seen.items():
                key = (screen.mall, identity)
                if since < self.told[key] < until:
                    last[key] = max(last.get(key, 0.0), came - self.told[key])
        return list(last.values())

    def missed(self, since: float, until: float) -> int:
        """Return how many messages of events between two instants some screen did not get."""
        whole: dict[str, set[bytes]] = {}
        for (mall, identity), at in self.told.items():
            if since < at < until:
                whole.setdefault(mall, set()).add(identity)
        return sum(len(whole.get(one.mall, set()) - set(one.seen)) for one in self.screens)
