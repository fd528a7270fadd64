# SPDX-License-Identifier: Apache-2.0
"""A day copied while it goes on, and brought back into an empty database."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from satuhadir.queue.models import Event, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared import backup
from satuhadir.shared.archive import checked_manifest

EMPTY = "satuhadir_restored"


def address(database: str) -> str:
    known = connection.settings_dict
    return (
        f"postgresql://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}"
        f"/{database}"
    )


@pytest.fixture
def empty() -> Iterator[str]:
    """The address of a new, empty database."""
    with psycopg.connect(address("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {EMPTY} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {EMPTY} TEMPLATE template0 ENCODING 'UTF8'")
        yield address(EMPTY)
        admin.execute(f"DROP DATABASE IF EXISTS {EMPTY} WITH (FORCE)")


def typed(*words: str, url: str) -> "subprocess.CompletedProcess[str]":
    """What a person gets who types `satuhadir …` with this DATABASE_URL, as the owner."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
    return subprocess.run(
        [sys.executable, "-m", "satuhadir.launch.cli", *words],
        env=environment | {"DATABASE_URL": url, "SATUHADIR_ROLE": "app"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.race
def test_a_copy_made_while_numbers_are_given_is_one_moment_of_the_day(
    busy_hall: Hall, tmp_path: Path, empty: str
) -> None:
    file, stop, failed = tmp_path / "b.zip", threading.Event(), []

    def press() -> None:
        try:
            while not stop.is_set():
                busy_hall.issue()
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    for _ in range(5):
        busy_hall.issue()
    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        made = backup.back_up(file, files={}, say=print)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failed
    counted = {table["name"]: table["rows"] for table in made["tables"]}
    assert 5 <= counted["queue_ticket"] < Ticket.objects.count()
    # One moment: as many tickets as the log tells of, and its head is the head of those rows.
    (chain,) = made["figures"]["chains"].values()
    assert int(chain.split(":")[0]) == counted["queue_event"]
    assert counted["queue_ticket"] == sum(made["figures"]["tickets"].values())
    done = typed("restore", str(file), url=empty)
    assert done.returncode == 0, done.stderr
    assert "Pulih dan sama" in done.stdout
    with psycopg.connect(empty) as there:
        assert there.execute("SELECT count(*) FROM queue_ticket").fetchone() == (
            counted["queue_ticket"],
        )
        head = there.execute(
            "SELECT last_seq || ':' || head FROM queue_chain WHERE last_seq > 0"
        ).fetchone()
        assert head == (chain,)
        # It goes on where it stopped: the guard of the log is on again.
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            there.execute("DELETE FROM queue_event")
    again = typed("restore", str(file), url=empty)
    assert again.returncode == 1
    assert "tidak kosong" in again.stderr
    assert again.stderr.count("\n") == 1


def test_a_log_changed_behind_our_back_is_not_called_the_same(
    busy_hall: Hall, tmp_path: Path, empty: str
) -> None:
    busy_hall.issue()
    row = Event.objects.filter(event="ticket.issued").get()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE queue_event DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE queue_event SET body = replace(body, 'kiosk', 'phone') WHERE seq = %s",
            [row.seq],
        )
        cursor.execute("ALTER TABLE queue_event ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE queue_event DISABLE TRIGGER queue_event_is_never_emptied")
    file = tmp_path / "b.zip"
    backup.back_up(file, files={}, say=print)
    done = typed("restore", str(file), url=empty)
    assert done.returncode == 1
    assert "tidak sama" in done.stderr
    assert "rantai catatan" in done.stderr
    # What is not proven is served by nobody.
    served = typed("serve", "--port", "0", url=empty)
    assert served.returncode == 1
    assert "belum selesai" in served.stderr
    looked = typed("doctor", url=empty)
    assert looked.returncode == 1
    assert "pemulihan ke sini belum selesai" in looked.stdout


def test_an_older_backup_is_brought_to_this_version(
    busy_hall: Hall, tmp_path: Path, empty: str
) -> None:
    """One as the version before wrote it: without the newest migration and its table."""
    busy_hall.issue()
    with psycopg.connect(empty) as there:
        there.execute("SELECT 1")
    file = tmp_path / "b.zip"
    done = typed("migrate", url=empty)
    assert done.returncode == 0, done.stderr
    done = typed("manage", "migrate", "shared", "0001", url=empty)
    assert done.returncode == 0, done.stderr
    done = typed("backup", str(file), url=empty)
    assert done.returncode == 0, done.stderr
    names = {table["name"] for table in checked_manifest(file)["tables"]}
    assert "shared_backup" not in names
    with psycopg.connect(address("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {EMPTY} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {EMPTY} TEMPLATE template0 ENCODING 'UTF8'")
    done = typed("restore", str(file), url=empty)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(urlsplit(empty).geturl()) as there:
        assert there.execute("SELECT count(*) FROM shared_backup").fetchone() == (0,)


def test_a_backup_of_an_unknown_version_is_refused_before_anything_is_made(
    busy_hall: Hall, tmp_path: Path, empty: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('queue', '9999_later', now())"
        )
    try:
        backup.back_up(tmp_path / "b.zip", files={}, say=print)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    done = typed("restore", str(tmp_path / "b.zip"), url=empty)
    assert done.returncode == 1
    assert "queue.9999_later" in done.stderr
    with psycopg.connect(empty) as there:
        assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone() == (0,)  # fmt: skip
