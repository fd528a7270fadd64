# SPDX-License-Identifier: Apache-2.0
import json
import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from satuhadir.shared import backup
from satuhadir.shared.archive import BadArchive
from satuhadir.shared.saying import refuse, trouble_of

# What of a demonstration's directory goes along: its key and its accounts.
DEMONSTRATION = ("secret.key", "demo.parts.json")


class Command(BaseCommand):
    help = "Copy everything into one file while the installation goes on serving."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="BERKAS", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        began = time.monotonic()
        target = Path(os.path.abspath(file.expanduser()))  # noqa: PTH100 - links stay as asked for
        try:
            made = backup.back_up(target, files=_files(), say=self.stderr.write)
        except (BadArchive, OSError, DatabaseError) as error:
            refuse(trouble_of(error, target))
        rows = sum(table["rows"] for table in made["tables"])
        size = target.stat().st_size
        self.stdout.write(
            f"Cadangan selesai: {target} ({size / 1e6:.1f} MB, {rows} baris, "
            f"{time.monotonic() - began:.1f} detik)."
        )
        if made["files"]:
            self.stdout.write("Berisi data pribadi dan kunci demo: simpan di tempat tertutup.")
        else:
            self.stdout.write(
                "Berisi data pribadi: simpan di tempat tertutup. SATUHADIR_SECRET tidak ikut; "
                "simpan terpisah, tanpa itu alamat tiket yang sudah dibagikan tidak terbuka lagi."
            )


def _files() -> dict[str, str]:
    """Return what goes along from the directory in SATUHADIR_DATA: a demonstration's."""
    directory = os.environ.get("SATUHADIR_DATA", "")
    if not directory:
        return {}
    found = {}
    for name in DEMONSTRATION:
        path = Path(directory, name)
        if path.exists():
            found[name] = path.read_text()
    if "demo.parts.json" in found:
        json.loads(found["demo.parts.json"])  # a damaged one would be noticed too late
    return found
