# SPDX-License-Identifier: Apache-2.0
"""Which system user PostgreSQL runs as: it refuses root, so root steps down."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from satuhadir.launch.errors import LaunchError


class RunAs(TypedDict, total=False):
    """The keywords of subprocess that change the user; empty means: as we are."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Identity:
    """The user PostgreSQL runs as. `drops` is False when that is ourselves."""

    uid: int
    gid: int
    name: str
    drops: bool

    def run_as(self) -> RunAs:
        """Keywords for subprocess."""
        if not self.drops:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` to this user; nothing to do for ourselves."""
        if self.drops:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, directory: Path) -> bool:
        """Whether this user may go into `directory`; asked of the system itself."""
        return self._may('cd "$1"', directory)

    def can_run(self, program: Path) -> bool:
        """Whether this user may execute `program`."""
        return self._may('test -x "$1"', program)

    def _may(self, test: str, path: Path) -> bool:
        answer = subprocess.run(
            ["/bin/sh", "-c", test, "sh", str(path)],
            cwd="/",
            env={"PATH": "/usr/bin:/bin"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            **self.run_as(),
        )
        return answer.returncode == 0


def identity_for(directory: Path) -> Identity:
    """Ourselves, or, for root, the owner of `directory`, else `postgres`, else `nobody`.

    For a directory still to be made, the owner of the nearest one above it.
    """
    uid = os.geteuid()
    if uid != 0:
        return Identity(uid=uid, gid=os.getegid(), name=_name_of(uid), drops=False)
    nearest = next((place for place in (directory, *directory.parents) if place.exists()), None)
    if nearest is not None and nearest.stat().st_uid != 0:
        found = nearest.stat()
        return Identity(found.st_uid, _group_of(found), _name_of(found.st_uid), drops=True)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(uid=entry.pw_uid, gid=entry.pw_gid, name=name, drops=True)
    raise LaunchError(
        "PostgreSQL tidak mau berjalan sebagai root dan tidak ada pengguna postgres atau nobody. "
        "Jalankan sebagai pengguna biasa."
    )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _group_of(owner: os.stat_result) -> int:
    try:
        return pwd.getpwuid(owner.st_uid).pw_gid
    except KeyError:
        return owner.st_gid
