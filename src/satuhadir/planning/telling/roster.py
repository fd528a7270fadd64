# SPDX-License-Identifier: Apache-2.0
"""A week's roster on a page and in a file; who manages one agency gets its own rows."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from satuhadir.malls.models import Agency, Mall
from satuhadir.planning import wording
from satuhadir.planning.models import Run
from satuhadir.planning.telling.picture import Picture, Table
from satuhadir.planning.values import HALF_HOUR
from satuhadir.queue.models import Line
from satuhadir.shared.charts import Told, heat
from satuhadir.shared.sheets import Sheet


def rows_for(run: Run, mall: Mall, agencies: Collection[int] | None) -> list[dict[str, Any]]:
    """Return a run's rows that may be seen, with names of agencies and lines as they are now."""
    known = Agency.objects.filter(mall=mall)
    if agencies is not None:
        known = known.filter(pk__in=agencies)
    names = dict(known.values_list("code", "name"))
    prefixes = {str(one.pk): one.prefix for one in Line.objects.filter(mall=mall)}
    return [
        {
            **row,
            "agency_name": names[row["agency"]],
            "prefixes": ", ".join(prefixes.get(line, "") for line in row["lines"]).strip(", "),
        }
        for row in (run.result or {})["rows"]
        if row["agency"] in names
    ]


def told(run: Run, mall: Mall, agencies: Collection[int] | None) -> dict[str, Any]:
    """Return the page of a roster that is done."""
    result = run.result or {}
    rows = rows_for(run, mall, agencies)
    proposed = sum(sum(row["counters"]) for row in rows) / 2
    now = sum(sum(row["now"]) for row in rows) / 2
    seen = {row["agency"] for row in rows}
    return {
        "pools": _pools(rows),
        "proposed": wording.decimal(proposed, 0),
        "now": wording.decimal(now, 0),
        "less": wording.signed(proposed - now),
        "promise": wording.decimal(result["promise"], 0),
        "target": wording.percent(result["target"]),
        "short": _short(rows),
        "names": _names(result["names"], seen, whole=agencies is None),
        "is_plain": any(not row["exact"] for row in rows),
        "rests_on": result["rests_on"],
    }


def _pools(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return pools in the order of their agencies, each with its days."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["agency_name"], row["prefixes"]), []).append(row)
    return [
        {
            "agency": agency,
            "prefixes": prefixes,
            "desks": max(row["desks"] for row in days),
            "name": f"pool-{number}",
            "picture": _heat(number, agency, days),
            "days": [_day(row) for row in days],
        }
        for number, ((agency, prefixes), days) in enumerate(sorted(found.items()), start=1)
    ]


def _heat(number: int, agency: str, days: list[dict[str, Any]]) -> Picture:
    first = min(row["from"] for row in days)
    last = max(row["from"] + len(row["counters"]) * HALF_HOUR for row in days)
    minutes = list(range(first, last, HALF_HOUR))
    drawn = []
    for row in days:
        at = {row["from"] + n * HALF_HOUR: count for n, count in enumerate(row["counters"])}
        drawn.append((wording.weekday(row["weekday"])[:3], [at.get(m) for m in minutes]))
    most = max((max(row["counters"]) for row in days), default=0)
    busiest = max(days, key=lambda row: sum(row["counters"]))
    says = _("Paling banyak {n} loket sekaligus; terberat hari {day}.").format(
        n=most, day=wording.weekday(busiest["weekday"])
    )
    told = Told(f"jadwal-{number}", _("Loket tiap setengah jam"), says)
    heads = [wording.clock(m) for m in minutes]
    shown = [text[:2] if n % 2 == 0 else "" for n, text in enumerate(heads)]
    table = Table(
        (_("Hari"), *heads),
        [(label, *(str(v) if v is not None else "" for v in cells)) for label, cells in drawn],
    )
    return Picture(told, heat(told, shown, drawn), table)


def _day(row: dict[str, Any]) -> dict[str, Any]:
    known = [one for one in row["within"] if one is not None]
    return {
        "day": wording.day(row["day"]),
        "shifts": [
            {**shift, "missing": _unnamed(shift) if row.get("named") else 0}
            for shift in row["shifts"]
        ],
        "hours": wording.decimal(sum(row["counters"]) / 2),
        "now": wording.decimal(sum(row["now"]) / 2),
        "worst": wording.percent(min(known) if known else None),
        "missing": sum(row["missing"]),
    }


def _unnamed(shift: dict[str, Any]) -> int:
    return max(int(shift["count"]) - len(shift["names"]), 0)


def _short(rows: list[dict[str, Any]]) -> list[str]:
    """Return where every desk is taken and the promise is missed all the same."""
    text = _("{agency}, {day}: {n} setengah jam tanpa cukup orang pada pola jaga ini.")
    return [
        text.format(agency=row["agency_name"], day=wording.day(row["day"]), n=sum(row["missing"]))
        for row in rows
        if sum(row["missing"])
    ]


def _names(names: dict[str, Any] | None, seen: set[str], *, whole: bool) -> dict[str, Any] | None:
    """Return how far the names reach; people of other agencies are left out."""
    if names is None:
        return None
    return {
        **names,
        "whole": whole,
        "filled": names["wanted"] - names["unfilled"],
        "people": [
            {**one, "hours": wording.decimal(one["minutes"] / 60),
             "most": wording.decimal(one["most"] / 60, 0)}
            for one in names["people"]
            if one["agency"] in seen
        ],
    }  # fmt: skip


def sheets(rows: list[dict[str, Any]]) -> list[Sheet]:
    """Return the shifts with their names, and the counters by half hour."""
    shifts = [
        [row["day"], wording.weekday(row["weekday"]), row["agency_name"], row["prefixes"],
         shift["code"], shift["names"][n] if n < len(shift["names"]) else ""]
        for row in rows
        for shift in row["shifts"]
        for n in range(shift["count"])
    ]  # fmt: skip
    counters = [
        [row["day"], row["agency_name"], row["prefixes"],
         wording.clock(row["from"] + n * HALF_HOUR), count, row["now"][n],
         row["people"][n], row["within"][n]]
        for row in rows
        for n, count in enumerate(row["counters"])
    ]  # fmt: skip
    return [
        Sheet(
            _("Jaga"),
            [_("Tanggal"), _("Hari"), _("Instansi"), _("Antrean"), _("Jam jaga"), _("Petugas")],
            shifts,
        ),
        Sheet(
            _("Loket"),
            [_("Tanggal"), _("Instansi"), _("Antrean"), _("Mulai"), _("Usul loket"),
             _("Loket sekarang"), _("Orang datang"), _("Terpenuhi")],
            counters,
        ),
    ]  # fmt: skip
