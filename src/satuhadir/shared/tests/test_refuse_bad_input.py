# SPDX-License-Identifier: Apache-2.0
import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from satuhadir.shared.guards import InputMiddleware, ProxyMiddleware

JSON = "application/json"


def post(client: Client, body: bytes, kind: str = JSON, **extra: object) -> tuple[int, str]:
    answer = client.post("/api/v1/uji/echo/", body, content_type=kind, **extra)  # type: ignore[arg-type]
    return answer.status_code, answer.json().get("code", "")


def test_a_json_object_is_read(broken: Client) -> None:
    answer = broken.post("/api/v1/uji/echo/", {"nama": "Sri – ñ 😀"}, content_type=JSON)
    assert answer.json() == {"nama": "Sri – ñ 😀"}
    assert post(broken, b'{"teks": "a \\\\u0000 b"}') == (200, "")
    assert post(broken, b'{"a": "\\ud83d\\ude00"}') == (200, "")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"[]",
        b"1",
        b"null",
        b'"x"',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"a": ["\\ud800"]}',
        b'{"a": ' + b"9" * 5_000 + b"}",
        b"[" * 30_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_is_no_json_object_is_malformed(broken: Client, body: bytes) -> None:
    assert post(broken, body) == (400, "shared.unreadable_body")


def test_a_body_of_another_kind_is_refused(broken: Client) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        assert post(broken, b"a=1", kind) == (415, "shared.wrong_content_type")
    assert post(broken, b"{}", "application/json; charset=utf-8") == (200, "")
    assert post(broken, b"", "") == (200, "")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(broken: Client) -> None:
    most = b'{"a": "' + b"x" * (64 * 1024 - 9) + b'"}'
    assert post(broken, most) == (200, "")
    assert post(broken, most + b" ") == (413, "shared.too_large")
    length = {"CONTENT_LENGTH": "9" * 40}
    assert post(broken, b"{}", **length) == (413, "shared.too_large")


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "²"])
def test_a_length_that_is_no_number_is_malformed(broken: Client, length: str) -> None:
    assert post(broken, b"{}", CONTENT_LENGTH=length) == (400, "shared.malformed")


def test_a_body_without_a_length_is_asked_for_one(broken: Client) -> None:
    extra = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    assert post(broken, b"{}", **extra) == (411, "shared.length_required")


def test_a_press_from_another_site_is_refused(broken: Client) -> None:
    assert post(broken, b"{}", HTTP_SEC_FETCH_SITE="cross-site") == (403, "shared.cross_site")
    assert post(broken, b"{}", HTTP_SEC_FETCH_SITE="same-origin") == (200, "")


@pytest.mark.parametrize(
    "path",
    ["/kelola/a%00b/", "/kelola/halaman/?q=%00", "/%00", "/masuk/?next=/%00", "/kelola/%ff%fe/"],
)
def test_nul_bytes_in_an_address_are_a_plain_refusal(broken: Client, path: str) -> None:
    page = broken.get(path)
    assert page.status_code == (404 if "%ff" in path else 400)
    assert "<h1" in page.content.decode()
    assert broken.get(f"/api/v1{path}").json()["status"] in {400, 404}


def test_nul_bytes_and_broken_forms_are_a_plain_refusal(broken: Client) -> None:
    assert broken.post("/kelola/uji/post/", {"name": "a\x00b"}).status_code == 400
    assert broken.post("/kelola/uji/post/", {"a\x00": "b"}).status_code == 400
    many = {str(number): "x" for number in range(2_000)}
    assert broken.post("/kelola/uji/post/", many).status_code == 400
    form = "application/x-www-form-urlencoded"
    huge = broken.post("/kelola/uji/post/", "name=" + "x" * 1_100_000, content_type=form)
    assert huge.status_code == 413
    torn = broken.post("/kelola/uji/post/", b"--x", content_type="multipart/form-data")
    assert torn.status_code == 400
    assert broken.post("/kelola/uji/post/", {"name": "Sri"}).content == b"Sri"


def test_a_form_with_files_too_large_is_refused_with_a_sentence(broken: Client) -> None:
    """The server hands us the length alone of what is too large, and no body."""
    kind = "multipart/form-data; boundary=x"
    for path, length in [("/kelola/uji/post/", 1_100_000), ("/uji/pengaduan/", 17_000_000)]:
        answer = broken.post(path, b"", content_type=kind, CONTENT_LENGTH=str(length))
        assert answer.status_code == 413
        assert "kurangi jumlah atau ukuran berkasnya" in answer.content.decode()
    for odd in ("-1", "abc", "²"):
        answer = broken.post("/uji/pengaduan/", b"", content_type=kind, CONTENT_LENGTH=odd)
        assert answer.status_code == 400


def test_more_files_than_any_form_takes_are_refused(broken: Client) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n1\r\n'
    body = part * 11 + "--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    assert broken.post("/kelola/uji/post/", body, content_type=kind).status_code == 413


def seen(proxies: list[str], address: str, **headers: str) -> HttpRequest:
    from django.test import override_settings

    request = RequestFactory(REMOTE_ADDR=address).get("/", headers=headers)
    with override_settings(SATUHADIR_TRUSTED_PROXIES=proxies):
        ProxyMiddleware(lambda _: HttpResponse())(request)
    return request


def test_only_trusted_proxies_are_believed() -> None:
    claim = {"x-forwarded-for": "1.1.1.1, 203.0.113.9, 10.1.0.2", "x-forwarded-proto": "https"}
    believed = seen(["10.0.0.0/8"], "10.1.0.1", **claim)
    assert believed.META["REMOTE_ADDR"] == "203.0.113.9"
    assert believed.is_secure()
    for proxies in ([], ["192.168.0.0/16"]):
        doubted = seen(proxies, "10.1.0.1", **claim)
        assert doubted.META["REMOTE_ADDR"] == "10.1.0.1"
        assert not doubted.is_secure()
    assert seen(["10.0.0.0/8"], "10.1.0.1").META["REMOTE_ADDR"] == "10.1.0.1"


def test_reading_asks_for_no_body() -> None:
    request = RequestFactory().get("/api/v1/x", CONTENT_TYPE="text/plain", CONTENT_LENGTH="7")
    assert InputMiddleware(lambda _: HttpResponse("ok"))(request).content == b"ok"


def test_a_deep_but_small_json_is_no_failure(broken: Client) -> None:
    deep = json.dumps({"a": [[[[[["x"]]]]]]}).encode()
    assert post(broken, deep) == (200, "")
