# SPDX-License-Identifier: Apache-2.0
"""Announcements on all screens, and counters lent to another line until a time.

Additive: the old version never writes a loan, and its `queue_call_next_v1` stays until the
release after this one.
"""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from satuhadir.shared.sql import create_function


class Migration(migrations.Migration):
    dependencies = [("queue", "0004_help_is_known")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            "counterline",
            "lent_until",
            models.DateTimeField(blank=True, null=True, verbose_name="dipinjamkan sampai"),
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="isi")),
                (
                    "level",
                    models.CharField(
                        choices=[("info", "kabar"), ("urgent", "penting")],
                        db_default="info",
                        default="info",
                        max_length=6,
                        verbose_name="tingkat",
                    ),
                ),
                (
                    "from_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="mulai"
                    ),
                ),
                ("until_at", models.DateTimeField(verbose_name="sampai")),
                ("made_by", models.CharField(max_length=60, verbose_name="oleh")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="dicabut"),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="announcements",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "pengumuman",
                "verbose_name_plural": "pengumuman",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_at__gt", models.F("from_at"))),
                        name="queue_announcement_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["info", "urgent"])),
                        name="queue_announcement_level_is_known",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=["mall", "until_at"],
                        name="queue_announcement_current",
                    )
                ],
            },
        ),
        create_function("satuhadir.queue.sql", "call_next_v2", drop="queue_call_next_v2"),
    ]
