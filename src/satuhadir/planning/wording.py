# SPDX-License-Identifier: Apache-2.0
"""Figures of planning in words of the reader's language."""

from collections.abc import Sequence
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NEXT = "–"
LEAST_TOLD = 0.05  # minutes: less is 0,0 on the page


def decimal(value: float | None, digits: int = 1) -> str:
    """Return a figure as the language writes it; a dash for none."""
    if value is None:
        return NEXT
    return number_format(round(value, digits), decimal_pos=digits, force_grouping=True)


def minutes(value: float | None) -> str:
    """Return a length: `4,2 menit`."""
    return NEXT if value is None else _("{n} menit").format(n=decimal(value))


def percent(share: float | None) -> str:
    """Return a share: `83 %`."""
    return NEXT if share is None else _("{n} %").format(n=decimal(share * 100, 0))


def clock(minute: float) -> str:
    """Return a minute of the day: `08.30`."""
    return f"{int(minute) // 60:02d}.{int(minute) % 60:02d}"


def day(text: str) -> str:
    """Return `Senin 3 Maret` for a day in plain writing."""
    return date_format(date.fromisoformat(text), "l j F")


def weekday(number: int) -> str:
    """Return the name of a weekday, Monday 0."""
    return str(WEEKDAYS[number])


def gap(found: Sequence[float] | None) -> str:
    """Return a difference with its interval, or that there is none to speak of."""
    if found is None:
        return NEXT
    mean, low, high = found
    if low <= 0 <= high or abs(mean) < LEAST_TOLD:
        return _("tidak berbeda nyata")
    text = _("turun {n} menit") if mean < 0 else _("naik {n} menit")
    return text.format(n=decimal(abs(mean)))


def interval(found: Sequence[float] | None) -> str:
    """Return the 95 % interval of a difference: `−3,1 sampai −1,2 menit`."""
    if found is None:
        return ""
    return _("{low} sampai {high} menit").format(low=signed(found[1]), high=signed(found[2]))


def signed(value: float) -> str:
    """Return a figure with its sign."""
    text = decimal(abs(value))
    if text.strip("0.,") == "":
        return text
    return f"−{text}" if value < 0 else f"+{text}"


def tone(found: Sequence[float] | None) -> str:
    """Return the state a difference is shown in: less waiting is good."""
    if found is None or found[1] <= 0 <= found[2] or abs(found[0]) < LEAST_TOLD:
        return "closed"
    return "done" if found[0] < 0 else "late"


def counter_hours(hours: float) -> str:
    """Return what a change costs: `+8,0 jam loket sehari`."""
    if abs(hours) < 0.05:
        return _("jam loket tetap sama")
    return _("{n} jam loket sehari").format(n=signed(hours))


def days(n: int) -> str:
    """Return a number of days in words."""
    return ngettext("%(n)s hari", "%(n)s hari", n) % {"n": n}
