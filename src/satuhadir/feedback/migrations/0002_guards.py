# SPDX-License-Identifier: Apache-2.0
"""What the database itself keeps true of complaints: states, history, places of one mall."""

from django.db import migrations

from satuhadir.shared.sql import create_function, record_changes

FUNCTIONS = ("guard_complaint", "guard_step", "same_state", "guard_kept")

GUARDS = """
CREATE TRIGGER feedback_complaint_goes_only_where_it_may
BEFORE INSERT OR UPDATE OR DELETE ON feedback_complaint
FOR EACH ROW EXECUTE FUNCTION feedback_guard_complaint_v1();
CREATE CONSTRAINT TRIGGER feedback_complaint_stands_where_its_history_says
AFTER INSERT OR UPDATE OF state, steps_count ON feedback_complaint
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION feedback_same_state_v1();
CREATE TRIGGER feedback_step_follows_the_one_before
BEFORE INSERT OR UPDATE OR DELETE ON feedback_step
FOR EACH ROW EXECUTE FUNCTION feedback_guard_step_v1();
CREATE TRIGGER feedback_step_is_never_emptied
BEFORE TRUNCATE ON feedback_step
FOR EACH STATEMENT EXECUTE FUNCTION feedback_guard_kept_v1();
CREATE TRIGGER feedback_words_are_never_rewritten
BEFORE UPDATE ON feedback_words
FOR EACH ROW EXECUTE FUNCTION feedback_guard_kept_v1();
CREATE TRIGGER feedback_look_stays_on_record
BEFORE UPDATE OR DELETE ON feedback_identitylook
FOR EACH ROW EXECUTE FUNCTION feedback_guard_kept_v1();
CREATE TRIGGER feedback_look_is_never_emptied
BEFORE TRUNCATE ON feedback_identitylook
FOR EACH STATEMENT EXECUTE FUNCTION feedback_guard_kept_v1();
"""
UNGUARD = """
DROP TRIGGER feedback_complaint_goes_only_where_it_may ON feedback_complaint;
DROP TRIGGER feedback_complaint_stands_where_its_history_says ON feedback_complaint;
DROP TRIGGER feedback_step_follows_the_one_before ON feedback_step;
DROP TRIGGER feedback_step_is_never_emptied ON feedback_step;
DROP TRIGGER feedback_words_are_never_rewritten ON feedback_words;
DROP TRIGGER feedback_look_stays_on_record ON feedback_identitylook;
DROP TRIGGER feedback_look_is_never_emptied ON feedback_identitylook;
"""
AGENCY = "feedback_complaint_names_an_agency_of_its_mall"


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0001_tables"),
        ("malls", "0004_setup_record"),
    ]

    operations = [
        *(
            create_function("satuhadir.feedback.sql", f"{name}_v1", drop=f"feedback_{name}_v1")
            for name in FUNCTIONS
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
        migrations.RunSQL(
            f"ALTER TABLE feedback_complaint ADD CONSTRAINT {AGENCY} FOREIGN KEY"
            " (agency_id, mall_id) REFERENCES malls_agency (id, mall_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE feedback_complaint DROP CONSTRAINT {AGENCY}",
        ),
        record_changes("feedback_complaintclock", but="id,mall_id", names="code"),
        record_changes("feedback_complaintrules", but="mall_id", names=""),
    ]
