# SPDX-License-Identifier: Apache-2.0
"""The display's own reckoning, tried without page, sound or network: which call is up when, which
clips say it, what is announced. The browser only lends its JavaScript.
"""

from typing import Any

import pytest
from selenium.webdriver import Chrome

from satuhadir.speech import queries as speech
from satuhadir.speech import words
from tests.journeys.running import Demonstration

pytestmark = pytest.mark.browser

# `body` runs with `load`, which imports one of the display's modules.
RUN = """
const done = arguments[arguments.length - 1];
const given = arguments[0];
const base = document.querySelector("script[type=module]").src;
const load = (name) => import(new URL(name, base));
(async () => { %s })().then((said) => done({said}), (error) => done({wrong: String(error)}));
"""
CALLS = """
const { Calls } = await load("./calls.js");
const seen = [];
const run = (calls, from, to, speaks = () => false) => {
  for (let now = from; now <= to; now += 100) {
    const call = calls.next(now, speaks(now));
    if (call) seen.push([call.code, now, call.quiet, call.repeat]);
  }
  return seen;
};
const one = (code, at, more = {}) => ({ code, at, counter_name: "Loket 1", ...more });
"""


@pytest.fixture
def page(browser: Chrome, demo: Demonstration) -> Chrome:
    browser.get(f"{demo.mall}/layar/")
    return browser


def run(page: Chrome, body: str, given: Any = None) -> Any:
    answer = page.execute_async_script(RUN % body, given)
    assert "wrong" not in answer, answer["wrong"]
    return answer["said"]


def test_nobody_is_put_up_while_another_is_spoken(page: Chrome) -> None:
    said = run(
        page,
        CALLS
        + """
        const calls = new Calls();
        calls.call(one("A-1", 10000), 10000);
        calls.call(one("A-2", 10000), 10000);
        return run(calls, 10000, 30000, (now) => now > 10000 && now < 19000);
        """,
    )
    assert [(code, at) for code, at, _quiet, _repeat in said] == [("A-1", 10000), ("A-2", 19000)]


def test_a_recall_goes_to_the_end_and_a_withdrawn_call_is_dropped(page: Chrome) -> None:
    said = run(
        page,
        CALLS
        + """
        const calls = new Calls();
        for (const code of ["A-1", "A-2", "A-3", "A-4"]) calls.call(one(code, 10000), 10000);
        calls.call(one("A-1", 12000), 12000);
        calls.withdraw("A-3", 12500);
        return run(calls, 12500, 40000);
        """,
    )
    assert [code for code, *_ in said] == ["A-2", "A-4", "A-1"]


def test_what_is_old_or_already_begun_is_shown_without_a_word(page: Chrome) -> None:
    said = run(
        page,
        CALLS
        + """
        const calls = new Calls({ repeats: 10000 });
        calls.call(one("A-1", 10000), 10000);
        calls.call(one("A-2", 10000), 10000);
        calls.call(one("A-3", 65000), 65000);
        calls.begin("A-3", 66000);
        return run(calls, 71000, 120000);
        """,
    )
    assert [(code, quiet) for code, _at, quiet, _repeat in said] == [
        ("A-1", True),
        ("A-2", True),
        ("A-3", True),
    ]


def test_only_a_call_nobody_answered_comes_once_more(page: Chrome) -> None:
    said = run(
        page,
        CALLS
        + """
        const calls = new Calls({ repeats: 25000 });
        const codes = ["A-1", "A-2", "A-3", "A-4", "A-5"];
        for (const code of codes) calls.call(one(code, 10000), 10000);
        run(calls, 10000, 30000);
        calls.begin("A-1", 31000);
        calls.withdraw("A-2", 31000);
        calls.call(one("A-3", 32000), 32000);
        const serving = one("A-5", 10000, { state: "serving" });
        calls.board([serving, one("A-4", 10000, { state: "called" })], 33000, 33000);
        run(calls, 33000, 200000);
        return seen;
        """,
    )
    first = [code for code, _at, _quiet, repeat in said if not repeat]
    again = [(code, at) for code, at, _quiet, repeat in said if repeat]
    assert first == ["A-1", "A-2", "A-3", "A-4", "A-5", "A-3"]
    assert [code for code, _at in again] == ["A-4"]
    shown = next(at for code, at, *_ in said if code == "A-4")
    assert again[0][1] == shown + 25000


def test_a_call_goes_before_a_repeat(page: Chrome) -> None:
    said = run(
        page,
        CALLS
        + """
        const calls = new Calls({ repeats: 10000 });
        calls.call(one("A-1", 10000), 10000);
        run(calls, 10000, 19900);
        calls.call(one("A-2", 20000), 20000);
        return run(calls, 20000, 25000);
        """,
    )
    assert [(code, repeat) for code, _at, _quiet, repeat in said] == [
        ("A-1", False),
        ("A-2", False),
        ("A-1", True),
    ]


def test_the_page_says_what_the_rules_say(page: Chrome) -> None:
    numbers = [*range(0, 1000, 7), 10, 11, 100, 1000, 1001, 1111, 2000, 12345, 99999, 100000]
    for language in words.LANGUAGES:
        voice = speech.voice(language)
        given = {
            "numbers": [" ".join(one) for one in voice.numbers],
            "thousand": [" ".join(one) for one in voice.thousand],
            "letters": dict(voice.letters),
            "asked": [f"AZ-{number:03d}" for number in numbers],
        }
        said = run(
            page,
            """
            const { code } = await load("./sentence.js");
            return given.asked.map((one) => code(given, one));
            """,
            given,
        )
        assert [tuple(one) for one in said] == [
            words.code_clips(f"AZ-{number:03d}", language) for number in numbers
        ]


