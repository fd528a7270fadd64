# SPDX-License-Identifier: Apache-2.0
from dataclasses import dataclass

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from satuhadir.shared import views
from satuhadir.shared.templatetags.shared import wait_parts


@dataclass(frozen=True)
class Wait:
    low: int
    likely: int
    high: int


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (12, 20, ("12–20", "menit")),
        (5, 5, ("5", "menit")),
        (0, 0, ("", "langsung")),
        (90, 119, ("90–119", "menit")),
        (138, 170, ("2–3", "jam")),
        (95, 150, ("1½–2½", "jam")),
        (120, 120, ("2", "jam")),
        (20, 130, ("0–2½", "jam")),
    ],
)
def test_a_wait_is_a_range_in_a_fitting_unit(
    low: int, high: int, expected: tuple[str, str]
) -> None:
    with translation.override("id"):
        assert wait_parts(low, high) == expected


def test_an_unknown_wait_says_so() -> None:
    page = Template("{% load shared %}{% wait_range wait %}|{{ wait|wait_words }}")
    with translation.override("id"):
        assert page.render(Context({"wait": None})) == "belum diketahui|belum diketahui"
        assert (
            page.render(Context({"wait": Wait(12, 15, 20)}))
            == "<b>12–20</b> <small>menit</small>|12–20 menit"
        )


def test_indonesian_data_is_marked_on_an_english_page_only() -> None:
    page = Template("{% load shared %}<p{% in_indonesian %}>")
    with translation.override("en"):
        assert page.render(Context()) == '<p lang="id">'
    with translation.override("id"):
        assert page.render(Context()) == "<p>"


def test_a_region_gets_its_colour_as_a_small_sheet(rf: RequestFactory) -> None:
    answer = views.hue_stylesheet(rf.get("/static/hue-150.css"), 150)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "max-age=86400" in answer["Cache-Control"]
    assert b"--sh-hue: 150;" in answer.content
    assert len(answer.content) < 600


def test_the_worker_may_keep_pages_of_every_mall(rf: RequestFactory) -> None:
    answer = views.service_worker(rf.get("/static/worker.js"))
    assert answer["Service-Worker-Allowed"] == "/"
    assert "no-cache" in answer["Cache-Control"]
