# SPDX-License-Identifier: Apache-2.0
"""An old phone, or a browser that refuses scripts: everything a citizen needs still works."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from tests.journeys.browser import assert_fits, put_on, shown, start, touch
from tests.journeys.people import all_services, desk_number
from tests.journeys.running import Demonstration

pytestmark = pytest.mark.browser

BLOCKED = {"profile.managed_default_content_settings.javascript": 2}


@pytest.fixture
def phone(browser_pool: list[Chrome]) -> Iterator[Chrome]:
    """A phone with scripts switched off in its settings; the pool says whether there is one."""
    driver = start(prefs=BLOCKED)
    yield driver
    driver.quit()


def test_a_number_is_found_taken_and_cancelled(phone: Chrome, demo: Demonstration) -> None:
    desk = desk_number(demo, 12)
    name = all_services(demo)[desk.service]["name"]
    put_on(phone, "phone")
    phone.get(f"{demo.mall}/")
    shown(phone, "#q").send_keys(name, Keys.ENTER)
    shown(phone, "h2", text="layanan yang cocok")
    touch(phone, f"a[href$='/layanan/{desk.service}/']", text=name)
    assert_fits(phone)
    touch(phone, "button", text="Ambil nomor")
    shown(phone, ".ticket h1", text=f"{desk.prefix}-")
    assert not phone.find_elements("css selector", "html[data-js], #luring:not([hidden])")
    assert "Bunyikan" not in shown(phone, "main").text  # offered only where it can sound
    code = shown(phone, ".ticket h1 .code").text
    assert_fits(phone)

    # The mall's home knows the number, and leads back to it.
    phone.get(f"{demo.mall}/")
    touch(phone, "a", text=code)
    touch(phone, "button", text="Batalkan nomor")
    touch(phone, "button", text="Ya, batalkan")
    shown(phone, ".ticket .state", text="Dibatalkan")
    shown(phone, ".ticket h1", text=code)
    assert "Batalkan nomor" not in shown(phone, "main").text
