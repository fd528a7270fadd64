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


def record_changes(
    table: str,
    *,
    names: str,
    mall: str = "mall_id",
    only: str = "",
    but: str = "",
    unless: str = "",
    events: str = "INSERT OR UPDATE OR DELETE",
) -> RunSQL:
    """Return an operation that puts a table among those whose changes are kept for managers.

    `names` are the columns that tell people which row it was. `mall` is where the mall stands: a
    column, `table.column` for the mall of the row which that column names, or "" for none. `only`
    these columns are kept, or all `but` these; only a change of them fires, so that columns that
    move all day cost nothing. Rows with a value in `unless` are none of the set-up. Columns are
    separated by commas; never keep a secret. The migration depends on `0004_setup_record` of malls.
    """
    kept = f"only:{only}" if only else f"but:{but}"
    if only:
        events = events.replace("UPDATE", f"UPDATE OF {only}")
    trigger = f"{table}_changes_are_kept"
    return RunSQL(
        f"CREATE TRIGGER {trigger} AFTER {events} ON {table} FOR EACH ROW EXECUTE FUNCTION"
        f" malls_record_change_v1('{mall}', '{kept}', '{names}', '{unless}')",
        f"DROP TRIGGER {trigger} ON {table}",
    )


def sql_text(package: str, name: str) -> str:
    """Return the text of `<package>/<name>.sql`; a percent sign in it is just one."""
    return resources.files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")
