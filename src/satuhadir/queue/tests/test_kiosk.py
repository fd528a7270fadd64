# SPDX-License-Identifier: Apache-2.0
"""Three touches to a number; one press never makes two; nothing of a visitor stays."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.accounts import actions as accounts
from satuhadir.catalogue.models import Service
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Booth, Mall
from satuhadir.queue import actions, queries, tracks
from satuhadir.queue.models import Ticket
from satuhadir.queue.tests.conftest import Hall

KIOSK = "/batu/kios/"


@pytest.fixture
def kiosk(hall: Hall) -> Client:
    """A kiosk of the mall, which is a demonstration and so needs nobody's sign-in."""
    Mall.objects.filter(pk=hall.mall.pk).update(is_demo=True)
    malls.forget()
    return Client()


def text_of(response: Any) -> str:
    return response.content.decode()


def key_in(page: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', text_of(page))
    assert found is not None
    return found[1]


def press(kiosk: Client, service: str = "KTP", **form: str) -> Any:
    """Open a service and press "Ambil nomor"."""
    key = form.pop("key", "") or key_in(kiosk.get(f"{KIOSK}layanan/{service}/"))
    return kiosk.post(f"{KIOSK}layanan/{service}/ambil/", {"key": key, "people": "1", **form})


def codes() -> list[str]:
    return sorted(Ticket.objects.values_list("code", flat=True))


def test_three_touches_lead_to_a_number(kiosk: Client) -> None:
    first = text_of(kiosk.get(KIOSK))
    assert f'href="{KIOSK}antrean/A/"' in first
    second = text_of(kiosk.get(f"{KIOSK}antrean/A/"))
    assert f'href="{KIOSK}layanan/KTP/"' in second

    answer = press(kiosk)
    assert answer.status_code == 302
    assert answer["Location"] == f"{KIOSK}nomor/A-001/?baru=1"
    page = kiosk.get(answer["Location"])
    assert "A-001" in text_of(page)
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.present, ticket.people) == ("kiosk", True, 1)
    assert f"/batu/antrean/{tracks.track_of(ticket.pk)}/" not in text_of(page)  # in the QR alone
    assert "<svg" in text_of(page)
    assert "no-store" in page["Cache-Control"]


def test_a_line_with_one_service_needs_two_touches(kiosk: Client) -> None:
    assert f'href="{KIOSK}layanan/SKCK/"' in text_of(kiosk.get(KIOSK))


def test_a_family_and_the_vulnerable_are_one_press_more(kiosk: Client, hall: Hall) -> None:
    press(kiosk, people="4", first="1")
    ticket = Ticket.objects.get()
    assert (ticket.people, ticket.head_start_minutes, ticket.minutes) == (4, 20, 40)


@pytest.mark.parametrize("people", ["0", "-3", "x", "99999", "", "١"])
def test_an_odd_count_of_people_is_a_sensible_one(kiosk: Client, people: str) -> None:
    assert press(kiosk, people=people).status_code == 302
    assert 1 <= Ticket.objects.get().people <= 8


def test_the_same_press_twice_gives_the_same_number(kiosk: Client) -> None:
    key = key_in(kiosk.get(f"{KIOSK}layanan/KTP/"))
    again = Client()  # the second click leaves before the first answer brought its cookies
    again.cookies.update(kiosk.cookies)
    first, second = press(kiosk, key=key), press(again, key=key, people="3")
    third = press(kiosk, key=key)  # the browser's way back, then the button
    assert first["Location"].startswith(f"{KIOSK}nomor/A-001/")
    assert second["Location"].startswith(f"{KIOSK}nomor/A-001/")
    assert third["Location"].startswith(f"{KIOSK}nomor/A-001/")
    assert codes() == ["A-001"]


def test_a_second_number_for_the_same_errand_is_asked_about(kiosk: Client) -> None:
    press(kiosk)
    kiosk.get(f"{KIOSK}awal/")

    asked = press(kiosk, people="2", first="1")
    assert asked.status_code == 200
    assert "Sudah ada A-001 baru saja" in text_of(asked)
    assert codes() == ["A-001"]

    answer = press(kiosk, key=key_in(asked), again="1", people="2", first="1")
    assert answer["Location"].startswith(f"{KIOSK}nomor/A-002/")
    second = Ticket.objects.get(code="A-002")
    assert (second.people, second.head_start_minutes) == (2, 20)
    assert second.attendance_id != Ticket.objects.get(code="A-001").attendance_id


