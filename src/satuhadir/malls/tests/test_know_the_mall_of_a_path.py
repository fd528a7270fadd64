# SPDX-License-Identifier: Apache-2.0
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path as url_path

from satuhadir.malls.http import MallMiddleware
from satuhadir.malls.models import Mall


def answered(path: str) -> tuple[HttpRequest, HttpResponse]:
    request = RequestFactory().get(path)
    return request, MallMiddleware(lambda _: HttpResponse("ok"))(request)


def test_the_first_word_of_a_path_is_the_mall(mall: Mall) -> None:
    request, _ = answered("/mpp-uji/layanan/")
    assert getattr(request, "mall", None) == mall


@pytest.mark.parametrize(
    "path", ["/", "/masuk/", "/loket/", "/static/x.css", "/admin/", "/api/v1/"]
)
def test_reserved_words_have_no_mall(db: None, path: str) -> None:
    request, response = answered(path)
    assert response.status_code == 200
    assert not hasattr(request, "mall")


@pytest.mark.parametrize(("word", "fits"), [("mpp-uji", True), ("masuk", False), ("api", False)])
def test_an_address_of_a_mall_never_begins_with_a_reserved_word(word: str, fits: bool) -> None:
    pattern = url_path("<mall:mall>/layanan/", lambda request, mall: HttpResponse())
    assert (pattern.resolve(f"{word}/layanan/") is not None) == fits


def test_an_unknown_mall_is_a_page_in_plain_words(client: Client, mall: Mall) -> None:
    page = client.get("/mpp-tidak-ada/layanan/")
    assert page.status_code == 404
    assert "tidak ada di SatuHadir" in page.content.decode()
    assert "malls.mall_not_found" in page.content.decode()
