# SPDX-License-Identifier: Apache-2.0
"""Let the database keep a grant's agency inside the grant's mall."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("malls", "0003_rows_stay_in_their_mall")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE accounts_grant ADD CONSTRAINT accounts_grant_names_an_agency_of_its_mall"
            " FOREIGN KEY (agency_id, mall_id) REFERENCES malls_agency (id, mall_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE accounts_grant DROP CONSTRAINT accounts_grant_names_an_agency_of_its_mall",
        )
    ]
