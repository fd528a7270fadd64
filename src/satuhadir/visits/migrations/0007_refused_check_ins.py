# SPDX-License-Identifier: Apache-2.0
"""Check-ins that a kiosk took without a network and that were refused afterwards."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("malls", "0004_setup_record"),
        ("visits", "0006_end_promises"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusedCheckIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=6, verbose_name="kode")),
                ("reason", models.CharField(max_length=60, verbose_name="sebab")),
                ("told", models.CharField(max_length=300, verbose_name="yang dikatakan")),
                ("scanned_at", models.DateTimeField(verbose_name="dipindai pada")),
                (
                    "handed_in_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="diserahkan pada",
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
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="visits.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "check-in tanpa jaringan yang ditolak",
                "verbose_name_plural": "check-in tanpa jaringan yang ditolak",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall", "scanned_at", "code"),
                        name="visits_refused_check_in_is_kept_once",
                    )
                ],
            },
        ),
    ]
