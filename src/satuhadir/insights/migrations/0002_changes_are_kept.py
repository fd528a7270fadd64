# SPDX-License-Identifier: Apache-2.0
"""Who set which target, and when, is kept for managers."""

from django.db import migrations

from satuhadir.shared.sql import record_changes


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_tables"), ("malls", "0004_setup_record")]

    operations = [record_changes("insights_target", but="id,mall_id", names="from_day")]
