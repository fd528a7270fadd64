# SPDX-License-Identifier: Apache-2.0
"""Charts as SVG, drawn on the server: plain values in, safe text out; no script, no inline style.

Each has a title and a sentence for those who can't see it (`role=img`). The page puts that sentence
above the chart and the table below it: a chart never stands alone. Colours come from
`shared/charts.css`; the attributes in the drawing are for paper, where no style sheet reaches it.
A value that is None or no number leaves a gap; it is never drawn as 0.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.safestring import SafeString

WIDE: Final = 400  # units; a phone shows nearly as many pixels
HIGH: Final = 170
LEFT, RIGHT, TOP, BOTTOM = 36.0, 6.0, 14.0, 22.0
MOST_LABELS: Final = 8
MOST_LONG_LABELS: Final = 6
LONG_LABEL: Final = 4  # letters; eight times "07.30" would touch on a phone
LEVELS: Final = 5


class Point(NamedTuple):
    """One place of a chart. `high` is the upper end of a band, where the chart has one."""

    label: str
    value: float | None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a chart is called, what it says in one sentence, and its name on the page (an id)."""

    name: str
    title: str
    says: str


def bars(told: Told, points: Sequence[Point], *, unit: str = "") -> SafeString:
    """Draw one bar a point."""
    top = nice_top(one.value for one in points)
    step = _step(len(points))
    drawn = []
    for place, point in enumerate(points):
        value = finite(point.value)
        high = _height(value, top)
        drawn.append(
            {
                "x": _text(LEFT + place * step + step * 0.14),
                "y": _text(HIGH - BOTTOM - high),
                "width": _text(max(step * 0.72, 0.5)),
                "height": _text(high),
                "value": None if value is None else _said(value),
                "label": point.label,
            }
        )
    return _draw("bars", told, points, top, unit=unit, bars=drawn)


def band(
    told: Told, points: Sequence[Point], *, unit: str = "", target: float | None = None
) -> SafeString:
    """Draw a line through the values and a band up to each `high`; a line across at `target`."""
    top = nice_top([*(p.value for p in points), *(p.high for p in points), target])
    step = _step(len(points))
    runs: list[list[tuple[float, float, float]]] = [[]]
    for place, point in enumerate(points):
        value = finite(point.value)
        if value is None:
            runs.append([])
            continue
        x = LEFT + (place + 0.5) * step
        high = finite(point.high)
        upper = value if high is None else max(high, value)
        runs[-1].append((x, _level(value, top), _level(upper, top)))
    found = [_run(run) for run in runs if run]
    across = None if finite(target) is None else _text(_level(float(target or 0), top))
    return _draw("band", told, points, top, unit=unit, runs=found, target=across)


def pair(told: Told, points: Sequence[Point], *, unit: str = "") -> SafeString:
    """Draw two lines on one scale: `value`, broken, is before; `high`, whole, is after."""
    top = nice_top([*(p.value for p in points), *(p.high for p in points)])
    step = _step(len(points))

    def line(values: Sequence[float | None]) -> list[str]:
        runs: list[list[str]] = [[]]
        for place, value in enumerate(values):
            if (known := finite(value)) is None:
                runs.append([])
            else:
                x = LEFT + (place + 0.5) * step
                runs[-1].append(f"{_text(x)},{_text(_level(known, top))}")
        return [" ".join(run) for run in runs if run]

    return _draw(
        "pair", told, points, top, unit=unit,
        before=line([one.value for one in points]), after=line([one.high for one in points]),
    )  # fmt: skip


def whiskers(
    told: Told, rows: Sequence[tuple[str, float, float, float]], *, unit: str = ""
) -> SafeString:
    """Draw a dot and its interval for each row (label, mean, low, high), around a line at 0.

    The label stands above its interval, so that a long name is read whole on a phone.
    """
    ends = [abs(value) for _label, *values in rows for value in values]
    top = nice_top(ends)
    left, wide, high = 18.0, WIDE - 36.0, 36.0

    def across(value: float) -> float:
        return left + (max(min(value, top), -top) + top) / (2 * top) * wide

    drawn = [
        {
            "label": label,
            "y": _text(28 + place * high),
            "base": _text(17 + place * high),
            "x": _text(across(mean)),
            "from": _text(across(low)),
            "to": _text(across(up)),
            "is_real": low > 0 or up < 0,
        }
        for place, (label, mean, low, up) in enumerate(rows)
    ]
    foot = 12 + len(rows) * high
    digits = 1 if top < 4 else 0
    ticks = [
        {"x": _text(across(top * part)), "text": _said(top * part, digits)}
        for part in (-1.0, -0.5, 0.0, 0.5, 1.0)
    ]
    context = {
        "told": told, "rows": drawn, "ticks": ticks, "zero": _text(across(0)), "wide": WIDE,
        "unit": unit, "foot": _text(foot), "text": _text(foot + 14), "high": int(foot + 20),
    }  # fmt: skip
    return SafeString(render_to_string("shared/charts/whiskers.svg", context))


