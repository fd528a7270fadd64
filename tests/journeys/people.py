# SPDX-License-Identifier: Apache-2.0
"""What people do in front of a screen, in the words of a story."""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.journeys.browser import eventually, put_on, shown, touch
from tests.journeys.running import Demonstration

# The desk takes two presses within a second for one: what the key does next is another thing.
A_HAND = 1.1
# By the address of the demonstration: what it offers does not change while it runs.
_services: dict[str, dict[str, dict[str, Any]]] = {}


@dataclass(frozen=True)
class Desk:
    """A counter of the demonstration with one of its services and that service's line."""

    id: str
    name: str
    service: str
    prefix: str


def all_services(demo: Demonstration) -> dict[str, dict[str, Any]]:
    """Return every service of the mall by its code, as the API gives it; asked once."""
    if demo.url not in _services:
        _services[demo.url] = _ask_services(demo)
    return _services[demo.url]


def _ask_services(demo: Demonstration) -> dict[str, dict[str, Any]]:
    address = f"{demo.url}/api/v1/malls/{demo.facts['mall']}/services?limit=200"
    found: dict[str, dict[str, Any]] = {}
    cursor = ""
    while True:
        with urlopen(f"{address}{cursor}") as answer:
            page = json.load(answer)
        found |= {one["code"]: one for one in page["items"]}
        if not page["next"]:
            return found
        cursor = f"&cursor={page['next']}"


def desk_number(demo: Demonstration, number: int) -> Desk:
    """Return the n-th counter whose line no earlier one serves: so that journeys don't meet."""
    services = all_services(demo)
    seen: list[str] = []
    for counter in demo.facts["counters"]:
        code = counter["services"][0]
        prefix = services[code]["prefix"]
        if prefix in seen:
            continue
        seen.append(prefix)
        if len(seen) > number:
            return Desk(counter["id"], counter["name"], code, prefix)
    raise LookupError(number)


def sign_in(driver: Chrome, demo: Demonstration, role: str, at: str) -> None:
    """Sign in with the demonstration account of a role, on the way to the page `at`."""
    account = demo.account(role)
    # Whoever signs in is nobody yet, whatever a page that is gone was answered since.
    driver.execute_cdp_cmd("Network.deleteCookies", {"name": "sessionid", "url": demo.url})
    driver.get(f"{demo.url}{at}")
    shown(driver, "input[name=login]").send_keys(account["username"])
    shown(driver, "input[name=password]").send_keys(account["password"], Keys.ENTER)
    eventually(lambda: driver.current_url == f"{demo.url}{at}", what=f"{role} at {at}")


def go_to_work(driver: Chrome, demo: Demonstration, desk: Desk) -> None:
    """Sign in as an officer, choose the counter and open it."""
    put_on(driver, "desk")
    sign_in(driver, demo, "officer", "/loket/")
    touch(driver, f"a[href='/loket/{desk.id}/']")
    shown(driver, "h1", text=desk.name)
    press(driver, "Buka loket")
    shown(driver, ".tools .state[data-state=open]")


def go_home(driver: Chrome) -> None:
    """Close the counter."""
    touch(driver, "#tutup")
    shown(driver, ".tools .state[data-state=closed]")


def press(driver: Chrome, words: str) -> None:
    """Press the main key of the officer's desk once it says `words`, as calmly as a hand does."""
    shown(driver, "#utama", text=words)
    time.sleep(A_HAND)
    shown(driver, "#utama", text=words)
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.F9)
    eventually(
        lambda: not driver.find_elements(By.CSS_SELECTOR, "#meja[aria-busy]"), what="an answer"
    )


def go_to_the_button(driver: Chrome, demo: Demonstration, desk: Desk) -> WebElement:
    """Touch through the kiosk's pages up to the button that gives the number; return it."""
    put_on(driver, "kiosk")
    driver.get(f"{demo.mall}/kios/")
    touch(driver, f"a.line[href$='/kios/antrean/{desk.prefix}/']")
    touch(driver, "main a.line[href*='/kios/layanan/'], .low a.line[href*='/kios/layanan/']")
    return shown(driver, "form.take button.main")


def take_at_kiosk(driver: Chrome, demo: Demonstration, desk: Desk) -> str:
    """Take a number with three touches; return its code."""
    go_to_the_button(driver, demo, desk).click()
    return shown(driver, "h1 .code").text


def take_on_phone(driver: Chrome, demo: Demonstration, desk: Desk) -> str:
    """Take a number on a phone; return its code and stay on its page."""
    put_on(driver, "phone")
    driver.get(f"{demo.mall}/layanan/{desk.service}/")
    touch(driver, "button.main[form=ambil]")
    return shown(driver, "article.ticket h1 .code").text
