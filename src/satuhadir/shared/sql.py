# SPDX-License-Identifier: Apache-2.0
"""Load SQL that lives in files, for migrations."""

from importlib import resources

from django.db.migrations import RunSQL


def create_function(package: str, name: str, *, drop: str) -> RunSQL:
    """Return an operation that runs `<package>/<name>.sql` and can be reversed.

    `drop` is the name of the function the file creates. Versioned names are never
    overloaded, so the name alone identifies it.
    """
    return RunSQL(sql=sql_text(package, name), reverse_sql=f"DROP FUNCTION {drop}")


def sql_text(package: str, name: str) -> str:
    """Return the text of `<package>/<name>.sql`; a percent sign in it is just one."""
    return resources.files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")
