# SPDX-License-Identifier: Apache-2.0
"""A kiosk and a television nobody knows are let in by a manager's phone, and shut out again."""

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.journeys.browser import Glass, Scheme, eventually, put_on, shown, touch
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import sign_in
from tests.journeys.running import Demonstration
from tests.journeys.screens import WAYS, assert_well_made, speak

pytestmark = pytest.mark.browser


def letters_on(glass: Chrome) -> str:
    """Return the code a person reads off a glass."""
    return "".join(one.text for one in glass.find_elements(By.CSS_SELECTOR, ".letters span"))


def stays_in_sight(glass: Chrome) -> bool:
    tall = glass.execute_script("return document.documentElement.scrollHeight - innerHeight")
    return bool(tall <= 0)


@pytest.mark.parametrize(("scheme", "language"), WAYS)
def test_the_code_is_well_made_on_every_glass(
    browser: Chrome, demo: Demonstration, scheme: Scheme, language: str
) -> None:
    glasses: list[tuple[str, Glass]] = [
        ("kios", "kiosk"), ("layar", "tv"), ("kios", "desk"), ("kios", "phone"),
    ]  # fmt: skip
    speak(browser, demo, language)
    for word, size in glasses:
        put_on(browser, size, scheme)
        browser.get(f"{demo.mall}/{word}/sambung/")
        assert len(letters_on(browser)) == 8
        assert_well_made(browser, language=language)
        assert size == "phone" or stays_in_sight(browser), size


def test_a_managers_phone_lets_a_kiosk_in(open_browser: OpenBrowser, demo: Demonstration) -> None:
    kiosk, phone = open_browser(), open_browser()
    put_on(kiosk, "kiosk")
    put_on(phone, "phone")
    kiosk.get(f"{demo.mall}/kios/sambung/")
    home = f"/kelola/{demo.facts['mall']}/perangkat/"
    sign_in(phone, demo, "manager", home)
    assert_well_made(phone)

    shown(phone, "#id_kode").send_keys(letters_on(kiosk).lower())
    touch(phone, "button", text="Cari perangkat")
    shown(phone, "dd", text=letters_on(kiosk)[:4])
    assert_well_made(phone)
    name = shown(phone, "#id_nama")
    name.clear()
    name.send_keys("Kios perjalanan")
    touch(phone, "button.main", text="Sambungkan perangkat")
    shown(phone, "[role=status]", text="Kios perjalanan disambungkan")

    eventually(lambda: kiosk.current_url == f"{demo.mall}/kios/", what="the kiosk opens by itself")
    cookie = kiosk.get_cookie("sh_key_kiosk")
    assert cookie is not None
    assert cookie["httpOnly"]

    phone.get(f"{demo.url}{home}")
    row = "//tr[.//a[normalize-space()='Kios perjalanan']]"
    assert "Tersambung" in phone.find_element(By.XPATH, row).text
    touch(phone, "tbody th a", text="Kios perjalanan")
    touch(phone, "summary", text="Putuskan perangkat ini")
    assert_well_made(phone)
    touch(phone, "button.danger", text="Putuskan Kios perjalanan")
    shown(phone, "[role=status]", text="Kios perjalanan diputus")

    kiosk.get(f"{demo.mall}/kios/sambung/")
    shown(kiosk, "[role=alert]", text="sudah diputus")
    assert_well_made(kiosk)
    assert stays_in_sight(kiosk)
