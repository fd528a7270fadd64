# SPDX-License-Identifier: Apache-2.0
"""`./satuhadir check migrations`: does a migration break or stop the version that still serves?

django-migration-linter reads the SQL of every migration of ours. It needs a database that
answers, and changes nothing in it.
"""

import sys

import django

# Migrations of ours that are looked at no more, each with its reason.
APART = {
    (
        "catalogue",
        "0004_standards_are_versions",
    ): "unique keys on set-up tables of some hundred rows",
    ("feedback", "0004_relays_are_sent_once"): "unique keys on a table as old as itself, empty yet",
    ("malls", "0003_rows_stay_in_their_mall"): "unique keys on set-up tables of some hundred rows",
    ("shared", "0001_cache_table"): "drops its table on the way back only",
}
# Rules that are not ours.
NOT_OURS = [
    "RUNPYTHON_MODEL_VARIABLE_NAME",  # a name in a function of ten lines
]


def main() -> int:
    """Print what is wrong; 1 when anything is."""
    django.setup()
    from django.apps import apps
    from django_migration_linter import MigrationLinter

    ours = [app.label for app in apps.get_app_configs() if app.name.startswith("satuhadir.")]
    linter = MigrationLinter(
        include_apps=ours,
        ignore_name=[name for _app, name in APART],
        exclude_migration_tests=NOT_OURS,
        no_cache=True,
    )
    linter.lint_all_migrations()
    known = {key for key in linter.migration_loader.disk_migrations if key[0] in ours}
    gone = sorted(APART.keys() - known)
    for app, name in gone:
        sys.stdout.write(f"config/linting.py names {app}.{name}, which is no more\n")
    return 1 if linter.has_errors or gone else 0


if __name__ == "__main__":
    sys.exit(main())
