# SPDX-License-Identifier: Apache-2.0
"""Commands on a database that exists: production's by DATABASE_URL, or a data directory's."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from satuhadir.launch import commands
from satuhadir.launch.datadir import default_directory, is_data_directory
from satuhadir.launch.errors import LaunchError


def serve(words: list[str]) -> NoReturn:
    """Become production's web process. `--port` and `--host` say where it listens."""
    environment = _production_environment()
    environment.setdefault("SATUHADIR_PORT", "8000")
    rest = list(words)
    while rest:
        option = rest.pop(0)
        if option not in {"--port", "--host"} or not rest:
            raise LaunchError("Pemakaian: satuhadir serve [--port 8000] [--host 127.0.0.1]")
        environment["SATUHADIR_" + option.removeprefix("--").upper()] = rest.pop(0)
    for name in commands.BEFORE_SERVING:
        if subprocess.run(commands.managed_command(name), env=environment, check=False).returncode:
            sys.exit(1)
    command = commands.web_command()
    os.execve(command[0], command, environment)  # noqa: S606


def run_managed(name: str, words: list[str], *, role: str) -> int:
    """Run a management command on DATABASE_URL, or on the data directory of `--data DIR`."""
    rest, directory = take_data_option(words)
    if directory is not None and not is_data_directory(directory):
        raise LaunchError(f"{directory} bukan direktori data SatuHadir.")
    if directory is None and os.environ.get("DATABASE_URL"):
        # Nothing to tidy up afterwards: become the command, so that a signal reaches it.
        environment = _production_environment() | {"SATUHADIR_ROLE": role}
        command = commands.managed_command(name, *rest)
        os.execve(command[0], command, environment)  # noqa: S606
    if directory is None and not is_data_directory(default_directory()):
        raise LaunchError(
            "Isi DATABASE_URL (postgresql://pengguna:sandi@inang/nama), atau tunjuk data demo "
            "dengan --data DIR."
        )
    with environment_of(directory or default_directory()) as environment:
        return _run(commands.managed_command(name, *rest), environment | {"SATUHADIR_ROLE": role})


def _run(command: list[str], environment: dict[str, str]) -> int:
    return subprocess.run(command, env=environment, check=False).returncode


def take_data_option(words: list[str]) -> tuple[list[str], Path | None]:
    """Return the other words, and the directory that `--data` names."""
    rest: list[str] = []
    directory = None
    waiting = iter(words)
    for word in waiting:
        if word == "--data":
            directory = Path(next(waiting, ""))
        elif word.startswith("--data="):
            directory = Path(word.removeprefix("--data="))
        else:
            rest.append(word)
    return rest, directory


@contextlib.contextmanager
def environment_of(directory: Path) -> Iterator[dict[str, str]]:
    """The environment for a data directory: of the running demonstration, else of our own start."""
    running = _running_database(directory)
    if running:
        secrets = json.loads((directory / "secrets.json").read_text())
        owner_url = running.replace(
            f"//satuhadir_app:{secrets['satuhadir_app']}@",
            f"//satuhadir_owner:{secrets['satuhadir_owner']}@",
        )
        yield commands.child_environment(
            DATABASE_URL=running,
            DATABASE_OWNER_URL=owner_url,
            SATUHADIR_DEMO="1",
            SATUHADIR_SECRET_FILE=str((directory / "secret.key").absolute()),
            SATUHADIR_DATA=str(directory.absolute()),
        )
        return
    from satuhadir.launch.embedded import embedded_postgres, environment_for

    with embedded_postgres(directory, say=_say) as (data, cluster):
        yield environment_for(data, cluster, SATUHADIR_DEMO="1")


def _running_database(directory: Path) -> str:
    """The address of a demonstration that runs on `directory`, empty when none does."""
    from satuhadir.launch.datadir import is_held

    if not is_held(directory):
        return ""
    try:
        return str(json.loads((directory / "demo.json").read_text())["database_url"])
    except (OSError, ValueError, KeyError) as error:
        raise LaunchError(f"Demo pada {directory} belum siap; coba lagi sebentar.") from error


def _production_environment() -> dict[str, str]:
    if not os.environ.get("DATABASE_URL"):
        raise LaunchError("Isi DATABASE_URL dahulu: postgresql://pengguna:sandi@inang/nama")
    return dict(os.environ) | {"DJANGO_SETTINGS_MODULE": commands.SETTINGS_MODULE}


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
