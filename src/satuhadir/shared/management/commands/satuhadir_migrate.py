# SPDX-License-Identifier: Apache-2.0
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from satuhadir.shared.database import grant_application_role


class Command(BaseCommand):
    help = (
        "Bring the database to this version, as the role that owns the tables, and give the "
        "application's role its rights. Run with SATUHADIR_ROLE=owner. Safe to run twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SATUHADIR_ROLE != "owner":
            raise CommandError("Jalankan dengan SATUHADIR_ROLE=owner: hanya pemilik yang mengubah.")
        with connections["default"].cursor() as cursor:
            # Wait a little for a busy table, never queue everybody up behind a migration.
            cursor.execute("SET lock_timeout = '10s'")
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        owner = settings.DATABASES["default"]["USER"]
        if settings.SATUHADIR_APP_ROLE in {"", owner}:
            self.stderr.write(
                "Peringatan: aplikasi memakai peran pemilik tabel, jadi log tidak terlindung. "
                "Beri DATABASE_URL peran sendiri dan isi DATABASE_OWNER_URL."
            )
            return
        grant_application_role(settings.SATUHADIR_APP_ROLE)
