# SPDX-License-Identifier: Apache-2.0
"""Promised ends of visits with several services on invented days: how often they came true.

Six lines with two or three counters, a morning peak, log-normal services; a day has its own demand
and its own pace. Most people come for one service; some come for two to four, in the order that
the plan engine finds on the forecasts of that minute, and are told the end that is composed of
them. Their other tickets keep their age but for the minutes that they are served elsewhere.
"""

import heapq
import itertools
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bench.figures import Report, Row
from satuhadir.engines.calibration import Learned
from satuhadir.engines.forecast import Question, forecast
from satuhadir.engines.plan import DOOR, Offer, Timetable, plan
from satuhadir.visits.promises import WALK_MINUTES, Leg, Past, Reach, compose, corrected, learn_ends

SEEDS, LEARN_DAYS, TEST_DAYS = 3, 30, 40
OPENS, CLOSES, LAST = 480, 900, 1080
COUNTERS: Final = (2, 2, 3, 2, 3, 2)
MEANS: Final = (8.0, 12.0, 10.0, 15.0, 7.0, 9.0)
CV, LOAD, PACE_SD, DEMAND_SD, SEVERAL = 0.7, 0.85, 0.1, 0.15, 0.06
RECENT: Final = 20
BINS: Final = (0, 30, 60, 120)
LOW, HIGH, SLOWER = 0.76, 0.9, 1.25
COLD: Final = learn_ends([])
PATHS: Final = [((OPENS, LAST, float(count)),) for count in COUNTERS]


class Told(NamedTuple):
    """What was composed for one visit, when it began, and when it was over."""

    begins: int
    reach: Reach
    ended: int

    @property
    def past(self) -> Past:
        reach, at = self.reach, self.begins
        assert reach.high is not None
        return Past(reach.low - at, reach.likely - at, reach.high - at, self.ended - at)


@dataclass
class _Person:
    came: float
    lines: list[int]
    begins: int = 0
    reach: Reach | None = None
    served: float = 0.0


@dataclass
class _Day:
    chance: random.Random
    pace: float
    events: list[tuple[float, int, _Person, int]] = field(default_factory=list)
    order: "itertools.count[int]" = field(default_factory=itertools.count)
    waiting: list[list[_Person]] = field(default_factory=lambda: [[] for _ in COUNTERS])
    held: list[list[_Person]] = field(default_factory=lambda: [[] for _ in COUNTERS])
    free: list[int] = field(default_factory=lambda: list(COUNTERS))
    recent: list[list[float]] = field(default_factory=lambda: [[] for _ in COUNTERS])
    told: list[Told] = field(default_factory=list)


def invent_day(chance: random.Random, pace: float = 1.0) -> list[Told]:
    """Return what was promised on a day and came true; at pace 1.25 services take longer."""
    day = _Day(chance, pace * math.exp(chance.gauss(0, PACE_SD)))
    rates = [
        LOAD * count / mean / (1 + SEVERAL) for count, mean in zip(COUNTERS, MEANS, strict=True)
    ]
    rate, at = sum(rates) * math.exp(chance.gauss(0, DEMAND_SD)), float(OPENS)
    while (at := at + chance.expovariate(rate * 1.5)) < CLOSES - 60:
        peak = math.exp(-((((at - OPENS) / (CLOSES - OPENS) - 0.3) / 0.25) ** 2))
        if chance.random() > (0.5 + peak) / 1.5:
            continue
        lines = chance.choices(range(len(COUNTERS)), rates)
        if chance.random() < SEVERAL:
            lines = chance.sample(range(len(COUNTERS)), chance.choice((2, 2, 3, 4)))
        _push(day, at, _Person(at, lines), -1)
    while day.events:
        at, _n, person, line = heapq.heappop(day.events)
        if line < 0 and person.reach is None and len(person.lines) > 1:
            _promise(day, person, at)
        if line >= 0:
            day.free[line] += 1
        _stand(day, person, at, line)
        _serve(day, at)
    return day.told


def _push(day: _Day, at: float, person: _Person, line: int) -> None:
    heapq.heappush(day.events, (at, next(day.order), person, line))


def _key(person: _Person) -> float:
    return person.came + person.served


def _promise(day: _Day, person: _Person, at: float) -> None:
    """Forecast each line, put them in the order the engine finds, and tell the end."""
    now = person.begins = int(at)
    called = {line: _called(day, line, person, now) for line in person.lines}
    known = {line: one for line, one in called.items() if one is not None}
    if len(known) == len(called):
        offers = [
            Offer(str(line), str(line), round(MEANS[line]), now,
                  [max(minute, one[1]) for minute in range(now, LAST)])
            for line, one in known.items()
        ]  # fmt: skip
        names = [DOOR, *map(str, known)]
        walks = {a: dict.fromkeys(names[n + 1 :], WALK_MINUTES) for n, a in enumerate(names[:-1])}
        found = plan(Timetable(offers, walks), now, [str(line) for line in known])
        if found is not None:
            person.lines = [int(stop.code) for stop in found.stops]
        legs = [Leg(n, round(MEANS[n]), known[n], ((OPENS, LAST),)) for n in person.lines]
        person.reach = compose(legs, now)
    for line in person.lines[1:]:
        day.held[line].append(person)


