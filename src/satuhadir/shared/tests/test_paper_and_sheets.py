# SPDX-License-Identifier: Apache-2.0
"""What leaves the house for a printer or a spreadsheet."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import override_settings
from openpyxl import load_workbook
from pypdf import PdfReader

from satuhadir.shared import paper
from satuhadir.shared.errors import PaperUnavailable
from satuhadir.shared.sheets import Sheet, csv_text, workbook

EVIL = '=HYPERLINK("http://contoh.invalid","klik")'


@pytest.fixture
def templates(tmp_path: Path, settings: object) -> Path:
    (tmp_path / "kertas.html").write_text(
        '{% load static %}<html lang="id"><head><title>Laporan</title>'
        "<link rel=stylesheet href=\"{% static 'shared/tokens.css' %}\"></head>"
        '<body><h1>{{ name }}</h1><img alt="" src="http://contoh.invalid/a.png">'
        '<img alt="" src="file:///etc/hostname"></body></html>'
    )
    return tmp_path


def test_a_page_becomes_a_pdf_and_nothing_outside_is_read(templates: Path) -> None:
    with override_settings(
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [str(templates)],
            }
        ]
    ):
        made = paper.pdf("kertas.html", {"name": "Angka <b> bulan ini"})
    reader = PdfReader(io.BytesIO(made))
    assert reader.metadata is not None
    assert reader.metadata.title == "Laporan"
    assert "Angka <b> bulan ini" in reader.pages[0].extract_text()
    assert not list(reader.pages[0].images)


def test_the_fetcher_reads_static_files_alone() -> None:
    fetcher = paper._fetcher()
    assert b"--sh-" in fetcher.fetch("https://satuhadir.invalid/static/shared/tokens.css").read()
    for address in (
        "https://satuhadir.invalid/static/../config/settings.py",
        "https://satuhadir.invalid/healthz",
        "http://contoh.invalid/static/shared/tokens.css",
        "file:///etc/hostname",
        "data:text/plain,x",
    ):
        with pytest.raises(ValueError, match="static files"):
            fetcher.fetch(address)


def test_without_pango_the_pdf_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_name: str) -> object:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(paper, "import_module", gone)
    paper._weasyprint.cache_clear()
    try:
        with pytest.raises(PaperUnavailable, match="Pango"):
            paper.pdf("kertas.html", {})
        assert not paper.can_draw()
    finally:
        paper._weasyprint.cache_clear()


def test_a_spreadsheet_runs_no_text_as_a_formula() -> None:
    sheet = Sheet("Nama: [1/2]", ["Nama", "=n"], [[EVIL, 3], ["-1", None], ["a\x00b\x0b", 2.5]])
    page = load_workbook(io.BytesIO(workbook([sheet]))).worksheets[0]
    assert page.title == "Nama   1 2 "
    assert [[cell.data_type for cell in row] for row in page.iter_rows(max_row=2)] == [
        ["s", "s"],
        ["s", "n"],
    ]
    assert [cell.value for cell in page["A"]] == ["Nama", EVIL, "-1", "ab"]
    lines = csv_text(sheet).split("\r\n")
    assert lines[0] == "Nama,'=n"
    assert lines[1].startswith("\"'=HYPERLINK")
    assert lines[2] == "'-1,"


def test_days_instants_and_amounts_keep_what_they_are() -> None:
    at = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
    sheet = Sheet("x", ["a"], [[date(2026, 11, 22)], [at], [Decimal("85.30")], [-4]])
    page = load_workbook(io.BytesIO(workbook([sheet]))).worksheets[0]
    assert [cell.value for cell in page["A"]][1:] == [
        datetime(2026, 11, 22),  # noqa: DTZ001 - a spreadsheet knows no time zone
        "2026-11-22T01:02:03+00:00",
        85.30,
        -4,
    ]
    assert csv_text(sheet).split("\r\n")[1:5] == [
        "2026-11-22",
        "2026-11-22T01:02:03+00:00",
        "85.30",
        "-4",
    ]
