# SPDX-License-Identifier: Apache-2.0
"""Chromium for the journeys: starting it, its sizes and colours, what axe finds on a page."""

import json
import os
import shutil
import time
from collections.abc import Callable, Sequence
from importlib import resources
from typing import Any, Literal, TypeVar

from selenium.common.exceptions import (
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

# The four pieces of glass people meet (width, height in CSS pixels).
SIZES = {"phone": (360, 740), "desk": (1366, 768), "tv": (1920, 1080), "kiosk": (1080, 1920)}
Glass = Literal["phone", "desk", "tv", "kiosk"]
Scheme = Literal["light", "dark"]
T = TypeVar("T")
# How long a journey waits for what should be there at once: a slow machine is not a fault.
PATIENCE = 30

# What the driver says, without a name, when a page is replaced while it looks at one of its parts.
WENT_AWAY = (
    "does not belong to the document",
    "Cannot find context with specified id",
    "aborted by navigation",
)

# WCAG 2.2 AA, with three rules axe leaves out of it unless asked.
AXE_OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    "rules": {
        "target-size": {"enabled": True},
        "page-has-heading-one": {"enabled": True},
        "heading-order": {"enabled": True},
    },
    "resultTypes": ["violations"],
}
RUN_AXE = """
const [options, done] = arguments;
axe.run(document, options).then(
  (found) => done(found.violations.map((rule) => ({
    id: rule.id, help: rule.help, nodes: rule.nodes.map((node) => ({
      html: node.html, why: node.failureSummary,
    })),
  }))),
  (error) => done([{id: "axe", help: String(error), nodes: []}]),
);
"""


def chromium() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


def chromedriver() -> str | None:
    """Return the path of the driver that belongs to it, or None."""
    return shutil.which("chromedriver")


def missing() -> str:
    """Say what a machine lacks for the journeys; an empty text when it lacks nothing."""
    lacks = [
        name
        for name, path in (("Chromium", chromium()), ("chromedriver", chromedriver()))
        if not path
    ]
    return f"{' and '.join(lacks)} not found" if lacks else ""


def start(
    language: str = "id", prefs: dict[str, Any] | None = None, words: Sequence[str] = ()
) -> Chrome:
    """Start a Chromium of its own, with nothing kept from before.

    `prefs` are its settings, `words` more of its command line.
    """
    options = ChromeOptions()
    options.binary_location = chromium() or ""
    words = [
        *words,
        "--headless=new",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-background-timer-throttling",
        "--disable-component-update",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        f"--lang={language}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--no-sandbox")  # Chromium's own sandbox does not run for root
    for word in words:
        options.add_argument(word)
    options.add_experimental_option("prefs", {"intl.accept_languages": language} | (prefs or {}))
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=Service(executable_path=chromedriver()))
    driver.set_page_load_timeout(60)
    driver.set_script_timeout(60)
    return driver


def forget(driver: Chrome) -> None:
    """Bring a browser back to how it started: no page, no cookie, no store, no emulation."""
    first, *others = driver.window_handles
    for one in others:
        driver.switch_to.window(one)
        driver.close()
    driver.switch_to.window(first)
    origin = driver.execute_script("return location.origin")
    driver.get("about:blank")
    drop_cookies(driver)
    if str(origin).startswith("http"):
        place = {"origin": origin, "storageTypes": "all"}
        driver.execute_cdp_cmd("Storage.clearDataForOrigin", place)
    offline(driver, on=False)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    driver.get_log("browser")  # type: ignore[no-untyped-call]


def drop_cookies(driver: Chrome) -> None:
    """Leave no cookie. A page that is gone may still be answered, and the answer may keep its
    officer signed in: so it is looked at again a moment later.
    """

    def are_gone() -> bool:
        driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        time.sleep(0.1)
        return not driver.execute_cdp_cmd("Network.getAllCookies", {})["cookies"]

    eventually(are_gone, what="no cookie")


def put_on(driver: Chrome, glass: Glass, scheme: Scheme = "light") -> None:
    """Give the page the size of one piece of glass and the colours its owner prefers."""
    width, height = SIZES[glass]
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": glass == "phone"},
    )
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def offline(driver: Chrome, *, on: bool) -> None:
    """Cut the page off from the network, or let it back."""
    driver.execute_cdp_cmd("Network.enable", {})
    conditions = {"offline": on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)


def went_away(error: WebDriverException) -> bool:
    """Tell whether the page was replaced while it was asked about.

    The driver has a name for it only when it notices before the browser does.
    """
    named = isinstance(error, NoSuchElementException | StaleElementReferenceException)
    return named or any(words in str(error.msg) for words in WENT_AWAY)


def eventually(ask: Callable[[], T], *, seconds: float = PATIENCE, what: str = "") -> T:
    """Ask until the answer is true and return it; fail with `what` when time is up."""
    end = time.monotonic() + seconds
    while True:
        try:
            answer = ask()
        except WebDriverException as error:
            if not went_away(error):
                raise
            answer = None
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:g} s: {what or ask}")
        time.sleep(0.05)


def shown(driver: Chrome, css: str, *, text: str = "", seconds: float = PATIENCE) -> WebElement:
    """Wait for a visible element, with `text` in it when given, and return it."""

    def ask() -> WebElement | None:
        for element in driver.find_elements(By.CSS_SELECTOR, css):
            if element.is_displayed() and text in element.text:
                return element
        return None

    found = eventually(ask, seconds=seconds, what=f"{css} {text!r} on {driver.current_url}")
    assert found is not None
    return found


def touch(driver: Chrome, css: str, *, text: str = "", seconds: float = PATIENCE) -> None:
    """Click a visible element; again when the page was drawn anew under the finger."""

    def hit() -> bool:
        shown(driver, css, text=text, seconds=seconds).click()
        return True

    eventually(hit, seconds=seconds, what=f"a touch of {css} {text!r}")


def axe_findings(driver: Chrome) -> list[dict[str, Any]]:
    """Return what axe finds wrong on the page once nothing on it is under way."""
    busy = "[aria-busy=true], .htmx-request"
    eventually(lambda: not driver.find_elements(By.CSS_SELECTOR, busy), what="a page at rest")
    if not driver.execute_script("return typeof axe === 'object'"):
        source = resources.files("axe_playwright_python").joinpath("axe.min.js")
        driver.execute_script(source.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = driver.execute_async_script(RUN_AXE, AXE_OPTIONS)
    return found


def assert_axe_clean(driver: Chrome) -> None:
    """Fail with every element axe complains about and why."""
    lines = [
        f"{rule['id']}: {rule['help']}\n    {node['html'][:200]}\n    {node['why']}"
        for rule in axe_findings(driver)
        for node in rule["nodes"] or [{"html": "", "why": ""}]
    ]
    assert not lines, f"{driver.current_url}\n" + "\n".join(lines)


def assert_fits(driver: Chrome) -> None:
    """Fail when the page is wider than its glass: nobody should scroll sideways."""
    widths = driver.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert widths[0] <= widths[1], f"{driver.current_url}: {widths[0]} px on {widths[1]} px"


def assert_console_clean(driver: Chrome) -> None:
    """Fail when the page logged an error: a script that broke, or what the CSP refused."""
    try:
        entries = driver.get_log("browser")  # type: ignore[no-untyped-call]
    except WebDriverException as error:  # the log of a page that is gone
        raise AssertionError(str(error)) from error
    wrong = [entry["message"] for entry in entries if entry["level"] == "SEVERE"]
    assert not wrong, json.dumps(wrong, indent=2)
