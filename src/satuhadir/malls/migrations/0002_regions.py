# SPDX-License-Identifier: Apache-2.0
"""Load the 38 provinces, the 514 regencies and cities, and the codes they had before."""

import csv
import io
from importlib import resources

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}


def rows(name: str) -> list[dict[str, str]]:
    text = resources.files("satuhadir.malls").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def load_regions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    region = apps.get_model("malls", "Region")
    alias = apps.get_model("malls", "RegionAlias")
    region.objects.bulk_create(
        region(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent_id=row["parent"] or None,
            timezone=ZONES[row["timezone"]],
        )
        for row in sorted(rows("regions.csv"), key=lambda row: row["code"])
    )
    alias.objects.bulk_create(
        alias(old_code=row["old_code"], region_id=row["code"]) for row in rows("region_aliases.csv")
    )


def unload_regions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Not through the ORM: on the way back its historical models don't know each other any more.
    schema_editor.execute("DELETE FROM malls_regionalias")
    schema_editor.execute("DELETE FROM malls_region")


class Migration(migrations.Migration):
    dependencies = [("malls", "0001_initial")]

    operations = [migrations.RunPython(load_regions, unload_regions)]
