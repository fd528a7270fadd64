# SPDX-License-Identifier: Apache-2.0
"""Let the database keep each service with an agency of its own mall."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_tables"), ("malls", "0003_rows_stay_in_their_mall")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE catalogue_service ADD CONSTRAINT"
            " catalogue_service_has_an_agency_of_its_mall FOREIGN KEY (agency_id, mall_id)"
            " REFERENCES malls_agency (id, mall_id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE catalogue_service DROP CONSTRAINT"
            " catalogue_service_has_an_agency_of_its_mall",
        ),
    ]