def test_another_errand_of_the_same_person_joins_their_visit(kiosk: Client) -> None:
    press(kiosk)
    assert "untuk orang yang sama" in text_of(kiosk.get(f"{KIOSK}nomor/A-001/"))
    press(kiosk, "AKTA")
    press(kiosk, "SKCK")
    assert Ticket.objects.values("attendance").distinct().count() == 1

    kiosk.get(f"{KIOSK}awal/")
    press(kiosk, "AKTA", again="1")
    assert Ticket.objects.values("attendance").distinct().count() == 2


def test_one_person_has_one_number_in_a_line(kiosk: Client) -> None:
    press(kiosk)
    answer = press(kiosk, "KK")
    assert answer.status_code == 409
    assert "Anda masih punya nomor di antrean ini." in text_of(answer)
    assert f'href="{KIOSK}nomor/A-001/"' in text_of(answer)
    assert codes() == ["A-001"]


def test_a_reprint_gives_the_same_number(kiosk: Client) -> None:
    press(kiosk)
    for _ in range(3):
        page = text_of(kiosk.get(f"{KIOSK}nomor/A-001/"))
        assert "Cetak ulang" in page
        assert 'class="slip"' in page
    assert codes() == ["A-001"]


def test_the_paper_of_a_kiosk_is_set_once(kiosk: Client) -> None:
    assert kiosk.get(f"{KIOSK}?lebar=58")["Location"] == KIOSK
    press(kiosk)
    page = text_of(kiosk.get(f"{KIOSK}nomor/A-001/?baru=1"))
    assert "slip58.css" in page
    assert "data-now" in page  # a kiosk with a printer prints by itself
    assert "slip80.css" in text_of(kiosk.get(f"{KIOSK}nomor/A-001/?lebar=80"))


def test_nothing_of_a_visitor_stays(kiosk: Client) -> None:
    key = key_in(kiosk.get(f"{KIOSK}layanan/KTP/"))
    kiosk.post(f"{KIOSK}tampilan/", {"big": "1", "next": KIOSK})
    kiosk.post(f"{KIOSK}tampilan/", {"contrast": "1", "next": KIOSK})
    kiosk.post(f"{KIOSK}tampilan/", {"language": "en", "next": KIOSK})
    page = text_of(kiosk.get(KIOSK))
    assert 'data-text="big"' in page
    assert 'data-contrast="more"' in page
    assert '<html lang="en"' in page
    press(kiosk, key=key)

    assert kiosk.get(f"{KIOSK}awal/")["Location"] == KIOSK
    page = text_of(kiosk.get(KIOSK))
    assert "data-text" not in page
    assert "data-contrast" not in page
    assert '<html lang="id"' in page
    assert "A-001" not in page
    assert kiosk.get(f"{KIOSK}nomor/A-001/")["Location"] == f"{KIOSK}awal/"
    # the next person goes back in the browser and presses the old form
    assert "Sudah ada A-001 baru saja" in text_of(press(kiosk, key=key))


def test_pages_go_home_by_themselves_and_the_first_does_not(kiosk: Client) -> None:
    for address in (f"{KIOSK}antrean/A/", f"{KIOSK}cari/", f"{KIOSK}hadir/", f"{KIOSK}?h=1"):
        page = text_of(kiosk.get(address))
        assert ('data-idle="45"' in page) == (address != f"{KIOSK}?h=1")
        assert f'data-over="{KIOSK}awal/"' in page


def test_the_look_leads_nowhere_but_the_kiosk(kiosk: Client) -> None:
    for to in ("https://example.com/", "//example.com", "/batu/", "/batu/kios/../../masuk/", ""):
        answer = kiosk.post(f"{KIOSK}tampilan/", {"big": "1", "next": to})
        assert answer["Location"].startswith(KIOSK)


@pytest.mark.parametrize(
    ("more", "layout", "rows"),
    [(2, "few", 5), (9, "roomy", 12), (19, "close", 24), (37, "dense", 42)],
)
def test_every_line_of_a_mall_is_on_the_first_page(
    kiosk: Client, hall: Hall, more: int, layout: str, rows: int
) -> None:
    add_lines(hall, more)
    page = text_of(kiosk.get(KIOSK))
    assert f'class="rows grid {layout}"' in page
    assert page.count('class="line') == rows  # close and dense hold the two doors as well
    assert "?h=2" not in page


def test_more_lines_than_fit_are_one_touch_further(kiosk: Client, hall: Hall) -> None:
    add_lines(hall, 40)
    first, second = text_of(kiosk.get(KIOSK)), text_of(kiosk.get(f"{KIOSK}?h=2"))
    assert (first.count('class="line'), second.count('class="line')) == (22 + 2, 21 + 2)
    assert 'href="?h=2"' in first and 'href="?h=1"' in second
    assert "A–XS" in first  # a page is named by its letters
    assert text_of(kiosk.get(f"{KIOSK}?h=999")).count('class="line') == 23
    assert text_of(kiosk.get(f"{KIOSK}?h=x")).count('class="line') == 24


