# SPDX-License-Identifier: Apache-2.0
"""Opening hours and rules of turn: what was tried, whom it helps, whom it harms, what it costs."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from satuhadir.planning import wording
from satuhadir.planning.models import Run
from satuhadir.planning.telling.picture import Picture, Table
from satuhadir.shared.charts import Point, Told, band, whiskers

Result = Mapping[str, Any]


def hours_told(run: Run) -> dict[str, Any]:
    """Return the page of opening-hours advice that is done."""
    result = run.result or {}
    rows = [_hours_row(one, result) for one in result["rows"]]
    best = [one for one in rows if one["verdict"] == "better"]
    cheaper = [one for one in rows if one["verdict"] == "cheaper"]
    if best:
        first = max(best, key=lambda one: one["worth"])
        says = _("Yang paling berguna: {what}.").format(what=first["name"].lower())
    elif cheaper:
        says = _("Jam buka dapat dihemat tanpa menambah tunggu: {what}.").format(
            what=cheaper[0]["name"].lower()
        )
    else:
        says = _("Jam buka sekarang sudah sesuai: tidak ada perubahan yang mengurangi tunggu.")
    return {
        "says": says,
        "rows": rows,
        "pictures": [_arrivals(result), _gains(result["rows"], rows)],
        "at_the_door": result["at_the_door"],
        "door": wording.decimal(result["at_the_door"], 0),
        "opens": wording.clock(result["opens"]),
        "rests_on": result["rests_on"],
        "days": result["days"],
    }


def _hours_row(one: Result, result: Result) -> dict[str, Any]:
    opens, closes = result["opens"], result["closes"]
    names = {
        "open_earlier": _("Buka pukul {at}").format(at=wording.clock(opens - 30)),
        "open_later": _("Buka pukul {at}").format(at=wording.clock(opens + 30)),
        "close_later": _("Tutup pukul {at}").format(at=wording.clock(closes + 30)),
        "close_earlier": _("Tutup pukul {at}").format(at=wording.clock(closes - 30)),
        "lunch": _("Istirahat siang bergiliran"),
    }
    verdicts = {
        "better": (_("sepadan"), "done"),
        "cheaper": (_("menghemat tanpa rugi"), "done"),
        "not": (_("tidak disarankan"), "closed"),
    }
    says, tone = verdicts[one["verdict"]]
    gap = one["wait"]["gap"]
    saved = -(gap[0] if gap else 0.0)
    return {
        "name": names[one["name"]], "verdict": one["verdict"], "says": says, "tone": tone,
        "gap": wording.gap(gap), "interval": wording.interval(gap), "worth": saved,
        "hours": wording.counter_hours(one["hours"]),
        "before": wording.decimal(one["wait"]["before"]),
        "after": wording.decimal(one["wait"]["after"]),
    }  # fmt: skip


def _arrivals(result: Result) -> Picture:
    rows = result["arrivals"]
    says = _("{n} orang sudah menunggu ketika loket pertama buka pukul {at}.").format(
        n=wording.decimal(result["at_the_door"], 0), at=wording.clock(result["opens"])
    )
    told = Told("datang", _("Yang datang, dan loket yang buka"), says)
    points = [Point(wording.clock(minute), people) for minute, people, _on in rows]
    table = Table(
        (_("Mulai"), _("Orang"), _("Loket")),
        [(wording.clock(m), wording.decimal(people), str(on)) for m, people, on in rows],
    )
    keys = (("of-line", _("orang tiap setengah jam")),)
    return Picture(told, band(told, points, unit=_("orang")), table, keys)


def _gains(found: list[Result], rows: list[dict[str, Any]]) -> Picture:
    drawn = [
        (row["name"], *one["wait"]["gap"])
        for one, row in zip(found, rows, strict=True)
        if one["wait"]["gap"]
    ]
    says = _("Ke kiri dari garis: menunggu lebih singkat. Titik penuh: berbeda nyata.")
    told = Told("untung", _("Selisih tunggu rata-rata, menit"), says)
    table = Table(
        (_("Perubahan"), _("Sekarang"), _("Sesudahnya"), _("Selang 95 %")),
        [(row["name"], row["before"], row["after"], row["interval"]) for row in rows],
    )
    shown = [(_cut(label), mean, low, high) for label, mean, low, high in drawn]
    return Picture(told, whiskers(told, shown, unit=_("menit")), table)


def _cut(label: str) -> str:
    return label if len(label) <= 17 else f"{label[:16].rstrip()}…"


def fairness_told(run: Run) -> dict[str, Any]:
    """Return the page of the rules of turn that is done."""
    result = run.result or {}
    theta = [_fair_row(one, "multi", "single") for one in result["rows"] if one["kind"] == "theta"]
    ahead = [_ahead_row(one) for one in result["rows"] if one["kind"] == "head_start"]
    return {
        "theta": theta,
        "ahead": ahead,
        "several": wording.percent(result["several_share"]),
        "has_several": result["several_share"] >= 0.005,
        "head_start": result["head_start"],
        "rests_on": result["rests_on"],
        "days": result["days"],
    }


def _fair_row(one: Result, first: str, second: str) -> dict[str, Any]:
    visits = one["visits"]
    return {
        "amount": _("{n} %").format(n=one["amount"]),
        "gain": wording.gap(visits[first]["gap"]), "gain_tone": wording.tone(visits[first]["gap"]),
        "gain_interval": wording.interval(visits[first]["gap"]),
        "harm": wording.gap(visits[second]["gap"]),
        "harm_tone": wording.tone(visits[second]["gap"]),
        "harm_interval": wording.interval(visits[second]["gap"]),
    }  # fmt: skip


def _ahead_row(one: Result) -> dict[str, Any]:
    found = one["ahead"]
    return {
        "amount": _("{n} menit").format(n=one["amount"]),
        "gain": _level(found["with"]), "gain_tone": wording.tone(found["with"]["gap"]),
        "gain_interval": wording.interval(found["with"]["gap"]),
        "harm": _level(found["without"]), "harm_tone": wording.tone(found["without"]["gap"]),
        "harm_interval": wording.interval(found["without"]["gap"]),
    }  # fmt: skip


def _level(found: Result) -> str:
    return wording.gap(found["gap"]) if found["gap"] is not None else wording.NEXT
