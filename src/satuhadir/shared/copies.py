# SPDX-License-Identifier: Apache-2.0
"""Copy every row out of the database and back in, by COPY: the way that any version can read.

Not pg_dump: one file has to go from PostgreSQL 15 to 18 and back, on machines that have no
client programs. See docs/decisions/0008-backup-by-copy.md.
"""

import hashlib
import zipfile
from collections.abc import Iterable
from typing import Any, NamedTuple

import psycopg
from django.db import connections
from psycopg import sql

BUFFER_BYTES = 1 << 18
# What a row reads like must not depend on the server's settings; and a table is read from its
# first page on, so that the same rows give the same bytes again.
STEADY = (
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL synchronize_seqscans = off",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL lock_timeout = '30s'",
)
# What belongs to a moment and stays behind: who is signed in, counts of failures. Restored, it
# would let those in again who had signed out since.
MOMENTARY = frozenset({"accounts_signin", "django_session", "shared_cache"})
# Made by a restore before anything else and taken away by its last step.
UNFINISHED = "shared_unfinished_restore"

_TABLES = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
    AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> %s
GROUP BY c.relname ORDER BY c.relname
"""
_TRIGGERS = """
SELECT c.relname, t.tgname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND t.tgenabled = 'O'
"""
_ANYTHING = """
SELECT n.nspname || '.' || c.relname FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
LIMIT 1
"""


class Table(NamedTuple):
    """A table in a backup: its columns in order, and what its text was."""

    name: str
    columns: list[str]
    rows: int = 0
    sha256: str = ""

    @property
    def part(self) -> str:
        return f"tables/{self.name}"


def driver() -> psycopg.Connection[Any]:
    """Return the psycopg connection under Django's, open."""
    connection = connections["default"]
    connection.ensure_connection()
    found: psycopg.Connection[Any] = connection.connection
    return found


def run(statement: str | sql.Composed, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Run one statement below the ORM and return its rows, if it has any."""
    with psycopg.Cursor(driver()) as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def hold_still() -> None:
    """Make the open transaction's texts independent of the server's settings."""
    for statement in STEADY:
        run(statement)


def all_tables() -> list[Table]:
    """Return every table of ours with its columns, without those that are computed."""
    return [Table(name, list(columns)) for name, columns in run(_TABLES, (UNFINISHED,))]


def first_thing_here() -> str:
    """Return the name of some table or view that the database holds, "" when it is empty."""
    found = run(_ANYTHING)
    return str(found[0][0]) if found else ""


def copy_out(table: Table, archive: zipfile.ZipFile | None) -> Table:
    """Write a table's rows into `archive`, or nowhere; return it with their count and hash."""
    total, rows = hashlib.sha256(), 0
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(
        sql.Identifier(table.name), _list(table.columns)
    )
    buffer = bytearray()
    part = archive.open(table.part, "w", force_zip64=True) if archive is not None else None
    try:
        with psycopg.Cursor(driver()) as cursor, cursor.copy(statement) as copy:
            for data in copy:
                rows += 1
                buffer += data
                if len(buffer) >= BUFFER_BYTES:
                    total.update(buffer)
                    if part is not None:
                        part.write(buffer)
                    buffer.clear()
        total.update(buffer)
        if part is not None:
            part.write(buffer)
    finally:
        if part is not None:
            part.close()
    return table._replace(rows=rows, sha256=total.hexdigest())


def sequences() -> dict[str, int]:
    """Return how far each sequence has counted. Read after the rows: it never runs behind them."""
    found = run(
        "SELECT sequencename, last_value FROM pg_sequences"
        " WHERE schemaname = 'public' AND last_value IS NOT NULL"
    )
    return {str(name): int(value) for name, value in found}


def load(tables: Iterable[Table], archive: zipfile.ZipFile, counted: dict[str, int]) -> list[str]:
    """Replace all rows by the archive's, in the open transaction; return tables that differ.

    As the owner. Triggers of ours are off meanwhile: history is put back, it doesn't happen again.
    """
    tables = list(tables)
    hold_still()
    triggers = [(table, trigger) for table, trigger in run(_TRIGGERS)]
    _switch("DISABLE", triggers)
    run(sql.SQL("TRUNCATE {}").format(_list([table.name for table in all_tables()])))
    run("SET CONSTRAINTS ALL DEFERRED")
    for table in _parents_first(tables):
        _copy_in(table, archive)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    _switch("ENABLE", triggers)
    for name, value in counted.items():
        run("SELECT setval(%s::regclass, %s)", (f'public."{name}"', value))
    return [table.name for table in tables if copy_out(table, None) != table]


def _copy_in(table: Table, archive: zipfile.ZipFile) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), _list(table.columns)
    )
    with (
        psycopg.Cursor(driver()) as cursor,
        archive.open(table.part) as part,
        cursor.copy(statement) as copy,
    ):
        while data := part.read(BUFFER_BYTES):
            copy.write(data)


def _switch(verb: str, triggers: list[tuple[str, str]]) -> None:
    for table, trigger in triggers:
        statement = sql.SQL(f"ALTER TABLE {{}} {verb} TRIGGER {{}}")
        run(statement.format(sql.Identifier(table), sql.Identifier(trigger)))


def _parents_first(tables: list[Table]) -> list[Table]:
    """Order tables so that rows come after those they point at, as far as there is such an order.

    Django's foreign keys wait for the end anyhow; one written in SQL may not.
    """
    needs: dict[str, set[str]] = {table.name: set() for table in tables}
    links = run(
        "SELECT DISTINCT c.conrelid::regclass::text, c.confrelid::regclass::text"
        " FROM pg_constraint AS c WHERE c.contype = 'f' AND NOT c.condeferrable"
    )
    for child, parent in links:
        if child in needs and parent in needs and child != parent:
            needs[child].add(parent)
    by_name = {table.name: table for table in tables}
    ordered: list[Table] = []
    while needs:
        free = sorted(name for name, parents in needs.items() if not parents & needs.keys())
        for name in free or sorted(needs):
            ordered.append(by_name[name])
            del needs[name]
    return ordered


def _list(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in names)
