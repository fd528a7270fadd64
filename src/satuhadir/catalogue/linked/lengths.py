# SPDX-License-Identifier: Apache-2.0
"""Lengths of time as `xsd:duration`. Pure."""

from collections.abc import Mapping
from typing import Any, Final

_FORMS: Final = {
    "minute": "PT{n}M",
    "hour": "PT{n}H",
    "working_hour": "PT{n}H",
    "working_day": "P{n}D",
    "calendar_day": "P{n}D",
    "month": "P{n}M",
}


def xsd_duration(duration: Mapping[str, Any]) -> str:
    """Return the longest time a service takes, such as `P3D`; empty where none is said.

    The type knows neither working days nor weeks: working days count as days, a week as seven.
    The exact promise stands beside it in our own terms.
    """
    count, unit = duration.get("longest") or duration.get("value"), duration.get("unit", "")
    if not count:
        return ""
    if unit == "week":
        return f"P{7 * count}D"
    return _FORMS[unit].format(n=count) if unit in _FORMS else ""
