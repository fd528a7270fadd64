# SPDX-License-Identifier: Apache-2.0
"""Changes of the printers of a hall are kept for managers; how they are is not."""

from django.db import migrations

from satuhadir.shared.sql import record_changes


class Migration(migrations.Migration):
    dependencies = [("printing", "0001_tables"), ("malls", "0004_setup_record")]

    operations = [
        record_changes(
            "printing_printer",
            only="name,host,port,local_name,width,draws_qr,for_desks",
            names="name",
        ),
    ]
