# SPDX-License-Identifier: Apache-2.0
"""From a measured usual day to one the simulator can live through, and what could be changed in it.

Pure: plain values in, plain values out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from satuhadir.engines.simulate.mall import Counter, Errand, Line, MallDay, Step
from satuhadir.planning.values import HALF_HOUR, Base, CounterBase

AHEAD: Final = "!"  # ends the code of visitors with a head start
LUNCH_FROM: Final = 690
LUNCH_TO: Final = 810
LUNCH: Final = 60
_LEAST_RATE: Final = 0.02  # people an hour: fewer are left out
Duty = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What shall be different: one kind of change and what it is about.

    Kinds: `counter` one more at `line`; `lunch` staggered; `people` more or less, in percent;
    `learn`: `counter` learns `line`; `head_start` minutes; `theta` percent; `hours`: the opening
    moves by `opens` and the closing by `closes` minutes; `none`.
    """

    kind: str = "none"
    line: str = ""
    counter: str = ""
    amount: int = 0
    opens: int = 0
    closes: int = 0


def scene(base: Base, change: Change | None = None) -> MallDay:
    """Return the usual day, changed."""
    change = change or Change()
    counters = _counters(base, change)
    head_start = change.amount if change.kind == "head_start" else base.head_start
    factor = 1 + change.amount / 100 if change.kind == "people" else 1.0
    served = {line for one in counters for line in one.lines if one.duty}
    lines = tuple(
        Line(
            code=one.id, minutes=one.mean, agency=one.agency, cv=one.cv,
            theta=change.amount / 100 if change.kind == "theta" else one.theta,
            promise=float(base.promise),
        )
        for one in base.lines
        if one.id in served
    )  # fmt: skip
    errands = tuple(_errands(base, served, head_start, factor))
    begins = [row[0] for one in errands for row in one.per_hour]
    on_duty = [minute for one in counters for row in one.duty for minute in row]
    return MallDay(
        lines=lines,
        counters=tuple(Counter(lines=one.lines, duty=one.duty) for one in counters if one.duty),
        errands=errands,
        opens=int(min([*begins, *on_duty], default=480)),
        closes=int(max(on_duty, default=900)),
        closing="serve_all",
        day_spread=base.day_spread,
    )


def _errands(base: Base, served: set[str], head_start: int, factor: float) -> list[Errand]:
    found = []
    for route, came in base.visits.items():
        if not all(line in served for line in route):
            continue
        first = base.line(route[0])
        ahead = first.ahead if first and head_start else 0.0
        absent = first.absent if first else 0.0
        steps = tuple(Step(line=line) for line in route)
        code = ">".join(route)
        for end, share in (("", 1 - ahead), (AHEAD, ahead)):
            rates = _rates(came, share * factor)
            if rates:
                found.append(
                    Errand(
                        code=code + end, steps=steps, per_hour=rates, no_show=absent,
                        head_start=float(head_start) if end else 0.0,
                    )
                )  # fmt: skip
    return found


def _rates(came: Sequence[float], factor: float) -> tuple[tuple[float, float, float], ...]:
    return tuple(
        (float(place * HALF_HOUR), float(place * HALF_HOUR + HALF_HOUR), people * factor * 2)
        for place, people in enumerate(came)
        if people * factor * 2 >= _LEAST_RATE
    )


def _counters(base: Base, change: Change) -> list[CounterBase]:
    counters = list(base.counters)
    if change.kind == "counter":
        counters.append(_one_more(base, change.line))
    elif change.kind == "learn":
        counters = [
            replace(one, lines=(*one.lines, change.line))
            if one.id == change.counter and change.line not in one.lines
            else one
            for one in counters
        ]
    elif change.kind == "lunch":
        counters = staggered(counters)
    elif change.kind == "hours":
        counters = [
            replace(one, duty=_moved(one.duty, base, change.opens, change.closes))
            for one in counters
        ]
    return counters


def _one_more(base: Base, line: str) -> CounterBase:
    """Return a counter like the one that serves the line longest, for this line alone."""
    own = [one for one in base.counters if line in one.lines and one.duty]
    like = max(own, key=lambda one: sum(to - begins for begins, to in one.duty), default=None)
    duty = like.duty if like else ((base.opens, base.closes),)
    return CounterBase(id="one more", name="", agency="", lines=(line,), duty=duty)


def staggered(counters: Sequence[CounterBase]) -> list[CounterBase]:
    """Give everybody who works through noon one hour off between 11.30 and 13.30, in turn.

    Within each agency the breaks are spread over three beginnings, so that while one is away the
    others are there. Who works alone keeps the break as it was.
    """
    found: list[CounterBase] = []
    turn: dict[str, int] = {}
    for one in counters:
        whole = _filled(one.duty)
        alone = sum(other.agency == one.agency and bool(other.duty) for other in counters) < 2
        if alone or not any(f <= LUNCH_FROM and to >= LUNCH_TO for f, to in whole):
            found.append(one)
            continue
        place = turn.get(one.agency, 0)
        turn[one.agency] = place + 1
        begins = LUNCH_FROM + (place % 2) * LUNCH
        found.append(replace(one, duty=_without(whole, begins, begins + LUNCH)))
    return found


def _filled(duty: Duty) -> Duty:
    """Return duty with its gap around noon closed."""
    found: list[tuple[int, int]] = []
    for begins, to in duty:
        near_noon = found and LUNCH_FROM - HALF_HOUR <= found[-1][1] <= LUNCH_TO
        if near_noon and begins - found[-1][1] <= 2 * LUNCH:
            found[-1] = (found[-1][0], to)
        else:
            found.append((begins, to))
    return tuple(found)


def _without(duty: Duty, begins: int, to: int) -> Duty:
    found = []
    for first, last in duty:
        found += [(first, min(last, begins)), (max(first, to), last)]
    return tuple((first, last) for first, last in found if first < last)


def _moved(duty: Duty, base: Base, opens: int, closes: int) -> Duty:
    """Move the beginning of who opens the day, and the end of who closes it."""
    if not duty:
        return duty
    rows = [list(row) for row in duty]
    if rows[0][0] <= base.opens + HALF_HOUR:
        rows[0][0] += opens
    if rows[-1][1] >= base.closes - HALF_HOUR:
        rows[-1][1] += closes
    return tuple((first, last) for first, last in rows if first < last)


def counter_hours(counters: Sequence[CounterBase]) -> float:
    """Return the hours of all counters together."""
    return sum(to - begins for one in counters for begins, to in one.duty) / 60


def hours_of(base: Base, change: Change) -> float:
    """Return how many counter-hours a change costs; less than 0 where it saves some."""
    return counter_hours(_counters(base, change)) - counter_hours(base.counters)
