# SPDX-License-Identifier: Apache-2.0
"""Somebody who booked comes to the kiosk: with a server, and while it has none."""

import json
from datetime import datetime
from typing import Any
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.journeys.browser import assert_axe_clean, eventually, put_on, shown, touch
from tests.journeys.people import desk_number
from tests.journeys.running import Demonstration
from tests.journeys.screens import assert_well_made
from tests.journeys.test_lock_the_kiosk import Door, door, has_worker

__all__ = ["door"]
pytestmark = pytest.mark.browser


def ask(demo: Demonstration, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ask the API as a program does."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{demo.url}/api/v1/{path}", data, {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def book(demo: Demonstration, *numbers: int) -> dict[str, Any]:
    """Book a visit of today at the counters with these numbers."""
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date().isoformat()
    services = [desk_number(demo, number).service for number in numbers]
    path = f"malls/{demo.facts['mall']}/visits"
    return ask(demo, path, {"services": services, "day": today})


def scan(kiosk: Chrome, text: str) -> None:
    """Type as a scanner does: all at once, and Enter."""
    shown(kiosk, "#kode").send_keys(text, Keys.ENTER)


def forged(text: str) -> str:
    """Return a pass whose signature is another one."""
    return text[:-6] + ("AAAAAA" if not text.endswith("AAAAAA") else "BBBBBB")


def test_one_scan_gives_all_numbers_in_their_order_and_the_paper(
    browser: Chrome, demo: Demonstration
) -> None:
    visit = book(demo, 8, 9)
    put_on(browser, "kiosk")
    browser.get(f"{demo.mall}/kios/hadir/")
    scan(browser, visit["qr"])
    shown(browser, ".cloth", text="Anda tercatat hadir")
    codes = [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".legs .code")]
    tickets = ask(demo, f"visits/{visit['track']}")["tickets"]
    assert len(codes) == 2
    assert sorted(codes) == sorted(one["code"] for one in tickets)
    assert_well_made(browser)
    paper = browser.find_element(By.CSS_SELECTOR, ".slip").get_attribute("textContent") or ""
    assert all(code in paper for code in codes)
    touch(browser, ".ways a.main", text="Selesai")
    shown(browser, "h1", text="Mau mengurus apa?")
    browser.get(f"{demo.mall}/kios/hadir/")
    scan(browser, forged(visit["qr"]))
    shown(browser, "h1", text="bukan dari kami")
    assert_axe_clean(browser)
    browser.get_log("browser")  # type: ignore[no-untyped-call]  # the refusal is in it


def test_whoever_still_stands_there_when_the_line_is_back_sees_their_numbers(
    browser: Chrome, demo: Demonstration, door: Door
) -> None:
    visit = book(demo, 10, 9)
    put_on(browser, "kiosk")
    browser.get(f"http://127.0.0.1:{door.port}/{demo.facts['mall']}/kios/hadir/")
    shown(browser, "#kode")
    keys = "return localStorage.getItem('kunjungan kunci')"
    eventually(lambda: browser.execute_script(keys), what="the keys")
    door.shut()
    scan(browser, visit["qr"])
    shown(browser, "#luring [data-says='visits.kept']", text="Anda tercatat datang pukul")
    door.open()
    shown(browser, ".cloth", text="Anda tercatat hadir")
    assert len(browser.find_elements(By.CSS_SELECTOR, ".legs .code")) == 2
    browser.get_log("browser")  # type: ignore[no-untyped-call]  # what could not be had is in it


def test_a_pass_is_told_and_kept_without_a_server_and_handed_in_once(
    browser: Chrome, demo: Demonstration, door: Door
) -> None:
    visit, given_up = book(demo, 10), book(demo, 10)
    home = f"http://127.0.0.1:{door.port}/{demo.facts['mall']}/kios/"
    put_on(browser, "kiosk")
    browser.get(home)
    eventually(lambda: has_worker(browser), what="the worker")
    browser.get(f"{home}hadir/")
    shown(browser, "#kode")
    keys = "return localStorage.getItem('kunjungan kunci')"
    eventually(lambda: browser.execute_script(keys), what="the keys")

    door.shut()
    scan(browser, forged(visit["qr"]))  # on the page that was open when the server went
    shown(browser, "#luring [data-says='visits.bad_pass']", text="bukan dari kami")
    browser.get(f"{home}hadir/")
    shown(browser, "h1", text="Kios sedang mencari jaringan")
    for _ in range(2):
        scan(browser, visit["qr"])
        shown(browser, "#luring [data-says='visits.kept']", text="Anda tercatat datang pukul")
    kept = "return JSON.parse(localStorage.getItem('kunjungan tertunda')).length"
    assert browser.execute_script(kept) == 1
    scan(browser, given_up["qr"])
    eventually(lambda: browser.execute_script(kept) == 2, what="kept, too")
    ask(demo, f"visits/{given_up['track']}/cancel", {})
    assert_axe_clean(browser)
    assert ask(demo, f"visits/{visit['track']}")["state"] == "booked"

    door.open()
    eventually(lambda: browser.execute_script(kept) == 0, seconds=60, what="handed in")
    assert ask(demo, f"visits/{visit['track']}")["state"] == "present"
    assert len(ask(demo, f"visits/{visit['track']}")["tickets"]) == 1
    browser.get(f"{home}hadir/")  # what the server refused is told to whoever comes back
    shown(browser, "[data-refused]", text="tidak dapat diterima")
    assert_axe_clean(browser)
    browser.get_log("browser")  # type: ignore[no-untyped-call]  # what could not be had is in it
