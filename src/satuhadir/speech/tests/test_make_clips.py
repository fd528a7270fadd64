# SPDX-License-Identifier: Apache-2.0
"""Clips as sounds: how they are cut and levelled, and made anew where espeak-ng is there."""

import math
import shutil
from array import array
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from satuhadir.speech import audio, espeak, queries, words
from satuhadir.speech.recordings import SHIPPED

needs_espeak = pytest.mark.skipif(
    espeak.find_program() is None, reason="espeak-ng is not on this machine"
)


def tone(seconds: float, *, before: float = 0, after: float = 0, level: int = 3000) -> audio.Sound:
    samples = array("h", [0] * round(before * audio.RATE))
    samples.extend(
        round(level * math.sin(math.tau * 440 * place / audio.RATE))
        for place in range(round(seconds * audio.RATE))
    )
    samples.extend([0] * round(after * audio.RATE))
    return audio.Sound(samples, audio.RATE)


def silence_at_the_ends(sound: audio.Sound) -> tuple[float, float]:
    """Return the seconds at both ends below a hundredth of the loudest moment."""
    limit = max(abs(one) for one in sound.samples) / 100
    loud = [place for place, one in enumerate(sound.samples) if abs(one) > limit]
    return loud[0] / sound.rate, (len(sound.samples) - 1 - loud[-1]) / sound.rate


def test_silence_is_cut_and_the_word_stays_whole() -> None:
    fitted = audio.fit(tone(0.4, before=0.3, after=0.5))
    assert 0.4 <= fitted.seconds < 0.46
    assert fitted.samples[0] == fitted.samples[-1] == 0


def test_quiet_and_loud_words_come_out_alike_and_none_is_clipped() -> None:
    quiet, loud = audio.fit(tone(0.3, level=400)), audio.fit(tone(0.3, level=32_000))
    assert abs(max(quiet.samples) - max(loud.samples)) < 40
    assert max(loud.samples) < 0.9 * 32_767


def test_silence_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="silence"):
        audio.fit(tone(0, before=1))


@pytest.mark.parametrize("body", [b"", b"RIFF", b"RIFF\0\0\0\0WAVEfmt ", b"OggS" + bytes(90)])
def test_what_is_no_wav_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reason is the reader's
        audio.read_wav(body)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_shipped_clip_joins_without_a_gap(language: str) -> None:
    for name in words.TEXTS[language]:
        sound = audio.read_wav((SHIPPED / language / f"{name}.wav").read_bytes())
        before, after = silence_at_the_ends(sound)
        assert 0.1 < sound.seconds < 2, name
        assert before <= 0.03, name
        assert after <= 0.06, name


def test_the_clips_are_small_and_none_is_left_over() -> None:
    files = [one for one in SHIPPED.rglob("*") if one.is_file()]
    assert sum(one.stat().st_size for one in files) <= 2_700_000
    known = {
        f"{language}/{name}.wav" for language in words.LANGUAGES for name in words.TEXTS[language]
    }
    assert {one.relative_to(SHIPPED).as_posix() for one in files} == known | {"all/gong.wav"}


def test_the_shipped_gong_is_the_one_we_make() -> None:
    assert (SHIPPED / "all" / "gong.wav").read_bytes() == audio.write_wav(audio.make_gong())


@needs_espeak
def test_the_command_makes_a_clip_as_it_is_shipped(tmp_path: Path) -> None:
    call_command("speech_make", "sembilan", language="id", folder=tmp_path)
    [made] = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert made == tmp_path / "id" / "sembilan.wav"
    again = audio.read_wav(made.read_bytes())
    shipped = audio.read_wav((SHIPPED / "id" / "sembilan.wav").read_bytes())
    assert again.seconds == pytest.approx(shipped.seconds, rel=0.25)  # another version may differ


@needs_espeak
def test_a_name_that_no_clip_says_is_read_aloud() -> None:
    made = queries.made_name("Ruang Foto Imigrasi")
    assert made is not None
    sound = audio.read_wav(made.body)
    assert 0.5 < sound.seconds < 4
    assert max(silence_at_the_ends(sound)) <= 0.06


def test_without_espeak_the_command_says_how_to_get_it_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(CommandError, match="apt install espeak-ng"):
        call_command("speech_make", folder=tmp_path)
    assert not list(tmp_path.iterdir())
    assert queries.made_name("Ruang Foto") is None


def test_an_unknown_clip_or_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="tidak dikenal"):
        call_command("speech_make", "sepuloh", folder=tmp_path)
    with pytest.raises(CommandError, match="--folder"):
        call_command("speech_make")
