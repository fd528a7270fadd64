# SPDX-License-Identifier: Apache-2.0
import os
import socket
import threading
import time
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from pytest_django import Settings

from satuhadir.shared import database


def test_health_asks_nothing_and_readiness_asks_the_database(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200

    connect, opened = psycopg.connect, []

    def counted(**parameters: Any) -> psycopg.Connection:
        opened.append(connect(**parameters))
        return opened[-1]

    database.probe.forget()
    monkeypatch.setattr(psycopg, "connect", counted)
    for _ in range(3):
        assert client.get("/readyz").status_code == 200
    assert len(opened) == 1  # kept
    opened[0].close()
    assert client.get("/readyz").status_code == 200  # and made anew when it has gone
    assert len(opened) == 2
    database.probe.forget()

    def gone(**_: object) -> None:
        raise psycopg.OperationalError

    monkeypatch.setattr(psycopg, "connect", gone)
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def privileges() -> dict[str, set[str]]:
    """Return what the application's role may do, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.table_privileges"
            " WHERE grantee = 'satuhadir_app' AND table_schema = 'public'"
        )
        found: dict[str, set[str]] = {}
        for table, right in cursor.fetchall():
            found.setdefault(table, set()).add(right)
        return found


def test_granting_twice_leaves_the_log_append_only(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'satuhadir_app'")
        if cursor.fetchone() is None:
            pytest.skip("this database has no application role")
    for _ in range(2):
        database.grant_application_role("satuhadir_app")
    rights = privileges()
    assert rights["queue_event"] == {"SELECT", "INSERT"}
    assert rights["queue_ticket"] == {"SELECT", "INSERT", "UPDATE"}
    assert rights["malls_mall"] == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert rights["django_migrations"] == {"SELECT"}


def test_a_name_of_a_role_is_quoted(db: None) -> None:
    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
        database.grant_application_role('x"; DROP TABLE malls_mall; --')


def test_only_the_owner_migrates(settings: Settings, db: None) -> None:
    settings.SATUHADIR_ROLE = "app"
    with pytest.raises(CommandError, match="SATUHADIR_ROLE=owner"):
        call_command("satuhadir_migrate")


def test_a_database_that_hangs_is_away_within_two_seconds(db: None) -> None:
    """One that takes the connection and then says nothing more, as a stopped server does."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        probe, held = database.Probe(), []

        def swallow() -> None:
            held.append(silent.accept()[0])

        listener = threading.Thread(target=swallow)
        listener.start()
        real = connection.get_connection_params()
        mute = {**real, "host": "127.0.0.1", "port": silent.getsockname()[1]}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(connection, "get_connection_params", lambda: dict(mute))
            began = time.monotonic()
            assert not probe.answers()
        assert time.monotonic() - began < 30  # it would wait for ever
        listener.join()
        held[0].close()
    kept = psycopg.connect(**{k: v for k, v in real.items() if k in {"host", "port", "user",
                              "password", "dbname"}}, autocommit=True)  # fmt: skip
    left, right = socket.socketpair()
    with left, right:
        os.dup2(left.fileno(), kept.fileno())  # what is asked from here on reaches nobody
        began = time.monotonic()
        assert not database.Probe()._ask(kept)
        assert 1 < time.monotonic() - began < 30
        kept.close()
