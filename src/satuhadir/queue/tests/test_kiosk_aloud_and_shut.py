# SPDX-License-Identifier: Apache-2.0
"""What a kiosk says aloud, what it says when nobody can take a number, and the help it offers."""

import html
import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Closure, Mall, WeeklyHours
from satuhadir.queue import actions
from satuhadir.queue.glass.hours import shut_hall
from satuhadir.queue.models import Attendance
from satuhadir.queue.queries import line_states
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.test_kiosk import KIOSK, key_in, press, text_of
from satuhadir.queue.tests.test_kiosk_lock import kiosk  # noqa: F401 – the fixture
from satuhadir.shared.memory import Brief
from satuhadir.speech import reading

SAID = re.compile(r'data-say="([^"]+)" data-say-key="([0-9a-f]+)"')
needs_espeak = pytest.mark.skipif(not reading.has_program(), reason="espeak-ng not found")


def said_on(page: str) -> dict[str, str]:
    return {html.unescape(text): key for text, key in SAID.findall(page)}


@needs_espeak
def test_every_text_of_a_page_has_its_sound(kiosk: Client, settings: Any, tmp_path: Any) -> None:  # noqa: F811
    settings.SATUHADIR_SOUNDS = str(tmp_path)
    page = text_of(kiosk.get(f"{KIOSK}layanan/KTP/"))
    said = said_on(page)
    assert "Untuk 3 orang" in said
    words = json.loads(re.search(r'id="ucapan" type="application/json">(.+?)</script>', page)[1])  # type: ignore[index]
    said[words["chosen"][0]] = words["chosen"][1]
    for text, key in list(said.items())[:4]:
        answer = kiosk.get(f"{KIOSK}suara/", {"l": "id", "k": key, "t": text})
        assert answer.status_code == 200, text
        assert answer.content.startswith(b"RIFF")
    for other in ({"t": "Kata orang lain"}, {"k": "0" * 24}, {"l": "en"}, {"t": ""}):
        asked = {"l": "id", "k": key, "t": text} | other
        assert kiosk.get(f"{KIOSK}suara/", asked).status_code == 404
    assert kiosk.get(f"{KIOSK}suara/").status_code == 404


def test_without_a_voice_at_the_server_pages_promise_none(
    kiosk: Client,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "has_program", lambda: False)
    page = text_of(kiosk.get(KIOSK))
    assert "data-sound" not in page and "data-say-key" not in page
    assert "data-say=" in page  # a voice of the machine may still read it


def test_the_number_is_said_letter_by_letter_with_its_place(kiosk: Client) -> None:  # noqa: F811
    page = kiosk.get(press(kiosk)["Location"])
    assert "Nomor Anda A, 0, 0, 1. Tunggu di Gerai 1, lantai 1." in text_of(page)


def test_letters_are_said_only_where_one_types(kiosk: Client) -> None:  # noqa: F811
    assert '"q": ["Q"' in text_of(kiosk.get(f"{KIOSK}cari/"))
    assert '"q": ["Q"' not in text_of(kiosk.get(KIOSK))


def test_help_is_one_touch_and_never_more_than_there_is(kiosk: Client) -> None:  # noqa: F811
    page = kiosk.get(f"{KIOSK}layanan/KTP/")
    for word in ("Kursi roda", "Pendamping", "Datangi saya"):
        assert f"<span>{word}</span>" in text_of(page)
    key = key_in(page)
    kiosk.post(
        f"{KIOSK}layanan/KTP/ambil/",
        {"key": key, "people": "1", "help": ["wheelchair", "approach", "gold"]},
    )
    assert sorted(Attendance.objects.get().help) == ["approach", "wheelchair"]
    assert "Kursi roda" not in text_of(kiosk.get(f"{KIOSK}nomor/A-001/"))


def test_help_is_not_lost_when_asked_whether_it_is_for_another(kiosk: Client) -> None:  # noqa: F811
    press(kiosk)
    kiosk.get(f"{KIOSK}awal/")
    asked = press(kiosk, help="companion")
    assert '<input type="hidden" name="help" value="companion">' in text_of(asked)


