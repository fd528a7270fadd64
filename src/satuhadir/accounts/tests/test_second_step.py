# SPDX-License-Identifier: Apache-2.0
"""The second factor at sign-in: who is asked, what opens, what is kept, what is locked."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from satuhadir.accounts import actions
from satuhadir.accounts.actions.sign_ins import browser_words
from satuhadir.accounts.callers import Caller
from satuhadir.accounts.models import SignIn, User
from satuhadir.accounts.queries import caller_for_user, has_factor
from satuhadir.accounts.tests.conftest import PASSWORD, account
from satuhadir.accounts.tests.test_sign_in import sign_in
from satuhadir.malls.models import Agency, Mall, Region


@pytest.fixture(autouse=True)
def _asked(settings: Any) -> None:
    settings.SATUHADIR_SECOND_FACTOR = "managers"


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def owes(user: User) -> str:
    caller: Caller = caller_for_user(User.objects.get(pk=user.pk))
    return caller.owes


def test_managers_are_asked_and_officers_are_not(
    manager: User, officer: User, stranger: User, agency: Agency
) -> None:
    chief = account("instansi")
    actions.grant_role(user=chief, role="agency_manager", agency=agency)
    assert [owes(one) for one in (manager, chief, officer, stranger)] == [
        "factor",
        "factor",
        "",
        "",
    ]


def test_a_mall_may_ask_officers_too_or_nobody(manager: User, officer: User, mall: Mall) -> None:
    actions.set_sign_in_policy(mall=mall, needed_by="staff", by=manager)
    assert [owes(manager), owes(officer)] == ["factor", "factor"]
    actions.set_sign_in_policy(mall=mall, needed_by="nobody", by=manager)
    assert [owes(manager), owes(officer)] == ["", ""]


def test_the_demonstration_asks_nobody(manager: User, mall: Mall, settings: Any) -> None:
    Mall.objects.filter(pk=mall.pk).update(is_demo=True)
    assert owes(manager) == ""
    root = User.objects.create_superuser("akar", password="x")
    assert owes(root) == "factor"
    settings.SATUHADIR_DEMO = True
    assert owes(root) == ""


def test_authority_over_several_malls_is_always_asked(mall: Mall) -> None:
    user = account("wilayah")
    actions.grant_role(user=user, role="officer", region=Region.objects.get(code="35"))
    actions.set_sign_in_policy(mall=mall, needed_by="nobody")
    assert owes(user) == "factor"


def test_asking_costs_an_officers_press_no_query(
    officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert caller_for_user(officer).owes == ""


@pytest.mark.parametrize("path", ["/kelola/", "/kelola/mpp-uji/orang/", "/admin/", "/loket/"])
def test_who_has_none_yet_sets_it_up_and_can_do_nothing_else(
    client: Client, manager: User, path: str
) -> None:
    client.force_login(manager)
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/masuk/pengaman/")
    page = client.get("/masuk/pengaman/").content.decode()
    assert "Pasang pengaman kedua dahulu" in page
    assert client.get("/masuk/pengaman/aplikasi/").status_code in {200, 302}


def test_after_the_set_up_people_are_led_to_where_they_were_going(
    client: Client, manager: User
) -> None:
    sign_in(client, "pengelola", to="/kelola/mpp-uji/orang/")
    assert client.get("/kelola/mpp-uji/orang/")["Location"] == "/masuk/pengaman/"
    page = client.get("/masuk/pengaman/aplikasi/").content.decode()
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found
    wrong = client.post("/masuk/pengaman/aplikasi/", {"code": "000000"})
    assert "Kode tidak cocok" in wrong.content.decode()
    answer = client.post("/masuk/pengaman/aplikasi/", {"code": code_of(found[1])})
    assert answer["Location"] == "/masuk/pengaman/cadangan/"
    codes = client.get("/masuk/pengaman/cadangan/").content.decode()
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", codes)) == 10
    assert 'href="/kelola/mpp-uji/orang/"' in codes
    assert client.get("/kelola/mpp-uji/orang/").status_code == 200
    saved = client.get("/masuk/pengaman/cadangan/unduh/")
    assert saved["Content-Type"].startswith("text/plain")
    assert "pengelola" in saved.content.decode()


def test_after_the_password_the_code_is_asked(client: Client, manager: User) -> None:
    secret = set_up_app(manager)
    assert sign_in(client, "pengelola", to="/kelola/")["Location"] == "/masuk/kode/"
    assert client.get("/kelola/").status_code == 302
    assert "Langkah kedua" in client.get("/masuk/kode/").content.decode()
    assert client.post("/masuk/kode/", {"code": "123"}).status_code == 200
    assert client.post("/masuk/kode/", {"code": code_of(secret)})["Location"] == "/kelola/"
    assert client.get("/kelola/mpp-uji/orang/").status_code == 200


def test_a_phone_half_a_minute_off_is_on_time_and_a_minute_off_is_not(
    client: Client, manager: User
) -> None:
    secret = set_up_app(manager)
    sign_in(client, "pengelola")
    assert client.post("/masuk/kode/", {"code": code_of(secret, -3)}).status_code == 200
    assert client.post("/masuk/kode/", {"code": code_of(secret, 1)}).status_code == 302


def test_a_code_opens_once(manager: User) -> None:
    secret = set_up_app(manager)
    code = code_of(secret)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, "pengelola")
    assert first.post("/masuk/kode/", {"code": code}).status_code == 302
    assert second.post("/masuk/kode/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in second.session


def test_a_spare_code_opens_once(manager: User) -> None:
    set_up_app(manager)
    code = RecoveryCodes.activate(manager).get_unused_codes()[0]
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, "pengelola")
    assert first.post("/masuk/kode/", {"code": code}).status_code == 302
    assert second.post("/masuk/kode/", {"code": code}).status_code == 200


def test_after_five_wrong_codes_the_account_is_locked_for_a_while(
    client: Client, manager: User
) -> None:
    secret = set_up_app(manager)
    sign_in(client, "pengelola")
    for number in range(5):
        client.post("/masuk/kode/", {"code": f"00000{number}"})
    page = client.post("/masuk/kode/", {"code": code_of(secret)})
    assert page.status_code == 200
    assert "Terlalu banyak percobaan" in page.content.decode()
    other = Client()
    sign_in(other, "pengelola")
    assert other.post("/masuk/kode/", {"code": code_of(secret)}).status_code == 200


def test_secrets_are_not_kept_in_the_clear(manager: User, settings: Any) -> None:
    secret = set_up_app(manager)
    RecoveryCodes.activate(manager)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    again = Authenticator.objects.get(user=manager, type="totp").wrap()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-of-this-installation"
    assert again.validate_code(code_of(secret))


def test_secrets_of_a_lost_installation_say_what_to_do(
    client: Client, manager: User, settings: Any
) -> None:
    set_up_app(manager)
    settings.SECRET_KEY = "another-secret-of-this-installation"
    sign_in(client, "pengelola")
    page = client.post("/masuk/kode/", {"code": "123456"})
    assert page.status_code == 409
    assert "accounts.factor_unreadable" in page.content.decode()


def test_taking_a_factor_off_asks_again_after_a_quarter_of_an_hour(
    client: Client, manager: User
) -> None:
    secret = set_up_app(manager)
    sign_in(client, "pengelola")
    client.post("/masuk/kode/", {"code": code_of(secret)})
    assert client.get("/masuk/pengaman/aplikasi/lepas/").status_code == 200
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 16 * 60
    session.save()
    answer = client.post("/masuk/pengaman/aplikasi/lepas/")
    assert answer["Location"].startswith("/masuk/ulang/kode/")
    assert has_factor(manager)
    # Its password alone no longer proves enough.
    assert client.get("/masuk/ulang/").status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Tunjukkan bahwa ini Anda" in page
    next_code = code_of(secret, 1)
    data = {"code": next_code, "next": "/masuk/pengaman/aplikasi/lepas/"}
    assert client.post("/masuk/ulang/kode/", data).status_code == 302
    assert not has_factor(manager)
    assert owes(manager) == "factor"


def test_a_first_password_is_changed_at_the_first_sign_in(client: Client, mall: Mall) -> None:
    _, password = actions.add_person(
        username="baru", display_name="Orang Baru", role="officer", mall=mall
    )
    assert sign_in(client, "baru", password, to="/loket/").status_code == 302
    assert client.get("/loket/")["Location"] == "/masuk/kata-sandi/"
    assert client.get("/masuk/pengaman/")["Location"] == "/masuk/kata-sandi/"
    for new in ("12345678", password, "baru"):
        page = client.post("/masuk/kata-sandi/", {"baru": new, "lagi": new})
        assert page.status_code == 422
    mine = "kerbau-biru-naik-kereta"
    answer = client.post("/masuk/kata-sandi/", {"baru": mine, "lagi": mine})
    assert answer["Location"] == "/loket/"
    assert client.get("/loket/").status_code == 200
    assert sign_in(Client(), "baru", mine).status_code == 302
    assert sign_in(Client(), "baru", password).status_code == 200


def test_a_first_password_that_nobody_used_in_time_opens_nothing(
    client: Client, mall: Mall
) -> None:
    user, password = actions.add_person(
        username="baru", display_name="Orang Baru", role="officer", mall=mall
    )
    User.objects.filter(pk=user.pk).update(temporary_until=timezone.now() - timedelta(seconds=1))
    page = sign_in(client, "baru", password)
    assert page.status_code == 200
    assert "Minta pengelola" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_changing_the_password_signs_all_other_browsers_out(officer: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, "petugas")
    assert here.post("/masuk/kata-sandi/", {"lama": "salah"}).status_code == 422
    mine = "kerbau-biru-naik-kereta"
    said = {"lama": PASSWORD, "baru": mine, "lagi": mine}
    assert here.post("/masuk/kata-sandi/", said).status_code == 302
    assert here.get("/loket/").status_code == 200
    assert there.get("/loket/")["Location"].startswith("/masuk/?next=")
    assert SignIn.objects.filter(user=officer).count() == 1


def test_people_see_where_they_are_signed_in_and_end_it(officer: User, manager: User) -> None:
    here, there, foreign = Client(), Client(HTTP_USER_AGENT="Mozilla Firefox/130"), Client()
    for client in (here, there):
        sign_in(client, "petugas")
    sign_in(foreign, "pengelola")
    page = here.get("/masuk/sesi/").content.decode()
    assert "Firefox" in page
    assert page.count("yang ini") == 1
    others = SignIn.objects.get(user=manager)
    here.post("/masuk/sesi/", {"sesi": str(others.pk)})
    assert SignIn.objects.filter(pk=others.pk).exists()
    theirs = SignIn.objects.get(user=officer, browser="Firefox")
    here.post("/masuk/sesi/", {"sesi": str(theirs.pk)})
    assert there.get("/loket/")["Location"].startswith("/masuk/")
    assert here.get("/loket/").status_code == 200
    sign_in(there, "petugas")
    here.post("/masuk/sesi/", {"sesi": "lain"})
    assert there.get("/loket/").status_code == 302
    assert here.get("/masuk/sesi/").status_code == 200


def test_of_a_browser_two_words_are_kept_and_no_address(client: Client, officer: User) -> None:
    sign_in(client, "petugas", address="203.0.113.77")
    row = str(SignIn.objects.values().get())
    assert "203.0" not in row
    agents = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36": "Chrome, Windows",
        "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120": "Edge, Windows",
        "Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile Safari/537": "Chrome, Android",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604": "Safari, iOS",
        "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0": "Firefox, Linux",
        "": "Peramban lain",
    }
    assert {one: browser_words(one) for one in agents} == agents


def test_signing_out_takes_the_browser_off_the_list(client: Client, officer: User) -> None:
    sign_in(client, "petugas")
    client.post("/masuk/keluar/")
    assert not SignIn.objects.exists()
    sign_in(client, "petugas")
    Session.objects.all().delete()
    sign_in(client, "petugas")
    assert SignIn.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "pengaman/", "pengaman/aplikasi/", "pengaman/aplikasi/lepas/", "pengaman/kunci/",
        "pengaman/kunci/1/lepas/", "pengaman/cadangan/", "pengaman/cadangan/baru/",
        "pengaman/cadangan/unduh/", "sesi/", "kata-sandi/", "ulang/", "ulang/kode/", "ulang/kunci/",
    ],
)  # fmt: skip
def test_the_public_is_led_to_sign_in(client: Client, db: None, path: str) -> None:
    answer = client.get(f"/masuk/{path}")
    assert answer["Location"].startswith("/masuk/?next=")


def test_anybody_with_an_account_looks_after_their_own(client: Client, stranger: User) -> None:
    sign_in(client, "warga")
    for path in ("pengaman/", "pengaman/aplikasi/", "pengaman/kunci/", "sesi/", "kata-sandi/"):
        page = client.get(f"/masuk/{path}")
        assert page.status_code == 200, path
        assert page.content.decode().count("<h1") == 1


def test_the_commands_make_a_first_manager_and_help_the_last_one(
    client: Client, mall: Mall, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("accounts_create_manager", "kepala", mall="mpp-uji")
    password = re.search(r"sekali masuk: (\S+)", capsys.readouterr().out)
    assert password
    user = User.objects.get(username="kepala")
    assert (owes(user), user.is_staff) == ("password", True)
    assert sign_in(client, "kepala", password[1]).status_code == 302
    set_up_app(user)
    call_command("accounts_reset_factors", "kepala", password=True)
    assert not has_factor(user)
    assert "1 pengaman dilepas" in capsys.readouterr().out
    assert client.get("/kelola/")["Location"].startswith("/masuk/?next=")


def test_who_stands_at_the_second_step_may_turn_back(client: Client, manager: User) -> None:
    secret = set_up_app(manager)
    sign_in(client, "pengelola")
    assert client.post("/masuk/keluar/", {"next": "/masuk/"})["Location"] == "/masuk/"
    assert client.post("/masuk/kode/", {"code": code_of(secret)})["Location"] == "/masuk/"
    assert "_auth_user_id" not in client.session


def test_the_passkey_of_another_account_is_not_found(
    client: Client, manager: User, officer: User
) -> None:
    theirs = Authenticator.objects.create(
        user=manager, type="webauthn", data={"name": "Kunci 1", "credential": {}}
    )
    sign_in(client, "petugas")
    path = f"/masuk/pengaman/kunci/{theirs.pk}/lepas/"
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("credential", ["", "x", "{}", "[]", '{"response": {"userHandle": "AA"}}'])
def test_a_made_up_passkey_opens_nothing_and_breaks_nothing(
    client: Client, manager: User, credential: str
) -> None:
    asked = client.get("/masuk/kunci-sandi/", headers={"accept": "application/json"})
    assert "challenge" in asked.json()["request_options"]["publicKey"]
    answer = client.post("/masuk/kunci-sandi/", {"credential": credential})
    assert answer["Location"] == "/masuk/"
    assert "_auth_user_id" not in client.session
    set_up_app(manager)
    sign_in(client, "pengelola")
    assert client.post("/masuk/kode/", {"credential": credential}).status_code == 200
    sign_in(other := Client(), "pengelola")
    assert other.get("/kelola/").status_code == 302
