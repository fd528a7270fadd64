# SPDX-License-Identifier: Apache-2.0
"""What the database itself keeps of bookings: seats within their slots, lives of visits, changes."""

from django.db import migrations

from satuhadir.shared.sql import create_function, record_changes

TRIGGERS = """
CREATE TRIGGER visits_a_seat_lies_in_its_slot
BEFORE INSERT OR UPDATE ON visits_seat
FOR EACH ROW EXECUTE FUNCTION visits_guard_seat_v1();
CREATE TRIGGER visits_a_visit_moves_as_its_life_goes
BEFORE UPDATE ON visits_visit
FOR EACH ROW EXECUTE FUNCTION visits_guard_visit_v1();
"""
NO_TRIGGERS = """
DROP TRIGGER visits_a_seat_lies_in_its_slot ON visits_seat;
DROP TRIGGER visits_a_visit_moves_as_its_life_goes ON visits_visit;
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_tables"), ("malls", "0004_setup_record")]

    operations = [
        *(
            create_function("satuhadir.visits.sql", f"{name}_v1", drop=f"visits_{name}_v1")
            for name in ("guard_seat", "guard_visit", "take_seats")
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        record_changes("visits_bookingpolicy", but="mall_id", names=""),
        record_changes("visits_bookedline", but="mall_id,line_id", names="line_id"),
    ]
