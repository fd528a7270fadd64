# SPDX-License-Identifier: Apache-2.0
"""A usual day lived through twice, as it is and as it could be, by the same drawn people.

Pure. Both have the same arrivals and service times (common random numbers), so that what differs is
the change and not the luck; what is left of luck is told as a 95 % interval.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from satuhadir.engines.simulate.days import simulate_days
from satuhadir.engines.simulate.mall import MallDay, Outcome
from satuhadir.engines.simulate.telling import student
from satuhadir.planning.scenes import AHEAD, Change, hours_of, scene
from satuhadir.planning.values import Base, Difference

BATCHES: Final = 12
DAYS: Final = 16  # in a batch
SEED: Final = 20_270_322
Step = Callable[[float], None]
Half = dict[int, tuple[int, float]]


def compare(base: Base, change: Change, *, step: Step, batches: int = BATCHES) -> dict[str, Any]:
    """Return waits before and after a change, as plain JSON. `step` is told the share done."""
    pairs = []
    before, after = scene(base), scene(base, change)
    for number in range(batches):
        one = _batch(before, number)
        step((2 * number + 1) / (2 * batches))
        pairs.append((one, _batch(after, number)))
        step((number + 1) / batches)
    firsts, seconds = [one for one, _other in pairs], [other for _one, other in pairs]
    return {
        "days": batches * DAYS,
        "hours": round(hours_of(base, change), 2),
        "wait": _pair([_all_waits(one) for one in firsts], [_all_waits(one) for one in seconds]),
        "visits": visits_of(pairs),
        "ahead": ahead_of(pairs),
        "lines": [
            {"id": one.id, **_line(pairs, one.id)}
            for one in base.lines
            if any(one.id in outcome.lines for outcome in firsts + seconds)
        ],
        "half_hours": {
            "": _by_half_hour(firsts, seconds, None),
            **({change.line: _by_half_hour(firsts, seconds, change.line)} if change.line else {}),
        },
    }


def outcomes(day: MallDay, *, batches: int, step: Step) -> list[Outcome]:
    """Live through a day in batches; the same number is the same people in every call."""
    found = []
    for number in range(batches):
        found.append(_batch(day, number))
        step((number + 1) / batches)
    return found


def _batch(day: MallDay, number: int) -> Outcome:
    return simulate_days(day, days=DAYS, seed=SEED + number)


def difference(gaps: Sequence[float | None]) -> Difference | None:
    """Return the mean of independent differences with its 95 % interval; None with under two."""
    known = [gap for gap in gaps if gap is not None]
    if len(known) < 2:
        return None
    mean = math.fsum(known) / len(known)
    variance = math.fsum((gap - mean) ** 2 for gap in known) / (len(known) - 1)
    half = student(len(known) - 1) * math.sqrt(variance / len(known))
    return Difference(mean, mean - half, mean + half)


def waits_of(outcome: Outcome, line: str | None) -> float | None:
    """Return the mean wait of everybody who joined a line, or any line."""
    halves = _halves(outcome, line).values()
    people = sum(n for n, _minutes in halves)
    return sum(minutes for _n, minutes in halves) / people if people else None


def _all_waits(outcome: Outcome) -> float | None:
    return waits_of(outcome, None)


def _halves(outcome: Outcome, line: str | None) -> Half:
    """Return people and their minutes of waiting by half hour."""
    found: Half = {}
    for code, figures in outcome.lines.items():
        if line is not None and code != line:
            continue
        for one in figures.half_hours:
            if one.mean is not None and one.joined:
                n, minutes = found.get(one.minute, (0, 0.0))
                found[one.minute] = (n + one.joined, minutes + one.joined * one.mean)
    return found


def _pair(before: Sequence[float | None], after: Sequence[float | None]) -> dict[str, Any]:
    gaps = [
        None if one is None or other is None else other - one
        for one, other in zip(before, after, strict=True)
    ]
    return {"before": _mean(before), "after": _mean(after), "gap": _told(difference(gaps))}


def _mean(values: Sequence[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return round(math.fsum(known) / len(known), 3) if known else None


def _told(gap: Difference | None) -> list[float] | None:
    return None if gap is None else [round(one, 3) for one in gap]


def visits_of(pairs: Sequence[tuple[Outcome, Outcome]]) -> dict[str, Any]:
    """Return minutes in the mall before and after: of all, of one service, of several."""
    return {name: _visits(pairs, name) for name in ("all", "single", "multi")}


def _visits(pairs: Sequence[tuple[Outcome, Outcome]], name: str) -> dict[str, Any]:
    before = [day for one, _ in pairs for day in getattr(one, name).daily]
    after = [day for _, other in pairs for day in getattr(other, name).daily]
    return _pair(before, after)


def ahead_of(pairs: Sequence[tuple[Outcome, Outcome]]) -> dict[str, Any]:
    """Return the visits with a head start, and the others of one service."""
    return {
        "with": _pair(*_of_errands(pairs, lambda code: code.endswith(AHEAD))),
        "without": _pair(*_of_errands(pairs, lambda code: not code.endswith(AHEAD))),
    }


def _of_errands(
    pairs: Sequence[tuple[Outcome, Outcome]], wanted: Callable[[str], bool]
) -> tuple[list[float | None], list[float | None]]:
    """Return the mean minutes in the mall of some errands, batch by batch, before and after."""

    def mean(outcome: Outcome) -> float | None:
        chosen = [
            one for code, one in outcome.errands.items() if wanted(code) and one.mean is not None
        ]
        visits = sum(one.visits for one in chosen)
        return sum((one.mean or 0) * one.visits for one in chosen) / visits if visits else None

    return [mean(one) for one, _ in pairs], [mean(other) for _, other in pairs]


def _line(pairs: Sequence[tuple[Outcome, Outcome]], line: str) -> dict[str, Any]:
    before = [waits_of(one, line) for one, _ in pairs]
    after = [waits_of(other, line) for _, other in pairs]
    found = _pair(before, after)
    for place, name in enumerate(("before", "after")):
        known = [pair[place].lines[line].waits for pair in pairs if line in pair[place].lines]
        found[f"p90_{name}"] = _mean([one.p90 for one in known])
        found[f"within_{name}"] = _mean([one.within for one in known])
        found[f"joined_{name}"] = round(sum(one.joined for one in known) / (len(pairs) * DAYS), 1)
    return found


def _by_half_hour(
    before: Sequence[Outcome], after: Sequence[Outcome], line: str | None
) -> list[list[float | None]]:
    """Return rows of a half hour's minute and the mean waits before and after."""
    sums: tuple[Half, Half] = _summed(before, line), _summed(after, line)
    return [
        [minute, *(_share(one.get(minute)) for one in sums)]
        for minute in sorted(set(sums[0]) | set(sums[1]))
    ]


def _summed(of: Sequence[Outcome], line: str | None) -> Half:
    found: Half = {}
    for outcome in of:
        for minute, (n, minutes) in _halves(outcome, line).items():
            people, waited = found.get(minute, (0, 0.0))
            found[minute] = (people + n, waited + minutes)
    return found


def _share(one: tuple[int, float] | None) -> float | None:
    return round(one[1] / one[0], 2) if one and one[0] else None
