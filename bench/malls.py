# SPDX-License-Identifier: Apache-2.0
"""An invented mall for the benchmarks of policies: 26 agencies, peaks, lunch, short walks.

No real mall's numbers: service times 5 to 16 minutes with a spread of 0.7, a thousand visitors a
day of whom a third need several services, walks of up to three minutes.
"""

import math
import random
from collections.abc import Sequence

from satuhadir.engines.simulate.mall import Counter, Errand, Line, MallDay, Step

AGENCIES = 26
KINDS_OF_MULTI = 160
OPENS, CLOSES = 480, 960
LAST_COMES = 870
LUNCH = 45
BUSIEST_UNTIL = 660
SHARE_MULTI = 0.35
WITH_A_CONDITION = 0.25
VISITORS = 1_000
METRES_A_MINUTE = 45.0


def mall(load: float, visitors: int = VISITORS, seed: int = 5) -> MallDay:
    """Return a day of the mall at a load: the work that people bring in the three busiest hours,
    from eight to eleven, divided by the counter-minutes of these hours."""
    chance = random.Random(seed)
    codes = [f"A{place:02}" for place in range(AGENCIES)]
    minutes = {code: round(chance.uniform(5.0, 16.0), 1) for code in codes}
    weights = [chance.paretovariate(1.6) for _ in codes]
    routes = [_route(codes, weights, chance) for _ in range(KINDS_OF_MULTI)]
    shape = _shape()
    multi = visitors * SHARE_MULTI
    singles = [visitors * (1 - SHARE_MULTI) * weight / sum(weights) for weight in weights]
    errands = [
        Errand(code=code, steps=(Step(line=code),), per_hour=_rates(shape, people))
        for code, people in zip(codes, singles, strict=True)
    ] + [
        Errand(code=f"M{place:03}", steps=route, per_hour=_rates(shape, multi / len(routes)))
        for place, route in enumerate(routes)
    ]
    asked = dict.fromkeys(codes, 0.0)
    for errand in errands:
        people = sum(
            (ends - begins) / 60 * rate
            for begins, ends, rate in errand.per_hour
            if ends <= BUSIEST_UNTIL
        )
        for step in errand.steps:
            asked[step.line] += people
    each = BUSIEST_UNTIL - OPENS
    counts = {code: max(1, round(asked[code] * minutes[code] / load / each)) for code in codes}
    work = sum(asked[code] * minutes[code] for code in codes)
    factor = load * each * sum(counts.values()) / work
    return MallDay(
        lines=tuple(Line(code=code, minutes=minutes[code] * factor) for code in codes),
        counters=tuple(
            desk for place, code in enumerate(codes) for desk in _desks(code, counts[code], place)
        ),
        errands=tuple(errands),
        opens=OPENS,
        closes=CLOSES,
        walk=_walks(codes, chance),
        day_spread=0.2,
    )


def _route(
    codes: Sequence[str], weights: Sequence[float], chance: random.Random
) -> tuple[Step, ...]:
    """Return two to four services of different agencies, a quarter with one condition."""
    wanted = chance.choices((2, 3, 4), (0.6, 0.3, 0.1))[0]
    chosen: list[str] = []
    while len(chosen) < wanted:
        code = chance.choices(codes, weights)[0]
        if code not in chosen:
            chosen.append(code)
    later = wanted - 1 if chance.random() < WITH_A_CONDITION else None
    return tuple(
        Step(line=code, after=(0,) if place == later else ()) for place, code in enumerate(chosen)
    )


def _shape() -> list[tuple[float, float, float]]:
    """Return half hours with their share of the day's visitors: peaks at 09:15 and 13:30."""
    rows = [
        (begins, begins + 30.0, 0.25 + math.exp(-(((begins + 15 - 555) / 60) ** 2))
         + 0.6 * math.exp(-(((begins + 15 - 810) / 45) ** 2)))
        for begins in range(OPENS, LAST_COMES, 30)
    ]  # fmt: skip
    total = sum(weight for *_, weight in rows)
    return [(begins, ends, weight / total) for begins, ends, weight in rows]


def _rates(
    shape: Sequence[tuple[float, float, float]], people: float
) -> tuple[tuple[float, float, float], ...]:
    return tuple((begins, ends, 2.0 * share * people) for begins, ends, share in shape)


def _desks(code: str, count: int, place: int) -> list[Counter]:
    """Return an agency's counters; they take lunch in turn."""
    lunches = [690 + LUNCH * ((desk + place) % 2) for desk in range(count)]
    return [
        Counter(lines=(code,), duty=((OPENS, lunch), (lunch + LUNCH, CLOSES))) for lunch in lunches
    ]


def _walks(codes: Sequence[str], chance: random.Random) -> dict[str, dict[str, float]]:
    """Return walks between places in a hall of 90 by 60 metres."""
    at = {code: (chance.uniform(0, 90), chance.uniform(0, 60)) for code in codes}
    at["entrance"] = (45.0, 0.0)
    places = ["entrance", *codes]
    return {
        one: {
            other: round(math.dist(at[one], at[other]) / METRES_A_MINUTE, 1)
            for other in places[place + 1 :]
        }
        for place, one in enumerate(places[:-1])
    }
