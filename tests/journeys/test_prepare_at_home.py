# SPDX-License-Identifier: Apache-2.0
"""Somebody has had a child: what to do, what to bring, kept in the phone; and an officer for whom
a paper is missing.
"""

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.journeys.browser import eventually, offline, put_on, shown, touch
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import desk_number, go_home, go_to_work, press, take_on_phone
from tests.journeys.running import Demonstration
from tests.journeys.screens import assert_well_made

pytestmark = pytest.mark.browser


def test_from_an_event_to_a_list_that_opens_without_a_network(
    browser: Chrome, demo: Demonstration
) -> None:
    put_on(browser, "phone")
    browser.get(f"{demo.mall}/")
    touch(browser, ".happenings a", text="Bayi lahir")
    shown(browser, "h1", text="Bayi lahir")
    numbers = [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".step .number")]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)] and len(numbers) >= 4
    assert_well_made(browser)

    touch(browser, "a", text="Buka daftar berkas")
    shown(browser, "h1", text="Daftar berkas")
    names = [
        one.get_attribute("name")
        for one in browser.find_elements(By.CSS_SELECTOR, ".papers-part input")
    ]
    assert len(names) == len(set(names)) > 3
    assert_well_made(browser)
    touch(browser, ".papers-part label", text="Kartu Keluarga")
    shown(browser, "#disimpan", text="Tersimpan di ponsel ini")

    offline(browser, on=True)
    browser.refresh()
    shown(browser, "h1", text="Daftar berkas")
    ticked = browser.find_elements(By.CSS_SELECTOR, ".papers-part input:checked")
    assert [one.get_attribute("name") for one in ticked] == ["D_KK"]
    offline(browser, on=False)


def test_a_list_for_a_choice_of_ones_own(browser: Chrome, demo: Demonstration) -> None:
    put_on(browser, "phone")
    browser.get(f"{demo.mall}/layanan/SKCK/")
    shown(browser, "a", text="Cetak atau simpan daftar berkas").send_keys(Keys.ENTER)
    shown(browser, "h1", text="Daftar berkas")
    before = len(browser.find_elements(By.CSS_SELECTOR, ".papers-part input"))
    browser.get(f"{demo.mall}/daftar-berkas/?layanan=SKCK&layanan=NIKAH_KUA")
    both = [
        one.get_attribute("name")
        for one in browser.find_elements(By.CSS_SELECTOR, ".papers-part input")
    ]
    assert len(both) == len(set(both)) > before
    shown(browser, ".short-steps", text="SKCK")


def test_a_missing_paper_is_told_with_the_keyboard_and_finished(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 16)
    officer, phone = open_browser(), open_browser()
    go_to_work(officer, demo, desk)
    code = take_on_phone(phone, demo, desk)
    touch(officer, f"[aria-label='Tandai hadir {code}']")
    shown(officer, "#kabar", text=f"{code} ditandai hadir")
    press(officer, "Panggil berikutnya")
    press(officer, "Orangnya datang, mulai layani")
    shown(officer, ".person .state[data-state=serving]")  # before that F3 has nothing to open
    officer.find_element(By.TAG_NAME, "body").send_keys(Keys.F3)
    first = shown(officer, "#kurang select")
    eventually(lambda: officer.switch_to.active_element == first, what="the list has the focus")
    assert_well_made(officer)
    touch(officer, "#kurang button", text="Catat, lalu selesai")
    shown(officer, "#kabar", text="Pilih sedikitnya satu berkas")
    officer.find_element(By.TAG_NAME, "body").send_keys(Keys.F3)
    Select(shown(officer, "#kurang select")).select_by_value("not_original")
    touch(officer, "#kurang button", text="Catat, lalu selesai")
    shown(officer, "#kabar", text="1 berkas dicatat.")
    shown(officer, ".later", text=f"{code} selesai")
    go_home(officer)
