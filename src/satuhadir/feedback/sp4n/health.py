# SPDX-License-Identifier: Apache-2.0
"""What those who run an installation may ask of the way to SP4N-LAPOR!."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from satuhadir.feedback.queries.relays import oldest_unsent, relay_counts
from satuhadir.feedback.sp4n.lapor import checked_base
from satuhadir.shared.oversight import Finding, Gauge, Oversight

NAME: Final = "SP4N-LAPOR!"
LATE_HOURS: Final = 24.0


def check_way() -> Iterator[Finding]:
    """Say whether complaints passed on get there, and what to do when not."""
    counts, hours = relay_counts(), unsent_hours()
    if not settings.SATUHADIR_SP4N_URL:
        if counts.get("waiting"):
            yield Finding(
                NAME, "problem", f"{counts['waiting']} laporan menunggu, tetapi belum tersambung",
                "Isi SATUHADIR_SP4N_URL, atau masukkan dengan tangan dari halaman SP4N-LAPOR!.",
            )  # fmt: skip
        else:
            yield Finding(NAME, "info", "tidak tersambung; laporan diteruskan dengan tangan")
        return
    try:
        checked_base(settings.SATUHADIR_SP4N_URL)
    except ValueError:
        yield Finding(
            NAME, "problem", "SATUHADIR_SP4N_URL bukan alamat https",
            "Isi alamat dari operator SP4N-LAPOR!, diawali https://.",
        )  # fmt: skip
        return
    if not settings.SATUHADIR_SP4N_KEY or not settings.SATUHADIR_SP4N_TOKEN or counts.get("key"):
        yield Finding(
            NAME, "problem", "kunci atau token tidak ada, salah, atau kedaluwarsa",
            "Minta yang baru, isi SATUHADIR_SP4N_KEY dan SATUHADIR_SP4N_TOKEN, mulai ulang worker.",
        )  # fmt: skip
    elif hours > LATE_HOURS:
        yield Finding(
            NAME, "problem", f"yang tertua menunggu {hours:.0f} jam",
            "Buka halaman SP4N-LAPOR! pengelola: kirim lagi, atau masukkan dengan tangan.",
        )  # fmt: skip
    elif counts.get("given_up"):
        yield Finding(
            NAME, "info", f"{counts['given_up']} laporan perlu keputusan pengelola",
            "Buka halaman SP4N-LAPOR! pengelola.",
        )  # fmt: skip
    else:
        yield Finding(NAME, "ok", f"{counts.get('waiting', 0)} laporan menunggu dikirim")


def unsent_hours() -> float:
    """Return how long the oldest unsent waits, 0 when none does."""
    oldest = oldest_unsent()
    return (timezone.now() - oldest).total_seconds() / 3600 if oldest else 0.0


def gauges() -> Iterable[Gauge]:
    """Return how long the oldest waits, and how many a person must decide on."""
    counts = relay_counts()
    return [
        Gauge("satuhadir_sp4n_oldest_unsent_seconds", "Age of the oldest complaint not yet sent",
              unsent_hours() * 3600),
        Gauge("satuhadir_sp4n_waiting", "Complaints waiting to be sent", counts.get("waiting", 0)),
        Gauge("satuhadir_sp4n_given_up", "Complaints a person must decide on",
              counts.get("given_up", 0)),
    ]  # fmt: skip


def _nothing() -> dict[str, Any]:
    return {}


OVERSIGHT = Oversight(figures=_nothing, broken=tuple, checks=(check_way,), gauges=gauges)
