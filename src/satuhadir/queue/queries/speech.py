# SPDX-License-Identifier: Apache-2.0
"""What a hall display needs to speak: the mall's rules, the voices, each counter's name."""

import hashlib
import json
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse

from satuhadir.malls.models import Mall
from satuhadir.queue.errors import CounterNotFound
from satuhadir.queue.models import Counter, SpeechPolicy
from satuhadir.shared.memory import Brief
from satuhadir.speech import queries as speech
from satuhadir.speech.errors import ClipNotFound
from satuhadir.speech.values import Clip, HowSaid, Voice

SECONDS = 5


class SpeechBook(NamedTuple):
    """Everything a display needs to speak, as JSON, and what tells it from another one."""

    text: bytes
    etag: str


class SpokenName(NamedTuple):
    """A counter's name and what says it."""

    name: str
    how: HowSaid


_books: Brief[SpeechBook] = Brief(SECONDS)


def speech_policy_of(mall: Mall) -> SpeechPolicy:
    """Return how `mall` speaks; the defaults when nothing was set."""
    return SpeechPolicy.objects.filter(mall=mall).first() or SpeechPolicy(mall=mall)


def speech_book(mall: Mall) -> SpeechBook:
    """Return what a display of `mall` needs to speak, up to five seconds old."""
    return _books.get(mall.pk, lambda: _make(mall))


def unusual_names(mall: Mall) -> list[SpokenName]:
    """Return the counters' names that are not put together from clips, and what says them."""
    names = Counter.objects.filter(mall=mall).order_by("position", "name")
    said = [SpokenName(one.name, speech.how_said(one.name)) for one in names]
    return [one for one in said if one.how != "pieces"]


def counter_clip(mall: Mall, counter_id: UUID) -> Clip:
    """Return a counter's name read aloud by this server.

    Raises:
        CounterNotFound
        ClipNotFound: the server can't read aloud.
    """
    name = Counter.objects.filter(mall=mall, pk=counter_id).values_list("name", flat=True).first()
    if name is None:
        raise CounterNotFound
    made = speech.made_name(name)
    if made is None:
        raise ClipNotFound
    return made


def _make(mall: Mall) -> SpeechBook:
    policy = speech_policy_of(mall)
    languages = policy.languages.split(",") if policy.speaks else []
    counters = list(Counter.objects.filter(mall=mall).order_by("position", "name"))
    book = {
        "volume": policy.volume,
        "speaks": policy.speaks,
        "gong": list(speech.gong_urls()) if policy.speaks and policy.has_gong else [],
        "repeat_seconds": policy.repeat_seconds if policy.speaks and policy.repeats else 0,
        "voices": [_voice(mall, speech.voice(one), counters) for one in languages],
    }
    text = json.dumps(book, ensure_ascii=False, separators=(",", ":")).encode()
    return SpeechBook(text, f'"{hashlib.sha256(text).hexdigest()[:24]}"')


def _voice(mall: Mall, voice: Voice, counters: list[Counter]) -> dict[str, Any]:
    clips, names = dict(voice.clips), {}
    for counter in counters:
        made_url = reverse("display_counter_clip", args=[mall.slug, counter.pk])
        spoken, urls = speech.counter_clips(counter.name, voice.language, made_url)
        names[counter.name] = " ".join(spoken)
        clips |= urls
    return {
        "language": voice.language,
        "clips": clips,
        **{name: " ".join(part) for name, part in voice.phrases._asdict().items()},
        "letters": voice.letters,
        "numbers": [" ".join(one) for one in voice.numbers],
        "thousand": [" ".join(one) for one in voice.thousand],
        "counters": names,
    }
