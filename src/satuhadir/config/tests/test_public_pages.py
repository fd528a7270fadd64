# SPDX-License-Identifier: Apache-2.0
"""What search engines and link previews read of the public pages, whichever room they are of."""

import re
import xml.etree.ElementTree as ET
from html import unescape

import pytest
from django.conf import LazySettings
from django.test import Client

from satuhadir.demo.content import load_demonstration
from satuhadir.demo.founding import found as found_mall

ORIGIN = "https://mpp.example.go.id"
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
TITLE = re.compile(r"<title>([^<]+)</title>")
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]+)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
LANGUAGE = re.compile(r'<html lang="([a-z]+)">')


@pytest.fixture
def addresses(db: None, client: Client, settings: LazySettings) -> list[str]:
    """The sitemap of the demonstration's small mall."""
    settings.SATUHADIR_ORIGIN = ORIGIN
    content = load_demonstration().neighbour
    mall = found_mall(content)
    whole = ET.fromstring(client.get(f"/{mall.slug}/sitemap.xml").content)
    found = [str(one.text) for one in whole.iter(LOCATION)]
    assert len(found) > len(content.services) + 5
    return found


def only(pattern: re.Pattern[str], page: str, address: str) -> str:
    found = pattern.findall(page)
    assert len(found) == 1, f"{address}: {pattern.pattern}: {found}"
    return unescape(found[0]).strip()


def test_every_public_page_says_what_it_is(addresses: list[str], client: Client) -> None:
    told: dict[str, str] = {}
    for address in addresses:
        response = client.get(address.removeprefix(ORIGIN))
        assert response.status_code == 200, address
        page = response.content.decode()
        assert only(LANGUAGE, page, address) == "id"
        assert only(CANONICAL, page, address) == address
        description = only(DESCRIPTION, page, address)
        assert 40 <= len(description) <= 320, f"{address}: {description}"
        title = only(TITLE, page, address)
        assert title not in told, f"{address} has the title of {told.get(title)}"
        told[title] = address


def test_what_is_asked_of_a_page_is_not_part_of_its_address(
    addresses: list[str], client: Client
) -> None:
    [services] = [one for one in addresses if one.endswith("/layanan/")]
    page = client.get(f"{services.removeprefix(ORIGIN)}?q=ktp").content.decode()
    assert only(CANONICAL, page, services) == services


def test_in_english_the_same_pages_speak_english(addresses: list[str], client: Client) -> None:
    for address in addresses[:8]:
        page = client.get(
            address.removeprefix(ORIGIN), headers={"Accept-Language": "en"}
        ).content.decode()
        assert only(LANGUAGE, page, address) == "en"
        assert only(CANONICAL, page, address) == address
