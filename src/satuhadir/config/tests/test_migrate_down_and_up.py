# SPDX-License-Identifier: Apache-2.0
"""Every migration of every room goes back, and comes again to the very same schema."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.sql

NAME = "satuhadir_down_and_up"

WALK = """
import sys
import django
django.setup()
from django.core.management import call_command
for step in sys.argv[1:]:
    call_command("migrate", *step.split(), verbosity=0, interactive=False)
"""
# Everything a migration can make, in words; columns by name, for their order may differ.
SCHEMA = """
SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || ' ' || a.attidentity::text
    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
    AND NOT a.attisdropped LEFT JOIN pg_attrdef AS d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')
UNION SELECT 'table ' || relname || ' ' || relrowsecurity::text || ' '
    || coalesce(reloptions::text, '')
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'S')
UNION SELECT 'constraint ' || conrelid::regclass::text || ' ' || conname || ' '
    || pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
UNION SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION SELECT 'trigger ' || pg_get_triggerdef(t.oid) || t.tgenabled::text
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
UNION SELECT 'policy ' || tablename || ' ' || policyname || ' ' || coalesce(qual, '')
FROM pg_policies WHERE schemaname = 'public'
UNION SELECT 'function ' || p.proname || ' ' || pg_get_functiondef(p.oid) FROM pg_proc AS p
WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
    AND NOT EXISTS (SELECT 1 FROM pg_depend AS e WHERE e.objid = p.oid AND e.deptype = 'e')
"""


@pytest.fixture
def fresh(db: None) -> Iterator[str]:
    """The address of a new, empty database."""
    known = connection.settings_dict
    server = f"postgresql://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
        yield f"{server}/{NAME}"
        admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def walk(url: str, *steps: str) -> None:
    """Migrate step by step, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", WALK, *steps],
        env=dict(os.environ)
        | {"DATABASE_URL": url, "DATABASE_OWNER_URL": url, "SATUHADIR_ROLE": "owner",
           "DJANGO_SETTINGS_MODULE": "satuhadir.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]


def schema(url: str) -> list[str]:
    with psycopg.connect(url) as there:
        return sorted(str(row[0]) for row in there.execute(SCHEMA))


def test_all_migrations_go_down_to_nothing_and_up_to_the_same_schema(fresh: str) -> None:
    rooms = [
        app.label
        for app in reversed(list(apps.get_app_configs()))
        if app.name.startswith("satuhadir.") and Path(app.path, "migrations").is_dir()
    ]
    walk(fresh, "")
    first = schema(fresh)
    assert any(line.startswith("function queue_issue_ticket") for line in first)
    walk(fresh, *(f"{room} zero" for room in rooms))
    ours = tuple(f"{kind} {room}_" for room in rooms for kind in ("table", "function"))
    left = [line.split("\n")[0] for line in schema(fresh) if line.startswith(ours)]
    assert not left, json.dumps(left, indent=1)
    walk(fresh, "")
    again = schema(fresh)
    lost, new = sorted(set(first) - set(again)), sorted(set(again) - set(first))
    assert not lost, lost
    assert not new, new
