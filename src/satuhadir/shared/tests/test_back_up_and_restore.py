# SPDX-License-Identifier: Apache-2.0
"""The file, and the rows through it; a whole day is copied in the queue's tests."""

import random
import zipfile
from pathlib import Path

import pytest
from django.db import connection, transaction

from satuhadir.shared import archive, backup, copies
from satuhadir.shared.archive import BadArchive, checked_manifest, new_archive
from satuhadir.shared.models import Backup

pytestmark = pytest.mark.sql


def small(target: Path, text: str = "isi") -> Path:
    with new_archive(target) as parts:
        parts.writestr("tables/x", text)
        parts.writestr(archive.MANIFEST, '{"format": 1}')
    return target


def test_a_backup_is_private_whole_and_a_plain_zip(tmp_path: Path) -> None:
    made = small(tmp_path / "satu.zip")
    assert made.stat().st_mode & 0o777 == 0o600
    assert checked_manifest(made) == {"format": 1}
    with zipfile.ZipFile(made) as parts:
        assert parts.testzip() is None
        assert parts.read("tables/x") == b"isi"
    assert [path.name for path in tmp_path.iterdir()] == ["satu.zip"]


def test_one_bit_changed_anywhere_is_noticed(tmp_path: Path) -> None:
    made = small(tmp_path / "satu.zip", "baris\n" * 300)
    whole = made.read_bytes()
    for place in range(len(whole)):
        broken = bytearray(whole)
        broken[place] ^= 1 << random.randrange(8)
        made.write_bytes(broken)
        with pytest.raises(BadArchive):
            checked_manifest(made)


@pytest.mark.parametrize("kept", [0, 1, 63, 64, 65, 200, -1])
def test_a_file_cut_short_is_noticed(tmp_path: Path, kept: int) -> None:
    made = small(tmp_path / "satu.zip")
    made.write_bytes(made.read_bytes()[:kept])
    with pytest.raises(BadArchive, match="rusak, terpotong, atau bukan"):
        checked_manifest(made)


def test_a_backup_broken_off_leaves_the_former_one(tmp_path: Path) -> None:
    made = small(tmp_path / "satu.zip", "lama")
    former = made.read_bytes()
    with pytest.raises(KeyboardInterrupt), new_archive(made) as parts:
        parts.writestr("tables/x", "baru")
        raise KeyboardInterrupt
    assert made.read_bytes() == former
    assert [path.name for path in tmp_path.iterdir()] == ["satu.zip"]


def test_what_is_no_backup_is_not_written_over(tmp_path: Path) -> None:
    letter = tmp_path / "surat.txt"
    letter.write_text("penting")
    with pytest.raises(BadArchive, match="tidak ditimpa"), new_archive(letter):
        pass
    with pytest.raises(BadArchive, match="tidak ada"), new_archive(tmp_path / "x" / "y.zip"):
        pass
    assert letter.read_text() == "penting"


def test_two_backups_do_not_write_one_file(tmp_path: Path) -> None:
    target = tmp_path / "satu.zip"
    with new_archive(target) as first:
        with pytest.raises(BadArchive, match="Pencadangan lain"), new_archive(target):
            pass
        first.writestr(archive.MANIFEST, '{"format": 1}')
    assert checked_manifest(target)


def test_a_backup_is_not_written_through_a_link_left_by_others(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept")
    (tmp_path / "x.zip.part").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic link"), new_archive(tmp_path / "x.zip"):
        pass
    assert victim.read_text() == "kept"


def test_a_backup_of_a_newer_version_says_so(tmp_path: Path) -> None:
    with new_archive(tmp_path / "x.zip") as parts:
        parts.writestr(archive.MANIFEST, '{"format": 2}')
    with pytest.raises(BadArchive, match="lebih baru"):
        checked_manifest(tmp_path / "x.zip")


@pytest.mark.django_db(transaction=True)
def test_every_table_but_who_is_signed_in_goes_out_and_an_answer_is_remembered(
    tmp_path: Path,
) -> None:
    made = backup.back_up(tmp_path / "b.zip", files={"a.txt": "x"}, say=print)
    tables = {table["name"]: table for table in made["tables"]}
    assert {"queue_event", "queue_ticket", "accounts_user", "django_migrations"} <= set(tables)
    assert {one.name for one in copies.all_tables()} - set(tables) == copies.MOMENTARY
    assert tables["django_migrations"]["rows"] == len(made["migrations"])
    assert made == checked_manifest(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as parts:
        assert parts.read("files/a.txt") == b"x"
    assert Backup.objects.get().byte_count == (tmp_path / "b.zip").stat().st_size


@pytest.mark.django_db(transaction=True)
def test_a_database_with_anything_in_it_is_refused_before_a_word_is_written(
    tmp_path: Path,
) -> None:
    backup.back_up(tmp_path / "b.zip", files={}, say=print)
    with pytest.raises(BadArchive, match="tidak kosong"):
        backup.restore(tmp_path / "b.zip", say=print)
    assert not backup.is_unfinished()


@pytest.mark.django_db(transaction=True)
def test_text_of_every_kind_comes_back_to_the_byte(tmp_path: Path) -> None:
    odd = "tab\there\nnew\\line\r«é» 'kutip' \\N \\. 🐘"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE odd (id int PRIMARY KEY, t text, b bytea, f float8, j jsonb,"
            " z timestamptz, n int, s text GENERATED ALWAYS AS (upper(t)) STORED,"
            " parent int REFERENCES odd (id))"
        )
        cursor.execute(
            "INSERT INTO odd VALUES (2, %s, '\\xdeadbeef', 0.1::float8 + 0.2, '{\"a\": [1, null]}',"
            " '2026-03-29 01:30:00.123456+07', NULL, DEFAULT, NULL), (1, '', '', 'NaN', '[]',"
            " 'infinity', 7, DEFAULT, 2)",
            [odd],
        )
    try:
        with new_archive(tmp_path / "o.zip") as parts, transaction.atomic():
            copies.hold_still()
            table = next(one for one in copies.all_tables() if one.name == "odd")
            assert "s" not in table.columns
            out = copies.copy_out(table, parts)
            parts.writestr(archive.MANIFEST, '{"format": 1}')
        assert out.rows == 2
        with transaction.atomic(), zipfile.ZipFile(tmp_path / "o.zip") as parts:
            cursor = connection.cursor()
            cursor.execute("SET LOCAL timezone = 'Asia/Jayapura'")
            cursor.execute("DELETE FROM odd")
            copies.hold_still()
            copies._copy_in(out, parts)
            assert copies.copy_out(table, None) == out
            cursor.execute("SELECT t FROM odd WHERE id = 2")
            assert cursor.fetchone() == (odd,)
            cursor.execute("UPDATE odd SET n = 8 WHERE id = 1")
            assert copies.copy_out(table, None) != out
    finally:
        connection.cursor().execute("DROP TABLE odd")
