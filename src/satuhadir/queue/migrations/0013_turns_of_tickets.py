# SPDX-License-Identifier: Apache-2.0
"""Where a ticket stands in its person's visit, and what a finished service took of its age."""

import django.contrib.postgres.fields
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("queue", "0012_flow_of_a_person")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            "ticket",
            "turn",
            models.SmallIntegerField(null=True, verbose_name="giliran dalam kunjungan"),
        ),
        migrations.AddField(
            "ticket",
            "after",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(),
                db_default=[],
                default=list,
                size=None,
                verbose_name="sesudah",
            ),
        ),
        migrations.AddField(
            "ticket",
            "by_plan",
            models.BooleanField(
                db_default=False, default=False, verbose_name="menyusul menurut rencana"
            ),
        ),
        migrations.AddField(
            "ticket",
            "summoned_at",
            models.DateTimeField(null=True, verbose_name="diminta menuju loket"),
        ),
        migrations.AddField(
            "ticket", "moved_by", models.UUIDField(null=True, verbose_name="dimundurkan oleh")
        ),
        migrations.AddField(
            "ticket", "moved_later", models.DurationField(null=True, verbose_name="mundur")
        ),
        AddConstraintNotValid(
            "ticket",
            models.CheckConstraint(
                condition=models.Q(
                    ("by_plan", False), ("state__in", ["held", "expired"]), _connector="OR"
                ),
                name="queue_only_a_held_ticket_is_held_by_plan",
            ),
        ),
    ]
