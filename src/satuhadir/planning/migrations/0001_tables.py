# SPDX-License-Identifier: Apache-2.0
"""Measured days, calculations, and whom a roster may name; what is set up is kept."""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from satuhadir.shared.sql import record_changes


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("malls", "0004_setup_record"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MeasuredDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="hari")),
                ("body", models.JSONField(verbose_name="isi")),
                (
                    "version",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="versi pengukuran"
                    ),
                ),
                (
                    "is_sample",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="data contoh"
                    ),
                ),
                (
                    "measured_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="diukur"
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
                "verbose_name": "hari terukur",
                "verbose_name_plural": "hari terukur",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall", "day"), name="planning_a_day_is_measured_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RosterPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="nama")),
                (
                    "days_off",
                    django.contrib.postgres.fields.ArrayField(
                        blank=True,
                        base_field=models.PositiveSmallIntegerField(),
                        db_default=[],
                        default=list,
                        size=None,
                        verbose_name="hari libur",
                    ),
                ),
                (
                    "weekly_hours",
                    models.PositiveSmallIntegerField(
                        db_default=35,
                        default=35,
                        verbose_name="jam di loket paling banyak seminggu",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="malls.agency",
                        verbose_name="instansi",
                    ),
                ),
                (
                    "also",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="malls.agency",
                        verbose_name="juga dapat membantu",
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
                "verbose_name": "petugas jadwal",
                "verbose_name_plural": "petugas jadwal",
                "ordering": ("agency__name", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall", "agency", "name"), name="planning_a_name_once_per_agency"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_off__contained_by", [0, 1, 2, 3, 4, 5, 6])),
                        name="planning_days_off_are_weekdays",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekly_hours__gte", 1), ("weekly_hours__lte", 60)),
                        name="planning_weekly_hours_are_sensible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("what_if", "Bagaimana jika"),
                            ("roster", "Usul jadwal"),
                            ("hours", "Jam buka"),
                            ("fairness", "Aturan giliran"),
                        ],
                        max_length=8,
                        verbose_name="tentang",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "menunggu giliran"),
                            ("running", "sedang dihitung"),
                            ("done", "selesai"),
                            ("failed", "gagal"),
                            ("cancelled", "dibatalkan"),
                        ],
                        db_default="waiting",
                        default="waiting",
                        max_length=9,
                        verbose_name="keadaan",
                    ),
                ),
                ("asked", models.JSONField(verbose_name="yang ditanyakan")),
                ("digest", models.CharField(max_length=64)),
                ("place", models.PositiveSmallIntegerField(null=True, verbose_name="tempat")),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="kemajuan, persen"
                    ),
                ),
                (
                    "wants_cancel",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="diminta batal"
                    ),
                ),
                ("claim", models.UUIDField(null=True)),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="dimulai"
                    ),
                ),
                ("result", models.JSONField(null=True, verbose_name="hasil")),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=40,
                        verbose_name="sebab gagal",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="diminta"
                    ),
                ),
                ("beat_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True, verbose_name="berakhir")),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="malls.agency",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name": "hitungan",
                "verbose_name_plural": "hitungan",
                "indexes": [models.Index(fields=["mall", "-asked_at"], name="planning_run_by_age")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")),
                        fields=("mall",),
                        name="planning_one_run_at_a_mall",
                    ),
                    models.UniqueConstraint(
                        fields=("mall", "place"), name="planning_a_place_in_the_queue_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("mall", "digest"),
                        name="planning_the_same_question_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("place__gte", 1),
                                ("place__lte", 6),
                                ("state__in", ["waiting", "running"]),
                            ),
                            models.Q(
                                ("place__isnull", True),
                                ("state__in", ["done", "failed", "cancelled"]),
                            ),
                            _connector="OR",
                        ),
                        name="planning_who_waits_or_runs_has_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["what_if", "roster", "hours", "fairness"]),
                            ("percent__lte", 100),
                        ),
                        name="planning_run_is_sensible",
                    ),
                ],
            },
        ),
        record_changes(
            "planning_rosterperson",
            only="name,agency_id,days_off,weekly_hours",
            names="name",
        ),
    ]
