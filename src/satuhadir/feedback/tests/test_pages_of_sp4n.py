# SPDX-License-Identifier: Apache-2.0
"""The manager's page of what goes to SP4N-LAPOR!."""

import pytest
from django.test import Client

from satuhadir.accounts.actions import create_user, grant_role
from satuhadir.accounts.models import User
from satuhadir.feedback.actions import outbox
from satuhadir.feedback.models import Relay
from satuhadir.feedback.tests.conftest import STORY, House
from satuhadir.malls.models import Agency

PAGE = "/kelola/batu/pengaduan/sp4n/"


def signed_in(house: House, role: str = "manager", agency: Agency | None = None) -> Client:
    user: User = create_user(username=f"{house.mall.slug}-{role}", password="kata-sandi-uji-1")
    grant_role(user=user, role=role, mall=house.mall, agency=agency)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def manager(house: House) -> Client:
    return signed_in(house)


def test_a_manager_passes_a_complaint_on_from_its_page(house: House, manager: Client) -> None:
    filed = house.file(f"{STORY} NIK 3579014107900001.", service=house.ktp)
    page = f"/kelola/batu/pengaduan/{filed.id}/"
    assert 'value="lapor"' in manager.get(page).content.decode()
    answered = manager.post(page, {"aksi": "lapor", "langkah": house.at(filed).steps_count})
    assert answered.status_code == 302
    manager.post(page, {"aksi": "lapor"})
    one = Relay.objects.get()
    assert (one.state, one.with_contact) == ("waiting", False)
    assert "menunggu dikirim" in manager.get(page).content.decode().lower()
    listed = manager.get(PAGE).content.decode()
    assert filed.number in listed
    assert "3579014107900001" not in listed
    assert "Sulastri" not in listed
    assert "Salin ke lapor.go.id" in listed


def test_the_name_goes_along_only_with_the_tick(house: House, manager: Client) -> None:
    for identity, shares in (("named", True), ("secret", False)):
        filed = house.file(f"{STORY} {identity}", identity=identity)
        page = f"/kelola/batu/pengaduan/{filed.id}/"
        offered = 'name="ikut"' in manager.get(page).content.decode()
        assert offered is shares
        manager.post(page, {"aksi": "lapor", "ikut": "1"})
        assert Relay.objects.get(complaint=filed.id).with_contact is shares


def test_what_failed_is_sent_again_or_done_by_hand(house: House, manager: Client) -> None:
    filed = house.file()
    one = outbox.relay_complaint(mall=house.mall, complaint_id=filed.id, actor="user:1")
    Relay.objects.update(state="given_up", last_error="unsure", tries=60)
    assert "Tidak pasti sudah masuk atau belum" in manager.get(PAGE).content.decode()
    assert manager.post(PAGE, {"aksi": "kirim", "penerusan": one.pk}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.begun, one.tries) == ("waiting", True, 0)
    empty = manager.post(PAGE, {"aksi": "tangan", "penerusan": one.pk, "nomor": ""})
    assert empty.status_code == 422
    short = manager.post(PAGE, {"aksi": "tangan", "penerusan": one.pk, "nomor": "5a"})
    assert short.status_code == 422
    assert 'value="5a"' in short.content.decode()
    assert f'id="nomor-{one.pk}-e"' in short.content.decode()
    done = manager.post(PAGE, {"aksi": "tangan", "penerusan": one.pk, "nomor": "5012345"})
    assert done.status_code == 302
    one.refresh_from_db()
    assert (one.state, one.reference) == ("by_hand", "5012345")
    again = manager.post(PAGE, {"aksi": "kirim", "penerusan": one.pk})
    assert again.status_code == 409
    assert "sudah ada di SP4N-LAPOR!" in again.content.decode()


def test_nobody_else_comes_near_it(house: House, neighbour: House, manager: Client) -> None:
    filed = house.file()
    one = outbox.relay_complaint(mall=house.mall, complaint_id=filed.id, actor="user:1")
    assert Client().get(PAGE)["Location"].startswith("/masuk/")
    agency = signed_in(house, "agency_manager", house.dukcapil)
    officer = signed_in(house, "officer")
    for client, status in ((agency, 403), (officer, 403), (signed_in(neighbour), 404)):
        assert client.get(PAGE).status_code == status
        assert client.post(PAGE, {"aksi": "kirim", "penerusan": one.pk}).status_code == status
    elsewhere = signed_in(neighbour, "officer")
    assert elsewhere.get(PAGE).status_code in {403, 404}
    theirs = neighbour.file()
    other = outbox.relay_complaint(mall=neighbour.mall, complaint_id=theirs.id, actor="user:1")
    for press in ({"aksi": "kirim"}, {"aksi": "tangan", "nomor": "5012345"}):
        assert manager.post(PAGE, {**press, "penerusan": other.pk}).status_code == 404
    for odd in ("", "x", "9" * 30, "-1"):
        assert manager.post(PAGE, {"aksi": "kirim", "penerusan": odd}).status_code == 404
    assert Relay.objects.filter(state="waiting", tries=0).count() == 2


def test_an_empty_page_says_what_to_do(manager: Client) -> None:
    assert "Belum ada yang diteruskan" in manager.get(PAGE).content.decode()
