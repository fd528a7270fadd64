# SPDX-License-Identifier: Apache-2.0
import os

import psycopg


def test_the_test_run_has_its_own_postgresql() -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        row = connection.execute("SELECT current_setting('server_version_num')::int").fetchone()
    assert row is not None
    assert row[0] >= 150000
