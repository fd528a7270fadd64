# SPDX-License-Identifier: Apache-2.0
"""One simulated day, event by event: who comes, waits, is called, walks on and leaves.

Every function here must stay compilable: lists or arrays, numbers, nothing else.
"""

from satuhadir.engines.dispatch import moves_later
from satuhadir.engines.simulate.choosing import earliest_call, is_next, next_step, walk_to
from satuhadir.engines.simulate.fields import (
    ACTIVE,
    AT_COUNTER,
    BUSY,
    CALLED,
    DONE,
    DUTIES,
    DUTY,
    DUTY_AT,
    ENDED,
    ENTERS,
    EVENT_AT,
    FARTHEST,
    FINISHED,
    FIRST,
    FREE,
    GONE,
    HEAD,
    HEAD_START,
    HEAP,
    HELD,
    ISSUED,
    KEY,
    LAST,
    LAST_TICKET,
    LATE,
    LATENESS,
    LEAD,
    LEAVES,
    LEAVING,
    LEFT,
    LINE,
    MINUTES,
    MISSED,
    MODE,
    NEVER,
    NEXT_DUTY,
    NO_SHOW,
    NOBODY,
    NOW,
    NUMBER,
    ON_DUTY,
    ONE_ACTIVE,
    OPENED,
    OPENS,
    OWN_ORDER,
    PATIENCE,
    PLACE,
    QUEUE,
    REACHED,
    READY,
    SERVERS,
    SERVES,
    SKILLS,
    SLOT,
    SLOT_EARLY,
    SLOT_GRACE,
    SLOT_LATE,
    STARTED,
    STATE,
    SUMMON,
    SUMMONS,
    TAIL,
    THERE,
    THETA,
    TURNED,
    TURNED_AWAY,
    VANISHED,
    VISIT,
    VISITS,
    WAITING,
    WHEN_THERE,
    WITH,
    ZONE,
)
from satuhadir.engines.simulate.happening import pop, push
from satuhadir.engines.simulate.lines import count_idle, idle_desk, insert, next_of, remove

MICRO = 60_000_000.0
"""Keys count microseconds, as the queue's do."""


def run(n: list[int], f: list[float]) -> None:
    """Let the day happen: everything planned in `n` and `f`, until nothing is left to happen.

    At one minute a change of duty comes first, then what was under way, then who comes in.
    """
    v = 0
    while True:
        at = NEVER
        first = NOBODY
        if v < n[VISITS]:
            at = f[n[ENTERS] + v]
            first = 0
        if n[HEAP] > 0 and f[n[EVENT_AT]] <= at:
            at = f[n[EVENT_AT]]
            first = 1
        if n[NEXT_DUTY] < n[DUTIES] and f[n[DUTY_AT] + n[NEXT_DUTY]] <= at:
            at = f[n[DUTY_AT] + n[NEXT_DUTY]]
            first = 2
        if first == NOBODY:
            return
        f[NOW] = at
        if first == 0:
            enter(n, f, v)
            v += 1
        elif first == 1:
            happen(n, f, pop(n, f))
        else:
            n[NEXT_DUTY] += 1
            change_duty(n, f, n[n[DUTY] + n[NEXT_DUTY] - 1])


def happen(n: list[int], f: list[float], event: int) -> None:
    """Do what was planned for this moment."""
    kind = event % 4
    what = event // 4
    if kind == FREE:
        free(n, f, what)
    elif kind == REACHED:
        reach(n, f, what)
    elif kind == OPENED:
        offer(n, f, n[n[LINE] + what])
    else:
        miss(n, f, what)


def change_duty(n: list[int], f: list[float], change: int) -> None:
    """A counter comes on duty, or goes: with somebody at it, it finishes them first."""
    c = change // 2
    comes = change % 2
    first = n[n[SKILLS] + c]
    last = n[n[SKILLS] + c + 1]
    n[n[ON_DUTY] + c] = comes
    for at in range(first, last):
        f[n[SERVERS] + n[n[SERVES] + at]] += (2 * comes - 1) / (last - first)
    if n[n[WITH] + c] != NOBODY:
        return
    count_idle(n, c, 2 * comes - 1)
    if comes == 1:
        attend(n, f, c)


def enter(n: list[int], f: list[float], v: int) -> None:
    """A person comes in; unless they go their own way, all their tickets are issued now."""
    f[n[LAST] + v] = f[NOW]
    f[n[THERE] + v] = f[NOW]
    if n[n[MODE] + v] != OWN_ORDER:
        for t in range(n[n[FIRST] + v], n[n[FIRST] + v + 1]):
            issue(n, f, v, t)
    go_on(n, f, v)