def test_large_letters_take_pages_that_are_all_one_touch_away(kiosk: Client, hall: Hall) -> None:
    add_lines(hall, 37)
    kiosk.post(f"{KIOSK}tampilan/", {"big": "1", "next": KIOSK})
    page = text_of(kiosk.get(KIOSK))
    assert page.count('class="line') == 14
    for number in (1, 2, 3):
        assert f'href="?h={number}"' in page


def add_lines(hall: Hall, count: int) -> None:
    booth = hall.lines["A"].booth
    for place in range(count):
        add_line(hall, booth, f"{'XY'[place // 26]}{chr(65 + place % 26)}")


def add_line(hall: Hall, booth: Booth, prefix: str) -> None:
    service = Service.objects.create(
        mall=hall.mall, agency_id=hall.lines["A"].booth.agency_id, code=f"S-{prefix}", name=prefix,
        desk_minutes=5, audience="person",
    )  # fmt: skip
    actions.add_line(
        mall=hall.mall, booth=booth, prefix=prefix, name=prefix, services=[service], actor="test"
    )


def test_typing_finds_a_service_one_can_take(kiosk: Client) -> None:
    assert f'href="{KIOSK}layanan/SKCK/"' in text_of(kiosk.get(f"{KIOSK}cari/?q=skck"))
    nothing = text_of(kiosk.get(f"{KIOSK}cari/?q=zzz"))
    assert "Tidak ada yang cocok dengan “zzz”" in nothing
    assert 'name="q"' in nothing


def test_a_closed_line_gives_no_number_and_says_so(kiosk: Client, hall: Hall) -> None:
    page = kiosk.get(f"{KIOSK}layanan/SKCK/")
    actions.close_line(mall=hall.mall, line_id=hall.lines["C"].pk, actor="test", reason="Rapat")
    answer = press(kiosk, "SKCK", key=key_in(page))
    assert answer.status_code == 409
    assert "Antrean SKCK sedang tutup." in text_of(answer)
    assert f'href="{KIOSK}"' in text_of(answer)
    late = text_of(kiosk.get(f"{KIOSK}layanan/SKCK/"))
    assert "Nomor belum dapat diambil" in late
    assert 'name="key"' not in late


def test_a_full_line_gives_no_number_and_says_so(kiosk: Client, hall: Hall) -> None:
    line_id = hall.lines["C"].pk
    actions.set_quotas(mall=hall.mall, line_id=line_id, actor="test", quotas={"daily_quota": 1})
    press(kiosk, "SKCK")
    kiosk.get(f"{KIOSK}awal/")
    answer = press(kiosk, "SKCK", again="1")
    assert answer.status_code == 409
    assert "sudah habis" in text_of(answer)


def test_what_does_not_exist_is_said_on_the_kiosk(kiosk: Client) -> None:
    for address in ("antrean/ZZ/", "layanan/NIHIL/"):
        answer = kiosk.get(f"{KIOSK}{address}")
        assert answer.status_code == 404
        assert 'class="kiosk"' in text_of(answer)
    assert kiosk.post(f"{KIOSK}layanan/NIHIL/ambil/", {"key": str(uuid4())}).status_code == 404
    assert kiosk.get(f"{KIOSK}nomor/A-999/")["Location"] == f"{KIOSK}awal/"
    assert kiosk.get(f"{KIOSK}layanan/KTP/ambil/").status_code == 405


@pytest.mark.parametrize("typed", ["B-001", "b1", " b 001 ", "b.1"])
def test_a_phone_ticket_is_marked_present_by_its_code(
    kiosk: Client, hall: Hall, typed: str
) -> None:
    issued = hall.issue("AKTA", channel="phone")
    answer = kiosk.post(f"{KIOSK}hadir/", {"kode": typed})
    assert answer["Location"] == f"{KIOSK}nomor/B-001/?hadir=1"
    assert queries.ticket_at(hall.mall, issued.ticket.id).present
    page = text_of(kiosk.get(answer["Location"]))
    assert "Anda tercatat hadir" in page
    assert "<svg" not in page  # the code everybody sees does not give the key


@pytest.mark.parametrize("around", ["{}", "http://localhost:8000/batu/antrean/{}/", "  {}  "])
def test_a_phone_ticket_is_marked_present_by_its_qr(kiosk: Client, hall: Hall, around: str) -> None:
    issued = hall.issue("AKTA", channel="phone")
    answer = kiosk.post(f"{KIOSK}hadir/", {"kode": around.format(issued.track.upper())})
    assert answer["Location"] == f"{KIOSK}nomor/B-001/?hadir=1"
    assert queries.ticket_at(hall.mall, issued.ticket.id).present
    assert "<svg" in text_of(kiosk.get(answer["Location"]))


