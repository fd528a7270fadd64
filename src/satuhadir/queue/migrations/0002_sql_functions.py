# SPDX-License-Identifier: Apache-2.0
"""Install the SQL functions, the triggers and the row security of the queue.

A released .sql file is never edited. To change one: add `_v2` beside it in a migration that
ships before the code, switch hotpath.py, and drop `_v1` in the release after that, so old
and new processes can run side by side during a deploy.
"""

from django.db import migrations

from satuhadir.shared.sql import create_function

FUNCTIONS = (
    "clock", "rfc3339", "canonical", "kept_answer", "keep_answer", "set_up", "append_event",
    "pass_gate", "wait_of", "ticket_json", "mark_present", "free_person", "bind_person",
    "event_of", "next_ticket", "issue_ticket", "call_next", "move_ticket", "forget_contacts",
    "close_day", "guard_ticket", "guard_event",
)  # fmt: skip

GUARDS = """
CREATE TRIGGER queue_ticket_moves_only_as_the_contract_says
BEFORE INSERT OR UPDATE ON queue_ticket
FOR EACH ROW EXECUTE FUNCTION queue_guard_ticket_v1();
CREATE TRIGGER queue_event_is_append_only
BEFORE UPDATE OR DELETE ON queue_event
FOR EACH STATEMENT EXECUTE FUNCTION queue_guard_event_v1();
CREATE TRIGGER queue_event_is_never_emptied
BEFORE TRUNCATE ON queue_event
FOR EACH STATEMENT EXECUTE FUNCTION queue_guard_event_v1();
"""
UNGUARD = """
DROP TRIGGER queue_ticket_moves_only_as_the_contract_says ON queue_ticket;
DROP TRIGGER queue_event_is_append_only ON queue_event;
DROP TRIGGER queue_event_is_never_emptied ON queue_event;
"""

# Rows that every press rewrites stay on their page (heap-only updates) when it has room.
ROOM = """
ALTER TABLE queue_tally SET (fillfactor = 50);
ALTER TABLE queue_chain SET (fillfactor = 50);
ALTER TABLE queue_ticket SET (fillfactor = 80);
"""
NO_ROOM = """
ALTER TABLE queue_tally RESET (fillfactor);
ALTER TABLE queue_chain RESET (fillfactor);
ALTER TABLE queue_ticket RESET (fillfactor);
"""

# The application's role owns no table, so the policy binds it: yesterday's names are gone.
ROW_SECURITY = """
ALTER TABLE queue_contact ENABLE ROW LEVEL SECURITY;
CREATE POLICY queue_contact_is_readable_on_its_day ON queue_contact
USING (day >= (
    SELECT (clock_timestamp() AT TIME ZONE mall.timezone)::date
    FROM malls_mall AS mall WHERE mall.id = mall_id
));
"""
NO_ROW_SECURITY = """
DROP POLICY queue_contact_is_readable_on_its_day ON queue_contact;
ALTER TABLE queue_contact DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("queue", "0001_tables")]

    operations = [
        *(
            create_function("satuhadir.queue.sql", f"{name}_v1", drop=f"queue_{name}_v1")
            for name in FUNCTIONS
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
        migrations.RunSQL(ROOM, NO_ROOM),
        migrations.RunSQL(ROW_SECURITY, NO_ROW_SECURITY),
    ]
