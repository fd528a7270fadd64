# SPDX-License-Identifier: Apache-2.0
"""My ticket, as its holder sees it in every state, and what its buttons do."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from satuhadir.queue import actions, queries
from satuhadir.queue.models import Ticket
from satuhadir.queue.queries.hall import hall_code
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.values import Issued
from satuhadir.shared import limits

ENGLISH = {"Accept-Language": "en"}


def path_of(issued: Issued, mall: str = "batu") -> str:
    return f"/{mall}/antrean/{issued.track}/"


def page_of(response: Any) -> str:
    return str(response.content.decode())


def shown(client: Client, issued: Issued, **headers: str) -> str:
    response = client.get(path_of(issued), headers=headers)
    assert response.status_code == 200
    return page_of(response)


def state_shown(client: Client, issued: Issued) -> str:
    return shown(client, issued).split('data-state-of="')[1].split('"')[0]


def test_a_waiting_ticket_says_how_long_and_how_many(hall: Hall, client: Client) -> None:
    hall.issue()
    hall.issue("KK")
    mine = hall.issue(people=2)
    actions.refresh_waits(hall.mall)
    page = shown(client, mine)
    assert (
        "A-003" in page and "2 orang di depan Anda." in page and "2 loket sedang melayani" in page
    )
    assert "kira-kira" in page and "Giliran Anda kira-kira pukul" in page
    assert "Gerai 1, lantai 1" in page and "2 orang" in page
    assert f"/api/v1/track/{mine.track}" in page
    assert page.count("<h1") == 1


def test_nobody_at_the_counters_is_said_and_not_guessed(hall: Hall, client: Client) -> None:
    for counter in hall.counters.values():
        actions.close_counter(mall=hall.mall, counter_id=counter.pk, actor="test")
    actions.refresh_waits(hall.mall)
    page = shown(client, hall.issue())
    assert "Belum dapat diperkirakan" in page and "Belum ada loket yang buka." in page


def test_a_called_ticket_says_where_to_go(hall: Hall, client: Client) -> None:
    mine = hall.issue()
    hall.call(1)
    page = shown(client, mine)
    assert "Silakan ke" in page and "Loket 1" in page and "is-called" in page
    assert "Kami menunggu sampai pukul" in page
    assert "<title>A-001: silakan ke Loket 1" in page
    assert '<strong class="figure" lang="id">Loket 1' in shown(client, mine, **ENGLISH)


def test_a_served_ticket_can_not_be_given_up(hall: Hall, client: Client) -> None:
    mine = hall.issue()
    hall.move(hall.call(1), "start")
    page = shown(client, mine)
    assert "Sedang dilayani" in page and "Batalkan nomor" not in page
    response = client.post(path_of(mine) + "batal/")
    assert response.status_code == 409 and "sudah berubah keadaan" in page_of(response)
    assert state_shown(client, mine) == "serving"


def test_a_parked_ticket_says_what_to_do(hall: Hall, client: Client) -> None:
    mine = hall.issue()
    hall.move(hall.call(1), "start")
    hall.move(mine.ticket, "hold")
    page = shown(client, mine)
    assert "Lengkapi berkas" in page and "kembali ke Gerai 1" in page


def test_a_held_ticket_says_where_its_person_is(hall: Hall, client: Client) -> None:
    first = hall.issue()
    second = hall.issue("AKTA", attendance_id=first.ticket.attendance)
    hall.call(1)
    page = shown(client, second)
    assert "Tempat dijaga" in page and "Anda sedang dilayani di Loket 1" in page
    assert f'href="{path_of(first)}"' in page  # the person's other number


def test_a_finished_ticket_says_thanks_and_offers_another(hall: Hall, client: Client) -> None:
    mine = hall.issue()
    hall.move(hall.call(1), "start")
    hall.move(mine.ticket, "finish")
    page = shown(client, mine)
    assert "Terima kasih" in page and f'href="{path_of(mine)}lain/"' in page
    assert 'http-equiv="refresh"' not in page


@pytest.fixture
def days_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the application's clock go some days ahead."""
    now = timezone.now

    def put(days: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=days))

    return put


@pytest.fixture
def missed(hall: Hall, at_clock: Callable[[datetime], None]) -> Issued:
    """A ticket that was called, and nobody came."""
    mine = hall.issue()
    hall.call(1)
    at_clock(hall.mall.local_now() + timedelta(minutes=3))
    hall.move(mine.ticket, "no_show")
    return mine


