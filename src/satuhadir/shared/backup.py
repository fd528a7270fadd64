# SPDX-License-Identifier: Apache-2.0
"""Backup and restore: everything out in one snapshot, everything back and proven to be the same."""

import datetime
import hmac
import json
import zipfile
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from satuhadir.shared import archive, copies, oversight
from satuhadir.shared.archive import BadArchive
from satuhadir.shared.copies import Table
from satuhadir.shared.models import Backup

Say = Callable[[str], None]


def secret_mark() -> str:
    """Return a mark by which the installation's secret is known again, and not found out."""
    return hmac.new(settings.SECRET_KEY.encode(), b"satuhadir backup", "sha256").hexdigest()[:16]


def back_up(target: Path, *, files: Mapping[str, str], say: Say) -> dict[str, Any]:
    """Copy everything into `target` while others go on writing; return the manifest.

    `files` are texts that go along by name, such as a demonstration's accounts.

    Raises:
        BadArchive: `target` can't be taken.
    """
    with archive.new_archive(target) as parts:
        with transaction.atomic():
            copies.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            copies.hold_still()
            manifest = _about()
            lasting = [one for one in copies.all_tables() if one.name not in copies.MOMENTARY]
            tables = [copies.copy_out(table, parts) for table in lasting]
            manifest["tables"] = [table._asdict() for table in tables]
            manifest["figures"] = oversight.all_figures()
            manifest["sequences"] = copies.sequences()
            _say_what_is_hidden(say)
        for name, text in files.items():
            parts.writestr(f"files/{name}", text)
        manifest["files"] = sorted(files)
        parts.writestr(archive.MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
    _remember(target, manifest)
    return manifest


def restore(source: Path, *, say: Say) -> dict[str, Any]:
    """Bring a backup into an empty database, prove that it is the same, and return its manifest.

    Until the proof is complete the database carries a mark with which nothing serves it.

    Raises:
        BadArchive: the file, the database or the outcome is not as it must be.
    """
    manifest = archive.checked_manifest(source)
    there = copies.first_thing_here()
    if there:
        raise BadArchive(
            f"Basis data tujuan tidak kosong (ada {there}); tidak ada yang diubah. Pulihkan ke "
            "basis data yang baru dibuat."
        )
    targets = _targets(manifest)
    copies.run(f"CREATE TABLE {copies.UNFINISHED} (began_at timestamptz DEFAULT now())")
    say("Menyiapkan tabel …")
    MigrationExecutor(connections["default"]).migrate(targets)
    say("Memasukkan data …")
    tables = [Table(**table) for table in manifest["tables"]]
    _refuse_unknown(tables)
    with transaction.atomic(), zipfile.ZipFile(source) as parts:
        differing = copies.load(tables, parts, manifest["sequences"])
        if differing:
            raise BadArchive(_differs("isi tabel " + ", ".join(differing)))
    say("Membawa ke versi ini …")
    call_command("satuhadir_migrate", verbosity=0)
    say("Membandingkan angka dan rantai catatan …")
    _prove(manifest)
    oversight.all_restored()
    copies.run(f"DROP TABLE {copies.UNFINISHED}")
    return manifest


def is_unfinished() -> bool:
    """Say whether a restore into this database broke off or did not prove true."""
    found = copies.run("SELECT to_regclass(%s) IS NOT NULL", (f"public.{copies.UNFINISHED}",))
    return bool(found[0][0])


def _about() -> dict[str, Any]:
    applied = copies.run("SELECT app, name FROM django_migrations ORDER BY id")
    return {
        "format": archive.FORMAT,
        "version": version("satuhadir"),
        "server": driver_version(),
        "created_at": timezone.now().isoformat(),
        "secret_mark": secret_mark(),
        "migrations": [list(row) for row in applied],
    }


def driver_version() -> int:
    """Return the server's version as libpq counts it: 150018 is 15.18."""
    return copies.driver().info.server_version


def _say_what_is_hidden(say: Say) -> None:
    """Row security hides past days' names from the application's role: say so, if it does."""
    hidden = copies.run(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind = 'r' AND row_security_active(oid) ORDER BY relname"
    )
    if hidden:
        names = ", ".join(str(row[0]) for row in hidden)
        say(
            f"Peringatan: peran ini tidak melihat semua baris di {names}. "
            "Isi DATABASE_OWNER_URL supaya cadangan lengkap."
        )


def _remember(target: Path, manifest: dict[str, Any]) -> None:
    """Leave a note for the doctor; a database of an older version has no place for it."""
    rows = sum(table["rows"] for table in manifest["tables"])
    try:
        Backup.objects.create(
            made_at=datetime.datetime.fromisoformat(manifest["created_at"]),
            byte_count=target.stat().st_size,
            row_count=rows,
        )
    except DatabaseError:
        return


def _targets(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the newest migration of each application that the backup had.

    Raises:
        BadArchive: it had one this version does not know.
    """
    graph = MigrationExecutor(connections["default"]).loader.graph
    applied = {(app, name) for app, name in manifest["migrations"]}
    unknown = sorted(applied - graph.nodes.keys())
    if unknown:
        raise BadArchive(
            f"Cadangan ini dari versi lain (migrasi {'.'.join(unknown[0])} tidak dikenal di sini). "
            f"Pasang SatuHadir {manifest['version']} atau yang lebih baru, lalu ulangi."
        )
    return sorted(
        node
        for node in applied
        if not any(
            child.key in applied and child.key[0] == node[0]
            for child in graph.node_map[node].children
        )
    )


def _refuse_unknown(tables: list[Table]) -> None:
    here = {table.name: set(table.columns) for table in copies.all_tables()}
    for table in tables:
        missing = set(table.columns) - here.get(table.name, set())
        if table.name not in here or missing:
            what = f"tabel {table.name} {', '.join(sorted(missing))}".strip()
            raise BadArchive(_differs(f"{what}, yang bukan milik SatuHadir"))


def _prove(manifest: dict[str, Any]) -> None:
    """Compare the figures and recompute what is chained.

    Raises:
        BadArchive: something is not as it was.
    """
    # Through JSON, as those of the backup went.
    now = json.loads(json.dumps(oversight.all_figures()))
    for name, was in manifest["figures"].items():
        if name in now and now[name] != was:
            raise BadArchive(_differs(f"angka {name}"))
    broken = list(oversight.all_broken())
    if broken:
        raise BadArchive(_differs(f"rantai catatan {broken[0]}"))


def _differs(what: str) -> str:
    return (
        f"Pemulihan tidak sama dengan cadangannya: {what}. Basis data ini ditandai belum selesai "
        "dan tidak disajikan; hapus, buat yang kosong, lalu ulangi."
    )
