# SPDX-License-Identifier: Apache-2.0
"""Which clips say a call. Nothing here makes a sound."""

from collections.abc import Sequence

import pytest

from satuhadir.demo.content import load_demonstration
from satuhadir.speech import queries, words

ID_WORDS = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas"
EN_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
)
EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def values_of(text: str, first: int = 0, step: int = 1) -> dict[str, int]:
    return {word: first + step * place for place, word in enumerate(text.split(" "))}


ID_VALUES = values_of(ID_WORDS)
EN_VALUES = values_of(EN_WORDS) | values_of(EN_TENS, 20, 10)


def heard_in_indonesian(clips: Sequence[str]) -> int:
    """Add up what a listener understands, word by word: no knowledge of how it was made."""
    total = part = unit = 0
    for word in clips:
        if word == "belas":
            part, unit = part + 10 + unit, 0
        elif word == "puluh":
            part, unit = part + 10 * unit, 0
        elif word == "ratus":
            part, unit = part + 100 * unit, 0
        elif word == "ribu":
            total, part, unit = 1000 * (part + unit), 0, 0
        elif word == "seribu":
            total, part, unit = 1000, 0, 0
        elif word == "seratus":
            part += 100
        else:
            assert not unit, clips
            unit = ID_VALUES[word]
    return total + part + unit


def heard_in_english(clips: Sequence[str]) -> int:
    total = part = 0
    for word in clips:
        if word == "hundred":
            part *= 100
        elif word == "thousand":
            total, part = 1000 * part, 0
        else:
            part += EN_VALUES[word]
    return total + part


def test_every_number_to_a_hundred_thousand_is_heard_as_itself_and_is_shipped() -> None:
    shipped = {
        language: {one.name for one in queries.coverage(language) if one.source == "shipped"}
        for language in words.LANGUAGES
    }
    for number in range(100_000):
        for language, heard in (("id", heard_in_indonesian), ("en", heard_in_english)):
            clips = words.number_clips(number, language)
            assert heard(clips) == number
            assert shipped[language].issuperset(clips), clips


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("A-012", "huruf-a dua belas"),
        ("B-010", "huruf-b sepuluh"),
        ("AB-111", "huruf-a huruf-b seratus sebelas"),
        ("Z-1000", "huruf-z seribu"),
        ("C-2305", "huruf-c dua ribu tiga ratus lima"),
        ("A-100001", "huruf-a seratus ribu satu"),
    ],
)
def test_a_code_is_its_letters_and_its_number(code: str, said: str) -> None:
    assert " ".join(words.code_clips(code, "id") or ()) == said


@pytest.mark.parametrize("code", ["", "012", "A", "a-012", "A-1234567", "A-²", "A 12", "ABC-1"])
def test_what_is_no_code_is_not_guessed(code: str) -> None:
    assert words.code_clips(code, "id") is None


@pytest.mark.parametrize(
    ("name", "indonesian", "english"),
    [
        ("Loket 5", "loket lima", "counter five"),
        ("loket  012", "loket dua belas", "counter twelve"),
        ("Loket 5A", "loket lima huruf-a", "counter five letter-a"),
        ("Loket 5 b", None, None),
        ("Meja B-2", "meja huruf-b dua", "desk letter-b two"),
        ("Loket III", "loket tiga", "counter three"),
        ("Loket XXXIX", "loket tiga puluh sembilan", "counter thirty nine"),
        ("Loket VX", None, None),
        ("Ruang TU", "ruang huruf-t huruf-u", "room letter-t letter-u"),
        ("Loket Imigrasi 3", None, None),
        ("Gerai BPJS", None, None),
        ("Ruang Foto", None, None),
        ("5", None, None),
        ("", None, None),
    ],
)
def test_a_counters_name_is_said_when_every_word_is_known(
    name: str, indonesian: str | None, english: str | None
) -> None:
    for language, wanted in (("id", indonesian), ("en", english)):
        clips = words.counter_clips(name, language)
        assert (None if clips is None else " ".join(clips)) == wanted


def test_everything_the_default_malls_can_call_is_said_from_shipped_clips() -> None:
    demonstration = load_demonstration()
    for language in words.LANGUAGES:
        shipped = {one.name for one in queries.coverage(language) if one.source == "shipped"}
        phrases = [one for part in words.PHRASES[language] for one in part if one != words.PAUSE]
        assert shipped.issuperset(phrases)
        for mall in (demonstration.mall, demonstration.neighbour):
            for counter in mall.counters:
                clips = words.counter_clips(counter.name, language)
                assert clips is not None, counter.name
                assert shipped.issuperset(clips)
            for line in mall.lines:
                for number in (1, 12, 999, 1234, 100_000):
                    clips = words.code_clips(f"{line.prefix}-{number:03d}", language)
                    assert clips is not None
                    assert shipped.issuperset(clips)


def test_two_counters_names_never_share_a_clip() -> None:
    names = [
        "Ruang Foto",
        "Ruang Foto+",
        "Ruang Fotó",
        "Ruang/Foto",
        "Ruang Foto 2",
        "Ruang 目",
        "目",
    ]
    assert len({words.name_clip(name) for name in names}) == len(names)
    assert words.name_clip("Ruang Foto") == words.name_clip(" ruang   FOTO ") == "ruang-foto"
    assert words.name_clip("Gerai BPJS-2") == "gerai-bpjs-2"


def test_the_voice_a_display_gets_says_the_same_as_the_rules() -> None:
    for language in words.LANGUAGES:
        voice = queries.voice(language)
        for number in (*range(1000), 1000, 1001, 1999, 2000, 12_345, 99_999, 100_000):
            thousands, rest = divmod(number, 1000)
            clips = voice.numbers[rest] if rest or not thousands else ()
            if thousands == 1:
                clips = (*voice.thousand[0], *clips)
            elif thousands:
                clips = (*voice.numbers[thousands], *voice.thousand[1], *clips)
            assert clips == words.number_clips(number, language)
        assert all(voice.clips.values())
