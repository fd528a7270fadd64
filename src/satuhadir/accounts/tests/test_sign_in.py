# SPDX-License-Identifier: Apache-2.0
from types import SimpleNamespace

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from satuhadir.accounts import actions
from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import public, staff_only
from satuhadir.accounts.models import Grant, User
from satuhadir.accounts.tests.conftest import PASSWORD, account
from satuhadir.malls.models import Mall


def sign_in(
    client: Client,
    username: str,
    password: str = PASSWORD,
    *,
    to: str = "",
    address: str = "127.0.0.1",
) -> HttpResponse:
    answer = client.post(
        "/masuk/", {"login": username, "password": password, "next": to}, REMOTE_ADDR=address
    )
    assert isinstance(answer, HttpResponse)
    return answer


def entered(view: object, user: User | None, path: str = "/loket/", **more: object) -> HttpResponse:
    request = RequestFactory().get(path)
    request.user = user or SimpleNamespace()  # type: ignore[assignment]
    for name, value in more.items():
        setattr(request, name, value)
    answer = view(request)  # type: ignore[operator]
    assert isinstance(answer, HttpResponse)
    return answer


def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def test_the_page_shows_a_password_form_at_once(client: Client, db: None) -> None:
    page = client.get("/masuk/", {"next": "/loket/"}).content.decode()
    assert 'type="password"' in page
    assert 'name="next"' in page
    assert page.count("<h1") == 1


def test_people_come_back_to_where_they_were_going(client: Client, officer: User) -> None:
    assert sign_in(client, "petugas", to="/loket/?x=1")["Location"] == "/loket/?x=1"


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client: Client, stranger: User, to: str) -> None:
    assert sign_in(client, "warga", to=to)["Location"] == "/"


def test_without_an_aim_people_come_to_their_work(
    officer: User, manager: User, stranger: User
) -> None:
    places = {
        name: sign_in(Client(), name)["Location"] for name in ("petugas", "pengelola", "warga")
    }
    assert places == {"petugas": "/loket/", "pengelola": "/kelola/", "warga": "/"}


def test_a_wrong_password_says_so_without_saying_which(client: Client, officer: User) -> None:
    for username in ("petugas", "tidak-ada"):
        page = sign_in(client, username, "salah")
        assert page.status_code == 200
        assert "tidak cocok" in page.content.decode()


def test_after_five_failures_an_account_is_locked_for_a_while_from_any_address(
    client: Client, officer: User, manager: User
) -> None:
    for number in range(5):
        sign_in(client, "petugas", "salah", address=f"10.0.0.{number}")
    page = sign_in(client, "PETUGAS", address="10.9.9.9")
    assert page.status_code == 200
    assert "Terlalu banyak percobaan" in page.content.decode()
    assert sign_in(Client(), "pengelola").status_code == 302


def test_after_fifty_failures_an_address_is_locked_for_a_while(
    client: Client, officer: User
) -> None:
    for number in range(50):
        sign_in(client, f"tebakan-{number}", "salah", address="10.0.0.7")
    page = sign_in(client, "petugas", address="10.0.0.7")
    assert "Terlalu banyak percobaan" in page.content.decode()
    assert sign_in(Client(), "petugas", address="10.0.0.8").status_code == 302


