# SPDX-License-Identifier: Apache-2.0
"""What the hall hears: calls one after the other, the one press, the repeat. With a real sound
card's clock; what is played is written down where the page hands it to the browser.
"""

import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.journeys import browser as chromium
from tests.journeys.browser import (
    assert_axe_clean,
    assert_console_clean,
    eventually,
    put_on,
    shown,
)
from tests.journeys.people import sign_in
from tests.journeys.running import Demonstration
from tests.journeys.test_watch_the_hall import ask, call, finish, open_desk

pytestmark = pytest.mark.browser

# Before the page's own scripts: note every piece given to the sound card and when it sounds.
LISTEN = """
window.pieces = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (at = 0) {
  pieces.push({ at, seconds: this.buffer.duration, now: this.context.currentTime,
                wall: performance.now(), number: document.getElementById("nomor").textContent,
                silent: this.buffer.getChannelData(0).every((one) => one === 0) });
  return start.call(this, at);
};
"""


class Piece(NamedTuple):
    """A piece of sound: when it begins on the card's clock, how long it is, beside which number."""

    at: float
    seconds: float
    now: float
    wall: float
    number: str
    silent: bool

    @property
    def end(self) -> float:
        return self.at + self.seconds


@pytest.fixture
def loud() -> Iterator[Chrome]:
    """A television's browser that may make sound without a press."""
    with_sound = chromium.start(words=["--autoplay-policy=no-user-gesture-required"])
    listen(with_sound)
    yield with_sound
    with_sound.quit()


@pytest.fixture
def careful(browser: Chrome) -> Iterator[Chrome]:
    """A browser that wants a press before sound; others use it after this test."""
    added = listen(browser)
    yield browser
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def listen(hall: Chrome) -> dict[str, Any]:
    """Write down on each new page what it plays; return what undoes that."""
    return hall.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LISTEN})


def watch(hall: Chrome, demo: Demonstration, sound: str = "on") -> None:
    put_on(hall, "tv", "dark")
    hall.get(f"{demo.mall}/layar/")
    shown(hall, "#sambungan[data-state=open]")
    shown(hall, f"body[data-sound={sound}]", seconds=30)
    time.sleep(1)  # the stream opens


def heard(hall: Chrome) -> list[Piece]:
    fields: list[dict[str, Any]] = hall.execute_script("return pieces")
    return [Piece(**one) for one in fields]


def sentences(pieces: list[Piece]) -> list[list[Piece]]:
    """Part what was played where the page handed it over: one call each."""
    parted: list[list[Piece]] = []
    for piece in pieces:
        if not parted or piece.wall - parted[-1][-1].wall > 500:
            parted.append([])
        parted[-1].append(piece)
    return parted


def test_two_calls_in_one_moment_are_spoken_one_after_the_other(
    loud: Chrome, demo: Demonstration
) -> None:
    first, second = open_desk(demo, 28), open_desk(demo, 29)
    watch(loud, demo)
    one, two = call(demo, first), call(demo, second)
    eventually(lambda: len(sentences(heard(loud))) >= 2, seconds=30, what="two sentences")
    time.sleep(1)
    spoken = sentences(heard(loud))
    assert len(spoken) == 2
    for code, sentence in zip((one[0], two[0]), spoken, strict=True):
        # Gong, "nomor antrean", letter, number, a breath, "silakan menuju", "loket", its number.
        assert len(sentence) >= 8
        assert sentence[0].at >= sentence[0].now, "it was due before it was handed over"
        for before, after in pairwise(sentence):
            assert abs(after.at - before.end) < 0.001, "no gap and no overlap inside a sentence"
        assert sum(piece.seconds for piece in sentence if piece.silent) < 0.2
        # The glass showed the number that was being said.
        assert {piece.number for piece in sentence} == {code}
    assert spoken[1][0].at >= spoken[0][-1].end, "two calls never overlap"
    assert spoken[1][0].at - spoken[0][-1].end < 1.5
    for desk, (_code, ticket) in ((first, one), (second, two)):
        finish(demo, desk, ticket)
    assert_console_clean(loud)


