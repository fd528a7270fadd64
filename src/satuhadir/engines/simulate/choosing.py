# SPDX-License-Identifier: Apache-2.0
"""Where a person of a simulated day goes next, and when their call is near.

Every function here must stay compilable: lists or arrays, numbers, nothing else.
"""

import math

from satuhadir.engines.simulate.fields import (
    CV,
    DAY_OPENS,
    DONE,
    DUTIES,
    DUTY,
    DUTY_AT,
    EPSILON,
    EXPECTED,
    FIRST,
    HALVES,
    HELD,
    KEY,
    LEFT,
    LINE,
    MEAN,
    MODE,
    NEEDS,
    NEVER,
    NEXT_DUTY,
    NOBODY,
    NOW,
    OPENS,
    OWN_ORDER,
    PLACE,
    SERVERS,
    SERVES,
    SKILLS,
    STATE,
    USUAL,
    WALK,
    ZONE,
    ZONES,
)
from satuhadir.engines.simulate.lines import ahead_of, idle_desk

LOW_END = 1.2816
"""Standard deviations below the mean of the lowest tenth of a normal distribution."""
LATER = 40.0
"""Minutes; about when a person comes to a line that is left for later."""
LATER_WEIGHS = 0.5
HALF_HOUR = 30.0
SAME_DAY_SPREAD = 0.12
"""What days differ by in pace, as the cold start of `engines.forecast` has it."""


def is_next(n: list[int], v: int, t: int) -> bool:
    """Return whether the person may do this step now: not done, and all it needs is."""
    return n[n[STATE] + t] == HELD and (n[n[NEEDS] + t] & n[n[DONE] + v]) == n[n[NEEDS] + t]


def walk_to(n: list[int], f: list[float], v: int, zone: int) -> float:
    """Return the minutes from where the person is to a zone."""
    return f[n[WALK] + n[n[PLACE] + v] * n[ZONES] + zone]


def next_step(n: list[int], f: list[float], v: int) -> int:
    """Return the ticket a person waits for next, or NOBODY when there is none.

    In their own order the first that may be; otherwise the one whose finish is expected first.
    """
    best = NOBODY
    soonest = NEVER
    for t in range(n[n[FIRST] + v], n[n[FIRST] + v + 1]):
        if not is_next(n, v, t):
            continue
        if n[n[MODE] + v] == OWN_ORDER or n[n[LEFT] + v] == 1:
            return t
        finish = expected_finish(n, f, v, t)
        if best == NOBODY or finish < soonest:
            best = t
            soonest = finish
    return best


def expected_finish(n: list[int], f: list[float], v: int, t: int) -> float:
    """Return the minutes until a service of the person would be finished, were it the next.

    Where usual waits are known, the wait now less half of what waiting there later usually
    takes: a line that is shorter than usual is used while it is.
    """
    line = n[n[LINE] + t]
    ahead = ahead_of(n, line, n[n[KEY] + t])
    servers = f[n[SERVERS] + line]
    wait = 0.0
    if servers < EPSILON:
        wait = until_duty(n, f, line) + ahead * f[n[MEAN] + line]
    elif ahead > 0 or idle_desk(n, line) == NOBODY:
        wait = (ahead + 1) * f[n[MEAN] + line] / servers
    wait = max(wait, f[n[OPENS] + t] - f[NOW], walk_to(n, f, v, n[n[ZONE] + line]))
    if n[HALVES] == 0:
        return wait + f[n[EXPECTED] + t]
    half = int((f[NOW] + LATER - f[DAY_OPENS]) / HALF_HOUR)
    half = max(0, min(half, n[HALVES] - 1))
    return wait - LATER_WEIGHS * f[n[USUAL] + line * n[HALVES] + half]


def until_duty(n: list[int], f: list[float], line: int) -> float:
    """Return the minutes until the next counter of a line comes on duty; NEVER when none does."""
    for at in range(n[NEXT_DUTY], n[DUTIES]):
        change = n[n[DUTY] + at]
        if change % 2 == 1:
            c = change // 2
            for skill in range(n[n[SKILLS] + c], n[n[SKILLS] + c + 1]):
                if n[n[SERVES] + skill] == line:
                    return f[n[DUTY_AT] + at] - f[NOW]
    return NEVER


def earliest_call(n: list[int], f: list[float], line: int, ahead: int) -> float:
    """Return the minutes after which the ticket behind `ahead` others is called at the soonest:
    the lowest tenth of the forecast's range."""
    servers = f[n[SERVERS] + line]
    if servers < EPSILON:
        return until_duty(n, f, line)
    if ahead == 0 and idle_desk(n, line) != NOBODY:
        return 0.0
    mean = f[n[MEAN] + line]
    work = (ahead + 1) * mean
    chance = f[n[CV] + line] * mean
    drift = SAME_DAY_SPREAD * work
    spread = math.sqrt((ahead + 1) * chance * chance + drift * drift)
    return max(work - LOW_END * spread, 0.0) / servers
