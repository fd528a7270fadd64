# SPDX-License-Identifier: Apache-2.0
"""A ticket knows that its survey was answered; the version before writes tickets without it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("queue", "0008_people_of_a_day")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="answered",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="survei sudah diisi"
            ),
        ),
    ]
