# SPDX-License-Identifier: Apache-2.0
"""What will happen in a simulated day: a binary heap by time.

Every function here must stay compilable: lists or arrays, numbers, nothing else.
"""

from satuhadir.engines.simulate.fields import EVENT, EVENT_AT, HEAP


def push(n: list[int], f: list[float], at: float, kind: int, what: int) -> None:
    """Plan something; of equal times either may come first, always the same one."""
    event = n[EVENT]
    when = n[EVENT_AT]
    place = n[HEAP]
    n[HEAP] = place + 1
    while place > 0:
        parent = (place - 1) >> 1
        if f[when + parent] <= at:
            break
        f[when + place] = f[when + parent]
        n[event + place] = n[event + parent]
        place = parent
    f[when + place] = at
    n[event + place] = what * 4 + kind


def pop(n: list[int], f: list[float]) -> int:
    """Take out what happens first and return it, what * 4 + kind; its time was `f[EVENT_AT]`."""
    event = n[EVENT]
    when = n[EVENT_AT]
    first = n[event]
    size = n[HEAP] - 1
    n[HEAP] = size
    at = f[when + size]
    what = n[event + size]
    place = 0
    child = 1
    while child < size:
        if child + 1 < size and f[when + child + 1] < f[when + child]:
            child += 1
        if at <= f[when + child]:
            break
        f[when + place] = f[when + child]
        n[event + place] = n[event + child]
        place = child
        child = 2 * place + 1
    f[when + place] = at
    n[event + place] = what
    return first
