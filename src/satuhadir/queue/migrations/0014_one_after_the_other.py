# SPDX-License-Identifier: Apache-2.0
"""The functions that move a person from counter to counter; what of a ticket's age is kept."""

import django.db.models.deletion
from django.db import migrations, models

from satuhadir.shared.sql import create_function, record_changes

FUNCTIONS = (
    "ahead_v2", "ticket_json_v3", "lines_of_person_v1", "settle_person_v1", "age_person_v1",
    "issue_ticket_v3", "issue_visit_v1", "next_ticket_v2", "event_of_v2", "move_ticket_v2",
    "order_person_v1", "summon_v1",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("queue", "0013_turns_of_tickets")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
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
