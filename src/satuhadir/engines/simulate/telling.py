# SPDX-License-Identifier: Apache-2.0
"""From counts of simulated days to figures people read."""

import math
from collections.abc import Iterable, Sequence

from satuhadir.engines.simulate.counting import (
    BINS,
    CAME,
    ENDED_WELL,
    JOINED,
    LENGTH,
    LINE_WIDTH,
    NO_SHOWS,
    PER_HALF,
    PER_MINUTE,
    WAITED,
    WERE_CALLED,
    WITHIN,
    WORKED,
)
from satuhadir.engines.simulate.laying import Plan
from satuhadir.engines.simulate.mall import (
    HalfHour,
    LineFigures,
    MallDay,
    Outcome,
    VisitFigures,
    Waits,
)
from satuhadir.engines.simulate.totals import HALF_HOUR, Totals

STUDENT = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""97.5 % points of Student's t for 1 to 30 degrees of freedom."""


def student(freedom: int) -> float:
    """Return the 97.5 % point of Student's t, to a thousandth."""
    if freedom <= len(STUDENT):
        return STUDENT[freedom - 1]
    z = 1.959964
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Return the 95 % interval of the mean of independent values, None of fewer than two."""
    if len(values) < 2:
        return None
    mean = math.fsum(values) / len(values)
    variance = math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
    half = student(len(values) - 1) * math.sqrt(variance / len(values))
    return mean - half, mean + half


def outcome_of(day: MallDay, plan: Plan, totals: Totals) -> Outcome:
    """Return the figures of all days that were added."""
    codes = plan.lines
    agencies: dict[str, list[int]] = {}
    for place, line in enumerate(day.lines):
        agencies.setdefault(line.place, []).append(place)
    everyone = range(len(day.errands))
    work = math.fsum(float(totals.lines_f[p * LINE_WIDTH + WORKED]) for p in range(len(codes)))
    return Outcome(
        days=totals.days,
        lines={code: _line(totals, place, day.opens) for place, code in enumerate(codes)},
        agencies={code: _waits(totals, places) for code, places in agencies.items()},
        errands={day.errands[kind].code: _visits(totals, [kind]) for kind in everyone},
        all=_visits(totals, everyone),
        single=_visits(totals, [kind for kind in everyone if day.errands[kind].is_single]),
        multi=_visits(totals, [kind for kind in everyone if not day.errands[kind].is_single]),
        turned_away=totals.turned_away,
        busy_share=work / totals.on_duty if totals.on_duty else None,
    )


def _line(totals: Totals, place: int, opens: int) -> LineFigures:
    return LineFigures(
        waits=_waits(totals, [place]),
        half_hours=tuple(
            _half_hour(totals, place * totals.halves + half, opens + half * HALF_HOUR)
            for half in range(totals.halves)
        ),
        no_shows=int(totals.lines_n[place * LINE_WIDTH + NO_SHOWS]),
        worked_minutes=float(totals.lines_f[place * LINE_WIDTH + WORKED]),
    )


def _half_hour(totals: Totals, place: int, minute: int) -> HalfHour:
    joined, called, within = (
        int(totals.halves_n[place * PER_HALF + what]) for what in (JOINED, WERE_CALLED, WITHIN)
    )
    return HalfHour(
        minute=minute,
        joined=joined,
        mean=float(totals.halves_f[place * PER_HALF + WAITED]) / called if called else None,
        within=within / joined if joined else None,
        waiting=float(totals.halves_f[place * PER_HALF + LENGTH]) / HALF_HOUR / totals.days,
    )


def _waits(totals: Totals, places: Sequence[int]) -> Waits:
    joined, called, within = (
        sum(int(totals.lines_n[place * LINE_WIDTH + what]) for place in places)
        for what in (JOINED, WERE_CALLED, WITHIN)
    )
    waited = math.fsum(float(totals.lines_f[place * LINE_WIDTH + WAITED]) for place in places)
    bins = _added(totals.waits, places)
    return Waits(
        joined=joined,
        called=called,
        mean=waited / called if called else None,
        median=quantile(bins, 0.5),
        p90=quantile(bins, 0.9),
        within=within / joined if joined else None,
    )


def _visits(totals: Totals, kinds: Iterable[int]) -> VisitFigures:
    kinds = list(kinds)
    came = sum(int(totals.visits_n[2 * kind + CAME]) for kind in kinds)
    bins = _added(totals.visits, kinds)
    daily = [
        (sum(one for one, _ in row), math.fsum(minutes for _, minutes in row))
        for row in zip(*(totals.daily[kind] for kind in kinds), strict=True)
    ]
    means = [minutes / one if one else None for one, minutes in daily]
    ends = interval([mean for mean in means if mean is not None])
    return VisitFigures(
        visits=came,
        finished=sum(int(totals.visits_n[2 * kind + ENDED_WELL]) for kind in kinds),
        mean=math.fsum(minutes for _, minutes in daily) / came if came else None,
        median=quantile(bins, 0.5),
        p90=quantile(bins, 0.9),
        low=ends[0] if ends else None,
        high=ends[1] if ends else None,
        daily=tuple(means),
    )


def _added(bins: Sequence[int], places: Sequence[int]) -> list[int]:
    rows = [bins[place * BINS : (place + 1) * BINS] for place in places]
    return [sum(map(int, one)) for one in zip(*rows, strict=True)]


def quantile(bins: Sequence[int], share: float) -> float | None:
    """Return a quantile in minutes from counts of quarter minutes: the middle of its bin."""
    count = sum(bins)
    if not count:
        return None
    rank, seen = max(1, math.ceil(share * count - 1e-9)), 0
    for place, number in enumerate(bins):
        seen += number
        if seen >= rank:
            return (place + 0.5) / PER_MINUTE
    raise AssertionError("a rank is never larger than the count")
