# SPDX-License-Identifier: Apache-2.0
import logging
import sys

import pytest

from satuhadir.shared.logs import PlainFormatter, without_keys


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Not Found: /mpp/antrean/q8Zr3-x_Y/batal/", "Not Found: /mpp/antrean/…/batal/"),
        ("GET /api/v1/track/abc HTTP", "GET /api/v1/track/… HTTP"),
        ("/mpp/kunjungan/abc", "/mpp/kunjungan/…"),
        ("/masuk/?next=/mpp/antrean/abc selesai", "/masuk/ selesai"),
        ("/mpp/layanan/KTP/", "/mpp/layanan/KTP/"),
    ],
)
def test_keys_of_tickets_and_queries_stay_out(line: str, kept: str) -> None:
    assert without_keys(line) == kept


def test_a_line_stays_one_line() -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 1, "Not Found: %s", ("/a\nPALSU\tb",), None)
    assert PlainFormatter().format(record).endswith("x: Not Found: /a PALSU b")


def test_an_exception_is_its_types_and_places_without_its_words() -> None:
    def fail() -> None:
        try:
            raise ValueError("NIK 9935060000000001")
        except ValueError as error:
            raise RuntimeError("telepon 0899") from error

    try:
        fail()
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "gagal", None, sys.exc_info())
    text = PlainFormatter().format(record)
    assert "builtins.RuntimeError" in text
    assert "builtins.ValueError" in text
    assert f"{__name__.rpartition('.')[2]}.py" in text
    assert "9935060000000001" not in text
    assert "0899" not in text
