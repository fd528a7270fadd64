# SPDX-License-Identifier: Apache-2.0
"""An embedded installation: data directory, PostgreSQL, schema."""

import contextlib
import hashlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from satuhadir.launch import commands, datadir
from satuhadir.launch.datadir import DataDirectory, open_data_directory
from satuhadir.launch.errors import LaunchError
from satuhadir.launch.postgres import Cluster
from satuhadir.launch.processes import end_former_children, last_lines

PACKAGE = Path(__file__).resolve().parents[1]
CHILDREN = "children.json"
READY_FILE = "demo.json"
# Stands in a directory until a restore into it has been proven to be the same.
UNFINISHED = "restore.unfinished"


@contextlib.contextmanager
def embedded_postgres(
    directory: Path,
    *,
    fresh: bool = False,
    say: Callable[[str], None],
    even_unfinished: bool = False,
) -> Iterator[tuple[DataDirectory, Cluster]]:
    """The data directory held and its PostgreSQL running, for as long as the block runs."""
    with contextlib.closing(open_data_directory(directory, fresh=fresh, say=say)) as data:
        if data.read(UNFINISHED) and not even_unfinished:
            raise LaunchError(
                f"Pemulihan ke {data.path} belum selesai, jadi tidak dijalankan. Hapus direktori "
                "itu lalu ulangi satuhadir restore, atau mulai dari awal dengan --fresh."
            )
        # It says "ready to serve", which nobody is now.
        (data.path / READY_FILE).unlink(missing_ok=True)
        end_former_children(data.path / CHILDREN)
        cluster = Cluster(
            data.cluster_home, data.secrets, data.identity, say=say, outside=datadir.OUTSIDE
        )
        try:
            last_port = data.read("postgres.port").strip()
            cluster.start(int(last_port) if last_port.isdigit() else 0)
            data.write("postgres.port", f"{cluster.port}\n")
            yield data, cluster
        finally:
            cluster.stop()


def environment_for(data: DataDirectory, cluster: Cluster, **more: str) -> dict[str, str]:
    """What a child needs to know to work on this installation."""
    return commands.child_environment(
        DATABASE_URL=cluster.app_url,
        DATABASE_OWNER_URL=cluster.owner_url,
        SATUHADIR_SECRET_FILE=str(data.path / "secret.key"),
        SATUHADIR_DATA=str(data.path),
        **more,
    )


def migrate(data: DataDirectory, environment: dict[str, str], say: Callable[[str], None]) -> None:
    """Bring the schema to this version; nothing to do when nothing has changed since last time."""
    version = schema_fingerprint()
    if data.read("schema.version").strip() == version:
        return
    say("Menyiapkan tabel …")
    name, role = commands.MANAGED["migrate",]
    run_step(data, name, commands.managed_command(name), environment | {"SATUHADIR_ROLE": role})
    data.write("schema.version", version + "\n")


def run_step(
    data: DataDirectory, name: str, command: list[str], environment: dict[str, str]
) -> None:
    """Run one step to its end; its log is kept, and quoted when it fails."""
    log = data.path / f"{name}.log"
    with log.open("wb") as kept:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=kept,
            stderr=kept,
            check=False,
        )
    if done.returncode != 0:
        said = log.read_text(errors="replace")
        if "No space left" in said:
            raise LaunchError(f"Disk penuh di {data.path}. Kosongkan ruang, lalu jalankan lagi.")
        raise LaunchError(
            f"Langkah {name} gagal (kode {done.returncode}). Rincian: {log}\n{last_lines(log)}"
        )


def schema_fingerprint() -> str:
    """A hash over all that shapes the database: migrations, SQL files, grants, the lock."""
    files = [
        *PACKAGE.glob("*/migrations/*.py"),
        *PACKAGE.glob("*/sql/*.sql"),
        *PACKAGE.glob("shared/database.py"),
        *PACKAGE.glob("shared/management/commands/*.py"),
        *PACKAGE.parents[1].glob("requirements/run.txt"),
    ]
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(str(file.relative_to(PACKAGE.parents[1])).encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
