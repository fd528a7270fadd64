# SPDX-License-Identifier: Apache-2.0
"""Somebody sends a photograph with a complaint: made small, made clean, and kept from strangers."""

import io
from pathlib import Path

import httpx
import pytest
from PIL import Image
from PIL.Image import Exif
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.journeys.browser import put_on, shown, touch
from tests.journeys.conftest import OpenBrowser
from tests.journeys.running import Demonstration
from tests.journeys.screens import assert_well_made

pytestmark = pytest.mark.browser
SECRET = "RAHASIA-TEMPAT"
STORY = "Lampu di tangga timur padam sejak kemarin, orang tua hampir terjatuh."


def photograph(folder: Path, name: str = "foto.jpg", side: int = 900) -> str:
    """Write a photograph that tells where it was taken, and return its path."""
    exif = Exif()
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825)[29] = SECRET
    place = folder / name
    Image.new("RGB", (side, side // 2), "navy").save(place, "JPEG", exif=exif.tobytes())
    assert SECRET.encode() in place.read_bytes()
    return str(place)


def written(phone: Chrome, demo: Demonstration) -> None:
    """Open the form and write what happened, without a name."""
    phone.get(f"{demo.mall}/pengaduan/baru/")
    field = shown(phone, "textarea[name=isi]")
    field.clear()
    field.send_keys(STORY)
    phone.execute_script("document.querySelector('[name=identitas][value=anonymous]').click()")


def chosen(phone: Chrome, *paths: str) -> None:
    phone.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys("\n".join(paths))


def test_a_photograph_goes_along_and_tells_nothing_of_its_place(
    open_browser: OpenBrowser, demo: Demonstration, tmp_path: Path
) -> None:
    phone = open_browser()
    put_on(phone, "phone")
    written(phone, demo)
    evil = tmp_path / "surat.jpg"
    evil.write_bytes(b"<html><script>alert(1)</script></html>")
    chosen(phone, str(evil))
    touch(phone, "button.main")
    shown(phone, "[data-files-error]", text="bukan foto atau PDF")
    shown(phone, "[role=alert]", text="Belum terkirim")
    assert STORY in (shown(phone, "textarea[name=isi]").get_attribute("value") or "")
    assert_well_made(phone)
    chosen(phone, photograph(tmp_path))
    touch(phone, "button.main")
    link = shown(phone, ".files a", text="Lampiran 1").get_attribute("href") or ""
    assert_well_made(phone)

    kept = httpx.get(link)
    assert kept.status_code == 200
    assert SECRET.encode() not in kept.content
    assert Image.open(io.BytesIO(kept.content)).size == (900, 450)
    assert kept.headers["content-disposition"].startswith("attachment")
    assert kept.headers["x-content-type-options"] == "nosniff"


def test_too_many_are_told_before_anything_is_sent(
    open_browser: OpenBrowser, demo: Demonstration, tmp_path: Path
) -> None:
    phone = open_browser()
    put_on(phone, "phone")
    written(phone, demo)
    chosen(phone, *(photograph(tmp_path, f"{number}.jpg", 600) for number in range(4)))
    shown(phone, "[data-files-error]", text="Paling banyak 3 berkas")


def test_a_large_photograph_is_made_small_on_the_phone(
    open_browser: OpenBrowser, demo: Demonstration, tmp_path: Path
) -> None:
    phone = open_browser()
    put_on(phone, "phone")
    written(phone, demo)
    large = tmp_path / "besar.jpg"
    Image.effect_noise((3_000, 2_000), 60).convert("RGB").save(large, "JPEG", quality=95)
    assert large.stat().st_size > 3_000_000
    chosen(phone, str(large))
    phone.set_script_timeout(20)
    size = phone.execute_async_script(
        "const done = arguments[0], field = document.querySelector('input[type=file]');"
        "const wait = () => field.files[0].size < 2500000"
        " ? done(field.files[0].size) : setTimeout(wait, 200); wait();"
    )
    assert size < 2_500_000
