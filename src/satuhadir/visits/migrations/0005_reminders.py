# SPDX-License-Identifier: Apache-2.0
"""When the holder of a visit wants to be reminded."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0004_advice")]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="reminders",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=10),
                db_default=[],
                default=list,
                size=None,
                verbose_name="diingatkan",
            ),
        ),
    ]
