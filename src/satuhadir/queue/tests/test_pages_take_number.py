# SPDX-License-Identifier: Apache-2.0
"""Taking a number with a phone, JavaScript off: the form, what it refuses, the same press twice."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.catalogue.models import Service
from satuhadir.queue import actions, queries
from satuhadir.queue.models import Attendance, Contact, LineWait, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared import limits
from satuhadir.shared.memory import Brief

TAKE = "/batu/layanan/KTP/ambil/"
KEY = re.compile(r'name="kunci" value="([0-9a-f-]{36})"')


def page_of(response: Any) -> str:
    return str(response.content.decode())


def open_form(client: Client, code: str = "KTP") -> str:
    """Open a service's page and return the key of its form."""
    found = KEY.search(page_of(client.get(f"/batu/layanan/{code}/")))
    assert found
    return found[1]


def press(client: Client, code: str = "KTP", key: str = "", **typed: object) -> Any:
    data = {"kunci": key or open_form(client, code), "people": "1", **typed}
    return client.post(f"/batu/layanan/{code}/ambil/", data)


def test_a_number_is_taken_by_phone_and_led_to(hall: Hall, client: Client) -> None:
    response = press(client, name=" Bu  Sri ", phone="0812-3456-7890", people="3", needs=["infant"])
    assert response.status_code == 302
    assert re.fullmatch(r"/batu/antrean/[a-z2-7]{26}/", response["Location"])
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.present, ticket.people) == ("phone", False, 3)
    assert ticket.head_start_claimed and ticket.head_start_minutes == 0
    contact = Contact.objects.get()
    assert (contact.name, contact.phone) == ("Bu Sri", "+6281234567890")
    page = page_of(client.get(response["Location"]))
    assert "A-001" in page and "Bu Sri" not in page and "6281234567890" not in page


def test_help_asked_for_by_phone_is_kept_for_staff_and_not_shown(
    hall: Hall, client: Client
) -> None:
    response = press(client, help=["approach", "wheelchair"])
    assert Attendance.objects.get().help == ["approach", "wheelchair"]
    page = page_of(client.get(response["Location"]))
    assert "kursi roda" not in page and "Didatangi" not in page


def test_help_of_an_unknown_kind_is_refused_and_the_rest_kept(hall: Hall, client: Client) -> None:
    response = press(client, help=["approach", "deaf"])
    assert response.status_code == 422
    page = page_of(response)
    assert 'href="#id_help"' in page
    assert 'value="approach" checked' in page
    assert not Ticket.objects.exists()


def test_nothing_has_to_be_filled_in(hall: Hall, client: Client) -> None:
    assert client.post(TAKE, {}).status_code == 302
    assert Ticket.objects.get().people == 1
    assert not Contact.objects.exists()


def test_the_same_form_pressed_twice_gives_one_number(hall: Hall, client: Client) -> None:
    key = open_form(client)
    first, second = press(client, key=key), press(client, key=key)
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1


def test_the_same_key_on_another_phone_is_another_press(hall: Hall, client: Client) -> None:
    key = open_form(client)
    other = Client()
    open_form(other)
    assert press(client, key=key)["Location"] != press(other, key=key)["Location"]


def test_going_back_to_change_the_form_does_not_take_a_second_number(
    hall: Hall, client: Client
) -> None:
    key = open_form(client)
    press(client, key=key)
    response = press(client, key=key, people="4")
    assert response.status_code == 409
    page = page_of(response)
    assert "sudah diambil satu nomor" in page and "Lihat nomor A-001" in page
    fresh = KEY.search(page)
    assert fresh and fresh[1] != key
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("key", ["", "bukan-uuid", "x" * 10_000, "{}", "🙂"])
def test_a_key_that_is_none_is_no_fault(hall: Hall, client: Client, key: str) -> None:
    assert client.post(TAKE, {"kunci": key}).status_code == 302


def test_two_errands_of_one_person_are_one_visit(hall: Hall, client: Client) -> None:
    press(client)
    assert "pemegang A-001" in page_of(client.get("/batu/layanan/AKTA/"))
    press(client, "AKTA")
    first, second = Ticket.objects.order_by("issued_at")
    assert first.attendance_id == second.attendance_id


