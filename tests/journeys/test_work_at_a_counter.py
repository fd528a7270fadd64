# SPDX-License-Identifier: Apache-2.0
"""An officer's day has hiccups: two tabs, a nervous finger, a reload, papers that are missing."""

import time

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.journeys.browser import eventually, put_on, shown, touch
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import A_HAND, Desk, desk_number, go_home, go_to_work, press
from tests.journeys.people import take_on_phone as take
from tests.journeys.running import Demonstration

pytestmark = pytest.mark.browser

FOCUS = """
const one = document.activeElement;
const style = getComputedStyle(one);
const box = one.getBoundingClientRect();
return {
  name: (one.innerText || one.ariaLabel || one.id || one.tagName).trim().slice(0, 40),
  main: one.id === "utama",
  ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  seen: box.width > 0 && box.height > 0 && box.bottom <= innerHeight && box.top >= 0,
};
"""


def somebody_comes(driver: Chrome, officer: Chrome, demo: Demonstration, desk: Desk) -> str:
    """Somebody takes a number on a phone and tells the officer that they are here."""
    code = take(driver, demo, desk)
    touch(officer, f"[aria-label='Tandai hadir {code}']")
    shown(officer, "#kabar", text=f"{code} ditandai hadir")
    driver.delete_all_cookies()  # the next number is another person's
    return code


def person(officer: Chrome, state: str, code: str) -> None:
    """Wait until the officer sees this person in this state."""
    shown(officer, ".person", text=state)
    shown(officer, ".person .now .code", text=code)


def served(officer: Chrome) -> int:
    """Return how many the desk says were served today."""
    return int(shown(officer, ".queue .heroes").text.split()[-1])


def test_one_counter_in_two_tabs_and_a_nervous_finger(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 13)
    officer, phone = open_browser(), open_browser()
    go_to_work(officer, demo, desk)
    before = served(officer)
    first = somebody_comes(phone, officer, demo, desk)
    second = somebody_comes(phone, officer, demo, desk)
    here = officer.current_window_handle
    officer.switch_to.new_window("window")
    there = officer.current_window_handle
    put_on(officer, "desk")
    officer.get(f"{demo.url}/loket/{desk.id}/")
    shown(officer, ".code.upcoming", text=first)

    # Twice on the key: one call, and the person is not "being served" by accident.
    time.sleep(A_HAND)
    officer.find_element(By.TAG_NAME, "body").send_keys(Keys.F9, Keys.F9)
    person(officer, "Dipanggil", first)
    time.sleep(A_HAND)
    person(officer, "Dipanggil", first)

    # The other tab follows by itself; a reload changes nothing.
    officer.switch_to.window(here)
    person(officer, "Dipanggil", first)
    officer.refresh()
    person(officer, "Dipanggil", first)
    press(officer, "Orangnya datang, mulai layani")
    person(officer, "Sedang dilayani", first)

    # A tab that is behind: what it still offers is refused, and it draws what is.
    officer.switch_to.window(there)
    is_behind = "Orangnya datang" in shown(officer, "#utama").text
    if is_behind:
        touch(officer, "#utama")
    person(officer, "Sedang dilayani", first)
    if not is_behind:  # what its own last press came to is over
        eventually(lambda: not officer.find_element(By.ID, "kabar").text, what="no old sentence")

    # Both tabs say "finish, call the next": pressed in both, the second one is called, once.
    shown(officer, "#utama", text="Selesai, panggil berikutnya")
    time.sleep(A_HAND)
    officer.find_element(By.TAG_NAME, "body").send_keys(Keys.F9)
    officer.switch_to.window(here)
    officer.find_element(By.TAG_NAME, "body").send_keys(Keys.F9)
    person(officer, "Dipanggil", second)
    officer.switch_to.window(there)
    person(officer, "Dipanggil", second)
    officer.close()
    officer.switch_to.window(here)
    person(officer, "Dipanggil", second)
    press(officer, "Orangnya datang, mulai layani")
    press(officer, "Selesai")
    shown(officer, ".person", text="Loket kosong")
    assert served(officer) == before + 2
    go_home(officer)


def test_nobody_is_absent_before_two_minutes_and_what_is_held_or_finished_comes_back(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 14)
    officer, phone = open_browser(), open_browser()
    go_to_work(officer, demo, desk)
    code = somebody_comes(phone, officer, demo, desk)
    press(officer, "Panggil berikutnya")
    person(officer, "Dipanggil", code)

    # Too early: the button counts down; sent all the same, it is refused with the reason.
    absent = shown(officer, "button", text="Tidak hadir")
    assert not absent.is_enabled()
    assert absent.text.split()[-1] > "1.00"
    officer.execute_script("arguments[0].form.requestSubmit()", absent)
    shown(officer, "#kabar", text="Tunggu sampai 2 menit")
    person(officer, "Dipanggil", code)

    press(officer, "Orangnya datang, mulai layani")
    officer.find_element(By.TAG_NAME, "body").send_keys(Keys.F3)
    Select(shown(officer, "#kurang select")).select_by_value("expired")
    touch(officer, "#kurang button", text="Catat, lalu tahan")
    shown(officer, "#kabar", text="1 berkas dicatat.")
    shown(officer, ".later", text=f"{code} ditahan")
    shown(officer, ".person", text="Loket kosong")
    touch(officer, "button", text="Sudah lengkap, masukkan antrean")
    shown(officer, ".code.upcoming", text=code)
    press(officer, "Panggil berikutnya")
    press(officer, "Orangnya datang, mulai layani")
    press(officer, "Selesai")
    shown(officer, ".later", text=f"{code} selesai")
    touch(officer, "button", text="Urungkan")
    person(officer, "Sedang dilayani", code)
    press(officer, "Selesai")
    shown(officer, ".person", text="Loket kosong")
    go_home(officer)


def test_a_keyboard_alone_is_enough_and_shows_where_it_is(
    browser: Chrome, demo: Demonstration
) -> None:
    go_to_work(browser, demo, desk_number(demo, 15))
    shown(browser, "#utama", text="Panggil berikutnya")
    browser.execute_script("document.activeElement.blur(); getSelection().removeAllRanges()")
    browser.refresh()
    shown(browser, "#utama", text="Panggil berikutnya")
    passed = []
    for _ in range(20):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        passed.append(browser.execute_script(FOCUS))
        if passed[-1]["main"]:
            break
    assert passed[-1]["main"], [one["name"] for one in passed]
    assert len(passed) > 3
    assert [one["name"] for one in passed if not (one["ring"] and one["seen"])] == []
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    shown(browser, "#kabar", text="Belum ada yang dapat dipanggil")
    eventually(lambda: browser.execute_script(FOCUS)["main"], what="the focus stays on the key")
    go_home(browser)
