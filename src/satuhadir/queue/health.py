# SPDX-License-Identifier: Apache-2.0
"""What those who run an installation may ask of the queue: see shared.oversight."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import queries
from satuhadir.queue.queries import figures
from satuhadir.shared.oversight import Finding, Gauge, Oversight

RECENT_DAYS = 7
# The worker closes a day within half a minute; it may also have been asleep for a moment.
CLOSED_AFTER_MINUTES = 10


def all_figures() -> dict[str, Any]:
    """Return what a restored copy must have again: tickets by state, heads of the chains."""
    return {
        "malls": {mall.slug: mall.is_demo for mall in malls.all_malls()},
        "tickets": figures.ticket_counts(),
        "chains": figures.chain_heads(),
    }


def broken_chains() -> Iterator[str]:
    """Yield where a chain breaks, over all malls and days."""
    for mall in malls.all_malls():
        for day in queries.logged_days(mall):
            found = queries.find_break(mall, day)
            if found is not None:
                yield f"{mall.slug} {found}"


def check_malls() -> Iterator[Finding]:
    """Say how many malls there are, and whether invented ones are served as real."""
    found = list(malls.all_malls())
    if not found:
        yield Finding("mal", "info", "belum ada mal", "Tambahkan mal di /admin/.")
        return
    invented = [mall.slug for mall in found if mall.is_demo]
    if invented and not settings.SATUHADIR_DEMO:
        yield Finding(
            "mal",
            "problem",
            f"data contoh di basis data sungguhan ({', '.join(invented)})",
            "Tunjuk DATABASE_URL ke basis data lain; serve menolak yang ini.",
        )
    else:
        yield Finding("mal", "ok", f"{len(found)} mal")


def check_days() -> Iterator[Finding]:
    """Say whether every past day has been closed."""
    late = [
        f"{mall.slug} {day}"
        for mall, day in figures.unclosed_days()
        if day < mall.today() - timedelta(days=1) or _is_day_old_enough(mall)
    ]
    if late:
        yield Finding(
            "tutup hari",
            "problem",
            f"{len(late)} hari belum ditutup, yang tertua {late[0]}; nama dan nomor ponsel hari "
            "itu belum dihapus",
            "Jalankan satuhadir worker; ia menutup hari-hari itu sendiri.",
        )
    else:
        yield Finding("tutup hari", "ok", "semua hari yang lewat sudah ditutup")


def check_chains() -> Iterator[Finding]:
    """Recompute the hash chains of the last days."""
    days = 0
    for mall in malls.all_malls():
        for day in queries.logged_days(mall)[-RECENT_DAYS:]:
            days += 1
            found = queries.find_break(mall, day)
            if found is not None:
                yield Finding(
                    "rantai catatan",
                    "problem",
                    f"{mall.slug}: catatan {found}",
                    "Catatan ini diubah di luar aplikasi. Simpan basis data apa adanya dan "
                    "bandingkan dengan cadangan: satuhadir queue verify.",
                )
                return
    yield Finding("rantai catatan", "ok", f"{days} hari terakhir utuh")


def gauges() -> Iterable[Gauge]:
    """Return people waiting and the age of the log's newest row, per mall."""
    now = timezone.now()
    for pulse in figures.pulses():
        labels = {"mall": pulse.slug}
        yield Gauge(
            "satuhadir_waiting_tickets", "Tickets waiting at a mall today", pulse.waiting, labels
        )
        if pulse.last_at is not None:
            yield Gauge(
                "satuhadir_log_age_seconds",
                "Seconds since the newest row of a mall's log",
                max(0.0, (now - pulse.last_at).total_seconds()),
                labels,
            )


def _is_day_old_enough(mall: Mall) -> bool:
    """Say whether the day at the mall is older than CLOSED_AFTER_MINUTES."""
    now = mall.local_now()
    return now.hour > 0 or now.minute >= CLOSED_AFTER_MINUTES


OVERSIGHT = Oversight(
    figures=all_figures,
    broken=broken_chains,
    checks=(check_malls, check_days, check_chains),
    gauges=gauges,
)
