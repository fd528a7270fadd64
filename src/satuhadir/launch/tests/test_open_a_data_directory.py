# SPDX-License-Identifier: Apache-2.0
import contextlib
import json
import os
import stat
from pathlib import Path

import pytest

from satuhadir.launch import datadir
from satuhadir.launch.datadir import DataDirectory, is_held, open_data_directory
from satuhadir.launch.embedded import embedded_postgres
from satuhadir.launch.errors import LaunchError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")


def opened(path: Path, *, fresh: bool = False) -> contextlib.closing[DataDirectory]:
    return contextlib.closing(open_data_directory(path, fresh=fresh))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_directory_is_private_marked_and_ignored_by_git(room: Path) -> None:
    with opened(room / "a" / "b") as data:
        assert mode(data.path) == 0o700
        for name in ("secrets.json", "secret.key", datadir.MARKER):
            assert mode(data.path / name) == 0o600
        assert (data.path / ".gitignore").read_text() == "*\n"
        assert mode(data.write("demo.json", "{}")) == 0o600


def test_secrets_are_random_and_kept(room: Path) -> None:
    with opened(room / "one") as one, opened(room / "two") as two:
        assert set(one.secrets.values()).isdisjoint(two.secrets.values())
        first = one.secrets
    with opened(room / "one") as again:
        assert again.secrets == first


@pytest.mark.parametrize("fresh", [False, True])
def test_a_directory_that_is_not_ours_is_refused_and_untouched(room: Path, fresh: bool) -> None:
    mine = room / "papers" / "thesis.txt"
    mine.parent.mkdir()
    mine.write_text("years of work")
    before = mode(mine.parent)
    with pytest.raises(LaunchError, match="bukan direktori data"):
        open_data_directory(mine.parent, fresh=fresh)
    assert mine.read_text() == "years of work"
    assert [entry.name for entry in mine.parent.iterdir()] == ["thesis.txt"]
    assert mode(mine.parent) == before


def test_a_file_in_the_place_is_refused(room: Path) -> None:
    (room / "file").write_text("")
    with pytest.raises(LaunchError, match="bukan direktori"):
        open_data_directory(room / "file")


def test_fresh_begins_again_with_other_secrets(room: Path) -> None:
    with opened(room / "d") as data:
        data.write("demo.loaded", "1")
        before = data.secrets
    with opened(room / "d", fresh=True) as data:
        assert data.read("demo.loaded") == ""
        assert data.secrets != before


def test_two_launchers_do_not_share_a_directory(room: Path) -> None:
    with opened(room / "d"):
        assert is_held(room / "d")
        with pytest.raises(LaunchError, match=f"proses {os.getpid()}"):
            open_data_directory(room / "d", fresh=True)
    assert not is_held(room / "d")


def test_a_newer_format_is_not_touched(room: Path) -> None:
    with opened(room / "d") as data:
        data.write(datadir.MARKER, json.dumps({"format": 99, "id": "abc"}))
    with pytest.raises(LaunchError, match="versi yang lebih baru"):
        open_data_directory(room / "d")


def test_lost_secrets_of_an_existing_database_are_said(room: Path) -> None:
    with opened(room / "d") as data:
        (data.path / "postgres").mkdir()
        (data.path / "secrets.json").unlink()
    with pytest.raises(LaunchError, match="--fresh"):
        open_data_directory(room / "d")


@as_root
def test_root_gives_the_directory_to_the_user_postgresql_runs_as(room: Path) -> None:
    with opened(room / "d") as data:
        assert data.identity.uid != 0
        assert data.path.stat().st_uid == data.identity.uid
        assert data.cluster_home == data.path


@as_root
def test_a_closed_parent_puts_the_data_outside_and_says_where(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = room / "var"
    monkeypatch.setattr(datadir, "OUTSIDE", outside)
    monkeypatch.setenv("SATUHADIR_POSTGRES", "package")
    closed = room / "closed"
    closed.mkdir(mode=0o700)
    said: list[str] = []
    with embedded_postgres(closed / "d", say=said.append) as (data, cluster):
        assert data.cluster_home.parent == outside
        assert cluster.pid is not None
        os.kill(cluster.pid, 0)
    assert any(str(data.cluster_home) in line for line in said)
    with opened(closed / "d") as again:
        assert again.cluster_home == data.cluster_home
    with opened(closed / "d", fresh=True) as new:
        assert new.cluster_home != data.cluster_home
        assert not data.cluster_home.exists()
