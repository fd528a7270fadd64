# SPDX-License-Identifier: Apache-2.0
import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from satuhadir.shared.doctor import examine


class Command(BaseCommand):
    help = "Tell what is wrong with settings, database and rooms, as JSON; see satuhadir doctor."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for finding in examine():
            self.stdout.write(json.dumps(asdict(finding), ensure_ascii=False))
            self.stdout.flush()
