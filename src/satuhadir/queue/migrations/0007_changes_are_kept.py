# SPDX-License-Identifier: Apache-2.0
"""Changes of lines, counters and rules are kept for managers; what moves all day is not.

Whether a counter is open, who sits there, a line closed for today and a loan stand in the event
log. Their columns fire nothing here, so that a press at a counter pays nothing.
"""

from django.db import migrations

from satuhadir.shared.sql import record_changes


class Migration(migrations.Migration):
    dependencies = [("queue", "0006_speech_policy"), ("malls", "0004_setup_record")]

    operations = [
        record_changes(
            "queue_line",
            only="booth_id,prefix,name,daily_quota,quota_kiosk,quota_desk,quota_phone,mean_minutes",
            names="prefix,name",
        ),
        record_changes(
            "queue_lineservice",
            mall="queue_line.line_id",
            only="line_id,service_id",
            names="line_id,service_id",
        ),
        record_changes("queue_counter", only="booth_id,name,position", names="name"),
        record_changes(
            "queue_counterline",
            mall="queue_counter.counter_id",
            only="counter_id,line_id",
            names="counter_id,line_id",
            unless="lent_until",
        ),
        record_changes("queue_policy", but="mall_id", names=""),
    ]
