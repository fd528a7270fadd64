# SPDX-License-Identifier: Apache-2.0
"""Let the database keep booths, hours, closures and special days with parts of their own mall."""

from django.db import migrations

# (table, column, table it names, sentence the constraint enforces)
PAIRS = [
    ("malls_booth", "agency_id", "malls_agency", "malls_booth_has_an_agency_of_its_mall"),
    ("malls_weeklyhours", "booth_id", "malls_booth", "malls_hours_name_a_booth_of_their_mall"),
    ("malls_weeklyhours", "season_id", "malls_season", "malls_hours_name_a_season_of_their_mall"),
    ("malls_closure", "booth_id", "malls_booth", "malls_closure_names_a_booth_of_its_mall"),
    ("malls_specialday", "booth_id", "malls_booth", "malls_special_day_names_a_booth_of_its_mall"),
]
TARGETS = ["malls_agency", "malls_booth", "malls_season"]


class Migration(migrations.Migration):
    dependencies = [("malls", "0002_regions")]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_with_mall UNIQUE (id, mall_id)",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_with_mall",
            )
            for table in TARGETS
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, mall_id)"
                f" REFERENCES {target} (id, mall_id) DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )
            for table, column, target, name in PAIRS
        ),
    ]
