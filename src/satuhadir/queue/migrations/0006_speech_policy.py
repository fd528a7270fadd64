# SPDX-License-Identifier: Apache-2.0
"""How a mall's displays speak: a table of its own; the old version does not know it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("malls", "0003_rows_stay_in_their_mall"),
        ("queue", "0005_announcements_and_loans"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpeechPolicy",
            fields=[
                (
                    "mall",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="speech_policy",
                        serialize=False,
                        to="malls.mall",
                    ),
                ),
                (
                    "speaks",
                    models.BooleanField(
                        db_default=True, default=True, verbose_name="ucapkan panggilan"
                    ),
                ),
                (
                    "languages",
                    models.CharField(
                        choices=[
                            ("id", "Bahasa Indonesia"),
                            ("id,en", "Bahasa Indonesia, lalu Inggris"),
                        ],
                        db_default="id",
                        default="id",
                        max_length=5,
                        verbose_name="bahasa",
                    ),
                ),
                (
                    "has_gong",
                    models.BooleanField(
                        db_default=True, default=True, verbose_name="gong sebelum panggilan"
                    ),
                ),
                (
                    "volume",
                    models.PositiveSmallIntegerField(
                        db_default=80, default=80, verbose_name="volume, persen"
                    ),
                ),
                (
                    "repeats",
                    models.BooleanField(
                        db_default=True,
                        default=True,
                        verbose_name="ulangi sekali bila tidak ada yang datang",
                    ),
                ),
                (
                    "repeat_seconds",
                    models.PositiveSmallIntegerField(
                        db_default=25, default=25, verbose_name="diulang setelah, detik"
                    ),
                ),
            ],
            options={
                "verbose_name": "aturan suara",
                "verbose_name_plural": "aturan suara",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("languages__in", ["id", "id,en"])),
                        name="queue_speech_languages_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("volume__lte", 100),
                            ("repeat_seconds__gte", 10),
                            ("repeat_seconds__lte", 120),
                        ),
                        name="queue_speech_policy_is_within_sensible_bounds",
                    ),
                ],
            },
        ),
    ]
