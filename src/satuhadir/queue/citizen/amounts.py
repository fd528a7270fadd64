# SPDX-License-Identifier: Apache-2.0
"""How long and how much, in words: of one standard, and of several together as honest ranges."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# How many working days (of eight hours) one unit is: to add lengths of different units.
_WORKING_DAYS: Final[dict[str, float]] = {
    "minute": 1 / 480,
    "hour": 1 / 24,
    "working_hour": 1 / 8,
    "working_day": 1,
    "calendar_day": 5 / 7,
    "week": 5,
    "month": 21,
}
_MONTHS_FROM = 45  # working days from which on a length is told in months


class Span(NamedTuple):
    """A length in working days as a range. `unknown` parts of it have no known length."""

    low: float
    high: float
    unknown: int = 0


class Cost(NamedTuple):
    """Money as a range in rupiah. `depends` counts what has no fixed amount."""

    low: int
    high: int
    depends: int = 0


def duration_text(duration: Mapping[str, Any]) -> str:
    """Return `1–3 hari kerja`, an empty text where nothing is known."""
    if not duration.get("value"):
        return ""
    value, longest = duration["value"], duration.get("longest")
    figures = f"{value}–{longest}" if longest else str(value)
    return unit_text(duration.get("unit", ""), longest or value).format(n=figures)


def unit_text(unit: str, count: int) -> str:
    """Return a length of time with `{n}` for its figures."""
    match unit:
        case "minute":
            return ngettext("{n} menit", "{n} menit", count)
        case "hour":
            return ngettext("{n} jam", "{n} jam", count)
        case "working_hour":
            return ngettext("{n} jam kerja", "{n} jam kerja", count)
        case "working_day":
            return ngettext("{n} hari kerja", "{n} hari kerja", count)
        case "week":
            return ngettext("{n} minggu", "{n} minggu", count)
        case "month":
            return ngettext("{n} bulan", "{n} bulan", count)
        case _:
            return ngettext("{n} hari", "{n} hari", count)


def span_of(duration: Mapping[str, Any]) -> Span:
    """Return the length of one standard; unknown where it says nothing."""
    value = duration.get("value")
    if not value:
        return Span(0, 0, 1)
    day = _WORKING_DAYS.get(duration.get("unit", ""), 1)
    return Span(value * day, (duration.get("longest") or value) * day)


def one_after_another(spans: Iterable[Span]) -> Span:
    """Return the length of several, none begun before the one before it has ended."""
    parts = list(spans)
    return Span(
        sum(one.low for one in parts),
        sum(one.high for one in parts),
        sum(one.unknown for one in parts),
    )


def span_text(span: Span) -> str:
    """Return `2–6 hari kerja`, `hari itu juga`, `kira-kira 1–4 bulan`; empty when nothing is known.

    Parts of a day are rounded: what takes minutes at a desk adds no day.
    """
    low, high = _rounded(span.low), math.ceil(round(span.high, 2) - 0.25)
    if span.low == span.high == 0:
        return "" if span.unknown else _("hari itu juga")
    if high <= 0:
        return _("hari itu juga")
    if high >= _MONTHS_FROM:
        first, last = max(round(low / 21), 1), math.ceil(high / 21)
        figures = f"{first}–{last}" if first < last else str(last)
        return ngettext("kira-kira {n} bulan", "kira-kira {n} bulan", last).format(n=figures)
    if low <= 0:
        text = ngettext(
            "hari itu juga sampai {n} hari kerja", "hari itu juga sampai {n} hari kerja", high
        )
        return text.format(n=high)
    figures = f"{low}–{high}" if low < high else str(high)
    return ngettext("{n} hari kerja", "{n} hari kerja", high).format(n=figures)


def fee_text(fee: Mapping[str, Any]) -> str:
    """Return `Gratis`, `Rp30.000` or a range; that it depends where no amount is fixed."""
    if not fee:
        return ""
    if fee.get("kind") == "free":
        return _("Gratis")
    amount, most = fee.get("amount_rupiah"), fee.get("up_to_rupiah")
    if amount is None:
        return _("Tergantung permohonan")
    if most is None:
        return rupiah(amount)
    return f"{rupiah(amount)}–{rupiah(most)[2:]}"


def cost_of(fees: Sequence[Mapping[str, Any]]) -> Cost:
    """Return what one service may cost. Of several fees perhaps only one is paid, perhaps all.

    A premium is paid again and again, so it is no part of a sum.
    """
    known = [
        (one["amount_rupiah"], one.get("up_to_rupiah") or one["amount_rupiah"])
        for one in fees
        if one.get("kind") not in {"free", "premium"} and one.get("amount_rupiah") is not None
    ]
    free = sum(one.get("kind") == "free" for one in fees)
    depends = len(fees) - free - len(known) if fees else 1
    if not known:
        return Cost(0, 0, depends)
    low = 0 if free else min(amount for amount, _most in known)
    return Cost(low, sum(most for _amount, most in known), depends)


def cost_text(cost: Cost) -> str:
    """Return `Rp30.000–180.000`, `Gratis`, or that it depends where no amount at all is fixed."""
    if cost.high == 0:
        return _("Tergantung permohonan") if cost.depends else _("Gratis")
    if cost.low == cost.high:
        return rupiah(cost.high)
    return f"{rupiah(cost.low)}–{rupiah(cost.high)[2:]}"


def fees_text(fees: Sequence[Mapping[str, Any]]) -> str:
    """Return what one service costs in a few words; empty where its standard says nothing."""
    if len(fees) == 1:
        return fee_text(fees[0])
    if fees and all(one.get("kind") == "premium" for one in fees):
        known = [one["amount_rupiah"] for one in fees if one.get("amount_rupiah") is not None]
        return _("mulai {amount}").format(amount=rupiah(min(known))) if known else fee_text(fees[0])
    return cost_text(cost_of(fees)) if fees else ""


def rupiah(amount: int) -> str:
    """Return `Rp30.000`."""
    return f"Rp{figure(amount)}"


def figure(number: int) -> str:
    """Return `30.000`."""
    return f"{number:,}".replace(",", ".")


def _rounded(days: float) -> int:
    return int(days + 0.25)
