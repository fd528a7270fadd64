# SPDX-License-Identifier: Apache-2.0
"""Making clips: each word a voice needs, read aloud by espeak-ng, and the gong by ourselves."""

from collections.abc import Callable, Sequence
from pathlib import Path

from satuhadir.speech import audio, espeak, words
from satuhadir.speech.errors import SpeakerMissing


def make_clips(
    *,
    folder: Path,
    languages: Sequence[str] = words.LANGUAGES,
    only: Sequence[str] = (),
    tell: Callable[[str], None] = lambda _line: None,
) -> list[Path]:
    """Write the clips of some languages and the gong below a folder; return what was written.

    `only` names the clips to make again; empty is all. Each file appears whole or not at all.

    Raises:
        SpeakerMissing: before anything is written.
        SpeakerFailed
    """
    if espeak.find_program() is None:
        raise SpeakerMissing
    written = []
    for language in languages:
        texts = {
            name: text for name, text in words.TEXTS[language].items() if not only or name in only
        }
        letters = {words.letter_clip(one, language) for one in words.ALPHABET}
        seconds = 0.0
        for name, text in texts.items():
            sound = espeak.read_aloud(text, language, slowly=name in letters)
            seconds += sound.seconds
            written.append(_write(folder / language / f"{name}.wav", sound))
        if texts:
            tell(f"{language}: {len(texts)} rekaman, {seconds:.1f} detik")
    if not only or words.GONG in only:
        written.append(_write(folder / "all" / f"{words.GONG}.wav", audio.make_gong()))
    return written


def _write(path: Path, sound: audio.Sound) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_bytes(audio.write_wav(sound))
    half.replace(path)
    return path
