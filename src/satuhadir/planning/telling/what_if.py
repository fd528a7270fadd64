# SPDX-License-Identifier: Apache-2.0
"""What a change would do: sentences first, then pictures with their tables."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from satuhadir.malls.models import Mall
from satuhadir.planning import wording
from satuhadir.planning.models import Run
from satuhadir.planning.telling.picture import Picture, Table
from satuhadir.queue.models import Line
from satuhadir.shared.charts import Point, Told, pair, whiskers

_MOST_ROWS = 12
Result = Mapping[str, Any]


def told(run: Run, mall: Mall) -> dict[str, Any]:
    """Return the page of a what-if that is done."""
    result = run.result or {}
    names = {
        str(one.pk): (one.prefix, one.name)
        for one in Line.objects.filter(mall=mall).order_by("prefix")
    }
    lines = [one for one in result["lines"] if one["id"] in names]
    return {
        "verdicts": verdicts(result),
        "pictures": _pictures(run, result, lines, names),
        "lines": [_row(one, names) for one in lines],
        "rests_on": result["rests_on"],
        "days": result["days"],
    }


def verdicts(result: Result) -> list[dict[str, str]]:
    """Return the main sentences: waits, time in the mall, and what it costs."""
    found = [_verdict(_("Menunggu, rata-rata semua nomor"), result["wait"])]
    visits = result["visits"]
    if visits["multi"]["before"] is not None:
        found.append(_verdict(_("Waktu di mal, mengurus satu layanan"), visits["single"]))
        found.append(_verdict(_("Waktu di mal, mengurus beberapa"), visits["multi"]))
    else:
        found.append(_verdict(_("Waktu di mal"), visits["all"]))
    if abs(result["hours"]) >= 0.05:
        hours = wording.counter_hours(result["hours"])
        found.append({"topic": _("Biayanya"), "text": hours, "more": "", "tone": "", "says": ""})
    return found


def _verdict(topic: str, found: Result) -> dict[str, str]:
    """Return a sentence: before and after, and whether they differ."""
    text = _("{before} menjadi {after} menit").format(
        before=wording.decimal(found["before"]), after=wording.decimal(found["after"])
    )
    gap = found["gap"]
    more = ""
    if gap is not None:
        more = _("Selisihnya, dengan keyakinan 95 %: {interval}.").format(
            interval=wording.interval(gap)
        )
    return {
        "topic": topic, "text": text, "more": more, "tone": wording.tone(gap),
        "says": wording.gap(gap),
    }  # fmt: skip


def _pictures(
    run: Run, result: Result, lines: list[dict[str, Any]], names: Mapping[str, tuple[str, str]]
) -> list[Picture]:
    found = []
    about = run.asked["change"]["line"]
    if about in result["half_hours"] and about in names:
        title = _("Menunggu di {line}").format(line=" · ".join(names[about]))
        found.append(_by_half_hour("antrean", title, result["half_hours"][about]))
    title = _("Menunggu di semua antrean")
    found.append(_by_half_hour("semua", title, result["half_hours"][""]))
    rows = [one for one in lines if one["gap"] is not None]
    rows.sort(key=lambda one: -abs(one["gap"][0]))
    if rows:
        found.append(_whiskers(rows[:_MOST_ROWS], names))
    return found


def _by_half_hour(name: str, title: str, rows: list[list[float | None]]) -> Picture:
    known = [row for row in rows if row[1] is not None and row[2] is not None]
    points = [Point(wording.clock(row[0] or 0), row[1], row[2]) for row in rows]
    says = _("Belum ada yang menunggu.")
    if known:
        worst = max(known, key=lambda row: row[1] or 0)
        says = _(
            "Sekarang paling lama bagi yang datang pukul {when}: {before} menit; sesudah "
            "perubahan {after} menit."
        ).format(
            when=wording.clock(worst[0] or 0), before=wording.decimal(worst[1]),
            after=wording.decimal(worst[2]),
        )  # fmt: skip
    told = Told(name, title, says)
    table = Table(
        (_("Datang pukul"), _("Sekarang, menit"), _("Sesudahnya, menit")),
        [
            (wording.clock(minute or 0), wording.decimal(before), wording.decimal(after))
            for minute, before, after in rows
        ],
    )
    keys = (("of-before", _("sekarang, menit")), ("of-line", _("sesudah perubahan")))
    return Picture(told, pair(told, points, unit=_("menit")), table, keys)


def _whiskers(rows: list[dict[str, Any]], names: Mapping[str, tuple[str, str]]) -> Picture:
    better = sum(one["gap"][2] < 0 for one in rows)
    worse = sum(one["gap"][1] > 0 for one in rows)
    says = _(
        "Titik penuh: berbeda nyata. Dari {n} antrean di gambar, {better} menunggu lebih singkat, "
        "{worse} lebih lama."
    ).format(n=len(rows), better=better, worse=worse)
    told = Told("selisih", _("Selisih tunggu tiap antrean, menit"), says)
    drawn = [(" · ".join(names[one["id"]]), *one["gap"]) for one in rows]
    table = Table(
        (_("Antrean"), _("Selisih, menit"), _("Selang 95 %")),
        [
            (" · ".join(names[one["id"]]), wording.signed(one["gap"][0]),
             wording.interval(one["gap"]))
            for one in rows
        ],
    )  # fmt: skip
    return Picture(told, whiskers(told, drawn, unit=_("menit")), table)


def _row(one: dict[str, Any], names: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    prefix, name = names[one["id"]]
    return {
        "prefix": prefix, "name": name,
        "before": wording.decimal(one["before"]), "after": wording.decimal(one["after"]),
        "within_before": wording.percent(one["within_before"]),
        "within_after": wording.percent(one["within_after"]),
        "says": wording.gap(one["gap"]), "tone": wording.tone(one["gap"]),
    }  # fmt: skip
