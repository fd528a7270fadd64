# SPDX-License-Identifier: Apache-2.0
"""What must hold on every screen, whatever is on it, and ways to ask for it in a language."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.journeys.browser import assert_axe_clean, assert_fits, eventually
from tests.journeys.running import Demonstration

WAYS = [("light", "id"), ("dark", "en")]
COUNT_TOUCHES = """
addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.touches = Number(sessionStorage.touches ?? 0) + 1;
}, true);
"""
GLYPH_HEIGHT = """
const words = document.querySelector(arguments[0]);
const style = getComputedStyle(words);
const pen = document.createElement("canvas").getContext("2d");
pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
return pen.measureText("0").actualBoundingBoxAscent / innerHeight;
"""
BYTES = """
return performance.getEntries()
  .filter((one) => ["navigation", "resource"].includes(one.entryType))
  .filter((one) => !["fetch", "eventsource", "xmlhttprequest"].includes(one.initiatorType))
  .map((one) => [one.name, one.transferSize]);
"""


def speak(driver: Chrome, demo: Demonstration, language: str) -> None:
    """Choose the language of every page from now on, as the switch on each page does."""
    cookie = {"url": demo.url, "name": "django_language", "value": language}
    driver.execute_cdp_cmd("Network.setCookie", cookie)


def assert_well_made(*screens: Chrome, language: str = "id") -> None:
    """Fail for a broken script, a refused style, two headings, a scroll sideways, or axe."""
    for screen in screens:
        assert_quiet(screen)
        assert screen.find_element(By.TAG_NAME, "html").get_attribute("lang") == language
        headings = [one.text for one in screen.find_elements(By.TAG_NAME, "h1")]
        assert len(headings) == 1, f"{screen.current_url}: h1 {headings}"
        assert_fits(screen)
        assert_rests(screen)
        assert_axe_clean(screen)


def assert_rests(screen: Chrome) -> None:
    """Wait until no press is on its way: its button is paler meanwhile."""
    eventually(
        lambda: not screen.find_elements(By.CSS_SELECTOR, "[aria-busy=true]"),
        what="a press comes to its end",
    )


def assert_quiet(screen: Chrome) -> None:
    """Fail for what the console complains about, but for the page itself being a refusal."""
    wrong = [
        entry["message"]
        for entry in screen.get_log("browser")  # type: ignore[no-untyped-call]
        if entry["level"] == "SEVERE"
        and not entry["message"].startswith(f"{screen.current_url} - Failed to load resource")
    ]
    assert not wrong, wrong


@contextmanager
def touches(screen: Chrome) -> Iterator[Callable[[], int]]:
    """Count how often the glass is touched from here on, over all pages."""
    added = screen.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": COUNT_TOUCHES}
    )
    try:
        yield lambda: int(screen.execute_script("return sessionStorage.touches ?? 0"))
    finally:
        screen.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def height_of_figures(screen: Chrome, css: str) -> float:
    """Return how tall the drawn figures are, as a share of the screen."""
    share: float = screen.execute_script(GLYPH_HEIGHT, css)
    return share


def bytes_of_page(screen: Chrome) -> dict[str, int]:
    """Return what came over the wire for the page as it was opened, by address."""
    return {str(name): int(size) for name, size in screen.execute_script(BYTES)}
