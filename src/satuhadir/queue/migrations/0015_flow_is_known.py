# SPDX-License-Identifier: Apache-2.0
"""Every attendance and ticket is looked through, without stopping those who write."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("queue", "0014_one_after_the_other")]

    operations = [
        ValidateConstraint("attendance", "queue_attendance_flow_is_known"),
        ValidateConstraint("ticket", "queue_only_a_held_ticket_is_held_by_plan"),
    ]
