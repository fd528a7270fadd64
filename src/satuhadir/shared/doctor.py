# SPDX-License-Identifier: Apache-2.0
"""What is wrong with this installation, seen from inside: settings, database, rooms.

The launcher's part (Python, disk, ports) stands in launch.doctor. Each check yields findings;
one that breaks is itself a finding, so that the others are still told.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from satuhadir.shared import oversight
from satuhadir.shared.backup import driver_version, is_unfinished
from satuhadir.shared.copies import run
from satuhadir.shared.database import APPEND_ONLY
from satuhadir.shared.jobs import is_led
from satuhadir.shared.models import Backup
from satuhadir.shared.oversight import Finding
from satuhadir.shared.static_files import digest

Check = Callable[[], Iterable[Finding]]

OLDEST_SERVER = 150_000
# Threads of the web process, its streams and notices, the worker, a migration, somebody's psql.
CONNECTIONS_NEEDED = 32
CLOCK_SECONDS = 2.0
BACKUP_DAYS = 2


def examine() -> Iterator[Finding]:
    """Yield everything found, the settings first, then the database, then the rooms."""
    yield from _told("pengaturan", check_settings)
    yield from _told("berkas statis", check_static)
    reachable = list(_told("basis data", check_server))
    yield from reachable
    if any(one.state == "problem" and one.name == "basis data" for one in reachable):
        return
    inside: tuple[tuple[str, Check], ...] = (
        ("jam", check_clock),
        ("ketahanan", check_durability),
        ("peran", check_role),
        ("migrasi", check_migrations),
    )
    for name, check in inside:
        found = list(_told(name, check))
        yield from found
        if name == "migrasi" and any(one.state == "problem" for one in found):
            return  # the rooms' tables may not be there
    yield from _told("pekerjaan latar", check_worker)
    yield from _told("cadangan", check_backups)
    for room in oversight.rooms():
        for check in room.checks:
            yield from _told("catatan", check)


def check_settings() -> Iterator[Finding]:
    """Look at what production must have set; a demonstration sets it by itself."""
    if settings.DEBUG:
        yield _problem("pengaturan", "SATUHADIR_DEBUG menyala", "Hapus SATUHADIR_DEBUG.")
    if not settings.SATUHADIR_SECRET_IS_SET:
        yield _problem(
            "pengaturan",
            "SATUHADIR_SECRET belum diisi",
            "Isi SATUHADIR_SECRET_FILE dengan berkas berisi 64 huruf acak (openssl rand -hex 32).",
        )
    if not settings.ALLOWED_HOSTS:
        yield _problem(
            "pengaturan",
            "SATUHADIR_ALLOWED_HOSTS belum diisi",
            "Isi dengan nama situs ini, misalnya antrean.contoh.go.id.",
        )
    if settings.SATUHADIR_DEMO:
        yield Finding("pengaturan", "ok", "demo: hanya di komputer ini, tanpa HTTPS")
        return
    if "*" in settings.ALLOWED_HOSTS:
        yield _problem("pengaturan", "SATUHADIR_ALLOWED_HOSTS menerima nama apa pun", "Sebut nama.")
    if not settings.SATUHADIR_LIMITS:
        yield _problem("pengaturan", "SATUHADIR_LIMITS mati", "Hapus SATUHADIR_LIMITS.")
    if settings.HTTPS and not settings.SATUHADIR_TRUSTED_PROXIES:
        yield _problem(
            "pengaturan",
            "tidak ada proksi tepercaya, jadi semua alamat HTTPS dialihkan tanpa henti",
            "Isi SATUHADIR_TRUSTED_PROXIES=127.0.0.1 bila Caddy atau nginx ada di mesin ini.",
        )
    elif not settings.HTTPS:
        yield Finding(
            "pengaturan", "info", "SATUHADIR_HTTPS=0: isi lalu lintas terbaca di jaringan"
        )
    else:
        yield Finding("pengaturan", "ok", "HTTPS, kuki aman, DEBUG mati")


def check_static() -> Iterator[Finding]:
    """Look whether style sheets and pictures are where the pages expect them."""
    if find("shared/base.css") and find("shared/mark.svg") and digest():
        yield Finding("berkas statis", "ok", "ada")
    else:
        yield _problem("berkas statis", "tidak lengkap", "Pasang ulang SatuHadir.")


def check_server() -> Iterator[Finding]:
    """Ask the server who it is and how it writes text."""
    try:
        encoding = run("SELECT pg_encoding_to_char(encoding) FROM pg_database"
                       " WHERE datname = current_database()")[0][0]  # fmt: skip
    except (DatabaseError, psycopg.Error) as error:
        yield _problem(
            "basis data",
            f"tidak menjawab ({type(error.__cause__ or error).__name__})",
            "Periksa DATABASE_URL, dan apakah PostgreSQL berjalan.",
        )
        return
    version = driver_version()
    if version < OLDEST_SERVER:
        yield _problem(
            "basis data",
            f"PostgreSQL {version // 10_000} terlalu tua",
            "Pasang PostgreSQL 15 atau lebih baru.",
        )
        return
    if encoding != "UTF8":
        yield _problem(
            "basis data", f"pengodean {encoding}", "Buat basis data dengan ENCODING 'UTF8'."
        )
        return
    if is_unfinished():
        yield _problem(
            "basis data",
            "pemulihan ke sini belum selesai",
            "Hapus basis data ini, buat yang kosong, lalu ulangi satuhadir restore.",
        )
        return
    yield Finding("basis data", "ok", f"PostgreSQL {version // 10_000}.{version % 10_000}, UTF8")


def check_clock() -> Iterator[Finding]:
    """Compare this machine's clock with the database's, which gives every ticket its time."""
    before = timezone.now()
    there = run("SELECT clock_timestamp()")[0][0]
    middle = before + (timezone.now() - before) / 2
    apart = abs((there - middle).total_seconds())
    if apart > CLOCK_SECONDS:
        yield _problem(
            "jam",
            f"jam mesin ini dan basis data berbeda {apart:.0f} detik",
            "Nyalakan penyelarasan waktu (NTP) di kedua mesin.",
        )
    else:
        yield Finding("jam", "ok", "sama dengan basis data")


def check_durability() -> Iterator[Finding]:
    """Look whether an answered press survives a power cut, and whether all find a connection."""
    held = dict(run(
        "SELECT name, setting FROM pg_settings WHERE name IN"
        " ('fsync', 'synchronous_commit', 'full_page_writes', 'max_connections')"
    ))  # fmt: skip
    off = [
        name
        for name in ("fsync", "synchronous_commit", "full_page_writes")
        if held.get(name, "on") == "off"
    ]
    if off:
        yield _problem(
            "ketahanan",
            f"{', '.join(off)} mati: nomor yang sudah dicetak bisa hilang saat listrik padam",
            "Nyalakan di postgresql.conf, lalu muat ulang PostgreSQL.",
        )
    most = int(held.get("max_connections", "0"))
    if most < CONNECTIONS_NEEDED:
        yield _problem(
            "ketahanan",
            f"max_connections {most}, perlu {CONNECTIONS_NEEDED}",
            "Naikkan max_connections, lalu mulai ulang PostgreSQL.",
        )
    if not off and most >= CONNECTIONS_NEEDED:
        yield Finding("ketahanan", "ok", f"fsync menyala, {most} sambungan")


def check_role() -> Iterator[Finding]:
    """Look whether the role we work as is kept from what only the owner may do."""
    role, is_super, owned = run(
        "SELECT current_user, rolsuper, (SELECT count(*) FROM pg_tables"
        " WHERE schemaname = 'public' AND tableowner = current_user)"
        " FROM pg_roles WHERE rolname = current_user"
    )[0]
    names = run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    logs = [name for (name,) in names if name in APPEND_ONLY]
    loose = [
        log
        for log in logs
        for right in ("UPDATE", "DELETE", "TRUNCATE")
        if run("SELECT has_table_privilege(%s, %s)", (f'public."{log}"', right))[0][0]
    ]
    bare = run(
        "SELECT relname FROM pg_class WHERE relname = 'queue_contact' AND NOT relrowsecurity"
    )
    if is_super or owned or loose:
        what = "superuser" if is_super else "pemilik tabel" if owned else "boleh mengubah log"
        yield _problem(
            "peran",
            f"aplikasi bekerja sebagai {role}, yang {what}; catatan tidak terlindung",
            "Beri DATABASE_URL peran sendiri, isi DATABASE_OWNER_URL, lalu satuhadir migrate.",
        )
    elif bare:
        yield _problem(
            "peran",
            "pelindung baris pada nama dan nomor ponsel mati",
            "Nyalakan: ALTER TABLE queue_contact ENABLE ROW LEVEL SECURITY.",
        )
    else:
        yield Finding("peran", "ok", f"{role} tidak memiliki tabel dan tidak mengubah catatan")


def check_migrations() -> Iterator[Finding]:
    """Compare the schema with this version."""
    executor = MigrationExecutor(connections["default"])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    unknown = set(executor.loader.applied_migrations) - executor.loader.graph.nodes.keys()
    if missing:
        yield _problem(
            "migrasi", f"{len(missing)} migrasi belum dijalankan", "Jalankan satuhadir migrate."
        )
    elif unknown:
        yield Finding(
            "migrasi",
            "info",
            "basis data sudah dibawa ke versi yang lebih baru; versi ini masih boleh melayani",
        )
    else:
        yield Finding("migrasi", "ok", "sesuai dengan versi ini")


def check_worker() -> Iterator[Finding]:
    """Look whether a worker holds the leader's lock."""
    if is_led():
        yield Finding("pekerjaan latar", "ok", "worker berjalan")
    elif settings.SATUHADIR_DEMO:
        yield Finding("pekerjaan latar", "info", "demo tidak sedang berjalan")
    else:
        yield _problem(
            "pekerjaan latar",
            "worker tidak berjalan: perkiraan tunggu membeku dan hari tidak ditutup",
            "Jalankan satuhadir worker (systemctl start satuhadir-worker).",
        )


