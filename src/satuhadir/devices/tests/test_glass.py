# SPDX-License-Identifier: Apache-2.0
"""A kiosk or display opens for its own device; anybody else sees a code, or is sent away."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from satuhadir.accounts import actions as accounts
from satuhadir.accounts.models import User
from satuhadir.devices import actions, codes
from satuhadir.devices.http import cookies_of
from satuhadir.devices.models import Device, Pairing
from satuhadir.devices.tests.conftest import paired
from satuhadir.devices.values import Claimed, Given
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall

LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"


def code_on(page: Any, client: Client, kind: str = "kiosk") -> str:
    """Return the code a page shows, which is that of the secret in its cookie."""
    code = codes.code_of(client.cookies[cookies_of(kind).pairing].value)  # type: ignore[arg-type]
    assert codes.shown(code) in page.content.decode()
    return code


def enter(mall: Mall, by: User, code: str, name: str = "Kios 1") -> Device:
    return actions.confirm_pairing(mall=mall, code=code, given=Given(name), by=by)


@pytest.mark.parametrize(("kind", "word"), [("kiosk", "kios"), ("display", "layar")])
def test_an_unknown_glass_is_paired_and_opens(
    mall: Mall, manager: User, kind: str, word: str
) -> None:
    client = Client(headers={"user-agent": LINUX})
    home, pair = f"/{mall.slug}/{word}/", f"/{mall.slug}/{word}/sambung/"
    assert client.get(home)["Location"] == pair
    page = client.get(pair)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    code = code_on(page, client, kind)
    assert code_on(client.get(pair), client, kind) == code
    assert client.get(f"{pair}keadaan/").json() == {"state": "waiting"}

    enter(mall, manager, code)
    assert client.get(f"{pair}keadaan/").json() == {"state": "ready"}
    answer = client.get(pair)
    assert answer["Location"] == home
    key = answer.cookies[cookies_of(kind).key]  # type: ignore[arg-type]
    assert key["httponly"]
    assert (key["samesite"], key["path"]) == ("Lax", f"/{mall.slug}/")
    assert key["max-age"] == 400 * 86_400
    assert client.get(home).status_code == 200
    assert client.get(pair)["Location"] == home
    assert Device.objects.get().software == "Chromium 142, Linux"


def test_a_key_travels_by_https_alone_where_there_is_https(
    mall: Mall, manager: User, settings: Settings
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    code = code_on(client.get(f"/{mall.slug}/kios/sambung/"), client)
    enter(mall, manager, code)
    answer = client.get(f"/{mall.slug}/kios/sambung/")
    assert answer.cookies["sh_key_kiosk"]["secure"]


def test_a_press_on_an_unknown_kiosk_gives_no_number(mall: Mall) -> None:
    answer = Client().post(f"/{mall.slug}/kios/layanan/KTP/ambil/", {"people": "1"})
    assert answer["Location"] == f"/{mall.slug}/kios/sambung/"


def test_a_key_opens_its_own_kind_at_its_own_mall_only(
    mall: Mall, neighbour: Mall, kiosk: Claimed
) -> None:
    for path in (f"/{mall.slug}/layar/", f"/{neighbour.slug}/kios/"):
        client = Client()
        for name in ("sh_key_kiosk", "sh_key_display"):
            client.cookies[name] = kiosk.token
        assert client.get(path).status_code == 302, path


def test_a_revoked_glass_shows_why_at_its_next_request(mall: Mall, kiosk: Claimed) -> None:
    client = Client()
    client.cookies["sh_key_kiosk"] = kiosk.token
    assert client.get(f"/{mall.slug}/kios/").status_code == 200
    assert client.get(f"/{mall.slug}/kios/denyut/").status_code == 204
    actions.revoke_device(mall=mall, device_id=kiosk.device.pk)
    assert client.get(f"/{mall.slug}/kios/denyut/").status_code == 401
    page = client.get(f"/{mall.slug}/kios/", follow=True)
    assert "sudah diputus" in page.content.decode()
    assert "sudah diputus" not in Client().get(f"/{mall.slug}/kios/sambung/").content.decode()


def test_a_script_of_an_unknown_display_is_told_so(mall: Mall) -> None:
    for path in ("layar/kode/", "layar/denyut/", "kios/denyut/"):
        assert Client().get(f"/{mall.slug}/{path}").status_code == 401


def test_every_page_a_device_opens_gives_it_its_key_again(mall: Mall, kiosk: Claimed) -> None:
    client = Client()
    client.cookies["sh_key_kiosk"] = kiosk.token
    answer = client.get(f"/{mall.slug}/kios/")
    assert answer.cookies["sh_key_kiosk"].value == kiosk.token


def test_a_pulse_is_heard(mall: Mall, kiosk: Claimed) -> None:
    Device.objects.update(last_seen_at=None)
    client = Client(headers={"user-agent": LINUX})
    client.cookies["sh_key_kiosk"] = kiosk.token
    client.get(f"/{mall.slug}/kios/denyut/")
    assert Device.objects.get().last_seen_at is not None


def test_staff_open_a_glass_without_pairing_and_strangers_do_not(
    mall: Mall, officer: User, stranger: User, neighbour_manager: User
) -> None:
    for user, status in ((officer, 200), (stranger, 403), (neighbour_manager, 403)):
        client = Client()
        client.force_login(user)
        assert client.get(f"/{mall.slug}/kios/").status_code == status, user
        assert client.get(f"/{mall.slug}/layar/").status_code == status, user


def test_in_the_demonstration_every_glass_is_open_and_may_be_paired(
    mall: Mall, manager: User
) -> None:
    Mall.objects.filter(pk=mall.pk).update(is_demo=True)
    malls.forget()
    client = Client()
    assert client.get(f"/{mall.slug}/layar/").status_code == 200
    code = code_on(client.get(f"/{mall.slug}/layar/sambung/"), client, "display")
    enter(mall, manager, code, "Layar 1")
    assert client.get(f"/{mall.slug}/layar/sambung/")["Location"] == f"/{mall.slug}/layar/"
    assert Device.objects.get().kind == "display"


def test_a_code_out_of_time_is_followed_by_a_fresh_one(mall: Mall) -> None:
    client = Client()
    first = code_on(client.get(f"/{mall.slug}/kios/sambung/"), client)
    pairing = Pairing.objects.get()
    pairing.expires_at = pairing.created_at
    pairing.save()
    assert client.get(f"/{mall.slug}/kios/sambung/keadaan/").json() == {"state": "ready"}
    assert code_on(client.get(f"/{mall.slug}/kios/sambung/"), client) != first


def test_a_secret_of_another_kind_is_not_taken(mall: Mall, manager: User) -> None:
    client = Client()
    code = code_on(client.get(f"/{mall.slug}/kios/sambung/"), client)
    enter(mall, manager, code)
    client.cookies["sh_pair_display"] = client.cookies["sh_pair_kiosk"].value
    assert client.get(f"/{mall.slug}/layar/sambung/").status_code == 200
    assert Pairing.objects.filter(claimed_at=None, kind="kiosk").exists()


def test_too_many_codes_from_one_browser_are_refused_on_a_page_that_tries_again(
    mall: Mall, settings: Settings
) -> None:
    settings.SATUHADIR_LIMITS = True
    client = Client()
    client.get(f"/{mall.slug}/kios/sambung/")
    for _ in range(30):
        Pairing.objects.all().delete()
        page = client.get(f"/{mall.slug}/kios/sambung/")
    assert page.status_code == 429
    assert 'http-equiv="refresh"' in page.content.decode()


def test_a_key_alone_shows_nothing_of_the_staffs(mall: Mall, manager: User) -> None:
    display = paired(mall, manager, "display", "Layar 1")
    client = Client(headers={"authorization": f"Bearer {display.token}"})
    assert client.get(f"/api/v1/malls/{mall.slug}/log").status_code == 403
    assert client.get(f"/api/v1/malls/{mall.slug}/board").status_code == 200
    raw = accounts.create_token(role="hall_agent", mall=mall)
    agent = Client(headers={"authorization": f"Bearer {raw}"})
    assert agent.get(f"/api/v1/malls/{mall.slug}/log").status_code == 403
