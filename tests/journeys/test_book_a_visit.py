# SPDX-License-Identifier: Apache-2.0
"""A visit booked from a service's page on a phone, reminded, moved, and given up."""

import re

import pytest
from selenium.webdriver.common.by import By

from tests.journeys.browser import put_on, shown, touch
from tests.journeys.conftest import OpenBrowser
from tests.journeys.running import Demonstration
from tests.journeys.screens import assert_well_made, speak

pytestmark = pytest.mark.browser


def test_a_visit_is_booked_moved_and_given_up(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    phone = open_browser()
    put_on(phone, "phone")
    phone.get(f"{demo.url}/{demo.facts['mall']}/layanan/SKCK/")
    touch(phone, ".dock a", text="Pesan hari lain")
    days = phone.find_elements(By.CSS_SELECTOR, ".days a")
    phone.get(str(days[-1].get_attribute("href")))
    shown(phone, "legend", text="Pilih jam")
    assert_well_made(phone)
    free = [one for one in phone.find_elements(By.CSS_SELECTOR, ".time input") if one.is_enabled()]
    phone.execute_script("arguments[0].click()", free[-1])
    touch(phone, "button", text="Lanjut")

    # Who comes, and the code sent to their phone; a wrong one first.
    shown(phone, "#id_ponsel").send_keys("0812 3456 7001")
    assert_well_made(phone)
    touch(phone, "main button", text="Kirim kode")
    said = shown(phone, ".alert", text="Kode Anda").text
    found = re.search(r"(\d{6})", said)
    assert found is not None
    shown(phone, "#kode").send_keys("000000" if found[1] != "000000" else "111111")
    touch(phone, "button", text="Pesan sekarang")
    shown(phone, "[role=alert]", text="tidak cocok")
    assert_well_made(phone)
    shown(phone, "#kode").send_keys(found[1])
    touch(phone, "button", text="Pesan sekarang")

    # The booking, in the other language and colours too.
    shown(phone, "[role=status]", text="Sudah dipesan")
    page = phone.current_url.partition("?")[0]
    assert_well_made(phone)
    put_on(phone, "phone", "dark")
    speak(phone, demo, "en")
    phone.get(page)
    shown(phone, "h1", text="Your visit")
    assert_well_made(phone, language="en")
    speak(phone, demo, "id")

    # Another time, then given up.
    phone.get(f"{page}ganti/")
    assert_well_made(phone)
    days = phone.find_elements(By.CSS_SELECTOR, ".days a")
    phone.get(str(days[-1].get_attribute("href")))
    free = [one for one in phone.find_elements(By.CSS_SELECTOR, ".time input") if one.is_enabled()]
    phone.execute_script("arguments[0].click()", free[0])
    touch(phone, "button", text="Ganti ke waktu ini")
    shown(phone, "[role=status]", text="Waktunya sudah diganti")
    touch(phone, "a.button", text="Batalkan")
    assert_well_made(phone)
    touch(phone, "button", text="Ya, batalkan")
    shown(phone, "h1", text="Kunjungan dibatalkan")
    assert_well_made(phone)