def test_who_missed_their_call_may_come_back_once(
    hall: Hall, client: Client, missed: Issued
) -> None:
    assert "Masih bisa kembali, satu kali." in shown(client, missed)
    response = client.post(path_of(missed) + "kembali/")
    assert response.status_code == 302 and response["Location"] == path_of(missed)
    assert state_shown(client, missed) == "waiting"
    again = client.post(path_of(missed) + "kembali/")
    assert again.status_code == 302  # pressed twice: it is so already


def test_who_missed_it_twice_takes_a_new_number(
    hall: Hall, client: Client, missed: Issued, at_clock: Callable[[datetime], None]
) -> None:
    client.post(path_of(missed) + "kembali/")
    at_clock(hall.mall.local_now() + timedelta(minutes=20))
    hall.call(1)
    at_clock(hall.mall.local_now() + timedelta(minutes=25))
    hall.move(missed.ticket, "no_show")
    page = shown(client, missed)
    assert "tidak dapat dipakai lagi" in page and "Saya sudah datang" not in page
    response = client.post(path_of(missed) + "kembali/")
    assert response.status_code == 409 and 'role="alert"' in page_of(response)


def test_a_number_is_given_up_once(hall: Hall, client: Client) -> None:
    mine = hall.issue()
    assert "Batalkan A-001?" in shown(client, mine)
    for _press in range(2):
        assert client.post(path_of(mine) + "batal/")["Location"] == path_of(mine)
    page = shown(client, mine)
    assert "Dibatalkan" in page and "Ambil nomor baru" in page


def test_what_was_left_open_yesterday_is_over(
    hall: Hall, client: Client, days_pass: Callable[[int], None]
) -> None:
    mine = hall.issue()
    days_pass(1)
    page = shown(client, mine)
    assert "Hangus" in page and "Batalkan" not in page
    assert "sh_nomor" not in client.get(path_of(mine)).cookies
    response = client.get(path_of(mine) + "lain/")
    assert response["Location"] == "/batu/layanan/" and not response.cookies.get("sh_nomor")


def test_a_link_older_than_a_day_opens_nothing(
    hall: Hall, client: Client, days_pass: Callable[[int], None]
) -> None:
    mine = hall.issue()
    days_pass(2)
    for word in ("", "batal/", "cetak/", "lain/", "?bagian=1"):
        response = client.get(path_of(mine) + word)
        assert response.status_code == 404
        assert "Tautan ini sudah tidak berlaku" in page_of(response)
        assert response["Cache-Control"] == "no-store, private"
    assert client.post(path_of(mine) + "batal/").status_code == 404
    assert client.get(f"/api/v1/track/{mine.track}").status_code in {404, 410}


def test_a_ticket_opens_at_its_own_mall_only(hall: Hall, neighbour: Hall, client: Client) -> None:
    mine = hall.issue()
    for word in ("", "cetak/", "lain/"):
        assert client.get(path_of(mine, "tetangga") + word).status_code == 404
    for word in ("batal/", "kembali/", "hadir/"):
        assert client.post(path_of(mine, "tetangga") + word).status_code == 404
    assert state_shown(client, mine) == "waiting"


@pytest.mark.parametrize("track", ["a" * 26, "A" * 25, "é" * 26, "1" * 26, "' OR 1=1--", "x" * 400])
def test_a_made_up_track_opens_nothing(hall: Hall, client: Client, track: str) -> None:
    hall.issue()
    assert client.get(f"/batu/antrean/{track}/").status_code == 404


def test_a_phone_ticket_waits_for_its_person(hall: Hall, client: Client) -> None:
    mine = hall.issue(channel="phone")
    assert "Anda belum tercatat hadir" in shown(client, mine)
    assert hall.call(1) is None
    code = hall_code(hall.mall).code
    response = client.post(path_of(mine) + "hadir/", {"code": f" {code} "})
    assert response["Location"] == path_of(mine)
    assert "Anda belum tercatat hadir" not in shown(client, mine)
    assert hall.call(1) is not None


@pytest.mark.parametrize("code", ["", "abcd", "99999999999999", "<b>", "x" * 5_000, "٣٤٥٦"])
def test_a_wrong_code_is_said_beside_its_field(hall: Hall, client: Client, code: str) -> None:
    limits.forget()
    mine = hall.issue(channel="phone")
    response = client.post(path_of(mine) + "hadir/", {"code": code})
    page = page_of(response)
    assert response.status_code == 422
    assert "Kode ini tidak cocok" in page and 'aria-invalid="true"' in page
    assert not Ticket.objects.get().present


def test_codes_can_not_be_guessed_one_after_another(hall: Hall, client: Client) -> None:
    limits.forget()
    mine = hall.issue(channel="phone")
    for _guess in range(5):
        client.post(path_of(mine) + "hadir/", {"code": "x"})
    right = hall_code(hall.mall).code
    response = Client().post(path_of(mine) + "hadir/", {"code": right})
    assert response.status_code == 429 and response["Retry-After"]
    assert "Terlalu banyak" in page_of(response)
    limits.forget()


