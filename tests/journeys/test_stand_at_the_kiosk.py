# SPDX-License-Identifier: Apache-2.0
"""The kiosk under fingers: large targets, no scrolling, one press one number, home by itself."""

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.journeys.browser import (
    Glass,
    assert_axe_clean,
    assert_console_clean,
    assert_fits,
    eventually,
    put_on,
    shown,
)
from tests.journeys.people import desk_number, go_to_the_button, take_at_kiosk
from tests.journeys.running import Demonstration

pytestmark = pytest.mark.browser

SMALL_TARGETS = """
return [...document.querySelectorAll("main a, main button, footer a, footer button, main label")]
  .filter((one) => one.offsetParent && !one.matches(".field label"))
  .map((one) => [one.innerText, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 64 || box.height < 63.5)
  .map(([text, box]) => `${text}: ${box.width} × ${box.height}`);
"""
PASS_SECONDS = "const now = Date.now; Date.now = () => now() + arguments[0] * 1000;"


def assert_for_fingers(kiosk: Chrome) -> None:
    assert kiosk.execute_script(SMALL_TARGETS) == []
    tall = kiosk.execute_script("return document.documentElement.scrollHeight - innerHeight")
    assert tall <= 0, f"{kiosk.current_url} scrolls by {tall} px"
    assert_fits(kiosk)
    assert_axe_clean(kiosk)
    assert_console_clean(kiosk)


@pytest.mark.parametrize("looks", [[], ["big", "contrast"]])
@pytest.mark.parametrize("glass", ["kiosk", "desk"])
def test_every_page_is_made_for_fingers(
    browser: Chrome, demo: Demonstration, glass: Glass, looks: list[str]
) -> None:
    put_on(browser, glass)
    desk = desk_number(demo, 7)
    home = f"{demo.mall}/kios/"
    browser.get(home)
    for look in looks:
        shown(browser, f"[name={look}]").click()
        shown(browser, f"[name={look}][aria-pressed=true]")
    for address in ("", "?h=2", f"antrean/{desk.prefix}/", f"layanan/{desk.service}/", "cari/",
                    "cari/?q=izin", "hadir/"):  # fmt: skip
        browser.get(home + address)
        assert_for_fingers(browser)
    browser.get(f"{home}layanan/{desk.service}/")
    shown(browser, "form.take button.main").click()
    shown(browser, "h1 .code")
    assert_for_fingers(browser)
    browser.get(f"{home}layanan/{desk.service}/")
    shown(browser, "form.take button.main").click()
    shown(browser, "form.take button.big", text="orang lain")
    assert_for_fingers(browser)
    browser.get(home)
    assert_for_fingers(browser)
    browser.get(f"{home}awal/")
    assert not browser.find_elements(By.CSS_SELECTOR, "[data-text], [data-contrast]")


def test_nobody_there_brings_the_kiosk_home(browser: Chrome, demo: Demonstration) -> None:
    desk = desk_number(demo, 8)
    code = take_at_kiosk(browser, demo, desk)
    browser.execute_script(PASS_SECONDS, 32)
    shown(browser, "#masih[open]", text="Masih di sini?")
    assert int(shown(browser, "#sisa").text) <= 15
    assert_axe_clean(browser)
    shown(browser, "#masih button").click()
    eventually(
        lambda: not browser.find_elements(By.CSS_SELECTOR, "#masih[open]"), what="the dialog goes"
    )
    assert browser.find_element(By.CSS_SELECTOR, "h1 .code").text == code

    browser.execute_script(PASS_SECONDS, 46)
    eventually(lambda: browser.current_url == f"{demo.mall}/kios/", what="home")
    assert code not in browser.find_element(By.TAG_NAME, "body").text
    browser.back()
    eventually(lambda: "/nomor/" not in browser.current_url, what="no way back to the number")
    assert code not in browser.find_element(By.TAG_NAME, "body").text


def test_two_quick_presses_and_the_way_back_are_one_number(
    browser: Chrome, demo: Demonstration
) -> None:
    desk = desk_number(demo, 9)
    put_on(browser, "kiosk")
    browser.get(f"{demo.mall}/kios/layanan/{desk.service}/")
    browser.execute_script(
        "const form = document.querySelector('form.take'); form.submit(); form.submit();"
    )
    code = shown(browser, "h1 .code").text
    browser.back()  # leads to the first page, not to the button
    shown(browser, "h1", text="Mau mengurus apa?")
    number = int(code.partition("-")[2])
    go_to_the_button(browser, demo, desk).click()
    shown(browser, ".lead", text="")
    assert f"{desk.prefix}-{number + 1:03d}" not in browser.find_element(By.TAG_NAME, "body").text
    browser.get(f"{demo.mall}/kios/awal/")


def test_keys_on_the_glass_write(browser: Chrome, demo: Demonstration) -> None:
    put_on(browser, "kiosk")
    browser.get(f"{demo.mall}/kios/hadir/")
    for letter in ("A", "-", "0", "1", "3", "hapus", "2"):
        for key in browser.find_elements(By.CSS_SELECTOR, ".keys button"):
            if key.text == letter:
                key.click()
    assert shown(browser, "#kode").get_attribute("value") == "A-012"
