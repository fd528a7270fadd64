# SPDX-License-Identifier: Apache-2.0
"""Forecasts of waits on invented days: how far off, and how often inside their range."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bench.figures import Report, Row
from bench.line_days import MEAN_MINUTES, Asked, invent_day, planned_path
from satuhadir.engines.calibration import Learned, Residual
from satuhadir.engines.forecast import Question, forecast, learn_ranges

SEEDS, LEARN_DAYS, TEST_DAYS = 5, 60, 100
KEPT: Final = 600
"""As many past predictions as an installation keeps of a line."""
SLOWER: Final = 1.25
LONG_MINUTES: Final = 15.0
MAE_RATIO, LOW, HIGH, LONG, SLOW = 0.6, 0.78, 0.88, 0.75, 0.76


@dataclass(frozen=True)
class Tried:
    """What came of the forecasts for some days; shares are 0 to 1, of who had to wait."""

    asked: int
    covered: float
    covered_long: float
    worst_tenth: float
    width: float
    error: float
    error_last: float
    at_once: float


def run(seeds: Sequence[int] = (), days: int = TEST_DAYS) -> Report:
    """Learn from invented days and forecast others, for seeds drawn anew at each run."""
    drawn = list(seeds) or [random.SystemRandom().randrange(10**9) for _ in range(SEEDS)]
    usual, slow, kept, kept_slow, cold = [], [], [], [], []
    for seed in drawn:
        chance = random.Random(seed)
        past = [one for _ in range(LEARN_DAYS) for one in _residuals(invent_day(chance))]
        tests = [invent_day(chance) for _ in range(days)]
        slower = [invent_day(chance, pace=SLOWER) for _ in range(days)]
        whole, short = learned(past), learned(past[-KEPT:])
        usual.append(tried(tests, whole))
        slow.append(tried(slower, whole))
        kept.append(tried(tests, short))
        kept_slow.append(tried(slower, short))
        cold.append(tried(tests, None))
    return Report(
        _rows(usual, slow),
        [
            f"seeds {' '.join(map(str, drawn))}; {LEARN_DAYS} days to learn from, {days} to test,"
            f" as many a quarter slower; {usual[0].asked} waits tested; the worst seed counts",
            f"waits by seed, usual days {_each(usual)}, slower {_each(slow)}",
            f"learned from the newest {KEPT} alone: usual {_each(kept)}, slower {_each(kept_slow)}",
            f"without a past {_each(cold)}",
            "the worst tenth of days " + " ".join(f"{one.worst_tenth:.0%}" for one in usual)
            + f"; ranges {usual[0].width:.0f} minutes wide in the mean; error"
            f" {usual[0].error:.1f} minutes, last to enter service {usual[0].error_last:.1f};"
            f" {usual[0].at_once:.0%} found a free counter and are not counted",
        ],
        {"seeds": drawn, "usual": [one.__dict__ for one in usual],
         "slower": [one.__dict__ for one in slow], "kept": [one.__dict__ for one in kept],
         "kept_slower": [one.__dict__ for one in kept_slow],
         "cold": [one.__dict__ for one in cold]},
    )  # fmt: skip


def quick() -> Report:
    """Do the same with fewer days to test."""
    return run(days=40)


def learned(past: Sequence[Residual]) -> Learned:
    """Return what these residuals teach, oldest first."""
    path = planned_path()
    minutes = sum(end - start for start, end, _counters in path)
    counters = sum((end - start) * count for start, end, count in path) / minutes
    return learn_ranges(past, MEAN_MINUTES / counters)


def tried(days: Sequence[Sequence[Asked]], past: Learned | None) -> Tried:
    """Forecast every number of these days and compare with what happened."""
    by_day: list[float] = []
    inside = long_inside = long_all = waits = free = 0
    width = error = error_last = 0.0
    for day in days:
        hits = some = 0
        for one in day:
            answer = forecast(_question(one, past))
            if answer.likely is None or answer.low is None or answer.high is None:
                continue
            if one.idle > one.ahead:
                free += 1
                continue
            hit = answer.low <= one.waited <= answer.high
            some, hits = some + 1, hits + hit
            width += answer.high - answer.low
            error += abs(answer.likely - one.waited)
            error_last += abs(one.last_wait - one.waited)
            if answer.likely > LONG_MINUTES:
                long_all, long_inside = long_all + 1, long_inside + hit
        if some:
            by_day.append(hits / some)
        inside, waits = inside + hits, waits + some
    by_day.sort()
    worst = by_day[: max(len(by_day) // 10, 1)]
    return Tried(
        asked=waits, covered=inside / waits, covered_long=long_inside / max(long_all, 1),
        worst_tenth=sum(worst) / len(worst), width=width / waits, error=error / waits,
        error_last=error_last / waits, at_once=free / (free + waits),
    )  # fmt: skip


def _question(one: Asked, past: Learned | None) -> Question:
    return Question(
        ahead=one.ahead, now=one.now, staffing=one.path, idle=one.idle,
        mean_minutes=MEAN_MINUTES, recent_minutes=one.recent, learned=past,
    )  # fmt: skip


def _residuals(day: Sequence[Asked]) -> list[Residual]:
    """Return what a line would keep of a day: what was said without a past, and what happened."""
    said = ((forecast(_question(one, None)).likely, one.waited) for one in day)
    return [Residual(likely, waited) for likely, waited in said if likely is not None]


def _rows(usual: Sequence[Tried], slow: Sequence[Tried]) -> list[Row]:
    ratio = max(one.error / one.error_last for one in usual)
    least, most = min(one.covered for one in usual), max(one.covered for one in usual)
    return [
        Row("mae", "error of the likely wait beside that of last-to-enter-service", f"{ratio:.2f}",
            f"{MAE_RATIO}", f"{ratio / MAE_RATIO:.2f}", "≤ 1", is_met=ratio <= MAE_RATIO),
        Row("coverage", "waits inside their 80 % range, worst seeds", f"{least:.1%} to {most:.1%}",
            f"{LOW:.0%} to {HIGH:.0%}", "–", "inside", is_met=least >= LOW and most <= HIGH),
        _least("long", "the same, of waits said to be over 15 minutes",
               min(one.covered_long for one in usual), LONG),
        _least("slower", "the same on days a quarter slower than those learned from",
               min(one.covered for one in slow), SLOW),
    ]  # fmt: skip


def _least(name: str, what: str, share: float, least: float) -> Row:
    return Row(
        name, what, f"{share:.1%}", f"{least:.0%}", f"{share / least:.2f}", "≥ 1", share >= least
    )


def _each(found: Sequence[Tried]) -> str:
    return " ".join(f"{one.covered:.1%}" for one in found)
