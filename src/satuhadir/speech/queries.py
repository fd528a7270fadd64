# SPDX-License-Identifier: Apache-2.0
"""Which clips there are, and what a hall display needs to speak."""

import hashlib
from functools import lru_cache

from django.templatetags.static import static

from satuhadir.speech import audio, espeak, words
from satuhadir.speech.errors import ClipNotFound, SpeakerFailed, SpeakerMissing
from satuhadir.speech.recordings import own_clip, shipped_clip
from satuhadir.speech.values import Clip, Coverage, HowSaid, Source, Voice

__all__ = [
    "clip_at",
    "counter_clips",
    "coverage",
    "gong_urls",
    "how_said",
    "made_name",
    "voice",
]


def coverage(language: str) -> list[Coverage]:
    """Return every clip a voice needs and whether it is the region's own, shipped or missing."""
    return [
        Coverage(name, text, _source(language, name))
        for name, text in words.TEXTS[language].items()
    ]


def voice(language: str) -> Voice:
    """Return what a display needs to say any number in a language."""
    return Voice(
        language=language,
        clips={name: _urls(language, name) for name in words.TEXTS[language]},
        phrases=words.PHRASES[language],
        letters={one: words.letter_clip(one, language) for one in words.ALPHABET},
        numbers=tuple(words.number_clips(number, language) for number in range(1000)),
        thousand=_thousand(language),
    )


def gong_urls() -> tuple[str, ...]:
    """Return the addresses of the gong to try in order."""
    return _urls("all", words.GONG)


def counter_clips(
    name: str, language: str, made_url: str
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Return the clips that say a counter's name, and the addresses of those that no voice has.

    First the region's recording of the whole name, in this language or in Indonesian; then known
    words; then the name read aloud by the server, which `made_url` answers. No clips at all when
    nothing can say it: people are then asked to look at the screen.
    """
    whole = words.name_clip(name)
    for spoken in dict.fromkeys((language, "id")):
        own = own_clip(spoken, whole)
        if own is not None:
            return (whole,), {whole: (_own_url(own),)}
    known = words.counter_clips(name, language)
    if known is not None:
        return known, {}
    made = made_name(name)
    if made is None:
        return (), {}
    return (whole,), {whole: (f"{made_url}?v={made.digest}",)}


def how_said(name: str) -> HowSaid:
    """Return what says a counter's name in Indonesian: its own recording, pieces, the server's
    reading, or nothing.
    """
    if own_clip("id", words.name_clip(name)) is not None:
        return "own"
    if words.counter_clips(name, "id") is not None:
        return "pieces"
    return "look" if made_name(name) is None else "made"


def made_name(name: str) -> Clip | None:
    """Return a counter's name read aloud in Indonesian, or None where espeak-ng is not there."""
    if espeak.find_program() is None:
        return None
    try:
        return _made(name)
    except (SpeakerMissing, SpeakerFailed):
        return None  # tried again when it is next asked for


def clip_at(language: str, name: str) -> Clip:
    """Return the region's recording of a clip.

    Raises:
        ClipNotFound
    """
    found = own_clip(language, name) if language in {*words.LANGUAGES, "all"} else None
    if found is None:
        raise ClipNotFound
    return found


@lru_cache(maxsize=500)
def _made(name: str) -> Clip:
    body = audio.write_wav(espeak.read_aloud(name, "id"))
    digest = hashlib.sha256(body).hexdigest()[:16]
    return Clip("id", words.name_clip(name), "made", body, "audio/wav", digest)


def _source(language: str, name: str) -> Source:
    if own_clip(language, name) is not None:
        return "own"
    return "shipped" if shipped_clip(language, name) is not None else "missing"


def _urls(language: str, name: str) -> tuple[str, ...]:
    own, shipped = own_clip(language, name), shipped_clip(language, name)
    found = [] if own is None else [_own_url(own)]
    if shipped is not None:
        found.append(static(f"speech/{language}/{name}.wav"))
    return tuple(found)


def _own_url(clip: Clip) -> str:
    return f"/static/suara/{clip.language}/{clip.digest}/{clip.name}"


def _thousand(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    several = words.number_clips(2000, language)
    return words.number_clips(1000, language), several[len(words.number_clips(2, language)) :]
