# SPDX-License-Identifier: Apache-2.0
"""What forecasts of waits came to, and the ranges they teach. New tables: the old version neither
reads nor writes them.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


def numbers(field: "type[models.Field]", **options: object) -> models.Field:  # type: ignore[type-arg]
    """Return a column that holds a list."""
    return django.contrib.postgres.fields.ArrayField(base_field=field(), size=None, **options)  # type: ignore[arg-type]


class Migration(migrations.Migration):
    dependencies = [("queue", "0015_flow_is_known")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="LineRange",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="queue.line",
                    ),
                ),
                ("learned_from", models.PositiveIntegerField(verbose_name="dipelajari dari")),
                ("edges", numbers(models.FloatField, default=list)),
                ("lows", numbers(models.FloatField)),
                ("highs", numbers(models.FloatField)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="dihitung",
                    ),
                ),
            ],
            options={"verbose_name": "rentang antrean", "verbose_name_plural": "rentang antrean"},
        ),
        migrations.CreateModel(
            name="WaitPast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="hari")),
                (
                    "is_final",
                    models.BooleanField(db_default=False, default=False, verbose_name="selesai"),
                ),
                (
                    "last_seq",
                    models.IntegerField(db_default=0, default=0, verbose_name="urutan terakhir"),
                ),
                (
                    "predicted",
                    numbers(
                        models.IntegerField,
                        db_default=[],
                        default=list,
                        verbose_name="diperkirakan, detik",
                    ),
                ),
                (
                    "actual",
                    numbers(
                        models.IntegerField,
                        db_default=[],
                        default=list,
                        verbose_name="kenyataannya, detik",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="queue.line",
                    ),
                ),
            ],
            options={
                "verbose_name": "perkiraan lampau",
                "verbose_name_plural": "perkiraan lampau",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "day"), name="queue_a_line_has_one_past_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("predicted__len", models.F("actual__len"))),
                        name="queue_every_forecast_of_the_past_has_its_outcome",
                    ),
                ],
            },
        ),
    ]
