# SPDX-License-Identifier: Apache-2.0
"""The little statistics that the benchmarks need, and the lines they print."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that `share` (0 to 1) of all values do not exceed: the
    nearest rank, so always a value that was measured. Raise ValueError without values.
    """
    ranked = sorted(values)
    if not ranked:
        raise ValueError("no values were measured")
    return ranked[max(1, math.ceil(share * len(ranked) - 1e-9)) - 1]


def median(values: Iterable[float]) -> float:
    """Return the middle value; the mean of the two in the middle of an even number."""
    ranked = sorted(values)
    if not ranked:
        raise ValueError("no values were measured")
    half = len(ranked) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


@dataclass(frozen=True)
class Row:
    """One line of the report: what was measured, beside its peer or limit, and the verdict."""

    name: str
    what: str
    figure: str
    beside: str
    ratio: str
    wanted: str
    is_met: bool


@dataclass(frozen=True)
class Report:
    """What one benchmark found: its rows, remarks to print, and its plain values for a machine."""

    rows: Sequence[Row]
    remarks: Sequence[str]
    values: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {
            "met": all(row.is_met for row in self.rows),
            "rows": [asdict(row) for row in self.rows],
            "remarks": list(self.remarks),
            "values": self.values,
        }


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table, readable in a terminal too."""
    heads = ("what", "figure", "peer or limit", "ratio", "wanted", "")
    cells = [heads, tuple("---" for _ in heads)]
    for row in rows:
        verdict = "ok" if row.is_met else "MISSED"
        cells.append((row.what, row.figure, row.beside, row.ratio, row.wanted, verdict))
    widths = [max(len(line[i]) for line in cells) for i in range(len(heads))]
    cells[1] = tuple("-" * width for width in widths)
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in cells
    )


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
