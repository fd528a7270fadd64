# SPDX-License-Identifier: Apache-2.0
"""A manager runs the hall from the floor: it changes by itself, and what is decided reaches all."""

import json
import time
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any
from urllib.request import Request, urlopen

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.journeys.browser import assert_fits, eventually, offline, put_on, shown, touch
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import Desk, desk_number, sign_in, take_on_phone
from tests.journeys.running import Demonstration
from tests.journeys.screens import assert_well_made, speak

pytestmark = pytest.mark.browser

AT_ONCE = 3.0
ROW = "[data-row][data-words^='{prefix} ']"


def ask(demo: Demonstration, path: str, token: str, **said: Any) -> Any:
    """Ask the API of the mall with a key of the demonstration."""
    request = Request(
        f"{demo.url}/api/v1/malls/{demo.facts['mall']}{path}",
        data=json.dumps(said).encode(),
        headers={
            "Authorization": f"Bearer {demo.facts['tokens'][token]}",
            "Content-Type": "application/json",
        },
        method="POST",
    )
    with urlopen(request) as answer:
        return json.loads(answer.read() or "null")


def on_the_floor(driver: Chrome, demo: Demonstration, glass: Any = "desk") -> None:
    """Sign in as the mall's manager and look at the floor."""
    put_on(driver, glass)
    sign_in(driver, demo, "manager", f"/kelola/{demo.facts['mall']}/")
    shown(driver, "main[data-ready]")


def row_of(desk: Desk) -> str:
    return ROW.format(prefix=desk.prefix)


def says_not(driver: Chrome, text: str) -> bool:
    return text not in driver.find_element(By.TAG_NAME, "body").text


def hall_reads(hall: Chrome, words: str) -> bool:
    notices = hall.find_elements(By.CSS_SELECTOR, "#antrean .notice:not([hidden])")
    return any(words in str(one.get_attribute("textContent")) for one in notices)


def waiting(driver: Chrome, desk: Desk) -> int:
    return int(shown(driver, f"{row_of(desk)} td .figure").text)


def clock_in(demo: Demonstration, minutes: int) -> str:
    """Return the wall clock of the mall so many minutes from now, today."""
    now = datetime.now(timezone(timedelta(hours=7)))
    return f"{min(now + timedelta(minutes=minutes), now.replace(hour=23, minute=59)):%H.%M}"


def test_the_floor_changes_by_itself_and_keeps_what_a_hand_holds(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 20)
    manager = open_browser()
    on_the_floor(manager, demo)
    before = waiting(manager, desk)
    link = shown(manager, f"{row_of(desk)} [data-main]")
    manager.execute_script("arguments[0].focus()", link)
    ask(demo, f"/counters/{desk.id}/open", "counter")
    ticket = ask(demo, "/tickets", "kiosk", service=desk.service)
    eventually(lambda: waiting(manager, desk) == before + 1, seconds=AT_ONCE, what="one more waits")
    time.sleep(2)  # a look has just been taken: the next one waits for its turn
    called = ask(demo, f"/counters/{desk.id}/call-next", "counter")
    tile = f"#loket-{desk.id}"
    shown(manager, tile, text=called["code"], seconds=AT_ONCE)
    ask(demo, f"/tickets/{ticket['id']}/start", "counter", counter=desk.id)
    shown(manager, f"{tile} .state[data-state=serving]", seconds=AT_ONCE)
    same = manager.execute_script("return document.activeElement === arguments[0]", link)
    assert same, "the row that had the focus was drawn anew"
    ask(demo, f"/tickets/{ticket['id']}/finish", "counter", counter=desk.id)
    shown(manager, f"{tile} .state[data-state=open]", seconds=AT_ONCE)
    touch(manager, f"{tile} button")
    shown(manager, "#kabar", text=f"{desk.name} ditutup.")
    touch(manager, "#kabar button", text="Buka lagi")
    shown(manager, "#kabar", text=f"{desk.name} dibuka.")
    ask(demo, f"/counters/{desk.id}/close", "counter")


