# SPDX-License-Identifier: Apache-2.0
"""The tables of figures: one description for the page, the CSV and the spreadsheet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from satuhadir.insights import wording
from satuhadir.insights.ends import BINS, ends_by_bin
from satuhadir.insights.sight import Sight
from satuhadir.insights.values import Numbers, ratio
from satuhadir.shared.sheets import Cell, Sheet

Form = Literal["count", "minutes", "percent", "decimal"]
_WORDS: Final[dict[Form, Callable[[float | None], str]]] = {
    "count": wording.count,
    "minutes": wording.count,
    "percent": wording.percent,
    "decimal": wording.decimal,
}


class Column(NamedTuple):
    """A figure of a table: its name, its head, how it is written, and whether a page shows it."""

    name: str
    head: str | Promise
    form: Form
    of: Callable[[Numbers], float | None]
    on_page: bool = True


COLUMNS: Final = (
    Column("issued", lazy("Nomor"), "count", lambda n: n.issued),
    Column("people", lazy("Orang"), "count", lambda n: n.people, False),
    Column("visits", lazy("Kunjungan"), "count", lambda n: n.visits, False),
    Column("done", lazy("Selesai"), "count", lambda n: n.done),
    Column("wait", lazy("Tunggu tengah (menit)"), "minutes", lambda n: n.median_wait),
    Column("long_wait", lazy("Tunggu 9 dari 10 (menit)"), "minutes", lambda n: n.long_wait),
    Column("kept", lazy("Janji tepat"), "percent", lambda n: n.kept_share),
    Column("judged", lazy("Janji dinilai"), "count", lambda n: n.judged, False),
    Column("late", lazy("Lebih lama dari janji"), "count", lambda n: n.late, False),
    Column("early", lazy("Lebih cepat dari janji"), "count", lambda n: n.early, False),
    Column("missed", lazy("Meleset rata-rata (menit)"), "decimal", lambda n: n.missed_minutes,
           False),
    Column("service", lazy("Layanan tengah (menit)"), "minutes", lambda n: n.median_service),
    Column("long_service", lazy("Layanan 9 dari 10 (menit)"), "minutes",
           lambda n: n.long_service, False),
    Column("stay", lazy("Datang sampai selesai (menit)"), "minutes", lambda n: n.median_stay,
           False),
    Column("no_show", lazy("Tidak hadir"), "percent", lambda n: n.no_show_share),
    Column("no_shows", lazy("Tidak hadir (nomor)"), "count", lambda n: n.no_show, False),
    Column("abandoned", lazy("Pergi sebelum dipanggil"), "percent", lambda n: n.abandoned_share),
    Column("abandoned_count", lazy("Pergi (nomor)"), "count", lambda n: n.abandoned, False),
    Column("never_came", lazy("Tidak pernah datang"), "count", lambda n: n.never_came, False),
    Column("unfinished", lazy("Ditahan, tidak kembali"), "count", lambda n: n.unfinished, False),
    Column("stopped", lazy("Terhenti di loket"), "count", lambda n: n.stopped, False),
    Column("returned", lazy("Kembali sesudah terlewat"), "count", lambda n: n.returned, False),
    Column("moved_in", lazy("Dialihkan masuk"), "count", lambda n: n.moved_in, False),
    Column("moved_out", lazy("Dialihkan keluar"), "count", lambda n: n.moved_out, False),
    Column("refused", lazy("Berkas ditolak"), "count", lambda n: n.refused, False),
    Column("out_of_order", lazy("Mendahului urutan"), "count", lambda n: n.out_of_order),
    Column("crowding", lazy("Menunggu per loket buka"), "decimal", lambda n: n.crowding, False),
)  # fmt: skip
AT_COUNTERS: Final = (
    Column("called", lazy("Panggilan"), "count", lambda n: n.called),
    Column("done", lazy("Selesai"), "count", lambda n: n.done),
    Column("service", lazy("Layanan tengah (menit)"), "minutes", lambda n: n.median_service),
    Column("long_service", lazy("Layanan 9 dari 10 (menit)"), "minutes", lambda n: n.long_service),
    Column("open", lazy("Buka (jam)"), "decimal", lambda n: n.open_seconds / 3600),
    Column("busy", lazy("Melayani"), "percent", lambda n: n.busy_share),
    Column("per_hour", lazy("Selesai per jam buka"), "decimal",
           lambda n: ratio(n.done, n.open_seconds / 3600)),
    Column("no_show", lazy("Tidak hadir (nomor)"), "count", lambda n: n.no_show),
    Column("refused", lazy("Berkas ditolak"), "count", lambda n: n.refused, False),
    Column("out_of_order", lazy("Mendahului urutan"), "count", lambda n: n.out_of_order),
)  # fmt: skip
OF_HOURS: Final = (
    Column("issued", lazy("Nomor"), "count", lambda n: n.issued),
    Column("wait", lazy("Tunggu tengah (menit)"), "minutes", lambda n: n.median_wait),
    Column("waiting", lazy("Rata-rata menunggu"), "decimal", lambda n: n.waiting_seconds / 3600,
           False),
    Column("crowding", lazy("Menunggu per loket buka"), "decimal", lambda n: n.crowding),
)  # fmt: skip
OF_TOLD: Final = (
    Column("judged", lazy("Perkiraan dinilai"), "count", lambda n: n.judged),
    Column("kept", lazy("Tepat"), "percent", lambda n: n.kept_share),
    Column("late", lazy("Lebih lama"), "percent", lambda n: n.late_share),
    Column("early", lazy("Lebih cepat"), "percent", lambda n: n.early_share),
    Column("missed", lazy("Meleset rata-rata (menit)"), "decimal", lambda n: n.missed_minutes),
)  # fmt: skip
OF_PAPERS: Final = (Column("refused", lazy("Kali ditolak"), "count", lambda n: n.refused),)
MOST_PAPERS: Final = 12  # on a page
TABLES: Final = (
    "instansi", "antrean", "layanan", "loket", "saluran", "jam", "hari", "berkas",
    "ketepatan", "perkiraan", "selesai",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it is about, the figures, and where it leads."""

    name: str
    numbers: Numbers
    key: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures under their heads. `is_data`: the names come from data, in Indonesian."""

    name: str
    title: str
    head: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    is_data: bool = True
    most: int = 400

    @property
    def more(self) -> int:
        """Return how many rows a page leaves out; the files have them all."""
        return max(len(self.lines) - self.most, 0)

    @property
    def heads(self) -> list[str]:
        return [str(one.head) for one in self.columns if one.on_page]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return what a page shows: each line with its cells, drawn here and not in the template.

        A page has a thousand of them: drawn by a template they are half of its time.
        """
        shown = [(str(one.head), _WORDS[one.form], one.of) for one in self.columns if one.on_page]
        return [
            {
                "line": line,
                "cells": format_html_join(
                    "",
                    '<td role="cell" class="num" data-label="{}">{}</td>',
                    ((head, words(of(line.numbers))) for head, words, of in shown),
                ),
            }
            for line in self.lines[: self.most]
        ]

    def sheet(self) -> Sheet:
        """Return all columns as values; shares are percent."""
        heads = [self.head, *(_head(one) for one in self.columns)]
        return Sheet(self.title, heads, [self._cells(line) for line in self.lines])

    def _cells(self, line: Line) -> list[Cell]:
        name = f"{line.name} ({line.note})" if line.note else line.name
        return [name, *(_value(one, line.numbers) for one in self.columns)]


