# SPDX-License-Identifier: Apache-2.0
"""How the tickets of one person follow each other.

Additive: the version before gives and moves tickets by its own functions, whose people all have
the flow `free`. Nobody gets another flow before its processes are gone. One busy table in each
migration: presses lock attendance and ticket together, and would break off whoever locks both.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("malls", "0004_setup_record"), ("queue", "0011_refused_papers")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            "attendance",
            "flow",
            models.CharField(
                choices=[
                    ("free", "menunggu di semua antrean"),
                    ("one", "satu loket sesudah yang lain"),
                    ("summon", "dipanggil ke loket yang gilirannya dekat"),
                ],
                db_default="free",
                default="free",
                max_length=6,
                verbose_name="alur",
            ),
        ),
        AddConstraintNotValid(
            "attendance",
            models.CheckConstraint(
                condition=models.Q(("flow__in", ["free", "one", "summon"])),
                name="queue_attendance_flow_is_known",
            ),
        ),
    ]
