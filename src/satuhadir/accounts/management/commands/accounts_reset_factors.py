# SPDX-License-Identifier: Apache-2.0
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from satuhadir.accounts import actions, queries
from satuhadir.shared.database import acting_as
from satuhadir.shared.errors import DomainError


class Command(BaseCommand):
    help = "Take an account's second factors away, for the last manager who lost their phone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument(
            "--password", action="store_true", help="Buat juga kata sandi untuk sekali masuk."
        )

    def handle(self, *args: Any, username: str, password: bool, **options: Any) -> None:
        try:
            user = queries.account_named(username)
        except DomainError as error:
            raise CommandError(str(error)) from None
        with acting_as("command:accounts_reset_factors"):
            count = actions.reset_factors(user=user)
            word = actions.make_password_temporary(user=user) if password else ""
        self.stdout.write(
            _("{n} pengaman dilepas dari {name}.").format(n=count, name=user.username)
        )
        if word:
            self.stdout.write(_("Kata sandi untuk sekali masuk: {word}").format(word=word))
