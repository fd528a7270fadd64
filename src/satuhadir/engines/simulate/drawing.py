# SPDX-License-Identifier: Apache-2.0
"""Who comes on a simulated day, what for, and how long each service takes.

Arrivals, kinds and service times come from streams of their own, and none of them asks what
counters there are: another staffing or policy meets the same people (common random numbers).

Every function here must stay compilable: lists or arrays, numbers, nothing else.
"""

from satuhadir.engines.simulate.chance import length, logarithm, uniform
from satuhadir.engines.simulate.fields import (
    ACTIVE,
    BUSY,
    CALLED,
    ENDED,
    ENTERS,
    ERRAND,
    EXPECTED,
    FIRST,
    HEAD_START,
    LATE,
    LEAVES,
    LEAVING,
    LEFT,
    LINE,
    MINUTES,
    MODE,
    NEEDS,
    NOBODY,
    READY,
    SLOT,
    STARTED,
    STILL_HERE,
    VISIT,
    VISITS,
)

ARRIVALS = 0
"""Where the stream of arrivals and their kinds begins in the list of streams."""
PEOPLE = 6
TIMES = 12
BOOKED = 18

# What a plan holds in `pn` and `pf`: counts first, then where each list begins.
PIECES = 0
KINDS = 1
SLOTS = 2
BEGINS = 3
ENDS = 4
SHARES = 5
STEPS_OF = 6
STEP_LINE = 7
STEP_NEEDS = 8
STEP_SHAPE = 9
STEP_SCALE = 10
STEP_SIGMA = 11
STEP_MEAN = 12
KIND_MODE = 13
KIND_START = 14
KIND_LEAVES = 15
SLOT_KIND = 16
SLOT_PEOPLE = 17
SLOT_AT = 18
PLAN = 20

SLOT_SPREAD = 20.0
SLOT_AFTER = 5.0
"""Booked people come at any moment from 15 minutes before their slot to 5 after it."""
FULL = -1


def arrivals(
    r: list[int],
    pn: list[int],
    pf: list[float],
    factor: float,
    at: list[float],
    kind: list[int],
) -> int:
    """Draw the walk-ins in the order they come; return how many, or FULL."""
    kinds = pn[KINDS]
    people = 0
    for piece in range(pn[PIECES]):
        ends = pf[pn[ENDS] + piece]
        shares = pn[SHARES] + piece * kinds
        rate = pf[shares + kinds - 1] * factor
        minute = pf[pn[BEGINS] + piece]
        while rate > 0.0:
            minute += -logarithm(uniform(r, ARRIVALS)) / rate
            if minute >= ends:
                break
            if people == len(at):
                return FULL
            at[people] = minute
            chosen = 0
            if kinds > 1:
                chosen = pick(pf, shares, kinds, uniform(r, ARRIVALS) * pf[shares + kinds - 1])
            kind[people] = chosen
            people += 1
    return people


def pick(pf: list[float], first: int, count: int, value: float) -> int:
    """Return the first place whose running sum is more than the value."""
    low = 0
    high = count - 1
    while low < high:
        middle = (low + high) // 2
        if pf[first + middle] > value:
            high = middle
        else:
            low = middle + 1
    return low


def bookings(
    r: list[int],
    pn: list[int],
    pf: list[float],
    people: int,
    at: list[float],
    kind: list[int],
    slot: list[float],
) -> int:
    """Put those with a slot who do come among the walk-ins; return how many come in all."""
    for one in range(pn[SLOTS]):
        wanted = pn[pn[SLOT_KIND] + one]
        begins = pf[pn[SLOT_AT] + one]
        for _seat in range(pn[pn[SLOT_PEOPLE] + one]):
            stays_away = uniform(r, BOOKED) < pf[pn[KIND_LEAVES] + wanted]
            comes = begins + SLOT_AFTER - SLOT_SPREAD * uniform(r, BOOKED)
            if stays_away:
                continue
            if people == len(at):
                return FULL
            place = people
            while place > 0 and at[place - 1] > comes:
                at[place] = at[place - 1]
                kind[place] = kind[place - 1]
                slot[place] = slot[place - 1]
                place -= 1
            at[place] = comes
            kind[place] = wanted
            slot[place] = begins
            people += 1
    return people


def tickets_of(pn: list[int], people: int, kind: list[int], per_line: list[int]) -> int:
    """Count the tickets these people may need, in all and for each line."""
    tickets = 0
    for one in range(people):
        for step in range(pn[pn[STEPS_OF] + kind[one]], pn[pn[STEPS_OF] + kind[one] + 1]):
            per_line[pn[pn[STEP_LINE] + step]] += 1
            tickets += 1
    return tickets


def fill(
    r: list[int],
    pn: list[int],
    pf: list[float],
    pace: list[float],
    late_share: float,
    at: list[float],
    kind: list[int],
    slot: list[float],
    n: list[int],
    f: list[float],
) -> None:
    """Write the people and their tickets into the lists of the day."""
    t = 0
    for v in range(n[VISITS]):
        errand = kind[v]
        n[n[FIRST] + v] = t
        n[n[ERRAND] + v] = errand
        n[n[MODE] + v] = pn[pn[KIND_MODE] + errand]
        n[n[ACTIVE] + v] = NOBODY
        n[n[BUSY] + v] = NOBODY
        f[n[ENTERS] + v] = at[v]
        f[n[LEAVES] + v] = STILL_HERE
        f[n[HEAD_START] + v] = pf[pn[KIND_START] + errand]
        leaves = uniform(r, PEOPLE) < pf[pn[KIND_LEAVES] + errand]
        late = uniform(r, PEOPLE) < late_share
        n[n[LEAVING] + v] = 1 if leaves and slot[v] < 0.0 else 0
        n[n[LATE] + v] = 1 if late else 0
        first = pn[pn[STEPS_OF] + errand]
        last = pn[pn[STEPS_OF] + errand + 1]
        n[n[LEFT] + v] = last - first
        for step in range(first, last):
            fill_ticket(r, pn, pf, pace, step, v, t, n, f)
            f[n[SLOT] + t] = slot[v] if step == first else -1.0
            t += 1
    n[n[FIRST] + n[VISITS]] = t


def fill_ticket(
    r: list[int],
    pn: list[int],
    pf: list[float],
    pace: list[float],
    step: int,
    v: int,
    t: int,
    n: list[int],
    f: list[float],
) -> None:
    """Write one ticket, with the length of its service drawn."""
    line = pn[pn[STEP_LINE] + step]
    n[n[VISIT] + t] = v
    n[n[LINE] + t] = line
    n[n[NEEDS] + t] = pn[pn[STEP_NEEDS] + step]
    drawn = length(
        r, TIMES, pn[pn[STEP_SHAPE] + step], pf[pn[STEP_SCALE] + step], pf[pn[STEP_SIGMA] + step]
    )
    f[n[MINUTES] + t] = drawn * pace[line]
    f[n[EXPECTED] + t] = pf[pn[STEP_MEAN] + step]
    f[n[READY] + t] = -1.0
    f[n[CALLED] + t] = -1.0
    f[n[STARTED] + t] = -1.0
    f[n[ENDED] + t] = -1.0
