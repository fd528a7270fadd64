# SPDX-License-Identifier: Apache-2.0
"""Each screen, on its own glass, in both languages and both colour schemes."""

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.journeys.browser import (
    Glass,
    Scheme,
    assert_axe_clean,
    assert_console_clean,
    assert_fits,
    put_on,
)
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import desk_number, sign_in
from tests.journeys.running import Demonstration

pytestmark = pytest.mark.browser

WAYS: list[tuple[Scheme, str]] = [("light", "id"), ("dark", "en")]
FOR_ALL: list[tuple[str, Glass]] = [
    ("/", "phone"),
    ("/", "desk"),
    ("/{mall}/", "phone"),
    ("/{mall}/", "desk"),
    ("/{mall}/layanan/", "phone"),
    ("/{mall}/layanan/?q=ktp", "phone"),
    ("/{mall}/layanan/?q=zzzzzz", "phone"),
    ("/{mall}/layanan/{service}/", "phone"),
    ("/{mall}/angka/", "phone"),
    ("/{mall}/kios/", "kiosk"),
    ("/{mall}/kios/", "desk"),
    ("/{mall}/kios/antrean/{prefix}/", "kiosk"),
    ("/{mall}/kios/layanan/{service}/", "kiosk"),
    ("/{mall}/kios/cari/?q=ktp", "kiosk"),
    ("/{mall}/kios/hadir/", "kiosk"),
    ("/{mall}/layar/", "tv"),
    ("/masuk/", "phone"),
    ("/masuk/", "desk"),
]
FOR_STAFF: list[tuple[str, str]] = [
    ("officer", "/loket/"),
    ("officer", "/loket/{counter}/"),
    ("manager", "/kelola/"),
    ("manager", "/kelola/{mall}/"),
    ("manager", "/kelola/{mall}/aturan/"),
    ("manager", "/kelola/{mall}/hari-tutup/"),
    ("manager", "/kelola/{mall}/catatan/"),
    ("manager", "/kelola/{mall}/loket/{counter}/"),
]


def address_of(pattern: str, demo: Demonstration) -> str:
    desk = desk_number(demo, 3)
    return pattern.format(
        mall=demo.facts["mall"], service=desk.service, prefix=desk.prefix, counter=desk.id
    )


def speak(driver: Chrome, demo: Demonstration, language: str) -> None:
    cookie = {"url": demo.url, "name": "django_language", "value": language}
    driver.execute_cdp_cmd("Network.setCookie", cookie)


def assert_well_made(driver: Chrome, language: str) -> None:
    assert_console_clean(driver)
    assert driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == language
    assert len(driver.find_elements(By.TAG_NAME, "h1")) == 1
    assert_fits(driver)
    assert_axe_clean(driver)


@pytest.mark.parametrize(("scheme", "language"), WAYS)
@pytest.mark.parametrize(("pattern", "glass"), FOR_ALL)
def test_a_public_screen_is_well_made(
    browser: Chrome,
    demo: Demonstration,
    pattern: str,
    glass: Glass,
    scheme: Scheme,
    language: str,
) -> None:
    put_on(browser, glass, scheme)
    speak(browser, demo, language)
    browser.get(demo.url + address_of(pattern, demo))
    assert_well_made(browser, language)


@pytest.mark.parametrize(("scheme", "language"), WAYS)
@pytest.mark.parametrize("role", ["officer", "manager"])
def test_the_screens_of_staff_are_well_made(
    open_browser: OpenBrowser, demo: Demonstration, role: str, scheme: Scheme, language: str
) -> None:
    browser = open_browser()
    put_on(browser, "desk", scheme)
    speak(browser, demo, language)
    sign_in(browser, demo, role, "/loket/" if role == "officer" else "/kelola/")
    for who, pattern in FOR_STAFF:
        if who == role:
            browser.get(demo.url + address_of(pattern, demo))
            assert_well_made(browser, language)
