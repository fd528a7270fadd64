# SPDX-License-Identifier: Apache-2.0
"""One open stream, and the screens and newest messages of one mall."""

import asyncio
from bisect import bisect_right
from collections import deque
from collections.abc import Callable

from satuhadir.queue.stream.database import StreamedMall
from satuhadir.queue.stream.messages import (
    Place,
    Row,
    change_of,
    first_message,
    message_of,
    reset_message,
)

# What may wait for one screen; beyond it the screen is dropped and resumes from its last id.
MOST_WAITING_BYTES = 128 * 1024
# Messages of today kept for screens that come back, and rows read for them at the beginning.
KEPT_MESSAGES = 1_000
ROWS_READ_BACK = 1_000


class Screen:
    """An open stream: what waits to be sent to it. Written from the event loop only."""

    __slots__ = ("_abort", "_parts", "_size", "_under_way", "_waiter", "is_over", "slot")

    def __init__(self, abort: Callable[[], None] | None) -> None:
        self._abort = abort
        self._parts: list[bytes] = []
        self._size = 0
        self._under_way = 0
        self._waiter: asyncio.Future[None] | None = None
        self.is_over = False
        self.slot = 0

    def push(self, part: bytes) -> None:
        """Add to what waits; a screen that takes too little of it is dropped."""
        if self.is_over:
            return
        self._size += len(part)
        if self._size > MOST_WAITING_BYTES:
            self.end()
            if self._abort is not None:
                self._abort()
            return
        self._parts.append(part)
        self._wake()

    def end(self) -> None:
        """Nothing more is sent; `next` returns None."""
        self.is_over = True
        self._parts.clear()
        self._wake()

    async def next(self) -> bytes | None:
        """Wait for something to send; what was returned before counts as sent."""
        self._size -= self._under_way
        self._under_way = 0
        while not self._parts and not self.is_over:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        if self.is_over:
            return None
        part = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._parts.clear()
        self._under_way = len(part)
        return part

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Feed:
    """The live screens of one mall, how far its log has been read, and its newest messages.

    Every screen in `screens` has been given exactly what the log says up to `place`.
    """

    def __init__(self, mall: StreamedMall) -> None:
        self.mall = mall
        self.screens: set[Screen] = set()
        self.awaiting: set[Screen] = set()
        self.newcomers: set[Screen] = set()
        self.place: Place | None = None
        self.is_live = False
        self.is_poked = False
        self.reading = asyncio.Lock()
        self.read_at = 0.0
        self.lines: dict[str, bytes] = {}
        self.lines_at = float("-inf")
        self.lines_changed = True
        self.lines_under_way = False
        self.empty_since = 0.0
        self._kept: deque[tuple[int, bytes]] = deque()
        self._kept_after = 0

    @property
    def is_empty(self) -> bool:
        return not self.screens and not self.awaiting

    def begin(self, today: Place, newest: Place | None) -> None:
        """Start reading a little before the newest row of the current day."""
        place = newest if newest is not None and newest.day >= today.day else today
        self._kept_after = max(0, place.seq - ROWS_READ_BACK)
        self.place = Place(place.day, self._kept_after)

    def go_live(self) -> None:
        """All that was there at the beginning has been read: let those who waited begin."""
        self.is_live = True
        for screen in self.awaiting:
            screen.push(b"")

    def join(self, screen: Screen, asked: Place | None, *, resumes: bool) -> None:
        """Make a screen live. `resumes`: it has everything up to here and needs no first word."""
        assert self.place is not None
        self.awaiting.discard(screen)
        self.screens.add(screen)
        self.newcomers.add(screen)
        if not resumes:
            screen.push(first_message(self.place) if asked is None else reset_message(self.place))

    def leave(self, screen: Screen, now: float) -> None:
        for group in (self.screens, self.awaiting, self.newcomers):
            group.discard(screen)
        if self.is_empty:
            self.empty_since = now

    def take(self, rows: list[Row]) -> None:
        """Take the next rows of the log and tell the screens, each the same bytes at once."""
        assert self.place is not None
        parts: list[bytes] = []
        for row in rows:
            if row.day > self.place.day:
                parts.append(self._turn(Place(row.day, 0)))
            self.place = Place(row.day, row.seq)
            message = message_of(row)
            if message is not None:
                parts.append(message)
                self._keep(row.seq, message)
            elif (change := change_of(row)) is not None:
                parts.append(change)
        if rows:
            self.lines_changed = True
        self.tell(parts)

    def turn_to(self, today: Place) -> None:
        """Begin a new day, if it is one: what screens show is yesterday's."""
        assert self.place is not None
        if today.day > self.place.day:
            self.tell([self._turn(today)])

    def tell(self, parts: list[bytes]) -> None:
        if not parts:
            return
        told = b"".join(parts)
        for screen in list(self.screens):
            screen.push(told)

    def kept_since(self, seq: int) -> bytes | None:
        """Return today's messages after `seq`, or None when not all of them are kept."""
        if seq < self._kept_after:
            return None
        first = bisect_right(self._kept, seq, key=lambda kept: kept[0])
        return b"".join(self._kept[i][1] for i in range(first, len(self._kept)))

    def _keep(self, seq: int, message: bytes) -> None:
        self._kept.append((seq, message))
        if len(self._kept) > KEPT_MESSAGES:
            self._kept_after = self._kept.popleft()[0]

    def _turn(self, today: Place) -> bytes:
        self.place = today
        self._kept.clear()
        self._kept_after = 0
        return reset_message(today)
