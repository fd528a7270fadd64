# SPDX-License-Identifier: Apache-2.0
"""A counter through the day: handed over, keys held, no network, no server, signed out."""

import json
import time
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.journeys.browser import (
    assert_axe_clean,
    assert_console_clean,
    assert_fits,
    eventually,
    offline,
    put_on,
    shown,
    touch,
)
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import A_HAND, Desk, desk_number, go_home, go_to_work, press, sign_in
from tests.journeys.running import Demonstration

pytestmark = pytest.mark.browser


def hold_down(driver: Chrome, key: str, code: int, times: int = 30) -> None:
    """Hold a key as a keyboard does: one press that repeats itself, then up."""
    for again in range(times):
        event: dict[str, Any] = {
            "type": "rawKeyDown", "key": key, "code": key, "windowsVirtualKeyCode": code,
            "autoRepeat": again > 0,
        }  # fmt: skip
        driver.execute_cdp_cmd("Input.dispatchKeyEvent", event)
        if key == "Enter":
            driver.execute_cdp_cmd("Input.dispatchKeyEvent", event | {"type": "char", "text": "\r"})
        time.sleep(0.05)
    driver.execute_cdp_cmd(
        "Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "windowsVirtualKeyCode": code}
    )


def here(driver: Chrome, state: str, code: str) -> None:
    """Wait until the officer sees this person in this state."""
    shown(driver, ".person", text=state, seconds=20)
    shown(driver, ".person .now .code", text=code)