def _called(day: _Day, line: int, person: _Person, now: int) -> tuple[int, int, int] | None:
    before = [*day.waiting[line], *day.held[line]]
    answer = forecast(
        Question(
            ahead=sum(_key(one) <= _key(person) for one in before), now=now, staffing=PATHS[line],
            mean_minutes=MEANS[line], idle=0 if day.waiting[line] else day.free[line],
            recent_minutes=day.recent[line][-RECENT:],
        )
    )  # fmt: skip
    if answer.likely is None or answer.low is None or answer.high is None:
        return None
    return now + answer.low, now + round(answer.likely), now + answer.high


def _stand(day: _Day, person: _Person, at: float, line: int) -> None:
    """Let a person stand in their next line, after the walk; or be done."""
    if line >= 0:
        person.lines = person.lines[1:]
        if person.lines:
            return _push(day, at + WALK_MINUTES, person, -1)
        if person.reach is not None and person.reach.high is not None:
            day.told.append(Told(person.begins, person.reach, int(at)))
        return None
    mine = person.lines[0]
    if person in day.held[mine]:
        day.held[mine].remove(person)
    day.waiting[mine].append(person)
    return None


def _serve(day: _Day, at: float) -> None:
    """Give every free counter the first who waits."""
    sigma = math.sqrt(math.log(1 + CV**2))
    for line, waiting in enumerate(day.waiting):
        while waiting and day.free[line]:
            person = min(waiting, key=_key)
            waiting.remove(person)
            middle = math.log(MEANS[line] * day.pace) - sigma**2 / 2
            minutes = day.chance.lognormvariate(middle, sigma)
            day.free[line] -= 1
            day.recent[line].append(minutes)
            person.served += minutes
            _push(day, at + minutes, person, line)


class Tried(NamedTuple):
    """Shares of ends within their range, composed and corrected: of all, and by bin."""

    visits: int
    composed: float
    corrected: float
    by_bin: dict[int, tuple[int, float, float]]
    width: tuple[float, float]


def tried(days: Sequence[Sequence[Told]], learned: Learned) -> Tried:
    """Compare the promises of some days with what came."""
    hits: dict[int, list[tuple[bool, bool]]] = {one: [] for one in BINS}
    widths = []
    for one in itertools.chain.from_iterable(days):
        told, reach = corrected(one.reach, one.begins, learned), one.reach
        assert reach.high is not None and told.high is not None
        minutes = reach.likely - one.begins
        inside = told.low <= one.ended <= told.high
        before = reach.low <= one.ended <= reach.high
        hits[max(least for least in BINS if least <= minutes)].append((before, inside))
        widths.append((reach.high - reach.low, told.high - told.low))
    every = [hit for some in hits.values() for hit in some]
    return Tried(
        len(every), *_shares(every), {n: (len(some), *_shares(some)) for n, some in hits.items()},
        (sum(a for a, _b in widths) / len(every), sum(b for _a, b in widths) / len(every)),
    )  # fmt: skip


def _shares(hits: Sequence[tuple[bool, bool]]) -> tuple[float, float]:
    many = max(len(hits), 1)
    return sum(a for a, _b in hits) / many, sum(b for _a, b in hits) / many


def run(seeds: Sequence[int] = (), days: int = TEST_DAYS) -> Report:
    """Learn from invented days and promise on others, for seeds drawn anew at each run."""
    drawn = list(seeds) or [random.SystemRandom().randrange(10**9) for _ in range(SEEDS)]
    usual, slow, cold = [], [], []
    for seed in drawn:
        chance = random.Random(seed)
        past = [one.past for _ in range(LEARN_DAYS) for one in invent_day(chance)]
        learned, tests = learn_ends(past), [invent_day(chance) for _ in range(days)]
        usual.append(tried(tests, learned))
        cold.append(tried(tests, COLD))
        slow.append(tried([invent_day(chance, SLOWER) for _ in range(days)], learned))
    least, most = min(one.corrected for one in usual), max(one.corrected for one in usual)
    first = usual[0]
    return Report(
        [
            Row("ends", "visits of several services over within their promised 80 % range",
                f"{least:.1%} to {most:.1%}", f"{LOW:.0%} to {HIGH:.0%}", "–", "inside",
                is_met=least >= LOW and most <= HIGH),
        ],
        [
            f"seeds {' '.join(map(str, drawn))}; {LEARN_DAYS} days to learn from, {days} to test;"
            f" {first.visits} visits of the first seed",
            f"by the ranges of the waits alone {_each(one.composed for one in usual)}; with the"
            f" services' own spread {_each(one.corrected for one in cold)}; corrected by what came"
            f" {_each(one.corrected for one in usual)}",
            f"days a quarter slower: {_each(one.composed for one in slow)}; corrected"
            f" {_each(one.corrected for one in slow)}",
            "by likely minutes, first seed: " + "; ".join(
                f"{n}+ ({many}) {a:.0%} to {b:.0%}" for n, (many, a, b) in first.by_bin.items()
            ),
            f"ranges {first.width[0]:.0f} minutes wide in the mean by the waits alone,"
            f" {cold[0].width[1]:.0f} with the services' spread, {first.width[1]:.0f} corrected",
        ],
        {"seeds": drawn, "usual": [one._asdict() for one in usual],
         "slower": [one._asdict() for one in slow], "cold": [one._asdict() for one in cold]},
    )  # fmt: skip


def _each(shares: Iterable[float]) -> str:
    return " ".join(f"{one:.1%}" for one in shares)


def quick() -> Report:
    """Do the same with fewer days to test."""
    return run(days=15)
