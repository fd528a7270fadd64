# SPDX-License-Identifier: Apache-2.0
"""What those who run an installation may ask of the figures: see shared.oversight."""

from collections.abc import Iterable, Iterator
from typing import Any

from satuhadir.insights.queries.health import final_days, stale_malls, strayed_days
from satuhadir.insights.queries.log import uncounted_days
from satuhadir.shared.oversight import Finding, Oversight

PATIENCE_MINUTES = 5
REBUILD = "Jalankan satuhadir insights rebuild --mall MAL --day HARI."


def all_figures() -> dict[str, Any]:
    """Return what a restored copy must have again: final days by mall."""
    return {"counted days": final_days()}


def broken() -> Iterable[str]:
    """Yield nothing: figures prove nothing by themselves, and can be counted again from the log."""
    return ()


def check_days() -> Iterator[Finding]:
    """Say whether every closed day has its figures."""
    missing = uncounted_days(limit=1_000)
    if not missing:
        yield Finding("angka", "ok", "semua hari yang sudah ditutup terhitung")
        return
    most = "1000 hari atau lebih" if len(missing) == 1_000 else f"{len(missing)} hari"
    yield Finding(
        "angka",
        "info" if len(missing) < 1_000 else "problem",
        f"{most} belum dihitung, yang terbaru {missing[0][1]}",
        "Jalankan satuhadir worker; ia menghitungnya sendiri, atau satuhadir insights rebuild.",
    )


def check_heads() -> Iterator[Finding]:
    """Say whether final figures were counted from the log as it stands."""
    strayed = strayed_days()
    if strayed:
        text = f"{len(strayed)} hari dihitung dari catatan lain, misalnya {strayed[0]}"
        yield Finding("asal angka", "problem", text, REBUILD)
    else:
        yield Finding("asal angka", "ok", "semua angka berasal dari catatan yang ada")


def check_today() -> Iterator[Finding]:
    """Say whether today's figures keep up with the log."""
    late = stale_malls(PATIENCE_MINUTES)
    if late:
        yield Finding(
            "angka hari ini",
            "problem",
            f"tertinggal dari catatan di {', '.join(late[:3])}",
            "Periksa satuhadir worker dan lognya.",
        )
    else:
        yield Finding("angka hari ini", "ok", "mengikuti catatan")


OVERSIGHT = Oversight(
    figures=all_figures, broken=broken, checks=(check_days, check_heads, check_today)
)
