# SPDX-License-Identifier: Apache-2.0
"""How the tickets of one person follow each other, and what of a ticket's age is kept.

Additive: the version before gives and moves tickets by its own functions, whose people all have
the flow `free`. Nobody gets another flow before its processes are gone.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from satuhadir.shared.sql import create_function, record_changes

FUNCTIONS = (
    "ahead_v2", "ticket_json_v3", "lines_of_person_v1", "settle_person_v1", "age_person_v1",
    "issue_ticket_v3", "issue_visit_v1", "next_ticket_v2", "event_of_v2", "move_ticket_v2",
    "order_person_v1", "summon_v1",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("malls", "0004_setup_record"), ("queue", "0011_refused_papers")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            "attendance",
            "flow",
            models.CharField(
                choices=[
                    ("free", "menunggu di semua antrean"),
                    ("one", "satu loket sesudah yang lain"),
                    ("summon", "dipanggil ke loket yang gilirannya dekat"),
                ],
                db_default="free",
                default="free",
                max_length=6,
                verbose_name="alur",
            ),
        ),
        AddConstraintNotValid(
            "attendance",
            models.CheckConstraint(
                condition=models.Q(("flow__in", ["free", "one", "summon"])),
                name="queue_attendance_flow_is_known",
            ),
        ),
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
        migrations.AddField(
            "policy",
            "offers_summon",
            models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="tawarkan menunggu di semua antrean dan dipanggil ke loket",
            ),
        ),
        migrations.CreateModel(
            name="AgeKept",
            fields=[
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="age_kept",
                        serialize=False,
                        to="malls.agency",
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        db_default=100,
                        default=100,
                        verbose_name="lama menunggu yang tetap dihitung, persen",
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
                "verbose_name": "umur antrean yang dibawa",
                "verbose_name_plural": "umur antrean yang dibawa",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__lte", 100)),
                        name="queue_age_kept_is_a_percentage",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE queue_agekept ADD CONSTRAINT queue_age_kept_has_an_agency_of_its_mall"
            " FOREIGN KEY (agency_id, mall_id) REFERENCES malls_agency (id, mall_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE queue_agekept DROP CONSTRAINT queue_age_kept_has_an_agency_of_its_mall",
        ),
        record_changes("queue_agekept", but="mall_id", names="agency_id"),
        *(create_function("satuhadir.queue.sql", name, drop=f"queue_{name}") for name in FUNCTIONS),
    ]
