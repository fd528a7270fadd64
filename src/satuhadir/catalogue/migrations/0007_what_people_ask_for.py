# SPDX-License-Identifier: Apache-2.0
"""How often each service is asked for, and the questions nothing was found for."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0006_files_of_open_data"),
        ("malls", "0004_setup_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceDemand",
            fields=[
                (
                    "service",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="demand",
                        serialize=False,
                        to="catalogue.service",
                        verbose_name="layanan",
                    ),
                ),
                ("asked", models.PositiveIntegerField(default=0, verbose_name="diminta")),
            ],
            options={
                "verbose_name": "permintaan layanan",
                "verbose_name_plural": "permintaan layanan",
            },
        ),
        migrations.CreateModel(
            name="UnansweredQuery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="hari")),
                ("key", models.CharField(max_length=64)),
                ("text", models.CharField(blank=True, max_length=60, verbose_name="pertanyaan")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="kali")),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unanswered_queries",
                        to="malls.mall",
                        verbose_name="mal",
                    ),
                ),
            ],
            options={
                "verbose_name": "pertanyaan tak terjawab",
                "verbose_name_plural": "pertanyaan tak terjawab",
                "ordering": ("mall", "-day", "key"),
                "indexes": [
                    models.Index(fields=["mall", "key", "day"], name="catalogue_unanswered_by_key")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["mall", "day", "key"], name="catalogue_unanswered_query_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(times__gte=1),
                        name="catalogue_unanswered_query_was_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(text__regex="[0-9]{4}|@", _negated=True),
                        name="catalogue_unanswered_query_holds_no_number",
                    ),
                ],
            },
        ),
    ]
