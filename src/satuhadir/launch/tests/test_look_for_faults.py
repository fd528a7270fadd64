# SPDX-License-Identifier: Apache-2.0
"""`satuhadir doctor`, from outside; what it finds inside is tested in `shared`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from satuhadir.launch import doctor
from satuhadir.launch.datadir import open_data_directory


def typed(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SATUHADIR_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "satuhadir.launch.cli", *words],
        env=kept | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_database_away_is_one_problem_with_what_to_do() -> None:
    done = typed(
        "doctor",
        "--json",
        DATABASE_URL="postgresql://x@127.0.0.1:1/x",
        SATUHADIR_SECRET="s" * 40,
        SATUHADIR_ALLOWED_HOSTS="mpp.example.go.id",
        SATUHADIR_TRUSTED_PROXIES="127.0.0.1",
    )
    told = json.loads(done.stdout)
    assert done.returncode == 1
    away = [one for one in told["findings"] if one["name"] == "basis data"]
    assert [one["state"] for one in away] == ["problem"]
    assert "DATABASE_URL" in away[0]["todo"]
    assert told["problems"] == sum(one["state"] == "problem" for one in told["findings"])


def test_a_setting_that_is_wrong_is_named_without_a_traceback() -> None:
    done = typed("doctor", DATABASE_URL="postgresql://x@127.0.0.1:1/x", SATUHADIR_SECRET="short")
    assert done.returncode == 1
    assert "SATUHADIR_SECRET must be at least 32 characters" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "short" not in done.stdout


def test_production_without_its_settings_is_told_each_of_them() -> None:
    done = typed("doctor", DATABASE_URL="postgresql://x@127.0.0.1:1/x")
    for word in ("SATUHADIR_SECRET", "SATUHADIR_ALLOWED_HOSTS", "SATUHADIR_TRUSTED_PROXIES"):
        assert word in done.stdout


def test_a_directory_open_to_others_is_a_problem(room: Path) -> None:
    open_data_directory(room / "d").close()
    (finding,) = doctor.check_directory(room / "d")
    assert finding.state == "ok"
    (room / "d").chmod(0o755)
    (finding,) = doctor.check_directory(room / "d")
    assert finding.state == "problem"
    assert "chmod 700" in finding.todo


def test_packages_that_drift_from_the_lock_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text("django==1.0 \\\n    --hash=sha256:0\n")
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    (finding,) = doctor.check_packages()
    assert finding.state == "problem"
    assert "django" in finding.says
    assert "1.0" in finding.says


def test_a_full_disk_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 1 << 62)
    (finding,) = doctor.check_disk(tmp_path)
    assert finding.state == "problem"


@pytest.mark.parametrize("words", [("backup",), ("backup", "a", "b"), ("restore",)])
def test_a_file_must_be_named(words: tuple[str, ...]) -> None:
    done = typed(*words)
    assert done.returncode == 1
    assert done.stderr.startswith("satuhadir: Pemakaian:")


def test_a_restore_over_anything_or_from_nothing_makes_nothing(room: Path, tmp_path: Path) -> None:
    used = room / "used"
    used.mkdir()
    (used / "surat.txt").write_text("penting")
    done = typed("restore", str(tmp_path / "b.zip"), "--data", str(used))
    assert (done.returncode, "tidak kosong" in done.stderr) == (1, True)
    broken = tmp_path / "b.zip"
    broken.write_bytes(b"PK" + b"\0" * 500)
    done = typed("restore", str(broken), "--data", str(room / "new"))
    assert (done.returncode, "rusak" in done.stderr) == (1, True)
    done = typed("restore", str(tmp_path / "none.zip"), "--data", str(room / "new"))
    assert (done.returncode, "tidak ada" in done.stderr) == (1, True)
    assert not (room / "new").exists()
    assert (used / "surat.txt").read_text() == "penting"


def test_a_directory_whose_restore_broke_off_is_not_run(room: Path) -> None:
    data = open_data_directory(room / "d")
    data.write("restore.unfinished", "x\n")
    data.close()
    done = typed("demo", "--data", str(room / "d"), "--no-browser", "--port", "0")
    assert done.returncode == 1
    assert "belum selesai" in done.stderr
    assert done.stderr.count("\n") == 1
