# SPDX-License-Identifier: Apache-2.0
import subprocess
import sys
from pathlib import Path

import pytest

from satuhadir.launch.cli import main


def test_help_needs_neither_django_nor_psycopg() -> None:
    code = (
        "import sys; from satuhadir.launch.cli import main; code = main(['--help']); "
        "sys.exit(code or any(name in sys.modules for name in ('django', 'psycopg', 'asyncio')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "demo" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["x"],
        ["demo", "--bogus"],
        ["demo", "--port", "70000"],
        ["demo", "--port", "-1"],
        ["demo", "--port", "٣"],
        ["engine"],
        ["queue", "x"],
        ["catalogue"],
    ],
)
def test_a_slip_is_one_line_and_exit_code_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    said = capsys.readouterr().err
    assert said.startswith("satuhadir: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("words", [["migrate"], ["serve"], ["worker"], ["queue", "verify"]])
def test_a_command_without_a_database_says_what_to_set(
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr("satuhadir.launch.serving.default_directory", lambda: tmp_path / "nothing")
    assert main(words) == 1
    assert "DATABASE_URL" in capsys.readouterr().err


def test_a_directory_that_is_not_ours_is_not_worked_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["queue", "verify", "--data", str(tmp_path)]) == 1
    assert str(tmp_path) in capsys.readouterr().err
