# SPDX-License-Identifier: Apache-2.0
"""The cast: a mall, its neighbour, the managers of both, an officer, a stranger."""

import pytest

from satuhadir.accounts import actions as accounts
from satuhadir.accounts.models import User
from satuhadir.devices import actions, codes
from satuhadir.devices.models import Device, Kind
from satuhadir.devices.values import Claimed, Given, Started
from satuhadir.malls.models import Mall, Region
from satuhadir.shared import limits


def build_mall(slug: str) -> Mall:
    region, _made = Region.objects.get_or_create(
        code="35", defaults={"name": "Jawa Timur", "level": "provinsi", "timezone": "Asia/Jakarta"}
    )
    return Mall.objects.create(slug=slug, name=f"MPP {slug}", region=region)


def account(username: str, role: str = "", mall: Mall | None = None) -> User:
    user = accounts.create_user(username=username, password="kata-sandi-uji-1")
    if role:
        accounts.grant_role(user=user, role=role, mall=mall)
    return user


def paired(mall: Mall, by: User, kind: str = "kiosk", name: str = "Kios 1") -> Claimed:
    """Pair a device the whole way: a code asked for, entered, the key fetched."""
    started = actions.start_pairing(kind=kind, mall=mall)
    actions.confirm_pairing(mall=mall, code=started.code, given=Given(name), by=by)
    claimed = actions.claim_pairing(secret=started.secret)
    assert claimed is not None
    return claimed


def wrong_half(started: Started) -> str:
    """Return the code with its last letter changed: the first half is right."""
    other = next(one for one in codes.LETTERS if one != started.code[-1])
    return started.code[:-1] + other


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    limits.forget()


@pytest.fixture(autouse=True)
def _fast_passwords(settings: pytest.FixtureRequest) -> None:
    settings.PASSWORD_HASHERS = [  # type: ignore[attr-defined]
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]


@pytest.fixture
def mall(db: None) -> Mall:
    return build_mall("mpp-uji")


@pytest.fixture
def neighbour(db: None) -> Mall:
    return build_mall("mpp-lain")


@pytest.fixture
def manager(mall: Mall) -> User:
    return account("pengelola", "manager", mall)


@pytest.fixture
def neighbour_manager(neighbour: Mall) -> User:
    return account("pengelola-lain", "manager", neighbour)


@pytest.fixture
def officer(mall: Mall) -> User:
    return account("petugas", "officer", mall)


@pytest.fixture
def stranger(db: None) -> User:
    return account("warga")


@pytest.fixture
def kiosk(mall: Mall, manager: User) -> Claimed:
    return paired(mall, manager)


@pytest.fixture
def agent(mall: Mall, manager: User) -> Device:
    return paired(mall, manager, Kind.HALL_AGENT, "PC kios").device
