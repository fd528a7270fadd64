# SPDX-License-Identifier: Apache-2.0
"""How a command for operators says that it can't go on: one plain line, exit code 1."""

import errno
import sys
from pathlib import Path
from typing import NoReturn

import psycopg
from django.db import OperationalError


def refuse(sentence: str) -> NoReturn:
    """Print `sentence` as the command's last word and end with 1."""
    sys.stderr.write(f"satuhadir: {sentence}\n")
    sys.exit(1)


def trouble_of(error: Exception, place: Path) -> str:
    """Return the plain sentence for an error while `place` was written or read.

    Never the words of the database: they repeat values.
    """
    if isinstance(error, OSError):
        return _file_trouble(error, place)
    cause = error.__cause__ if isinstance(error.__cause__, psycopg.Error) else error
    if isinstance(error, OperationalError) or isinstance(cause, psycopg.OperationalError):
        return (
            f"Basis data tidak menjawab atau menolak ({type(cause).__name__}). Periksa "
            "DATABASE_URL dan apakah PostgreSQL berjalan."
        )
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return (
            "Peran basis data ini tidak berhak. Isi DATABASE_OWNER_URL dengan peran pemilik tabel."
        )
    if isinstance(cause, psycopg.Error):
        return f"Basis data menolak ({type(cause).__name__} {cause.sqlstate or ''}).".replace(
            " )", ")"
        )
    return str(error)


def _file_trouble(error: OSError, place: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"Disk penuh di {place.parent}. Kosongkan ruang, lalu ulangi."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{place} tidak dapat dibaca atau ditulis oleh pengguna ini. Perbaiki izinnya."
    if error.errno == errno.ENOENT:
        return f"{place} tidak ada."
    if error.errno == errno.EISDIR:
        return f"{place} adalah direktori. Beri nama berkas, misalnya cadangan.zip."
    return f"{place}: {error.strerror or type(error).__name__}."
