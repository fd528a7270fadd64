# SPDX-License-Identifier: Apache-2.0
"""The kiosk by itself: heard and driven by a keypad, no way out, nothing left behind, healing."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.journeys.browser import (
    assert_axe_clean,
    assert_console_clean,
    eventually,
    put_on,
    shown,
    touch,
)
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import desk_number, go_to_the_button, sign_in, take_at_kiosk
from tests.journeys.running import Demonstration

pytestmark = pytest.mark.browser

# What the guide says, kept where the kiosk's own clearing up does not reach.
LISTEN = """
addEventListener("kiosk:said", (event) => {
  const heard = JSON.parse(localStorage.getItem("heard") ?? "[]");
  localStorage.setItem("heard", JSON.stringify([...heard, event.detail]));
}, true);
"""
HEARD = "return JSON.parse(localStorage.getItem('heard') ?? '[]')"
# Which keys the page took for itself: asked after everything else has had them.
WATCH_KEYS = """
window.taken = {};
addEventListener("keydown", (event) => { taken[event.code] = event.defaultPrevented; });
for (const name of ["contextmenu", "selectstart", "dragstart", "drop"]) {
  const event = new Event(name, { bubbles: true, cancelable: true });
  document.querySelector("main").dispatchEvent(event);
  taken[name] = event.defaultPrevented;
}
"""


@pytest.fixture
def listening(browser: Chrome) -> Iterator[Chrome]:
    """A browser that notes what it says."""
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LISTEN})
    yield browser
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def key(kiosk: Chrome, *keys: str) -> None:
    for one in keys:
        ActionChains(kiosk).send_keys(one).perform()


def go_down_to(kiosk: Chrome, css: str) -> None:
    """Press the keypad's lower key until it stands on something."""
    is_there = "return document.activeElement?.matches(arguments[0]) ?? false"
    for _ in range(80):
        if kiosk.execute_script(is_there, css):
            return
        key(kiosk, Keys.ARROW_DOWN)
    raise AssertionError(f"the keypad never came to {css}")


def heard(kiosk: Chrome, text: str) -> None:
    eventually(
        lambda: any(text in one for one in kiosk.execute_script(HEARD)),
        what=f"{text!r} among {kiosk.execute_script(HEARD)[-6:]}",
    )


def test_a_keypad_and_a_headset_are_enough_for_a_number(
    listening: Chrome, demo: Demonstration
) -> None:
    kiosk, desk = listening, desk_number(demo, 3)
    put_on(kiosk, "kiosk")
    kiosk.get(f"{demo.mall}/kios/awal/")
    shown(kiosk, "h1", text="Mau mengurus apa?")
    if not kiosk.find_elements(By.CSS_SELECTOR, "body[data-sound]"):
        pytest.skip("espeak-ng not found: the server has no voice")
    assert kiosk.execute_script(HEARD) == []  # nothing is said before somebody asks

    key(kiosk, Keys.ARROW_DOWN)
    heard(kiosk, "Panduan suara menyala.")
    assert kiosk.execute_script("return document.activeElement === document.body")
    row = f"a.line[href$='/kios/antrean/{desk.prefix}/'], a.line[href$='/layanan/{desk.service}/']"
    go_down_to(kiosk, row)
    heard(kiosk, f"Antrean {desk.prefix}.")
    assert_axe_clean(kiosk)
    key(kiosk, Keys.ARROW_UP, Keys.ARROW_DOWN, Keys.F8, Keys.F9, Keys.F1)
    heard(kiosk, "Lebih cepat")
    heard(kiosk, "Lebih pelan")
    key(kiosk, Keys.ENTER)
    shown(kiosk, "h2.asks", text="Pilih urusannya")
    heard(kiosk, "Dipilih:")
    key(kiosk, Keys.ESCAPE)
    shown(kiosk, "h1", text="Mau mengurus apa?")
    go_down_to(kiosk, row)
    key(kiosk, Keys.ENTER)
    shown(kiosk, "h2.asks", text="Pilih urusannya")
    go_down_to(kiosk, ".low a.line[href*='/kios/layanan/']")
    key(kiosk, Keys.ENTER)
    shown(kiosk, "form.take")
    go_down_to(kiosk, "[name=people][value='2']")
    key(kiosk, Keys.ENTER)
    heard(kiosk, "dipilih")
    assert (
        kiosk.find_element(By.CSS_SELECTOR, "[name=people]:checked").get_attribute("value") == "2"
    )
    go_down_to(kiosk, "form.take button.main")
    key(kiosk, Keys.ENTER)
    code = shown(kiosk, "h1 .code").text
    heard(kiosk, "Nomor Anda " + ", ".join(one for one in code if one.isalnum()))
    heard(kiosk, "Tunggu di")
    assert_axe_clean(kiosk)
    go_down_to(kiosk, ".ways a.main")
    key(kiosk, Keys.ENTER)
    shown(kiosk, "h1", text="Mau mengurus apa?")
    assert kiosk.execute_script("return sessionStorage.getItem('guide')") is None
    assert_console_clean(kiosk)


