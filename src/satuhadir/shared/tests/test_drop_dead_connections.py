# SPDX-License-Identifier: Apache-2.0
import psycopg
import pytest
from django.db import connection

from satuhadir.shared.database import drop_dead_connections


@pytest.mark.django_db(transaction=True)
def test_a_connection_the_server_hung_up_on_is_replaced_before_it_is_used() -> None:
    connection.ensure_connection()
    drop_dead_connections()
    alive = connection.connection
    assert alive is not None, "a living one is kept"
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (alive.info.backend_pid,))
    drop_dead_connections()
    assert connection.connection is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
