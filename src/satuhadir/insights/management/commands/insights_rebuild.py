# SPDX-License-Identifier: Apache-2.0
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from satuhadir.insights import actions
from satuhadir.malls import queries as malls


class Command(BaseCommand):
    help = "Hitung ulang angka dari catatan kejadian; catatan yang sama memberi angka yang sama."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mall", metavar="SLUG", help="Hanya mal ini. Bawaan: semua mal.")
        parser.add_argument(
            "--day",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="Hanya hari ini. Bawaan: semua hari.",
        )

    def handle(self, *args: Any, mall: str | None, day: date | None, **options: Any) -> None:
        for one in [malls.mall_by_slug(mall)] if mall else list(malls.all_malls()):
            days = actions.rebuild(mall=one, day=day)
            self.stdout.write(_("{mall}: {n} hari dihitung.").format(mall=one.slug, n=days))
