# SPDX-License-Identifier: Apache-2.0
"""Figures and periods in the words and forms of the language now active."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satuhadir.insights.values import LONGEST, TOLD, Length, Period

NONE = "–"


def count(value: float | None) -> str:
    """Return `1.240`; a dash where there is nothing to count."""
    return NONE if value is None else number_format(round(value), force_grouping=True)


def percent(share: float | None) -> str:
    """Return `78 %` of a share 0 to 1; a dash where nothing could be shared."""
    return NONE if share is None else _("{n} %").format(n=number_format(round(share * 100)))


def minutes(value: float | None) -> str:
    """Return `12 menit`, with hours from two hours on."""
    if value is None:
        return NONE
    whole = round(value)
    if whole >= LONGEST:
        return _("10 jam atau lebih")
    if whole < 120:
        return ngettext("{n} menit", "{n} menit", whole).format(n=whole)
    return _("{h} jam {m} menit").format(h=whole // 60, m=whole % 60)


def decimal(value: float | None) -> str:
    """Return `2,4`."""
    return NONE if value is None else number_format(round(value, 1), decimal_pos=1)


def hours(seconds: float) -> str:
    """Return `6,5` hours."""
    return decimal(seconds / 3600)


def period(value: Period) -> str:
    """Return `November 2026`, `16–22 November 2026`, `Senin, 23 November 2026` or `2026`."""
    if value.length == "day":
        return date_format(value.first, "l, j F Y")
    if value.length == "month":
        return date_format(value.first, "F Y")
    if value.length == "year":
        return str(value.first.year)
    same = value.first.month == value.last.month
    begin = str(value.first.day) if same else date_format(value.first, "j F")
    return f"{begin}–{date_format(value.last, 'j F Y')}"


def before(length: Length) -> str:
    """Return what the period before is called in a comparison."""
    return {
        "day": _("hari sebelumnya"),
        "week": _("minggu sebelumnya"),
        "month": _("bulan sebelumnya"),
        "year": _("tahun sebelumnya"),
    }[length]


def short_day(value: date, length: Length) -> str:
    """Return what stands below a bar: `23`, `Sen 23` in a week, `Nov` in a year."""
    if length == "year":
        return date_format(value, "M")
    return date_format(value, "D j") if length == "week" else str(value.day)


def long_day(value: date, length: Length) -> str:
    """Return what stands in a table: `Senin, 23 November`, in a year `November`."""
    return date_format(value, "F") if length == "year" else date_format(value, "l, j F")


def weekday(number: int, form: str = "D") -> str:
    """Return the name of a weekday, 0 is Monday; `form` is a date format."""
    return date_format(date(2024, 1, 1) + timedelta(days=number), form)


def hour(number: int) -> str:
    """Return `08.00–09.00`."""
    return f"{number:02}.00–{number + 1:02}.00"


def channel(code: str) -> str:
    """Return what a channel is called."""
    return {"kiosk": _("Kios"), "desk": _("Petugas"), "phone": _("Ponsel")}.get(code, code)


def told(key: str) -> str:
    """Return a bin of told waits: `5–15 menit`."""
    place = TOLD.index(int(key))
    if place == 0:
        return _("kurang dari {n} menit").format(n=TOLD[1])
    if place + 1 == len(TOLD):
        return _("{n} menit atau lebih").format(n=TOLD[place])
    return _("{a}–{b} menit").format(a=TOLD[place], b=TOLD[place + 1])


def told_short(key: str) -> str:
    """Return a bin of told waits as it stands below a bar: `5–15`, `60+`."""
    place = TOLD.index(int(key))
    return f"{TOLD[place]}–{TOLD[place + 1]}" if place + 1 < len(TOLD) else f"{TOLD[place]}+"


def likely_bin(begins: int, bins: Sequence[int]) -> str:
    """Return a bin of likely minutes, of those that begin at `bins`: `30–60 menit`."""
    place = bins.index(begins)
    if place == 0:
        return _("kurang dari {n} menit").format(n=bins[1])
    if place + 1 == len(bins):
        return _("{n} menit atau lebih").format(n=begins)
    return _("{a}–{b} menit").format(a=begins, b=bins[place + 1])


def paper_reason(code: str) -> str:
    """Return why a paper was refused, as a manager reads it; the code itself where it is new."""
    return {
        "missing": _("tidak dibawa"),
        "expired": _("sudah tidak berlaku"),
        "unreadable": _("tidak terbaca"),
        "wrong": _("bukan berkas yang diminta"),
        "not_original": _("bukan yang asli"),
        "other_person": _("atas nama orang lain"),
    }.get(code, code)


def difference(now: float, then: float, said: str) -> str:
    """Return `naik 5 % dari bulan sebelumnya`; empty where there is nothing to compare with."""
    if not then:
        return ""
    change = (now - then) / then
    if abs(change) < 0.005:
        return _("sama dengan {before}").format(before=said)
    word = _("naik {share} dari {before}") if change > 0 else _("turun {share} dari {before}")
    return word.format(share=percent(abs(change)), before=said)


def full_day(value: date) -> str:
    """Return `Senin, 23 November 2026`."""
    return date_format(value, "l, j F Y")
