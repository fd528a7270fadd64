# SPDX-License-Identifier: Apache-2.0
"""Clips and voices, as plain values."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from satuhadir.speech.words import Phrases

Source = Literal["own", "shipped", "made", "missing"]
HowSaid = Literal["own", "pieces", "made", "look"]


class Clip(NamedTuple):
    """A sound file: the region's own, one that comes with the product, or made just now."""

    language: str
    name: str
    source: Source
    body: bytes
    content_type: str
    digest: str


class Coverage(NamedTuple):
    """A clip that a voice needs, the text to read aloud, and where it now comes from."""

    name: str
    text: str
    source: Source


class Voice(NamedTuple):
    """What a hall display needs to speak one language.

    `clips`: a clip's name → addresses to try in order. `numbers`: 0 to 999 as clips;
    `thousand`: the clips of exactly one thousand and those after a number of thousands.
    """

    language: str
    clips: Mapping[str, tuple[str, ...]]
    phrases: Phrases
    letters: Mapping[str, str]
    numbers: tuple[tuple[str, ...], ...]
    thousand: tuple[tuple[str, ...], tuple[str, ...]]
