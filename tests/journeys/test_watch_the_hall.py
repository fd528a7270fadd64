# SPDX-License-Identifier: Apache-2.0
"""What the hall display does by itself: calls in turn, each long enough, none twice, none lost."""

import json
import time
from urllib.request import Request, urlopen

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.journeys.browser import eventually, offline, put_on, shown
from tests.journeys.people import Desk, desk_number
from tests.journeys.running import Demonstration

pytestmark = pytest.mark.browser

# Writes down every number as it comes up, with the moment, and which of them flashed.
WATCH = """
window.seen = [];
window.flashes = 0;
const code = document.getElementById("nomor");
new MutationObserver(() => seen.push([code.textContent, performance.now()]))
  .observe(code, {childList: true});
document.getElementById("panggilan")
  .addEventListener("animationstart", () => { flashes += 1; });
"""


def ask(demo: Demonstration, path: str, body: dict[str, object], token: str = "manager") -> str:
    """Press through the API; return the ticket's code and id in one text."""
    request = Request(
        f"{demo.url}/api/v1/malls/{demo.facts['mall']}/{path}",
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {demo.facts['tokens'][token]}",
            "Content-Type": "application/json",
        },
    )
    with urlopen(request) as answer:
        said = json.loads(answer.read() or "{}")
    return f"{said.get('code')} {said.get('id')}"


def open_desk(demo: Demonstration, number: int) -> Desk:
    desk = desk_number(demo, number)
    ask(demo, f"counters/{desk.id}/open", {})
    return desk


def call(demo: Demonstration, desk: Desk) -> tuple[str, str]:
    """Take a number for the desk and call it; return its code and id."""
    ask(demo, "tickets", {"service": desk.service}, "kiosk")
    code, ticket = ask(demo, f"counters/{desk.id}/call-next", {}).split()
    return code, ticket


def finish(demo: Demonstration, desk: Desk, ticket: str) -> None:
    for verb in ("start", "finish"):
        ask(demo, f"tickets/{ticket}/{verb}", {"counter": desk.id})


def watch(hall: Chrome, demo: Demonstration) -> None:
    put_on(hall, "tv", "dark")
    features = [{"name": "prefers-reduced-motion", "value": "no-preference"}]
    hall.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    hall.get(f"{demo.mall}/layar/")
    shown(hall, "#sambungan[data-state=open]")
    time.sleep(1)  # the stream opens
    hall.execute_script(WATCH)


def seen(hall: Chrome) -> list[tuple[str, float]]:
    return [(str(code), float(at)) for code, at in hall.execute_script("return seen")]


def test_two_calls_in_one_moment_each_stay_four_seconds(
    browser: Chrome, demo: Demonstration
) -> None:
    first, second = open_desk(demo, 4), open_desk(demo, 5)
    watch(browser, demo)
    one, two = call(demo, first), call(demo, second)
    eventually(lambda: len(seen(browser)) >= 2, seconds=12, what="two numbers in turn")
    time.sleep(5)
    shown_codes = seen(browser)
    assert [code for code, _ in shown_codes] == [one[0], two[0]]
    assert shown_codes[1][1] - shown_codes[0][1] >= 3900
    assert browser.find_element(By.CSS_SELECTOR, "#sebelum li").get_attribute("data-code") == one[0]

    # A quarter of the height, for whoever sits ten metres away.
    height = browser.execute_script(
        "return parseFloat(getComputedStyle(document.getElementById('nomor')).fontSize)"
        " * 0.73 / innerHeight"
    )
    assert height >= 0.25

    # A recall flashes again, also when the number is large already.
    before = browser.execute_script("return flashes")
    time.sleep(1)
    ask(demo, f"tickets/{two[1]}/recall", {"counter": second.id})
    eventually(lambda: browser.execute_script("return flashes") > before, what="a flash")
    assert browser.find_element(By.ID, "nomor").text == two[0]

    # A withdrawn number goes.
    ask(demo, f"tickets/{two[1]}/release", {"counter": second.id})
    eventually(lambda: two[0] not in browser.find_element(By.TAG_NAME, "main").text, what="gone")
    ask(demo, f"tickets/{two[1]}/cancel", {})
    finish(demo, first, one[1])


def test_a_display_without_network_says_since_when_and_catches_up(
    browser: Chrome, demo: Demonstration
) -> None:
    desk = open_desk(demo, 6)
    watch(browser, demo)
    code, ticket = call(demo, desk)
    shown(browser, "#nomor", text=code)
    finish(demo, desk, ticket)

    offline(browser, on=True)
    shown(browser, "#sambungan[data-state=offline]", text="Terputus sejak", seconds=20)
    missed = []
    for _ in range(2):
        code, ticket = call(demo, desk)
        finish(demo, desk, ticket)
        missed.append(code)
    offline(browser, on=False)
    shown(browser, "#sambungan[data-state=open]", text="Tersambung", seconds=20)
    eventually(
        lambda: [one for one, _ in seen(browser)][-2:] == missed, seconds=20, what="both, in turn"
    )
    time.sleep(6)
    codes = [one for one, _ in seen(browser)]
    assert [codes.count(one) for one in missed] == [1, 1]
