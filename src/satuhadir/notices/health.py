# SPDX-License-Identifier: Apache-2.0
"""What those who run an installation may ask of messages: see shared.oversight."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from satuhadir.notices.actions.delivering import hold_back_after_restore
from satuhadir.notices.gateways.calling import checked_base
from satuhadir.notices.gateways.sms import fields_from
from satuhadir.notices.models import Notice, Subscription
from satuhadir.notices.ports import is_connected
from satuhadir.notices.queries import not_erased, oldest_waiting, recent_troubles
from satuhadir.notices.values import CHANNELS
from satuhadir.shared.oversight import Finding, Gauge, Oversight

NAME: Final = "pemberitahuan"
LATE_SECONDS: Final = 15 * 60.0


def all_figures() -> dict[str, Any]:
    """Return what a restored copy must have again."""
    return {
        "notices": Notice.objects.count(),
        "notice_subscriptions": Subscription.objects.count(),
    }


def check_ways() -> Iterator[Finding]:
    """Say whether messages leave, and what to do when not."""
    late, troubles = late_seconds(), recent_troubles()
    connected = [code for code in CHANNELS if is_connected(code)]
    if not connected:
        yield Finding(
            NAME, "info", "belum ada saluran; orang tidak dapat diberi kabar",
            "Sambungkan e-mail: docs/operate/notices.md.",
        )  # fmt: skip
        return
    wrong = list(_wrong_settings())
    for name in wrong:
        yield Finding(NAME, "problem", f"{name} salah", "Lihat docs/operate/notices.md.")
    for code in connected:
        if troubles.get(code, {}).get("key"):
            yield Finding(
                f"{NAME} {code}", "problem", "nama, kata sandi atau token ditolak gerbang",
                "Perbaiki di lingkungan, lalu mulai ulang worker.",
            )  # fmt: skip
        elif late.get(code, 0.0) > LATE_SECONDS:
            yield Finding(
                f"{NAME} {code}", "problem", f"yang tertua menunggu {late[code] / 60:.0f} menit",
                "Periksa gerbangnya; pesan dikirim sendiri setelah gerbang menjawab.",
            )  # fmt: skip
    if not wrong and not any(late.get(one, 0.0) > LATE_SECONDS for one in connected):
        yield Finding(NAME, "ok", f"tersambung: {', '.join(connected)}")


def check_erased() -> Iterator[Finding]:
    """Say whether addresses that should be gone are."""
    count = not_erased()
    if count:
        yield Finding(
            "data pribadi pemberitahuan", "problem", f"{count} pesan menyimpan alamat terlalu lama",
            "Jalankan satuhadir worker; ia menghapusnya sendiri.",
        )  # fmt: skip
    else:
        yield Finding("data pribadi pemberitahuan", "ok", "yang sudah waktunya sudah dihapus")


def late_seconds() -> dict[str, float]:
    """Return how long the oldest message of each connected channel is overdue."""
    now = timezone.now()
    return {code: (now - at).total_seconds() for code, at in oldest_waiting().items()}


def gauges() -> Iterable[Gauge]:
    """Return how late the oldest is, and what failed in the last day, by channel."""
    late, troubles = late_seconds(), recent_troubles()
    for code in CHANNELS:
        yield Gauge("satuhadir_notices_oldest_seconds", "Age of the oldest message not yet sent",
                    late.get(code, 0.0), {"channel": code})  # fmt: skip
        yield Gauge("satuhadir_notices_troubled", "Messages that failed or wait for another try",
                    sum(troubles.get(code, {}).values()), {"channel": code})  # fmt: skip


def _wrong_settings() -> Iterator[str]:
    """Yield the settings of gateways that can't be as they are."""
    for name in ("SATUHADIR_SMS_URL", "SATUHADIR_SMS_STATUS_URL", "SATUHADIR_WHATSAPP_URL"):
        if getattr(settings, name):
            try:
                checked_base(getattr(settings, name).replace("{reference}", "x"))
            except ValueError:
                yield name
    try:
        fields_from(settings.SATUHADIR_SMS_FIELDS)
    except ValueError:
        yield "SATUHADIR_SMS_FIELDS"
    if is_connected("email") and settings.EMAIL_HOST and "@" not in settings.DEFAULT_FROM_EMAIL:
        yield "SATUHADIR_MAIL_FROM"


OVERSIGHT = Oversight(
    figures=all_figures,
    broken=tuple,
    checks=(check_ways, check_erased),
    gauges=gauges,
    restored=hold_back_after_restore,
)
