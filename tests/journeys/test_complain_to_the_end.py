# SPDX-License-Identifier: Apache-2.0
"""A complaint from a phone to its end: asked, forwarded, answered, objected to, closed."""

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.support.select import Select

from tests.journeys.browser import put_on, shown, touch
from tests.journeys.conftest import OpenBrowser
from tests.journeys.people import sign_in
from tests.journeys.running import Demonstration
from tests.journeys.screens import assert_well_made

pytestmark = pytest.mark.browser

STORY = "Saya diminta membayar map di loket, padahal tidak ada di daftar biaya."


def test_a_complaint_goes_from_a_phone_to_an_agency_and_back_to_its_end(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    citizen, manager, agency = open_browser(), open_browser(), open_browser()
    put_on(citizen, "phone")
    number = _complain(citizen, demo)
    tracker = citizen.current_url.partition("?")[0]

    # The manager asks, the citizen replies, the manager forwards.
    put_on(manager, "desk")
    sign_in(manager, demo, "manager", f"/kelola/{demo.facts['mall']}/pengaduan/")
    touch(manager, "table.list a", text=number)
    case = manager.current_url
    touch(manager, "summary", text="Minta penjelasan pelapor")
    shown(manager, "#tanya-isi").send_keys("Loket berapa, dan hari apa?")
    touch(manager, "button", text="Kirim pertanyaan")
    shown(manager, "[role=status]", text="Pertanyaan terkirim")
    citizen.get(tracker)
    shown(citizen, ".turn h1", text="Giliran Anda")
    assert_well_made(citizen)
    shown(citizen, "#id_isi").send_keys("Loket 3, hari Selasa.")
    touch(citizen, "button", text="Kirim penjelasan")
    shown(citizen, ".turn h1", text="Giliran pengelola mal")
    manager.get(case)
    Select(shown(manager, "#id_instansi")).select_by_visible_text(
        "Dinas Kependudukan dan Pencatatan Sipil"
    )
    touch(manager, "button", text="Teruskan")
    shown(manager, "[role=status]", text="Diteruskan ke")
    assert_well_made(manager)

    # The agency answers, the citizen objects, the manager sends it there again.
    put_on(agency, "phone", "dark")
    sign_in(agency, demo, "agency_manager", f"/kelola/{demo.facts['mall']}/pengaduan/")
    touch(agency, "table.list a", text=number)
    assert_well_made(agency)
    _answer(agency, "Map memang tidak perlu dibayar.")
    citizen.get(tracker)
    shown(citizen, ".letter-of", text="Map memang tidak perlu dibayar.")
    assert_well_made(citizen)
    touch(citizen, "summary", text="Nyatakan keberatan")
    shown(citizen, "#keberatan textarea").send_keys("Uang saya belum kembali.")
    touch(citizen, "button", text="Kirim keberatan")
    shown(citizen, ".turn h1", text="Giliran pengelola mal")
    manager.get(case)
    shown(manager, ".history", text="Uang saya belum kembali.")
    touch(manager, "button", text="Teruskan")
    shown(manager, "[role=status]", text="Diteruskan ke")
    agency.get(case)
    _answer(agency, "Uangnya dikembalikan hari ini di Loket 3.")

    # The citizen takes the answer and rates; everybody sees that it is over.
    citizen.get(tracker)
    touch(citizen, ".ratings label", text="Baik")
    touch(citizen, "button", text="Terima jawaban")
    shown(citizen, ".turn h1", text="Selesai")
    assert_well_made(citizen)
    manager.get(case)
    shown(manager, ".turn h2", text="Selesai")


def test_at_the_kiosk_one_says_it_without_a_name_and_leaves_with_a_code(
    open_browser: OpenBrowser, demo: Demonstration
) -> None:
    kiosk = open_browser()
    put_on(kiosk, "kiosk")
    kiosk.get(f"{demo.mall}/kios/pengaduan/")
    shown(kiosk, "#cerita").send_keys("Jalur kursi roda tertutup motor.")
    touch(kiosk, "button", text="Kirim")
    shown(kiosk, "h1 .said-number", text="P-")
    assert_well_made(kiosk)
    assert shown(kiosk, "code", text="/pengaduan/")


def _complain(citizen: Chrome, demo: Demonstration) -> str:
    """Send a complaint from the front page on; return its number."""
    citizen.get(f"{demo.mall}/pengaduan/")
    touch(citizen, "a", text="Adukan layanan")
    shown(citizen, "#id_isi").send_keys(STORY)
    shown(citizen, "#id_nama").send_keys("Bu Rahayu")
    touch(citizen, "button", text="Kirim laporan")
    shown(citizen, ".alert.good", text="Simpan halaman ini")
    assert_well_made(citizen)
    shown(citizen, ".letter-of", text=STORY)
    return shown(citizen, ".turn .number").text


def _answer(agency: Chrome, words: str) -> None:
    """Write an answer and send it."""
    shown(agency, "#jawab-isi").send_keys(words)
    touch(agency, "button", text="Kirim jawaban")
    shown(agency, "[role=status]", text="Jawaban terkirim")
