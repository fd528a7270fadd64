# SPDX-License-Identifier: Apache-2.0
"""The database as such: does it answer, and what may the application's role do in it."""

import contextlib
import select
import threading
import time
from collections.abc import Iterator

import psycopg
from django.db import DatabaseError, connections
from psycopg import sql

PROBE_SECONDS = 1.5
# Rows of these tables are never changed and never deleted, by anybody but the owner.
APPEND_ONLY = ("queue_event", "feedback_step", "feedback_identitylook", "satisfaction_answer")
# Rows of these are written by a trigger that runs as the owner; the application only reads them.
WRITTEN_BY_THE_DATABASE = ("malls_setuprecord",)
# They write such rows with their owner's rights, for the triggers of the owner's tables alone:
# whoever may run them could hang them on a table of their own.
WRITERS = "malls\\_record\\_change\\_v%"
# Rows of these change by the queue's functions and are never deleted.
NEVER_DELETED = ("queue_ticket", "queue_tally", "queue_chain", "queue_attendance", "queue_contact")


class Probe:
    """One connection kept for the question whether the database answers.

    A new one costs a password exchange, some ten milliseconds of both sides, and load balancers
    ask every second or two. Answers within about two seconds whatever the server does.
    """

    def __init__(self) -> None:
        self._connection: psycopg.Connection | None = None
        self._lock = threading.Lock()

    def answers(self) -> bool:
        """Say whether the kept connection answers, or else a new one."""
        with self._lock:
            if self._connection is not None and self._ask(self._connection):
                return True
            self._drop()
            parameters = connections["default"].get_connection_params()
            parameters |= {"connect_timeout": 2, "application_name": "satuhadir readyz"}
            try:
                self._connection = psycopg.connect(**parameters, autocommit=True)
            except psycopg.Error:
                return False
            if self._ask(self._connection):
                return True
            self._drop()
            return False

    def _ask(self, connection: psycopg.Connection) -> bool:
        """Send one statement and wait PROBE_SECONDS: a server that hangs must not hold us."""
        server = connection.pgconn
        until = time.monotonic() + PROBE_SECONDS
        try:
            server.send_query(b"SELECT 1")
            waiting = select.poll()
            waiting.register(server.socket, select.POLLIN)
            fine = False
            while True:
                while server.is_busy():
                    left = until - time.monotonic()
                    if left <= 0 or not waiting.poll(left * 1000):
                        return False
                    server.consume_input()
                result = server.get_result()
                if result is None:
                    return fine
                fine = result.status == psycopg.pq.ExecStatus.TUPLES_OK
        except psycopg.Error:
            return False

    def forget(self) -> None:
        """Close the kept connection; for tests, whose database goes away."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


probe = Probe()


def database_answers() -> bool:
    """Say whether the database gives an answer within about two seconds."""
    return probe.answers()


def drop_dead_connections() -> None:
    """Close this thread's connection when the server has hung up on it, before it is used.

    A server that goes writes a last word or an end into the socket: an idle connection with
    something to read is a dead one. Asking the kernel costs microseconds, asking the server a
    round trip on every press.
    """
    for connection in connections.all(initialized_only=True):
        driver = connection.connection
        if driver is None or connection.in_atomic_block:
            continue
        if driver.closed or _has_something_to_read(driver.fileno()):
            connection.close()


def _has_something_to_read(descriptor: int) -> bool:
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(0))


@contextlib.contextmanager
def acting_as(actor: str) -> Iterator[None]:
    """Name who changes set-up rows from here on, such as `user:7` or `command:catalogue_import`.

    Two round trips, so only around what may change the set-up. The name is taken off the
    connection again, which is kept for the next request.
    """
    _name_actor(actor)
    try:
        yield
    finally:
        try:
            _name_actor("")
        except DatabaseError:  # broken off: a rollback, or the end of the connection, does it
            if not connections["default"].in_atomic_block:
                connections["default"].close()


def _name_actor(actor: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT set_config('satuhadir.actor', %s, false)", [actor])


def grant_application_role(role: str) -> None:
    """Give `role` all it needs on the owner's tables, and no more. Run as the owner; twice is once.

    It may read and write rows; it may not change or delete the log, nor empty or alter a table.
    """
    name = sql.Identifier(role)
    statements = [
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    ]
    with connections["default"].cursor() as cursor:
        for statement in statements:
            cursor.execute(_text(sql.SQL(statement).format(role=name), cursor))
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {row[0] for row in cursor.fetchall()}
        guarded = APPEND_ONLY + NEVER_DELETED + WRITTEN_BY_THE_DATABASE
        for table in tables.intersection(guarded):
            rights = "DELETE" if table in NEVER_DELETED else "UPDATE, DELETE"
            if table in WRITTEN_BY_THE_DATABASE:
                rights = "INSERT, UPDATE, DELETE"
            revoke = sql.SQL(f"REVOKE {rights}, TRUNCATE ON {{}} FROM {{}}")
            cursor.execute(_text(revoke.format(sql.Identifier(table), name), cursor))
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE %s"
            " AND pronamespace = 'public'::regnamespace",
            [WRITERS],
        )
        for (writer,) in cursor.fetchall():
            revoke = sql.SQL("REVOKE EXECUTE ON FUNCTION {}() FROM PUBLIC, {}")
            cursor.execute(_text(revoke.format(sql.Identifier(writer), name), cursor))


def _text(statement: sql.Composed, cursor: object) -> str:
    return statement.as_string(getattr(cursor, "connection", None))
