# SPDX-License-Identifier: Apache-2.0
"""Tell the live streams that a mall's log grew: this process at once, others through NOTIFY.

NOTIFY is sent by a thread on a connection of its own, gathered and outside every other
transaction: inside a contended one it would make commits wait for each other. Whatever gets
lost here only delays: each stream also reads the log every second.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connections

CHANNEL = "satuhadir_queue"
PAUSE_SECONDS = 0.03
RETRY_SECONDS = 1.0

Listener = Callable[[int], None]

log = logging.getLogger(__name__)
_listeners: list[Listener] = []
_sender: "Sender | None" = None


def poke(mall_id: int) -> None:
    """Wake whoever streams this mall; nearly free, called after commit, from any thread."""
    for listener in _listeners:
        listener(mall_id)
    if _sender is not None:
        _sender.add(mall_id)


def listen(listener: Listener) -> None:
    """Call `listener` with the mall's id at each poke, in the poking thread; it must be quick."""
    _listeners.append(listener)


def unlisten(listener: Listener) -> None:
    if listener in _listeners:
        _listeners.remove(listener)


def begin() -> None:
    """Tell other processes, too, from now on; for processes that serve or work all day."""
    global _sender  # noqa: PLW0603 - one per process
    if _sender is None:
        _sender = Sender()


def end() -> None:
    global _sender  # noqa: PLW0603
    if _sender is not None:
        _sender.stop()
        _sender = None


def sender_pid() -> int:
    """Return the server's number of the connection that notifies for this process, or 0."""
    return _sender.pid if _sender is not None else 0


def connection_parameters() -> dict[str, Any]:
    """Return what psycopg.connect needs to reach the application's database."""
    known = connections["default"].get_connection_params()
    for ours in ("context", "cursor_factory", "prepare_threshold"):
        known.pop(ours, None)
    return known | {"connect_timeout": 3, "keepalives_idle": 10, "keepalives_interval": 5}


class Sender:
    """The thread that notifies. Its connection opens at the first poke."""

    def __init__(self) -> None:
        self.pid = 0
        self._malls: set[int] = set()
        self._something = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="queue-notify", daemon=True)
        self._thread.start()

    def add(self, mall_id: int) -> None:
        if mall_id not in self._malls:
            self._malls.add(mall_id)
            self._something.set()

    def stop(self) -> None:
        self._stopped.set()
        self._something.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        connection: psycopg.Connection | None = None
        while not self._stopped.is_set():
            self._something.wait()
            self._something.clear()
            malls = set()
            while self._malls:
                malls.add(self._malls.pop())
            if self._stopped.is_set() or not malls:
                continue
            pause = PAUSE_SECONDS
            try:
                connection = connection or self._connect()
                payload = ",".join(str(mall_id) for mall_id in malls)[:7000]
                connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload), prepare=True)
            except (psycopg.Error, OSError) as error:
                log.warning("other processes were not told: %s", type(error).__name__)
                if connection is not None:
                    connection.close()
                connection, pause = None, RETRY_SECONDS
            self._stopped.wait(pause)
        if connection is not None:
            connection.close()

    def _connect(self) -> psycopg.Connection:
        connection = psycopg.connect(**connection_parameters(), autocommit=True)
        # Nothing to keep: no fsync for a wake-up call.
        connection.execute("SET synchronous_commit = off")
        self.pid = connection.info.backend_pid
        return connection