def issue(n: list[int], f: list[float], v: int, t: int) -> bool:
    """Give a ticket its number and its key, unless the line gives no more numbers."""
    line = n[n[LINE] + t]
    if f[NOW] >= f[n[LAST_TICKET] + line]:
        n[n[STATE] + t] = GONE
        return False
    n[n[ISSUED] + line] += 1
    n[n[NUMBER] + t] = n[n[ISSUED] + line]
    since = f[NOW]
    slot = f[n[SLOT] + t]
    if slot >= 0.0 and f[NOW] <= slot + f[SLOT_LATE]:
        since = slot - f[SLOT_GRACE]
        f[n[OPENS] + t] = slot - f[SLOT_EARLY]
    n[n[KEY] + t] = int((since - f[n[HEAD_START] + v]) * MICRO)
    return True


def go_on(n: list[int], f: list[float], v: int) -> None:
    """A person who is free turns to what comes next, or leaves."""
    if n[n[LEFT] + v] == 0:
        f[n[LEAVES] + v] = f[NOW]
        return
    if n[n[MODE] + v] == SUMMON:
        stand_by(n, f, v)
        return
    t = next_step(n, f, v)
    n[n[ACTIVE] + v] = t
    if t == NOBODY:
        give_up(n, f, v)
        return
    walk = set_out(n, f, v, n[n[ZONE] + n[n[LINE] + t]])
    if n[n[MODE] + v] == ONE_ACTIVE:
        wait(n, f, t)
        offer(n, f, n[n[LINE] + t])
    elif walk > 0.0:
        push(n, f, f[n[THERE] + v], REACHED, v)
        if n[n[MODE] + v] == WHEN_THERE:
            wait(n, f, t)
    else:
        reach(n, f, v)


def set_out(n: list[int], f: list[float], v: int, zone: int) -> float:
    """Send a person on the way to a zone; return the minutes it takes."""
    walk = walk_to(n, f, v, zone)
    n[n[PLACE] + v] = zone
    f[n[THERE] + v] = f[NOW] + walk
    return walk


def give_up(n: list[int], f: list[float], v: int) -> None:
    """Nothing is left that this person can do: turned away if they never got a number."""
    for t in range(n[n[FIRST] + v], n[n[FIRST] + v + 1]):
        if n[n[NUMBER] + t] > 0:
            return
    f[n[LEAVES] + v] = TURNED
    n[TURNED_AWAY] += 1


def wait(n: list[int], f: list[float], t: int) -> None:
    """Put a ticket into its line."""
    n[n[STATE] + t] = WAITING
    f[n[READY] + t] = f[NOW]
    insert(n, t)
    if f[n[OPENS] + t] > f[NOW]:
        push(n, f, f[n[OPENS] + t], OPENED, t)


def reach(n: list[int], f: list[float], v: int) -> None:
    """A person arrives where they went: takes a number there, or may be called from now on."""
    t = n[n[ACTIVE] + v]
    if t == NOBODY or n[n[BUSY] + v] != NOBODY:
        return
    if n[n[STATE] + t] == HELD:
        if n[n[NUMBER] + t] == 0 and not issue(n, f, v, t):
            go_on_elsewhere(n, f, v)
            return
        wait(n, f, t)
    offer(n, f, n[n[LINE] + t])


def go_on_elsewhere(n: list[int], f: list[float], v: int) -> None:
    """The line a person went to gives no more numbers: try the next one."""
    t = next_step(n, f, v)
    n[n[ACTIVE] + v] = t
    if t == NOBODY:
        give_up(n, f, v)
        return
    set_out(n, f, v, n[n[ZONE] + n[n[LINE] + t]])
    push(n, f, f[n[THERE] + v], REACHED, v)


def stand_by(n: list[int], f: list[float], v: int) -> None:
    """A person waits in all lines they may be called from, wherever they are."""
    n[n[ACTIVE] + v] = NOBODY
    joined = 0
    for t in range(n[n[FIRST] + v], n[n[FIRST] + v + 1]):
        if is_next(n, v, t):
            wait(n, f, t)
        if n[n[STATE] + t] == WAITING:
            joined += 1
    if joined == 0:
        give_up(n, f, v)
        return
    for t in range(n[n[FIRST] + v], n[n[FIRST] + v + 1]):
        if n[n[STATE] + t] == WAITING:
            offer(n, f, n[n[LINE] + t])
            send(n, f, n[n[LINE] + t])


def send(n: list[int], f: list[float], line: int) -> None:
    """Tell those whose call in this line is near to come."""
    ahead = 0
    for at in range(n[n[HEAD] + line], n[n[TAIL] + line]):
        t = n[n[QUEUE] + at]
        v = n[n[VISIT] + t]
        if n[n[MODE] + v] == SUMMON:
            if n[n[BUSY] + v] != NOBODY:
                continue
            if n[n[ACTIVE] + v] == NOBODY:
                soonest = earliest_call(n, f, line, ahead)
                if soonest > f[LEAD] + f[FARTHEST]:
                    return
                if soonest <= f[LEAD] + walk_to(n, f, v, n[n[ZONE] + line]):
                    summon(n, f, v, t)
            elif n[n[ACTIVE] + v] != t:
                continue
        ahead += 1


