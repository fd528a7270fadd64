# SPDX-License-Identifier: Apache-2.0
"""A text of a page becomes sound; nobody else's words do."""

import io
import os
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from satuhadir.shared.errors import NotFound, Unavailable
from satuhadir.speech import http, reading

needs_espeak = pytest.mark.skipif(
    not reading.has_program() and os.environ.get("CI") != "true", reason="espeak-ng not found"
)


@pytest.fixture(autouse=True)
def sounds(settings: Any, tmp_path: Path) -> Path:
    settings.SATUHADIR_SOUNDS = str(tmp_path / "sounds")
    return tmp_path / "sounds"


@pytest.fixture(autouse=True)
def _in_indonesian() -> Iterator[None]:
    with translation.override("id"):
        yield


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "has_program", lambda: False)


def seconds_of(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as read:
        return read.getnframes() / read.getframerate()


@needs_espeak
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_text_becomes_a_sound_of_its_length(language: str) -> None:
    short = reading.read_aloud("Kartu", language)
    long = reading.read_aloud("Kartu Keluarga. Dinas Kependudukan dan Pencatatan Sipil.", language)
    assert short is not None and long is not None
    assert 0.2 < seconds_of(short) < 3
    assert seconds_of(long) > 2 * seconds_of(short)


@needs_espeak
def test_a_sound_is_made_once(sounds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = reading.read_aloud("Selesai", "id")
    assert [one.suffix for one in sounds.iterdir()] == [".wav"]
    monkeypatch.setattr(reading, "_make", lambda text, language: pytest.fail("made again"))
    assert reading.read_aloud("Selesai", "id") == first


@needs_espeak
def test_a_disk_that_takes_nothing_does_not_silence_it(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.SATUHADIR_SOUNDS = str(tmp_path / "file" / "sounds")
    assert reading.read_aloud("Selesai", "id")


@needs_espeak
@pytest.mark.parametrize("way", ["open to all", "a link"])
def test_a_folder_that_others_could_fill_is_not_used(sounds: Path, way: str) -> None:
    secret = sounds.parent / "secret"
    secret.write_bytes(b"the secret")
    theirs = sounds if way == "open to all" else sounds.parent / "theirs"
    theirs.mkdir()
    if way == "a link":
        sounds.symlink_to(theirs)
    else:
        theirs.chmod(0o777)
    (theirs / reading._place_of("Selesai", "id").name).symlink_to(secret)
    sound = reading.read_aloud("Selesai", "id")
    assert sound is not None and sound.startswith(b"RIFF")
    assert secret.read_bytes() == b"the secret"
    assert len(list(theirs.iterdir())) == 1


@needs_espeak
@pytest.mark.parametrize("text", ["--help", "-w /tmp/x", "$(id)", "a\nb", "<b>", "½ “Kartu”"])
def test_whatever_a_text_looks_like_it_is_only_spoken(text: str) -> None:
    sound = reading.read_aloud(text, "id")
    assert sound is not None and seconds_of(sound) > 0


def test_what_is_too_long_empty_or_foreign_is_not_read() -> None:
    assert reading.read_aloud("a" * 301, "id") is None
    assert reading.read_aloud("", "id") is None
    assert reading.read_aloud("Bonjour", "fr") is None


def test_the_oldest_sounds_make_room(sounds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sounds.mkdir()
    for age, name in enumerate(["new", "middle", "old"]):
        (sounds / f"{name}.wav").write_bytes(b"x" * 40)
        os.utime(sounds / f"{name}.wav", (1_000_000 - age, 1_000_000 - age))
    monkeypatch.setattr(reading, "MOST_KEPT_BYTES", 100)
    reading._tidy(sounds)
    assert sorted(one.stem for one in sounds.iterdir()) == ["middle", "new"]


@needs_espeak
def test_a_page_s_own_text_is_answered() -> None:
    answer = http.sound_response(text="Selesai", language="id", key=http.key_of("Selesai", "id"))
    assert answer["Content-Type"] == "audio/wav"
    assert answer.content.startswith(b"RIFF")


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("Saya bodoh", "id", http.key_of("Selesai", "id")),
        ("Selesai", "en", http.key_of("Selesai", "id")),
        ("Selesai", "id", ""),
        ("Selesai", "id", "é" * 24),
    ],
)
def test_words_that_no_page_carries_are_refused(text: str, language: str, key: str) -> None:
    with pytest.raises(NotFound):
        http.sound_response(text=text, language=language, key=key)


@pytest.mark.usefixtures("mute")
def test_without_the_program_there_is_no_sound_and_no_key() -> None:
    assert not http.can_read("id")
    with pytest.raises(Unavailable):
        http.sound_response(text="Selesai", language="id", key=http.key_of("Selesai", "id"))
    page = Template("{% load speech %}<a{% aloud %}Selesai{% endaloud %}>").render(Context())
    assert page == '<a data-say="Selesai">'


def test_a_page_carries_what_is_said_without_its_mark_up() -> None:
    source = (
        "{% load speech %}<a{% aloud %}<b>{{ code|spelled }}</b>:\n {{ name }} , 5–10 menit .."
        "{% endaloud %}>"
    )
    page = Template(source).render(Context({"code": "A-012", "name": 'Kartu "<Keluarga>"'}))
    said = "A, 0, 1, 2: Kartu &quot;&lt;Keluarga&gt;&quot;, 5 sampai 10 menit."
    assert f'data-say="{said}"' in page
    with translation.override("en"):
        assert "5 to 10" in Template(source).render(Context())


def test_a_long_text_ends_at_a_word() -> None:
    cut = http.spoken_form("panjang " * 100)
    assert 290 < len(cut) <= 300 and set(cut.split()) == {"panjang"}
    assert len(http.spoken_form("x" * 1000)) <= 300
