# SPDX-License-Identifier: Apache-2.0
"""Files of open data are kept until the catalogue changes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0005_services_get_their_first_standard"),
        ("malls", "0004_setup_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=200, verbose_name="asal")),
                ("name", models.CharField(max_length=40, verbose_name="nama")),
                ("stamp", models.CharField(max_length=120)),
                ("digest", models.CharField(max_length=64, verbose_name="sidik")),
                ("byte_count", models.PositiveIntegerField(verbose_name="ukuran")),
                ("packed", models.BinaryField()),
                ("changed_at", models.DateTimeField(verbose_name="berubah pada")),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="data_files",
                        to="malls.mall",
                        verbose_name="mal",
                    ),
                ),
            ],
            options={
                "verbose_name": "berkas data terbuka",
                "verbose_name_plural": "berkas data terbuka",
                "ordering": ("mall", "origin", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=["mall", "origin", "name"], name="catalogue_data_file_once_per_mall"
                    )
                ],
            },
        ),
    ]