def summon(n: list[int], f: list[float], v: int, t: int) -> None:
    """Send a person to a line: they walk at once, or late, and may then miss it."""
    n[n[ACTIVE] + v] = t
    walk = set_out(n, f, v, n[n[ZONE] + n[n[LINE] + t]])
    if n[n[LATE] + v] == 1:
        f[n[THERE] + v] += f[LATENESS]
        push(n, f, f[NOW] + walk + f[PATIENCE], MISSED, v)
    push(n, f, f[n[THERE] + v], REACHED, v)


def miss(n: list[int], f: list[float], v: int) -> None:
    """A summoned person is not there in time: from now on one ticket at a time."""
    if n[n[MODE] + v] != SUMMON or f[n[THERE] + v] <= f[NOW]:
        return
    n[n[MODE] + v] = WHEN_THERE
    for t in range(n[n[FIRST] + v], n[n[FIRST] + v + 1]):
        if n[n[STATE] + t] == WAITING and t != n[n[ACTIVE] + v]:
            remove(n, t)
            n[n[STATE] + t] = HELD


def offer(n: list[int], f: list[float], line: int) -> None:
    """Somebody may be callable in a line: let an idle counter call."""
    c = idle_desk(n, line)
    if c != NOBODY:
        call(n, f, c)


def attend(n: list[int], f: list[float], c: int) -> None:
    """A counter on duty is free: it calls, and whoever is near is told to come."""
    call(n, f, c)
    if n[SUMMONS] == 1:
        for at in range(n[n[SKILLS] + c], n[n[SKILLS] + c + 1]):
            send(n, f, n[n[SERVES] + at])


def call(n: list[int], f: list[float], c: int) -> None:
    """A free counter calls whoever is next over its lines; it waits for who is still walking."""
    t = next_of(n, f, c)
    if t == NOBODY:
        return
    v = n[n[VISIT] + t]
    remove(n, t)
    n[n[STATE] + t] = AT_COUNTER
    n[n[WITH] + c] = t
    count_idle(n, c, -1)
    n[n[BUSY] + v] = t
    f[n[CALLED] + t] = f[NOW]
    if n[n[LEAVING] + v] == 1:
        push(n, f, f[NOW] + f[NO_SHOW], FREE, c)
        return
    starts = max(f[NOW], f[n[THERE] + v])
    f[n[STARTED] + t] = starts
    push(n, f, starts + f[n[MINUTES] + t], FREE, c)


def free(n: list[int], f: list[float], c: int) -> None:
    """A counter is done with somebody: they go on, it calls the next."""
    t = n[n[WITH] + c]
    v = n[n[VISIT] + t]
    n[n[WITH] + c] = NOBODY
    if n[n[ON_DUTY] + c] == 1:
        count_idle(n, c, 1)
    n[n[BUSY] + v] = NOBODY
    if n[n[LEAVING] + v] == 1:
        vanish(n, f, v)
    else:
        finish(n, f, v, t)
        go_on(n, f, v)
    if n[n[ON_DUTY] + c] == 1 and n[n[WITH] + c] == NOBODY:
        attend(n, f, c)


def finish(n: list[int], f: list[float], v: int, t: int) -> None:
    """A service is finished; the person's other tickets lose (1 - theta) of this leg's age."""
    first = n[n[FIRST] + v]
    n[n[STATE] + t] = FINISHED
    f[n[ENDED] + t] = f[NOW]
    n[n[LEFT] + v] -= 1
    n[n[DONE] + v] |= 1 << (t - first)
    leg = int((f[NOW] - f[n[LAST] + v]) * MICRO)
    f[n[LAST] + v] = f[NOW]
    for other in range(first, n[n[FIRST] + v + 1]):
        kept = n[n[THETA] + n[n[LINE] + other]]
        state = n[n[STATE] + other]
        if n[n[NUMBER] + other] == 0 or kept == 100 or state > WAITING:
            continue
        if state == WAITING:
            remove(n, other)
        n[n[KEY] + other] += moves_later(leg, kept)
        if state == WAITING:
            insert(n, other)


def vanish(n: list[int], f: list[float], v: int) -> None:
    """Whoever was called has left the mall: their other tickets fall, too."""
    f[n[LEAVES] + v] = VANISHED
    for t in range(n[n[FIRST] + v], n[n[FIRST] + v + 1]):
        if n[n[STATE] + t] == WAITING:
            remove(n, t)
        n[n[STATE] + t] = GONE
