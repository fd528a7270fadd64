# SPDX-License-Identifier: Apache-2.0
"""Create the table of Django's database cache, where lock-outs of sign-in are counted."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(
            [
                (
                    "CREATE TABLE shared_cache (cache_key varchar(255) PRIMARY KEY,"
                    " value text NOT NULL, expires timestamp with time zone NOT NULL)"
                ),
                "CREATE INDEX shared_cache_expires ON shared_cache (expires)",
            ],
            "DROP TABLE shared_cache",
        )
    ]