def test_a_number_for_somebody_else_is_another_visit(hall: Hall, client: Client) -> None:
    press(client)
    press(client, for_whom="lain")
    first, second = Ticket.objects.order_by("issued_at")
    assert first.attendance_id != second.attendance_id


def test_a_second_number_in_the_same_line_leads_to_the_first(hall: Hall, client: Client) -> None:
    press(client)
    assert "Anda sudah memegang nomor A-001" in page_of(client.get("/batu/layanan/KK/"))
    response = press(client, "KK")
    page = page_of(response)
    assert response.status_code == 409
    assert "Anda masih punya nomor di antrean ini" in page and "Lihat nomor A-001" in page
    assert 'href="#id_for_whom">Untuk orang lain?' in page and 'role="alert"' in page
    found = KEY.search(page)
    assert found
    assert press(client, "KK", key=found[1], for_whom="lain").status_code == 302


def test_several_papers_of_one_line_are_one_number(hall: Hall, client: Client) -> None:
    assert 'value="KK"' in page_of(client.get("/batu/layanan/KTP/"))
    response = press(client, more=["KK"])
    ticket = Ticket.objects.get()
    assert ticket.services == ["KTP", "KK"] and ticket.minutes == 25
    assert "KTP" in page_of(client.get(response["Location"]))


@pytest.mark.parametrize("code", ["AKTA", "SKCK", "KTP", "TIDAK_ADA", "<b>", "x" * 500])
def test_papers_of_other_lines_are_refused_beside_the_field(
    hall: Hall, client: Client, code: str
) -> None:
    response = press(client, more=[code])
    assert response.status_code == 422
    assert "hanya layanan di antrean yang sama" in page_of(response)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("people", "0", "Paling sedikit 1 orang."),
        ("people", "21", "Paling banyak 20 orang"),
        ("people", "dua", "Tulis banyaknya orang dengan angka."),
        ("people", "9" * 400, "Paling banyak 20 orang"),
        ("phone", "12345", "Tulis nomor ponsel Indonesia"),
        ("phone", "+1 202 555 0100", "Tulis nomor ponsel Indonesia"),
        ("phone", "0812" * 200, "Nomor ponsel"),
        ("name", "x" * 61, "Paling panjang 60 huruf."),
        ("name", "Sri\u202eatnas", "huruf yang tidak dapat ditampilkan"),
        ("needs", "kaya", "Pilih dari daftar ini saja."),
        ("for_whom", "semua", "Untuk siapa?"),
    ],
)
def test_what_can_not_be_taken_is_said_and_the_rest_is_kept(
    hall: Hall, client: Client, field: str, typed: str, said: str
) -> None:
    kept = {"name": "Pak Budi", "phone": "081234567890", "needs": ["elderly"], "people": "2"}
    response = press(client, **{**kept, field: typed})  # type: ignore[arg-type]
    page = page_of(response)
    assert response.status_code == 422
    assert said in page and "Ada isian yang perlu diperbaiki" in page and "autofocus" in page
    assert field == "name" or 'value="Pak Budi"' in page
    assert field == "phone" or 'value="081234567890"' in page
    assert field == "needs" or 'value="elderly" checked' in page
    assert not Ticket.objects.exists()


def test_a_name_is_only_ever_text(hall: Hall, client: Client) -> None:
    typed = '"><script>alert(1)</script>'
    page = page_of(press(client, name=typed, phone="salah"))
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert press(client, name=typed).status_code == 302
    assert Contact.objects.get().name == typed


@pytest.mark.parametrize("field", ["name", "phone", "people", "more", "kunci", "needs", "x"])
def test_nul_bytes_are_refused_not_tripped_over(hall: Hall, client: Client, field: str) -> None:
    response = client.post(TAKE, {field: "a\x00b"})
    assert response.status_code == 400 and b"<h1" in response.content
    assert not Ticket.objects.exists()


def test_a_body_beyond_all_measure_is_refused(hall: Hall, client: Client) -> None:
    assert client.post(TAKE, {"name": "x" * 2_000_000}).status_code in {400, 413}
    many = {f"f{n}": "1" for n in range(1_200)}
    assert client.post(TAKE, many).status_code == 400


