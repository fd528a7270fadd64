# SPDX-License-Identifier: Apache-2.0
"""Read a text of our own pages aloud: espeak-ng makes the sound, a folder on the disk keeps it.

Without espeak-ng on the machine there is no reading by the server; pages then use a voice of
their own machine, or stay silent.
"""

import hashlib
import os
import stat
import threading
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from satuhadir.speech import espeak
from satuhadir.speech.errors import SpeakerFailed, SpeakerMissing

MOST_CHARACTERS: Final = 300
MOST_KEPT_BYTES: Final = 64 * 1024 * 1024
WORDS_A_MINUTE: Final = 150
PITCH: Final = 50
SECONDS_IN_LINE: Final = 8
# Two at once: a press for a number must not wait behind sounds.
_at_work = threading.BoundedSemaphore(2)


@cache
def has_program() -> bool:
    """Tell whether this machine has espeak-ng; looked for once, for pages ask often."""
    return espeak.find_program() is not None


def can_read(language: str) -> bool:
    """Tell whether this server can read texts in `language` aloud."""
    return language in espeak.VOICES and has_program()


def read_aloud(text: str, language: str) -> bytes | None:
    """Return `text` as a WAV sound, kept from before where it was made once.

    None when this server can't: no espeak-ng, no such language, too long, or it failed.
    """
    if not can_read(language) or not text or len(text) > MOST_CHARACTERS:
        return None
    kept = _place_of(text, language)
    try:
        if _is_ours(kept.parent):
            return kept.read_bytes()
    except OSError:
        pass
    sound = _make(text, language)
    if sound:
        _keep(kept, sound)
    return sound


def _make(text: str, language: str) -> bytes | None:
    """Let espeak-ng speak; None when it is not there, fails, or has too much to say already."""
    if not _at_work.acquire(timeout=SECONDS_IN_LINE):
        return None
    try:
        sound = espeak.speak(text, language, words_a_minute=WORDS_A_MINUTE, pitch=PITCH)
    except (SpeakerMissing, SpeakerFailed):
        return None
    finally:
        _at_work.release()
    return with_length(sound) if sound.startswith(b"RIFF") else None


def with_length(sound: bytes) -> bytes:
    """Write the true lengths into the head of a WAV that was made for a pipe of unknown length."""
    data = sound.find(b"data", 12)
    if data < 0:
        return sound
    riff = (len(sound) - 8).to_bytes(4, "little")
    samples = (len(sound) - data - 8).to_bytes(4, "little")
    return sound[:4] + riff + sound[8 : data + 4] + samples + sound[data + 8 :]


def _place_of(text: str, language: str) -> Path:
    named = f"{language}\n{WORDS_A_MINUTE}\n{text}"
    return Path(settings.SATUHADIR_SOUNDS) / f"{hashlib.sha256(named.encode()).hexdigest()}.wav"


def _keep(place: Path, sound: bytes) -> None:
    """Keep a sound; a full or forbidden disk only means that it is made again next time."""
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(place.parent):
            return
        fresh = place.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        fresh.write_bytes(sound)
        fresh.replace(place)
        if sound and place.name.startswith("00"):  # one time in 256
            _tidy(place.parent)
    except OSError:
        return


def _is_ours(folder: Path) -> bool:
    """Tell whether nobody else may put files into the folder.

    It lies among the machine's temporary files when nobody says where: another user of the machine
    could have made it first, with links in it to files that only we may read.
    """
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return False
    return os.name != "posix" or (
        found.st_uid in {0, os.geteuid()} and not found.st_mode & stat.S_IWOTH
    )


def _tidy(folder: Path) -> None:
    """Take the oldest sounds away until the rest is small enough."""
    kept = sorted(folder.glob("*.wav"), key=lambda one: one.stat().st_mtime, reverse=True)
    total = 0
    for one in kept:
        total += one.stat().st_size
        if total > MOST_KEPT_BYTES:
            one.unlink(missing_ok=True)
