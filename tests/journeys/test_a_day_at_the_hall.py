# SPDX-License-Identifier: Apache-2.0
"""Whole stories with everybody's own screen at once."""

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.journeys.browser import eventually, put_on, shown, touch
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import (
    desk_number,
    go_home,
    go_to_the_button,
    go_to_work,
    press,
    take_at_kiosk,
    take_on_phone,
)
from tests.journeys.qr import read_qr
from tests.journeys.running import Demonstration
from tests.journeys.screens import assert_well_made, height_of_figures, touches

pytestmark = pytest.mark.browser

# A page that is opened anew forgets this.
REMEMBER = "window.openedOnce = true"
IS_REMEMBERED = "return window.openedOnce === true"


def watch_the_hall(driver: Chrome, demo: Demonstration) -> None:
    put_on(driver, "tv", "dark")
    driver.get(f"{demo.mall}/layar/")
    shown(driver, "#sambungan[data-state=open]")


def scan(phone: Chrome, screen: Chrome) -> None:
    """Point the phone's camera at the QR code on a screen and follow it."""
    code = shown(screen, "[role=img] svg, .qr svg").get_attribute("outerHTML")
    put_on(phone, "phone")
    phone.get(read_qr(str(code)))


def test_a_number_from_the_kiosk_is_called_served_and_finished(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 0)
    kiosk, officer, hall, phone = (open_browser() for _ in range(4))
    watch_the_hall(hall, demo)
    go_to_work(officer, demo, desk)

    with touches(kiosk) as count:
        code = take_at_kiosk(kiosk, demo, desk)
        assert count() <= 3
    assert code.startswith(f"{desk.prefix}-")
    scan(phone, kiosk)
    shown(phone, "article.ticket[data-state-of=waiting]", text=code)
    phone.execute_script(REMEMBER)

    # The officer sees who came without touching anything, calls, and every screen follows.
    shown(officer, ".code.upcoming", text=code)
    press(officer, "Panggil berikutnya")
    shown(hall, "#nomor", text=code, seconds=2)
    shown(hall, "#loket", text=desk.name)
    assert height_of_figures(hall, "#nomor") >= 0.25
    shown(phone, "article.ticket[data-state-of=called]", text=desk.name)
    shown(officer, ".now .code", text=code)
    assert_well_made(hall)

    press(officer, "Orangnya datang, mulai layani")
    shown(phone, "article.ticket[data-state-of=serving]")
    press(officer, "Selesai")
    shown(officer, ".person", text="Loket kosong")
    shown(phone, "article.ticket[data-state-of=done]", text="Terima kasih")
    assert phone.execute_script(IS_REMEMBERED), "the phone's page was opened again"

    # The next one: the kiosk asks first whether it is for another person. Their call takes the
    # large place; the one before stays among those just called.
    go_to_the_button(kiosk, demo, desk).click()
    shown(kiosk, "h1", text=f"Sudah ada {code} baru saja")
    touch(kiosk, "button", text="Ya, untuk orang lain")
    after = shown(kiosk, "h1 .code").text
    assert after != code
    press(officer, "Panggil berikutnya")
    shown(hall, "#nomor", text=after)
    shown(hall, "#sebelum", text=code)
    press(officer, "Orangnya datang, mulai layani")
    press(officer, "Selesai")
    go_home(officer)


def test_a_number_from_a_phone_waits_for_its_person_and_follows_the_call(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 1)
    phone, officer, hall = open_browser(), open_browser(), open_browser()
    watch_the_hall(hall, demo)
    go_to_work(officer, demo, desk)

    code = take_on_phone(phone, demo, desk)
    shown(officer, ".queue", text=code)
    assert not officer.find_elements(By.CSS_SELECTOR, ".code.upcoming")  # not here, not called
    press(officer, "Panggil berikutnya")
    shown(officer, "#kabar", text="Belum ada yang dapat dipanggil")
    shown(phone, "article.ticket[data-state-of=waiting]", text="belum tercatat hadir")

    # Arrived: the code on the hall's screen says so, a wrong one does not.
    right = shown(hall, "footer #kode").text
    shown(phone, "#kode").send_keys("0000" if right != "0000" else "1111")
    touch(phone, "button", text="Saya hadir")
    shown(phone, "form.arrive .error")
    field = shown(phone, "#kode")
    field.clear()
    field.send_keys(right)
    touch(phone, "button", text="Saya hadir")
    shown(phone, "article.ticket[data-state-of=waiting]", text="berikutnya")
    assert not phone.find_elements(By.CSS_SELECTOR, "form.arrive")
    shown(officer, ".code.upcoming", text=code, seconds=20)

    press(officer, "Panggil berikutnya")
    shown(phone, "article.ticket[data-state-of=called]", text=desk.name)
    eventually(lambda: code in phone.title, what="the tab says it too")
    shown(hall, "#nomor", text=code)
    press(officer, "Orangnya datang, mulai layani")
    shown(phone, "article.ticket[data-state-of=serving]", text=desk.name)
    press(officer, "Selesai")
    shown(phone, "article.ticket[data-state-of=done]")
    go_home(officer)
