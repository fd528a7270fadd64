# SPDX-License-Identifier: Apache-2.0
"""The cast: a mall, its neighbour in another city, an officer, both managers, a stranger."""

import pytest

from satuhadir.accounts import actions
from satuhadir.accounts.models import User
from satuhadir.malls.models import Agency, Mall, Region

PASSWORD = "kata-sandi-uji-1"


def region_of(code: str) -> Region:
    province, _ = Region.objects.get_or_create(
        code=code[:2], defaults={"name": "P", "level": "provinsi", "timezone": "Asia/Jakarta"}
    )
    region, _ = Region.objects.get_or_create(
        code=code,
        defaults={"name": code, "level": "kota", "parent": province, "timezone": "Asia/Jakarta"},
    )
    return region


def account(username: str) -> User:
    return actions.create_user(username=username, password=PASSWORD, display_name=username.title())


@pytest.fixture(autouse=True)
def _fast_passwords(settings: pytest.FixtureRequest) -> None:
    settings.PASSWORD_HASHERS = [  # type: ignore[attr-defined]
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]


@pytest.fixture
def mall(db: None) -> Mall:
    return Mall.objects.create(slug="mpp-uji", name="MPP Uji", region=region_of("35.79"))


@pytest.fixture
def neighbour(db: None) -> Mall:
    return Mall.objects.create(slug="mpp-lain", name="MPP Lain", region=region_of("33.74"))


@pytest.fixture
def agency(mall: Mall) -> Agency:
    return Agency.objects.create(mall=mall, code="BANK", name="Bank", kind="private")


@pytest.fixture
def officer(mall: Mall) -> User:
    user = account("petugas")
    actions.grant_role(user=user, role="officer", mall=mall)
    return user


@pytest.fixture
def manager(mall: Mall) -> User:
    user = account("pengelola")
    actions.grant_role(user=user, role="manager", mall=mall)
    return user


@pytest.fixture
def neighbour_manager(neighbour: Mall) -> User:
    user = account("pengelola-lain")
    actions.grant_role(user=user, role="manager", mall=neighbour)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    return account("warga")
