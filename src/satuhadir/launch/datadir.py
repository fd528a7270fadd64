# SPDX-License-Identifier: Apache-2.0
"""The data directory of one embedded installation: ours, private, held by one launcher."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from satuhadir.launch import leftovers
from satuhadir.launch.errors import LaunchError, os_trouble
from satuhadir.launch.identity import Identity, identity_for
from satuhadir.launch.secrets_file import new_secrets, read_secrets

MARKER = "satuhadir-data.json"
FORMAT = 1
POINTER = "postgres-at"
# Where PostgreSQL's files go when its user may not enter the directory that was asked for.
OUTSIDE = Path("/var/lib/satuhadir")


@dataclass
class DataDirectory:
    """An open data directory; nobody else may use it until `close`."""

    path: Path
    identity: Identity
    cluster_home: Path
    secrets: dict[str, str]
    _lock: IO[str] = field(repr=False)

    def write(self, name: str, text: str) -> Path:
        """Write a private file (0600) in one step: readers see the old or the new one."""
        return _write_private(self.path / name, text, self.path)

    def read(self, name: str) -> str:
        """Return the file's text, empty when there is none."""
        try:
            return (self.path / name).read_text()
        except FileNotFoundError:
            return ""

    @property
    def is_elsewhere(self) -> bool:
        """Whether PostgreSQL's files lie outside this directory."""
        return self.cluster_home != self.path

    def close(self) -> None:
        """Let go of the directory."""
        self._lock.close()


def open_data_directory(
    path: Path, *, fresh: bool = False, say: Callable[[str], None] = lambda _line: None
) -> DataDirectory:
    """Make or open `path`. With `fresh` all it holds is deleted first, if it carries our marker.

    Raises LaunchError for a directory that is not ours, is in use, or can't be read or written.
    """
    path = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - keep links as they were asked for
    try:
        identity = identity_for(path)
        _claim(path)
        lock = _lock(path)
        try:
            if fresh:
                _empty(path)
            marker = _mark(path)
            home = _place(path, marker, identity, say)
            found = _secrets(path)
            if identity.drops and home == path:
                for entry in (path, *path.iterdir()):
                    if entry.name != "postgres":
                        identity.own(entry)
            return DataDirectory(path, identity, home, found, lock)
        except BaseException:
            lock.close()
            raise
    except OSError as error:
        raise os_trouble(error, path) from error


def default_directory() -> Path:
    """`.satuhadir` in the clone we run from, else where the person stands."""
    clone = Path(__file__).resolve().parents[3]
    return (clone if (clone / "pyproject.toml").exists() else Path.cwd()) / ".satuhadir"


def is_data_directory(path: Path) -> bool:
    """Whether `path` carries our marker."""
    try:
        return (path / MARKER).is_file()
    except OSError as error:
        raise os_trouble(error, path) from error


def is_held(path: Path) -> bool:
    """Whether a launcher uses `path` now."""
    try:
        with (path / "lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    except OSError as error:
        raise os_trouble(error, path) from error
    return False


def _claim(path: Path) -> None:
    """Make the directory, or make sure that an existing one is ours or empty."""
    if path.is_dir():
        if not is_data_directory(path) and any(
            entry.name not in {"lock", ".gitignore"} for entry in path.iterdir()
        ):
            raise LaunchError(
                f"{path} bukan direktori data SatuHadir (tidak bertanda); tidak ada yang diubah. "
                "Pilih direktori lain atau yang kosong dengan --data DIR."
            )
    elif path.exists():
        raise LaunchError(f"{path} adalah berkas, bukan direktori. Pilih yang lain: --data DIR.")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)