def test_a_form_without_its_key_to_our_site_is_refused(hall: Hall) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(TAKE, {})
    assert response.status_code == 403 and "Muat ulang halaman" in page_of(response)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page_of(strict.get(TAKE[:-6])))
    assert token
    assert strict.post(TAKE, {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_a_closed_line_is_told_on_the_services_page(hall: Hall, client: Client) -> None:
    key = open_form(client)
    actions.close_line(mall=hall.mall, line_id=hall.lines["A"].pk, actor="test", reason="Rapat")
    response = press(client, key=key)
    page = page_of(response)
    assert response.status_code == 409
    assert "Antrean KTP dan KK sedang tutup" in page and "Lihat layanan lain" in page
    assert "<h1>KTP</h1>" in page and 'id="ambil"' not in page


def test_a_full_line_is_told_on_the_services_page(hall: Hall, client: Client) -> None:
    actions.set_quotas(
        mall=hall.mall, line_id=hall.lines["A"].pk, quotas={"quota_phone": 1}, actor="test"
    )
    assert press(client).status_code == 302
    response = press(Client())
    assert response.status_code == 409 and "sudah habis" in page_of(response)


def test_too_late_today_is_told_on_the_services_page(hall: Hall, client: Client) -> None:
    actions.set_policy(mall=hall.mall, actor="test", refuses_too_late=True)
    for number in (1, 2):
        actions.close_counter(mall=hall.mall, counter_id=hall.counters[number].pk, actor="test")
    actions.refresh_waits(hall.mall)
    LineWait.objects.filter(line=hall.lines["A"]).update(room=0)
    response = press(client)
    assert response.status_code == 409 and "Silakan ambil nomor besok" in page_of(response)


def test_another_malls_service_gives_no_number_here(
    hall: Hall, neighbour: Hall, client: Client
) -> None:
    Service.objects.filter(mall=neighbour.mall, code="SKCK").update(code="PASPOR")
    Brief.forget_everything()
    assert client.post("/batu/layanan/PASPOR/ambil/", {}).status_code == 404


def test_the_phones_number_of_one_mall_means_nothing_in_another(
    hall: Hall, neighbour: Hall, client: Client
) -> None:
    response = press(client)
    cookie = response.cookies["sh_nomor"]
    assert cookie["path"] == "/batu/" and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert 86_400 <= cookie["max-age"] <= 2 * 86_400
    client.cookies["sh_nomor"] = cookie.value
    assert "Nomor Anda" not in page_of(client.get("/tetangga/"))
    client.post("/tetangga/layanan/KTP/ambil/", {})
    there, here = Ticket.objects.get(mall=neighbour.mall), Ticket.objects.get(mall=hall.mall)
    assert there.attendance_id != here.attendance_id


@pytest.mark.parametrize("value", ["", "x" * 5_000, "a" * 26, "<script>", "..%2f"])
def test_a_cookie_that_opens_nothing_is_passed_over(hall: Hall, client: Client, value: str) -> None:
    client.cookies["sh_nomor"] = value
    assert client.get("/batu/").status_code == 200
    assert client.post(TAKE, {}).status_code == 302


def test_a_look_at_the_buttons_address_leads_to_the_service(hall: Hall, client: Client) -> None:
    response = client.get(TAKE)
    assert response.status_code == 302 and response["Location"] == "/batu/layanan/KTP/"
    assert client.put(TAKE).status_code == 405


def test_one_phone_may_not_take_numbers_without_end(hall: Hall, client: Client) -> None:
    limits.forget()
    client.get("/batu/layanan/KTP/")
    statuses = [
        client.post(TAKE, {"kunci": uuid4(), "for_whom": "lain"}).status_code for _ in range(11)
    ]
    assert statuses == [302] * 10 + [429]
    response = client.post(TAKE, {})
    assert response["Retry-After"] and "Terlalu banyak permintaan" in page_of(response)
    other = Client()
    other.get("/batu/layanan/KTP/")
    assert other.post(TAKE, {}).status_code == 302  # the hall's address has room for all
    limits.forget()


def test_the_journal_keeps_no_name_and_no_phone(hall: Hall, client: Client) -> None:
    press(client, name="Pak Budi", phone="081234567890", needs=["disability"])
    for row in queries.events_of(hall.mall, hall.mall.today()):
        assert "Budi" not in row.body and "81234567890" not in row.body
        assert "disability" not in row.body
