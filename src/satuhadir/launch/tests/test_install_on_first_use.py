# SPDX-License-Identifier: Apache-2.0
"""`./satuhadir` in a small clone: its own build backend, empty lock files, no network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from satuhadir.launch import install

ROOT = Path(__file__).resolve().parents[4]
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "satuhadir"
version = "0"
"""
BACKEND = """
import zipfile
def build_editable(directory, config_settings=None, metadata_directory=None):
    name = "satuhadir-0-py3-none-any.whl"
    with zipfile.ZipFile(f"{directory}/{name}", "w") as wheel:
        wheel.writestr("said.py", "import sys\\ndef main(): print('ran', *sys.argv[1:])")
        info = "satuhadir-0.dist-info/"
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: satuhadir\\nVersion: 0\\n")
        tag = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        wheel.writestr(info + "WHEEL", tag)
        wheel.writestr(info + "entry_points.txt", "[console_scripts]\\nsatuhadir = said:main\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""
TOOLS = ("sh", "cat", "cksum", "dirname", "readlink")

pytestmark = pytest.mark.skipif(
    not (ROOT / "satuhadir").exists(), reason="needs the clone, not only the package"
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    place = tmp_path / "klon saya"
    (place / "requirements").mkdir(parents=True)
    (place / "src" / "satuhadir" / "launch").mkdir(parents=True)
    shutil.copy(ROOT / "satuhadir", place)
    shutil.copy(ROOT / "src/satuhadir/launch/install.py", place / "src/satuhadir/launch")
    for name in ("run.txt", "test.txt"):
        (place / "requirements" / name).write_text("# empty\n")
    (place / "pyproject.toml").write_text(PYPROJECT)
    (place / "backend.py").write_text(BACKEND)
    return place


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with what `./satuhadir` needs and no Python at all."""
    place = tmp_path / "bin"
    place.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found
        (place / name).symlink_to(found)
    return place


def started(
    clone: Path, path: Path | str, *words: str, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(clone / "satuhadir"), *words],
        cwd="/",
        env={"PATH": str(path), "HOME": str(clone.parent), **more},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def python_that(place: Path, name: str, script: str) -> None:
    (place / name).write_text(f"#!/bin/sh\n{script}\n")
    (place / name).chmod(0o755)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_no_python_is_one_line(clone: Path, tools: Path) -> None:
    assert "Python 3 tidak ditemukan" in one_line(started(clone, tools, "--help"))


def test_an_old_python_is_one_line(clone: Path, tools: Path) -> None:
    python_that(tools, "python3", "echo 3.9")
    said = one_line(started(clone, tools, "--help"))
    assert "Python 3.9" in said
    assert "3.11" in said


def test_a_python_without_venv_is_one_line_with_the_package_to_install(
    clone: Path, tools: Path
) -> None:
    python_that(tools, "python3", 'case "$3" in *ensurepip*) exit 1 ;; esac; echo 3.12')
    said = one_line(started(clone, tools, "--help"))
    assert "python3.12-venv" in said


def test_first_use_installs_once_and_again_when_the_lock_changes(clone: Path, tools: Path) -> None:
    # An old one first on PATH is passed over.
    python_that(tools, "python3", "echo 3.9")
    python = Path(sys.executable).resolve()
    python_that(tools, "python3.11", f'exec "{python}" "$@"')
    both = [
        subprocess.Popen(
            ["/bin/sh", str(clone / "satuhadir"), "a b", "c"],
            env={"PATH": str(tools), "HOME": str(clone.parent)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [one.communicate(timeout=120) for one in both]
    assert [answer[0] for answer in answers] == ["ran a b c\n", "ran a b c\n"], answers
    assert sum("Pemasangan pertama" in answer[1] for answer in answers) == 1
    again = started(clone, tools, "x")
    assert (again.stdout, again.stderr) == ("ran x\n", "")

    (clone / "requirements" / "run.txt").write_text("# changed\nsix==1.17.0 --hash=sha256:00\n")
    more = {"PIP_INDEX_URL": "http://127.0.0.1:1/", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    done = started(clone, tools, "--help", **more)
    assert done.returncode == 1
    assert "Daftar paket berubah" in done.stderr
    assert "Periksa sambungan internet" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("stamp", "interrupted", "sound"),
    [("{here} 1 2", False, True), ("{here} 1 2", True, False), ("/elsewhere 1 2", False, False)],
)
def test_an_interrupted_or_moved_install_begins_again(
    tmp_path: Path, stamp: str, interrupted: bool, sound: bool
) -> None:
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    python_that(venv / "bin", "python", "exit 0")
    (venv / "stamp.run").write_text(stamp.format(here=tmp_path))
    if interrupted:
        (venv / "installing").touch()
    assert install._is_sound(venv, tmp_path) is sound


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_clone_that_may_not_be_written_is_one_line(clone: Path) -> None:
    clone.chmod(0o555)
    try:
        said = one_line(started(clone, os.environ["PATH"], "--help"))
    finally:
        clone.chmod(0o755)
    assert "tidak dapat ditulis" in said