def test_the_button_reads_the_page_and_typing_is_said(
    listening: Chrome, demo: Demonstration
) -> None:
    kiosk = listening
    put_on(kiosk, "desk")
    kiosk.get(f"{demo.mall}/kios/hadir/")
    if not kiosk.find_elements(By.CSS_SELECTOR, "body[data-sound]"):
        pytest.skip("espeak-ng not found: the server has no voice")
    shown(kiosk, "#bacakan", text="Bacakan").click()
    heard(kiosk, "Pindai QR, atau ketik nomornya")
    shown(kiosk, "#bacakan[aria-pressed=true]", text="Berhenti membaca")
    key(kiosk, Keys.ARROW_DOWN)  # who takes the keypad now goes on with it
    for one in kiosk.find_elements(By.CSS_SELECTOR, ".keys button"):
        if one.text == "B":
            one.click()
    heard(kiosk, "B")
    shown(kiosk, "#bacakan").click()
    heard(kiosk, "Panduan suara mati.")
    assert_console_clean(kiosk)


def test_nothing_of_the_visitor_before_can_be_called_back(
    browser: Chrome, demo: Demonstration
) -> None:
    desk = desk_number(demo, 4)
    browser.get(f"{demo.mall}/kios/awal/")
    pages = browser.execute_script("return history.length")
    code = take_at_kiosk(browser, demo, desk)
    touch(browser, ".ways a.main", text="Selesai")
    shown(browser, "h1", text="Mau mengurus apa?")
    # selenium's own visits of addresses are the only entries: touches add none
    assert browser.execute_script("return history.length") <= pages + 1
    for way in (browser.back, browser.forward, browser.back):
        way()
        eventually(lambda: "/kios/" in browser.current_url or "about:" in browser.current_url)
        time.sleep(0.5)
        said = browser.find_element(By.TAG_NAME, "body").text
        assert code not in said and "Ambil nomor" not in said


def test_no_key_and_no_gesture_leads_out(browser: Chrome, demo: Demonstration) -> None:
    put_on(browser, "kiosk")
    browser.get(f"{demo.mall}/kios/")
    shown(browser, "h1")
    browser.execute_script(WATCH_KEYS)
    for held, one, code in (
        (Keys.CONTROL, "p", "KeyP"), (Keys.CONTROL, "s", "KeyS"), (Keys.CONTROL, "u", "KeyU"),
        (Keys.CONTROL, "f", "KeyF"), (Keys.CONTROL, "a", "KeyA"),
        (Keys.ALT, Keys.LEFT, "ArrowLeft"),
        (Keys.NULL, Keys.F5, "F5"), (Keys.NULL, Keys.F12, "F12"), (Keys.NULL, Keys.F3, "F3"),
    ):  # fmt: skip
        ActionChains(browser).key_down(held).send_keys(one).key_up(held).perform()
        taken = browser.execute_script("return taken")
        assert taken.get(code) is True, (code, taken)
    taken = browser.execute_script("return taken")
    assert [name for name in ("contextmenu", "selectstart", "dragstart", "drop")
            if not taken[name]] == []  # fmt: skip
    styles = browser.execute_script(
        "const s = getComputedStyle(document.body);"
        "return [s.userSelect, s.touchAction, s.overscrollBehaviorX]"
    )
    assert styles == ["none", "pan-x pan-y", "none"]
    assert browser.current_url == f"{demo.mall}/kios/"
    assert len(browser.window_handles) == 1


