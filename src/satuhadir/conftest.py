# SPDX-License-Identifier: Apache-2.0
"""What every test of every room starts from."""

from collections.abc import Iterator

import pytest
from django.db import connection

from satuhadir.shared.database import probe
from satuhadir.shared.memory import Brief


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    Brief.forget_everything()
    yield
    probe.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Let tests that commit be emptied afterwards; the guard itself has a test of its own."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        for table, trigger in (
            ("queue_event", "queue_event_is_never_emptied"),
            ("feedback_step", "feedback_step_is_never_emptied"),
            ("feedback_identitylook", "feedback_look_is_never_emptied"),
        ):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


@pytest.fixture(autouse=True)
def _no_second_factor(settings: pytest.FixtureRequest) -> None:
    """Managers of tests work with a password alone, but where a test is about that."""
    settings.SATUHADIR_SECOND_FACTOR = "nobody"  # type: ignore[attr-defined]
