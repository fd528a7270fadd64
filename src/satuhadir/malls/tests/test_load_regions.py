# SPDX-License-Identifier: Apache-2.0
import importlib

import pytest
from django.apps import apps
from django.db import connection

from satuhadir.malls.models import Mall, Region, RegionAlias


@pytest.fixture
def regions(db: None) -> None:
    """Load the table as the migration does; a test that committed may have emptied it."""
    migration = importlib.import_module("satuhadir.malls.migrations.0002_regions")
    Mall.objects.all().delete()
    with connection.schema_editor() as editor:
        migration.unload_regions(apps, editor)
        migration.load_regions(apps, editor)


def test_all_38_provinces_and_514_regencies_and_cities_are_there(regions: None) -> None:
    assert Region.objects.filter(level="provinsi").count() == 38
    assert Region.objects.filter(level="kabupaten").count() == 416
    assert Region.objects.filter(level="kota").count() == 98


def test_a_code_carries_its_tree(regions: None) -> None:
    parts = Region.objects.exclude(level="provinsi").values_list("code", "parent_id")
    assert all(code.partition(".")[0] == parent for code, parent in parts)


def test_time_zones_are_those_of_the_wall(regions: None) -> None:
    zones = {
        code: Region.objects.get(code=code).get_timezone_display()
        for code in ("11", "35.79", "51", "64", "65", "73", "81", "92", "94")
    }
    assert zones == {
        "11": "WIB", "35.79": "WIB", "51": "WITA", "64": "WITA", "65": "WITA", "73": "WITA",
        "81": "WIT", "92": "WIT", "94": "WIT",
    }  # fmt: skip


def test_codes_from_before_the_new_provinces_of_papua_still_lead_there(regions: None) -> None:
    assert RegionAlias.objects.get(old_code="91.01").region.name == "Kabupaten Merauke"
    assert not Region.objects.filter(code__in=RegionAlias.objects.values("old_code")).filter(
        name="Kabupaten Merauke"
    )
