# SPDX-License-Identifier: Apache-2.0
"""What the launcher says when it cannot go on."""

import errno
from pathlib import Path


class LaunchError(Exception):
    """One plain line for the person at the terminal: what is wrong and what to do."""


def os_trouble(error: OSError, place: Path) -> LaunchError:
    """The plain line for a refused or failed file operation at `place`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return LaunchError(
            f"Disk penuh di {place}. Kosongkan ruang (sedikitnya 500 MB), lalu jalankan lagi."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return LaunchError(
            f"{place} tidak dapat dibaca atau ditulis oleh pengguna ini. "
            "Perbaiki izinnya, atau pilih direktori lain dengan --data DIR."
        )
    return LaunchError(
        f"{place}: {error.strerror or error}. Pilih direktori lain dengan --data DIR."
    )
