# SPDX-License-Identifier: Apache-2.0
"""Whole stories with everybody's own screen at once."""

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.journeys.browser import (
    assert_axe_clean,
    assert_console_clean,
    assert_fits,
    put_on,
    shown,
)
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import (
    desk_number,
    go_home,
    go_to_work,
    press,
    take_at_kiosk,
    take_on_phone,
)
from tests.journeys.running import Demonstration

pytestmark = pytest.mark.browser


def watch_the_hall(driver: Chrome, demo: Demonstration) -> None:
    put_on(driver, "tv", "dark")
    driver.get(f"{demo.mall}/layar/")
    shown(driver, "#sambungan[data-state=open]")


def assert_well_made(*screens: Chrome) -> None:
    for screen in screens:
        assert_console_clean(screen)
        assert_fits(screen)
        assert_axe_clean(screen)


def test_a_number_from_the_kiosk_is_called_served_and_finished(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 0)
    kiosk, officer, hall = open_browser(), open_browser(), open_browser()
    watch_the_hall(hall, demo)
    go_to_work(officer, demo, desk)

    code = take_at_kiosk(kiosk, demo, desk)
    assert code.startswith(f"{desk.prefix}-")
    assert_well_made(kiosk)

    # The officer sees who came without touching anything, calls, and the hall follows.
    shown(officer, ".code.upcoming", text=code)
    assert_well_made(officer)
    press(officer, "Panggil berikutnya")
    shown(hall, "#nomor", text=code)
    shown(hall, "#loket", text=desk.name)
    shown(officer, ".now .code", text=code)
    assert_well_made(officer, hall)

    press(officer, "Orangnya datang, mulai layani")
    shown(officer, "#utama", text="Selesai")
    assert_well_made(officer)
    press(officer, "Selesai")
    shown(officer, ".person", text="Loket kosong")
    assert_well_made(officer)
    go_home(officer)


def test_a_number_from_a_phone_waits_for_its_person_and_follows_the_call(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 1)
    phone, officer, hall = open_browser(), open_browser(), open_browser()
    watch_the_hall(hall, demo)
    go_to_work(officer, demo, desk)

    code = take_on_phone(phone, demo, desk)
    assert_well_made(phone)
    shown(officer, ".queue", text=code)
    assert not officer.find_elements(By.CSS_SELECTOR, ".code.upcoming")  # not here, not called

    # Arrived: the code on the hall's screen says so.
    shown(phone, "#kode").send_keys(shown(hall, "#kode").text)
    shown(phone, "form.arrive button").click()
    shown(phone, "article.ticket[data-state-of=waiting]", text="berikutnya")
    assert not phone.find_elements(By.CSS_SELECTOR, "form.arrive")
    shown(officer, ".code.upcoming", text=code)

    press(officer, "Panggil berikutnya")
    shown(phone, "article.ticket[data-state-of=called]", text=desk.name)
    shown(hall, "#nomor", text=code)
    assert_well_made(phone, hall)
    press(officer, "Orangnya datang, mulai layani")
    shown(phone, "article.ticket[data-state-of=serving]", text=desk.name)
    press(officer, "Selesai")
    shown(phone, "article.ticket[data-state-of=done]")
    assert_well_made(phone, officer)
    go_home(officer)


def test_a_ticket_on_a_phone_without_network_shows_its_age(
    browser: Chrome, demo: Demonstration
) -> None:
    code = take_on_phone(browser, demo, desk_number(demo, 2))
    shown(browser, "article.ticket[data-state-of=waiting]", text=code)
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0},
    )
    shown(browser, "#luring", text="Tidak ada jaringan", seconds=30)
    shown(browser, "article.ticket", text=code)
