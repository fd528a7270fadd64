# SPDX-License-Identifier: Apache-2.0
"""A region's own recordings: clip by clip in front of the shipped ones."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from satuhadir.shared.memory import Brief
from satuhadir.speech import audio, espeak, queries
from satuhadir.speech.recordings import SHIPPED

SOUND = (SHIPPED / "id" / "satu.wav").read_bytes()


@pytest.fixture
def own(tmp_path: Path, settings: Any) -> Path:
    settings.SATUHADIR_VOICE_DIR = str(tmp_path)
    (tmp_path / "id").mkdir()
    return tmp_path


def source(name: str) -> str:
    return next(one.source for one in queries.coverage("id") if one.name == name)


def get(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def test_a_recording_replaces_its_clip_and_only_that(own: Path) -> None:
    (own / "id" / "Dua.wav").write_bytes(SOUND)
    assert source("dua") == "own"
    assert source("tiga") == "shipped"
    first, second = queries.voice("id").clips["dua"]
    assert second.endswith("/speech/id/dua.wav")
    answer = get(first)
    assert answer.status_code == 200
    assert answer.content == SOUND
    assert answer["Content-Type"] == "audio/wav"
    assert "immutable" in answer["Cache-Control"]
    assert get(first, if_none_match=answer["ETag"]).status_code == 304


@pytest.mark.parametrize(
    "body", [b"", b"not a sound", b"RIFF", bytes(500), b"\xff\xfb" + bytes(2_000_001)]
)
def test_a_broken_recording_leaves_the_shipped_clip(own: Path, body: bytes) -> None:
    (own / "id" / "dua.wav").write_bytes(body)
    assert source("dua") == "shipped"
    assert len(queries.voice("id").clips["dua"]) == 1


def test_a_folder_that_is_not_there_changes_nothing(settings: Any) -> None:
    settings.SATUHADIR_VOICE_DIR = "/nowhere/at/all"
    assert {one.source for one in queries.coverage("en")} == {"shipped"}


def test_a_new_recording_gets_a_new_address(own: Path) -> None:
    (own / "id" / "dua.mp3").write_bytes(b"ID3" + bytes(300))
    [first, _shipped] = queries.voice("id").clips["dua"]
    assert get(first)["Content-Type"] == "audio/mpeg"
    (own / "id" / "dua.mp3").write_bytes(b"ID3" + bytes(301))
    Brief.forget_everything()
    [second, _shipped] = queries.voice("id").clips["dua"]
    assert second != first
    assert get(first)["Cache-Control"] == "no-cache"
    (own / "id" / "dua.wav").write_bytes(SOUND)
    Brief.forget_everything()
    assert get(second)["Content-Type"] == "audio/wav"


@pytest.mark.parametrize(
    "path",
    [
        "id/x/..%2f..%2fsecret",
        "id/x/../../secret",
        "../x/secret",
        "%2e%2e/x/secret",
        "id/x/secret.wav",
        "id/x/satu",
        "xx/x/dua",
    ],
)
def test_nothing_but_a_listed_recording_is_given_out(own: Path, path: str) -> None:
    (own / "secret.wav").write_bytes(SOUND)
    (own / "id" / "dua.wav").write_bytes(SOUND)
    assert get(f"/static/suara/{path}").status_code == 404


def test_a_whole_name_is_recorded_once_and_used_in_both_languages(own: Path) -> None:
    (own / "id" / "loket-imigrasi-3.wav").write_bytes(SOUND)
    for language in ("id", "en"):
        clips, urls = queries.counter_clips("Loket Imigrasi 3", language, "/made/")
        assert clips == ("loket-imigrasi-3",)
        assert get(urls["loket-imigrasi-3"][0]).status_code == 200
    (own / "id" / "loket-5.wav").write_bytes(SOUND)
    Brief.forget_everything()
    assert queries.counter_clips("Loket 5", "id", "/made/")[0] == ("loket-5",)


def test_a_name_nobody_can_say_has_no_clips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "find_program", lambda: None)
    assert queries.counter_clips("Ruang Foto", "id", "/made/") == ((), {})
    assert queries.counter_clips("Loket 5", "id", "/made/") == (("loket", "lima"), {})


def test_a_name_is_made_when_the_server_can(monkeypatch: pytest.MonkeyPatch) -> None:
    tone = audio.make_gong()
    monkeypatch.setattr(espeak, "find_program", lambda: "/usr/bin/espeak-ng")
    monkeypatch.setattr(espeak, "read_aloud", lambda _text, _language, **_how: tone)
    clips, urls = queries.counter_clips("Ruang Sidik Jari", "en", "/made/")
    assert clips == ("ruang-sidik-jari",)
    assert urls["ruang-sidik-jari"][0].startswith("/made/?v=")
