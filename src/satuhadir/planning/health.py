# SPDX-License-Identifier: Apache-2.0
"""What those who run an installation may ask of planning: see shared.oversight."""

from collections.abc import Iterable, Iterator
from typing import Any

from satuhadir.malls.queries import all_malls
from satuhadir.planning.models import MeasuredDay, RosterPerson, Run
from satuhadir.planning.queries import unmeasured_days
from satuhadir.shared.jobs import is_led
from satuhadir.shared.oversight import Finding, Oversight


def all_figures() -> dict[str, Any]:
    """Return what a restored copy must have again."""
    return {
        "measured days": MeasuredDay.objects.count(),
        "roster people": RosterPerson.objects.count(),
        "calculations": Run.objects.filter(place__isnull=True).count(),
    }


def broken() -> Iterable[str]:
    """Yield nothing: what is measured can be measured again from the log."""
    return ()


def check_days() -> Iterator[Finding]:
    """Say whether the newest closed days were measured."""
    missing = sum(len(unmeasured_days(mall)) for mall in all_malls())
    if missing:
        yield Finding(
            "hari terukur", "info", f"{missing} hari belum diukur untuk perencanaan",
            "Jalankan satuhadir worker; ia mengukurnya sendiri.",
        )  # fmt: skip
    else:
        yield Finding("hari terukur", "ok", "semua hari yang sudah ditutup terukur")


def check_runs() -> Iterator[Finding]:
    """Say whether somebody does the calculations that wait."""
    waiting = Run.objects.filter(place__isnull=False).count()
    if waiting and not is_led():
        yield Finding(
            "hitungan", "problem", f"{waiting} hitungan menunggu dan tidak ada yang mengerjakan",
            "Jalankan satuhadir worker.",
        )  # fmt: skip
    else:
        yield Finding("hitungan", "ok", f"{waiting} hitungan menunggu atau berjalan")


OVERSIGHT = Oversight(figures=all_figures, broken=broken, checks=(check_days, check_runs))
