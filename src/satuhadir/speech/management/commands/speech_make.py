# SPDX-License-Identifier: Apache-2.0
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from satuhadir.speech import actions, words
from satuhadir.speech.errors import SpeakerFailed, SpeakerMissing
from satuhadir.speech.recordings import SHIPPED, own_folder


class Command(BaseCommand):
    help = (
        "Make the clips of spoken calls with espeak-ng, and the gong. They go to "
        "SATUHADIR_VOICE_DIR unless --folder says where; --shipped remakes the product's own."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", choices=words.LANGUAGES, help="both when not given")
        place = parser.add_mutually_exclusive_group()
        place.add_argument("--folder", type=Path, help="where the clips go")
        place.add_argument("--shipped", action="store_true", help="the product's own clips")
        parser.add_argument("clips", nargs="*", help="only these clips; all when not given")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = SHIPPED if options["shipped"] else options["folder"] or own_folder()
        if folder is None:
            raise CommandError("Sebut foldernya dengan --folder DIR, atau isi SATUHADIR_VOICE_DIR.")
        languages = [options["language"]] if options["language"] else list(words.LANGUAGES)
        known = {words.GONG, *(name for one in languages for name in words.TEXTS[one])}
        unknown = [name for name in options["clips"] if name not in known]
        if unknown:
            raise CommandError(f"Rekaman ini tidak dikenal: {', '.join(unknown)}")
        try:
            written = actions.make_clips(
                folder=folder,
                languages=languages,
                only=options["clips"],
                tell=self.stdout.write,
            )
        except (SpeakerMissing, SpeakerFailed) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Tidak dapat menulis ke {folder}: {error.strerror}.") from error
        size = sum(one.stat().st_size for one in written)
        self.stdout.write(f"{len(written)} berkas, {size / 1e6:.1f} MB, di {folder}")
