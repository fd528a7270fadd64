# SPDX-License-Identifier: Apache-2.0
"""All live streams of a process: one reader of the log, many screens.

A pass reads each mall's log once and hands all its screens the same bytes. What starts a
pass: a poke in this process, a notification from another one, or a second gone by.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from satuhadir.queue import notify
from satuhadir.queue.stream.database import PAGE, DatabaseAway, LogDatabase, StreamedMall
from satuhadir.queue.stream.messages import HEARTBEAT, Place, line_message, message_of
from satuhadir.queue.stream.screens import Feed, Screen
from satuhadir.queue.values import LineState
from satuhadir.shared import metrics

POLL_SECONDS = 1.0
GAP_SECONDS = 0.02
GAP_PER_SCREEN_SECONDS = 0.00005
LINES_SECONDS = 1.0
LINES_AT_LEAST_SECONDS = 3.0
HEARTBEAT_SECONDS = 15
MALL_SECONDS = 5.0
MOST_MALLS_KEPT = 2_000
LINGER_SECONDS = 30.0

LineStates = Callable[[str], Sequence[LineState]]
Send = Callable[[bytes], Awaitable[None]]

log = logging.getLogger(__name__)


class Hub:
    """The streams of this process. Used from one event loop; only `poked` from any thread.

    `line_states` answers a slug with the mall's lines now; it runs in a thread of its own.
    """

    def __init__(
        self, line_states: LineStates, *, heartbeat_seconds: int = HEARTBEAT_SECONDS
    ) -> None:
        self.database = LogDatabase(self._heard)
        self.feeds: dict[int, Feed] = {}
        self.is_closing = False
        self._line_states = line_states
        self._malls: dict[str, tuple[float, StreamedMall | None]] = {}
        self._poked: set[int] = set()
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None
        self._beat: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        # One slot a second, so that the heartbeats of many screens do not come all at once.
        self._slots: list[set[Screen]] = [set() for _ in range(heartbeat_seconds)]
        self._joined = 0
        self._thread = ThreadPoolExecutor(1, "queue-lines")
        notify.listen(self.poked)

    async def close(self) -> None:
        self.end_streams()
        notify.unlisten(self.poked)
        for task in (self._pump, self._beat, *self._tasks):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        await self.database.close()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def end_streams(self) -> None:
        """End every stream and take no new one; the screens come back to another process."""
        self.is_closing = True
        for slot in self._slots:
            for screen in list(slot):
                screen.end()

    def poked(self, mall_id: int) -> None:
        """Note that the log of a mall grew; from any thread."""
        if mall_id in self.feeds and mall_id not in self._poked:
            self._poked.add(mall_id)
            with suppress(RuntimeError):  # the loop has been closed
                self._loop.call_soon_threadsafe(self._heard_poke, mall_id)

    async def mall_at(self, slug: str) -> StreamedMall | None:
        """Return the mall, up to five seconds old, older when the database is away.

        Raises:
            DatabaseAway: and nothing is known about this slug.
        """
        kept = self._malls.get(slug)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        try:
            mall = await self.database.mall(slug)
        except DatabaseAway:
            if kept is None:
                raise
            return kept[1]
        if len(self._malls) >= MOST_MALLS_KEPT:
            self._malls.clear()
        self._malls[slug] = (time.monotonic() + MALL_SECONDS, mall)
        return mall

    async def run(
        self, mall: StreamedMall, screen: Screen, asked: Place | None, send: Send
    ) -> None:
        """Serve one screen until it ends: what it missed after `asked`, then what comes."""
        feed = self._attend(mall, screen)
        try:
            if await self._catch_up(feed, screen, asked, send):
                self._wake.set()  # it needs the lines
                while (part := await screen.next()) is not None:
                    await send(part)
        finally:
            screen.end()
            self._slots[screen.slot].discard(screen)
            feed.leave(screen, time.monotonic())

    def _attend(self, mall: StreamedMall, screen: Screen) -> Feed:
        feed = self.feeds.get(mall.id)
        if feed is None:
            feed = self.feeds[mall.id] = Feed(mall)
        feed.awaiting.add(screen)
        self._joined += 1
        screen.slot = self._joined % len(self._slots)
        self._slots[screen.slot].add(screen)
        self._wake.set()
        if self._pump is None or self._pump.done():
            self._pump = self._loop.create_task(self._run_passes())
        if self._beat is None or self._beat.done():
            self._beat = self._loop.create_task(self._run_heartbeats())
        return feed

    async def _catch_up(self, feed: Feed, screen: Screen, asked: Place | None, send: Send) -> bool:
        """Send what was missed and make the screen live; False when it ended before.

        Between the last look at `feed.place` and `feed.join` nothing is awaited: so nothing is
        lost and nothing comes twice.
        """
        at = asked
        while not screen.is_over:
            if not feed.is_live:
                if (part := await screen.next()) is not None:
                    await send(part)
                continue
            assert feed.place is not None
            try:
                if at is not None and at > feed.place:
                    await self._read(feed)  # another process may be a moment ahead
                if at is None or at.day != feed.place.day or at.seq > feed.place.seq:
                    feed.join(screen, asked, resumes=False)
                    return True
                if at.seq == feed.place.seq:
                    feed.join(screen, asked, resumes=True)
                    return True
                missed, at = await self._missed(feed, at)
            except DatabaseAway:
                self._loop.call_later(POLL_SECONDS, screen.push, b"")
                missed = await screen.next() or b""
            if missed:
                await send(missed)
        return False

    async def _missed(self, feed: Feed, at: Place) -> tuple[bytes, Place]:
        """Return messages after `at` and how far they reach: from memory, or a page of the log."""
        assert feed.place is not None
        kept = feed.kept_since(at.seq)
        if kept is not None:
            return kept, feed.place
        _today, rows = await self.database.since(feed.mall, at)
        rows = [row for row in rows if row.day == at.day and row.seq <= feed.place.seq]
        messages = [message for row in rows if (message := message_of(row)) is not None]
        return b"".join(messages), Place(at.day, rows[-1].seq) if rows else feed.place

    async def _run_passes(self) -> None:
        """Read the logs as pokes, notifications and seconds come; end when nobody looks."""
        # Not `while True`: a cancellation that meets the end of a wait can get lost in 3.11.
        while not self.is_closing:
            now = time.monotonic()
            await self._read_all([f for f in self.feeds.values() if self._next_read(f) <= now])
            now = time.monotonic()
            for feed in list(self.feeds.values()):
                if feed.is_empty and now - feed.empty_since > LINGER_SECONDS:
                    del self.feeds[feed.mall.id]
                elif self._next_lines(feed) <= now:
                    self._begin_lines(feed)
            if not self.feeds:
                await self.database.close()
                if not self.feeds:
                    return
            times = [min(self._next_read(f), self._next_lines(f)) for f in self.feeds.values()]
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.001, min(times) - time.monotonic())):
                    await self._wake.wait()
            self._wake.clear()

    async def _read_all(self, feeds: list[Feed]) -> None:
        for feed in feeds:
            try:
                await self._read(feed)
            except DatabaseAway:
                for other in feeds:
                    other.read_at = time.monotonic()
                return
            except Exception:
                log.exception("the log of a mall could not be told; tried again in a second")
                feed.read_at = time.monotonic()

    def _next_read(self, feed: Feed) -> float:
        if not feed.is_poked and feed.is_live:
            return feed.read_at + POLL_SECONDS
        if not feed.is_live:
            return feed.read_at + (POLL_SECONDS if feed.read_at else 0)
        # Under load many calls share one pass, and telling a full hall leaves time for the rest.
        return feed.read_at + max(GAP_SECONDS, GAP_PER_SCREEN_SECONDS * len(feed.screens))

    async def _read(self, feed: Feed) -> None:
        """Read the log of a mall to its end and tell its screens.

        Raises:
            DatabaseAway: nothing is lost, the next read begins where this one did.
        """
        async with feed.reading:
            feed.is_poked = False
            if feed.place is None:
                today, newest = await self.database.newest(feed.mall)
                feed.begin(Place(today, 0), newest)
            while True:
                assert feed.place is not None
                today, rows = await self.database.since(feed.mall, feed.place)
                if feed.is_live:  # before that it reads what was there already
                    for lag in self.database.lags:
                        metrics.STREAM_LAG.observe(lag)
                feed.take(rows)
                if len(rows) < PAGE:
                    break
            feed.turn_to(Place(today, 0))
            feed.read_at = time.monotonic()
            if not feed.is_live:
                feed.go_live()

    def _next_lines(self, feed: Feed) -> float:
        if not feed.screens or feed.lines_under_way:
            return float("inf")
        wanted = feed.lines_changed or feed.newcomers
        return feed.lines_at + (LINES_SECONDS if wanted else LINES_AT_LEAST_SECONDS)

    def _begin_lines(self, feed: Feed) -> None:
        feed.lines_under_way, feed.lines_changed = True, False
        task = self._loop.create_task(self._tell_lines(feed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell_lines(self, feed: Feed) -> None:
        """Send each line that changed to all, and every line to those who are new."""
        try:
            states = await self._loop.run_in_executor(
                self._thread, self._line_states, feed.mall.slug
            )
            lines = {str(state.line): line_message(state) for state in states}
        except Exception as error:  # noqa: BLE001 - the state of lines must not end the calls
            log.warning("the state of lines is not known: %s", type(error).__name__)
            feed.lines_changed = True
        else:
            changed = b"".join(told for line, told in lines.items() if feed.lines.get(line) != told)
            everything = b"".join(lines.values())
            for screen in list(feed.screens):
                told = everything if screen in feed.newcomers else changed
                if told:
                    screen.push(told)
            feed.newcomers.clear()
            feed.lines = lines
        finally:
            feed.lines_at = time.monotonic()
            feed.lines_under_way = False
            self._wake.set()

    async def _run_heartbeats(self) -> None:
        turn = 0
        while any(self._slots) and not self.is_closing:
            await asyncio.sleep(0.98)
            turn = (turn + 1) % len(self._slots)
            for screen in list(self._slots[turn]):
                screen.push(HEARTBEAT)

    def _heard_poke(self, mall_id: int) -> None:
        self._poked.discard(mall_id)
        self._heard(mall_id)

    def _heard(self, mall_id: int) -> None:
        feed = self.feeds.get(mall_id)
        if feed is not None:
            feed.is_poked = True
            self._wake.set()
