# SPDX-License-Identifier: Apache-2.0
"""The database as such: does it answer, and what may the application's role do in it."""

import select

import psycopg
from django.db import connections
from psycopg import sql

# Rows of these tables are never changed and never deleted, by anybody but the owner.
APPEND_ONLY = ("queue_event",)
# Rows of these change by the queue's functions and are never deleted.
NEVER_DELETED = ("queue_ticket", "queue_tally", "queue_chain", "queue_attendance", "queue_contact")


def database_answers() -> bool:
    """Say whether a fresh connection gets an answer within about two seconds."""
    parameters = connections["default"].get_connection_params()
    parameters |= {"connect_timeout": 2, "options": "-c statement_timeout=1500"}
    try:
        with psycopg.connect(**parameters) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


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
        for table in tables.intersection(APPEND_ONLY + NEVER_DELETED):
            rights = "UPDATE, DELETE" if table in APPEND_ONLY else "DELETE"
            revoke = sql.SQL(f"REVOKE {rights}, TRUNCATE ON {{}} FROM {{}}")
            cursor.execute(_text(revoke.format(sql.Identifier(table), name), cursor))


def _text(statement: sql.Composed, cursor: object) -> str:
    return statement.as_string(getattr(cursor, "connection", None))