def test_five_touches_in_the_corner_and_the_code_of_now(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    kiosk, manager = open_browser(), open_browser()
    slug = demo.facts["mall"]
    put_on(manager, "desk")
    sign_in(manager, demo, "manager", f"/kelola/{slug}/kios/")
    code = shown(manager, "p.said").text.replace(" ", "")
    assert_axe_clean(manager)

    # From here on a kiosk that nobody touches would go home: the code is known beforehand.
    put_on(kiosk, "kiosk")
    kiosk.get(f"{demo.mall}/kios/")
    shown(kiosk, "h1")
    touches = ActionChains(kiosk, duration=0)
    touches.w3c_actions.pointer_action.move_to_location(20, 20)  # type: ignore[no-untyped-call]
    for _ in range(5):
        touches.click()
    touches.perform()  # in one go: five touches count within four seconds
    shown(kiosk, "h1", text="Untuk petugas")
    for digit in code:
        touch(kiosk, ".keys button", text=digit)
    typed = kiosk.find_element(By.ID, "kode").get_attribute("value")
    assert typed == code
    assert_axe_clean(kiosk)
    shown(kiosk, "form.ask button.main").click()
    shown(kiosk, "h1", text="Merawat kios ini")
    assert_axe_clean(kiosk)
    assert_console_clean(kiosk)
    touch(kiosk, "button", text="Selesai, kunci lagi")
    shown(kiosk, "h1", text="Mau mengurus apa?")


def test_forty_five_seconds_of_nobody_end_a_visit(browser: Chrome, demo: Demonstration) -> None:
    """Real seconds, once; the other journeys let the clock jump."""
    go_to_the_button(browser, demo, desk_number(demo, 5))
    began = time.monotonic()
    shown(browser, "#masih[open]", seconds=60)
    assert time.monotonic() - began > 28
    eventually(lambda: browser.current_url == f"{demo.mall}/kios/", seconds=40, what="home")
    assert time.monotonic() - began > 43


class Door:
    """A way to the demonstration that can be shut and opened again, as if the server was gone."""

    def __init__(self, url: str) -> None:
        self.server = (urlsplit(url).hostname or "", urlsplit(url).port or 80)
        self.port = 0
        self.open()

    def open(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        self.lines: list[socket.socket] = []
        self.threads: list[threading.Thread] = []
        self._start(self._serve)

    def shut(self) -> None:
        """Break every line off; nobody answers from here on."""
        for one in (self.listener, *self.lines):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()
        for one in (self.listener, *self.lines):
            one.close()
        self.threads, self.lines = [], []

    def _start(self, work: Callable[..., None], *given: socket.socket) -> None:
        thread = threading.Thread(target=work, args=given, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        while True:
            try:
                outer, _ = self.listener.accept()
            except OSError:
                return
            self.lines.append(outer)
            inner = socket.create_connection(self.server)
            self.lines.append(inner)
            self._start(self._carry, outer, inner)
            self._start(self._carry, inner, outer)

    @staticmethod
    def _carry(one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_WR)


@pytest.fixture
def door(demo: Demonstration) -> Iterator[Door]:
    way = Door(demo.url)
    yield way
    way.shut()


def has_worker(kiosk: Chrome) -> bool:
    ready = """
    const done = arguments[0];
    navigator.serviceWorker.ready.then(() => caches.keys()).then((names) => done(names.length > 0));
    """
    return bool(kiosk.execute_async_script(ready))


def test_a_kiosk_heals_by_itself_when_the_server_is_back(
    browser: Chrome, demo: Demonstration, door: Door
) -> None:
    home = f"http://127.0.0.1:{door.port}/{demo.facts['mall']}/kios/"
    put_on(browser, "kiosk")
    browser.get(home)
    eventually(lambda: has_worker(browser), what="the worker")
    browser.get(home)

    door.shut()
    browser.get(f"{home}hadir/")
    shown(browser, "h1", text="Kios sedang mencari jaringan")
    assert browser.find_element(By.CSS_SELECTOR, ".low").is_displayed()
    assert_axe_clean(browser)
    door.open()
    shown(browser, "#kode", seconds=30)  # where the person was
    browser.get_log("browser")  # type: ignore[no-untyped-call]  # what could not be had is in it


def test_a_press_while_the_server_is_away_is_done_once_it_is_back(
    browser: Chrome, demo: Demonstration, door: Door
) -> None:
    desk = desk_number(demo, 6)
    home = f"http://127.0.0.1:{door.port}/{demo.facts['mall']}/kios/"
    put_on(browser, "kiosk")
    browser.get(f"{home}layanan/{desk.service}/")
    button = shown(browser, "form.take button.main")
    door.shut()
    button.click()
    shown(browser, "#putus", text="Terputus")
    door.open()
    code = shown(browser, "h1 .code", seconds=30).text
    browser.get(f"{home}awal/")
    browser.get(f"{home}layanan/{desk.service}/")
    touch(browser, "form.take button.main")
    asked = shown(browser, "h1", text="baru saja").text
    assert code in asked, json.dumps(asked)  # one number was taken, not two
    browser.get(f"{home}awal/")
    browser.get_log("browser")  # type: ignore[no-untyped-call]