def _lock(path: Path) -> IO[str]:
    lock = (path / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        holder = lock.read().strip() or "?"
        lock.close()
        raise LaunchError(
            f"{path} sedang dipakai peluncur lain (proses {holder}). Hentikan dahulu dengan "
            "Ctrl-C, atau pilih direktori lain dengan --data DIR."
        ) from error
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _empty(path: Path) -> None:
    """Delete what a marked directory holds, and the files it points to elsewhere."""
    if not is_data_directory(path):
        return
    homes = [path]
    pointer = path / POINTER
    if pointer.exists() and is_data_directory(Path(pointer.read_text().strip())):
        homes.append(Path(pointer.read_text().strip()))
    for home in homes:
        leftovers.kill_postmaster(home / "postgres")
    for home in homes[1:]:
        shutil.rmtree(home)
    # The marker goes last: a deletion cut short must still be ours at the next try.
    entries = sorted(path.iterdir(), key=lambda entry: entry.name == MARKER)
    for entry in entries:
        if entry.name == "lock":
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _mark(path: Path) -> dict[str, str]:
    """Read the marker, or write it into an empty directory."""
    marker = path / MARKER
    if not marker.exists():
        found = {"format": str(FORMAT), "id": secrets.token_hex(8)}
        _write_private(marker, json.dumps(found) + "\n", path)
    try:
        found = {str(key): str(value) for key, value in json.loads(marker.read_text()).items()}
        known = int(found["format"]) <= FORMAT and found["id"].isalnum()
    except (ValueError, KeyError, AttributeError):
        known = False
    if not known:
        raise LaunchError(
            f"{marker} tidak dikenal versi ini (mungkin dibuat oleh versi yang lebih baru). "
            "Perbarui SatuHadir, atau pilih direktori lain dengan --data DIR."
        )
    ignore = path / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
    return found


def _place(
    path: Path, marker: dict[str, str], identity: Identity, say: Callable[[str], None]
) -> Path:
    """Where PostgreSQL's files lie: here, or outside when its user may not come in."""
    pointer = path / POINTER
    if pointer.exists():
        home = Path(pointer.read_text().strip())
        if not is_data_directory(home):
            raise LaunchError(
                f"Data yang ditunjuk {pointer} tidak ada di {home}. Pulihkan dari cadangan, atau "
                "mulai dari awal dengan --fresh."
            )
    elif not identity.drops or identity.can_enter(path.parent):
        return path
    elif (path / "postgres").exists():
        raise LaunchError(
            f"Pengguna {identity.name}, yang menjalankan PostgreSQL, tidak dapat masuk ke {path}. "
            "Pindahkan direktori itu ke tempat yang dapat dimasuki, misalnya /srv."
        )
    else:
        home = OUTSIDE / marker["id"]
        OUTSIDE.mkdir(mode=0o755, parents=True, exist_ok=True)
        home.mkdir(mode=0o700, exist_ok=True)
        _write_private(home / MARKER, json.dumps(marker) + "\n", home)
        identity.own(home)
        _write_private(pointer, f"{home}\n", path)
    say(
        f"PostgreSQL (pengguna {identity.name}) tidak dapat masuk ke {path}; "
        f"data disimpan di {home}."
    )
    return home


def _secrets(path: Path) -> dict[str, str]:
    kept = path / "secrets.json"
    if not kept.exists():
        if (path / "postgres").exists() or _has_cluster_elsewhere(path):
            raise LaunchError(
                f"{kept} hilang, padahal basis datanya ada. Pulihkan dari cadangan, atau mulai "
                "dari awal dengan --fresh."
            )
        _write_private(kept, json.dumps(new_secrets(), indent=1) + "\n", path)
    found = read_secrets(kept)
    _write_private(path / "secret.key", found["secret_key"] + "\n", path)
    return found


def _has_cluster_elsewhere(path: Path) -> bool:
    pointer = path / POINTER
    return pointer.exists() and (Path(pointer.read_text().strip()) / "postgres").exists()


def _write_private(target: Path, text: str, directory: Path) -> Path:
    """Write with mode 0600 and the directory's owner, in one step."""
    half = target.with_name(f".{target.name}.new")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if os.geteuid() == 0:
        owner = directory.stat()
        with contextlib.suppress(PermissionError):
            os.chown(half, owner.st_uid, owner.st_gid)
    half.replace(target)
    return target
