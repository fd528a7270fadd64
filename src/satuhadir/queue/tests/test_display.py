# SPDX-License-Identifier: Apache-2.0
"""The hall display as the server draws it; what it does live stands in the journeys."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import actions
from satuhadir.queue.queries.hall import hall_code
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.values import Verb

DISPLAY = "/batu/layar/"


@pytest.fixture
def screen(hall: Hall) -> Client:
    """A television in the hall of a demonstration, where nobody signs in."""
    Mall.objects.filter(pk=hall.mall.pk).update(is_demo=True, notice="Petugas tak menerima tunai.")
    malls.forget()
    return Client()


def text_of(response: Any) -> str:
    return response.content.decode()


def large(page: str) -> str:
    found = re.search(r'<p class="code[^>]*id="nomor">([^<]*)<', page)
    assert found is not None
    return found[1]


def listed(page: str) -> list[str]:
    return re.findall(r'<li data-code="([^"]+)"', page)


def known(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="awal" type="application/json">(.*?)</script>', page)
    assert found is not None
    value: dict[str, Any] = json.loads(found[1])
    return value


def test_before_the_first_call_the_display_says_where_it_will_be(screen: Client) -> None:
    page = text_of(screen.get(DISPLAY))
    assert page.count("<h1") == 1
    assert "MPP batu" in page
    assert large(page) == ""
    assert re.search(r'id="panggilan" hidden', page)
    assert not re.search(r'id="kosong" hidden', page)
    assert "Panggilan pertama muncul di sini" in page
    assert "Petugas tak menerima tunai." in page
    assert 'data-theme="dark"' in page


def test_the_newest_call_is_large_and_the_others_are_listed(screen: Client, hall: Hall) -> None:
    for service in ("KTP", "KTP", "AKTA"):
        hall.issue(service)
    for number in (1, 2, 3):
        hall.call(number)
    page = text_of(screen.get(DISPLAY))
    assert large(page) == "B-001"
    assert "Loket 3" in page
    assert "Gerai 1, lantai 1" in page
    assert listed(page) == ["A-002", "A-001"]
    assert "Nomor B-001, silakan ke Loket 3." in page
    assert [one["code"] for one in known(page)["calls"]] == ["B-001", "A-002", "A-001"]


def test_a_recalled_number_is_large_again(screen: Client, hall: Hall) -> None:
    hall.issue("KTP")
    hall.issue("KTP")
    first = hall.call(1)
    hall.call(2)
    hall.move(first, "recall", 1)
    assert large(text_of(screen.get(DISPLAY))) == "A-001"


def test_a_withdrawn_call_leaves_the_display(screen: Client, hall: Hall) -> None:
    hall.issue("KTP")
    hall.issue("KTP")
    first, second = hall.call(1), hall.call(2)
    actions.move_ticket(
        mall=hall.mall, ticket_id=second.id, verb=Verb.RELEASE, actor="test", override=True
    )
    page = text_of(screen.get(DISPLAY))
    assert large(page) == first.code
    assert listed(page) == []


def test_the_display_tells_nothing_of_anybody(screen: Client, hall: Hall) -> None:
    issued = hall.issue("KTP", name="Siti Rahayu", phone="081234567890")
    hall.call(1)
    page = text_of(screen.get(DISPLAY))
    assert "Siti" not in page
    assert "81234567890" not in page
    assert str(issued.ticket.id) not in page
    assert str(issued.ticket.attendance) not in page
    assert issued.track not in page


def test_lines_turn_without_scripts_too(screen: Client, hall: Hall) -> None:
    from satuhadir.queue.tests.test_kiosk import add_line

    for place in range(9):
        add_line(hall, hall.lines["A"].booth, f"X{chr(65 + place)}")
    first = text_of(screen.get(DISPLAY))
    assert re.search(r'<noscript><meta http-equiv="refresh" content="10;url=\?hal=2">', first)
    assert first.count("data-line=") == 12
    assert len(re.findall(r'data-page="\d" hidden', first)) == 4
    second = text_of(screen.get(f"{DISPLAY}?hal=2"))
    assert len(re.findall(r'data-page="\d" hidden', second)) == 8
    assert "url=?hal=1" in second


def test_a_closed_line_says_so(screen: Client, hall: Hall) -> None:
    actions.close_line(mall=hall.mall, line_id=hall.lines["C"].pk, actor="test", reason="Rapat")
    assert text_of(screen.get(DISPLAY)).count(">Tutup<") == 1


def test_the_code_on_the_display_marks_a_phone_present(screen: Client, hall: Hall) -> None:
    issued = hall.issue("KTP", channel="phone")
    answer = screen.get(f"{DISPLAY}kode/")
    assert answer["Cache-Control"] == "no-store"
    code = answer.json()["code"]
    assert code == hall_code(hall.mall).code
    assert f">{code}</b>" in text_of(screen.get(DISPLAY))
    ticket = actions.confirm_presence(
        mall=hall.mall, ticket_id=issued.ticket.id, code=code, actor="public"
    )
    assert ticket.present


def test_the_code_is_another_next_door(screen: Client, hall: Hall, neighbour: Hall) -> None:
    assert hall_code(hall.mall).code != hall_code(neighbour.mall).code


def test_the_display_speaks_english(screen: Client) -> None:
    page = text_of(screen.get(DISPLAY, headers={"accept-language": "en"}))
    assert '<html lang="en"' in page
    assert '<h1 lang="id">' in page


@pytest.mark.parametrize("address", [DISPLAY, f"{DISPLAY}kode/"])
def test_outside_the_demonstration_a_display_is_paired_first(hall: Hall, address: str) -> None:
    answer = Client().get(address)
    if address == DISPLAY:
        assert answer.status_code == 302
        assert answer["Location"] == f"{DISPLAY}sambung/"
    else:
        assert answer.status_code == 401  # a script asks


@pytest.mark.parametrize("asked", ["0", "-1", "99", "x", "1e9", "²"])
def test_an_odd_page_of_lines_is_a_page(screen: Client, asked: str) -> None:
    assert screen.get(DISPLAY, {"hal": asked}).status_code == 200
