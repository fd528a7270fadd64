# SPDX-License-Identifier: Apache-2.0
"""Clips and texts of our own pages as sound over HTTP.

A page signs each text it lets be read: nobody can make the server read other words.
"""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from satuhadir.shared.errors import NotFound, Unavailable
from satuhadir.speech.reading import MOST_CHARACTERS, can_read, read_aloud
from satuhadir.speech.values import Clip

__all__ = ["can_read", "clip_response", "key_of", "sound_response", "spoken_form"]

_KEY_LETTERS = 24


def key_of(text: str, language: str) -> str:
    """Return the key with which a page of ours asks for this text as sound."""
    mac = salted_hmac("satuhadir.speech", f"{language}\n{text}", algorithm="sha256")
    return mac.hexdigest()[:_KEY_LETTERS]


def spoken_form(text: str) -> str:
    """Return a text as it is said: one line, ranges in words, at most 300 characters, cut at a
    word.
    """
    said = " ".join(text.split())
    said = re.sub(r"(?<=[\d½])\s*–\s*(?=[\d½])", f" {_('sampai')} ", said)
    said = re.sub(r"\s+([.,:;!?])", r"\1", said)
    said = re.sub(r"([.,:;!?])\1+", r"\1", said)
    if len(said) <= MOST_CHARACTERS:
        return said
    cut = said[: MOST_CHARACTERS + 1]
    return cut.rpartition(" ")[0] or said[:MOST_CHARACTERS]


def sound_response(*, text: str, language: str, key: str) -> HttpResponse:
    """Answer the sound of a text that a page of ours carries.

    Raises:
        NotFound: no page of ours carries it.
        Unavailable: this server can't read aloud.
    """
    if not constant_time_compare(key, key_of(text, language)):
        raise NotFound
    sound = read_aloud(text, language)
    if sound is None:
        raise Unavailable
    response = HttpResponse(sound, content_type="audio/wav")
    response["Cache-Control"] = "private, max-age=86400"
    return response


def clip_response(request: HttpRequest, clip: Clip, digest: str) -> HttpResponse:
    """Answer a sound file, kept for a year when the address carries its present digest."""
    etag = f'"{clip.digest}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(clip.body, content_type=clip.content_type)
    response["ETag"] = etag
    current = digest == clip.digest
    response["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response
