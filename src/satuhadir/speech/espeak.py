# SPDX-License-Identifier: Apache-2.0
"""espeak-ng, the program that reads a text aloud into a WAV; it may be absent."""

import shutil
import subprocess
from typing import Final

from satuhadir.speech import audio
from satuhadir.speech.errors import SpeakerFailed, SpeakerMissing

_NAMES = ("espeak-ng", "espeak")
VOICES: Final = {"id": "id", "en": "en-gb"}
_WORDS_A_MINUTE: Final = {"id": 152, "en": 165}
_SLOWLY: Final = 122  # letters: B, D, E and P are one vowel to a tired ear
_SECONDS = 8
_MOST_LETTERS = 200


def find_program() -> str | None:
    """Return the path of espeak-ng on this machine, or None."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def read_aloud(text: str, language: str, *, slowly: bool = False) -> audio.Sound:
    """Return a text as sound, trimmed and levelled.

    Raises:
        SpeakerMissing, SpeakerFailed
    """
    pace = _SLOWLY if slowly else _WORDS_A_MINUTE[language]
    sound = speak(text[:_MOST_LETTERS], language, words_a_minute=pace, pitch=48)
    try:
        return audio.fit(audio.read_wav(sound))
    except ValueError as error:
        raise SpeakerFailed from error


def speak(text: str, language: str, *, words_a_minute: int, pitch: int) -> bytes:
    """Return a text as the WAV that espeak-ng writes; the lengths in its head are not true.

    The text goes in by the pipe: it is never read as an option.

    Raises:
        SpeakerMissing, SpeakerFailed
    """
    program = find_program()
    if program is None:
        raise SpeakerMissing
    manner = ["-v", VOICES[language], "-s", str(words_a_minute), "-p", str(pitch)]
    try:
        done = subprocess.run(
            [program, *manner, "--stdin", "--stdout"],
            input=text.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise SpeakerFailed from error
    return done.stdout
