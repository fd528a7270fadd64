# SPDX-License-Identifier: Apache-2.0
"""Indexes for the close of a day, made while presses go on.

Each is dropped first: a making that was broken off leaves one behind that serves nothing. Whoever
makes one only waits for others and holds up nobody, so it may wait as long as a backup takes.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

WAIT = migrations.RunSQL("SET lock_timeout = 0", "SET lock_timeout = 0")


def drop(name: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", migrations.RunSQL.noop)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("queue", "0007_changes_are_kept")]

    operations = [
        WAIT,
        drop("queue_attendance_mall_day"),
        AddIndexConcurrently(
            "attendance",
            models.Index(fields=["mall", "day"], name="queue_attendance_mall_day"),
        ),
        drop("queue_attendance_with_help"),
        AddIndexConcurrently(
            "attendance",
            models.Index(
                condition=models.Q(("help", []), _negated=True),
                fields=["mall", "day"],
                name="queue_attendance_with_help",
            ),
        ),
        migrations.RunSQL("SET lock_timeout = '3s'", "SET lock_timeout = 0"),
    ]