def check_backups() -> Iterator[Finding]:
    """Say how old the newest backup is that was written by `satuhadir backup`."""
    newest = Backup.objects.order_by("-made_at").first()
    if newest is None:
        state, says = "info", "belum pernah"
    else:
        age = timezone.now() - newest.made_at
        hours = int(age.total_seconds() // 3600)
        state = "ok" if age < timedelta(days=BACKUP_DAYS) else "problem"
        says = f"yang terakhir {hours} jam lalu, {newest.byte_count / 1e6:.1f} MB"
    if state == "ok":
        yield Finding("cadangan", "ok", says)
    elif state == "info" or settings.SATUHADIR_DEMO:
        yield Finding("cadangan", "info", says, "Cadangkan setiap malam: docs/operate/backup.md.")
    else:
        yield _problem("cadangan", says, "Periksa satuhadir-backup.timer.")


def _told(name: str, check: Check) -> Iterator[Finding]:
    """Run a check; what breaks it is told by its kind, never in its words."""
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other checks go on
        kind = type(error.__cause__ or error).__name__
        yield _problem(
            name, f"tidak dapat diperiksa ({kind})", "Jalankan satuhadir migrate, lalu ulangi."
        )


def _problem(name: str, says: str, todo: str) -> Finding:
    return Finding(name, "problem", says, todo)