def test_signing_out_is_a_button(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert "Keluar dari akun ini?" in client.get("/masuk/keluar/").content.decode()
    assert client.post("/masuk/keluar/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client: Client, db: None) -> None:
    assert client.get("/masuk/signup/").status_code == 404
    assert "signup" not in client.get("/masuk/").content.decode()


def test_a_switched_off_account_does_not_come_in(client: Client, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    answer = sign_in(client, "petugas")
    assert "_auth_user_id" not in client.session
    assert (
        answer.status_code == 200
        or "tidak aktif" in client.get(answer["Location"]).content.decode()
    )


def test_the_language_is_chosen_by_a_plain_form(client: Client, db: None) -> None:
    answer = client.post("/masuk/bahasa/", {"language": "en", "next": "/masuk/"})
    assert answer["Location"] == "/masuk/"
    assert answer.cookies["django_language"].value == "en"
    assert 'lang="en"' in client.get("/masuk/").content.decode()


def test_the_public_is_led_to_sign_in_and_back() -> None:
    request = RequestFactory().get("/loket/?mall=a")
    answer = staff_only("serve")(ok)(request)
    assert answer["Location"] == "/masuk/?next=/loket/%3Fmall%3Da"


def test_staff_pages_are_for_those_with_the_right(officer: User, stranger: User) -> None:
    page = staff_only("serve")(ok)
    assert entered(page, officer).content == b"ok"
    with pytest.raises(NotYours):
        entered(page, stranger)
    with pytest.raises(NotYours):
        entered(staff_only("manage")(ok), officer)


def test_the_page_of_a_mall_is_closed_to_the_manager_of_another(
    mall: Mall, manager: User, neighbour_manager: User
) -> None:
    page = staff_only("manage")(ok)
    assert entered(page, manager, mall=mall).content == b"ok"
    with pytest.raises(NotYours):
        entered(page, neighbour_manager, mall=mall)


def test_each_view_says_who_may_enter() -> None:
    assert public(ok).entry == "public"  # type: ignore[attr-defined]
    assert staff_only("serve")(ok).entry == "staff: serve"  # type: ignore[attr-defined]


def test_managers_enter_the_set_up_pages_of_their_malls_only(
    client: Client, manager: User, mall: Mall, neighbour: Mall
) -> None:
    client.force_login(manager)
    assert client.get("/admin/").status_code == 200
    assert client.get(f"/admin/malls/mall/{mall.pk}/change/").status_code == 200
    assert client.get(f"/admin/malls/mall/{neighbour.pk}/change/").status_code == 302
    assert client.get("/admin/accounts/user/").status_code == 403
    page = client.get("/admin/malls/closure/add/").content.decode()
    assert "MPP Uji" in page
    assert "MPP Lain" not in page


def test_strangers_and_officers_are_led_away_from_the_set_up_pages(
    client: Client, officer: User
) -> None:
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/masuk/?next=/admin/"
    client.force_login(officer)
    assert client.get("/admin/", follow=True).status_code == 403


def test_the_last_role_of_a_manager_gone_the_set_up_pages_close(manager: User) -> None:
    actions.withdraw_role(grant=Grant.objects.get(user=manager))
    assert not User.objects.get(pk=manager.pk).is_staff


def test_a_manager_cannot_rise_above_their_mall(
    client: Client, manager: User, mall: Mall, neighbour: Mall
) -> None:
    client.force_login(manager)
    friend = account("teman")
    data = {"user": friend.pk, "role": "manager", "mall": neighbour.pk}
    assert client.post("/admin/accounts/grant/add/", data).status_code == 200
    assert client.post("/admin/accounts/grant/add/", {**data, "mall": ""}).status_code == 200
    ministry = {**data, "role": "ministry", "mall": mall.pk}
    assert client.post("/admin/accounts/grant/add/", ministry).status_code == 200
    assert not friend.grants.exists()


def test_a_manager_gives_and_takes_roles_in_their_mall(
    client: Client, manager: User, mall: Mall
) -> None:
    client.force_login(manager)
    friend = account("teman")
    data = {"user": friend.pk, "role": "manager", "mall": mall.pk}
    assert client.post("/admin/accounts/grant/add/", data).status_code == 302
    grant = friend.grants.get()
    assert User.objects.get(pk=friend.pk).is_staff
    client.post(f"/admin/accounts/grant/{grant.pk}/delete/", {"post": "yes"})
    assert not friend.grants.exists()
    assert not User.objects.get(pk=friend.pk).is_staff