def test_a_line_that_closes_from_a_time_reaches_the_phone_and_the_hall(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk, other = desk_number(demo, 21), desk_number(demo, 22)
    manager, phone, neighbour, hall = (open_browser() for _ in range(4))
    take_on_phone(phone, demo, desk)
    take_on_phone(neighbour, demo, other)
    put_on(hall, "tv")
    hall.get(f"{demo.mall}/layar/")
    shown(hall, "#sambungan", text="Tersambung")
    on_the_floor(manager, demo)
    touch(manager, f"{row_of(desk)} [data-main]")
    shown(manager, "#tindakan input[name=dari]").send_keys(clock_in(demo, 30))
    touch(manager, "#tindakan label", text="rapat")
    assert_well_made(manager)
    touch(manager, "#tindakan button[value=tutup]")
    shown(manager, "#kabar", text=f"Antrean {desk.prefix} akan ditutup mulai")
    shown(manager, f"{row_of(desk)} .decided", text="rapat")
    told = shown(phone, "#penutupan", text="rapat")
    assert "ditutup mulai pukul" in told.text
    assert not neighbour.find_elements(By.ID, "penutupan")
    shown(hall, "#isi-pengumuman", text=f"Antrean {desk.prefix} ditutup mulai pukul")
    # Its page of lines may not be up now: the notice is read, not seen.
    eventually(partial(hall_reads, hall, "rapat"), what="the closing beside its line")
    assert_well_made(phone)
    touch(manager, "#kabar button", text="Buka lagi")
    eventually(lambda: not phone.find_elements(By.ID, "penutupan"), what="the phone hears of it")
    eventually(
        lambda: desk.prefix not in hall.find_element(By.ID, "isi-pengumuman").text,
        what="the hall no longer says so",
    )


def test_an_announcement_reaches_every_screen_and_is_taken_back(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 23)
    manager, phone, kiosk, hall, officer = (open_browser() for _ in range(5))
    take_on_phone(phone, demo, desk)
    put_on(kiosk, "kiosk")
    kiosk.get(f"{demo.mall}/kios/")
    put_on(hall, "tv")
    hall.get(f"{demo.mall}/layar/")
    put_on(officer, "desk")
    sign_in(officer, demo, "officer", "/loket/")
    officer.get(f"{demo.url}/loket/{desk.id}/")
    shown(hall, "#sambungan", text="Tersambung")
    on_the_floor(manager, demo)
    text = "Genset diuji sebentar, antrean tetap berjalan."
    manager.find_element(By.TAG_NAME, "body").send_keys("u")
    shown(manager, "#tindakan input[name=isi]").send_keys(text)
    touch(manager, "#tindakan input[name=penting]")
    assert_well_made(manager)
    touch(manager, "#tindakan button.main")
    shown(manager, "#kabar", text="Pengumuman tampil di semua layar.")
    for screen, css in (
        (phone, "#diumumkan"), (kiosk, "#diumumkan"), (officer, "#diumumkan"),
        (hall, "#isi-pengumuman"),
    ):  # fmt: skip
        shown(screen, css, text=text)
    assert_well_made(phone, kiosk, officer)
    touch(manager, "#kabar button", text="Cabut")
    for screen in (phone, kiosk, officer):
        eventually(partial(says_not, screen, text), what="it is taken back")
    eventually(partial(says_not, hall, text), what="the hall")


def test_the_floor_works_from_the_keyboard(browser: Chrome, demo: Demonstration) -> None:
    on_the_floor(browser, demo)
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys("?")
    shown(browser, "#bantuan", text="Tombol cepat")
    assert_well_made(browser)
    body.send_keys(Keys.ESCAPE)
    body.send_keys("/")
    desk = desk_number(demo, 20)
    browser.switch_to.active_element.send_keys(desk.name, Keys.ENTER)
    assert str(browser.switch_to.active_element.get_attribute("href")).endswith(f"{desk.id}/")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    shown(browser, "#tindakan h2", text=desk.name)
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    eventually(lambda: not browser.find_element(By.ID, "tindakan").is_displayed(), what="closed")
    browser.find_element(By.ID, "saring").send_keys(Keys.ESCAPE)
    first = browser.find_elements(By.CSS_SELECTOR, "[data-row] [data-main]")[:2]
    browser.find_element(By.TAG_NAME, "body").send_keys("j")
    assert browser.switch_to.active_element == first[0]
    browser.switch_to.active_element.send_keys("j")
    assert browser.switch_to.active_element == first[1]
    browser.switch_to.active_element.send_keys("k")
    assert browser.switch_to.active_element == first[0]


def test_the_floor_on_a_phone_and_in_english(browser: Chrome, demo: Demonstration) -> None:
    on_the_floor(browser, demo, "phone")
    assert_fits(browser)
    assert_well_made(browser)
    speak(browser, demo, "en")
    put_on(browser, "phone", "dark")
    browser.refresh()
    shown(browser, "main[data-ready]")
    assert_well_made(browser, language="en")
    browser.get(f"{demo.url}/kelola/{demo.facts['mall']}/pengumuman/")
    assert_well_made(browser, language="en")


def test_a_floor_that_is_cut_off_says_how_old_it_is(browser: Chrome, demo: Demonstration) -> None:
    on_the_floor(browser, demo)
    offline(browser, on=True)
    shown(browser, "#luring", text="Terputus. Ini keadaan pukul", seconds=15)
    offline(browser, on=False)
    eventually(
        lambda: not browser.find_element(By.ID, "luring").is_displayed(),
        seconds=15,
        what="it heals by itself",
    )
    browser.get_log("browser")  # type: ignore[no-untyped-call]  # what was refused meanwhile
