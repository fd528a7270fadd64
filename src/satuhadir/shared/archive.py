# SPDX-License-Identifier: Apache-2.0
"""The file a backup is: a zip of named parts and a manifest, sealed by a hash over all of it.

It is written beside its place and renamed when it is whole, so that a file with its name is
always a whole one. The seal, SHA-256 in hex over every byte before it, is the zip's comment: one
bit changed anywhere is noticed before anything is read out of it.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
SEAL_BYTES = 64
CHUNK_BYTES = 1 << 20


class BadArchive(Exception):
    """The file can't be used as a backup; the words say why."""


@contextlib.contextmanager
def new_archive(target: Path) -> Iterator[zipfile.ZipFile]:
    """Give an archive to write into; it stands at `target`, mode 0600, once the block has ended.

    Raises:
        BadArchive: `target` is something else than a former backup, or another backup writes it.
    """
    _refuse_what_is_no_backup(target)
    part = target.with_name(f"{target.name}.part")
    # Never through a link that somebody else left there: it would empty the file behind it.
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadArchive(f"Pencadangan lain sedang menulis {target}.") from None
        try:
            os.fchmod(file.fileno(), 0o600)
            file.truncate(0)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                archive.comment = b"0" * SEAL_BYTES
                yield archive
            _put_seal(file)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    _sync(target.parent)


def checked_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest of a backup whose every byte is as it was written.

    Raises:
        BadArchive: it is none, is damaged, or was made by a newer version.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        seal = b""
        if size > SEAL_BYTES:
            file.seek(size - SEAL_BYTES)
            seal = file.read()
        if not zipfile.is_zipfile(path) or seal != _seal_of(file, size).encode():
            raise BadArchive(
                f"{path} rusak, terpotong, atau bukan cadangan SatuHadir. Tidak ada yang diubah; "
                "pakai cadangan yang lain."
            )
    try:
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        known = int(manifest["format"]) <= FORMAT
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile):
        raise BadArchive(f"{path} bukan cadangan SatuHadir. Tidak ada yang diubah.") from None
    if not known:
        raise BadArchive(
            f"{path} dibuat oleh versi SatuHadir yang lebih baru. Perbarui SatuHadir dahulu."
        )
    return manifest


def _refuse_what_is_no_backup(target: Path) -> None:
    if not target.parent.is_dir():
        raise BadArchive(f"Direktori {target.parent} tidak ada. Buat dahulu, atau pilih yang lain.")
    if not target.exists():
        return
    if target.is_file() and target.stat().st_size == 0:
        return
    try:
        with zipfile.ZipFile(target) as archive:
            archive.getinfo(MANIFEST)
    except (OSError, KeyError, zipfile.BadZipFile):
        raise BadArchive(
            f"{target} sudah ada dan bukan cadangan SatuHadir; tidak ditimpa. Pilih nama lain."
        ) from None


def _put_seal(file: IO[bytes]) -> None:
    file.flush()
    size = file.seek(0, os.SEEK_END)
    seal = _seal_of(file, size)
    file.seek(size - SEAL_BYTES)
    file.write(seal.encode())
    file.flush()
    os.fsync(file.fileno())


def _seal_of(file: IO[bytes], size: int) -> str:
    total = hashlib.sha256()
    left = max(0, size - SEAL_BYTES)
    file.seek(0)
    while left and (chunk := file.read(min(CHUNK_BYTES, left))):
        total.update(chunk)
        left -= len(chunk)
    return total.hexdigest()


def _sync(directory: Path) -> None:
    """Let the new name survive a power cut, too."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
