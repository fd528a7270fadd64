# SPDX-License-Identifier: Apache-2.0
"""The database keeps every change of the set-up, whoever makes it; the application only reads."""

import pytest
from django.db import connection, transaction

from satuhadir.malls.models import Agency, Closure, Mall, Region, SetupRecord
from satuhadir.malls.queries import setup_records
from satuhadir.shared import database
from satuhadir.shared.database import acting_as

pytestmark = pytest.mark.sql


@pytest.fixture
def mall(db: None) -> Mall:
    region = Region.objects.get(code="35.79")
    with acting_as("test"):
        return Mall.objects.create(slug="mpp-catat", name="MPP Catat", region=region)


def newest(mall: Mall) -> SetupRecord:
    return setup_records(mall, limit=1)[0]


def test_a_change_is_kept_with_what_differs_before_and_after(mall: Mall) -> None:
    with acting_as("user:7"):
        Mall.objects.filter(pk=mall.pk).update(name="MPP Baru", hue=120, notice="")
    record = newest(mall)
    assert (record.table_name, record.kind, record.row_id) == (
        "malls_mall", "update", str(mall.pk),
    )  # fmt: skip
    assert record.actor == "user:7"
    assert record.before == {"name": "MPP Catat", "hue": 200}
    assert record.after == {"name": "MPP Baru", "hue": 120}
    assert record.about == {"name": "MPP Baru"}


def test_a_save_that_changes_nothing_leaves_nothing(mall: Mall) -> None:
    count = SetupRecord.objects.count()
    mall.save()
    assert SetupRecord.objects.count() == count


def test_what_is_added_and_removed_is_kept_whole(mall: Mall) -> None:
    with acting_as("user:7"):
        agency = Agency.objects.create(mall=mall, code="X", name="Kantor X", kind="private")
        Agency.objects.filter(pk=agency.pk).delete()
    gone, made = setup_records(mall, limit=2)
    whole = {"code": "X", "name": "Kantor X", "kind": "private"}
    assert (made.kind, made.before, made.after) == ("insert", None, whole)
    assert (gone.kind, gone.before, gone.after) == ("delete", whole, None)
    assert made.batch == gone.batch


def test_what_is_rolled_back_was_never_changed(mall: Mall) -> None:
    count = SetupRecord.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        Mall.objects.filter(pk=mall.pk).update(name="Lain")
        raise RuntimeError
    assert SetupRecord.objects.count() == count


def test_the_name_of_who_acts_does_not_stay_on_the_connection(mall: Mall) -> None:
    with acting_as("user:7"):
        pass
    Mall.objects.filter(pk=mall.pk).update(name="Tangan")
    assert newest(mall).actor == f"database:{connection.settings_dict['USER']}"
    with pytest.raises(RuntimeError), acting_as("user:8"):
        raise RuntimeError
    Mall.objects.filter(pk=mall.pk).update(name="Tangan lagi")
    assert newest(mall).actor.startswith("database:")


def test_records_are_read_by_mall_by_day_and_page(mall: Mall) -> None:
    for number in range(5):
        Closure.objects.create(
            mall=mall, first_day="2026-12-01", last_day="2026-12-01", reason=str(number)
        )
    first = setup_records(mall, limit=3)
    rest = setup_records(mall, limit=10, before_id=first[-1].pk)
    assert [one.pk for one in (*first, *rest)] == sorted(
        (one.pk for one in setup_records(mall)), reverse=True
    )
    assert len(setup_records(mall, day=mall.today())) == 6
    assert not setup_records(mall, tables=["malls_season"])
    other = Mall.objects.create(slug="mpp-lain", name="Lain", region=mall.region)
    assert {one.mall_id for one in setup_records(other)} == {other.pk}


def test_the_application_reads_the_records_and_the_database_alone_writes_them(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'satuhadir_app'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE ROLE satuhadir_app")
        database.grant_application_role("satuhadir_app")
        cursor.execute(
            "SELECT privilege_type FROM information_schema.table_privileges"
            " WHERE grantee = 'satuhadir_app' AND table_name = 'malls_setuprecord'"
        )
        assert {row[0] for row in cursor.fetchall()} == {"SELECT"}
        cursor.execute(
            "SELECT prosecdef, proconfig FROM pg_proc WHERE proname = 'malls_record_change_v1'"
        )
        assert cursor.fetchall() == [(True, ["search_path=public, pg_temp"])]


def test_the_application_can_not_have_a_record_written_of_what_never_was(db: None) -> None:
    """Whoever may run the trigger's function could hang it on a table of their own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'satuhadir_app'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE ROLE satuhadir_app")
        for _twice in range(2):
            database.grant_application_role("satuhadir_app")
        cursor.execute(
            "SELECT has_function_privilege('satuhadir_app', 'malls_record_change_v1()', 'EXECUTE'),"
            " has_function_privilege('satuhadir_app', 'queue_clock_v1()', 'EXECUTE')"
        )
        assert cursor.fetchone() == (False, True)
