# SPDX-License-Identifier: Apache-2.0
"""What every test of every room starts from."""

import pytest
from django.db import connection

from satuhadir.shared.memory import Brief


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    Brief.forget_everything()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Let tests that commit be emptied afterwards; the guard itself has a test of its own."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("ALTER TABLE queue_event DISABLE TRIGGER queue_event_is_never_emptied")
