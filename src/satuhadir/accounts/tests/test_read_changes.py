# SPDX-License-Identifier: Apache-2.0
"""What was changed in a mall's set-up, as its manager reads it."""

import csv
import io
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL
from django.test import Client

from satuhadir.accounts import actions
from satuhadir.accounts.changes import KEPT, changes_of, kinds
from satuhadir.accounts.models import User
from satuhadir.accounts.tests.conftest import PASSWORD, account
from satuhadir.accounts.tests.test_look_after_people import entered
from satuhadir.malls.models import Agency, Booth, Mall, SetupRecord
from satuhadir.shared.database import acting_as

pytestmark = pytest.mark.sql

PAGE = "/kelola/mpp-uji/perubahan/"


def told(mall: Mall, **more: bool) -> list[str]:
    found = changes_of(SetupRecord.objects.order_by("-id"), mall.timezone, **more)
    return [f"{one.who}: {one.what} {one.did} {one.names}" for one in found]


def test_the_list_names_exactly_the_tables_that_have_the_trigger(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON tgfoid = pg_proc.oid"
            " WHERE proname = 'malls_record_change_v1'"
        )
        assert {row[0] for row in cursor.fetchall()} == set(KEPT)
    assert len(kinds()) == len(KEPT)


def test_every_trigger_goes_and_comes_back_with_its_migration(db: None) -> None:
    loader = MigrationLoader(None)
    operations = [
        one
        for migration in loader.disk_migrations.values()
        for one in migration.operations
        if isinstance(one, RunSQL) and "malls_record_change_v1(" in str(one.sql)
        and str(one.sql).startswith("CREATE TRIGGER")
    ]  # fmt: skip
    # A later migration may put another trigger of the same name in a table's place.
    assert len({str(one.sql).split()[2] for one in operations}) == len(KEPT)
    with connection.cursor() as cursor:
        for one in operations:
            cursor.execute(str(one.reverse_sql))
            cursor.execute(str(one.sql))


def test_roles_and_accounts_are_kept_and_no_password_is(manager: User, mall: Mall) -> None:
    before = SetupRecord.objects.count()
    with acting_as(f"user:{manager.pk}"):
        user, password = actions.add_person(
            username="baru", display_name="Orang Baru", role="officer", mall=mall, by=manager
        )
        actions.choose_password(user=user, password="kerbau-biru-naik-kereta")
        raw = actions.create_token(role="kiosk", mall=mall, label="Kios 1")
    kept = str(list(SetupRecord.objects.order_by("id")[before:].values()))
    user.refresh_from_db()
    token_hash = bytes(mall.apitoken_set.get().token_hash).hex()
    for secret in (password, user.password, "kerbau", raw, token_hash, PASSWORD):
        assert secret not in kept
    assert "Orang Baru" in kept
    assert "Kios 1" in kept
    assert "password" not in kept
    assert "token_hash" not in kept


def test_a_sign_in_leaves_no_record(officer: User) -> None:
    count = SetupRecord.objects.count()
    entered("petugas")
    assert SetupRecord.objects.count() == count


def test_the_manager_reads_who_changed_what_from_what_to_what(
    manager: User, officer: User, mall: Mall
) -> None:
    client = entered("pengelola")
    path = f"/kelola/mpp-uji/orang/{officer.pk}/"
    client.post(path, {"aksi": "beri", "peran": "officer", "sampai": "2031-05-06"})
    page = client.get(PAGE).content.decode()
    assert '<strong lang="id">Pengelola</strong>' in page
    assert re.search(r"<del[^>]*>.*–</del>.*<ins[^>]*>.*7 Mei 2031 00.00</ins>", page)
    assert "petugas loket" in page


def test_what_happens_in_other_malls_is_not_read_here(
    manager: User, neighbour_manager: User, neighbour: Mall
) -> None:
    with acting_as("user:1"):
        Agency.objects.create(mall=neighbour, code="RHS", name="Kantor Rahasia", kind="private")
    page = entered("pengelola").get(PAGE).content.decode()
    assert "Kantor Rahasia" not in page
    assert "pengelola-lain" not in page


def test_what_one_go_did_to_many_rows_is_told_as_one(mall: Mall) -> None:
    with acting_as("command:catalogue_import"):
        Agency.objects.bulk_create(
            Agency(mall=mall, code=f"A{n}", name=f"Kantor {n}", kind="private") for n in range(6)
        )
    assert told(mall)[0] == (
        "perintah catalogue_import: Instansi ditambahkan Kantor 5, Kantor 4, Kantor 3, …"
    )
    assert len(told(mall, apart=True)) == len(told(mall)) + 5


def test_rows_are_named_by_what_they_lead_to(mall: Mall, agency: Agency, officer: User) -> None:
    booth = Booth.objects.create(mall=mall, agency=agency, name="Gerai 1")
    other = Agency.objects.create(mall=mall, code="LAIN", name="Kantor Lain", kind="private")
    with acting_as(f"user:{officer.pk}"):
        Booth.objects.filter(pk=booth.pk).update(agency=other)
    change = changes_of(SetupRecord.objects.order_by("-id")[:1], mall.timezone)[0]
    assert (change.who, change.names) == ("Petugas", "Gerai 1")
    assert [tuple(one) for one in change.differences] == [("Instansi", "Bank", "Kantor Lain")]


def test_the_list_is_narrowed_and_goes_on(manager: User, mall: Mall) -> None:
    with acting_as("user:1"):
        for number in range(130):
            Agency.objects.create(
                mall=mall, code=f"K{number}", name=f"Kantor {number}", kind="private"
            )
    client = entered("pengelola")
    page = client.get(PAGE).content.decode()
    older = re.search(r'href="\?(sebelum=\d+)"', page)
    assert older
    assert client.get(f"{PAGE}?{older[1]}").status_code == 200
    assert "Tidak ada perubahan" in client.get(f"{PAGE}?hari=2020-01-01").content.decode()
    assert "Tidak ada perubahan" in client.get(f"{PAGE}?bagian=season").content.decode()
    for odd in ("hari=x", "bagian=rahasia", "sebelum=-1", "sebelum=" + "9" * 40):
        assert client.get(f"{PAGE}?{odd}").status_code == 200


def test_a_file_for_a_spreadsheet_holds_no_formula(manager: User, mall: Mall) -> None:
    with acting_as("user:1"):
        Agency.objects.create(mall=mall, code="X", name='=HYPERLINK("x")', kind="private")
    answer = entered("pengelola").get(f"{PAGE}berkas.csv?bagian=agency")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:3] == ["waktu", "oleh", "bagian"]
    assert {row[2] for row in rows[1:]} == {"Instansi"}
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)


def test_a_request_names_its_account_and_a_command_itself(
    client: Client, manager: User, mall: Mall, capsys: pytest.CaptureFixture[str]
) -> None:
    client.force_login(manager)
    client.post(
        "/admin/malls/agency/add/",
        {"mall": mall.pk, "code": "B", "name": "Kantor B", "kind": "private"},
    )
    assert SetupRecord.objects.latest("id").actor == f"user:{manager.pk}"
    call_command("accounts_create_manager", "kepala", mall="mpp-uji")
    assert SetupRecord.objects.latest("id").actor == "command:accounts_create_manager"
    account("lain")
    assert SetupRecord.objects.latest("id").actor.startswith("database:")
