# SPDX-License-Identifier: Apache-2.0
"""How a mall speaks: what its displays are given, and the page where a manager sets it."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import actions, queries
from satuhadir.queue.models import SpeechPolicy
from satuhadir.queue.queries.speech import speech_policy_of
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in
from satuhadir.shared.memory import Brief
from satuhadir.speech import espeak, recordings
from satuhadir.speech.audio import make_gong

BOOK = "/batu/layar/suara/"
PAGE = "/kelola/batu/suara/"


@pytest.fixture
def screen(hall: Hall) -> Client:
    Mall.objects.filter(pk=hall.mall.pk).update(is_demo=True)
    malls.forget()
    return Client()


@pytest.fixture
def server_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with espeak-ng on it, without asking it for a sound."""
    from satuhadir.speech import queries as speech

    speech._made.cache_clear()
    monkeypatch.setattr(espeak, "find_program", lambda: "/usr/bin/espeak-ng")
    monkeypatch.setattr(espeak, "read_aloud", lambda _text, _language, **_how: make_gong())


def book(client: Client) -> Any:
    Brief.forget_everything()
    answer = client.get(BOOK)
    assert answer.status_code == 200
    return answer.json()


def change(hall: Hall, **values: Any) -> SpeechPolicy:
    return actions.set_speech_policy(mall=hall.mall, actor="test", **values)


def test_a_display_is_given_all_it_needs_to_speak(screen: Client, hall: Hall) -> None:
    given = book(screen)
    [voice] = given["voices"]
    assert voice["language"] == "id"
    assert voice["counters"]["Loket 1"] == "loket satu"
    assert voice["numbers"][12] == "dua belas"
    assert given["repeat_seconds"] == 25
    for address in (*given["gong"], *voice["clips"]["dua"], *voice["clips"]["huruf-a"]):
        assert screen.get(address)["Content-Type"] in {"audio/wav", "audio/x-wav"}


def test_what_did_not_change_is_not_sent_again(screen: Client, hall: Hall) -> None:
    first = screen.get(BOOK)
    assert screen.get(BOOK, headers={"if-none-match": first["ETag"]}).status_code == 304
    change(hall, volume=40)
    Brief.forget_everything()
    assert screen.get(BOOK, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_rules_reach_the_display(screen: Client, hall: Hall) -> None:
    change(hall, languages="id,en", has_gong=False, volume=35, repeats=False)
    given = book(screen)
    assert [one["language"] for one in given["voices"]] == ["id", "en"]
    assert given["voices"][1]["counters"]["Loket 3"] == "counter three"
    assert (given["gong"], given["volume"], given["repeat_seconds"]) == ([], 35, 0)
    change(hall, speaks=False)
    assert book(screen)["voices"] == []


def test_a_name_no_clip_says_is_read_by_the_server_in_both_languages(
    screen: Client, hall: Hall, server_reads: None
) -> None:
    actions.rename_counter(
        mall=hall.mall, counter_id=hall.counters[1].pk, name="Ruang Foto", actor="test"
    )
    change(hall, languages="id,en")
    for voice in book(screen)["voices"]:
        assert voice["counters"]["Ruang Foto"] == "ruang-foto"
        [address] = voice["clips"]["ruang-foto"]
        answer = screen.get(address)
        assert answer.content.startswith(b"RIFF")
        assert "immutable" in answer["Cache-Control"]


def test_without_espeak_such_a_name_sends_people_to_the_screen(
    screen: Client, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(espeak, "find_program", lambda: None)
    counter = hall.counters[1]
    actions.rename_counter(mall=hall.mall, counter_id=counter.pk, name="Ruang Foto", actor="test")
    assert book(screen)["voices"][0]["counters"]["Ruang Foto"] == ""
    assert screen.get(f"{BOOK}{counter.pk}/").status_code == 404


def test_the_server_reads_only_names_of_this_malls_counters(
    screen: Client, hall: Hall, neighbour: Hall, server_reads: None
) -> None:
    assert screen.get(f"{BOOK}{neighbour.counters[1].pk}/").status_code == 404
    assert screen.get(f"{BOOK}{uuid4()}/").status_code == 404


@pytest.mark.parametrize("address", [BOOK, f"{BOOK}{uuid4()}/"])
def test_outside_the_demonstration_a_stranger_gets_no_voice(hall: Hall, address: str) -> None:
    assert Client().get(address).status_code in {302, 401, 403}


def test_a_change_is_logged_with_before_and_after(hall: Hall) -> None:
    change(hall, volume=50, languages="id,en")
    body = json.loads(queries.events_of(hall.mall, hall.mall.today())[-1].body)
    assert body["event"] == "speech.changed"
    assert body["before"] == {"volume": 80, "languages": "id"}
    assert body["after"] == {"volume": 50, "languages": "id,en"}


@pytest.mark.parametrize(
    "values", [{"volume": 101}, {"repeat_seconds": 9}, {"repeat_seconds": 121}, {"languages": "fr"}]
)
def test_rules_out_of_bounds_are_refused_twice(hall: Hall, values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        change(hall, **values)
    with pytest.raises(IntegrityError):
        SpeechPolicy.objects.create(mall=hall.mall, **values)


FORM = {
    "speaks": "on",
    "languages": "id,en",
    "volume": "60",
    "repeats": "on",
    "repeat_seconds": "30",
}


def test_a_manager_sets_how_the_mall_speaks(hall: Hall) -> None:
    manager = sign_in("ahmad", "manager", hall)
    answer = manager.post(PAGE, FORM, follow=True)
    assert "Suara disimpan" in answer.content.decode()
    policy = speech_policy_of(hall.mall)
    assert (policy.languages, policy.volume, policy.has_gong) == ("id,en", 60, False)
    assert 'value="id,en" checked' in answer.content.decode()


def test_what_cannot_be_taken_is_said_beside_the_field_and_changes_nothing(hall: Hall) -> None:
    manager = sign_in("ahmad", "manager", hall)
    for wrong in ({"volume": "200"}, {"languages": "fr"}, {"repeat_seconds": "x"}):
        answer = manager.post(PAGE, FORM | wrong)
        assert answer.status_code == 422
        assert 'class="error"' in answer.content.decode()
    assert not SpeechPolicy.objects.exists()


def test_the_page_names_what_cannot_be_said(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = sign_in("ahmad", "manager", hall)
    assert "Semua nama loket diucapkan dari rekaman." in manager.get(PAGE).content.decode()
    monkeypatch.setattr(espeak, "find_program", lambda: None)
    actions.rename_counter(
        mall=hall.mall, counter_id=hall.counters[1].pk, name="Ruang Foto", actor="test"
    )
    page = manager.get(PAGE).content.decode()
    assert "Ruang Foto" in page
    assert "tidak dapat diucapkan" in page
    assert recordings.own_folder() is None
    assert "Semua rekaman adalah rekaman bawaan." in page


def test_only_a_manager_of_the_mall_comes_in(hall: Hall, neighbour: Hall) -> None:
    answer = Client().get(PAGE)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/?next=")
    assert sign_in("tetangga", "manager", neighbour).get(PAGE).status_code == 404
    assert sign_in("dewi", "agency_manager", hall, agency="DUKCAPIL").get(PAGE).status_code == 403
    assert sign_in("sari", "officer", hall, agency="DUKCAPIL").get(PAGE).status_code == 403
