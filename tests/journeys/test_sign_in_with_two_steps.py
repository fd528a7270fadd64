# SPDX-License-Identifier: Apache-2.0
"""From the first manager's first sign-in to a passkey and a code, at a mall that is no example."""

import base64
import hashlib
import hmac
import re
import secrets
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions

from tests.journeys.browser import eventually, put_on, shown, touch
from tests.journeys.conftest import OpenBrowser
from tests.journeys.running import START, Demonstration, surroundings
from tests.journeys.screens import WAYS, assert_well_made

pytestmark = pytest.mark.browser

OWN = ["/masuk/pengaman/", "/masuk/pengaman/aplikasi/", "/masuk/pengaman/kunci/", "/masuk/sesi/",
       "/masuk/kata-sandi/"]  # fmt: skip
OF_A_MALL = ["orang/", "orang/baru/", "kunci/", "perubahan/"]
MINE = "kerbau-biru-naik-kereta"


def a_mall_of_its_own(demo: Demonstration) -> str:
    """Found a mall that asks for second factors; the demonstration's own never do."""
    slug = f"mpp-uji-{secrets.token_hex(3)}"
    with psycopg.connect(demo.facts["database_url"], autocommit=True) as connection:
        connection.execute(
            "INSERT INTO malls_mall (slug, name, region_id, timezone, address, hue, notice,"
            " keeps_holidays, is_demo) VALUES (%s, 'MPP Kabupaten Kepulauan Siau Tagulandang',"
            " '35.79', 'Asia/Jakarta', '', 150, '', true, false)",
            [slug],
        )
    return slug


