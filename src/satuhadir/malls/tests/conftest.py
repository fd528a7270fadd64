# SPDX-License-Identifier: Apache-2.0
"""The small cast of this room: one mall with two booths, and a neighbour with one."""

import pytest

from satuhadir.malls.models import Agency, Booth, Mall, Region


def region_of(code: str, name: str, zone: str = "Asia/Jakarta") -> Region:
    """Return a city in a province; tests that commit empty the table a migration filled."""
    province, _ = Region.objects.get_or_create(
        code=code[:2], defaults={"name": "Provinsi", "level": "provinsi", "timezone": zone}
    )
    region, _ = Region.objects.get_or_create(
        code=code,
        defaults={"name": name, "level": "kota", "parent": province, "timezone": zone},
    )
    return region


def booth_of(mall: Mall, name: str, code: str) -> Booth:
    agency = Agency.objects.create(mall=mall, code=code, name=code, kind="vertical")
    return Booth.objects.create(mall=mall, agency=agency, name=name)


@pytest.fixture
def mall(db: None) -> Mall:
    region = region_of("35.79", "Kota Batu")
    return Mall.objects.create(slug="mpp-uji", name="MPP Uji", region=region)


@pytest.fixture
def neighbour(db: None) -> Mall:
    region = region_of("35.73", "Kota Malang")
    return Mall.objects.create(slug="mpp-tetangga", name="MPP Tetangga", region=region)


@pytest.fixture
def booth(mall: Mall) -> Booth:
    return booth_of(mall, "Gerai 1", "BANK")


@pytest.fixture
def neighbour_booth(neighbour: Mall) -> Booth:
    return booth_of(neighbour, "Gerai 1", "BANK")
