# SPDX-License-Identifier: Apache-2.0
"""Counted spans, their figures, and the targets of a mall."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("malls", "0004_setup_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountedSpan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "span",
                    models.CharField(
                        choices=[("day", "hari"), ("month", "bulan")],
                        max_length=5,
                        verbose_name="rentang",
                    ),
                ),
                ("first_day", models.DateField(verbose_name="hari pertama")),
                (
                    "is_final",
                    models.BooleanField(db_default=False, default=False, verbose_name="selesai"),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="hari terhitung"
                    ),
                ),
                (
                    "last_seq",
                    models.IntegerField(db_default=0, default=0, verbose_name="urutan terakhir"),
                ),
                ("head", models.CharField(blank=True, db_default="", default="", max_length=64)),
                (
                    "version",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="versi hitungan"
                    ),
                ),
                (
                    "is_sample",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="data contoh"
                    ),
                ),
                (
                    "counted_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="dihitung",
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
                "verbose_name": "rentang terhitung",
                "verbose_name_plural": "rentang terhitung",
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=8, verbose_name="tentang")),
                (
                    "agency",
                    models.CharField(
                        blank=True, default="", max_length=40, verbose_name="instansi"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        blank=True, default="", max_length=160, verbose_name="yang mana"
                    ),
                ),
                ("issued", models.BigIntegerField(db_default=0, default=0)),
                ("people", models.BigIntegerField(db_default=0, default=0)),
                ("visits", models.BigIntegerField(db_default=0, default=0)),
                ("served_visits", models.BigIntegerField(db_default=0, default=0)),
                ("whole_visits", models.BigIntegerField(db_default=0, default=0)),
                ("done", models.BigIntegerField(db_default=0, default=0)),
                ("no_show", models.BigIntegerField(db_default=0, default=0)),
                ("returned", models.BigIntegerField(db_default=0, default=0)),
                ("abandoned", models.BigIntegerField(db_default=0, default=0)),
                ("never_came", models.BigIntegerField(db_default=0, default=0)),
                ("unfinished", models.BigIntegerField(db_default=0, default=0)),
                ("stopped", models.BigIntegerField(db_default=0, default=0)),
                ("moved_in", models.BigIntegerField(db_default=0, default=0)),
                ("moved_out", models.BigIntegerField(db_default=0, default=0)),
                ("parked", models.BigIntegerField(db_default=0, default=0)),
                ("refused", models.BigIntegerField(db_default=0, default=0)),
                ("out_of_order", models.BigIntegerField(db_default=0, default=0)),
                ("judged", models.BigIntegerField(db_default=0, default=0)),
                ("kept", models.BigIntegerField(db_default=0, default=0)),
                ("late", models.BigIntegerField(db_default=0, default=0)),
                ("wait_seconds", models.BigIntegerField(db_default=0, default=0)),
                ("service_seconds", models.BigIntegerField(db_default=0, default=0)),
                ("serving_seconds", models.BigIntegerField(db_default=0, default=0)),
                ("waiting_seconds", models.BigIntegerField(db_default=0, default=0)),
                ("open_seconds", models.BigIntegerField(db_default=0, default=0)),
                (
                    "waits",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "services",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "stays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "span",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="insights.countedspan",
                    ),
                ),
            ],
            options={
                "verbose_name": "angka",
                "verbose_name_plural": "angka",
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_day", models.DateField(verbose_name="berlaku mulai")),
                (
                    "wait_minutes",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="menunggu paling lama, menit"
                    ),
                ),
                (
                    "wait_percent",
                    models.PositiveSmallIntegerField(
                        default=80, verbose_name="terpenuhi bagi, persen"
                    ),
                ),
                (
                    "kept_percent",
                    models.PositiveSmallIntegerField(
                        default=80, verbose_name="janji tunggu tepat, persen"
                    ),
                ),
                (
                    "whole_percent",
                    models.PositiveSmallIntegerField(
                        default=90, verbose_name="selesai sekali datang, persen"
                    ),
                ),
                (
                    "no_show_percent",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="tidak hadir paling banyak, persen"
                    ),
                ),
                (
                    "crowding_tenths",
                    models.PositiveSmallIntegerField(
                        default=40, verbose_name="menunggu per loket, persepuluh orang"
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
                "verbose_name": "sasaran",
                "verbose_name_plural": "sasaran",
            },
        ),
        migrations.AddConstraint(
            model_name="countedspan",
            constraint=models.UniqueConstraint(
                fields=("mall", "span", "first_day"), name="insights_a_span_is_counted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="countedspan",
            constraint=models.CheckConstraint(
                condition=models.Q(("span__in", ["day", "month"])), name="insights_span_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="countedspan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("span", "month"), _negated=True),
                    ("first_day__day", 1),
                    _connector="OR",
                ),
                name="insights_a_month_begins_on_its_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.UniqueConstraint(
                fields=("span", "kind", "agency", "key"), name="insights_a_scope_is_counted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "mall",
                            "agency",
                            "line",
                            "service",
                            "counter",
                            "channel",
                            "hour",
                            "paper",
                        ],
                    )
                ),
                name="insights_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                fields=("mall", "from_day"), name="insights_one_target_begins_on_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_day__day", 1)),
                name="insights_a_target_begins_with_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wait_minutes__gte", 1),
                    ("wait_minutes__lte", 240),
                    ("wait_percent__lte", 100),
                    ("kept_percent__lte", 100),
                    ("whole_percent__lte", 100),
                    ("no_show_percent__lte", 100),
                    ("crowding_tenths__gte", 1),
                    ("crowding_tenths__lte", 1000),
                ),
                name="insights_targets_are_within_sensible_bounds",
            ),
        ),
    ]
