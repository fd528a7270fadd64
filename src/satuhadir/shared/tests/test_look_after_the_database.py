# SPDX-License-Identifier: Apache-2.0
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