def come(officer: Chrome, demo: Demonstration, desk: Desk, count: int) -> list[str]:
    """Let people take numbers as at a kiosk; return their codes once the desk shows them."""
    codes = []
    for _ in range(count):
        taken = urllib.request.Request(
            f"{demo.url}/api/v1/malls/{demo.facts['mall']}/tickets",
            method="POST",
            data=json.dumps({"service": desk.service, "help": ["approach"]}).encode(),
            headers={
                "Authorization": f"Bearer {demo.facts['tokens']['kiosk']}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(taken, timeout=10) as answer:
            codes.append(json.load(answer)["code"])
    shown(officer, ".queue .line", text=codes[-1])
    return codes


def test_a_colleague_takes_the_counter_over_with_its_ticket_and_note(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 24)
    first, second = open_browser(), open_browser()
    go_to_work(first, demo, desk)
    (code,) = come(first, demo, desk, 1)
    press(first, "Panggil berikutnya")
    shown(first, ".person .chips .help", text="datangi")
    shown(first, ".person", text="Datangi ke ruang tunggu")
    assert "datangi" not in first.find_element(By.CSS_SELECTOR, ".queue").text
    press(first, "Orangnya datang, mulai layani")
    here(first, "Sedang dilayani", code)
    touch(first, "[popovertarget=catat]")
    shown(first, "#catatan").send_keys("Foto sudah, tinggal mencetak")
    touch(first, "#catat .button.main")
    shown(first, ".note-line", text="Foto sudah")
    if first.find_elements(By.CSS_SELECTOR, "#berkas-1"):
        touch(first, "#berkas-1")
        shown(first, "[data-count]", text="1 dari")
        first.refresh()  # what was ticked is still ticked
        shown(first, "[data-count]", text="1 dari")
    assert_axe_clean(first)

    # The shift changes: the next officer signs in at this counter and sees what is there.
    put_on(second, "desk")
    sign_in(second, demo, "manager", f"/loket/{desk.id}/")
    shown(second, ".person", text="atas nama petugas lain")
    shown(second, ".person", text=f"{code} masih di sini")
    assert_axe_clean(second)
    time.sleep(A_HAND)
    touch(second, ".person button", text="Ambil alih loket ini")
    here(second, "Sedang dilayani", code)
    shown(second, ".note-line", text="Foto sudah")

    # The first one's tab says who has it now; the key does nothing any more.
    shown(first, ".person", text="Diambil alih oleh", seconds=15)
    first.find_element(By.TAG_NAME, "body").send_keys(Keys.F9)
    time.sleep(A_HAND)
    here(second, "Sedang dilayani", code)
    assert_axe_clean(first)
    press(second, "Selesai")
    shown(second, ".person", text="Loket kosong")
    assert_console_clean(second)
    go_home(second)


def test_a_held_key_and_two_tabs_call_one_person(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 25)
    officer = open_browser()
    go_to_work(officer, demo, desk)
    first, second = come(officer, demo, desk, 2)
    tab = officer.current_window_handle
    officer.switch_to.new_window("tab")
    put_on(officer, "desk")
    officer.get(f"{demo.url}/loket/{desk.id}/")
    shown(officer, ".code.upcoming", text=first)
    time.sleep(A_HAND)
    hold_down(officer, "F9", 120)
    here(officer, "Dipanggil", first)
    time.sleep(A_HAND)
    officer.execute_script("document.getElementById('utama').focus()")
    hold_down(officer, "Enter", 13)
    here(officer, "Sedang dilayani", first)
    time.sleep(A_HAND)
    here(officer, "Sedang dilayani", first)

    # The other tab was told: it shows the same, and its keys do what it shows.
    officer.switch_to.window(tab)
    here(officer, "Sedang dilayani", first)
    officer.find_element(By.TAG_NAME, "body").send_keys(Keys.F4)
    shown(officer, "#tahan:popover-open")
    assert_axe_clean(officer)
    officer.switch_to.active_element.send_keys(Keys.ESCAPE)
    officer.find_element(By.TAG_NAME, "body").send_keys("?")
    shown(officer, "#tombol:popover-open", text="Panggil ulang")
    assert_axe_clean(officer)
    officer.switch_to.active_element.send_keys(Keys.ESCAPE)
    press(officer, "Selesai, panggil berikutnya")
    here(officer, "Dipanggil", second)
    shown(officer, ".later", text=f"Tidak dapat diurungkan: {second}")
    touch(officer, "[popovertarget=hari-ini]")
    shown(officer, "#hari-ini .rows", text=first)
    assert_axe_clean(officer)
    officer.switch_to.active_element.send_keys(Keys.ESCAPE)
    put_on(officer, "phone")
    assert_fits(officer)
    put_on(officer, "desk")
    press(officer, "Orangnya datang, mulai layani")
    press(officer, "Selesai")
    shown(officer, ".person", text="Loket kosong")
    assert_console_clean(officer)
    go_home(officer)


def test_a_press_without_network_is_sent_again_by_itself_and_once(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 26)
    officer = open_browser()
    go_to_work(officer, demo, desk)
    first, second = come(officer, demo, desk, 2)
    time.sleep(A_HAND)
    offline(officer, on=True)
    officer.find_element(By.TAG_NAME, "body").send_keys(Keys.F9)
    shown(officer, "#luring", text="diulang sendiri")
    shown(officer, "#luring", text="Panggil berikutnya")
    officer.find_element(By.TAG_NAME, "body").send_keys(Keys.F9)  # an impatient hand
    time.sleep(2)
    offline(officer, on=False)
    here(officer, "Dipanggil", first)
    eventually(
        lambda: not officer.find_element(By.ID, "luring").is_displayed(), what="the line goes"
    )
    assert shown(officer, ".queue .line.is-next .code").text == second

    # Not to be sent after all: nothing was done, and the page shows what is.
    offline(officer, on=True)
    touch(officer, "#ulang")
    shown(officer, "#luring", text="“Panggil ulang” diulang sendiri")
    touch(officer, "#sudahi")
    offline(officer, on=False)
    here(officer, "Dipanggil", first)
    press(officer, "Orangnya datang, mulai layani")
    here(officer, "Sedang dilayani", first)

    # The server dies in the middle of a press, and comes back.
    time.sleep(A_HAND)
    before = served(officer)
    kill_the_web_process(demo)
    officer.find_element(By.TAG_NAME, "body").send_keys(Keys.F9)
    here(officer, "Dipanggil", second)
    assert served(officer) == before + 1
    officer.refresh()
    here(officer, "Dipanggil", second)
    press(officer, "Orangnya datang, mulai layani")
    press(officer, "Selesai")
    shown(officer, ".person", text="Loket kosong")
    go_home(officer)


def served(officer: Chrome) -> int:
    """Return how many the desk says were served today."""
    return int(shown(officer, ".queue .heroes").text.split()[-1])


def kill_the_web_process(demo: Demonstration) -> None:
    """End whoever listens at the demonstration's address, with no chance to say goodbye."""
    port = urlsplit(demo.url).port
    for one in psutil.net_connections("tcp"):
        if one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.pid:
            psutil.Process(one.pid).kill()


def test_who_is_signed_out_in_the_middle_signs_in_and_loses_nothing(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    desk = desk_number(demo, 27)
    officer = open_browser()
    go_to_work(officer, demo, desk)
    (code,) = come(officer, demo, desk, 1)
    press(officer, "Panggil berikutnya")
    here(officer, "Dipanggil", code)
    touch(officer, "[popovertarget=catat]")
    shown(officer, "#catatan").send_keys("Minta map biru di gerai")
    officer.delete_cookie("sessionid")
    touch(officer, "#catat .button.main")
    shown(officer, "input[name=login]")
    account = demo.account("officer")
    shown(officer, "input[name=login]").send_keys(account["username"])
    shown(officer, "input[name=password]").send_keys(account["password"], Keys.ENTER)
    here(officer, "Dipanggil", code)
    shown(officer, "#luring", text="“Simpan catatan” tadi belum terkirim")
    assert_axe_clean(officer)
    touch(officer, "#coba")
    shown(officer, ".note-line", text="Minta map biru di gerai")
    press(officer, "Orangnya datang, mulai layani")
    press(officer, "Selesai")
    shown(officer, ".person", text="Loket kosong")
    go_home(officer)
