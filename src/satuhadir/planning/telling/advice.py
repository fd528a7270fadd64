# SPDX-License-Identifier: Apache-2.0
"""Opening hours and rules of turn: what was tried, whom it helps, whom it harms, what it costs."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from satuhadir.planning import queries, wording
from satuhadir.planning.models import Run
from satuhadir.planning.telling.picture import Picture, Table
from satuhadir.queue.queries.managing import policy_of
from satuhadir.shared.charts import Point, Told, band, whiskers
from satuhadir.shared.errors import Refused

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
    return Picture(told, whiskers(told, drawn, unit=_("menit")), table)


def fairness_told(run: Run) -> dict[str, Any]:
    """Return the page of the rules of turn that is done."""
    result = run.result or {}
    theta = [one for one in result["rows"] if one["kind"] == "theta"]
    ahead = [_ahead_row(one) for one in result["rows"] if one["kind"] == "head_start"]
    return {
        "theta": [_theta_row(one, result) for one in theta],
        "has_baseline": all("alone" in one for one in theta),  # runs of older versions have none
        "advice": _advice(theta, result),
        "use": _use(run),
        "ahead": ahead,
        "several": wording.percent(result["several_share"]),
        "has_several": result["several_share"] >= 0.005,
        "head_start": result["head_start"],
        "rests_on": result["rests_on"],
        "days": result["days"],
    }


def _advice(theta: list[Result], result: Result) -> str:
    """Return which share is the largest that costs nobody time, in one sentence."""
    share = result.get("harmless")
    if share is not None:
        text = _("Umur terbesar yang tidak merugikan siapa pun di mal ini: {n} %.")
        return text.format(n=share)
    known = [one for one in theta if "alone" in one and one["alone"]["single"]["gap"]]
    if not known:
        return ""
    least = min(known, key=lambda one: one["alone"]["single"]["gap"][0])
    text = _(
        "Di mal ini setiap angka merugikan sebagian orang; yang paling ringan bagi pengunjung"
        " dengan satu layanan: {n} %."
    )
    return text.format(n=least["amount"])


def _use(run: Run) -> dict[str, Any]:
    """Return the share that a button may set as the mall's usual one, or why there is no button."""
    now = policy_of(run.mall).age_kept_percent
    try:
        share = queries.share_at(run)
    except Refused as refusal:
        return {"now": now, "share": None, "why": str(refusal)}
    return {"now": now, "share": share, "why": "", "is_used": share == now}


def _theta_row(one: Result, result: Result) -> dict[str, Any]:
    alone = one.get("alone")
    cells = [alone["multi"], alone["single"]] if alone else []
    cells += [one["visits"]["multi"], one["visits"]["single"]]
    return {
        "amount": _("{n} %").format(n=one["amount"]),
        "is_now": one["amount"] == result.get("age_kept"),
        "is_best": one["amount"] == result.get("harmless"),
        "cells": [
            {"says": wording.gap(cell["gap"]), "tone": wording.tone(cell["gap"]),
             "interval": wording.interval(cell["gap"])}
            for cell in cells
        ],
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
