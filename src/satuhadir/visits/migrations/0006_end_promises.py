# SPDX-License-Identifier: Apache-2.0
"""The end told to people with several services, beside the end that came."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from satuhadir.shared.sql import create_function

TRIGGER = """
CREATE TRIGGER visits_a_promise_stays_as_it_was_told
BEFORE INSERT OR UPDATE ON visits_endpromise
FOR EACH ROW EXECUTE FUNCTION visits_guard_end_promise_v1();
"""
NO_TRIGGER = "DROP TRIGGER visits_a_promise_stays_as_it_was_told ON visits_endpromise"


class Migration(migrations.Migration):
    dependencies = [
        ("malls", "0004_setup_record"),
        ("visits", "0005_reminders"),
    ]

    operations = [
        migrations.CreateModel(
            name="EndPromise",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField(verbose_name="hari")),
                ("services", models.PositiveSmallIntegerField(verbose_name="layanan")),
                ("low", models.PositiveSmallIntegerField(verbose_name="paling cepat, menit")),
                ("likely", models.PositiveSmallIntegerField(verbose_name="kira-kira, menit")),
                (
                    "high",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="paling lambat, menit"
                    ),
                ),
                (
                    "composed_low",
                    models.PositiveSmallIntegerField(verbose_name="disusun paling cepat, menit"),
                ),
                (
                    "composed_high",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="disusun paling lambat, menit"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "masih berjalan"),
                            ("finished", "selesai"),
                            ("left", "tidak diselesaikan"),
                        ],
                        db_default="open",
                        default="open",
                        max_length=8,
                        verbose_name="hasil",
                    ),
                ),
                (
                    "took",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="kenyataannya, menit"
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
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="end_promise",
                        to="visits.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "janji selesai",
                "verbose_name_plural": "janji selesai",
                "indexes": [
                    models.Index(fields=["mall", "day"], name="visits_endpromise_mall_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("composed_low__lte", models.F("likely")),
                            ("low__lte", models.F("likely")),
                            ("services__gte", 2),
                        ),
                        name="visits_an_end_is_promised_for_several_services",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("composed_high__isnull", True), ("high__isnull", True)),
                            models.Q(
                                ("composed_high__gte", models.F("likely")),
                                ("high__gte", models.F("likely")),
                            ),
                            _connector="OR",
                        ),
                        name="visits_a_promised_end_is_a_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ["open", "left"]), ("took__isnull", True)),
                            models.Q(("outcome", "finished"), ("took__isnull", False)),
                            _connector="OR",
                        ),
                        name="visits_a_finished_visit_has_its_end",
                    ),
                ],
            },
        ),
        create_function(
            "satuhadir.visits.sql", "guard_end_promise_v1", drop="visits_guard_end_promise_v1"
        ),
        migrations.RunSQL(TRIGGER, NO_TRIGGER),
    ]
