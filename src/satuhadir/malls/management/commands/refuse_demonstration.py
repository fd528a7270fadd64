# SPDX-License-Identifier: Apache-2.0
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from satuhadir.malls import queries
from satuhadir.shared.backup import is_unfinished


class Command(BaseCommand):
    help = (
        "Exit 1 when the database holds what production never serves: a demonstration, or a "
        "restore that broke off."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_unfinished():
            raise CommandError(
                _(
                    "Pemulihan ke basis data ini belum selesai, jadi tidak disajikan. Hapus, buat "
                    "yang kosong, lalu ulangi satuhadir restore."
                )
            )
        if queries.all_malls().filter(is_demo=True).exists():
            raise CommandError(
                _(
                    "Basis data ini berisi data contoh, jadi tidak disajikan sebagai mal "
                    "sungguhan. Tunjuk DATABASE_URL ke basis data lain, atau jalankan "
                    "satuhadir demo."
                )
            )
