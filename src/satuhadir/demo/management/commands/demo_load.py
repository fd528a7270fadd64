# SPDX-License-Identifier: Apache-2.0
import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from satuhadir.demo.loading import load
from satuhadir.shared.database import acting_as


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration malls. Run once, as the tables' owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, required=True, help="Where the tokens go (0600).")
        parser.add_argument("--still", action="store_true", help="Nobody moves; counters closed.")

    def handle(self, *args: Any, file: Path, still: bool, **options: Any) -> None:
        with acting_as("demo"):
            parts = load(still=still)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(parts, out, ensure_ascii=False, indent=1)
