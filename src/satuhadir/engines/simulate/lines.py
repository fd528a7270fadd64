# SPDX-License-Identifier: Apache-2.0
"""Lines of a simulated day: who stands where in them, and who is called next.

Every function here must stay compilable: lists or arrays, numbers, nothing else.
"""

from satuhadir.engines.simulate.fields import (
    BUSY,
    DESKS,
    EPSILON,
    HEAD,
    IDLE,
    KEY,
    LINE,
    MODE,
    NOBODY,
    NOW,
    NUMBER,
    ON_DUTY,
    ONE_ACTIVE,
    OPENS,
    OWN_ORDER,
    PLACE,
    QUEUE,
    ROOM,
    SERVED_BY,
    SERVES,
    SKILLS,
    TAIL,
    THERE,
    VISIT,
    WITH,
    ZONE,
)


def is_before(n: list[int], one: int, other: int) -> bool:
    """Return whether a ticket stands before another: the order of `dispatch.place`."""
    mine = n[n[KEY] + one]
    theirs = n[n[KEY] + other]
    if mine != theirs:
        return mine < theirs
    mine = n[n[NUMBER] + one]
    theirs = n[n[NUMBER] + other]
    if mine != theirs:
        return mine < theirs
    return one < other


def insert(n: list[int], t: int) -> None:
    """Put a ticket into its line."""
    line = n[n[LINE] + t]
    tail = n[n[TAIL] + line]
    if tail == n[n[ROOM] + line + 1]:
        tail = make_room(n, line)
    queue = n[QUEUE]
    head = n[n[HEAD] + line]
    at = tail
    while at > head and is_before(n, t, n[queue + at - 1]):
        n[queue + at] = n[queue + at - 1]
        at -= 1
    n[queue + at] = t
    n[n[TAIL] + line] = tail + 1


def make_room(n: list[int], line: int) -> int:
    """Move the waiting to the begin of the line's stretch; return where they end."""
    queue = n[QUEUE]
    to = n[n[ROOM] + line]
    for at in range(n[n[HEAD] + line], n[n[TAIL] + line]):
        n[queue + to] = n[queue + at]
        to += 1
    n[n[HEAD] + line] = n[n[ROOM] + line]
    n[n[TAIL] + line] = to
    return to


def remove(n: list[int], t: int) -> None:
    """Take a ticket out of its line."""
    line = n[n[LINE] + t]
    queue = n[QUEUE]
    head = n[n[HEAD] + line]
    at = head
    while n[queue + at] != t:
        at += 1
    while at > head:
        n[queue + at] = n[queue + at - 1]
        at -= 1
    n[n[HEAD] + line] = head + 1


def is_callable(n: list[int], f: list[float], t: int) -> bool:
    """Return whether a waiting ticket may be called now: slot open, person free and, where they
    were sent, there."""
    if f[n[OPENS] + t] > f[NOW]:
        return False
    v = n[n[VISIT] + t]
    mode = n[n[MODE] + v]
    if mode in (ONE_ACTIVE, OWN_ORDER):
        return True
    if n[n[BUSY] + v] != NOBODY or n[n[PLACE] + v] != n[n[ZONE] + n[n[LINE] + t]]:
        return False
    return f[n[THERE] + v] <= f[NOW] + EPSILON


def first_of(n: list[int], f: list[float], line: int) -> int:
    """Return the first ticket of a line that may be called now, or NOBODY."""
    queue = n[QUEUE]
    for at in range(n[n[HEAD] + line], n[n[TAIL] + line]):
        t = n[queue + at]
        if is_callable(n, f, t):
            return t
    return NOBODY


def next_of(n: list[int], f: list[float], c: int) -> int:
    """Return the ticket that a counter calls next over the lines it serves, or NOBODY."""
    best = NOBODY
    for at in range(n[n[SKILLS] + c], n[n[SKILLS] + c + 1]):
        t = first_of(n, f, n[n[SERVES] + at])
        if t != NOBODY and (best == NOBODY or is_before(n, t, best)):
            best = t
    return best


def idle_desk(n: list[int], line: int) -> int:
    """Return a counter on duty for the line with nobody at it, in the line's order, or NOBODY."""
    if n[n[IDLE] + line] == 0:
        return NOBODY
    for at in range(n[n[DESKS] + line], n[n[DESKS] + line + 1]):
        c = n[n[SERVED_BY] + at]
        if n[n[ON_DUTY] + c] == 1 and n[n[WITH] + c] == NOBODY:
            return c
    return NOBODY


def count_idle(n: list[int], c: int, more: int) -> None:
    """Count a counter in or out of those its lines may ask."""
    for at in range(n[n[SKILLS] + c], n[n[SKILLS] + c + 1]):
        n[n[IDLE] + n[n[SERVES] + at]] += more


def ahead_of(n: list[int], line: int, key: int) -> int:
    """Return how many wait in a line with a smaller key."""
    queue = n[QUEUE]
    low = n[n[HEAD] + line]
    high = n[n[TAIL] + line]
    head = low
    while low < high:
        middle = (low + high) // 2
        if n[n[KEY] + n[queue + middle]] < key:
            low = middle + 1
        else:
            high = middle
    return low - head