def close_every_line(hall: Hall, reason: str = "Listrik padam") -> None:
    for line in hall.lines.values():
        actions.close_line(mall=hall.mall, line_id=line.pk, actor="test", reason=reason)


def keep_hours(hall: Hall, opens: int, closes: int) -> None:
    WeeklyHours.objects.filter(mall=hall.mall).update(opens_minute=opens, closes_minute=closes)
    Brief.forget_everything()


def home_of(kiosk: Client) -> str:  # noqa: F811
    Brief.forget_everything()
    return text_of(kiosk.get(KIOSK))


def test_a_mall_that_is_closed_today_says_why_and_when(kiosk: Client, hall: Hall) -> None:  # noqa: F811
    today = hall.mall.today()
    Closure.objects.create(
        mall=hall.mall, first_day=today, last_day=today, reason="Hari jadi kota"
    )  # fmt: skip
    page = home_of(kiosk)
    assert "Hari ini tutup" in page and "Hari jadi kota" in page and "Buka lagi" in page
    assert "antrean/A/" not in page and "<svg" in page
    everything = text_of(kiosk.get(f"{KIOSK}?semua"))
    assert f'href="{KIOSK}antrean/A/"' in everything  # what to bring can still be read
    assert "Nomor belum dapat diambil" in text_of(kiosk.get(f"{KIOSK}layanan/SKCK/"))


def test_all_lines_closed_by_hand_say_the_reason_they_share(kiosk: Client, hall: Hall) -> None:  # noqa: F811
    close_every_line(hall)
    page = home_of(kiosk)
    assert "Nomor belum dapat diambil" in page and "Listrik padam" in page
    actions.open_line(mall=hall.mall, line_id=hall.lines["A"].pk, actor="test")
    assert "Mau mengurus apa?" in home_of(kiosk)


@pytest.mark.parametrize(("hour", "why"), [(5, "early"), (9, None), (16, "over")])
def test_before_and_after_hours_are_two_things(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, hour: int, why: str | None
) -> None:
    keep_hours(hall, 8 * 60, 15 * 60)
    now = hall.mall.local_now().replace(hour=hour, minute=0)
    monkeypatch.setattr(Mall, "local_now", lambda self: now)
    shut = shut_hall(hall.mall, line_states(hall.mall))
    assert (shut.why if shut else None) == why
    if shut:
        assert shut.again


def test_a_break_at_noon_says_when_it_ends(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_hours(hall, 8 * 60, 12 * 60)
    for weekday in range(7):
        WeeklyHours.objects.create(
            mall=hall.mall, weekday=weekday, opens_minute=13 * 60, closes_minute=15 * 60
        )
    close_every_line(hall, "Istirahat")
    malls.forget()
    now: datetime = hall.mall.local_now().replace(hour=12, minute=30)
    monkeypatch.setattr(Mall, "local_now", lambda self: now)
    shut = shut_hall(hall.mall, line_states(hall.mall))
    assert shut is not None
    assert (shut.why, shut.reason) == ("paused", "Istirahat")
    assert "13.00" in shut.again


def test_a_mall_without_lines_is_not_shut(hall: Hall) -> None:
    assert shut_hall(hall.mall, []) is None


def test_the_waiting_page_and_the_worker_know_each_other(kiosk: Client) -> None:  # noqa: F811
    worker = kiosk.get(f"{KIOSK}penjaga.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert f'const PAGE = "{KIOSK}jaringan/";' in text_of(worker)
    page = text_of(kiosk.get(f"{KIOSK}jaringan/"))
    assert "Kios sedang mencari jaringan" in page and 'lang="en"' in page
    manifest = json.loads(text_of(kiosk.get(f"{KIOSK}aplikasi.webmanifest")))
    assert (manifest["display"], manifest["start_url"]) == ("fullscreen", KIOSK)
