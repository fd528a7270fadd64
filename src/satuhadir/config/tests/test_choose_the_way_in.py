# SPDX-License-Identifier: Apache-2.0
from wsgiref.util import setup_testing_defaults

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from satuhadir.config.doors import Doors


@pytest.fixture(scope="module")
def doors() -> Doors:
    return Doors()


def ask(
    doors: Doors, path: str, method: str = "GET", **extra: str
) -> tuple[int, dict[str, str], bytes]:
    environ: dict[str, object] = {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "HTTP_HOST": "testserver",
    }
    setup_testing_defaults(environ)
    environ |= extra
    seen: dict[str, object] = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        seen.update(status=int(status.split(maxsplit=1)[0]), headers=dict(headers))

    answer = doors(environ, start_response)
    body = b"".join(answer)
    answer.close()  # type: ignore[attr-defined]
    return seen["status"], seen["headers"], body  # type: ignore[return-value]


def test_the_api_has_its_own_short_way(doors: Doors, db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        status, headers, body = ask(doors, "/api/v1/tidak-ada", HTTP_COOKIE="sessionid=abc")
    assert (status, headers["Content-Type"]) == (404, "application/problem+json")
    assert b"shared.unknown_path" in body
    assert "Content-Security-Policy" in headers
    assert "Set-Cookie" not in headers
    assert not queries.captured_queries


def test_the_api_speaks_the_language_of_each_request(doors: Doors, db: None) -> None:
    english = ask(doors, "/api/v1/tidak-ada", HTTP_ACCEPT_LANGUAGE="en")
    indonesian = ask(doors, "/api/v1/tidak-ada")
    assert b"Alamat ini tidak ada." in indonesian[2]
    assert english[0] == indonesian[0] == 404


def test_pages_go_the_whole_way(doors: Doors, db: None) -> None:
    status, headers, body = ask(doors, "/masuk/", HTTP_ACCEPT_ENCODING="gzip")
    assert status == 200
    assert "csrftoken" in headers["Set-Cookie"]
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) < 60_000
    assert ask(doors, "/healthz")[0] == ask(doors, "/readyz")[0] == 200


def test_a_wrong_host_is_refused_on_both_ways(doors: Doors, db: None) -> None:
    page = ask(doors, "/masuk/", HTTP_HOST="evil.example")
    api = ask(doors, "/api/v1/malls/x/board", HTTP_HOST="evil.example")
    assert (page[0], api[0]) == (400, 400)
    assert b"shared.malformed" in api[2]
    assert ask(doors, "/healthz", HTTP_HOST="10.0.0.5")[0] == 200  # a load balancer's own name
