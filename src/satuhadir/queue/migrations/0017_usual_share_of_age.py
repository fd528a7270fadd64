# SPDX-License-Identifier: Apache-2.0
"""The share of its age that a number usually keeps at a mall, and the functions that know it.

Additive: the version before reads neither, and ages numbers by its own functions meanwhile.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from satuhadir.shared.sql import create_function

FUNCTIONS = ("age_person_v2", "move_ticket_v3")


class Migration(migrations.Migration):
    dependencies = [("queue", "0016_pasts_of_waits")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            "policy",
            "age_kept_percent",
            models.PositiveSmallIntegerField(
                db_default=10, default=10, verbose_name="umur nomor yang dibawa, persen"
            ),
        ),
        AddConstraintNotValid(
            "policy",
            models.CheckConstraint(
                condition=models.Q(("age_kept_percent__lte", 100)),
                name="queue_usual_age_kept_is_a_percentage",
            ),
        ),
        *(create_function("satuhadir.queue.sql", name, drop=f"queue_{name}") for name in FUNCTIONS),
    ]