@pytest.mark.parametrize(
    ("call", "lost", "said"),
    [
        ("A-012 Loket 5", [], "nomor-antrean huruf-a dua belas jeda silakan-menuju loket lima"),
        ("A-012 Ruang Foto", [], "nomor-antrean huruf-a dua belas jeda silakan-lihat-layar"),
        ("A-012 Baru", [], "nomor-antrean huruf-a dua belas jeda silakan-lihat-layar"),
        ("A-012 Loket 5", ["lima"], "nomor-antrean huruf-a dua belas jeda silakan-lihat-layar"),
        ("A-012 Loket 5", ["belas"], "silakan-lihat-layar"),
        ("A-012 Baru", ["silakan-lihat-layar"], "nomor-antrean huruf-a dua belas"),
        ("A-012 Loket 5", ["belas", "silakan-lihat-layar"], ""),
        ("?-012 Loket 5", [], "silakan-lihat-layar"),
    ],
)
def test_what_cannot_be_said_sends_people_to_the_screen(
    page: Chrome, call: str, lost: list[str], said: str
) -> None:
    voice = speech.voice("id")
    code, _, counter = call.partition(" ")
    given = {
        **{name: " ".join(part) for name, part in voice.phrases._asdict().items()},
        "numbers": [" ".join(one) for one in voice.numbers],
        "thousand": [" ".join(one) for one in voice.thousand],
        "letters": dict(voice.letters),
        "counters": {"Loket 5": "loket lima", "Ruang Foto": ""},
        "lost": lost,
        "call": {"code": code, "counter_name": counter},
    }
    clips = run(
        page,
        """
        const { sentence } = await load("./sentence.js");
        return sentence(given, given.call, (clip) => !given.lost.includes(clip));
        """,
        given,
    )
    assert " ".join(clips) == said


def test_a_display_remembers_how_loud_it_is(page: Chrome) -> None:
    said = run(
        page,
        """
        const { Own } = await load("./sound.js");
        const kept = new Map();
        const store = {
          getItem: (key) => kept.get(key) ?? null,
          setItem: (key, value) => kept.set(key, value),
        };
        const levels = [];
        const own = new Own(store);
        for (const key of ["-", "-", "m", "x", "m", "+", "+", "+"]) {
          own.press(key);
          levels.push(own.level);
        }
        for (let turn = 0; turn < 20; turn += 1) own.press("-");
        levels.push(own.level, new Own(store).level);
        kept.set("satuhadir.suara", "not ours");
        levels.push(new Own(store).level, new Own(null).level);
        return levels;
        """,
    )
    assert said == [0.9, 0.8, 0, 0, 0.8, 0.9, 1, 1, 0.1, 0.1, 1, 1]


def test_announcements_take_turns_the_newest_at_once_and_end_by_themselves(page: Chrome) -> None:
    said = run(
        page,
        """
        const { Announcements } = await load("./band.js");
        const at = (seconds) => new Date(seconds * 1000).toISOString();
        const one = (id, from, until, more = {}) => (
          { id, text: id, from: at(from), until: at(until), ...more }
        );
        const all = new Announcements([one("old", 0, 100)]);
        const seen = [];
        const look = (second) => {
          const now = all.at(second * 1000);
          seen.push(now ? [now.id, now.news] : null);
        };
        look(10);
        all.take(one("later", 50, 100));
        look(11);
        all.take(one("urgent", 11, 60, { level: "urgent" }));
        look(12); look(13);
        look(51); look(52);
        all.take({ id: "later", text: null });
        all.take({ id: "old", text: null });
        look(53);
        all.take(one("closing", 54, 90, { line: "a" }));
        look(55);
        all.read([]);
        look(59);
        look(91);
        return seen;
        """,
    )
    assert said == [
        ["old", False],
        ["old", False],
        ["urgent", True],
        ["urgent", False],
        ["later", True],
        ["later", False],
        ["urgent", False],
        ["closing", False],
        ["closing", False],
        None,
    ]


SOON = """
const { soon } = await load("./soon.js");
let now = 0;
const due = [];
const asked = [];
const ask = soon(() => asked.push(now), {
  clock: () => now, chance: () => 0, after: (act, wait) => due.push([now + wait, act]),
});
const run = (until, told) => {
  for (; now < until; now += 50) {
    for (const one of due.filter(([at]) => at <= now)) {
      due.splice(due.indexOf(one), 1);
      one[1]();
    }
    told(now);
  }
};
"""


def test_a_desk_told_twenty_times_a_second_looks_every_two(page: Chrome) -> None:
    said = run(
        page,
        SOON + "run(10000, () => ask(2000)); run(20000, () => {}); return asked;",
    )
    assert said[0] == 250, "the first word is not kept waiting, nor put off by the next"
    assert len(said) == 6 and said[-1] >= 10000, "nor is the last one forgotten"


def test_what_happens_at_a_desk_itself_does_not_wait_for_the_others(page: Chrome) -> None:
    said = run(
        page,
        SOON + "run(5000, (at) => { ask(2000); if (at === 1000) ask(); }); return asked;",
    )
    assert said[:2] == [250, 1250]
