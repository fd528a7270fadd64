# SPDX-License-Identifier: Apache-2.0
"""What stands on the paper, read back from the bytes that a printer is sent."""

from dataclasses import replace

import pytest
import segno

from satuhadir.agent.tests.simulator import Paper, papers_in
from satuhadir.printing.slip import PAPERS, ascii_of, slip_bytes, wrapped
from satuhadir.printing.values import Slip

URL = "https://hadir.batukota.go.id/batu/antrean/abcdefghijklmnopqrstuvwxyz/"
LONG = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"
SLIP = Slip(
    mall="Mal Pelayanan Publik Kota Batu",
    day="Senin, 23 November 2026",
    title="Nomor antrean",
    code="A-012",
    service="Perekaman KTP elektronik",
    agency=LONG,
    place="Gerai 3, lantai 2",
    people="untuk 3 orang",
    first="Didahulukan",
    wait="Saat dicetak: kira-kira 12–20 menit lagi",
    track_url=URL,
    scan="Pindai untuk melihat antrean dari ponsel. Jangan dibagikan: kode ini kunci nomor Anda.",
    bring_title="Siapkan:",
    bring=("Kartu keluarga asli", "Surat pengantar × 2"),
    issued="Diambil pukul 08.41 WIB.",
    again="Cetak ulang ke-{copy}.",
    example="Nomor contoh.",
)


def paper_of(slip: Slip, **how: object) -> Paper:
    (paper,) = papers_in(slip_bytes(slip, **{"width": 80, **how}))  # type: ignore[arg-type]
    return paper


@pytest.mark.parametrize("width", [58, 80])
def test_one_slip_is_one_paper_with_all_that_a_visitor_needs(width: int) -> None:
    paper = paper_of(SLIP, width=width)
    flat = " ".join(paper.text.split())
    for text in (
        "Mal Pelayanan Publik Kota Batu", "Senin, 23 November 2026", "A-012", LONG,
        "Perekaman KTP elektronik", "Gerai 3, lantai 2", "untuk 3 orang", "Didahulukan",
        "kira-kira 12-20 menit lagi", "- Kartu keluarga asli", "- Surat pengantar x 2",
        "Diambil pukul 08.41 WIB.", "Nomor contoh.",
    ):  # fmt: skip
        assert text in flat
    assert paper.qr == [URL]
    assert len(paper.pictures) == 1  # the mark


@pytest.mark.parametrize("width", [58, 80])
def test_no_line_is_wider_than_the_paper(width: int) -> None:
    words = replace(SLIP, mall=LONG, service=f"{LONG} {LONG}", bring=(LONG * 2, "x" * 200))
    for line in paper_of(words, width=width).text.splitlines():
        assert len(line) <= PAPERS[width].small_columns
    lines = wrapped(LONG, PAPERS[width].columns)
    assert all(len(line) <= PAPERS[width].columns for line in lines)
    assert " ".join(lines) == LONG


def test_the_same_slip_is_the_same_bytes() -> None:
    assert slip_bytes(SLIP, width=58) == slip_bytes(SLIP, width=58)
    assert slip_bytes(SLIP, width=58) != slip_bytes(SLIP, width=80)


def test_only_letters_that_every_printer_has_leave_the_house() -> None:
    text = "Café “Rp2½” – 3×4 · é → Ω"
    assert ascii_of(text) == 'Cafe "Rp2 1/2" - 3x4 - e -> ?'
    assert paper_of(replace(SLIP, service=text)).text.isascii()


def test_a_name_with_commands_in_it_commands_nothing() -> None:
    paper = paper_of(replace(SLIP, service="KTP\x1dV\x00\x1b@ baru"))
    assert "KTP" in paper.text
    assert len(papers_in(slip_bytes(replace(SLIP, mall="\x1dV\x01" * 3), width=80))) == 1


def test_what_is_empty_takes_no_line() -> None:
    bare = Slip(mall="M", day="D", title="T", code="A-1", service="S", agency="G")
    paper = paper_of(bare)
    assert not paper.qr
    assert "\n\n" not in paper.text.strip()


def test_a_copy_says_which_one_it_is_and_the_first_paper_says_nothing() -> None:
    assert "Cetak ulang" not in paper_of(SLIP).text
    assert "Cetak ulang ke-2." in paper_of(SLIP, copy=2).text


@pytest.mark.parametrize("width", [58, 80])
def test_a_printer_without_qr_gets_a_picture_of_the_same_modules(width: int) -> None:
    paper = paper_of(SLIP, width=width, draws_qr=True)
    assert not paper.qr
    wide, high, dots = paper.pictures[-1]
    assert wide <= PAPERS[width].dots
    assert len(dots) == wide * high // 8
    module, code = PAPERS[width].qr_module, segno.make(URL, error="m", micro=False)
    modules = [list(row) for row in code.matrix_iter(border=4)]

    def dot(column: int, row: int) -> int:
        return dots[(row * wide + column) // 8] >> (7 - column % 8) & 1

    middle = module // 2
    assert [
        [dot(c * module + middle, r * module + middle) for c in range(len(modules))]
        for r in range(len(modules))
    ] == modules


@pytest.mark.parametrize(("code", "times"), [("A-012", 6), ("AB-1234", 4), ("A" * 40, 1)])
def test_the_number_is_as_large_as_the_paper_takes_it(code: str, times: int) -> None:
    size = 0x11 * (times - 1)
    assert b"\x1d!" + bytes([size]) in slip_bytes(replace(SLIP, code=code), width=58)


@pytest.mark.parametrize("width", [58, 80])
def test_a_slip_is_short_enough_for_a_slow_line(width: int) -> None:
    assert len(slip_bytes(SLIP, width=width)) < 2500  # 9600 baud are 960 bytes a second


def test_a_slip_comes_back_from_json_as_it_was() -> None:
    assert Slip.of(SLIP.plain()) == SLIP
