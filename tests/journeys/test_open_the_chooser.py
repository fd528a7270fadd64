# SPDX-License-Identifier: Apache-2.0
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.journeys.browser import (
    Glass,
    Scheme,
    assert_axe_clean,
    assert_console_clean,
    assert_fits,
    put_on,
    shown,
)
from tests.journeys.running import Demonstration

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("glass", ["phone", "desk"])
def test_the_chooser_opens_on_every_glass(
    browser: Chrome, demo: Demonstration, glass: Glass, scheme: Scheme
) -> None:
    put_on(browser, glass, scheme)
    browser.get(f"{demo.url}/")

    assert len(browser.find_elements(By.TAG_NAME, "h1")) == 1
    assert shown(browser, f"a[href='/{demo.facts['mall']}/']")
    assert_fits(browser)
    assert_console_clean(browser)
    assert_axe_clean(browser)
