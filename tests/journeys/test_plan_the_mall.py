# SPDX-License-Identifier: Apache-2.0
"""A manager asks what one more counter would do, waits for the worker, and reads the answer."""

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.journeys.browser import assert_console_clean, eventually, put_on, shown
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import sign_in
from tests.journeys.running import Demonstration
from tests.journeys.screens import assert_well_made

pytestmark = pytest.mark.browser

# The first calculation of a fresh installation compiles the simulator.
LONGEST_SECONDS = 420


def is_answered(browser: Chrome) -> bool:
    """Say whether the page, which reloads itself, shows a result."""
    return bool(browser.find_elements(By.CSS_SELECTOR, ".told .lead"))


def test_a_what_if_is_asked_worked_out_and_read(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    browser = open_browser()
    put_on(browser, "desk")
    sign_in(browser, demo, "manager", f"/kelola/{demo.facts['mall']}/rencana-mal/bagaimana-jika/")
    browser.find_element(By.CSS_SELECTOR, "input[value=people]").click()
    browser.find_element(By.CSS_SELECTOR, ".option button, form.stack button.main").click()
    assert shown(browser, "progress, .told .lead")
    eventually(lambda: is_answered(browser), seconds=LONGEST_SECONDS)
    assert len(browser.find_elements(By.CSS_SELECTOR, "svg.chart")) >= 2
    assert_well_made(browser)
    assert_console_clean(browser)
