# SPDX-License-Identifier: Apache-2.0
"""The peer: the same four transitions in PostgreSQL alone, on the demonstration's own server."""

from pathlib import Path
from typing import Any

import psycopg

from bench.api import Unexpected

SCHEMA = "satuhadir_bench"


def prepare(database_url: str, lines: int, counters: int) -> None:
    """Make the peer's tables and functions in a schema of their own: `counters` for each line."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        connection.execute(f"SET search_path = {SCHEMA}")
        connection.execute(Path(__file__).with_name("raw.sql").read_bytes())
        connection.execute(
            "INSERT INTO tally SELECT n, 0, 0 FROM generate_series(1, %s) n", [lines]
        )
        connection.execute(
            "INSERT INTO counter SELECT n, 1 + (n - 1) / %s FROM generate_series(1, %s) n",
            [counters, lines * counters],
        )


def counter_and_line(index: int, counters: int) -> tuple[int, int]:
    """Return the counter of the client `index` (from 0), and its line."""
    return index + 1, 1 + index // counters


class RawVisitor:
    """Does visits at one counter over one connection, with prepared statements."""

    def __init__(self, database_url: str, counter: int, line: int) -> None:
        self._connection = psycopg.connect(
            database_url, autocommit=True, options=f"-c search_path={SCHEMA}"
        )
        self._counter = counter
        self._line = line

    def issue(self) -> None:
        self._ask("SELECT issue(%s)", (self._line,))

    def call(self) -> Any:
        """Call the next and return the ticket's id; somebody must be waiting."""
        return self._ask("SELECT call_next(%s)", (self._counter,))

    def start(self, ticket: Any) -> None:
        self._ask("SELECT start(%s, %s)", (ticket, self._counter))

    def finish(self, ticket: Any) -> None:
        self._ask("SELECT finish(%s, %s)", (ticket, self._counter))

    def visit(self) -> None:
        self.issue()
        ticket = self.call()
        self.start(ticket)
        self.finish(ticket)

    def _ask(self, statement: str, values: tuple[Any, ...]) -> Any:
        row = self._connection.execute(statement, values, prepare=True).fetchone()
        if row is None or not row[0]:
            raise Unexpected(f"{statement}: {row}")
        return row[0]
