# SPDX-License-Identifier: Apache-2.0
"""espeak-ng, the program that reads a text aloud into a WAV; it may be absent."""

import shutil
import subprocess
from typing import Final

from satuhadir.speech import audio
from satuhadir.speech.errors import SpeakerFailed, SpeakerMissing

_NAMES = ("espeak-ng", "espeak")
_VOICES: Final = {"id": "id", "en": "en-gb"}
_WORDS_A_MINUTE: Final = {"id": 152, "en": 165}
_SLOWLY: Final = 122  # letters: B, D, E and P are one vowel to a tired ear
_SECONDS = 10
_MOST_LETTERS = 200


def find_program() -> str | None:
    """Return the path of espeak-ng on this machine, or None."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def read_aloud(text: str, language: str, *, slowly: bool = False) -> audio.Sound:
    """Return a text as sound, trimmed and levelled.

    Raises:
        SpeakerMissing, SpeakerFailed
    """
    program = find_program()
    if program is None:
        raise SpeakerMissing
    pace = str(_SLOWLY if slowly else _WORDS_A_MINUTE[language])
    try:
        done = subprocess.run(
            [program, "-v", _VOICES[language], "-s", pace, "-p", "48", "--stdin", "--stdout"],
            input=text[:_MOST_LETTERS].encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
        return audio.fit(audio.read_wav(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise SpeakerFailed from error
