# SPDX-License-Identifier: Apache-2.0
"""A kiosk shows the kiosk: no way leads out of it, and staff get in with a code, not a password."""

from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import OperationalError
from django.test import Client

from satuhadir.accounts import actions as accounts
from satuhadir.devices import actions as devices
from satuhadir.devices import queries
from satuhadir.devices.models import Device
from satuhadir.devices.values import Given
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath
from satuhadir.queue.queries.kiosks import staff_code
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in
from satuhadir.queue.tests.test_kiosk import KIOSK, key_in, press, text_of
from satuhadir.shared import limits

PAGES = ["", "?semua", "cari/", "cari/?q=ktp", "cari/?q=zzz", "hadir/", "antrean/A/", "antrean/ZZ/",
         "layanan/KTP/", "layanan/SKCK/", "layanan/NIHIL/", "nomor/A-001/", "petugas/",
         "jaringan/"]  # fmt: skip


@pytest.fixture
def kiosk(hall: Hall) -> Client:
    Mall.objects.filter(pk=hall.mall.pk).update(is_demo=True)
    malls.forget()
    return Client()


@pytest.fixture
def device(hall: Hall, settings: Any) -> Client:
    """A paired kiosk of a mall that is no demonstration, on its first page."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    limits.forget()
    manager = accounts.create_user(username="pengelola", password="kata-sandi-uji-1")
    accounts.grant_role(user=manager, role="manager", mall=hall.mall)
    started = devices.start_pairing(kind="kiosk", mall=hall.mall)
    devices.confirm_pairing(mall=hall.mall, code=started.code, given=Given("Kios 1"), by=manager)
    claimed = devices.claim_pairing(secret=started.secret)
    assert claimed is not None
    client = Client()
    client.cookies["sh_key_kiosk"] = claimed.token
    assert client.get(KIOSK).status_code == 200
    return client


class Ways(HTMLParser):
    """Every address a page can lead to, and what would open another window."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.out: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in {"iframe", "object", "embed", "base", "area"} or "target" in said:
            self.out.append(f"<{tag} {said}>")
        if tag == "meta" and said.get("http-equiv"):
            self.out.append(f"<meta {said}>")
        for name in ("href", "action", "formaction") if tag in {"a", "form", "button"} else ():
            if name in said:
                address = urljoin(f"http://kios{KIOSK}layanan/x/", said[name] or "")
                if not address.startswith(f"http://kios{KIOSK}"):
                    self.out.append(address)


def test_the_walk_finds_each_way_out() -> None:
    for way in (
        '<a href="/masuk/">', '<a href="https://example.org/">', '<a href="../../../">',
        '<form action="/batu/">', '<button formaction="/loket/">',
        '<a href="?h=2" target="_blank">',
        '<meta http-equiv="refresh" content="1">', '<iframe src="/">',
    ):  # fmt: skip
        assert Ways(way).out, way
    assert not Ways(f'<a href="?h=2"><a href="{KIOSK}"><form action="{KIOSK}hadir/">').out


def test_no_page_of_the_kiosk_leads_out_of_it(kiosk: Client) -> None:
    pages = [press(kiosk)]  # so that there is a number to look at
    pages += [kiosk.get(f"{KIOSK}{address}") for address in PAGES]
    pages += [
        press(kiosk, "KK"),  # refused: already in line
        kiosk.post(f"{KIOSK}hadir/", {"kode": "Z-999"}),
        kiosk.post(f"{KIOSK}petugas/", {"kode": "000"}),
    ]
    kiosk.get(f"{KIOSK}awal/")
    pages.append(press(kiosk))  # asked: for somebody else?
    assert "untuk orang lain" in text_of(pages[-1])
    for page in pages:
        assert not Ways(text_of(page)).out
        assert page.headers.get("Location", KIOSK).startswith(KIOSK)


