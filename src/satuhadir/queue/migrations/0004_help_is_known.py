# SPDX-License-Identifier: Apache-2.0
"""Every attendance is looked through for unknown help, without stopping those who write."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("queue", "0003_help_promise_and_notes")]

    operations = [
        ValidateConstraint(model_name="attendance", name="queue_attendance_help_is_known"),
    ]