def test_a_call_nobody_answers_is_spoken_once_more_and_a_begun_one_is_not(
    loud: Chrome, demo: Demonstration
) -> None:
    first, second = open_desk(demo, 30), open_desk(demo, 31)
    set_speech(demo, loud, repeat_seconds=10)
    watch(loud, demo)
    begun, unanswered = call(demo, first), call(demo, second)
    finish(demo, first, begun[1])
    eventually(lambda: len(sentences(heard(loud))) >= 3, seconds=50, what="a repeat")
    time.sleep(14)
    numbers = [sentence[0].number for sentence in sentences(heard(loud))]
    assert numbers.count(unanswered[0]) == 2, "once, and once more"
    assert numbers.count(begun[0]) <= 1
    set_speech(demo, loud, repeat_seconds=25)
    finish(demo, second, unanswered[1])


def test_a_number_withdrawn_while_it_waits_is_not_spoken(loud: Chrome, demo: Demonstration) -> None:
    first, second = open_desk(demo, 32), open_desk(demo, 33)
    watch(loud, demo)
    one, two = call(demo, first), call(demo, second)
    ask(demo, f"tickets/{two[1]}/release", {"counter": second.id})
    time.sleep(12)
    assert two[0] not in {piece.number for piece in heard(loud)}
    ask(demo, f"tickets/{two[1]}/cancel", {})
    finish(demo, first, one[1])


def test_a_display_without_sound_asks_for_one_press_and_says_so(
    careful: Chrome, demo: Demonstration
) -> None:
    desk = open_desk(demo, 16)
    watch(careful, demo, sound="asleep")
    button = shown(careful, "#nyalakan", text="Ketuk untuk menyalakan suara")
    shown(careful, "#suara[data-state=late]", text="Suara belum nyala")
    assert careful.switch_to.active_element == button, "OK on a remote control presses it"
    assert_axe_clean(careful)
    silent = call(demo, desk)
    shown(careful, "#nomor", text=silent[0])
    assert heard(careful) == []
    finish(demo, desk, silent[1])

    button.send_keys(Keys.ENTER)
    shown(careful, "#suara[data-state=open]", text="Suara nyala")
    assert not careful.find_element(By.ID, "nyalakan").is_displayed()
    time.sleep(4)
    loud = call(demo, desk)
    eventually(lambda: {one.number for one in heard(careful)} == {loud[0]}, what="a spoken call")
    finish(demo, desk, loud[1])
    ask(demo, f"counters/{desk.id}/close", {})  # as it was: another journey opens it


def test_a_display_is_turned_down_at_the_display_and_remembers(
    careful: Chrome, demo: Demonstration
) -> None:
    watch(careful, demo, sound="asleep")
    shown(careful, "#nyalakan").click()
    shown(careful, "#suara[data-state=open]")
    body = careful.find_element(By.TAG_NAME, "body")
    body.send_keys("-", "-")
    shown(careful, "#suara", text="Suara nyala 80 %")
    body.send_keys("m")
    shown(careful, "#suara[data-state=off]", text="Suara mati")
    careful.refresh()
    shown(careful, "body[data-sound=asleep]", seconds=30)
    shown(careful, "#nyalakan").click()
    shown(careful, "#suara[data-state=off]", text="Suara mati")
    careful.find_element(By.TAG_NAME, "body").send_keys("m")
    shown(careful, "#suara", text="Suara nyala 80 %")


def test_a_display_whose_clips_cannot_be_had_says_so_and_goes_on(
    loud: Chrome, demo: Demonstration
) -> None:
    desk = open_desk(demo, 17)
    loud.execute_cdp_cmd("Network.enable", {})
    loud.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*.wav"]})
    watch(loud, demo, sound="broken")
    shown(loud, "#suara[data-state=offline]", text="Rekaman suara tidak termuat")
    code, ticket = call(demo, desk)
    shown(loud, "#nomor", text=code)
    finish(demo, desk, ticket)


def set_speech(demo: Demonstration, driver: Chrome, **values: object) -> None:
    """Change the mall's rules as its manager does, on the page."""
    address = f"/kelola/{demo.facts['mall']}/suara/"
    driver.delete_all_cookies()
    sign_in(driver, demo, "manager", address)
    for name, value in values.items():
        field = driver.find_element(By.NAME, name)
        field.clear()
        field.send_keys(str(value))
    shown(driver, "form.form-page .button.main").click()
    shown(driver, "main, body", text="Suara disimpan")
