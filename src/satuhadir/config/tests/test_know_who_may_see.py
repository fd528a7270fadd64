# SPDX-License-Identifier: Apache-2.0
"""Every page of a mall's managers, whatever room it is of: who is let in, who is sent where.

The address comes first, then what it names: so a made-up counter or complaint in the address shows
that nobody learns whether a thing exists before it is known that they may ask.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from satuhadir.accounts.actions import create_user, grant_role
from satuhadir.accounts.models import User
from satuhadir.accounts.tests.conftest import PASSWORD, region_of
from satuhadir.malls.models import Mall

NOWHERE = str(UUID(int=7))
PARTS = {"uuid": NOWHERE, "int": "7", "slug": "apa", "str": "APA", "path": "apa"}


def paths(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for entry in patterns:
        address = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from paths(entry.url_patterns, address)
        elif re.match(r"kelola/<(slug|mall|str):slug>", address):
            yield address


def address_at(pattern: str, slug: str) -> str:
    pattern = re.sub(r"^kelola/<\w+:slug>", f"kelola/{slug}", pattern)
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda one: PARTS[one[1] or "str"], pattern)


PATTERNS = sorted(set(paths(get_resolver().url_patterns)))


def test_there_are_pages_to_ask() -> None:
    assert len(PATTERNS) > 25


@pytest.fixture
def mall(db: None) -> Mall:
    return Mall.objects.create(slug="mpp-uji", name="MPP Uji", region=region_of("35.79"))


def somebody(name: str) -> User:
    return create_user(username=name, password=PASSWORD, display_name=name)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_public_is_led_to_sign_in_and_back(client: Client, mall: Mall, pattern: str) -> None:
    address = address_at(pattern, mall.slug)
    answer = client.get(address)
    assert answer.status_code == 302, address
    assert answer["Location"].startswith("/masuk/?next="), address


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_stranger_is_refused(client: Client, mall: Mall, pattern: str) -> None:
    client.force_login(somebody("orang"))
    for method in (client.get, client.post):
        answer = method(address_at(pattern, mall.slug))
        assert answer.status_code == 403, (method, answer.status_code)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_neighbour_malls_manager_finds_nothing(
    client: Client, mall: Mall, settings: Any, pattern: str
) -> None:
    neighbour = Mall.objects.create(slug="mpp-lain", name="MPP Lain", region=region_of("33.74"))
    manager = somebody("tetangga")
    grant_role(user=manager, role="manager", mall=neighbour)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    manager.set_password(PASSWORD)
    manager.save()
    # By the form: a fresh sign-in, so that no page asks for the password again before it answers.
    client.post("/masuk/", {"login": manager.username, "password": PASSWORD})
    address = address_at(pattern, mall.slug)
    answers = {client.get(address).status_code, client.post(address).status_code}
    assert 404 in answers, answers
    assert answers <= {404, 405}, answers  # a page may know one method alone