def test_whatever_can_be_pressed_can_be_heard(kiosk: Client) -> None:
    class Silent(HTMLParser):
        found: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag in {"a", "button"} and "data-say" not in dict(attrs):
                self.found.append(f"{tag} {dict(attrs)}")

    press(kiosk)
    for address in PAGES[:-2]:  # the staff's page and the waiting one are not read
        reader = Silent()
        reader.found = []
        page = text_of(kiosk.get(f"{KIOSK}{address}"))
        reader.feed(page)
        assert not reader.found, address
        assert '<div class="cloth" data-say="' in page


def test_nothing_of_a_page_is_kept_in_the_history(kiosk: Client) -> None:
    press(kiosk)
    for address in PAGES[:-2]:
        assert "no-store" in kiosk.get(f"{KIOSK}{address}")["Cache-Control"], address


@pytest.mark.parametrize(
    "address",
    ["/", "/batu/", "/batu/layanan/KTP/", "/batu/layar/", "/masuk/", "/loket/", "/kelola/",
     "/admin/", "/tidak-ada/", "/api/v1/openapi.json"],
)  # fmt: skip
def test_a_paired_kiosk_is_led_home_from_any_other_page(device: Client, address: str) -> None:
    answer = device.get(address)
    assert (answer.status_code, answer["Location"]) == (302, KIOSK)
    assert Client().get(address).headers.get("Location") != KIOSK  # any other browser is not


def test_a_paired_kiosk_does_its_work(device: Client) -> None:
    for address in ("", "cari/", "layanan/KTP/", "penjaga.js", "jaringan/", "denyut/"):
        assert device.get(f"{KIOSK}{address}").status_code in {200, 204}, address
    assert press(device)["Location"].startswith(f"{KIOSK}nomor/A-001/")
    assert device.get("/healthz").status_code == 200
    asked = device.get("/api/v1/openapi.json", headers={"sec-fetch-mode": "cors"})
    assert asked.status_code == 200


def test_the_lock_is_no_key(device: Client) -> None:
    thief = Client()
    thief.cookies["sh_kios_kunci"] = device.cookies["sh_kios_kunci"].value
    assert thief.get(KIOSK)["Location"].startswith(f"{KIOSK}sambung/")
    forged = Client()
    forged.cookies["sh_kios_kunci"] = "batu:x:y"
    assert forged.get("/masuk/").status_code == 200


def test_a_kiosk_that_is_no_device_any_more_is_free(device: Client) -> None:
    del device.cookies["sh_key_kiosk"]
    device.get(KIOSK)
    Mall.objects.update(is_demo=True)
    malls.forget()
    device.get(KIOSK)
    assert device.get("/masuk/").status_code == 200


def test_a_kiosk_that_was_shut_out_does_not_stay_locked(device: Client, hall: Hall) -> None:
    (kiosk,) = Device.objects.filter(mall=hall.mall)
    devices.revoke_device(mall=hall.mall, device_id=kiosk.pk)
    queries.forget()
    led = device.get("/kelola/")
    assert led["Location"] == KIOSK
    assert device.get(KIOSK)["Location"] == f"{KIOSK}sambung/"
    assert device.get(f"{KIOSK}sambung/").status_code == 200
    assert device.get("/kelola/")["Location"] == "/masuk/?next=/kelola/"


def test_a_kiosk_of_a_mall_that_is_gone_does_not_stay_locked(device: Client, hall: Hall) -> None:
    Mall.objects.filter(pk=hall.mall.pk).update(slug="batu-baru")
    malls.forget()
    assert device.get("/masuk/")["Location"] == KIOSK
    assert device.get(KIOSK).status_code == 404
    assert device.get("/masuk/").status_code == 200


