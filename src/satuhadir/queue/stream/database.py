# SPDX-License-Identifier: Apache-2.0
"""The one connection of a process on which its live streams listen and read the log."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from satuhadir.queue import notify
from satuhadir.queue.stream.messages import SHOWN, Place, Row

PAGE = 500
QUERY_SECONDS = 10.0

log = logging.getLogger(__name__)

_MALL = "SELECT id, slug, timezone FROM malls_mall WHERE slug = %s"
_NEWEST = """
SELECT (clock_timestamp() AT TIME ZONE %(timezone)s)::date, newest.day, newest.seq
FROM (SELECT) AS always
LEFT JOIN LATERAL (
    SELECT day, seq FROM queue_event WHERE mall_id = %(mall)s ORDER BY day DESC, seq DESC LIMIT 1
) AS newest ON true
"""
_SINCE = """
SELECT (clock_timestamp() AT TIME ZONE %(timezone)s)::date, e.day, e.seq, e.event, e.body,
    extract(EPOCH FROM clock_timestamp() - e.at)::float8
FROM (SELECT) AS always
LEFT JOIN LATERAL (
    SELECT day, seq, event, at, CASE WHEN event = ANY(%(shown)s) THEN body END AS body
    FROM queue_event WHERE mall_id = %(mall)s AND (day, seq) > (%(day)s, %(seq)s)
    ORDER BY day, seq LIMIT %(page)s
) AS e ON true
ORDER BY e.day, e.seq
"""


class DatabaseAway(Exception):
    """The database gives no answer now; asking again opens a new connection."""


class StreamedMall(NamedTuple):
    """What streaming needs to know of a mall."""

    id: int
    slug: str
    timezone: str


class LogDatabase:
    """Reads one after the other, and calls `heard` with each mall others tell us of.

    The connection opens when it is first needed. Between reads the event loop watches it, so
    that a notification and the server's end are noticed at once.
    """

    def __init__(self, heard: Callable[[int], None]) -> None:
        self._heard = heard
        self.lags: list[float] = []  # how old the rows read last were then, in seconds
        self._connection: psycopg.AsyncConnection | None = None
        self._lock = asyncio.Lock()
        self._watched: int | None = None
        self._is_away = False

    async def mall(self, slug: str) -> StreamedMall | None:
        rows = await self._fetch(_MALL, (slug,))
        return StreamedMall(*rows[0]) if rows else None

    async def newest(self, mall: StreamedMall) -> tuple[date, Place | None]:
        """Return today at the mall and the newest place in its log, if it has one."""
        rows = await self._fetch(_NEWEST, {"mall": mall.id, "timezone": mall.timezone})
        today, day, seq = rows[0]
        return today, Place(day, seq) if day is not None else None

    async def since(self, mall: StreamedMall, place: Place) -> tuple[date, list[Row]]:
        """Return today at the mall and the next rows after `place`, at most PAGE."""
        wanted = {
            "mall": mall.id,
            "timezone": mall.timezone,
            "day": place.day,
            "seq": place.seq,
            "shown": SHOWN,
            "page": PAGE,
        }
        rows = await self._fetch(_SINCE, wanted)
        self.lags = [row[-1] for row in rows if row[1] is not None]
        return rows[0][0], [Row(*row[1:-1]) for row in rows if row[1] is not None]

    async def close(self) -> None:
        async with self._lock:
            await self._drop()

    async def _fetch(
        self, statement: str, values: Sequence[Any] | dict[str, Any]
    ) -> list[tuple[Any, ...]]:
        async with self._lock:
            try:
                async with asyncio.timeout(QUERY_SECONDS):
                    connection = self._connection or await self._connect()
                    self._watch(None)
                    cursor = await connection.execute(statement, values, prepare=True)
                    rows = await cursor.fetchall()
            except (psycopg.Error, OSError) as error:
                if not self._is_away:
                    log.warning("live streams wait for the database: %s", type(error).__name__)
                self._is_away = True
                await self._drop()
                raise DatabaseAway from error
            except BaseException:
                await self._drop()  # broken off in the middle: its state is not known
                raise
            self._is_away = False
            self._watch(self._on_readable)
            return rows

    async def _connect(self) -> psycopg.AsyncConnection:
        connection = await psycopg.AsyncConnection.connect(
            **notify.connection_parameters(), autocommit=True
        )
        self._connection = connection
        connection.add_notify_handler(lambda told: self._tell(told.pid, told.payload))
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(notify.CHANNEL)))
        return connection

    async def _drop(self) -> None:
        if self._connection is None:
            return
        self._watch(None)
        connection, self._connection = self._connection, None
        await connection.close()

    def _watch(self, callback: Callable[[], None] | None) -> None:
        loop = asyncio.get_running_loop()
        if self._watched is not None:
            loop.remove_reader(self._watched)
            self._watched = None
        if callback is not None and self._connection is not None:
            self._watched = self._connection.fileno()
            loop.add_reader(self._watched, callback)

    def _on_readable(self) -> None:
        """Something came while no read is under way: notifications, or the connection's end."""
        if self._connection is None:
            return
        server = self._connection.pgconn
        try:
            server.consume_input()
        except psycopg.Error:
            self._watch(None)
            server.finish()
            self._connection = None
            return
        while told := server.notifies():
            self._tell(told.be_pid, told.extra.decode())

    def _tell(self, sender: int, payload: str) -> None:
        if sender == notify.sender_pid():
            return  # our own: the poke was quicker
        for mall_id in payload.split(","):
            if mall_id.isdecimal():
                self._heard(int(mall_id))
