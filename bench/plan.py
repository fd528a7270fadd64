# SPDX-License-Identifier: Apache-2.0
"""The one-visit plan: beside every order tried out, beside a solver's proofs, and how fast."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.figures import Report, Row, median, milliseconds
from satuhadir.engines.plan import FREE, Offer, Plan, Timetable, answer, plan
from satuhadir.engines.reading import Node
from satuhadir.engines.tests.cp_sat import by_cp_sat
from satuhadir.engines.tests.one_visit import Asked, by_every_order, hard_visit, some_visit

INSTANCES, QUICK_INSTANCES = 1_000, 100
PROOFS, QUICK_PROOFS = 60, 6
PROOF_SECONDS = 20.0
SIZES = (1, 2, 3, 4, 5, 6, 7, 8)
WEIGHTS = (1, 2, 3, 4, 4, 3, 2, 1)
FIVE, TWELVE, EVERYBODY = 0.001, 0.100, 0.300
VISITORS, SERVICES, AGENCIES = 5_000, 207, 26
TIMED, HARD, QUICK_HARD = 40, 200, 40
ROUNDS = 3


def run(instances: int = INSTANCES, proofs: int = PROOFS, hard: int = HARD) -> Report:
    """Compare plans with what others find, then time them; a new seed each time."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    equal, none = compared(chance, instances)
    proved, worse = proofs_met(chance, proofs)
    five, twelve = timed(chance, 5), timed(chance, 12)
    lagged, arrivals = timed_hard(chance, hard), timed(chance, 5, arrivals=True)
    grid = timed_hard(chance, hard // 5, arrivals=60)
    build, everybody, planned = everybody_again(chance)
    rows = [
        Row(
            name="brute_force",
            what=f"finish and minutes as of every order tried, {instances:,} visits of 1 to 8",
            figure=f"{equal / instances:.1%}",
            beside="brute force 100.0%",
            ratio=f"{equal / instances:.3f}",
            wanted="= 1",
            is_met=equal == instances,
        ),
        Row(
            name="cp_sat",
            what=f"plans worse than what OR-Tools CP-SAT proved, {proved} of {proofs} visits",
            figure=str(worse),
            beside="0",
            ratio="–",
            wanted="0",
            is_met=worse == 0 and proved > proofs // 2,
        ),
        limit_row("five", "one plan of 5 services, median of processor time", median(five), FIVE),
        limit_row("twelve", "one plan of 12 services, the slowest", max(twelve), TWELVE),
        limit_row(
            "lagged", f"the same with lags, the slowest of {hard} hard ones", max(lagged), TWELVE
        ),
        limit_row("everybody", f"{VISITORS:,} visitors planned again", everybody, EVERYBODY),
    ]
    remarks = [
        f"seed {seed}; needs, lags, groups of papers, breaks, several arrivals; {none} of the"
        f" {instances:,} can't be done and the services named impossible are the same",
        f"processor time of one core; 5 services at most {milliseconds(max(five))}, with 60"
        f" arrivals {milliseconds(median(arrivals))}; 12 services median"
        f" {milliseconds(median(twelve))}",
        f"12 services with lags: median {milliseconds(median(lagged))}, each the best of {ROUNDS};"
        f" with 60 arrivals median {milliseconds(median(grid))}, at most"
        f" {milliseconds(max(grid))}",
        f"{VISITORS:,} visitors of 2 to 5 services each, likely tables of {SERVICES} services of"
        f" {AGENCIES} agencies, {planned:,} can be done; laying the tables out takes"
        f" {milliseconds(build)} more, once for all",
    ]
    values = {
        "equal": equal, "proved": proved, "worse": worse, "five": five, "twelve": twelve,
        "lagged": lagged, "grid": grid, "everybody": everybody, "build": build,
    }  # fmt: skip
    return Report(rows, remarks, values)


def quick() -> Report:
    """Compare fewer."""
    return run(QUICK_INSTANCES, QUICK_PROOFS, QUICK_HARD)


def compared(chance: random.Random, instances: int) -> tuple[int, int]:
    """Return how many plans are those of brute force, and how many visits can't be done."""
    equal = none = 0
    for _ in range(instances):
        count = chance.choices(SIZES, WEIGHTS)[0]
        arrivals = chance.choice([1, 1, 5]) if count < 7 else 1
        if chance.random() < 0.5:
            asked = hard_visit(chance, count, arrivals=arrivals)
        else:
            asked = some_visit(
                chance,
                count,
                needs=chance.choice([0.0, 0.3, 0.6]),
                lags=chance.choice([0.0, 0.3, 1.0]),
                arrivals=arrivals,
                span=chance.choice([60, 150, 300]),
            )
        told, want = answer(Node(asked)), by_every_order(asked)
        none += not told["feasible"]
        if told["feasible"]:
            equal += (told["finish"], told["minutes_in_building"]) == want
        else:
            equal += told["impossible"] == want
    return equal, none


def proofs_met(chance: random.Random, proofs: int) -> tuple[int, int]:
    """Return how many optima the solver proved, and how many plans are not as good."""
    proved = worse = 0
    for place in range(proofs):
        asked = some_visit(chance, 3 + place % 6, needs=0.2, lags=0.3, span=150)
        finish, is_proved = by_cp_sat(asked, seconds=PROOF_SECONDS, workers=2)
        told: Any = answer(Node(asked)).get("finish")
        proved += is_proved
        if (is_proved and told != finish) or (
            finish is not None and (told is None or told > finish)
        ):
            worse += 1
    return proved, worse


def timed_hard(chance: random.Random, visits: int, *, arrivals: int = 1) -> list[float]:
    """Return the seconds of plans of 12 services whose papers take their time, each the best of
    some rounds, so that it is not the machine's load that is measured.
    """
    spent = []
    for place in range(visits):
        if place % 4:
            asked = hard_visit(chance, 12, arrivals=arrivals)
        else:
            asked = some_visit(chance, 12, needs=0.1, lags=1.0, arrivals=arrivals, span=480)
        question = Node(asked)
        spent.append(min(clocked(lambda asked=question: answer(asked))[0] for _ in range(ROUNDS)))  # type: ignore[misc]
    return spent


def timed(chance: random.Random, count: int, *, arrivals: bool = False) -> list[float]:
    """Return the seconds of plans from the question as parsed JSON to the answer."""
    spent: list[float] = []
    while len(spent) < TIMED:
        asked: Asked = some_visit(chance, count, needs=0.0, lags=0.0, span=480)
        if arrivals:
            asked["arrive"] = list(range(420, 720, 5))
        seconds, told = clocked(lambda asked=asked: answer(Node(asked)))  # type: ignore[misc]
        if told["feasible"]:
            spent.append(seconds)
    return spent


def everybody_again(chance: random.Random) -> tuple[float, float, int]:
    """Return the seconds to lay out a mall's tables, to plan all, and how many have a plan."""
    agencies = [f"A{place}" for place in range(AGENCIES)]
    names = ["entrance", *agencies]
    walk = {
        start: {end: chance.randint(1, 5) for end in names[place + 1 :]}
        for place, start in enumerate(names)
    }
    offers = [some_offer(chance, f"S{place}", chance.choice(agencies)) for place in range(SERVICES)]
    build, timetable = clocked(lambda: Timetable(offers, walk))
    codes = [offer.code for offer in offers]
    visitors = [
        (chance.randint(450, 780), chance.sample(codes, chance.randint(2, 5)))
        for _ in range(VISITORS)
    ]
    plan(timetable, 450, codes[:5], [FREE] * 5)

    def again() -> Sequence[Plan | None]:
        return [plan(timetable, now, wanted) for now, wanted in visitors]

    rounds = [clocked(again) for _ in range(5)]
    seconds, plans = min(rounds, key=lambda one: one[0])
    return build, seconds, sum(one is not None for one in plans)


def some_offer(chance: random.Random, code: str, agency: str) -> Offer:
    """Return a service of a day with a wait that moves, a break and a last call."""
    opens, closes = 480, chance.choice([870, 900, 960])
    wait, lunch = chance.uniform(0, 40), (720, 720 + chance.choice([0, 45, 60]))
    table: list[int | None] = []
    for minute in range(opens, closes):
        wait = min(max(wait + chance.uniform(-1, 1), 0.0), 60.0)
        start = minute + round(wait)
        if lunch[0] <= start < lunch[1]:
            start = lunch[1]
        table.append(start if start < closes - 15 else None)
    return Offer(code, agency, chance.randint(5, 30), opens, table)


def clocked(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.thread_time()
    made = work()
    return time.thread_time() - began, made


def limit_row(name: str, what: str, seconds: float, most: float) -> Row:
    """Return a row about a time that must not pass another."""
    return Row(
        name=name,
        what=what,
        figure=milliseconds(seconds),
        beside=milliseconds(most),
        ratio=f"{seconds / most:.2f}",
        wanted="≤ 1",
        is_met=seconds <= most,
    )
