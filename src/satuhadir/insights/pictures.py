# SPDX-License-Identifier: Apache-2.0
"""The charts of a page: each with its title, the sentence that says what it shows, its table."""

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from satuhadir.insights import wording
from satuhadir.insights.sight import HourCell, Sight
from satuhadir.insights.tables import Table, table
from satuhadir.insights.values import Numbers
from satuhadir.shared.charts import Point, Told, band, bars, heat


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart on a page. `keys` explain its colours: class and text."""

    told: Told
    svg: SafeString
    table: Table | None = None
    keys: tuple[tuple[str, str], ...] = ()


def pictures(sight: Sight) -> list[Picture]:
    """Return the charts of a period; a chart of nothing is left out."""
    if not sight.numbers.issued:
        return []
    found = [arrivals(sight), waits(sight)]
    if len({cell.weekday for cell in sight.cells}) > 1:
        found.append(crowd(sight))
    found.append(crowding(sight))
    if sight.period.length != "day" and sight.numbers.judged:
        found.append(accuracy(sight))
    return found


def arrivals(sight: Sight) -> Picture:
    """Numbers taken: by hour in a day, else by day, in a year by month."""
    if sight.period.length == "day":
        points = [Point(f"{hour:02}", one.issued) for hour, one in sight.hours.items()]
        most = max(sight.hours.items(), key=lambda item: item[1].issued)
        says = _("Paling ramai pukul {when}, {n} nomor.").format(
            when=wording.hour(most[0]), n=wording.count(most[1].issued)
        )
        told = Told("datang", _("Nomor diambil tiap jam"), says)
        return Picture(told, bars(told, points), table("jam", sight))
    points = [Point(label, one.issued if one else None) for label, one in _series(sight)]
    day, most_of_all = max(sight.series.items(), key=lambda item: item[1].issued)
    says = _("Paling ramai {when}, {n} nomor.").format(
        when=wording.long_day(day, sight.period.length), n=wording.count(most_of_all.issued)
    )
    title = _("Nomor diambil tiap hari")
    if sight.period.length == "year":
        title = _("Nomor diambil tiap bulan")
    told = Told("datang", title, says)
    return Picture(told, bars(told, points), table("hari", sight))


def waits(sight: Sight) -> Picture:
    """The wait in the middle, and up to what nine in ten waited."""
    if sight.period.length == "day":
        rows = [(f"{hour:02}", one) for hour, one in sight.hours.items()]
        title, name = _("Tunggu menurut jam mengambil nomor"), "jam"
    else:
        rows = _series(sight)  # type: ignore[assignment]
        title, name = _("Tunggu dari hari ke hari"), "hari"
    if sight.period.length == "year":
        title = _("Tunggu dari bulan ke bulan")
    points = [
        Point(label, one.median_wait if one else None, one.long_wait if one else None)
        for label, one in rows
    ]
    longest = max(
        (p for p in points if p.high is not None), key=lambda p: p.high or 0, default=None
    )
    says = _("Belum ada yang dipanggil.")
    if longest is not None:
        says = _(
            "Garis: separuh menunggu selama itu atau kurang. Pita: sampai sembilan dari sepuluh, "
            "paling lama {minutes}."
        ).format(minutes=wording.minutes(longest.high))
    told = Told("tunggu", title, says)
    keys = (
        ("of-line", _("nilai tengah, menit")),
        ("of-band", _("sampai 9 dari 10")),
        ("of-target", _("sasaran {n} menit").format(n=sight.target.wait_minutes)),
    )
    svg = band(told, points, unit=_("menit"), target=sight.target.wait_minutes)
    return Picture(told, svg, table(name, sight), keys)


def crowd(sight: Sight) -> Picture:
    """When people come: hour by weekday."""
    days = sorted({cell.weekday for cell in sight.cells if sight.cells[cell].issued})
    hours = sorted({cell.hour for cell in sight.cells if sight.cells[cell].issued})
    hours = list(range(hours[0], hours[-1] + 1)) if hours else []
    rows = [
        (f"{hour:02}", [_issued(sight.cells.get(HourCell(day, hour))) for day in days])
        for hour in hours
    ]
    most = max(sight.cells, key=lambda cell: sight.cells[cell].issued)
    says = _("Paling ramai {day} pukul {hour}.").format(
        day=wording.weekday(most.weekday, "l"), hour=wording.hour(most.hour)
    )
    told = Told("ramai", _("Nomor diambil menurut hari dan jam"), says)
    svg = heat(told, [wording.weekday(day) for day in days], rows)
    return Picture(told, svg, table("jam", sight))


def crowding(sight: Sight) -> Picture:
    """How full the hall is: people waiting for each open counter, hour by hour."""
    hours = {hour: one for hour, one in sight.hours.items() if one.waiting_seconds or one.issued}
    points = [Point(f"{hour:02}", one.crowding) for hour, one in hours.items()]
    known = {hour: one.crowding for hour, one in hours.items() if one.crowding is not None}
    says = _("Belum ada loket yang buka.")
    if known:
        most = max(known, key=lambda hour: known[hour] or 0)
        says = _(
            "Paling penuh pukul {hour}: {n} orang menunggu untuk tiap loket yang buka."
        ).format(hour=wording.hour(most), n=wording.decimal(known[most]))
    told = Told("penuh", _("Menunggu per loket buka"), says)
    return Picture(told, bars(told, points), table("jam", sight))


def accuracy(sight: Sight) -> Picture:
    """How often what was told came true: by day, in a year by month."""
    points = [
        Point(label, one.kept_share * 100 if one and one.kept_share is not None else None)
        for label, one in _series(sight)
    ]
    says = _("Belum ada perkiraan yang dapat dinilai.")
    if sight.numbers.judged:
        says = _(
            "{share} dari {n} perkiraan tepat; rata-rata meleset {minutes} menit dari tengah "
            "rentang."
        ).format(
            share=wording.percent(sight.numbers.kept_share),
            n=wording.count(sight.numbers.judged),
            minutes=wording.decimal(sight.numbers.missed_minutes),
        )
    title = _("Ketepatan dari hari ke hari")
    if sight.period.length == "year":
        title = _("Ketepatan dari bulan ke bulan")
    told = Told("tepat", title, says)
    keys = (
        ("of-line", _("tepat, persen")),
        ("of-target", _("sasaran {n} persen").format(n=sight.target.kept_percent)),
    )
    svg = band(told, points, unit="%", target=sight.target.kept_percent)
    return Picture(told, svg, table("hari", sight), keys)


def _issued(numbers: Numbers | None) -> float | None:
    return numbers.issued if numbers else None


def _series(sight: Sight) -> list[tuple[str, Numbers | None]]:
    """Return every day, or month, of the period with its figures; None where none were counted."""
    period = sight.period
    places: list[date] = period.months if period.length == "year" else period.days
    return [(wording.short_day(place, period.length), sight.series.get(place)) for place in places]
