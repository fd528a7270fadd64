# SPDX-License-Identifier: Apache-2.0
"""What the database itself keeps true of messages; and changes of the set-up are kept."""

from django.db import migrations

from satuhadir.shared.sql import create_function, record_changes

GUARD = """
CREATE TRIGGER notices_notice_goes_only_where_it_may
BEFORE INSERT OR UPDATE ON notices_notice
FOR EACH ROW EXECUTE FUNCTION notices_guard_notice_v1();
"""
UNGUARD = "DROP TRIGGER notices_notice_goes_only_where_it_may ON notices_notice"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_tables"), ("malls", "0004_setup_record")]

    operations = [
        create_function("satuhadir.notices.sql", "guard_notice_v1", drop="notices_guard_notice_v1"),
        migrations.RunSQL(GUARD, UNGUARD),
        record_changes("notices_noticepolicy", but="mall_id", names=""),
        record_changes("notices_noticetext", but="id,mall_id", names="kind,language"),
    ]
