# SPDX-License-Identifier: Apache-2.0
"""What a person may be helped with, the wait promised with a number, an officer's note.

Additive: the version before keeps giving numbers through queue_issue_ticket_v1, and what it leaves
out has a default in the database.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from satuhadir.shared.sql import create_function

FUNCTIONS = (
    "ahead_v1", "ticket_json_v2", "for_staff_v1", "issue_ticket_v2", "forget_contacts_v2",
    "close_day_v2",
)  # fmt: skip

# The application's role owns no table, so the policy binds it: yesterday's notes are gone.
ROW_SECURITY = """
ALTER TABLE queue_note ENABLE ROW LEVEL SECURITY;
CREATE POLICY queue_note_is_readable_on_its_day ON queue_note
USING (day >= (
    SELECT (clock_timestamp() AT TIME ZONE mall.timezone)::date
    FROM malls_mall AS mall WHERE mall.id = mall_id
));
"""
NO_ROW_SECURITY = """
DROP POLICY queue_note_is_readable_on_its_day ON queue_note;
ALTER TABLE queue_note DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("malls", "0003_rows_stay_in_their_mall"), ("queue", "0002_sql_functions")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="attendance",
            name="help",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(
                    choices=[
                        ("wheelchair", "kursi roda"),
                        ("companion", "pendamping"),
                        ("approach", "datangi"),
                    ],
                ),
                db_default=[],
                default=list,
                size=None,
                verbose_name="bantuan",
            ),
        ),
        AddConstraintNotValid(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(help__contained_by=["wheelchair", "companion", "approach"]),
                name="queue_attendance_help_is_known",
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="promised_low",
            field=models.SmallIntegerField(
                null=True, verbose_name="dijanjikan paling cepat, menit"
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="promised_high",
            field=models.SmallIntegerField(null=True, verbose_name="dijanjikan paling lama, menit"),
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="note",
                        serialize=False,
                        to="queue.ticket",
                    ),
                ),
                ("day", models.DateField(verbose_name="hari")),
                ("text", models.CharField(max_length=200, verbose_name="catatan")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="versi")),
                (
                    "written_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="ditulis",
                    ),
                ),
                (
                    "counter",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="queue.counter",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "catatan petugas",
                "verbose_name_plural": "catatan petugas",
                "indexes": [models.Index(fields=["mall", "day"], name="queue_note_mall_day")],
            },
        ),
        migrations.RunSQL(ROW_SECURITY, NO_ROW_SECURITY),
        *(create_function("satuhadir.queue.sql", name, drop=f"queue_{name}") for name in FUNCTIONS),
    ]
