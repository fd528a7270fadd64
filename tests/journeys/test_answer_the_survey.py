# SPDX-License-Identifier: Apache-2.0
"""From a finished number to a thank-you, and from a month's result to what follows from it."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.journeys.browser import assert_console_clean, eventually, put_on, shown, start, touch
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import Desk, desk_number, sign_in
from tests.journeys.running import Demonstration
from tests.journeys.screens import WAYS, assert_well_made, speak

pytestmark = pytest.mark.browser

BLOCKED = {"profile.managed_default_content_settings.javascript": 2}
DESK = 19
ELEMENTS = 9


def asks(demo: Demonstration, role: str, path: str, **body: Any) -> dict[str, Any]:
    """Press as a program with the demonstration's key of a role."""
    keys: dict[str, str] = demo.facts["tokens"]
    request = Request(
        f"{demo.url}/api/v1/malls/{demo.facts['mall']}/{path}",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {keys[role]}", "Content-Type": "application/json"},
    )
    with urlopen(request) as answer:
        return dict(json.loads(answer.read() or b"{}"))


def take(demo: Demonstration, desk: Desk) -> dict[str, Any]:
    return asks(demo, "kiosk", "tickets", service=desk.service)


def serve(demo: Demonstration, desk: Desk, ticket: dict[str, Any]) -> None:
    """Call until the ticket comes, and serve each to the end."""
    asks(demo, "counter", f"counters/{desk.id}/open")
    while True:
        called = asks(demo, "counter", f"counters/{desk.id}/call-next")
        for verb in ("start", "finish"):
            asks(demo, "counter", f"tickets/{called['id']}/{verb}", counter=desk.id)
        if called["id"] == ticket["id"]:
            return


def choose(driver: Chrome, group: str) -> None:
    """Choose the third step of every question, as a thumb does."""
    groups = driver.find_elements(By.CSS_SELECTOR, group)
    assert len(groups) == ELEMENTS
    for one in groups:
        step = one.find_elements(By.CSS_SELECTOR, "label")[2]
        driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", step)
        step.click()


@pytest.mark.parametrize(("scheme", "language"), WAYS)
def test_the_phone_asks_when_it_is_over_and_thanks(
    open_browser: OpenBrowser, demo: Demonstration, scheme: Any, language: str
) -> None:
    desk = desk_number(demo, DESK)
    ticket = take(demo, desk)
    phone = open_browser()
    put_on(phone, "phone", scheme)
    speak(phone, demo, language)
    phone.get(ticket["track_url"])
    shown(phone, ".ticket [data-state=waiting]")
    serve(demo, desk, ticket)
    touch(phone, "a[href$='/nilai/']")  # the page came to it by itself
    shown(phone, ".question")
    assert_well_made(phone, language=language)
    touch(phone, ".toggle")
    assert_well_made(phone, language=language)
    touch(phone, ".toggle")
    choose(phone, ".question")
    touch(phone, ".send .button")
    shown(phone, ".state[data-state=done]")
    assert_well_made(phone, language=language)
    # back and again: the answer stands
    phone.back()
    phone.refresh()
    shown(phone, ".state[data-state=done]")
    assert not phone.find_elements(By.CSS_SELECTOR, ".question")
    touch(phone, "a.main[href$='/skm/']")
    shown(phone, ".elements")
    assert_well_made(phone, language=language)


@pytest.fixture
def plain_phone(browser_pool: list[Chrome]) -> Iterator[Chrome]:
    """A phone with scripts switched off in its settings; the pool says whether there is one."""
    driver = start(prefs=BLOCKED)
    yield driver
    driver.quit()


def test_without_scripts_the_survey_is_the_same(plain_phone: Chrome, demo: Demonstration) -> None:
    desk = desk_number(demo, DESK)
    ticket = take(demo, desk)
    serve(demo, desk, ticket)
    put_on(plain_phone, "phone")
    plain_phone.get(ticket["track_url"])
    touch(plain_phone, "a", text="Nilai layanan ini")
    touch(plain_phone, ".send .button")
    shown(plain_phone, "[role=alert]", text="9 isian perlu dilengkapi")
    choose(plain_phone, ".question")
    touch(plain_phone, ".send .button")
    shown(plain_phone, "h1", text="Terima kasih")


def test_the_exit_kiosk_takes_the_number_on_the_paper(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, DESK)
    ticket = take(demo, desk)
    serve(demo, desk, ticket)
    kiosk = open_browser()
    put_on(kiosk, "kiosk")
    kiosk.get(f"{demo.mall}/kios/nilai/")
    shown(kiosk, "#kode").send_keys(ticket["code"])
    touch(kiosk, ".search .button")
    shown(kiosk, ".nine-ask")
    assert_well_made(kiosk)
    choose(kiosk, ".nine-ask")
    touch(kiosk, ".nine .button.main")
    shown(kiosk, "h1", text="Terima kasih")
    assert_well_made(kiosk)
    home = f"{demo.mall}/kios/nilai/"
    eventually(lambda: kiosk.current_url == home, seconds=30, what="the kiosk goes home")
    assert_console_clean(kiosk)


def test_a_manager_says_what_will_change_and_citizens_read_it(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    manager, citizen = open_browser(), open_browser()
    put_on(manager, "desk")
    sign_in(manager, demo, "manager", f"/kelola/{demo.facts['mall']}/skm/")
    touch(manager, "a.month-row")
    touch(manager, ".plans a.button", text="rencana")
    shown(manager, "textarea[name=rencana]")
    assert_well_made(manager)
    plan = manager.find_element(By.NAME, "rencana")
    plan.clear()
    plan.send_keys("Dua loket dibuka lebih pagi.")
    day = "arguments[0].value = '2027-03-31'"
    manager.execute_script(day, manager.find_element(By.NAME, "tenggat"))
    touch(manager, "button", text="Simpan tindak lanjut")
    shown(manager, ".plans", text="Dua loket dibuka lebih pagi.")
    put_on(citizen, "phone")
    citizen.get(f"{demo.mall}/skm/")
    shown(citizen, ".plans", text="Dua loket dibuka lebih pagi.")
    assert_well_made(citizen)