def heat(
    told: Told,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[float | None]]],
    *,
    digits: int = 0,
) -> SafeString:
    """Draw a field of figures, the larger the stronger: rows by columns. A gap is left empty."""
    values = [finite(value) for _, cells in rows for value in cells]
    most = max((value for value in values if value is not None), default=0.0)
    wide = (WIDE - LEFT - RIGHT) / max(len(columns), 1)
    high = 20.0
    drawn = []
    for down, (label, cells) in enumerate(rows):
        for across, cell in enumerate(cells):
            value = finite(cell)
            x, y = LEFT + across * wide, 20 + down * high
            drawn.append(
                {
                    "x": _text(x + 0.75),
                    "y": _text(y + 0.75),
                    "width": _text(wide - 1.5),
                    "height": _text(high - 1.5),
                    "middle": _text(x + wide / 2),
                    "base": _text(y + high / 2 + 3.5),
                    "level": 0 if value is None else level_of(value, most),
                    "value": "" if value is None else _said(value, digits),
                    "label": f"{label}, {columns[across] if across < len(columns) else ''}",
                }
            )
    heads = [
        {"x": _text(LEFT + (place + 0.5) * wide), "text": text}
        for place, text in enumerate(columns)
    ]
    sides = [
        {"y": _text(20 + (n + 0.5) * high + 3.5), "text": row[0]} for n, row in enumerate(rows)
    ]
    context = {
        "told": told, "cells": drawn, "heads": heads, "sides": sides, "wide": WIDE,
        "high": int(24 + len(rows) * high),
    }  # fmt: skip
    return SafeString(render_to_string("shared/charts/heat.svg", context))


def multiples(
    series: Sequence[tuple[Told, Sequence[Point]]], *, unit: str = ""
) -> list[SafeString]:
    """Draw several charts of bars on one scale, so that they can be compared."""
    top = nice_top(point.value for _, points in series for point in points)
    found = []
    for told, points in series:
        step = WIDE / max(len(points), 1)
        drawn = []
        for place, point in enumerate(points):
            value = finite(point.value)
            high = 0.0 if value is None else min(max(value, 0.0) / top, 1.0) * 56
            drawn.append(
                {
                    "x": _text(place * step + step * 0.12),
                    "y": _text(58 - high),
                    "width": _text(max(step * 0.76, 0.5)),
                    "height": _text(high),
                }
            )
        context = {"told": told, "bars": drawn, "wide": WIDE, "high": 60, "unit": unit}
        found.append(SafeString(render_to_string("shared/charts/small.svg", context)))
    return found


def finite(value: float | None) -> float | None:
    """Return a number one can draw, or None."""
    if value is None or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def nice_top(values: Any) -> float:
    """Return where an axis ends: 1, 2, 4, 6, 8 or 10 times a power of ten, above every value."""
    most = max((one for one in map(finite, values) if one is not None), default=0.0)
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    for times in (1, 2, 4, 6, 8, 10):
        if most <= times * power * (1 + 1e-9):
            return float(times * power)
    return 10.0 * power


def level_of(value: float, most: float) -> int:
    """Return how strong a cell is: 0 for nothing, to LEVELS for the most."""
    if most <= 0 or value <= 0:
        return 0
    return min(LEVELS, max(1, math.ceil(value / most * LEVELS)))


def _draw(kind: str, told: Told, points: Sequence[Point], top: float, **more: Any) -> SafeString:
    step = _step(len(points))
    is_long = max((len(one.label) for one in points), default=0) > LONG_LABEL
    every = max(1, math.ceil(len(points) / (MOST_LONG_LABELS if is_long else MOST_LABELS)))
    labels = [
        {"x": _text(LEFT + (place + 0.5) * step), "text": point.label}
        for place, point in enumerate(points)
        if place % every == 0
    ]
    ticks = [
        {"y": _text(_level(top * part, top)), "text": _said(top * part, 1 if top < 2 else 0)}
        for part in (0.0, 0.5, 1.0)
    ]
    context = {
        "told": told, "labels": labels, "ticks": ticks, "wide": WIDE, "high": HIGH,
        "left": _text(LEFT), "right": _text(WIDE - RIGHT), "foot": _text(HIGH - 6.0),
        "is_empty": all(finite(point.value) is None for point in points), **more,
    }  # fmt: skip
    return SafeString(render_to_string(f"shared/charts/{kind}.svg", context))


def _run(run: list[tuple[float, float, float]]) -> dict[str, Any]:
    line = " ".join(f"{_text(x)},{_text(y)}" for x, y, _ in run)
    upper = " ".join(f"{_text(x)},{_text(high)}" for x, _, high in reversed(run))
    dots = [{"x": _text(x), "y": _text(y)} for x, y, _ in run] if len(run) == 1 else []
    return {"line": line, "area": f"{line} {upper}", "dots": dots}


def _step(count: int) -> float:
    return (WIDE - LEFT - RIGHT) / max(count, 1)


def _height(value: float | None, top: float) -> float:
    if value is None:
        return 0.0
    return min(max(value, 0.0) / top, 1.0) * (HIGH - TOP - BOTTOM)


def _level(value: float, top: float) -> float:
    return HIGH - BOTTOM - _height(value, top)


def _text(value: float) -> str:
    """Return a coordinate with a point, in whatever language the page is."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _said(value: float, digits: int = 0) -> str:
    """Return a figure as the language writes it."""
    short = round(value, digits)
    places = digits if short != int(short) else 0
    return number_format(short, decimal_pos=places, force_grouping=True).replace("-", "−")
