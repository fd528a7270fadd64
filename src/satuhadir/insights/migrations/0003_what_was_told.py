# SPDX-License-Identifier: Apache-2.0
"""How far off what was told was, and figures by what was told.

The old version leaves the new column at its default and writes no row of the new kind.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

KINDS = ["mall", "agency", "line", "service", "counter", "channel", "hour", "paper", "told"]


class Migration(migrations.Migration):
    dependencies = [("insights", "0002_changes_are_kept")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="figure",
            name="missed_seconds",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.RemoveConstraint(model_name="figure", name="insights_kind_is_known"),
        AddConstraintNotValid(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=KINDS), name="insights_kind_is_known"
            ),
        ),
        # Going back, rows of the new kind have to go before the old rule can hold.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DELETE FROM insights_figure WHERE kind = 'told'"
        ),
    ]
