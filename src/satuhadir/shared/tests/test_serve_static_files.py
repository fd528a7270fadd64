# SPDX-License-Identifier: Apache-2.0
import gzip

import pytest
from django.templatetags.static import static
from django.test import Client

from satuhadir.shared.static_files import digest


def test_an_address_with_the_digest_is_kept_for_a_year(client: Client) -> None:
    url = static("shared/base.css")
    assert url == f"/static/{digest()}/shared/base.css"
    answer = client.get(url)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


def test_an_address_without_it_is_asked_for_again(client: Client) -> None:
    for url in ("/static/shared/base.css", "/static/000000000000/shared/base.css"):
        answer = client.get(url)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache")
        again = client.get(url, headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_text_comes_packed_to_those_who_can_unpack_it(client: Client) -> None:
    url = static("shared/base.css")
    packed = client.get(url, headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == client.get(url).content
    assert "Accept-Encoding" in packed["Vary"]


def test_files_of_django_admin_are_there(client: Client) -> None:
    assert client.get(static("admin/css/base.css")).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["x.css", "../settings.py", "shared/../../settings.py", "shared", "", "shared/base.css/x",
     "//etc/passwd", "..%2f..%2fsettings.py", "a" * 3_000, "shared\\base.css"],
)  # fmt: skip
def test_nothing_else_is_served(client: Client, db: None, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404
    assert client.get(f"/static/{digest()}/{path}").status_code == 404
