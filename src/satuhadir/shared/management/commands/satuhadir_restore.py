# SPDX-License-Identifier: Apache-2.0
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.db.migrations.exceptions import IrreversibleError

from satuhadir.shared import archive, backup
from satuhadir.shared.archive import BadArchive
from satuhadir.shared.saying import refuse, trouble_of


class Command(BaseCommand):
    help = (
        "Bring a backup into an empty database and prove that it is the same. Run with "
        "SATUHADIR_ROLE=owner."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="BERKAS", type=Path)
        parser.add_argument(
            "--check-only", action="store_true", help="Periksa berkasnya saja; tanpa basis data."
        )

    def handle(self, *args: Any, file: Path, check_only: bool, **options: Any) -> None:
        began = time.monotonic()
        try:
            if check_only:
                archive.checked_manifest(file)
                return
            made = backup.restore(file, say=self.stderr.write)
        except (BadArchive, OSError, DatabaseError, IrreversibleError) as error:
            refuse(trouble_of(error, file))
        tickets = sum(made["figures"].get("tickets", {}).values())
        self.stdout.write(
            f"Pulih dan sama: {len(made['tables'])} tabel, {tickets} nomor antrean, "
            f"{len(made['figures'].get('chains', {}))} hari catatan; cadangan dari "
            f"{made['created_at'][:16].replace('T', ' ')} UTC "
            f"({time.monotonic() - began:.1f} detik)."
        )
        if made["secret_mark"] != backup.secret_mark() and settings.SATUHADIR_SECRET_IS_SET:
            self.stdout.write(
                "Peringatan: SATUHADIR_SECRET di sini bukan yang dipakai saat pencadangan; alamat "
                "tiket yang sudah dibagikan tidak terbuka dan semua orang perlu masuk lagi."
            )
