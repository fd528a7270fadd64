# SPDX-License-Identifier: Apache-2.0
"""What those who run an installation may ask of complaints: see shared.oversight."""

from collections.abc import Iterable, Iterator
from typing import Any

from satuhadir.feedback.queries.oversight import (
    complaint_counts,
    late_by_mall,
    not_erased,
    where_history_differs,
)
from satuhadir.shared.oversight import Finding, Gauge, Oversight


def all_figures() -> dict[str, Any]:
    """Return what a restored copy must have again: complaints by state, steps, files."""
    return {"complaints": complaint_counts()}


def broken_histories() -> Iterator[str]:
    """Yield the number of each complaint that does not stand where its history leads."""
    yield from where_history_differs()


def check_late() -> Iterator[Finding]:
    """Say how many complaints nobody answered in time."""
    late = late_by_mall()
    if late:
        said = ", ".join(f"{slug} {count}" for slug, count in sorted(late.items()))
        yield Finding(
            "pengaduan", "info", f"lewat batas waktu: {said}",
            "Pengelola mal melihatnya di /kelola/…/pengaduan/?yang=late.",
        )  # fmt: skip
    else:
        yield Finding("pengaduan", "ok", "tidak ada yang lewat batas waktu")


def check_erased() -> Iterator[Finding]:
    """Say whether names that should be gone are."""
    count = not_erased()
    if count:
        yield Finding(
            "data pribadi pengaduan", "problem", f"{count} laporan menyimpan nama terlalu lama",
            "Jalankan satuhadir worker; ia menghapusnya sendiri.",
        )  # fmt: skip
    else:
        yield Finding("data pribadi pengaduan", "ok", "yang sudah waktunya sudah dihapus")


def gauges() -> Iterable[Gauge]:
    """Return complaints nobody answered in time, per mall."""
    return [
        Gauge("satuhadir_late_complaints", "Complaints beyond their due day", count, {"mall": slug})
        for slug, count in late_by_mall(with_none=True).items()
    ]


OVERSIGHT = Oversight(
    figures=all_figures,
    broken=broken_histories,
    checks=(check_late, check_erased),
    gauges=gauges,
)
