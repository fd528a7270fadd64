# SPDX-License-Identifier: Apache-2.0
"""A complaint keeps the version of the standard that held when it came in."""

import django.db.models.deletion
from django.db import migrations, models

# (column, table it names, sentence the constraint enforces)
PAIRS = [
    ("service_id", "catalogue_service", "feedback_complaint_names_a_service_of_its_mall"),
    ("standard_id", "catalogue_servicestandard", "feedback_complaint_pins_a_standard_of_its_mall"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0002_guards"),
        ("catalogue", "0005_services_get_their_first_standard"),
    ]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="standard",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="complaints",
                to="catalogue.servicestandard",
                verbose_name="standar pelayanan",
            ),
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE feedback_complaint ADD CONSTRAINT {name} FOREIGN KEY"
                f" ({column}, mall_id) REFERENCES {target} (id, mall_id)"
                " DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE feedback_complaint DROP CONSTRAINT {name}",
            )
            for column, target, name in PAIRS
        ),
    ]