def test_a_failure_does_not_free_a_kiosk(device: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("away")

    device.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("satuhadir.devices.http.find_device", away)
        assert device.get(KIOSK).status_code == 503
    assert device.get(f"{KIOSK}nihil/").status_code == 404
    assert device.get("/masuk/")["Location"] == KIOSK


def test_what_a_page_s_scripts_ask_is_answered_without_https_too(device: Client) -> None:
    for accepts in ("*/*", "text/event-stream"):
        asked = device.get("/api/v1/openapi.json", headers={"accept": accepts})
        assert asked.status_code == 200, accepts
    for address in ("/api/v1/openapi.json", "/masuk/"):
        typed = device.get(address, headers={"accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
        assert typed["Location"] == KIOSK


def test_staff_lift_the_lock_with_the_code_of_now(device: Client, hall: Hall) -> None:
    page = f"{KIOSK}petugas/"
    assert "Kode petugas" in text_of(device.get(page))
    code = staff_code(hall.mall).code
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    refused = device.post(page, {"kode": wrong})
    assert refused.status_code == 403
    assert "Kode ini tidak cocok" in text_of(refused)
    assert device.post(page, {"lebar": "58"}).status_code == 403
    assert device.get("/masuk/").status_code == 302

    assert device.post(page, {"kode": f" {code[:3]} {code[3:]}"})["Location"] == page
    assert "Merawat kios ini" in text_of(device.get(page))
    assert device.get("/masuk/").status_code == 200
    device.post(page, {"lebar": "58"})
    assert device.cookies["sh_kios_kertas"].value == "58"
    device.post(page, {"lebar": ""})
    assert device.cookies["sh_kios_kertas"].value == "0"  # none of its own

    assert device.post(page, {"selesai": "1"})["Location"] == f"{KIOSK}awal/"
    assert device.get("/masuk/").status_code == 302


def test_a_code_lives_for_twenty_minutes_and_at_its_own_mall(
    kiosk: Client, hall: Hall, neighbour: Hall, at_clock: Any
) -> None:
    now: datetime = hotpath.database_now().replace(minute=1)
    at_clock(now)
    code, theirs = staff_code(hall.mall), staff_code(neighbour.mall)
    assert code.until - now <= timedelta(minutes=10)
    assert code.code != theirs.code
    page = f"{KIOSK}petugas/"
    assert kiosk.post(page, {"kode": theirs.code}).status_code == 403
    at_clock(now + timedelta(minutes=10))
    assert staff_code(hall.mall).code != code.code
    assert Client().post(page, {"kode": code.code}).status_code == 302
    at_clock(now + timedelta(minutes=20))
    assert Client().post(page, {"kode": code.code}).status_code == 403


def test_codes_are_not_to_be_tried(kiosk: Client) -> None:
    limits.forget()
    page = f"{KIOSK}petugas/"
    kiosk.get(page)
    tries = [kiosk.post(page, {"kode": f"{one:06d}"}).status_code for one in range(8)]
    assert tries == [403] * 6 + [429] * 2
    limits.forget()


def test_the_managers_page_shows_the_code(hall: Hall, neighbour: Hall) -> None:
    page = "/kelola/batu/kios/"
    assert Client().get(page)["Location"] == f"/masuk/?next={page}"
    assert sign_in("warga").get(page).status_code == 403
    assert sign_in("tetangga", "manager", neighbour).get(page).status_code == 404
    assert sign_in("dewi", "agency_manager", hall, agency="DUKCAPIL").get(page).status_code == 403
    answer = sign_in("ahmad", "manager", hall).get(page)
    code = staff_code(hall.mall).code
    assert f"{code[:3]} {code[3:]}" in text_of(answer)
    assert "no-store" in answer["Cache-Control"]


def test_a_press_goes_on_while_the_lock_is_lifted(device: Client, hall: Hall) -> None:
    device.post(f"{KIOSK}petugas/", {"kode": staff_code(hall.mall).code})
    assert press(device, key=key_in(device.get(f"{KIOSK}layanan/KTP/"))).status_code == 302


def test_a_kiosk_that_can_not_be_answered_asks_again_by_itself(
    kiosk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(mall: Mall) -> None:
        raise OperationalError("away")

    monkeypatch.setattr("satuhadir.queue.glass.views.queries.line_states", away)
    kiosk.raise_request_exception = False
    answer = kiosk.get(KIOSK)
    assert (answer.status_code, answer["Refresh"]) == (503, "5")
    assert not kiosk.get("/batu/").has_header("Refresh")
