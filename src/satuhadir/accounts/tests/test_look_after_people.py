# SPDX-License-Identifier: Apache-2.0
"""The pages of people and keys: who may enter, what they change, what they never show."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from satuhadir.accounts import actions
from satuhadir.accounts.models import ApiToken, Grant, SignInPolicy, User
from satuhadir.accounts.queries import caller_for_token, caller_for_user, token_digest
from satuhadir.accounts.tests.conftest import PASSWORD, account
from satuhadir.accounts.tests.test_sign_in import sign_in
from satuhadir.malls.models import Agency, Mall

PAGES = ["orang/", "orang/baru/", "kunci/", "perubahan/", "perubahan/berkas.csv"]


@pytest.fixture
def chief(agency: Agency) -> User:
    user = account("instansi")
    actions.grant_role(user=user, role="agency_manager", agency=agency)
    return user


def entered(username: str) -> Client:
    client = Client()
    assert sign_in(client, username).status_code == 302
    return client


def add(client: Client, **more: object) -> Any:
    said = {"pengguna": "baru", "nama": "Orang Baru", "peran": "officer", **more}
    return client.post("/kelola/mpp-uji/orang/baru/", said)


@pytest.mark.parametrize("page", PAGES)
def test_strangers_and_officers_are_refused_and_neighbours_find_nothing(
    mall: Mall, officer: User, stranger: User, neighbour_manager: User, page: str
) -> None:
    path = f"/kelola/mpp-uji/{page}"
    assert Client().get(path)["Location"] == f"/masuk/?next={path}"
    assert entered("warga").get(path).status_code == 403
    assert entered("petugas").get(path).status_code == 403
    assert entered("pengelola-lain").get(path).status_code == 404
    assert entered("pengelola-lain").post(path, {"aksi": "cabut"}).status_code in {404, 405}


@pytest.mark.parametrize("page", PAGES)
def test_the_manager_opens_every_page(manager: User, page: str) -> None:
    answer = entered("pengelola").get(f"/kelola/mpp-uji/{page}")
    assert answer.status_code == 200
    if answer["Content-Type"].startswith("text/html"):
        assert answer.content.decode().count("<h1") == 1


def test_an_agencys_manager_sees_their_people_and_no_keys_and_no_changes(
    chief: User, officer: User, agency: Agency
) -> None:
    theirs = account("loket-bank")
    actions.grant_role(user=theirs, role="officer", agency=agency)
    client = entered("instansi")
    page = client.get("/kelola/mpp-uji/orang/").content.decode()
    assert "loket-bank" in page
    assert "petugas</small>" not in page
    assert "Siapa wajib" not in page
    assert client.get(f"/kelola/mpp-uji/orang/{officer.pk}/").status_code == 404
    for path in ("kunci/", "perubahan/", "perubahan/berkas.csv"):
        assert client.get(f"/kelola/mpp-uji/{path}").status_code == 403
    assert client.post("/kelola/mpp-uji/orang/", {"wajib": "nobody"}).status_code == 403
    assert not SignInPolicy.objects.exists()


def test_somebody_new_gets_a_password_that_is_shown_once(
    manager: User, mall: Mall, agency: Agency
) -> None:
    client = entered("pengelola")
    day = (mall.today() + timedelta(days=30)).isoformat()
    answer = add(client, instansi=str(agency.pk), sampai=day)
    shown = re.search(r'handed-password">([a-z0-9-]+)<', answer.content.decode())
    assert shown
    assert "no-store" in answer["Cache-Control"]
    grant = Grant.objects.get(user__username="baru")
    assert (grant.role, grant.agency, grant.mall) == ("officer", agency, mall)
    assert grant.expires_at is not None
    assert grant.expires_at.astimezone(mall.local_now().tzinfo).hour == 0
    assert shown[1] not in client.get(f"/kelola/mpp-uji/orang/{grant.user_id}/").content.decode()
    assert sign_in(Client(), "baru", shown[1]).status_code == 302


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"pengguna": "PENGELOLA"}, "sudah dipakai"),
        ({"pengguna": "dua kata"}, "nama pengguna"),
        ({"nama": ""}, "Tulis nama"),
        ({"peran": "ministry"}, "Peran"),
        ({"peran": "agency_manager"}, "Pilih instansi"),
        ({"sampai": "2020-01-01"}, "sudah lewat"),
        ({"instansi": "999999"}, "Instansi"),
        ({"pengguna": "tidak-ada", "sudah_ada": "on"}, "Tidak ada orang"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_made(
    manager: User, agency: Agency, said: dict[str, str], word: str
) -> None:
    before = (User.objects.count(), Grant.objects.count())
    page = add(entered("pengelola"), **said)
    assert page.status_code == 422
    assert word.lower() in page.content.decode().lower()
    assert (User.objects.count(), Grant.objects.count()) == before


def test_an_agencys_manager_adds_officers_of_it_only(
    chief: User, agency: Agency, mall: Mall
) -> None:
    other = Agency.objects.create(mall=mall, code="LAIN", name="Lain", kind="private")
    client = entered("instansi")
    for said in (
        {"instansi": ""},
        {"instansi": str(other.pk)},
        {"instansi": str(agency.pk), "peran": "manager"},
    ):
        assert add(client, **said).status_code == 422
    assert not User.objects.filter(username="baru").exists()
    assert add(client, instansi=str(agency.pk)).status_code == 200
    assert Grant.objects.get(user__username="baru").agency == agency


def test_an_account_that_exists_is_given_a_role_and_keeps_its_password(
    manager: User, stranger: User, mall: Mall
) -> None:
    answer = add(entered("pengelola"), pengguna="Warga", sudah_ada="on", nama="")
    assert answer.status_code == 302
    assert caller_for_user(stranger).may("serve", mall)
    assert sign_in(Client(), "warga", PASSWORD).status_code == 302


def test_a_role_withdrawn_stops_at_once(manager: User, officer: User, mall: Mall) -> None:
    theirs, mine = entered("petugas"), entered("pengelola")
    assert theirs.get("/loket/").status_code == 200
    grant = Grant.objects.get(user=officer)
    answer = mine.post(
        f"/kelola/mpp-uji/orang/{officer.pk}/", {"aksi": "cabut", "wewenang": str(grant.pk)}
    )
    assert answer["Location"] == "/kelola/mpp-uji/orang/"
    assert theirs.get("/loket/").status_code == 403


def test_a_role_that_ends_stops_by_itself(manager: User, officer: User) -> None:
    client = entered("petugas")
    Grant.objects.filter(user=officer).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get("/loket/").status_code == 403
    page = entered("pengelola").get("/kelola/mpp-uji/orang/").content.decode()
    assert "berakhir" in page


def test_roles_of_other_places_are_not_reached_from_here(
    manager: User, officer: User, neighbour: Mall
) -> None:
    there = actions.grant_role(user=officer, role="officer", mall=neighbour)
    client = entered("pengelola")
    path = f"/kelola/mpp-uji/orang/{officer.pk}/"
    client.post(path, {"aksi": "cabut", "wewenang": str(there.pk)})
    assert Grant.objects.filter(pk=there.pk).exists()
    page = client.get(path).content.decode()
    assert "di luar wewenang Anda" in page
    for does in ("sandi", "pengaman"):
        assert client.post(path, {"aksi": does}).status_code == 403
    assert sign_in(Client(), "petugas", PASSWORD).status_code == 302


def test_a_manager_helps_who_lost_password_or_phone(manager: User, officer: User) -> None:
    theirs, mine = entered("petugas"), entered("pengelola")
    Authenticator.objects.create(user=officer, type="totp", data={"secret": "x"})
    path = f"/kelola/mpp-uji/orang/{officer.pk}/"
    assert mine.post(path, {"aksi": "pengaman"}).status_code == 302
    assert not Authenticator.objects.exists()
    assert theirs.get("/loket/")["Location"].startswith("/masuk/?next=")
    answer = mine.post(path, {"aksi": "sandi"})
    shown = re.search(r'handed-password">([a-z0-9-]+)<', answer.content.decode())
    assert shown
    assert sign_in(Client(), "petugas", PASSWORD).status_code == 200
    assert sign_in(Client(), "petugas", shown[1]).status_code == 302


def test_one_does_not_end_ones_own_role_or_reset_oneself(manager: User) -> None:
    client = entered("pengelola")
    path = f"/kelola/mpp-uji/orang/{manager.pk}/"
    grant = Grant.objects.get(user=manager)
    answer = client.post(path, {"aksi": "cabut", "wewenang": str(grant.pk)})
    assert answer.status_code == 409
    assert "Minta pengelola lain" in answer.content.decode()
    assert client.post(path, {"aksi": "sandi"}).status_code == 403
    assert Grant.objects.filter(pk=grant.pk).exists()


def test_who_must_have_a_second_factor_is_a_choice_of_the_mall(manager: User) -> None:
    client = entered("pengelola")
    assert client.post("/kelola/mpp-uji/orang/", {"wajib": "semua"}).status_code == 302
    assert not SignInPolicy.objects.exists()
    assert client.post("/kelola/mpp-uji/orang/", {"wajib": "staff"}).status_code == 302
    assert SignInPolicy.objects.get().needed_by == "staff"
    assert client.get("/kelola/")["Location"] == "/masuk/pengaman/"


def test_what_is_sensitive_asks_again_after_a_quarter_of_an_hour_and_goes_on(
    manager: User, officer: User
) -> None:
    client = entered("pengelola")
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 16 * 60
    session.save()
    grant = Grant.objects.get(user=officer)
    path = f"/kelola/mpp-uji/orang/{officer.pk}/"
    assert client.get(path).status_code == 200
    answer = client.post(path, {"aksi": "cabut", "wewenang": str(grant.pk)})
    assert answer["Location"] == f"/masuk/ulang/?next={path.replace('/', '%2F')}"
    assert Grant.objects.filter(pk=grant.pk).exists()
    page = client.post("/masuk/ulang/", {"password": "salah", "next": path})
    assert "Kata sandi tidak cocok" in page.content.decode()
    client.post("/masuk/ulang/", {"password": PASSWORD, "next": path})
    assert not Grant.objects.filter(pk=grant.pk).exists()


def test_a_key_is_shown_once_and_withdrawn(manager: User, mall: Mall) -> None:
    client = entered("pengelola")
    said = {"peran": "counter", "keterangan": "Papan skor lobi"}
    answer = client.post("/kelola/mpp-uji/kunci/", said)
    shown = re.search(r'handed-password">(sh_[\w-]+)<', answer.content.decode())
    assert shown
    caller = caller_for_token(shown[1])
    assert caller is not None
    assert caller.may("serve", mall)
    page = client.get("/kelola/mpp-uji/kunci/").content.decode()
    assert "Papan skor lobi" in page
    assert shown[1] not in page
    key = ApiToken.objects.get(token_hash=token_digest(shown[1]))
    client.post("/kelola/mpp-uji/kunci/", {"aksi": "cabut", "kunci": str(key.pk)})
    assert caller_for_token(shown[1]) is None


def test_a_key_of_another_mall_is_not_withdrawn_from_here(manager: User, neighbour: Mall) -> None:
    raw = actions.create_token(role="kiosk", mall=neighbour)
    key = ApiToken.objects.get(token_hash=token_digest(raw))
    client = entered("pengelola")
    for which in (str(key.pk), str(uuid4()), "x"):
        client.post("/kelola/mpp-uji/kunci/", {"aksi": "cabut", "kunci": which})
    assert caller_for_token(raw) is not None


def test_an_acting_manager_makes_no_key_that_outlasts_them(
    manager: User, stranger: User, mall: Mall
) -> None:
    end = timezone.now() + timedelta(days=5)
    actions.grant_role(user=stranger, role="manager", mall=mall, expires_at=end)
    client = entered("warga")
    said = {"peran": "manager", "keterangan": "x"}
    assert client.post("/kelola/mpp-uji/kunci/", said).status_code == 422
    day = (mall.today() + timedelta(days=2)).isoformat()
    assert client.post("/kelola/mpp-uji/kunci/", {**said, "sampai": day}).status_code == 200


def test_the_set_up_pages_obey_the_same_ceiling(
    manager: User, stranger: User, officer: User, mall: Mall
) -> None:
    end = timezone.now() + timedelta(days=5)
    actions.grant_role(user=stranger, role="manager", mall=mall, expires_at=end)
    client = entered("warga")
    data = {"user": officer.pk, "role": "manager", "mall": mall.pk}
    page = client.post("/admin/accounts/grant/add/", data)
    assert page.status_code == 200
    assert "tidak lebih lama" in page.content.decode()
    assert officer.grants.count() == 1
    permanent = Grant.objects.get(user=manager)
    answer = client.post(f"/admin/accounts/grant/{permanent.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403
    assert Grant.objects.filter(pk=permanent.pk).exists()
    assert client.get("/admin/mfa/authenticator/").status_code == 404
