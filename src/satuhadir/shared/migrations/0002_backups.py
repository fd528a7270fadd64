# SPDX-License-Identifier: Apache-2.0
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shared", "0001_cache_table")]

    operations = [
        migrations.CreateModel(
            name="Backup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="dibuat")),
                ("byte_count", models.BigIntegerField(verbose_name="ukuran")),
                ("row_count", models.BigIntegerField(verbose_name="baris")),
            ],
            options={"verbose_name": "cadangan", "verbose_name_plural": "cadangan"},
        ),
    ]
