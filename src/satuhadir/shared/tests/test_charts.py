# SPDX-License-Identifier: Apache-2.0
"""Charts draw whatever figures there are: none, one, gaps, the enormous, and nothing unsafe."""

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import override

from satuhadir.shared.charts import (
    Point,
    Told,
    band,
    bars,
    heat,
    level_of,
    multiples,
    nice_top,
    whiskers,
)

TOLD = Told("datang", "Kedatangan", "Paling banyak hari Senin.")
SVG = "{http://www.w3.org/2000/svg}"
NAN, INF = float("nan"), float("inf")
ODD: list[list[Point]] = [
    [],
    [Point("1", None)],
    [Point("1", 0)],
    [Point("1", 7.0, 12.0)],
    [Point("1", NAN, INF), Point("2", INF), Point("3", -3)],
    [Point("1", 1e18, 2e18), Point("2", 1e-9)],
    [Point(str(n), n, n * 2) for n in range(400)],
]


def drawn(text: SafeString) -> ET.Element:
    assert isinstance(text, SafeString)
    root = ET.fromstring(text)
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    ids = {one.get("id") for one in root.iter() if one.get("id")}
    assert set(named) <= ids
    for one in root.iter():
        for name, value in one.attrib.items():
            assert name != "style"
            assert "nan" not in value.lower().split("-")
            if name in {"x", "y", "width", "height", "points"}:
                assert "inf" not in value
    return root


@pytest.mark.parametrize("points", ODD)
@pytest.mark.parametrize("draw", [bars, band])
def test_any_figures_make_a_whole_drawing(
    draw: Callable[..., SafeString], points: list[Point]
) -> None:
    drawn(draw(TOLD, points))


def test_a_gap_is_no_zero() -> None:
    root = drawn(bars(TOLD, [Point("1", None), Point("2", 0), Point("3", 4)]))
    titles = [one.text for one in root.iter(f"{SVG}title")]
    assert "2: 0" in titles
    assert not any(text and text.startswith("1:") for text in titles)
    lines = list(drawn(band(TOLD, [Point("1", 1), Point("2", None), Point("3", 2)])).iter())
    assert sum(one.tag == f"{SVG}polyline" for one in lines) == 2, "a line is not drawn over a gap"


def test_heights_are_in_proportion() -> None:
    root = drawn(bars(TOLD, [Point("1", 5), Point("2", 10)]))
    half, whole = (float(one.get("height") or 0) for one in root.iter(f"{SVG}rect"))
    assert whole == pytest.approx(2 * half, abs=0.02)


def test_words_from_data_stay_words() -> None:
    nasty = '"><script>alert(1)</script>'
    told = Told("a", nasty, nasty)
    for text in (
        bars(told, [Point(nasty, 1)], unit=nasty),
        band(told, [Point(nasty, 1, 2)]),
        heat(told, [nasty], [(nasty, [3])]),
        *multiples([(told, [Point(nasty, 1)])]),
    ):
        assert "<script>" not in text
        drawn(text)


@pytest.mark.parametrize("language", ["id", "en"])
def test_coordinates_have_points_in_every_language(language: str) -> None:
    with override(language):
        root = drawn(bars(TOLD, [Point(str(n), n + 0.5) for n in range(7)]))
    for one in root.iter(f"{SVG}rect"):
        float(one.get("x") or "")


def test_a_field_of_figures_may_have_holes() -> None:
    root = drawn(heat(TOLD, ["Sen", "Sel"], [("08", [1, None]), ("09", [NAN, 9])]))
    assert sum(one.tag == f"{SVG}rect" for one in root.iter()) == 4
    drawn(heat(TOLD, [], []))


def test_small_ones_share_a_scale() -> None:
    first, second = multiples(
        [(Told("a", "A", "."), [Point("1", 10)]), (Told("b", "B", "."), [Point("1", 5)])]
    )
    heights = [
        float(one.get("height") or 0)
        for text in (first, second)
        for one in drawn(text).iter(f"{SVG}rect")
    ]
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.02)


@pytest.mark.parametrize(
    ("values", "top"), [([], 1), ([0], 1), ([3], 4), ([7], 8), ([10], 10), ([0.3], 0.4), ([61], 80)]
)
def test_an_axis_ends_at_a_round_figure(values: list[float], top: float) -> None:
    assert nice_top(values) == pytest.approx(top)


def test_the_least_is_seen_and_the_most_is_strongest() -> None:
    assert [level_of(value, 100) for value in (0, 1, 50, 100)] == [0, 1, 3, 5]
    assert level_of(5, 0) == 0


def test_a_long_name_and_its_interval_do_not_share_a_place() -> None:
    name = "AA · Dinas Penanaman Modal dan Pelayanan Terpadu"
    root = drawn(whiskers(TOLD, [(name, -12.0, -19.0, -5.0), ("B", 1.0, -1.0, 3.0)]))
    label, other = [one for one in root.iter(f"{SVG}text") if "of-row" in (one.get("class") or "")]
    assert label.text == name
    dots = [float(one.get("cy") or 0) for one in root.iter(f"{SVG}circle")]
    assert float(label.get("y") or 0) < dots[0] - 4 < float(other.get("y") or 0) - 12
    ticks = [one.text for one in root.iter(f"{SVG}text") if one.text and one.text[0] == "−"]
    assert ticks == ["−20", "−10"], "less than nothing has the sign of the sentence beside it"


def test_labels_have_room_on_a_phone() -> None:
    times = [Point(f"{7 + n // 2:02}.{n % 2 * 3}0", n) for n in range(16)]
    root = drawn(bars(TOLD, times))
    shown = [one for one in root.iter(f"{SVG}text") if one.text and one.text[2:3] == "."]
    gaps = {
        float(after.get("x") or 0) - float(before.get("x") or 0)
        for before, after in itertools.pairwise(shown)
    }
    assert min(gaps) > 5 * 0.6 * 15.5 + 10, "five figures of 15.5 units, and a space"
