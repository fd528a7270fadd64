# SPDX-License-Identifier: Apache-2.0
"""Every mall's rules are looked through, without stopping those who read them."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("queue", "0017_usual_share_of_age")]

    operations = [ValidateConstraint("policy", "queue_usual_age_kept_is_a_percentage")]