def table(name: str, sight: Sight) -> Table:
    """Return a table by its name in an address; raise KeyError for another."""
    return _MAKERS[name](sight)


def _head(column: Column) -> str:
    return f"{column.head} (%)" if column.form == "percent" else str(column.head)


def _value(column: Column, numbers: Numbers) -> Cell:
    value = column.of(numbers)
    if value is None:
        return None
    if column.form == "percent":
        return round(value * 100, 1)
    return round(value, 2) if column.form == "decimal" else value


def _by_issued(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda one: (-one.numbers.issued, one.name)))


def _agencies(sight: Sight) -> Table:
    names = sight.names.agencies
    lines = [Line(names.get(key, key), one, key) for key, one in sight.agencies.items()]
    return Table("instansi", _("Per instansi"), _("Instansi"), COLUMNS, _by_issued(lines))


def _lines(sight: Sight) -> Table:
    names = sight.names
    lines = [
        Line(names.lines.get(key, key), one, key, _whose(sight, agency))
        for (agency, key), one in sight.of_kind("line").items()
    ]
    return Table("antrean", _("Per antrean"), _("Antrean"), COLUMNS, _by_issued(lines))


def _services(sight: Sight) -> Table:
    names = sight.names
    lines = [
        Line(names.services.get(key, key), one, key, _whose(sight, agency))
        for (agency, key), one in sight.of_kind("service").items()
    ]
    return Table("layanan", _("Per layanan"), _("Layanan"), COLUMNS, _by_issued(lines))


