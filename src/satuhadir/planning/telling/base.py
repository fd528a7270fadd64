# SPDX-License-Identifier: Apache-2.0
"""What a usual day of the mall is like, and what the figures rest on."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from satuhadir.planning import wording
from satuhadir.planning.telling.picture import Picture, Table
from satuhadir.planning.values import HALF_HOUR, HALF_HOURS, Base
from satuhadir.shared.charts import Point, Told, bars


def usual_day(base: Base) -> dict[str, Any]:
    """Return the usual day as hero figures, two pictures, and the measure of each line."""
    several = sum(sum(came) for route, came in base.visits.items() if len(route) > 1)
    share = several / base.people if base.people else 0
    heroes = [
        {"name": _("Pengunjung sehari"), "figure": wording.decimal(base.people, 0), "unit": ""},
        {"name": _("Mengurus lebih dari satu"), "figure": wording.percent(share), "unit": ""},
        {"name": _("Loket yang biasa buka"),
         "figure": str(sum(bool(one.duty) for one in base.counters)), "unit": ""},
        {"name": _("Naik turun antarhari"), "figure": wording.percent(base.day_spread),
         "unit": _("dari rata-rata")},
    ]  # fmt: skip
    return {
        "heroes": heroes,
        "pictures": [_people(base), _counters(base)],
        "lines": [
            {
                "line": one,
                "people": wording.decimal(sum(one.joined), 0),
                "mean": wording.minutes(one.mean),
                "absent": wording.percent(one.absent),
                "counters": sum(one.id in c.lines and bool(c.duty) for c in base.counters),
            }
            for one in base.lines
        ],
        "first": date_format(base.first, "j F Y"),
        "last": date_format(base.last, "j F Y"),
    }


def _by_half_hour(base: Base) -> list[tuple[int, float, int]]:
    """Return rows of a half hour's minute, people who come, counters open, from first to last."""
    rows = []
    for place in range(HALF_HOURS):
        people = sum(came[place] for came in base.visits.values())
        minute = place * HALF_HOUR
        on_duty = sum(any(f <= minute < t for f, t in one.duty) for one in base.counters)
        rows.append((minute, people, on_duty))
    used = [n for n, row in enumerate(rows) if row[1] >= 0.5 or row[2]]
    return rows[used[0] : used[-1] + 1] if used else []


def _people(base: Base) -> Picture:
    rows = _by_half_hour(base)
    most = max(rows, key=lambda row: row[1], default=(0, 0.0, 0))
    says = _("Paling banyak datang pukul {when}: {n} orang dalam setengah jam.").format(
        when=wording.clock(most[0]), n=wording.decimal(most[1], 0)
    )
    told = Told("datang", _("Yang datang tiap setengah jam"), says)
    points = [Point(wording.clock(minute), people) for minute, people, _on in rows]
    table = Table(
        (_("Mulai"), _("Orang")),
        [(wording.clock(minute), wording.decimal(people)) for minute, people, _on in rows],
    )
    return Picture(told, bars(told, points, unit=_("orang")), table)


def _counters(base: Base) -> Picture:
    rows = _by_half_hour(base)
    most = max((on_duty for _m, _p, on_duty in rows), default=0)
    manned = [row for row in rows if row[2]]
    busiest = max(manned, key=lambda row: row[1] / row[2], default=(0, 0.0, 0))
    says = _(
        "Paling banyak {most} loket. Paling berat pukul {when}: {n} orang datang untuk tiap loket "
        "yang buka."
    ).format(
        most=most, when=wording.clock(busiest[0]),
        n=wording.decimal(busiest[1] / max(busiest[2], 1)),
    )  # fmt: skip
    told = Told("loket", _("Loket yang biasa buka"), says)
    points = [Point(wording.clock(minute), on_duty) for minute, _people, on_duty in rows]
    table = Table(
        (_("Mulai"), _("Loket")), [(wording.clock(m), str(on_duty)) for m, _p, on_duty in rows]
    )
    return Picture(told, bars(told, points, unit=_("loket")), table)
