# SPDX-License-Identifier: Apache-2.0
"""The manager's page of devices: pairing by a code or on the spot, renaming, revoking."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from satuhadir.accounts.models import User
from satuhadir.accounts.queries import caller_for_token
from satuhadir.devices import actions, codes
from satuhadir.devices.models import Device, Kind, Pairing
from satuhadir.devices.values import Claimed, Given, Started
from satuhadir.queue.glass.visitor import forget_paper, paper_of
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import sign_in
from satuhadir.shared import limits


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    limits.forget()


@pytest.fixture
def manager(hall: Hall) -> Client:
    return sign_in("ahmad", "manager", hall)


@pytest.fixture
def kiosk(hall: Hall, manager: Client) -> Claimed:
    return actions.pair_here(
        mall=hall.mall, kind=Kind.KIOSK, given=Given("Kios 1", "Pintu utara"), by=User.objects.get()
    )


def home(hall: Hall) -> str:
    return f"/kelola/{hall.mall.slug}/perangkat/"


def asked(hall: Hall, kind: str = "kiosk") -> Started:
    return actions.start_pairing(kind=kind, mall=hall.mall, software="Chromium 142, Linux")


def addresses(hall: Hall, device: Device) -> list[str]:
    start = home(hall)
    return [start, f"{start}sambung/", f"{start}di-sini/?jenis=kiosk", f"{start}{device.pk}/"]


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_public_signs_in_first_and_strangers_are_refused(hall: Hall, kiosk: Claimed) -> None:
    stranger = sign_in("warga")
    for path in addresses(hall, kiosk.device):
        assert Client().get(path)["Location"].startswith("/masuk/?next="), path
        assert stranger.get(path).status_code == 403, path
        assert stranger.post(path, {"aksi": "putus"}).status_code == 403, path
    assert Device.objects.get().revoked_at is None


def test_the_neighbours_manager_finds_nothing(hall: Hall, neighbour: Hall, kiosk: Claimed) -> None:
    other = sign_in("siti", "manager", neighbour)
    for path in addresses(hall, kiosk.device):
        assert other.get(path).status_code == 404, path
    theirs = f"{home(neighbour)}{kiosk.device.pk}/"
    assert other.post(theirs, {"aksi": "putus"}).status_code == 404
    assert Device.objects.get().revoked_at is None


def test_an_agencys_manager_and_an_officer_are_refused(hall: Hall, kiosk: Claimed) -> None:
    agency = sign_in("dewi", "agency_manager", hall, agency="DUKCAPIL")
    officer = sign_in("rahma", "officer", hall)
    for path in addresses(hall, kiosk.device):
        assert agency.get(path).status_code == 403, path
        assert officer.get(path).status_code in {403, 404}, path
    assert "/perangkat/" not in text_of(agency.get(f"/kelola/{hall.mall.slug}/"))


def test_an_empty_page_says_how_to_begin(hall: Hall, manager: Client) -> None:
    page = text_of(manager.get(home(hall)))
    assert "Tiga langkah" in page
    assert f"/{hall.mall.slug}/kios/" in page


def test_a_code_leads_to_a_device_in_two_steps(hall: Hall, manager: Client) -> None:
    started = asked(hall)
    first = manager.get(f"{home(hall)}sambung/", {"kode": started.shown.lower()})
    page = text_of(first)
    assert first.status_code == 200
    assert "Chromium 142, Linux" in page
    assert 'value="Kios 1"' in page
    said = {"kode": started.shown, "nama": "Kios utara", "tempat": "Lantai 1", "kertas": "58"}
    answer = manager.post(f"{home(hall)}sambung/", said)
    assert answer["Location"] == home(hall)
    device = Device.objects.get()
    assert (device.name, device.place, device.paper_mm) == ("Kios utara", "Lantai 1", 58)
    assert device.token is None
    listed = text_of(manager.get(home(hall)))
    assert "Kios utara disambungkan" in listed
    assert "Menunggu perangkat" in listed
    actions.claim_pairing(secret=started.secret)
    assert "Tersambung" in text_of(manager.get(home(hall)))


@pytest.mark.parametrize("typed", ["", "KTRM-VXQD", "1234", "<script>"])
def test_a_wrong_code_is_said_beside_the_field(hall: Hall, manager: Client, typed: str) -> None:
    answer = manager.get(f"{home(hall)}sambung/", {"kode": typed})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text_of(answer)
    assert "<script>" not in answer.content.decode()


def test_guessing_is_slowed_down_and_kills_the_code(hall: Hall, manager: Client) -> None:
    started = asked(hall)
    letters = [one for one in codes.LETTERS if one != started.code[-1]]
    for letter in letters[:5]:
        wrong = started.code[:-1] + letter
        assert manager.get(f"{home(hall)}sambung/", {"kode": wrong}).status_code == 422
    right = manager.get(f"{home(hall)}sambung/", {"kode": started.code})
    assert right.status_code == 422
    statuses = {
        manager.get(f"{home(hall)}sambung/", {"kode": "BBBBBBBB"}).status_code for _ in range(30)
    }
    assert statuses == {422, 429}


def test_a_used_code_and_a_name_in_use_are_told(
    hall: Hall, manager: Client, kiosk: Claimed
) -> None:
    started = asked(hall)
    said = {"kode": started.code, "nama": "Kios 1", "tempat": "", "kertas": "80"}
    taken = manager.post(f"{home(hall)}sambung/", said)
    assert taken.status_code == 422
    assert "Pilih nama lain" in text_of(taken)
    assert manager.post(f"{home(hall)}sambung/", said | {"nama": ""}).status_code == 422
    assert manager.post(f"{home(hall)}sambung/", said | {"nama": "Kios 2"}).status_code == 302
    again = manager.post(f"{home(hall)}sambung/", said | {"nama": "Kios 3"})
    assert again.status_code == 422
    assert "baru saja dipakai" in text_of(again)
    assert Device.objects.count() == 2


def test_a_new_kiosk_takes_the_place_of_a_silent_one(
    hall: Hall, manager: Client, kiosk: Claimed
) -> None:
    started = asked(hall)
    said = {"kode": started.code, "nama": "Kios 1", "kertas": "80", "ganti": str(kiosk.device.pk)}
    refused = manager.post(f"{home(hall)}sambung/", said)
    assert refused.status_code == 422  # it is well: nobody takes its place by mistake
    Device.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    page = text_of(manager.get(f"{home(hall)}sambung/", {"kode": started.code}))
    assert "Menggantikan Kios 1" in page
    assert manager.post(f"{home(hall)}sambung/", said).status_code == 302
    claimed = actions.claim_pairing(secret=started.secret)
    assert claimed is not None
    assert claimed.device == kiosk.device
    assert caller_for_token(kiosk.token) is None


def test_a_manager_makes_this_browser_a_kiosk_and_is_signed_out_of_it(
    hall: Hall, manager: Client
) -> None:
    here = f"{home(hall)}di-sini/"
    assert manager.get(here, {"jenis": "kiosk"}).status_code == 200
    assert manager.get(here, {"jenis": "hall_agent"})["Location"] == home(hall)
    assert manager.post(here, {"jenis": "kiosk", "nama": ""}).status_code == 422
    said = {"jenis": "kiosk", "nama": "Kios 1", "tempat": "", "kertas": "80"}
    answer = manager.post(here, said)
    assert answer["Location"] == f"/{hall.mall.slug}/kios/"
    assert manager.get(answer["Location"]).status_code == 200
    assert "_auth_user_id" not in manager.session
    assert Device.objects.get().paired_by == User.objects.get()


def test_a_device_is_renamed(hall: Hall, manager: Client, kiosk: Claimed) -> None:
    path = f"{home(hall)}{kiosk.device.pk}/"
    assert "Pintu utara" in text_of(manager.get(path))
    said = {"aksi": "simpan", "nama": "Kios 9", "tempat": "Aula", "kertas": "58", "catatan": "Bank"}
    assert manager.post(path, said)["Location"] == home(hall)
    page = text_of(manager.get(home(hall)))
    assert all(word in page for word in ("Kios 9", "Aula", "Bank"))
    assert manager.post(path, said | {"nama": ""}).status_code == 422
    assert manager.post(path, said | {"kertas": "112"}).status_code == 422


def test_a_device_is_revoked_and_says_so(hall: Hall, manager: Client, kiosk: Claimed) -> None:
    path = f"{home(hall)}{kiosk.device.pk}/"
    assert manager.post(path, {"aksi": "putus"})["Location"] == home(hall)
    assert caller_for_token(kiosk.token) is None
    page = text_of(manager.get(home(hall)))
    assert "1 perangkat sudah diputus" in page
    assert "tidak dapat membuka apa pun" in text_of(manager.get(path))
    late = manager.post(path, {"aksi": "simpan", "nama": "Kios 9", "kertas": "80"})
    assert late.status_code == 409


@pytest.mark.parametrize(
    ("minutes", "word", "heard"),
    [(0, "Tersambung", "baru saja"), (5, "Tersendat", "5 menit lalu"),
     (50, "Tidak terdengar", "50 menit lalu"), (180, "Tidak terdengar", "3 jam lalu"),
     (3000, "Tidak terdengar", "20")],
)  # fmt: skip
def test_each_state_has_its_word(
    hall: Hall, manager: Client, kiosk: Claimed, minutes: int, word: str, heard: str
) -> None:
    Device.objects.update(last_seen_at=timezone.now() - timedelta(minutes=minutes))
    page = text_of(manager.get(home(hall)))
    assert word in page
    assert heard in page


def test_a_code_of_another_mall_is_unknown(hall: Hall, neighbour: Hall, manager: Client) -> None:
    started = asked(neighbour)
    answer = manager.get(f"{home(hall)}sambung/", {"kode": started.code})
    assert answer.status_code == 422
    assert Pairing.objects.get().wrong_tries == 0


def test_the_paper_a_manager_names_is_the_kiosks_until_the_kiosk_itself_says_otherwise(
    hall: Hall, kiosk: Claimed, rf: RequestFactory
) -> None:
    request: Any = rf.get("/")
    request.device = kiosk.device
    assert paper_of(request) == ""
    given = Given("Kios 1", paper_mm=58)
    request.device = actions.change_device(mall=hall.mall, device_id=kiosk.device.pk, given=given)
    assert paper_of(request) == "58"
    request.COOKIES["sh_kios_kertas"] = "80"
    assert paper_of(request) == "80"
    answer = HttpResponse()
    forget_paper(answer, hall.mall)
    request.COOKIES["sh_kios_kertas"] = answer.cookies["sh_kios_kertas"].value
    assert paper_of(request) == ""
