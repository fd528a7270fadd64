# SPDX-License-Identifier: Apache-2.0
import pytest

from satuhadir.launch import check
from satuhadir.launch.check import Outcome, Step

GOOD = Step("good", "a step that is fine", lambda: Outcome(True, "much was said"))
BAD = Step("bad", "a step that is not", lambda: Outcome(False, "line 7 is wrong\n"))


def test_only_what_failed_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "STEPS", [GOOD, BAD])
    assert check.main([]) == 1
    said = capsys.readouterr().out
    assert "line 7 is wrong" in said
    assert "much was said" not in said
    assert "1 of 2 failed" in said


def test_one_step_can_be_asked_for_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "STEPS", [GOOD, BAD])
    assert check.main(["good"]) == 0
    assert "1 steps, all well" in capsys.readouterr().out


def test_an_unknown_step_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        check.main(["nothing"])
    assert stop.value.code == 2
    assert "no such step: nothing" in capsys.readouterr().err


def test_a_step_that_breaks_is_a_failure() -> None:
    assert check.command("-c", "raise SystemExit(3)")().fine is False
    assert check.command("-c", "print('all well')")() == Outcome(True, "all well\n")


def test_a_check_never_reaches_a_database_or_a_setting_of_the_shell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db.example.go.id/real")
    monkeypatch.setenv("SATUHADIR_DEBUG", "1")
    surroundings = check.environment()
    assert "DATABASE_OWNER_URL" not in surroundings
    assert "SATUHADIR_DEBUG" not in surroundings
    assert "127.0.0.1:1/" in surroundings["DATABASE_URL"]
