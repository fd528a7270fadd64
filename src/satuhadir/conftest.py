# SPDX-License-Identifier: Apache-2.0
"""What every test of every room starts from."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from psycopg.errors import DeadlockDetected

from satuhadir.malls.models import Region, RegionAlias
from satuhadir.shared.database import probe
from satuhadir.shared.memory import Brief

# A machine that has much to do is not a fault of what is tested.
settings.register_profile("any pace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any pace")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    Brief.forget_everything()
    yield
    probe.forget()


# What migrations fill: tests that commit leave it as it was, so that no test depends on its turn.
FILLED = ("django_migrations", "django_content_type", "auth_permission")
REGIONS = "SELECT count(*), md5(string_agg(r::text, '|' ORDER BY code)) FROM malls_region r"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let tests that commit be emptied afterwards; the guard itself has a test of its own."""
    # Pages would rather say soon that the database is away; a test waits for a busy machine.
    connection.settings_dict["OPTIONS"]["connect_timeout"] = "60"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table, trigger in (
            ("queue_event", "queue_event_is_never_emptied"),
            ("feedback_step", "feedback_step_is_never_emptied"),
            ("feedback_identitylook", "feedback_look_is_never_emptied"),
        ):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        empty = _emptying()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


def _emptying() -> Any:
    """Return what empties the database after a test that committed.

    One statement for all tables. Django's own way asks each application to make its permissions
    again, and leaves the regions empty for every test that comes later.
    """
    regions, aliases = list(Region.objects.all()), list(RegionAlias.objects.all())
    kept = (*FILLED, Region._meta.db_table, RegionAlias._meta.db_table)
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = ", ".join(f'"{name}"' for name in names if name not in kept)

    def asked(cursor: Any) -> Any:
        cursor.execute(REGIONS)
        return cursor.fetchone()

    with connection.cursor() as cursor:
        whole = asked(cursor)

    def truncate(cursor: Any) -> None:
        # A server's last answer may still be on its way when its test is over; where the two wait
        # for each other PostgreSQL ends this one, and the answer is over a moment later.
        for left in reversed(range(5)):
            try:
                cursor.execute(f"TRUNCATE {tables}")
                return
            except OperationalError as error:
                if not left or not isinstance(error.__cause__, DeadlockDetected):
                    raise

    def empty(_test: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            truncate(cursor)
            if asked(cursor) == whole:
                return
            cursor.execute("TRUNCATE malls_region, malls_regionalias CASCADE")
        Region.objects.bulk_create(regions)
        RegionAlias.objects.bulk_create(aliases)

    return empty


@pytest.fixture(autouse=True)
def _no_second_factor(settings: pytest.FixtureRequest) -> None:
    """Managers of tests work with a password alone, but where a test is about that."""
    settings.SATUHADIR_SECOND_FACTOR = "nobody"  # type: ignore[attr-defined]
