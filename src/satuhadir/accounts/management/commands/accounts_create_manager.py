# SPDX-License-Identifier: Apache-2.0
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from satuhadir.accounts import actions
from satuhadir.malls.queries import mall_by_slug
from satuhadir.shared.database import acting_as
from satuhadir.shared.errors import DomainError


class Command(BaseCommand):
    help = "Make the first manager of a mall; the password for one sign-in is printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("--mall", required=True, metavar="SLUG")
        parser.add_argument("--name", default="", metavar="NAMA", help="Nama yang ditampilkan.")

    def handle(self, *args: Any, username: str, mall: str, name: str, **options: Any) -> None:
        try:
            with acting_as("command:accounts_create_manager"):
                user, password = actions.add_person(
                    username=username,
                    display_name=name or username,
                    role="manager",
                    mall=mall_by_slug(mall),
                )
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_("Nama pengguna: {name}").format(name=user.username))
        self.stdout.write(_("Kata sandi untuk sekali masuk: {word}").format(word=password))
        self.stdout.write(_("Saat masuk: pilih kata sandi sendiri, lalu pasang pengaman kedua."))
