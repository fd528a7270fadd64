# SPDX-License-Identifier: Apache-2.0
"""What the doctor finds inside: each fault made on purpose, and told."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from satuhadir.shared import doctor, jobs
from satuhadir.shared.models import Backup
from satuhadir.shared.oversight import Finding


def states(check: Callable[[], Iterable[Finding]]) -> set[str]:
    return {finding.state for finding in check()}


def test_the_owner_as_the_applications_role_is_a_problem(db: None) -> None:
    (finding,) = doctor.check_role()
    assert finding.state == "problem"
    assert "pemilik tabel" in finding.says


def test_a_database_that_forgets_in_a_power_cut_is_a_problem(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        off = cursor.fetchone() == ("off",)
    assert ("problem" in states(doctor.check_durability)) == off
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    assert any("synchronous_commit" in one.says for one in doctor.check_durability())


def test_a_missing_migration_is_a_problem_and_one_ahead_is_not(db: None) -> None:
    assert states(doctor.check_migrations) == {"ok"}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('queue', '9999_x', now())"
        )
        assert states(doctor.check_migrations) == {"info"}
        cursor.execute("DELETE FROM django_migrations WHERE app = 'shared' AND name LIKE '0002%%'")
    assert states(doctor.check_migrations) == {"problem"}


def test_a_worker_is_seen_by_its_lock(transactional_db: None, settings: Settings) -> None:
    settings.SATUHADIR_DEMO = False
    assert states(doctor.check_worker) == {"problem"}
    with psycopg.connect(**jobs._parameters(), autocommit=True) as worker:
        worker.execute("SELECT pg_advisory_lock(%s)", (jobs.LEADER_LOCK,))
        assert states(doctor.check_worker) == {"ok"}
        # Said, not left to the end of the connection, which the server notices in its own time.
        worker.execute("SELECT pg_advisory_unlock(%s)", (jobs.LEADER_LOCK,))
    settings.SATUHADIR_DEMO = True
    assert states(doctor.check_worker) == {"info"}


@pytest.mark.parametrize(("days", "state"), [(None, "info"), (0, "ok"), (1, "ok"), (3, "problem")])
def test_a_backup_that_grows_old_is_a_problem(
    db: None, settings: Settings, days: int | None, state: str
) -> None:
    settings.SATUHADIR_DEMO = False
    if days is not None:
        made_at = timezone.now() - timedelta(days=days, minutes=1)
        Backup.objects.create(made_at=made_at, byte_count=1, row_count=1)
    assert states(doctor.check_backups) == {state}


def test_https_without_a_proxy_that_is_trusted_is_a_problem(settings: Settings) -> None:
    settings.SATUHADIR_DEMO, settings.HTTPS = False, True
    settings.ALLOWED_HOSTS, settings.SATUHADIR_TRUSTED_PROXIES = ["mpp.example.go.id"], []
    assert "problem" in states(doctor.check_settings)
    settings.SATUHADIR_TRUSTED_PROXIES = ["127.0.0.1"]
    assert states(doctor.check_settings) == {"ok"}
    settings.DEBUG = True
    assert "problem" in states(doctor.check_settings)


def test_a_check_that_breaks_is_told_by_its_kind_and_stops_no_other() -> None:
    def breaks() -> Iterable[Finding]:
        raise ValueError("telepon 0899")

    (finding,) = doctor._told("catatan", breaks)
    assert finding.state == "problem"
    assert "ValueError" in finding.says
    assert "0899" not in finding.says + finding.todo


def test_everything_is_looked_at(transactional_db: None) -> None:
    names = {finding.name for finding in doctor.examine()}
    assert names >= {
        "pengaturan", "berkas statis", "basis data", "jam", "ketahanan", "peran", "migrasi",
        "pekerjaan latar", "cadangan", "mal", "tutup hari", "rantai catatan",
    }  # fmt: skip