def _counters(sight: Sight) -> Table:
    names = sight.names
    lines = [
        Line(names.counters.get(key, key), one, key, _whose(sight, agency))
        for (agency, key), one in sight.of_kind("counter").items()
        if one.called or one.open_seconds
    ]
    ordered = tuple(sorted(lines, key=lambda one: (-one.numbers.done, one.name)))
    return Table("loket", _("Per loket"), _("Loket"), AT_COUNTERS, ordered)


def _channels(sight: Sight) -> Table:
    lines = [Line(wording.channel(key), one, key) for key, one in sight.channels.items()]
    return Table(
        "saluran", _("Per cara mengambil nomor"), _("Cara"), COLUMNS, _by_issued(lines), False
    )


def _hours(sight: Sight) -> Table:
    lines = tuple(Line(wording.hour(hour), one, str(hour)) for hour, one in sight.hours.items())
    return Table("jam", _("Per jam"), _("Jam"), OF_HOURS, lines, False)


def _days(sight: Sight) -> Table:
    length = sight.period.length
    lines = tuple(
        Line(wording.long_day(day, length), one, day.isoformat())
        for day, one in sight.series.items()
    )
    title, head = (_("Per bulan"), _("Bulan")) if length == "year" else (_("Per hari"), _("Hari"))
    return Table("hari", title, head, COLUMNS, lines, False)


def _papers(sight: Sight) -> Table:
    names = sight.names
    lines = []
    for (_agency, key), one in sight.of_kind("paper").items():
        service, document, reason = (*key.split(":"), "", "")[:3]
        lines.append(
            Line(
                names.documents.get(document, document),
                one,
                key,
                f"{names.services.get(service, service)}, {wording.paper_reason(reason)}",
            )
        )
    ordered = tuple(sorted(lines, key=lambda one: (-one.numbers.refused, one.name)))
    title = _("Berkas yang paling sering ditolak di loket")
    return Table("berkas", title, _("Berkas"), OF_PAPERS, ordered, most=MOST_PAPERS)


def _accuracy(sight: Sight) -> Table:
    """How right what was told was, line by line, beside the period before."""
    names = sight.names
    before = sight.lines_before
    lines = []
    for (agency, key), one in sight.of_kind("line").items():
        if not one.judged:
            continue
        then = before.get((agency, key))
        notes = [_whose(sight, agency)]
        if then is not None and then.judged:
            notes.append(
                _("{before} {share} tepat").format(
                    before=wording.before(sight.period.length),
                    share=wording.percent(then.kept_share),
                )
            )
        note = ", ".join(filter(None, notes))
        lines.append(Line(names.lines.get(key, key), one, key, note))
    ordered = tuple(sorted(lines, key=lambda one: (one.numbers.kept_share or 0, one.name)))
    title = _("Ketepatan perkiraan tunggu per antrean")
    return Table("ketepatan", title, _("Antrean"), OF_TOLD, ordered)


def _told(sight: Sight) -> Table:
    """How right what was told was, by how long a wait was told."""
    found: dict[str, Numbers] = {}
    for (agency, key), one in sorted(sight.of_kind("told").items()):
        if sight.agency or sight.among is not None or not agency:  # "" is the whole mall
            found.setdefault(key, Numbers()).add(one)
    lines = tuple(Line(wording.told(key), one, key) for key, one in sorted(found.items()))
    title = _("Ketepatan menurut tunggu yang diperkirakan")
    return Table("perkiraan", title, _("Diperkirakan"), OF_TOLD, lines, False)


def _ends(sight: Sight) -> Table:
    """How right the promised ends of visits were; a visit is of no agency, so the mall's alone."""
    is_whole = not sight.agency and sight.among is None
    found = ends_by_bin(sight.mall, sight.period) if is_whole else {}
    lines = tuple(Line(wording.likely_bin(key, BINS), one, str(key)) for key, one in found.items())
    title = _("Janji selesai kunjungan dengan beberapa layanan")
    return Table("selesai", title, _("Diperkirakan"), OF_TOLD, lines, False)


def _whose(sight: Sight, agency: str) -> str:
    """Return the agency's name where rows of several stand in one table."""
    return "" if sight.agency else sight.names.agencies.get(agency, agency)


_MAKERS: Final[dict[str, Callable[[Sight], Table]]] = {
    "instansi": _agencies,
    "antrean": _lines,
    "layanan": _services,
    "loket": _counters,
    "saluran": _channels,
    "jam": _hours,
    "hari": _days,
    "berkas": _papers,
    "ketepatan": _accuracy,
    "perkiraan": _told,
    "selesai": _ends,
}
