# SPDX-License-Identifier: Apache-2.0
"""Clips as files: those that come with the product, and the region's own in a folder.

A file that can't be a sound is passed over and said once in the log: the shipped clip stands in.
"""

import hashlib
import logging
from pathlib import Path
from typing import Final

from django.conf import settings

from satuhadir.shared.memory import Brief
from satuhadir.speech.values import Clip, Source

SHIPPED: Final = Path(__file__).parent / "static" / "speech"
# In the order in which they win where there are several.
TYPES: Final = {".wav": "audio/wav", ".mp3": "audio/mpeg", ".ogg": "audio/ogg"}
MOST_BYTES: Final = 2_000_000
_SECONDS = 10

log = logging.getLogger(__name__)
_folders: Brief[dict[str, Path]] = Brief(_SECONDS)
_read: dict[Path, tuple[tuple[int, int], Clip | None]] = {}


def shipped_clip(language: str, name: str) -> Clip | None:
    """Return a clip of ours, or None."""
    path = _in_folder(SHIPPED / language).get(name)
    return None if path is None else _clip(path, language, name, "shipped")


def own_clip(language: str, name: str) -> Clip | None:
    """Return the region's recording of a clip, or None; new files count within ten seconds."""
    folder = own_folder()
    path = None if folder is None else _in_folder(folder / language).get(name)
    return None if path is None else _clip(path, language, name, "own")


def own_folder() -> Path | None:
    """Return the folder of the region's recordings, or None when none is set."""
    return Path(settings.SATUHADIR_VOICE_DIR) if settings.SATUHADIR_VOICE_DIR else None


def is_sound(body: bytes) -> bool:
    """Tell whether a file begins as a WAV, MP3 or Ogg does."""
    if body[:4] == b"RIFF":
        return body[8:12] == b"WAVE" and len(body) > 44
    mp3 = body[:3] == b"ID3" or (len(body) > 1 and body[0] == 0xFF and body[1] & 0xE0 == 0xE0)
    return len(body) > 100 and (mp3 or body[:4] == b"OggS")


def _in_folder(folder: Path) -> dict[str, Path]:
    """Return the sound files of a folder by name: only what was listed can be asked for."""
    return _folders.get(folder, lambda: _list(folder))


def _list(folder: Path) -> dict[str, Path]:
    order = list(TYPES)
    try:
        files = sorted(
            (one for one in folder.iterdir() if one.suffix.lower() in TYPES and one.is_file()),
            key=lambda one: -order.index(one.suffix.lower()),
        )
    except OSError:
        return {}
    return {one.stem.lower(): one for one in files}


def _clip(path: Path, language: str, name: str, source: Source) -> Clip | None:
    """Read a file, again only when it changed."""
    try:
        stat = path.stat()
        version = (stat.st_mtime_ns, stat.st_size)
        kept = _read.get(path)
        if kept is not None and kept[0] == version:
            return kept[1]
        body = path.read_bytes() if 0 < stat.st_size <= MOST_BYTES else b""
    except OSError:
        return None
    clip = None
    if is_sound(body):
        digest = hashlib.sha256(body).hexdigest()[:16]
        kind = TYPES[path.suffix.lower()]
        clip = Clip(language, name, source, body, kind, digest)
    else:
        log.warning("a recording is no sound of at most 2 MB: %s", path.name)
    _read[path] = (version, clip)
    return clip