def first_manager(demo: Demonstration, slug: str) -> tuple[str, str]:
    """Make the mall's first manager as an operator does; return name and password."""
    name = f"kepala-{slug}"
    said = subprocess.run(
        [sys.executable, "-c", START, "accounts", "create-manager", name, "--mall", slug],
        env=surroundings() | {"DATABASE_URL": demo.facts["database_url"], "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    found = re.search(r"(?:[a-z0-9]{4}-){3}[a-z0-9]{4}", said)
    assert found, said
    return name, found[0]


def code_of(secret: str, ahead: int = 0) -> str:
    """Return the code an authenticator app shows (RFC 6238), or will show a step later."""
    step = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.digest(base64.b32decode(secret), step, hashlib.sha1)
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


@contextmanager
def a_fingerprint_reader(driver: Chrome) -> Iterator[None]:
    """Give the browser a device that keeps passkeys, and a finger that fits."""
    options = VirtualAuthenticatorOptions(
        protocol=VirtualAuthenticatorOptions.Protocol.CTAP2,
        transport=VirtualAuthenticatorOptions.Transport.INTERNAL,
        has_resident_key=True,
        has_user_verification=True,
        is_user_verified=True,
    )
    driver.add_virtual_authenticator(options)
    try:
        yield
    finally:
        driver.remove_virtual_authenticator()


def fill(driver: Chrome, **fields: str) -> None:
    """Type into fields by their names and send the form with the last one."""
    *_, last = fields
    for name, text in fields.items():
        field = shown(driver, f"input[name={name}]")
        field.clear()
        field.send_keys(text)
    shown(driver, f"input[name={last}]").send_keys(Keys.ENTER)


def sign_out(driver: Chrome, base: str) -> None:
    driver.get(f"{base}/masuk/keluar/")
    touch(driver, "button.main", text="Keluar")
    eventually(lambda: driver.current_url == f"{base}/", what="signed out")


def test_a_first_manager_comes_in_and_secures_the_account(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    # A passkey belongs to a name, and a bare address has none.
    base = demo.url.replace("127.0.0.1", "localhost")
    slug = a_mall_of_its_own(demo)
    name, password = first_manager(demo, slug)
    work = f"{base}/kelola/{slug}/orang/"
    driver = open_browser()
    put_on(driver, "phone")
    speak_at(driver, base, "id")

    driver.get(work)
    fill(driver, login=name, password=password)
    shown(driver, "h1", text="Pilih kata sandi Anda sendiri")
    assert_well_made(driver)
    fill(driver, baru=MINE, lagi=MINE)

    # Nothing works before a second factor is set up.
    shown(driver, "h1", text="Pengaman akun")
    assert_well_made(driver)
    driver.get(work)
    shown(driver, ".alert", text="Pasang pengaman kedua dahulu")
    touch(driver, "a.button.main", text="Pasang kode dari ponsel")
    assert_well_made(driver)
    driver.find_element(By.CSS_SELECTOR, "summary").click()
    secret = shown(driver, "code.secret").text
    fill(driver, code="000000")
    shown(driver, ".field .error", text="Kode tidak cocok")
    assert_well_made(driver)
    fill(driver, code=code_of(secret))
    shown(driver, "h1", text="Simpan kode cadangan ini")
    assert len(driver.find_elements(By.CSS_SELECTOR, ".codes code")) == 10
    assert_well_made(driver)
    touch(driver, "a.button.main", text="lanjut ke pekerjaan")
    shown(driver, "h1", text="Orang dan wewenang")
    assert driver.current_url == work

    with a_fingerprint_reader(driver):
        driver.get(f"{base}/masuk/pengaman/kunci/")
        touch(driver, "button.main", text="Pasang kunci sandi")
        shown(driver, "h1", text="Pengaman akun")
        shown(driver, ".kept", text="Kunci 1")
        sign_out(driver, base)

        # The passkey alone: no name, no password.
        driver.get(work)
        touch(driver, "button", text="Masuk dengan kunci sandi")
        shown(driver, "h1", text="Orang dan wewenang")
        assert driver.current_url == work
        sign_out(driver, base)

        # The password, then the passkey instead of a code.
        driver.get(work)
        fill(driver, login=name, password=MINE)
        shown(driver, "h1", text="Langkah kedua")
        assert_well_made(driver)
        touch(driver, "button", text="Pakai kunci sandi")
        shown(driver, "h1", text="Orang dan wewenang")
        sign_out(driver, base)

    # The password, then a code; a wrong one first.
    driver.get(work)
    fill(driver, login=name, password=MINE)
    fill(driver, code="000000")
    shown(driver, ".error", text="Kode tidak cocok")
    fill(driver, code=code_of(secret))
    shown(driver, "h1", text="Orang dan wewenang")

    # What the operator's command did is on record, in words.
    driver.get(f"{base}/kelola/{slug}/perubahan/")
    shown(driver, ".change", text="perintah accounts_create_manager")

    for scheme, language in WAYS:
        speak_at(driver, base, language)
        for path in (*OWN, *(f"/kelola/{slug}/{page}" for page in OF_A_MALL)):
            for glass in ("phone", "desk"):
                put_on(driver, glass, scheme)  # type: ignore[arg-type]
                driver.get(f"{base}{path}")
                assert_well_made(driver, language=language)


def speak_at(driver: Chrome, base: str, language: str) -> None:
    """Choose the language under the name the journey goes by."""
    cookie = {"url": base, "name": "django_language", "value": language}
    driver.execute_cdp_cmd("Network.setCookie", cookie)


def test_a_manager_adds_somebody_who_comes_in(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    manager, officer = open_browser(), open_browser()
    put_on(manager, "desk")
    put_on(officer, "phone")
    account = demo.account("manager")
    manager.get(f"{demo.url}/kelola/{demo.facts['mall']}/orang/")
    fill(manager, login=account["username"], password=account["password"])
    touch(manager, "a.button.main", text="Tambah orang")
    name = f"petugas-{secrets.token_hex(3)}"
    fill(manager, pengguna=name, nama="Sri Wahyuningsih Kusumaningrum")
    password = shown(manager, ".handed-password").text
    assert_well_made(manager)

    officer.get(f"{demo.url}/loket/")
    fill(officer, login=name, password=password)
    fill(officer, baru=MINE, lagi=MINE)
    eventually(lambda: officer.current_url == f"{demo.url}/loket/", what="at work")

    # The role taken back, the next page is closed.
    touch(manager, "a.button.main", text="Sudah diberikan")
    assert_well_made(manager)
    touch(manager, "button[value=cabut]")
    shown(manager, ".alert", text="Wewenang dicabut")
    officer.get(f"{demo.url}/loket/")
    shown(officer, "h1.said")
    officer.get(f"{demo.url}/masuk/sesi/")
    shown(officer, ".kept", text="yang ini")
