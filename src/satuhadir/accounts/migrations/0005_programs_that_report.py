# SPDX-License-Identifier: Apache-2.0
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_second_factor"),
        ("malls", "0003_rows_stay_in_their_mall"),
    ]

    operations = [
        migrations.AlterField(
            model_name="apitoken",
            name="role",
            field=models.CharField(
                choices=[
                    ("kiosk", "kios"),
                    ("counter", "loket"),
                    ("manager", "pengelola mal"),
                    ("ministry", "pemantau kementerian"),
                    ("applicant", "pemohon"),
                    ("stranger", "warga lain"),
                    ("display", "layar"),
                    ("hall_agent", "agen balai"),
                    ("reporter", "program pelapor"),
                ],
                max_length=16,
                verbose_name="peran",
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "reporter"), _negated=True),
                    ("mall__isnull", False),
                    _connector="OR",
                ),
                name="accounts_token_of_a_reporter_names_its_mall",
            ),
        ),
    ]
