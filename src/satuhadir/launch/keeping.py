# SPDX-License-Identifier: Apache-2.0
"""`satuhadir backup` and `restore`: the data directory's side of them.

What is copied, and how it is proven to be the same, stands in the management commands; here a
data directory is found, or a new one made and marked unusable until all is back.
"""

import contextlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from satuhadir.launch import commands, serving
from satuhadir.launch.datadir import DataDirectory, open_data_directory
from satuhadir.launch.embedded import UNFINISHED, embedded_postgres, environment_for
from satuhadir.launch.errors import LaunchError, os_trouble
from satuhadir.launch.secrets_file import read_secrets


def back_up(words: list[str]) -> int:
    """Copy an installation into one file while it serves; returns the exit code."""
    if len(_files_among(words)) != 1:
        raise LaunchError("Pemakaian: satuhadir backup BERKAS [--data DIR]")
    return serving.run_managed("satuhadir_backup", words, role="owner")


def restore(words: list[str]) -> int:
    """Bring a backup back into an empty place; returns the exit code."""
    files = _files_among(words)
    rest, directory = serving.take_data_option(words)
    if len(files) != 1 or rest != files:
        raise LaunchError("Pemakaian: satuhadir restore BERKAS [--data DIR]")
    file = Path(os.path.abspath(files[0]))  # noqa: PTH100 - links stay as they were asked for
    if directory is None:
        if not os.environ.get("DATABASE_URL"):
            raise LaunchError(
                "Tunjuk tempat yang kosong: --data DIR, atau DATABASE_URL (dan DATABASE_OWNER_URL) "
                "dari basis data yang baru dibuat."
            )
        return serving.run_managed("satuhadir_restore", [str(file)], role="owner")
    return _restore_into(directory, file)


def _restore_into(directory: Path, file: Path) -> int:
    _refuse_unless_empty(directory)
    # The whole file is read before anything is made.
    check = commands.managed_command("satuhadir_restore", str(file), "--check-only")
    if subprocess.run(check, env=commands.child_environment(), check=False).returncode:
        return 1
    with contextlib.closing(open_data_directory(directory, say=_say)) as data:
        data.write(UNFINISHED, f"{file}\n")
        _take_along(data, file)
    with embedded_postgres(directory, say=_say, even_unfinished=True) as (data, cluster):
        environment = environment_for(data, cluster, SATUHADIR_DEMO="1", SATUHADIR_ROLE="owner")
        command = commands.managed_command("satuhadir_restore", str(file))
        done = subprocess.run(command, env=environment, check=False).returncode
        if done:
            _say(
                f"{data.path} ditandai belum selesai dan tidak dijalankan. Hapus direktori itu, "
                "lalu ulangi."
            )
            return 1
        (data.path / UNFINISHED).unlink()
    print(f"Jalankan: ./satuhadir demo --data {directory}")
    return 0


def _refuse_unless_empty(directory: Path) -> None:
    try:
        if directory.is_dir() and any(directory.iterdir()):
            raise LaunchError(
                f"{directory} tidak kosong; tidak ada yang diubah. Pulihkan ke direktori baru."
            )
        if directory.exists() and not directory.is_dir():
            raise LaunchError(f"{directory} adalah berkas, bukan direktori. Pilih yang lain.")
    except OSError as error:
        raise os_trouble(error, directory) from error


def _take_along(data: DataDirectory, file: Path) -> None:
    """Give the new directory the key and the accounts that the backup carries."""
    with zipfile.ZipFile(file) as archive:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
        carried = {name: archive.read(f"files/{name}").decode() for name in manifest["files"]}
    key = carried.get("secret.key", "").strip()
    if key:
        secrets = read_secrets(data.path / "secrets.json") | {"secret_key": key}
        data.write("secrets.json", json.dumps(secrets, indent=1) + "\n")
        data.write("secret.key", key + "\n")
    if "demo.parts.json" in carried:
        data.write("demo.parts.json", carried["demo.parts.json"])
    else:
        # A real installation's: to look at, with nobody invented and no accounts to publish.
        malls = [*manifest["figures"].get("malls", {}), "", ""]
        parts = {"mall": malls[0], "neighbour_mall": malls[1], "tokens": {}}
        data.write("demo.parts.json", json.dumps(parts | {"counters": [], "services": []}))
        data.write("demo.quiet", "1\n")
    data.write("demo.loaded", "1\n")


def _files_among(words: list[str]) -> list[str]:
    """Return the words that are neither an option nor the value of `--data`."""
    found, skips = [], False
    for word in words:
        if skips:
            skips = False
        elif word == "--data":
            skips = True
        elif not word.startswith("-"):
            found.append(word)
    return found


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
