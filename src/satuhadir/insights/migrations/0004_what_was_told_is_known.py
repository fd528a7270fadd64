# SPDX-License-Identifier: Apache-2.0
"""Hold every figure to its kind, without keeping writers waiting."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("insights", "0003_what_was_told")]

    operations = [ValidateConstraint(model_name="figure", name="insights_kind_is_known")]
