# SPDX-License-Identifier: Apache-2.0
import logging

import pytest
from django.test import Client

from satuhadir.shared import limits

EXPECTED = {
    "locked": (409, "shared.test_door_locked"),
    "missing": (404, "shared.not_found"),
    "unsigned": (401, "shared.not_signed_in"),
    "forbidden": (403, "shared.forbidden"),
    "malformed": (400, "shared.malformed"),
    "limited": (429, "shared.limited"),
    "unavailable": (503, "shared.unavailable"),
    "invalid": (422, "shared.invalid"),
    "away": (503, "shared.database_away"),
    "psycopg": (503, "shared.database_away"),
    "data": (400, "shared.malformed"),
    "column": (400, "shared.malformed"),
    "bug": (500, "shared.failure"),
    "denied": (403, "shared.forbidden"),
    "suspicious": (400, "shared.malformed"),
}


@pytest.mark.parametrize(("name", "status", "code"), [(n, *e) for n, e in EXPECTED.items()])
def test_under_the_api_every_refusal_is_a_problem_with_a_code(
    broken: Client, name: str, status: int, code: str
) -> None:
    answer = broken.get(f"/api/v1/uji/{name}/")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"urn:satuhadir:problem:{code}"
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize(("name", "status", "code"), [(n, *e) for n, e in EXPECTED.items()])
def test_elsewhere_every_refusal_is_a_page_with_its_sentence_and_code(
    broken: Client, name: str, status: int, code: str
) -> None:
    page = broken.get(f"/kelola/uji/{name}/")
    assert page.status_code == status
    assert page["Content-Type"].startswith("text/html")
    assert f"<code>{code}</code>" in page.content.decode()
    assert page.content.decode().count("<h1") == 1


def test_a_refusal_speaks_of_what_it_is_about(broken: Client) -> None:
    assert broken.get("/api/v1/uji/locked/").json()["detail"] == "Pintu 3 terkunci."


def test_an_invalid_input_names_its_fields(broken: Client) -> None:
    assert broken.get("/api/v1/uji/invalid/").json()["errors"] == [
        {"field": "people", "code": "too_many", "detail": "Terlalu banyak."}
    ]


def test_those_who_should_wait_are_told_how_long(broken: Client) -> None:
    for where in ("/api/v1", "/kelola"):
        waits = [
            broken.get(f"{where}/uji/{name}/")["Retry-After"]
            for name in ("limited", "unavailable", "away")
        ]
        assert waits == ["7", "9", "5"]


def test_who_is_not_signed_in_is_told_how(broken: Client) -> None:
    assert broken.get("/api/v1/uji/unsigned/")["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/api/v1/tidak/ada", "/api/v1/tidak/ada/", "/api/v1/"])
def test_an_unknown_path_of_the_api_is_a_problem(broken: Client, path: str) -> None:
    for answer in (broken.get(path), broken.post(path)):
        assert answer.status_code == 404
        assert answer.json()["code"] == "shared.unknown_path"


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(broken: Client) -> None:
    answer = broken.get("/api/v1/uji/post/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert answer.json()["code"] == "shared.wrong_method"
    page = broken.get("/kelola/uji/post/")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "tidak berlaku" in page.content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_sentence(broken: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/masuk/", {"login": "a", "password": "b"})
    assert page.status_code == 403
    assert "Muat ulang halaman" in page.content.decode()


def test_the_language_of_the_browser_is_spoken(broken: Client) -> None:
    answer = broken.get("/masuk/halaman/", headers={"accept-language": "en-GB,en;q=0.8"})
    assert '<html lang="en"' in answer.content.decode()
    assert '<html lang="id"' in broken.get("/masuk/halaman/").content.decode()
    french = broken.get("/masuk/halaman/", headers={"accept-language": "fr"})
    assert '<html lang="id"' in french.content.decode()


def test_what_breaks_is_logged_without_personal_data(
    broken: Client, caplog: pytest.LogCaptureFixture
) -> None:
    from satuhadir.shared.logs import PlainFormatter

    with caplog.at_level(logging.WARNING):
        for name in ("bug", "data", "away"):
            broken.get(f"/api/v1/uji/{name}/?nik=9935060000000001")
    lines = "\n".join(PlainFormatter().format(record) for record in caplog.records)
    assert "builtins.RuntimeError" in lines
    assert "broken_urls.py" in lines
    assert "9935060000000001" not in lines
    assert "rahasia" not in lines


def test_every_answer_carries_the_headers_of_safety(broken: Client) -> None:
    for path in ("/masuk/halaman/", "/api/v1/uji/bug/", "/kelola/uji/bug/", "/healthz", "/tiada/"):
        answer = broken.get(path)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Frame-Options"] == "DENY"
        assert "camera=()" in answer["Permissions-Policy"]


def test_a_device_gets_a_name_once(broken: Client) -> None:
    first = broken.get("/api/v1/uji/device/")
    cookie = first.cookies["sh_device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert len(cookie.value) == 32
    again = broken.get("/kelola/uji/device/")
    assert again.content.decode() == cookie.value
    assert "sh_device" not in again.cookies


def test_a_forged_name_of_a_device_is_replaced(broken: Client) -> None:
    broken.cookies["sh_device"] = "x" * 5_000
    answer = broken.get("/api/v1/uji/device/")
    assert len(answer.content) == 32


def test_limits_are_told_with_a_time_to_wait(broken: Client) -> None:
    asked = [broken.get("/api/v1/uji/hit/", REMOTE_ADDR="10.0.0.1") for _ in range(3)]
    assert [one.status_code for one in asked] == [200, 200, 429]
    assert 1 <= int(asked[2]["Retry-After"]) <= 60
    assert "detik" in asked[2].json()["detail"]
    statuses = [Client().get("/api/v1/uji/hit/", REMOTE_ADDR="10.0.0.1").status_code for _ in "123"]
    assert statuses == [200, 200, 429]  # the address is used up: two by the first, one refused


def test_a_network_of_ipv6_is_limited_as_one_address(broken: Client) -> None:
    def ask(address: str) -> int:
        return Client().get("/api/v1/uji/hit/", REMOTE_ADDR=address).status_code

    assert [ask(f"2001:db8:0:1::{one}") for one in range(6)] == [200] * 5 + [429]
    assert ask("2001:db8:0:2::1") == 200
    assert [ask("::ffff:10.0.0.7"), ask("::ffff:10.0.0.8")] == [200, 200]
    assert limits.counted_as("::ffff:10.0.0.7") == limits.counted_as("10.0.0.7") == "10.0.0.7"
    assert limits.counted_as("unix") == "unix"


def test_loopback_is_not_limited_in_the_demonstration_and_can_be_switched_off(
    broken: Client, settings: pytest.FixtureRequest
) -> None:
    settings.SATUHADIR_DEMO = True  # type: ignore[attr-defined]
    assert {broken.get("/api/v1/uji/hit/").status_code for _ in range(9)} == {200}
    settings.SATUHADIR_DEMO = False  # type: ignore[attr-defined]
    settings.SATUHADIR_LIMITS = False  # type: ignore[attr-defined]
    assert {broken.get("/api/v1/uji/hit/").status_code for _ in range(9)} == {200}
