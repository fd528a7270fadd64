# SPDX-License-Identifier: Apache-2.0
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import queries


class Command(BaseCommand):
    help = "Hitung ulang rantai hash catatan kejadian; keluar 1 bila ada yang berubah."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mall", metavar="SLUG", help="Hanya mal ini. Bawaan: semua mal.")
        parser.add_argument(
            "--day",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="Hanya hari ini. Bawaan: semua hari.",
        )

    def handle(self, *args: Any, mall: str | None, day: date | None, **options: Any) -> None:
        broken = 0
        chosen = [malls.mall_by_slug(mall)] if mall else list(malls.all_malls())
        for one in chosen:
            for each in [day] if day else queries.logged_days(one):
                broken += self._verify(one, each)
        if broken:
            raise CommandError(_("{n} hari tidak cocok dengan hashnya.").format(n=broken))

    def _verify(self, mall: Mall, day: date) -> int:
        trouble = queries.find_break(mall, day)
        said = _("utuh") if trouble is None else _("BERUBAH: {where}").format(where=trouble)
        self.stdout.write(f"{mall.slug} {day}: {said}")
        return int(trouble is not None)
