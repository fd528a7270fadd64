# SPDX-License-Identifier: Apache-2.0
import random
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections
from psycopg.errors import DeadlockDetected, LockNotAvailable

from satuhadir.shared.database import grant_application_role

TRIES = 30
LOCK_SECONDS = 3
BROKEN_OFF = (DeadlockDetected, LockNotAvailable)


class Command(BaseCommand):
    help = (
        "Bring the database to this version, as the role that owns the tables, and give the "
        "application's role its rights. Run with SATUHADIR_ROLE=owner. Safe to run twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SATUHADIR_ROLE != "owner":
            raise CommandError("Jalankan dengan SATUHADIR_ROLE=owner: hanya pemilik yang mengubah.")
        self._migrate(options["verbosity"])
        owner = settings.DATABASES["default"]["USER"]
        if settings.SATUHADIR_APP_ROLE in {"", owner}:
            self.stderr.write(
                "Peringatan: aplikasi memakai peran pemilik tabel, jadi log tidak terlindung. "
                "Beri DATABASE_URL peran sendiri dan isi DATABASE_OWNER_URL."
            )
            return
        grant_application_role(settings.SATUHADIR_APP_ROLE)

    def _migrate(self, verbosity: int) -> None:
        """Run what is missing while presses go on.

        A migration that changes two busy tables and a press that locks them the other way round
        wait for each other: the database breaks one of them off. A press runs itself again, and
        so do we: each migration is a transaction of its own, so nothing half-done is left.
        """
        for trial in range(1, TRIES + 1):
            with connections["default"].cursor() as cursor:
                # Wait a little for a busy table, never queue everybody up behind a migration.
                cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            try:
                call_command("migrate", interactive=False, verbosity=verbosity)
            except OperationalError as error:
                if trial == TRIES or not isinstance(error.__cause__, BROKEN_OFF):
                    raise
                self.stderr.write(f"Basis data sibuk; migrasi diulang ({trial}) …")
                time.sleep(random.uniform(0.1, 1.0))  # noqa: S311 - so that two don't meet again
            else:
                return
