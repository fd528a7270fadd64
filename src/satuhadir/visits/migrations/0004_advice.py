# SPDX-License-Identifier: Apache-2.0
"""The load that plans bring to a day."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("malls", "0004_setup_record"),
        ("queue", "0001_tables"),
        ("visits", "0003_stops_after_others"),
    ]

    operations = [
        migrations.CreateModel(
            name="Advice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="hari")),
                ("starts_minute", models.PositiveSmallIntegerField(verbose_name="tiba di loket")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="menit")),
                ("device_digest", models.BinaryField(max_length=16, null=True)),
                (
                    "given_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="diberikan",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="queue.line",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "saran waktu",
                "verbose_name_plural": "saran waktu",
                "indexes": [
                    models.Index(fields=["mall", "day", "line"], name="visits_advice_mall_day"),
                    models.Index(
                        condition=models.Q(("device_digest__isnull", False)),
                        fields=["device_digest"],
                        name="visits_advice_device",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minutes__gte", 1),
                            ("minutes__lte", 1440),
                            ("starts_minute__lte", 1440),
                        ),
                        name="visits_advice_lies_within_its_day",
                    )
                ],
            },
        ),
    ]
