# SPDX-License-Identifier: Apache-2.0
"""Networks and servers go away: screens say so, keep what they know, come back by themselves."""

import time
from urllib.parse import urlsplit

import psutil
import pytest
from selenium.webdriver.common.keys import Keys

from tests.journeys.browser import eventually, offline, put_on, shown, touch
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import desk_number, go_home, go_to_work, press, take_on_phone
from tests.journeys.running import Demonstration
from tests.journeys.test_check_in_with_a_visit import book, scan

pytestmark = pytest.mark.browser


def test_a_phone_without_network_shows_the_last_state_and_its_age_and_catches_up(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 2)
    phone, officer = open_browser(), open_browser()
    go_to_work(officer, demo, desk)
    code = take_on_phone(phone, demo, desk)
    touch(officer, f"[aria-label='Tandai hadir {code}']")
    shown(phone, "article.ticket[data-state-of=waiting]", text="berikutnya")

    offline(phone, on=True)
    shown(phone, "#luring", text="Tidak ada jaringan", seconds=30)
    shown(phone, "#luring", text="Ini keadaan pukul")
    shown(phone, "article.ticket[data-state-of=waiting]", text=code)
    press(officer, "Panggil berikutnya")
    shown(officer, ".person .now .code", text=code)
    shown(phone, "article.ticket[data-state-of=waiting]", text=code)  # as it was

    offline(phone, on=False)
    shown(phone, "article.ticket[data-state-of=called]", text=desk.name, seconds=20)
    eventually(
        lambda: not phone.find_element("id", "luring").is_displayed(), what="the notice goes"
    )
    press(officer, "Orangnya datang, mulai layani")
    press(officer, "Selesai")
    shown(phone, "article.ticket[data-state-of=done]")
    go_home(officer)


def test_my_visit_without_network_says_how_old_it_is_and_catches_up(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    visit = book(demo, 12)
    phone = open_browser()
    phone.get(f"{demo.mall}/kios/hadir/")
    scan(phone, visit["qr"])
    shown(phone, ".cloth", text="Anda tercatat hadir")
    put_on(phone, "phone")
    phone.get(visit["track_url"])
    shown(phone, "article.ticket", text="Loket pertama Anda")
    assert not phone.find_element("id", "luring").is_displayed()

    offline(phone, on=True)
    shown(phone, "#luring", text="Tidak ada jaringan", seconds=30)
    shown(phone, "#luring", text="Ini keadaan pukul")
    shown(phone, "article.ticket", text="Loket pertama Anda")  # as it was
    offline(phone, on=False)
    eventually(
        lambda: not phone.find_element("id", "luring").is_displayed(), what="the notice goes"
    )
    phone.get_log("browser")  # type: ignore[no-untyped-call]  # the lost looks are in it


def kill_the_web_process(demo: Demonstration) -> None:
    """End whoever listens at the demonstration's address, with no chance to say goodbye."""
    port = urlsplit(demo.url).port
    for one in psutil.net_connections("tcp"):
        if one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.pid:
            psutil.Process(one.pid).kill()


def test_the_display_says_that_the_server_is_gone_heals_and_misses_no_call(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 11)
    hall, officer, phone = open_browser(), open_browser(), open_browser()
    put_on(hall, "tv", "dark")
    hall.get(f"{demo.mall}/layar/")
    shown(hall, "#sambungan", text="Tersambung")
    go_to_work(officer, demo, desk)
    code = take_on_phone(phone, demo, desk)
    touch(officer, f"[aria-label='Tandai hadir {code}']")
    shown(officer, ".code.upcoming", text=code)

    # The launcher starts it again at once: it is kept down until somebody in the hall noticed.
    def is_noticed() -> bool:
        kill_the_web_process(demo)
        time.sleep(0.2)
        return hall.find_element("id", "sambungan").text.startswith("Terputus sejak")

    eventually(is_noticed, seconds=40, what="the display says so")

    # Back again; the first call after it comes up in the hall, whoever reconnected first.
    def is_called() -> bool:
        if officer.find_elements("css selector", ".person .now.is-called"):
            return True
        officer.find_element("tag name", "body").send_keys(Keys.F9)
        time.sleep(1.2)
        return False

    eventually(is_called, seconds=60, what="the officer calls again")
    shown(hall, "#nomor", text=code, seconds=30)
    shown(hall, "#sambungan", text="Tersambung", seconds=30)
    shown(phone, "article.ticket[data-state-of=called]", text=desk.name, seconds=30)
    press(officer, "Orangnya datang, mulai layani")
    press(officer, "Selesai")
    go_home(officer)