@pytest.mark.parametrize("typed", ["", "Z-999", "x" * 400, "<b>", "A-0000000", "' OR 1=1"])
def test_a_wrong_code_is_asked_for_again(kiosk: Client, typed: str) -> None:
    answer = kiosk.post(f"{KIOSK}hadir/", {"kode": typed})
    assert answer.status_code == 404
    assert "Nomor ini tidak ada di sini hari ini." in text_of(answer)
    assert "<b>" not in text_of(answer).split("Nomor antrean</label>")[1].split("</form>")[0]


def test_a_number_that_was_missed_comes_back_by_its_paper(kiosk: Client, hall: Hall) -> None:
    issued = hall.issue("KTP")
    called = hall.call(1)
    Ticket.objects.filter(pk=called.id).update(called_at="2020-01-01T00:00Z")
    hall.move(called, "no_show")
    kiosk.post(f"{KIOSK}hadir/", {"kode": "A-001"})
    assert "Saya sudah datang" not in text_of(kiosk.get(f"{KIOSK}nomor/A-001/"))
    assert kiosk.post(f"{KIOSK}nomor/A-001/kembali/").status_code == 404

    kiosk.post(f"{KIOSK}hadir/", {"kode": issued.track})
    assert "Saya sudah datang" in text_of(kiosk.get(f"{KIOSK}nomor/A-001/"))
    assert kiosk.post(f"{KIOSK}nomor/A-001/kembali/").status_code == 302
    assert queries.ticket_at(hall.mall, issued.ticket.id).state == "waiting"


def test_a_ticket_of_the_neighbour_is_unknown_here(
    kiosk: Client, hall: Hall, neighbour: Hall
) -> None:
    theirs = neighbour.issue("AKTA", channel="phone")
    assert kiosk.post(f"{KIOSK}hadir/", {"kode": theirs.track}).status_code == 404
    assert not queries.ticket_at(neighbour.mall, theirs.ticket.id).present


def test_a_visit_here_is_none_next_door(kiosk: Client, neighbour: Hall) -> None:
    Mall.objects.filter(pk=neighbour.mall.pk).update(is_demo=True)
    malls.forget()
    press(kiosk)
    assert kiosk.get("/tetangga/kios/nomor/A-001/")["Location"] == "/tetangga/kios/awal/"


def test_a_forged_visit_is_nobodys(kiosk: Client) -> None:
    press(kiosk)
    kiosk.cookies["sh_kios"] = kiosk.cookies["sh_kios"].value[:-3] + "xyz"
    assert kiosk.get(f"{KIOSK}nomor/A-001/")["Location"] == f"{KIOSK}awal/"


ADDRESSES = ["", "cari/", "hadir/", "antrean/A/", "layanan/KTP/", "nomor/A-001/", "awal/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_outside_the_demonstration_a_kiosk_is_paired_first(hall: Hall, address: str) -> None:
    answer = Client().get(f"{KIOSK}{address}")
    assert answer.status_code == 302
    assert answer["Location"] == f"{KIOSK}sambung/"


def test_outside_the_demonstration_a_press_needs_staff(
    hall: Hall, neighbour: Hall, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    assert Client().post(f"{KIOSK}layanan/KTP/ambil/").status_code == 302
    assert codes() == []

    def signed_in(name: str, at: Mall | None) -> Client:
        user = accounts.create_user(username=name, password="kata-sandi-uji-1", display_name=name)
        if at is not None:
            accounts.grant_role(user=user, role="officer", mall=at)
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    for name, place in (("warga", None), ("tetangga", neighbour.mall)):
        stranger = signed_in(name, place)
        assert stranger.get(KIOSK).status_code == 403
        assert stranger.post(f"{KIOSK}layanan/KTP/ambil/").status_code == 403
    assert codes() == []
    assert press(signed_in("petugas", hall.mall)).status_code == 302
    assert codes() == ["A-001"]


def test_every_page_has_one_heading_and_speaks_english(kiosk: Client, hall: Hall) -> None:
    press(kiosk)
    visit: Callable[[str], Any] = lambda address: kiosk.get(  # noqa: E731
        f"{KIOSK}{address}", headers={"accept-language": "en"}
    )
    for address in (
        "",
        "cari/",
        "cari/?q=k",
        "hadir/",
        "antrean/A/",
        "layanan/KK/",
        "nomor/A-001/",
    ):
        page = text_of(visit(address))
        assert page.count("<h1") == 1
        assert '<html lang="en"' in page
