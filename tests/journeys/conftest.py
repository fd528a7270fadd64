# SPDX-License-Identifier: Apache-2.0
import os
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tests.journeys import browser as chromium
from tests.journeys.running import Demonstration, demonstration

OpenBrowser = Callable[[], Chrome]
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def keep_pictures(drivers: list[Chrome]) -> None:
    """Leave what every screen showed when the journey failed, and say where."""
    place = Path(tempfile.mkdtemp(prefix="satuhadir-failed-"))
    for number, driver in enumerate(drivers, 1):
        driver.save_screenshot(str(place / f"{number}.png"))
    print(f"screens: {place}")


@pytest.fixture(scope="session")
def demo() -> Iterator[Demonstration]:
    """One demonstration for all journeys: each journey uses a line or a counter of its own."""
    with demonstration() as running:
        yield running


@pytest.fixture(scope="session")
def browser_pool() -> Iterator[list[Chrome]]:
    """The browsers started so far; a journey hands them back for the next one."""
    lacks = chromium.missing()
    if lacks and os.environ.get("CI") == "true":
        pytest.fail(f"{lacks}: CI runs the journeys in a real browser")
    if lacks:
        pytest.skip(f"{lacks}: install chromium and chromium-driver to run the journeys")
    pool: list[Chrome] = []
    yield pool
    for driver in pool:
        driver.quit()


@pytest.fixture
def open_browser(
    browser_pool: list[Chrome], request: pytest.FixtureRequest
) -> Iterator[OpenBrowser]:
    """Open as many browsers as a journey has people and screens; none shares a cookie."""
    lent: list[Chrome] = []

    def lend() -> Chrome:
        driver = browser_pool.pop() if browser_pool else chromium.start()
        lent.append(driver)
        return driver

    yield lend
    if request.node.stash.get(FAILED, False):
        keep_pictures(lent)
    for driver in lent:
        chromium.forget(driver)
    browser_pool.extend(lent)


@pytest.fixture
def browser(open_browser: OpenBrowser) -> Chrome:
    """One browser, for a journey with one person."""
    return open_browser()
