# SPDX-License-Identifier: Apache-2.0
"""A stop knows which others of its visit must be finished before it."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="stop",
            name="after",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                db_default=[],
                default=list,
                size=None,
                verbose_name="sesudah",
            ),
        ),
    ]
