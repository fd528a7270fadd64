# SPDX-License-Identifier: Apache-2.0
"""Changes of the catalogue are kept for managers."""

from django.db import migrations

from satuhadir.shared.sql import record_changes


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_services_name_an_agency_of_their_mall"),
        ("malls", "0004_setup_record"),
    ]

    operations = [
        record_changes("catalogue_service", but="id,mall_id", names="code,name"),
        record_changes("catalogue_documenttype", but="id,mall_id", names="code,label"),
    ]
