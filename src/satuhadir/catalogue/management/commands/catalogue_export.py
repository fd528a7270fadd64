# SPDX-License-Identifier: Apache-2.0
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from satuhadir.catalogue.exporting import as_yaml, document_of
from satuhadir.catalogue.sheets import as_workbook
from satuhadir.malls.queries import mall_by_slug
from satuhadir.shared.errors import NotFound


class Command(BaseCommand):
    help = "Write the catalogue of a mall into a file: YAML, or XLSX where its name ends so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--mall", required=True, metavar="SLUG")

    def handle(self, *args: Any, file: Path, mall: str, **options: Any) -> None:
        try:
            document = document_of(mall_by_slug(mall))
        except NotFound as error:
            raise CommandError(str(error)) from None
        write = as_workbook if file.suffix.lower() == ".xlsx" else as_yaml
        body = write(document)
        try:
            file.write_bytes(body)
        except OSError as error:
            reason = error.strerror or _("tidak dapat ditulis")
            raise CommandError(f"{file}: {reason}") from None
        self.stdout.write(
            _("{n} layanan ditulis ke {file}.").format(n=len(document.services), file=file)
        )
