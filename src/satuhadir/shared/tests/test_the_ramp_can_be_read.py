# SPDX-License-Identifier: Apache-2.0
"""tokens.css itself is read: every pair of text and ground, every fifth hue, both themes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path

import pytest

from satuhadir.shared.colour import (
    Oklch,
    Rgb,
    clipped,
    cloth_hex,
    contrast,
    is_showable,
    oklab_to_rgb,
    strength_of,
    stylesheet,
    to_hex,
    to_rgb,
)

TOKENS = Path(__file__).parents[1] / "static" / "shared" / "tokens.css"
HUES = range(0, 360, 5)
THEMES = ("light", "dark")
# Text, background. Mixes are spelled as in components.css: the tone over the card, ink into accent.
PAIRS = [
    *[(text, ground) for text in ("ink", "ink-2") for ground in ("paper", "card", "wash")],
    *[("accent", ground) for ground in ("paper", "card", "wash")],
    ("on-accent", "accent"),
    ("on-accent", "accent+ink 22"),
    ("on-cloth", "cloth"),
    ("on-cloth-2", "cloth"),
    ("cloth", "on-cloth"),
    *[(tone, ground) for tone in ("good", "warn", "bad") for ground in ("paper", "card", "wash")],
    *[(text, "card+warn 9") for text in ("ink", "ink-2", "accent", "warn")],
    *[(text, "card+bad 9") for text in ("ink", "ink-2", "accent", "bad")],
    *[(text, "card+good 9") for text in ("ink", "ink-2", "accent", "good")],
    *[(text, "card+accent 9") for text in ("ink", "ink-2", "accent")],
]
# Not text: borders of fields, the focus ring (WCAG 1.4.11 asks 3 : 1).
EDGES = [("edge", "paper"), ("edge", "card"), ("focus", "paper"), ("focus", "card")]


@dataclass(frozen=True)
class Sheet:
    """The tokens of one hue in one theme; `colour` resolves a name as a browser does."""

    values: Mapping[str, str]
    theme: str

    def colour(self, name: str) -> Oklch:
        return self._resolve(self.values[f"--sh-{name}"])

    def rgb(self, name: str) -> Rgb:
        base, _, rest = name.partition("+")
        if not rest:
            return clipped(to_rgb(self.colour(base)))
        other, percent = rest.split()
        return mixed(self.colour(base), self.colour(other), int(percent) / 100)

    def _resolve(self, value: str) -> Oklch:
        value = value.strip()
        if value.startswith("light-dark("):
            light, dark = top_level_parts(value[len("light-dark(") : -1])
            return self._resolve(light if self.theme == "light" else dark)
        if value.startswith("var("):
            return self._resolve(self.values[value[len("var(") : -1].strip()])
        lightness, chroma, hue = top_level_parts(value[len("oklch(") : -1], " ")
        return Oklch(float(lightness.rstrip("%")) / 100, self._number(chroma), self._number(hue))

    def _number(self, value: str) -> float:
        if value.startswith("calc("):
            return self._product(value[len("calc(") : -1])
        if value.startswith("var("):
            return self._number(self.values[value[len("var(") : -1].strip()])
        return float(value)

    def _product(self, value: str) -> float:
        result = 1.0
        for factor in value.split("*"):
            result *= self._number(factor.strip())
        return result


def top_level_parts(value: str, separator: str = ",") -> list[str]:
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(value):
        depth += (sign == "(") - (sign == ")")
        if sign == separator and depth == 0:
            parts.append(value[start:place].strip())
            start = place + 1
    return [*parts, value[start:].strip()]


def mixed(one: Oklch, other: Oklch, share: float) -> Rgb:
    """Return `color-mix(in oklab, one, other share)`."""

    def axes(colour: Oklch) -> tuple[float, float, float]:
        angle = radians(colour.hue)
        return colour.lightness, colour.chroma * cos(angle), colour.chroma * sin(angle)

    mix = [a * (1 - share) + b * share for a, b in zip(axes(one), axes(other), strict=True)]
    return clipped(oklab_to_rgb(*mix))


def sheet(hue: int, theme: str) -> Sheet:
    text = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.DOTALL)
    root = re.search(r":root\s*{(.*?)}", text, re.DOTALL)
    assert root
    regional = re.search(r":root\s*{(.*?)}", stylesheet(hue), re.DOTALL)
    assert regional
    declared = f"{root[1]};{regional[1]}"
    pairs = re.findall(r"(--sh-[\w-]+)\s*:\s*([^;]+);", declared)
    return Sheet({name: " ".join(value.split()) for name, value in pairs}, theme)


def hex_to_rgb(value: str) -> Rgb:
    return Rgb(*(int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)))


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_stands_out_in_every_hue(theme: str) -> None:
    weak = []
    for hue in HUES:
        tokens = sheet(hue, theme)
        for text, ground in PAIRS:
            ratio = contrast(tokens.rgb(text), tokens.rgb(ground))
            if ratio < 4.5:
                weak.append(f"{hue}: {text} on {ground} {ratio:.2f}")
    assert not weak


@pytest.mark.parametrize("theme", THEMES)
def test_every_edge_can_be_seen_in_every_hue(theme: str) -> None:
    weak = []
    for hue in HUES:
        tokens = sheet(hue, theme)
        for edge, ground in EDGES:
            ratio = contrast(tokens.rgb(edge), tokens.rgb(ground))
            if ratio < 3:
                weak.append(f"{hue}: {edge} on {ground} {ratio:.2f}")
    assert not weak


@pytest.mark.parametrize("theme", THEMES)
def test_no_step_of_the_ramp_is_clipped_by_a_screen(theme: str) -> None:
    names = [
        "accent", "wash", "cloth", "on-cloth", "on-cloth-2", "paper", "card", "ink", "ink-2",
        "hair", "edge", "good", "warn", "bad",
    ]  # fmt: skip
    lost = [
        f"{hue}: {name}"
        for hue in HUES
        for name in names
        if not is_showable(sheet(hue, theme).colour(name))
    ]
    assert not lost


def test_old_browsers_get_colours_that_can_be_read() -> None:
    """The plain sRGB of stylesheet() over the papers of tokens.css."""
    text = TOKENS.read_text(encoding="utf-8")
    fallback = dict(re.findall(r"--sh-([\w-]+): (#[0-9a-f]{6})", text))
    for hue in HUES:
        colours = fallback | dict(re.findall(r"--sh-([\w-]+): (#[0-9a-f]{6})", stylesheet(hue)))
        pairs = [
            ("accent", "paper"), ("accent", "wash"), ("on-accent", "accent"), ("ink", "wash"),
            ("ink-2", "wash"), ("on-cloth", "cloth"), ("on-cloth-2", "cloth"), ("good", "paper"),
            ("warn", "paper"), ("bad", "paper"),
        ]  # fmt: skip
        for one, other in pairs:
            ratio = contrast(hex_to_rgb(colours[one]), hex_to_rgb(colours[other]))
            assert ratio >= 4.5, f"{hue}: {one} on {other} {ratio:.2f}"


def test_strength_is_full_where_the_screen_allows_it() -> None:
    assert strength_of(330).deep == 1
    assert strength_of(195).deep < 0.6
    assert all(0.3 < strength_of(hue).deep <= 1 for hue in range(360))


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        (Oklch(1, 0, 0), "#ffffff"),
        (Oklch(0, 0, 0), "#000000"),
        (Oklch(0.627955, 0.257683, 29.2339), "#ff0000"),
        (Oklch(0.452014, 0.313214, 264.052), "#0000ff"),
    ],
)
def test_oklch_becomes_the_srgb_everybody_knows(colour: Oklch, expected: str) -> None:
    assert to_hex(to_rgb(colour)) == expected


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast(Rgb(0, 0, 0), Rgb(1, 1, 1)), 2) == 21
    assert round(contrast(hex_to_rgb("#767676"), Rgb(1, 1, 1)), 2) == 4.54


def test_the_address_bar_gets_the_cloth() -> None:
    assert re.fullmatch(r"#[0-9a-f]{6}", cloth_hex(266))
