# SPDX-License-Identifier: Apache-2.0
from pathlib import Path
from typing import Any

import pytest

from satuhadir.speech import recordings
from satuhadir.speech.health import OVERSIGHT, check_clips


def test_a_whole_voice_is_well(tmp_path: Path, settings: Any) -> None:
    assert [one.state for one in check_clips()] == ["ok"]
    (tmp_path / "id").mkdir()
    (tmp_path / "id" / "dua.wav").write_bytes((recordings.SHIPPED / "id" / "satu.wav").read_bytes())
    settings.SATUHADIR_VOICE_DIR = str(tmp_path)
    [found] = check_clips()
    assert found.state == "ok"
    assert "1 di antaranya rekaman sendiri" in found.says


def test_a_folder_that_is_not_there_is_named(settings: Any) -> None:
    settings.SATUHADIR_VOICE_DIR = "/nowhere/at/all"
    assert [one.state for one in check_clips()] == ["problem", "ok"]


def test_a_clip_that_is_gone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "SHIPPED", tmp_path)
    [found] = check_clips()
    assert found.state == "problem"
    assert "118 rekaman tidak ada, yang pertama nomor-antrean" in found.says


def test_speech_has_no_figures_to_restore() -> None:
    assert OVERSIGHT.figures() == {}
    assert not list(OVERSIGHT.broken())
