# SPDX-License-Identifier: Apache-2.0
"""The code by which staff look after a kiosk without typing a password on its glass."""

import hmac
from datetime import UTC, datetime
from typing import Final, NamedTuple

from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath
from satuhadir.shared.keyed import mac_of

MINUTES: Final = 10


class StaffCode(NamedTuple):
    """Six digits, and when they change."""

    code: str
    until: datetime


def staff_code(mall: Mall) -> StaffCode:
    """Return the code of these ten minutes for the kiosks of `mall` (one query)."""
    window = _window()
    until = datetime.fromtimestamp((window + 1) * MINUTES * 60, UTC)
    return StaffCode(_code(mall.pk, window), until)


def is_staff_code(mall: Mall, typed: str) -> bool:
    """Tell whether somebody typed the code of now or of the ten minutes before (one query)."""
    digits = "".join(one for one in typed if one in "0123456789")
    window = _window()
    return any(hmac.compare_digest(_code(mall.pk, one), digits) for one in (window, window - 1))


def _window() -> int:
    return int(hotpath.database_now().timestamp()) // (MINUTES * 60)


def _code(mall_id: int, window: int) -> str:
    mac = mac_of("kiosk", f"{mall_id}:{window}".encode())
    return f"{int.from_bytes(mac[:8], 'big') % 1_000_000:06d}"
