# SPDX-License-Identifier: Apache-2.0
import json
import logging
import sys
import time

import pytest
from django.test import Client

from satuhadir.shared.logs import (
    JsonFormatter,
    PlainFormatter,
    Quieten,
    request_id,
    without_keys,
)


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


def record(message: str, *args: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("x", logging.ERROR, "", 1, message, args, None)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def test_a_json_line_is_one_object_with_the_request_it_belongs_to() -> None:
    token = request_id.set("abcd1234")
    try:
        try:
            raise ValueError("NIK 9935060000000001")
        except ValueError:
            made = record("gagal\ndi %s", "sini")
            made.exc_info = sys.exc_info()
        line = JsonFormatter().format(made)
    finally:
        request_id.reset(token)
    told = json.loads(line)
    assert "\n" not in line
    assert (told["level"], told["message"], told["request"]) == (
        "ERROR",
        "gagal di sini",
        "abcd1234",
    )
    assert told["error"][0]["type"] == "builtins.ValueError"
    assert "9935060000000001" not in line
    assert told["at"].endswith("+00:00")


def test_a_request_is_its_pattern_and_never_its_address(client: Client, db: None) -> None:
    request = client.get("/mpp/antrean/kfz3qmw2x7ad6hnb5t4ycplres/").wsgi_request
    for formatter in (PlainFormatter(), JsonFormatter()):
        line = formatter.format(
            record("Not Found: %s", request.path, request=request, status_code=404)
        )
        assert "kfz3qmw2x7" not in line
        assert "404 GET " in line


def test_an_outage_is_one_line_a_minute_with_a_count() -> None:
    quieten = Quieten(seconds=0.2)
    passed = [quieten.filter(record("away: %s", "X", status_code=503)) for _ in range(1000)]
    assert passed.count(True) == 1
    assert quieten.filter(record("something else"))
    time.sleep(0.25)
    later = record("away: %s", "X", status_code=503)
    assert quieten.filter(later)
    assert "999 times" in PlainFormatter().format(later)


def test_another_handlers_wording_of_an_exception_is_not_taken_over() -> None:
    try:
        raise ValueError("telepon 0899")
    except ValueError:
        made = record("gagal")
        made.exc_info = sys.exc_info()
    logging.Formatter().format(made)
    assert made.exc_text
    assert "0899" in made.exc_text
    assert "0899" not in PlainFormatter().format(made)