def test_a_look_at_a_buttons_address_leads_to_the_ticket(hall: Hall, client: Client) -> None:
    mine = hall.issue()
    for word in ("batal/", "kembali/", "hadir/"):
        response = client.get(path_of(mine) + word + "?bagian=1")
        assert response["Location"] == path_of(mine) + "?bagian=1"
    assert state_shown(client, mine) == "waiting"


def test_the_article_comes_alone_when_asked(hall: Hall, client: Client) -> None:
    mine = hall.issue()
    response = client.get(path_of(mine) + "?bagian=1")
    page = page_of(response)
    assert page.lstrip().startswith("<article") and "<html" not in page
    assert "csrfmiddlewaretoken" in page and "sh_nomor" not in response.cookies


def test_the_ticket_stays_out_of_caches_and_search_engines(hall: Hall, client: Client) -> None:
    response = client.get(path_of(hall.issue()))
    assert response["Cache-Control"] == "no-store, private"
    assert "noindex" in response["X-Robots-Tag"] and 'content="noindex"' in page_of(response)
    assert response["Referrer-Policy"] == "same-origin"  # forms need their Origin


def test_without_javascript_the_ticket_reloads_itself(hall: Hall, client: Client) -> None:
    mine = hall.issue()
    refresh = f'<noscript><meta http-equiv="refresh" content="15; url={path_of(mine)}"></noscript>'
    assert refresh in shown(client, mine)


def test_the_phone_remembers_the_number_it_looked_at(hall: Hall, client: Client) -> None:
    mine = hall.issue()
    shown(client, mine)
    page = page_of(client.get("/batu/"))
    assert "Nomor Anda" in page and f'href="{path_of(mine)}"' in page
    client.post(path_of(mine) + "batal/")
    assert "Nomor Anda" not in page_of(client.get("/batu/"))


def test_choosing_another_service_stays_the_same_person(hall: Hall, client: Client) -> None:
    mine = hall.issue()
    response = client.get(path_of(mine) + "lain/")
    assert response["Location"] == "/batu/layanan/"
    client.post("/batu/layanan/AKTA/ambil/", {})
    second = Ticket.objects.get(code="B-001")
    assert second.attendance_id == mine.ticket.attendance and second.present


def test_the_slip_can_be_printed_again_with_the_same_number(hall: Hall, client: Client) -> None:
    mine = hall.issue(services=["KTP", "KK"], people=3)
    response = client.get(path_of(mine) + "cetak/")
    page = page_of(response)
    assert "A-001" in page and "<svg" in page and "untuk 3 orang" in page
    assert " style=" not in page and f'href="{path_of(mine)}"' in page
    assert response["Cache-Control"] == "no-store, private"
    assert page.count("<h1") == 1


def test_my_ticket_costs_few_questions(
    hall: Hall, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mine = hall.issue()
    hall.issue("AKTA", attendance_id=mine.ticket.attendance)
    shown(client, mine)
    # The tickets as JSON are one round trip more, below the ORM, which this does not count.
    # Its person's tickets, who serves its line, what all are told, whose visit it is part of.
    with django_assert_num_queries(4):
        shown(client, mine)
    hall.call(1)
    with django_assert_num_queries(5):  # the same, where its counter stands, how long that waits
        shown(client, mine)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_state_can_be_shown_in_both_languages(
    hall: Hall, client: Client, language: str
) -> None:
    mine = hall.issue(wants_head_start=True, channel="phone")
    for state in Ticket.State.values:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE queue_ticket DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE queue_ticket SET state = %s, counter_id = %s, called_at = issued_at",
                [state, hall.counters[1].pk],
            )
            cursor.execute("ALTER TABLE queue_ticket ENABLE TRIGGER USER")
        page = shown(client, mine, **{"Accept-Language": language})
        assert f'<html lang="{language}">' in page and f'data-state-of="{state}"' in page
        assert client.get(path_of(mine) + "cetak/").status_code == 200


def test_a_stranger_sees_what_the_link_opens_and_no_more(hall: Hall, client: Client) -> None:
    mine = hall.issue(channel="phone", name="Bu Sri", phone="+6281234567890", wants_head_start=True)
    page = shown(client, mine)
    assert "Bu Sri" not in page and "81234567890" not in page
    assert str(mine.ticket.id) not in page and str(mine.ticket.attendance) not in page
    assert not [row for row in queries.events_of(hall.mall, hall.mall.today()) if "Sri" in row.body]
