# SPDX-License-Identifier: Apache-2.0
"""From a called number and a counter's name to the clips that say them: pure.

Officers call "A, dua belas": the letters one by one, then the number as a word, without the
zeros that are printed before it. A counter's name is said from clips only when every word of it
is known ("Loket 12", "Loket 5A", "Meja B"); any other name is a clip of its own.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

LANGUAGES: Final = ("id", "en")
PAUSE: Final = "jeda"  # a stretch of silence between two parts of a sentence, no file
GONG: Final = "gong"
MOST: Final = 999_999

_ID_UNITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_EN_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_EN_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# What stands before a counter's number, and its clip in each language.
_NOUNS: Final[Mapping[str, Mapping[str, str]]] = {
    "loket": {"id": "loket", "en": "counter"},
    "meja": {"id": "meja", "en": "desk"},
    "ruang": {"id": "ruang", "en": "room"},
    "gerai": {"id": "gerai", "en": "booth"},
    "kasir": {"id": "kasir", "en": "cashier"},
}
_CODE = re.compile(r"([A-Z]{1,2})-?(\d{1,6})", re.ASCII)
_MIXED = re.compile(r"([A-Z]{1,2})-?(\d{1,4})|(\d{1,4})-?([A-Z])", re.ASCII)
_ROMAN = re.compile(r"[IVXLC]{2,}", re.ASCII)


class Phrases(NamedTuple):
    """The clips around a number: before it, towards a counter, where that can't be said, and
    what is said before an announcement.
    """

    before: tuple[str, ...]
    towards: tuple[str, ...]
    look: tuple[str, ...]
    attention: tuple[str, ...]


PHRASES: Final[Mapping[str, Phrases]] = MappingProxyType(
    {
        "id": Phrases(
            ("nomor-antrean",),
            ("silakan-menuju",),
            ("silakan-lihat-layar",),
            ("perhatian", PAUSE, "silakan-lihat-layar"),
        ),
        "en": Phrases(
            ("number",),
            ("please-go-to",),
            ("please-look-at-the-screen",),
            ("attention", PAUSE, "please-look-at-the-screen"),
        ),
    }
)


def _texts(language: str) -> dict[str, str]:
    """Return what to read aloud for every clip; a comma keeps the voice up."""
    if language == "id":
        words = [*_ID_UNITS, "sepuluh", "sebelas", "belas", "puluh", "ratus", "seratus"]
        words += ["ribu", "seribu"]
        phrases = {
            "nomor-antrean": "nomor antrean,",
            "silakan-menuju": "silakan menuju,",
            "silakan-lihat-layar": "silakan lihat layar",
            "perhatian": "perhatian,",
        }
    else:
        words = [*_EN_SMALL, *_EN_TENS, "hundred", "thousand"]
        phrases = {
            "number": "number,",
            "please-go-to": "please go to,",
            "please-look-at-the-screen": "please look at the screen",
            "attention": "attention please,",
        }
    letters = {letter_clip(one, language): f"{one}," for one in ALPHABET}
    nouns = {noun[language]: noun[language] for noun in _NOUNS.values()}
    return {**phrases, **{word: word for word in words}, **nouns, **letters}


def letter_clip(letter: str, language: str) -> str:
    """Return the clip of a capital letter."""
    return f"{'huruf' if language == 'id' else 'letter'}-{letter.lower()}"


# Every clip a voice needs, by language: its name → the text that is read aloud.
TEXTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {language: MappingProxyType(_texts(language)) for language in LANGUAGES}
)


def number_clips(number: int, language: str) -> tuple[str, ...]:
    """Return the clips of a number from 0 to 999,999."""
    if not 0 <= number <= MOST:
        raise ValueError(number)
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest, language)
    if language == "id":
        head = ("seribu",) if thousands == 1 else (*_below_thousand(thousands, "id"), "ribu")
    else:
        head = (*_below_thousand(thousands, "en"), "thousand")
    return (*head, *(_below_thousand(rest, language) if rest else ()))


def code_clips(code: str, language: str) -> tuple[str, ...] | None:
    """Return the clips of a printed code ("A-012"); None when it is no letters and number."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    letters = tuple(letter_clip(one, language) for one in found[1])
    return (*letters, *number_clips(int(found[2]), language))


def counter_clips(name: str, language: str) -> tuple[str, ...] | None:
    """Return the clips of a counter's name when all its words are known, else None.

    "Loket 5", "Loket 5A", "Meja B 2", "Loket III". The first word must be one of the nouns:
    a bare number would be taken for the number called.
    """
    noun, *rest = name.replace(".", " ").split() or [""]
    known = _NOUNS.get(noun.lower())
    if known is None or len(rest) > 3:
        return None
    clips = [known[language]]
    for word in rest:
        said = _word_clips(word, language)
        if said is None:
            return None
        clips += said
    return tuple(clips)


def name_clip(name: str) -> str:
    """Return the clip's name of a counter's whole name: "Ruang Foto" → "ruang-foto".

    Names that would share it, because they differ in more than spaces and capitals, get a few
    digits of their own.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if slug == "-".join(folded.replace("-", " ").split()):
        return slug
    digits = hashlib.sha256(" ".join(folded.split()).encode()).hexdigest()[:6]
    return f"{slug}-{digits}".strip("-")


def _word_clips(word: str, language: str) -> list[str] | None:
    """Return the clips of a number, one or two letters, both together, or a Roman number."""
    upper = word.upper()
    if word.isascii() and word.isdigit() and len(word) <= 6:
        return list(number_clips(int(word), language))
    if _ROMAN.fullmatch(word):
        number = _roman(word)
        return None if number is None else list(number_clips(number, language))
    if word.isascii() and word.isalpha() and word == upper and len(word) <= 2:
        return [letter_clip(one, language) for one in word]
    found = _MIXED.fullmatch(upper)
    if found is None:
        return None
    if found[1]:
        first = [letter_clip(one, language) for one in found[1]]
        return [*first, *number_clips(int(found[2]), language)]
    return [*number_clips(int(found[3]), language), letter_clip(found[4], language)]


def _roman(word: str) -> int | None:
    """Return a Roman number up to 39 as people write it, else None."""
    found = re.fullmatch(r"(X{0,3})(IX|IV|V?I{0,3})", word)
    if found is None:
        return None
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return len(found[1]) * 10 + units.index(found[2])


def _below_thousand(number: int, language: str) -> tuple[str, ...]:
    hundreds, rest = divmod(number, 100)
    if language == "id":
        head = ("seratus",) if hundreds == 1 else (_ID_UNITS[hundreds], "ratus")
        below = _id_below_hundred(rest)
    else:
        head = (_EN_SMALL[hundreds], "hundred")
        below = (
            (_EN_SMALL[rest],)
            if rest < 20
            else (_EN_TENS[rest // 10 - 2], *((_EN_SMALL[rest % 10],) if rest % 10 else ()))
        )
    if not hundreds:
        return below
    return (*head, *(below if rest else ()))


def _id_below_hundred(number: int) -> tuple[str, ...]:
    tens, units = divmod(number, 10)
    if tens == 0:
        return (_ID_UNITS[units],)
    if number in {10, 11}:
        return ("sepuluh",) if number == 10 else ("sebelas",)
    if tens == 1:
        return (_ID_UNITS[units], "belas")
    return (_ID_UNITS[tens], "puluh", *((_ID_UNITS[units],) if units else ()))
