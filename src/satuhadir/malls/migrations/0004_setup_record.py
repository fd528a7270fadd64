# SPDX-License-Identifier: Apache-2.0
"""Changes of the set-up are kept by the database itself, with before and after."""

import django.db.models.deletion
from django.db import migrations, models

from satuhadir.shared.sql import create_function, record_changes


class Migration(migrations.Migration):
    dependencies = [("malls", "0003_rows_stay_in_their_mall")]

    operations = [
        migrations.CreateModel(
            name="SetupRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="waktu")),
                ("actor", models.CharField(max_length=120, verbose_name="oleh")),
                ("batch", models.BigIntegerField(verbose_name="sekali jalan")),
                ("account_id", models.BigIntegerField(null=True)),
                ("table_name", models.CharField(max_length=63, verbose_name="bagian")),
                ("row_id", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("insert", "ditambahkan"),
                            ("update", "diubah"),
                            ("delete", "dihapus"),
                        ],
                        max_length=6,
                        verbose_name="yang terjadi",
                    ),
                ),
                ("about", models.JSONField(default=dict)),
                ("before", models.JSONField(null=True, verbose_name="sebelum")),
                ("after", models.JSONField(null=True, verbose_name="sesudah")),
                (
                    "mall",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "perubahan penyiapan",
                "verbose_name_plural": "perubahan penyiapan",
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["mall", "-id"], name="malls_setup_record_by_mall"),
                    models.Index(
                        fields=["account_id", "-id"], name="malls_setup_record_by_account"
                    ),
                ],
            },
        ),
        create_function("satuhadir.malls.sql", "record_change_v1", drop="malls_record_change_v1"),
        record_changes("malls_mall", mall="id", but="id", names="name"),
        record_changes("malls_agency", but="id,mall_id", names="name"),
        record_changes("malls_booth", but="id,mall_id", names="name"),
        record_changes("malls_season", but="id,mall_id", names="name"),
        record_changes("malls_weeklyhours", but="id,mall_id", names="weekday,booth_id,season_id"),
        record_changes("malls_closure", but="id,mall_id", names="first_day,last_day,booth_id"),
        record_changes("malls_specialday", but="id,mall_id", names="day,booth_id"),
    ]
