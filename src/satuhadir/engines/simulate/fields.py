# SPDX-License-Identifier: Apache-2.0
"""Where everything stands in the two lists that a day is simulated in.

`n` holds whole numbers, `f` minutes. The first places of `n` are sizes and offsets: the key of
ticket t is `n[n[KEY] + t]`. Two flat lists instead of objects, so that one kernel runs on plain
lists and, compiled, on arrays.
"""

from typing import Final

# How many there are.
VISITS: Final = 0
TICKETS: Final = 1
LINES: Final = 2
COUNTERS: Final = 3
ZONES: Final = 4
DUTIES: Final = 5
NEXT_DUTY: Final = 6
HEAP: Final = 7
TURNED_AWAY: Final = 8
SUMMONS: Final = 9
# Of a visit, in n: its first ticket (the next visit's follows), how it is led, where its person
# stands, what is left, which steps are done, what it waits for, who has its person.
FIRST: Final = 10
MODE: Final = 11
PLACE: Final = 12
LEFT: Final = 13
DONE: Final = 14
ACTIVE: Final = 15
BUSY: Final = 16
LEAVING: Final = 17
LATE: Final = 18
ERRAND: Final = 19
# Of a visit, in f.
ENTERS: Final = 20
THERE: Final = 21
LAST: Final = 22
LEAVES: Final = 23
HEAD_START: Final = 24
# Of a ticket, in n.
VISIT: Final = 25
LINE: Final = 26
NEEDS: Final = 27
STATE: Final = 28
NUMBER: Final = 29
KEY: Final = 33
# Of a ticket, in f.
MINUTES: Final = 30
EXPECTED: Final = 31
SLOT: Final = 32
OPENS: Final = 34
READY: Final = 35
CALLED: Final = 36
STARTED: Final = 37
ENDED: Final = 38
# Of a line, in n: its zone, its stretch of QUEUE (the next line's follows), the waiting within
# it from HEAD to TAIL, its stretch of SERVED_BY, how many numbers it gave.
ZONE: Final = 40
ROOM: Final = 41
HEAD: Final = 42
TAIL: Final = 43
DESKS: Final = 44
ISSUED: Final = 45
QUEUE: Final = 46
SERVED_BY: Final = 47
THETA: Final = 49
# Of a line, in f.
MEAN: Final = 48
SERVERS: Final = 50
LAST_TICKET: Final = 51
CV: Final = 52
# Of a counter, in n: its stretch of SERVES, its ticket + 1 or 0, whether on duty.
SKILLS: Final = 53
SERVES: Final = 54
WITH: Final = 55
ON_DUTY: Final = 56
# Of a line, in n: how many of its counters are on duty with nobody at them.
IDLE: Final = 39
# Changes of duty in time order: n counter * 2 + whether it comes; f when.
DUTY: Final = 57
DUTY_AT: Final = 58
# What will happen: a heap by time; n what * 4 + kind, f when.
EVENT: Final = 59
EVENT_AT: Final = 60
WALK: Final = 61
# Usual waits, in f: HALVES half hours from DAY_OPENS on for each line; none of them is HALVES 0.
USUAL: Final = 62
HALVES: Final = 63
HEADER: Final = 64
"""The first place of `n` that belongs to no size and no offset."""

# Rules and the clock, in f.
NOW: Final = 0
NO_SHOW: Final = 1
SLOT_EARLY: Final = 2
SLOT_LATE: Final = 3
SLOT_GRACE: Final = 4
LEAD: Final = 5
PATIENCE: Final = 6
LATENESS: Final = 7
FARTHEST: Final = 8
DAY_OPENS: Final = 9
FLOATS: Final = 10

# How a visit is led.
OWN_ORDER: Final = 0
ONE_ACTIVE: Final = 1
SUMMON: Final = 2
WHEN_THERE: Final = 3
"""One ticket at a time after a missed summon: callable once its person is there."""

# States of a ticket.
HELD: Final = 0
WAITING: Final = 1
AT_COUNTER: Final = 2
FINISHED: Final = 3
GONE: Final = 4

# Kinds of what will happen.
FREE: Final = 0
REACHED: Final = 1
OPENED: Final = 2
MISSED: Final = 3

NOBODY: Final = -1
NEVER: Final = 1e18
EPSILON: Final = 1e-9
"""Minutes, and counters; what float sums may be off."""

# When somebody leaves who never finishes.
STILL_HERE: Final = -1.0
TURNED: Final = -2.0
VANISHED: Final = -3.0
