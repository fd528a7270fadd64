# SPDX-License-Identifier: Apache-2.0
"""A region's one colour, made into numbers a screen can show: OKLCH, its gamut, contrast.

Conversion after Björn Ottosson, "A perceptual color space for image processing" (2020); contrast
after WCAG 2.2, "relative luminance". Pure; no Django.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin
from typing import NamedTuple


class Oklch(NamedTuple):
    """Lightness 0–1, chroma from 0, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


class Rgb(NamedTuple):
    """Gamma-encoded sRGB; 0–1 each when the colour can be shown."""

    red: float
    green: float
    blue: float


# The steps of tokens.css that carry the region's hue: lightness, chroma at full strength.
DEEP_STEPS = ((0.44, 0.145), (0.37, 0.13), (0.34, 0.115), (0.27, 0.05))
PALE_STEPS = ((0.935, 0.028), (0.87, 0.055), (0.81, 0.095))
CLOTH = DEEP_STEPS[1]


def oklab_to_rgb(lightness: float, a: float, b: float) -> Rgb:
    """Return the sRGB of an Oklab colour; parts below 0 or above 1 cannot be shown."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return Rgb(
        _encode(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _encode(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _encode(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def to_rgb(colour: Oklch) -> Rgb:
    """Return the sRGB of a colour; parts below 0 or above 1 cannot be shown."""
    angle = radians(colour.hue)
    return oklab_to_rgb(colour.lightness, colour.chroma * cos(angle), colour.chroma * sin(angle))


def is_showable(colour: Oklch) -> bool:
    """Say whether every sRGB screen can show the colour as it is."""
    return all(-0.0005 <= part <= 1.0005 for part in to_rgb(colour))


def showable(colour: Oklch) -> Oklch:
    """Return the colour, less strong where needed, with the same lightness and hue."""
    if is_showable(colour):
        return colour
    low, high = 0.0, colour.chroma
    for _ in range(24):
        middle = (low + high) / 2
        if is_showable(colour._replace(chroma=middle)):
            low = middle
        else:
            high = middle
    return colour._replace(chroma=low)


def clipped(colour: Rgb) -> Rgb:
    """Return the colour with each part cut off at 0 and 1, as browsers do."""
    return Rgb(*(min(1.0, max(0.0, part)) for part in colour))


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the WCAG contrast ratio of two colours, 1–21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def to_hex(colour: Rgb) -> str:
    """Return `#rrggbb`."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in clipped(colour))


@dataclass(frozen=True, slots=True)
class Strength:
    """How much of the ramp's full chroma one hue can carry, 0–1, dark and light steps apart."""

    deep: float
    pale: float


@lru_cache(maxsize=360)
def strength_of(hue: int) -> Strength:
    """Return the strength at which every step of the ramp can be shown in this hue."""
    return Strength(_share(DEEP_STEPS, hue), _share(PALE_STEPS, hue))


def cloth_hex(hue: int) -> str:
    """Return the cloth's colour, for places that take no stylesheet (a phone's address bar)."""
    lightness, chroma = CLOTH
    return to_hex(to_rgb(Oklch(lightness, chroma * strength_of(hue).deep, hue)))


@lru_cache(maxsize=360)
def stylesheet(hue: int) -> str:
    """Return the CSS that gives a region its colour; loaded right after tokens.css.

    Browsers without `light-dark()` get the light palette's regional colours as plain sRGB.
    """
    strength = strength_of(hue)

    def deep(lightness: float, chroma: float) -> str:
        return to_hex(to_rgb(Oklch(lightness, chroma * strength.deep, hue)))

    def pale(lightness: float, chroma: float) -> str:
        return to_hex(to_rgb(Oklch(lightness, chroma * strength.pale, hue)))

    return (
        "@layer tokens {\n"
        f"  :root {{ --sh-hue: {hue}; --sh-chroma: {strength.deep:.2f};"
        f" --sh-chroma-pale: {strength.pale:.2f}; }}\n"
        "  @supports not (color: light-dark(#000, #fff)) {\n"
        f"    :root {{ --sh-accent: {deep(*DEEP_STEPS[0])}; --sh-cloth: {deep(*CLOTH)};"
        f" --sh-wash: {pale(*PALE_STEPS[0])}; --sh-on-cloth-2: {pale(*PALE_STEPS[1])}; }}\n"
        "  }\n"
        "}\n"
    )


def _share(steps: tuple[tuple[float, float], ...], hue: int) -> float:
    """Return the smallest share of chroma over the steps, rounded down to whole percents."""
    share = min(
        showable(Oklch(lightness, chroma, hue)).chroma / chroma for lightness, chroma in steps
    )
    return int(share * 100) / 100


def _encode(linear: float) -> float:
    if linear <= 0.0031308:
        return 12.92 * linear
    return float(1.055 * linear ** (1 / 2.4) - 0.055)


def _luminance(colour: Rgb) -> float:
    def decode(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (decode(part) for part in clipped(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
