# SPDX-License-Identifier: Apache-2.0
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from satuhadir.catalogue import actions
from satuhadir.catalogue.entries import CatalogueDocument
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.importing import read_catalogue
from satuhadir.catalogue.linked.reading import MAX_LINKED_BYTES, is_linked, read_linked
from satuhadir.catalogue.marked import MAX_BYTES
from satuhadir.catalogue.sheets import read_workbook
from satuhadir.malls.queries import mall_by_slug
from satuhadir.shared.database import acting_as
from satuhadir.shared.errors import NotFound

ACTOR = "command:catalogue_import"
_MOST_LINES = 200


def _reader(file: Path) -> Callable[..., CatalogueDocument]:
    """Return what reads a file of this name."""
    if is_linked(file.name):
        return read_linked
    return read_workbook if file.suffix.lower() == ".xlsx" else read_catalogue


class Command(BaseCommand):
    help = (
        "Bring the services of a YAML or JSON file, or of our own Turtle or JSON-LD, into a mall:"
        " all or nothing. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--mall", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would change")

    def handle(self, *args: Any, file: Path, mall: str, dry_run: bool, **options: Any) -> None:
        linked = is_linked(file.name)
        try:
            with file.open("rb") as opened:
                data = opened.read((MAX_LINKED_BYTES if linked else MAX_BYTES) + 1)
        except OSError as error:
            reason = error.strerror or _("tidak dapat dibaca")
            raise CommandError(f"{file}: {reason}") from None
        try:
            place = mall_by_slug(mall)
            document = _reader(file)(data, file=file.name)
            with acting_as(ACTOR):
                result = actions.import_catalogue(place, document, actor=ACTOR, dry_run=dry_run)
        except NotFound as error:
            raise CommandError(str(error)) from None
        except CatalogueInvalid as error:
            for problem in error.problems[:_MOST_LINES]:
                self.stderr.write(str(problem))
            raise CommandError(
                _("{count} masalah; tidak ada yang disimpan.").format(count=len(error.problems))
            ) from None
        if dry_run:
            for one in result.changes[:_MOST_LINES]:
                words = f" ({one.words})" if one.words else ""
                self.stdout.write(f"{one.kind} {one.code}: {one.does}{words}")
            self.stdout.write(_("Tidak ada yang disimpan (--dry-run)."))
        self.stdout.write(
            _("{created} layanan baru, {changed} berubah, {unchanged} tetap.").format(
                created=result.created, changed=result.changed, unchanged=result.unchanged
            )
        )
        if result.drafted:
            self.stdout.write(
                _("{drafted} rancangan standar menunggu diterbitkan.").format(
                    drafted=result.drafted
                )
            )
