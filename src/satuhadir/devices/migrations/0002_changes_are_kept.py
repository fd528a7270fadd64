# SPDX-License-Identifier: Apache-2.0
"""Changes of the devices of a hall are kept for managers; that they were heard is not."""

from django.db import migrations

from satuhadir.shared.sql import record_changes


class Migration(migrations.Migration):
    dependencies = [("devices", "0001_tables"), ("malls", "0004_setup_record")]

    operations = [
        record_changes(
            "devices_device", only="kind,name,place,paper_mm,note,revoked_at", names="name"
        ),
    ]
